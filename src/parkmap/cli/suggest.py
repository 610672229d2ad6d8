"""``parkmap suggest``: where the next facilities should go."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

import click

from parkmap.cli.console import LANG, echo_problems, progress, words
from parkmap.cli.options import (
    as_of_option,
    day_of,
    html_file,
    layer_keys,
    names_told,
    open_workspace,
    workspace_option,
)
from parkmap.cli.report import Destination, form_option, out_option

if TYPE_CHECKING:
    from parkmap.model import Lang, SitingStudy, Workspace
    from parkmap.pipeline.wish import Wish

_KINDS: Final = ("streets", "plots", "grid")
_MORE_FORMS: Final = ("geojson", "html")


@click.command(help=words("help.suggest"))
@workspace_option
@click.option("--layer", required=True, metavar="KEY", help=words("help.suggest_layer"))
@click.option(
    "--sites", type=click.IntRange(1, 1000), metavar="N", help=words("help.suggest_sites")
)
@click.option(
    "--model",
    type=click.Choice(("max-cover", "cover-all", "median", "center")),
    default="max-cover",
    show_default=True,
    help=words("help.suggest_model"),
)
@click.option(
    "--by", type=click.Choice(("area", "plots", "employees")), help=words("help.suggest_by")
)
@click.option("--rule", metavar="KEY", help=words("help.suggest_rule"))
@click.option(
    "--radius",
    "radius_m",
    type=click.FloatRange(0, 100_000, min_open=True),
    metavar="M",
    help=words("help.suggest_radius"),
)
@click.option(
    "--distance",
    type=click.Choice(("euclid", "detour", "network")),
    default="euclid",
    show_default=True,
    help=words("help.suggest_distance"),
)
@click.option(
    "--detour",
    type=click.FloatRange(1, 5),
    metavar="FACTOR",
    help=words("help.suggest_detour"),
)
@click.option(
    "--candidates",
    "candidates",
    multiple=True,
    metavar="streets|plots|grid|FILE",
    help=words("help.suggest_candidates"),
)
@click.option(
    "--step",
    "step_m",
    type=click.FloatRange(1, 10_000),
    default=50,
    show_default=True,
    metavar="M",
    help=words("help.suggest_step"),
)
@click.option(
    "--count-planned/--no-count-planned",
    "counts_planned",
    default=True,
    show_default=True,
    help=words("help.suggest_planned"),
)
@click.option("--within", multiple=True, metavar="ID", help=words("help.suggest_within"))
@as_of_option
@click.option(
    "--time-limit",
    "time_limit_s",
    type=click.FloatRange(0, 86_400, min_open=True),
    default=60,
    show_default=True,
    metavar="S",
    help=words("help.suggest_time"),
)
@click.option("--lang", type=click.Choice(["zh", "en"]), help=words("help.suggest_lang"))
@form_option("geojson", "html", told="format_suggest")
@out_option
def suggest(
    named: str | None,
    form: str | None,
    out: str | None,
    lang: Lang | None,
    **asked: Any,  # noqa: ANN401 - click hands over every option
) -> None:
    """Tell where facilities would go."""
    if form is None and out is not None:
        form = next((one for one in _MORE_FORMS if out.lower().endswith(f".{one}")), None)
    if form == "html":
        if out is None:
            raise click.UsageError(words("suggest_page"))
        _build(open_workspace(named), asked, out, lang or "zh")
        return
    if lang is not None:
        raise click.UsageError(words("suggest_lang_alone"))
    destination = Destination.of(form, out)
    workspace = open_workspace(named)
    destination.spare_inputs(workspace)
    study = _studied(workspace, _wish(workspace, asked))
    destination.put(_rendered(study, destination.form))


def _wish(workspace: Workspace, asked: dict[str, Any]) -> Wish:
    from pathlib import Path

    from parkmap.model import Denominator, SiteKind, SitingModel
    from parkmap.pipeline.wish import Wish

    model = SitingModel(asked["model"])
    if asked["sites"] is None and model is not SitingModel.COVER_ALL:
        raise click.UsageError(words("suggest_how_many"))
    if (asked["distance"] == "detour") != (asked["detour"] is not None):
        raise click.UsageError(words("suggest_detour"))
    named = asked["candidates"]
    kinds = tuple(SiteKind(one) for one in _KINDS if one in named)
    files = [Path(one) for one in named if one not in _KINDS]
    if len(files) > 1 or (files and kinds):
        raise click.UsageError(words("suggest_one_file"))
    return Wish(
        key=layer_keys(workspace, (asked["layer"],))[0],
        sites=asked["sites"],
        as_of=day_of(workspace, asked["as_of"]),
        known_on=day_of(workspace),
        model=model,
        rule=asked["rule"],
        radius_m=asked["radius_m"],
        by=Denominator(asked["by"]) if asked["by"] else None,
        detour=asked["detour"],
        on_network=asked["distance"] == "network",
        kinds=kinds or (SiteKind.STREETS, SiteKind.PLOTS),
        file=files[0] if files else None,
        step_m=asked["step_m"],
        counts_planned=asked["counts_planned"],
        within=asked["within"],
        time_limit_s=asked["time_limit_s"],
    )


def _build(workspace: Workspace, asked: dict[str, Any], out: str, lang: Lang) -> None:
    """Write the map of the zone with what is proposed, as ``parkmap build`` writes its map."""
    from parkmap.cli.build import report_built
    from parkmap.pipeline import propose as pipeline

    wish = _wish(workspace, asked)
    file = html_file(out, "sites.html")
    with names_told(park="--within"), progress(len(workspace.layers) + 3) as on_step:
        built = pipeline.propose(workspace, wish, file=file, lang=lang, on_step=on_step)
    report_built(built, wish.as_of)
    if built.file is None:
        sys.stdout.buffer.write(built.html.encode())


def _studied(workspace: Workspace, wish: Wish) -> SitingStudy:
    from parkmap.pipeline import suggest as pipeline

    with names_told(park="--within"), progress(len(workspace.layers) + 2) as on_step:
        study, problems = pipeline.suggest(workspace, wish, on_step=on_step)
    echo_problems(problems)
    return study


def _rendered(study: SitingStudy, form: str) -> bytes:
    from parkmap.report.forms import Form, render
    from parkmap.report.siting import report_of
    from parkmap.report.siting_shapes import render_geojson

    return (
        render_geojson(study) if form == "geojson" else render(report_of(study), Form(form), LANG)
    )
