"""``parkmap status``: how the programme stands on a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parkmap.errors import DataError
from parkmap.model import Problem, Scenario, Severity
from parkmap.pipeline.scene import make_scene
from parkmap.report.oc4ids import render_oc4ids
from parkmap.report.status import late_report_of, report_of
from parkmap.status import status_of

if TYPE_CHECKING:
    from datetime import date

    from parkmap.model import Grouping, Status, Workspace
    from parkmap.pipeline.reading import OnStep
    from parkmap.report.grid import Report


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """How the programme stands, the report of it, and all there is to say of the files."""

    status: Status
    report: Report
    problems: tuple[Problem, ...]


def status(
    workspace: Workspace,
    *,
    as_of: date,
    scenario: Scenario = Scenario.ACTUAL,
    known_on: date | None = None,
    by: Grouping | None = None,
    is_late_only: bool = False,
    on_step: OnStep = lambda _name: None,
) -> Told:
    """Read the workspace's files and return how its programme stands.

    Parameters
    ----------
    workspace
        What parkmap.toml says.
    as_of
        The day.
    scenario
        Under which assumption.
    known_on
        The last day of which anything is known, from which on the assumption holds; None, or a day
        after ``as_of``: ``as_of`` itself.
    by
        By what to count the tasks besides in total.
    is_late_only
        Whether the report has the late items and nothing else.
    on_step
        Called with the name of each file before it is read.

    Raises
    ------
    ParkmapError
        With every fault found in all the files.
    """
    scene = make_scene(
        workspace,
        as_of=as_of,
        lang="zh",
        scenario=scenario,
        known_on=known_on,
        courses=(scenario,),
        on_step=on_step,
    )
    found = status_of(scene, scenario=scenario, by=by)
    report = late_report_of(found) if is_late_only else report_of(found)
    return Told(found, report, scene.problems)


def export(
    workspace: Workspace, *, as_of: date, on_step: OnStep = lambda _name: None
) -> tuple[str, tuple[Problem, ...]]:
    """Return the tasks as a project package of OC4IDS, and all there is to say of the files.

    Raises
    ------
    ParkmapError
        With every fault found in all the files, or if there are no tasks.
    """
    scene = make_scene(workspace, as_of=as_of, lang="zh", on_step=on_step)
    if not scene.tasks:
        # The standard asks for one project at least.
        file = scene.register.file if scene.register else workspace.file.name
        raise DataError([Problem(Severity.ERROR, "status.no_tasks", file)])
    return render_oc4ids(scene), scene.problems
