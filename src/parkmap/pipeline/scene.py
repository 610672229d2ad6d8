"""Reading -> Scene: everything that the map shows on one day, and all there is to say of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from parkmap import model
from parkmap.errors import DataError, WorkspaceError
from parkmap.intake.check import check_places, check_register
from parkmap.intake.columns import meaning_of
from parkmap.join import Joined, join, promises_of, sums_of, tell_differences
from parkmap.model import (
    Condition,
    Lateness,
    Layer,
    MappedLayer,
    Problem,
    Register,
    Role,
    Scenario,
    Scene,
    Severity,
    Stage,
    TaskOnDate,
)
from parkmap.pipeline.reading import (
    Reading,
    all_of,
    bounds_of,
    demand_of,
    is_shown,
    read_files,
    role_of,
)
from parkmap.schedule import (
    LayerPart,
    contradictions,
    programme_of,
    states_at,
    states_in_words,
)
from parkmap.withhold import unheeded, withhold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from enum import StrEnum

    from numpy.typing import NDArray

    from parkmap.model import Lang, Workspace
    from parkmap.pipeline.reading import OnStep
    from parkmap.schedule import Following, Programme


@dataclass(frozen=True, slots=True)
class When:
    """The day that is asked about, under which assumption, and the last day that is known.

    ``courses`` names the scenarios in which every other day is wanted as well.
    """

    as_of: date
    scenario: Scenario
    known_on: date
    courses: tuple[Scenario, ...] = tuple(Scenario)


def make_scene(
    workspace: Workspace,
    *,
    as_of: date,
    lang: Lang,
    keys: Sequence[str] = (),
    scenario: Scenario = Scenario.ACTUAL,
    known_on: date | None = None,
    courses: tuple[Scenario, ...] = tuple(Scenario),
    on_step: OnStep = lambda _name: None,
) -> Scene:
    """Return everything that the map of ``workspace`` shows on the day ``as_of``.

    ``scenario`` says under which assumption, ``known_on`` from which day on it is needed: the last
    day of which anything is known, ``as_of`` itself if none is named or it is earlier. ``courses``
    names the scenarios, ``scenario`` among them, in which all other days are wanted as well.

    Raises
    ------
    ParkmapError
        With every fault found in all the files.
    """
    reading = read_files(workspace, keys, on_step)
    if reading.failures or reading.parks is None:
        raise all_of(reading.failures)
    when = When(as_of, scenario, min(as_of, known_on or as_of), courses)
    scene = assemble(workspace, reading, reading.parks, when=when, lang=lang, keys=keys)
    misspelt = misspelt_columns(workspace, reading)
    if misspelt:
        raise WorkspaceError(misspelt)
    errors = [problem for problem in scene.problems if problem.severity is Severity.ERROR]
    if errors:
        raise DataError(errors)
    return withhold(scene, workspace.omit, meaning_of=meanings_of(workspace))


def noted(scene: Scene, *problems: Problem) -> Scene:
    """Return a scene with more that was noticed, each once."""
    new = tuple(one for one in problems if one not in scene.problems)
    return replace(scene, problems=(*scene.problems, *new))


def assemble(
    workspace: Workspace,
    reading: Reading,
    parks: Layer,
    *,
    when: When,
    lang: Lang,
    keys: Sequence[str] = (),
) -> Scene:
    """Return the scene of what was read, with nothing withheld yet, and all that was noticed."""
    joined = _joined(workspace, reading, parks)
    shown = replace(reading, layers=tuple(one for one in reading.layers if is_shown(one, keys)))
    problems = [*reading.problems, *joined.problems, *look_over(workspace, shown)]
    problems += _row_contradictions(reading.register)
    programme = _programme(workspace, reading, joined, when)
    problems += [*programme.problems, *_follow_problems(reading.register, programme.following)]
    layers = tuple(_mapped(layer, joined, programme, when, problems) for layer in shown.layers)
    tasks = _tasks(reading.register, joined, layers, programme, when, is_all=not keys)
    promises = promises_of(tasks, layers)
    if reading.register:
        problems += tell_differences(promises, tasks, reading.register.source)
    return Scene(
        zone=workspace.zone,
        as_of=when.as_of,
        lang=lang,
        bounds=bounds_of(parks),
        parks=parks,
        layers=layers,
        tasks=tasks,
        register=reading.register.source if reading.register else None,
        problems=tuple(problems),
        courses=programme.steps,
        basemaps=reading.basemaps,
        promises=promises,
        promise_sums=sums_of(promises),
        demand=demand_of(workspace, reading),
    )


def _joined(workspace: Workspace, reading: Reading, parks: Layer) -> Joined:
    read = {layer.spec.key for layer in reading.layers}
    return join(
        reading.facilities,
        reading.register,
        parks,
        workspace.zone,
        grounds=[layer.spec for layer in reading.grounds],
        unread=[spec for spec in workspace.layers if spec.key not in read],
    )


def look_over(workspace: Workspace, reading: Reading) -> list[Problem]:
    """Return what is odd about the files beside each other; works on whatever could be read."""
    grounds = [*reading.grounds, *([reading.demand] if reading.demand else [])]
    problems = check_places(reading.parks, reading.facilities, grounds)
    if reading.register:
        problems += check_register(reading.register, workspace.layers)
    return problems


def _row_contradictions(register: Register | None) -> list[Problem]:
    if register is None:
        return []
    file = register.source.file
    return [
        Problem(Severity.WARNING, code, file, f"row:{task.row}")
        for task in register.tasks
        if task.start.actual or task.finish.actual
        for code in contradictions(task)
    ]


def misspelt_columns(workspace: Workspace, reading: Reading) -> list[Problem]:
    """Return an error for each column of ``[page] omit`` that would withhold nothing."""
    layers = [layer for layer in (reading.parks, *reading.layers) if layer is not None]
    told = unheeded(layers, workspace.omit, meaning_of=meanings_of(workspace))
    return [
        Problem(Severity.ERROR, code, workspace.file.name, "key:page.omit", {"column": name})
        for name, code in told.items()
    ]


def meanings_of(workspace: Workspace) -> Callable[[str], str]:
    """Return what gives a header its canonical name: the workspace's own first."""
    columns = workspace.register.columns if workspace.register else {}
    own = {header: meaning for meaning, header in columns.items()}
    return lambda header: own.get(header) or meaning_of(header)


def _programme(workspace: Workspace, reading: Reading, joined: Joined, when: When) -> Programme:
    """Return how all tasks and facilities come about, whether they are shown or not."""
    tasks = reading.register.tasks if reading.register else ()
    promised = set(joined.task_layers.values())
    parts = [
        LayerPart(layer, joined.tasks[layer.spec.key], layer.spec.key in promised)
        for layer in reading.facilities
    ]
    specs = {spec.key: spec for spec in workspace.layers}
    finish_means = []
    for task in tasks:
        key = joined.task_layers[task.task_id]
        # A task that builds nothing, such as the choice of a site, ends where its row says, and
        # puts nothing into service.
        of_task = task.stage or Stage.BUILT
        finish_means.append(specs[key].finish_means if key in specs else of_task)
    return programme_of(
        tasks,
        finish_means,
        parts,
        as_of=when.as_of,
        known_on=when.known_on,
        scenarios=when.courses,
    )


def _follow_problems(register: Register | None, following: Following) -> list[Problem]:
    """Return what is wrong with the names of tasks that come before others."""
    if register is None:
        return []
    file, tasks = register.source.file, register.tasks
    problems = [
        Problem(
            Severity.WARNING,
            "register.unknown_before",
            file,
            f"row:{tasks[place].row}",
            {"name": name},
        )
        for place, name in following.unknown
    ]
    for circle in following.circles:
        ids = ", ".join(tasks[place].task_id for place in circle)
        place = f"row:{tasks[circle[0]].row}"
        problems.append(Problem(Severity.WARNING, "register.circle", file, place, {"tasks": ids}))
    return problems


def _mapped(
    layer: Layer, joined: Joined, programme: Programme, when: When, problems: list[Problem]
) -> MappedLayer:
    key = layer.spec.key
    if role_of(layer) is Role.BASE:
        nobody = pd.DataFrame(index=layer.frame.index)
        return MappedLayer(
            layer, Role.BASE, nobody, existing=False, courses=np.zeros(0, dtype=np.int64)
        )
    courses = programme.layers[key]
    states = states_at(programme.steps[when.scenario], courses, when.as_of)
    existing = key in programme.existing
    columns = {
        model.PARK: joined.parks[key],
        model.TASK: joined.tasks[key],
        model.STAGE: _words(Stage, states.stage),
        model.CONDITION: _words(Condition, states.condition),
        model.LATENESS: _words(Lateness, states.lateness),
        model.DAYS_LATE: states.days_late,
    }
    frame = pd.DataFrame(columns, index=layer.frame.index)
    problems += _said_of(layer, frame, existing=existing)
    return MappedLayer(layer, Role.FACILITY, frame, existing, courses)


def _words(words: type[StrEnum], codes: NDArray[np.int64]) -> NDArray[np.object_]:
    return np.array([str(word) for word in words], dtype=object)[codes]


def _said_of(layer: Layer, states: pd.DataFrame, *, existing: bool) -> list[Problem]:
    """Say of a layer how many of its facilities are taken for existing, or are unknown."""
    unknown = int((states[model.STAGE] == Stage.UNKNOWN).sum())
    said = []
    if existing and len(states):
        said.append(("status.existing", len(states)))
    if unknown:
        said.append(("status.unknown", unknown))
    return [
        Problem(Severity.NOTE, code, layer.source.file, values={"count": count})
        for code, count in said
    ]


def _tasks(
    register: Register | None,
    joined: Joined,
    layers: Sequence[MappedLayer],
    programme: Programme,
    when: When,
    *,
    is_all: bool,
) -> tuple[TaskOnDate, ...]:
    if register is None:
        return ()
    shown = {mapped.layer.spec.key for mapped in layers}
    on_map: dict[str, dict[str, list[str]]] = {}
    for layer_key, ids in joined.tasks.items():
        for facility, task_id in ids.dropna().items():
            on_map.setdefault(task_id, {}).setdefault(layer_key, []).append(str(facility))
    told = []
    states = states_in_words(states_at(programme.steps[when.scenario], programme.tasks, when.as_of))
    for task, state, course in zip(register.tasks, states, programme.tasks.tolist(), strict=True):
        task_id = task.task_id
        places = on_map.get(task_id)
        key = joined.task_layers[task_id]
        if not (is_all or places or key in shown):
            continue
        facilities = tuple(places.get(key, ())) if places and key else ()
        park_ids = joined.task_parks[task_id]
        told.append(
            TaskOnDate(
                task,
                state,
                key,
                park_ids[0] if len(park_ids) == 1 else None,
                facilities,
                course,
                park_ids,
                joined.task_matches[task_id],
            )
        )
    return tuple(told)
