"""``parkmap diff``: two versions of a register, or of a workspace, read and compared.

Two workspaces are compared as their maps show them, facilities included. As soon as one side is a
table alone, only the tasks are: what the layers around the other side know of them is then left
aside, for it would make a difference where there is none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from parkmap.diff import compare, compare_places
from parkmap.errors import OutputError, ParkmapError, WorkspaceError
from parkmap.intake.table import read_register
from parkmap.model import LANGS, Problem, RegisterSpec, Role, Severity, Stage
from parkmap.model.diff import Diff, Version
from parkmap.names import spelling_of
from parkmap.pipeline.reading import all_of, spare_inputs
from parkmap.pipeline.scene import make_scene, meanings_of
from parkmap.report.diff import Sides
from parkmap.schedule import evaluate, states_in_words, subjects_of
from parkmap.withhold import withhold, withhold_tasks
from parkmap.workspace import find_workspace, input_files, load_workspace

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    import pandas as pd

    from parkmap.model import Layer, Scene, State, Task, Workspace
    from parkmap.pipeline.reading import OnStep


@dataclass(frozen=True, slots=True)
class Side:
    """One version: a workspace, or a table alone with the year of its "6月底"."""

    path: Path
    workspace: Workspace | None
    year: int

    @property
    def folder(self) -> Path:
        """The folder by which its files are told from those of the other version."""
        return self.path if self.path.is_dir() else self.path.parent


@dataclass(frozen=True, slots=True)
class Versions:
    """What is to be compared, not read yet.

    ``around`` is the workspace that says how a table alone is read: its headers, its layers, and
    what it withholds. ``as_of`` is the day that the workspaces name, if they do.
    """

    old: Side
    new: Side
    around: Workspace | None

    @property
    def as_of(self) -> date | None:
        """The day of the newer workspace, else of the one around."""
        workspace = self.new.workspace or self.around
        return workspace.as_of if workspace else None

    @property
    def are_workspaces(self) -> bool:
        """Whether facilities can be compared, too."""
        return self.old.workspace is not None and self.new.workspace is not None

    @property
    def omit(self) -> tuple[str, ...]:
        """What any of the workspaces withholds: it must not come out by way of the other."""
        found = [self.old.workspace, self.new.workspace, self.around]
        return tuple(dict.fromkeys(name for one in found if one for name in one.omit))


@dataclass(frozen=True, slots=True)
class Compared:
    """What differs, whose it is, and the warnings of both versions."""

    diff: Diff
    sides: Sides
    problems: tuple[Problem, ...]


def find_versions(
    old: Path,
    new: Path,
    *,
    named: Path | None = None,
    start: Path,
    year: int | None = None,
    old_year: int | None = None,
) -> Versions:
    """Return what two paths mean: folders and parkmap.toml are workspaces, all else tables.

    Parameters
    ----------
    old, new
        The two versions.
    named
        The workspace by which a table alone is read. None: the one on the other side, else the
        nearest from the folder of ``new``, of ``old``, and from ``start``.
    start
        The folder in which the user stands.
    year, old_year
        The year of "6月底" in a table alone; ``old_year`` in the old one, if it is another.

    Raises
    ------
    WorkspaceError
        If a workspace is wrong, or nothing tells the year of a table.
    """
    workspaces = [_workspace_at(path) for path in (old, new)]
    before, after = workspaces
    around: Workspace | None = None
    if before is None or after is None:
        around = load_workspace(find_workspace(named, start=start)) if named else before or after
        around = around or _nearest(new.resolve().parent, old.resolve().parent, start)
    years = (old_year or year, year)
    sides = [
        Side(path, workspace, workspace.zone.year if workspace else _year(path, told, around))
        for path, workspace, told in zip((old, new), workspaces, years, strict=True)
    ]
    return Versions(sides[0], sides[1], around)


def compare_versions(
    versions: Versions,
    *,
    as_of: date,
    tolerance_m: float,
    on_step: OnStep = lambda _name: None,
) -> Compared:
    """Read both versions and return what differs.

    Parameters
    ----------
    versions
        What is compared.
    as_of
        The day on which stages and conditions of both are asked about.
    tolerance_m
        Metres that a facility may lie off without having moved.
    on_step
        Called with the name of each file before it is read.

    Raises
    ------
    ParkmapError
        With every fault found in all the files of both.
    """
    read = _both_scenes if versions.are_workspaces else _both_tables
    return read(versions, as_of, tolerance_m, on_step)


def count_files(versions: Versions) -> int:
    """Return how many files will be read, for who shows progress."""
    sides = [versions.old.workspace, versions.new.workspace]
    if not versions.are_workspaces:
        return len(sides)
    return sum(len(input_files(one)) - 1 for one in sides if one)


def spare_versions(versions: Versions, file: Path) -> None:
    """Refuse to write a report over a file that is compared.

    Raises
    ------
    OutputError
        If ``file`` is one of either version.
    """
    for side in (versions.old, versions.new):
        if side.workspace:
            spare_inputs(side.workspace, file)
        elif side.path.resolve() == file.resolve():
            raise OutputError([Problem(Severity.ERROR, "output.is_input", str(file))])


def _workspace_at(path: Path) -> Workspace | None:
    is_workspace = path.is_dir() or path.suffix.lower() == ".toml"
    return load_workspace(find_workspace(path, start=path)) if is_workspace else None


def _nearest(*folders: Path) -> Workspace | None:
    for folder in folders:
        try:
            file = find_workspace(None, start=folder)
        except WorkspaceError:
            continue
        return load_workspace(file)
    return None


def _year(path: Path, told: int | None, around: Workspace | None) -> int:
    if told is not None:
        return told
    if around is None:
        raise WorkspaceError([Problem(Severity.ERROR, "diff.no_year", str(path))])
    register = around.register
    return (register.year if register else None) or around.zone.year


# ---- two workspaces


def _both_scenes(versions: Versions, as_of: date, tolerance_m: float, on_step: OnStep) -> Compared:
    failures: list[ParkmapError] = []
    scenes = [
        scene
        for side in (versions.old, versions.new)
        if (scene := _scene(side, versions.omit, as_of, on_step, failures))
    ]
    if failures:
        raise failures[0] if len(failures) == 1 else all_of(failures)
    old, new = scenes
    diff = compare(_version_of(old, versions.old), _version_of(new, versions.new))
    layers = [[*_facilities(scene).values(), scene.parks] for scene in scenes]
    states = [_states_of(scene) for scene in scenes]
    places = compare_places(layers[0], layers[1], (states[0], states[1]), tolerance_m=tolerance_m)
    titles = {layer.spec.key: layer.spec.title for one in layers for layer in one}
    sides = Sides(str(versions.old.path), str(versions.new.path), as_of, titles, tolerance_m)
    problems = [
        problem
        for side, scene in zip((versions.old, versions.new), scenes, strict=True)
        for problem in (*_without_register(scene, side, scenes), *_warnings(scene.problems, side))
    ]
    return Compared(replace(diff, places=places), sides, (*problems, *diff.problems))


def _scene(
    side: Side,
    omit: tuple[str, ...],
    as_of: date,
    on_step: OnStep,
    failures: list[ParkmapError],
) -> Scene | None:
    if side.workspace is None:
        return None
    try:
        scene = make_scene(side.workspace, as_of=as_of, lang=LANGS[0], on_step=on_step)
    except ParkmapError as error:
        failures.append(type(error)(_placed(error.problems, side)))
        return None
    return withhold(scene, omit, meaning_of=meanings_of(side.workspace))


def _version_of(scene: Scene, side: Side) -> Version:
    tasks = tuple(one.task for one in scene.tasks)
    states = {one.task.task_id: one.state for one in scene.tasks}
    file = scene.register.file if scene.register else ""
    return Version(tasks, states, str(side.folder / file))


def _without_register(scene: Scene, side: Side, scenes: list[Scene]) -> list[Problem]:
    """Tell that only this side has no register, so that every task is new or gone."""
    if scene.register is not None or all(one.register is None for one in scenes):
        return []
    return [Problem(Severity.WARNING, "diff.no_register", str(side.path))]


def _warnings(problems: Iterable[Problem], side: Side) -> list[Problem]:
    """Return what may make a difference that is none; a check tells the rest."""
    return _placed([one for one in problems if one.severity is Severity.WARNING], side)


def _placed(problems: Iterable[Problem], side: Side) -> list[Problem]:
    """Return problems under the paths of their files: both versions have the same names."""
    return [replace(one, file=str(side.folder / one.file)) if one.file else one for one in problems]


# ---- at least one table alone


def _both_tables(versions: Versions, as_of: date, _tolerance_m: float, on_step: OnStep) -> Compared:
    failures: list[ParkmapError] = []
    found = [
        version
        for side in (versions.old, versions.new)
        if (version := _table(side, versions, as_of, on_step, failures))
    ]
    if failures:
        raise failures[0] if len(failures) == 1 else all_of(failures)
    (old, told_of_old), (new, told_of_new) = found
    diff = compare(old, new)
    sides = Sides(str(versions.old.path), str(versions.new.path), as_of, {}, None)
    return Compared(diff, sides, (*told_of_old, *told_of_new, *diff.problems))


def _table(
    side: Side,
    versions: Versions,
    as_of: date,
    on_step: OnStep,
    failures: list[ParkmapError],
) -> tuple[Version, list[Problem]] | None:
    on_step(side.path.name)
    around = side.workspace or versions.around
    spec = _spec(side, around)
    if spec is None:
        problem = Problem(Severity.ERROR, "diff.no_register", str(side.path))
        failures.append(WorkspaceError([problem]))
        return None
    try:
        intake = read_register(spec, year=side.year)
    except ParkmapError as error:
        failures.append(type(error)(_placed(error.problems, side)))
        return None
    tasks = intake.register.tasks
    states = dict(zip((one.task_id for one in tasks), _states(tasks, around, as_of), strict=True))
    if around:
        tasks = withhold_tasks(tasks, versions.omit, meaning_of=meanings_of(around))
    file = str(side.folder / spec.path.name)
    return Version(tasks, states, file), _warnings(intake.problems, side)


def _spec(side: Side, around: Workspace | None) -> RegisterSpec | None:
    """Return how a side's table is read: as its workspace says, else with the headers of one."""
    known = around.register if around else None
    if side.workspace:
        return known
    if known is None:
        return RegisterSpec(side.path, year=side.year)
    if side.path.resolve() == known.path.resolve():
        return replace(known, year=side.year)
    return RegisterSpec(side.path, known.columns, date_order=known.date_order, year=side.year)


def _states(tasks: tuple[Task, ...], around: Workspace | None, as_of: date) -> list[State]:
    """Return how tasks stand, by what a finish means for the layer that a row names itself."""
    meant: dict[str, Stage] = {}
    for spec in around.layers if around else ():
        for name in (spec.key, spec.title.zh, spec.title.en):
            meant.setdefault(spelling_of(name), spec.finish_means)
    finish_means = [
        (meant.get(spelling_of(task.layer)) if task.layer else None) or task.stage or Stage.BUILT
        for task in tasks
    ]
    day = np.full(len(tasks), as_of.toordinal())
    return states_in_words(evaluate(subjects_of(tasks, finish_means), day))


def _facilities(scene: Scene) -> dict[str, Layer]:
    shown = [one for one in scene.layers if one.role is Role.FACILITY]
    return {one.layer.spec.key: one.layer for one in shown}


def _states_of(scene: Scene) -> dict[str, pd.DataFrame]:
    shown = [one for one in scene.layers if one.role is Role.FACILITY]
    return {one.layer.spec.key: one.states for one in shown}
