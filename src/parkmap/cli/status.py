"""``parkmap status``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from parkmap.cli.console import LANG, echo_problems, progress, words
from parkmap.cli.options import (
    as_of_option,
    day_of,
    open_workspace,
    scenario_option,
    workspace_option,
)
from parkmap.cli.report import Destination, form_option, out_option

if TYPE_CHECKING:
    from datetime import date

    from parkmap.model import Workspace

_GROUPINGS: Final = ("park", "layer", "department", "leader", "person", "month")


@click.command(help=words("help.status"))
@workspace_option
@as_of_option
@scenario_option
@click.option("--by", "grouping", type=click.Choice(_GROUPINGS), help=words("help.by"))
@click.option("--late", "is_late_only", is_flag=True, help=words("help.late"))
@form_option("oc4ids")
@out_option
def status(
    named: str | None,
    as_of: date | None,
    scenario: str,
    grouping: str | None,
    form: str | None,
    out: str | None,
    *,
    is_late_only: bool,
) -> None:
    """Tell how the programme stands."""
    destination = Destination.of(form, out)
    if destination.form == "oc4ids" and (grouping or is_late_only or scenario != "actual"):
        raise click.UsageError(words("oc4ids_alone"))
    if is_late_only and grouping:
        raise click.UsageError(words("late_alone"))
    workspace = open_workspace(named)
    destination.spare_inputs(workspace)
    day = day_of(workspace, as_of)
    if destination.form == "oc4ids":
        _export(workspace, day, destination)
        return

    from parkmap.model import Grouping, Scenario
    from parkmap.pipeline import status as pipeline
    from parkmap.report.forms import Form, render

    with progress(len(workspace.layers) + 2) as on_step:
        told = pipeline.status(
            workspace,
            as_of=day,
            scenario=Scenario(scenario),
            known_on=day_of(workspace),
            by=Grouping(grouping) if grouping else None,
            is_late_only=is_late_only,
            on_step=on_step,
        )
    echo_problems(told.problems)
    destination.put(render(told.report, Form(destination.form), LANG))


def _export(workspace: Workspace, day: date, destination: Destination) -> None:
    from parkmap.pipeline import status as pipeline

    with progress(len(workspace.layers) + 2) as on_step:
        text, problems = pipeline.export(workspace, as_of=day, on_step=on_step)
    echo_problems(problems)
    destination.put(text.encode())
