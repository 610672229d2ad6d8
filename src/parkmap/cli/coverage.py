"""``parkmap coverage``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from parkmap.cli.console import LANG, echo_problems, progress, words
from parkmap.cli.options import (
    Day,
    as_of_option,
    day_of,
    layer_keys,
    names_told,
    open_workspace,
    scenario_option,
    workspace_option,
)
from parkmap.cli.report import Destination, form_option, out_option

if TYPE_CHECKING:
    from parkmap.model import CoverageStudy, Workspace
    from parkmap.pipeline.question import Question

_DENOMINATORS: Final = ("area", "plots", "employees")


@click.command(help=words("help.coverage"))
@workspace_option
@click.option("--layer", "layers", multiple=True, metavar="KEY", help=words("help.coverage_layer"))
@click.option("--park", "parks", multiple=True, metavar="ID", help=words("help.coverage_park"))
@click.option(
    "--radius",
    "radius_m",
    type=click.FloatRange(0, 100_000, min_open=True),
    metavar="M",
    help=words("help.coverage_radius"),
)
@click.option("--rule", "rules", multiple=True, metavar="KEY", help=words("help.coverage_rule"))
@click.option("--by", type=click.Choice(_DENOMINATORS), help=words("help.coverage_by"))
@as_of_option
@scenario_option
@click.option("--compare", type=Day(), metavar="YYYY-MM-DD", help=words("help.coverage_compare"))
@click.option("--timeline", "has_timeline", is_flag=True, help=words("help.coverage_timeline"))
@click.option(
    "--demand",
    type=click.Choice(("all", "occupied")),
    default="all",
    show_default=True,
    help=words("help.coverage_demand"),
)
@click.option("--trial", "with_trial", is_flag=True, help=words("help.coverage_trial"))
@click.option(
    "--detour",
    type=click.FloatRange(1, 5),
    metavar="FACTOR",
    help=words("help.coverage_detour"),
)
@click.option(
    "--distance",
    type=click.Choice(("euclid", "network")),
    default="euclid",
    show_default=True,
    help=words("help.coverage_distance"),
)
@form_option("geojson")
@out_option
def coverage(named: str | None, form: str | None, out: str | None, **asked: Any) -> None:  # noqa: ANN401 - click hands over every option
    """Tell who is served."""
    if form is None and out is not None and out.lower().endswith(".geojson"):
        form = "geojson"
    if asked["distance"] == "network" and asked["detour"] is not None:
        raise click.BadParameter(words("detour_on_network"), param_hint="--detour")
    destination = Destination.of(form, out)
    workspace = open_workspace(named)
    destination.spare_inputs(workspace)
    study = _studied(workspace, _question(workspace, destination.form, asked))
    destination.put(_rendered(study, destination.form))


def _question(workspace: Workspace, form: str, asked: dict[str, Any]) -> Question:
    from parkmap.model import DemandKind, Denominator, Scenario
    from parkmap.pipeline.question import Question

    return Question(
        as_of=day_of(workspace, asked["as_of"]),
        known_on=day_of(workspace),
        scenario=Scenario(asked["scenario"]),
        keys=layer_keys(workspace, asked["layers"]),
        parks=asked["parks"],
        rules=asked["rules"],
        radius_m=asked["radius_m"],
        by=Denominator(asked["by"]) if asked["by"] else None,
        compare=asked["compare"],
        has_timeline=asked["has_timeline"],
        has_shapes=form == "geojson",
        demand=DemandKind(asked["demand"]),
        with_trial=asked["with_trial"],
        detour=asked["detour"],
        on_network=asked["distance"] == "network",
    )


def _studied(workspace: Workspace, question: Question) -> CoverageStudy:
    from parkmap.pipeline import coverage as pipeline

    with names_told(), progress(len(workspace.layers) + 2) as on_step:
        study, problems = pipeline.coverage(workspace, question, on_step=on_step)
    echo_problems(problems)
    return study


def _rendered(study: CoverageStudy, form: str) -> bytes:
    from parkmap.pipeline.coverage import shapes
    from parkmap.report.coverage import report_of
    from parkmap.report.forms import Form, render

    return shapes(study) if form == "geojson" else render(report_of(study), Form(form), LANG)
