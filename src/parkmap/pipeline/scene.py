"""Reading -> Scene: everything that the map shows on one day, and all there is to say of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from parkmap import model
from parkmap.errors import DataError, WorkspaceError
from parkmap.intake.check import check_places, check_register
from parkmap.intake.columns import meaning_of
from parkmap.join import Joined, join, promises_of, sums_of, tell_differences
from parkmap.model import (
    Layer,
    MappedLayer,
    Problem,
    Register,
    Role,
    Scene,
    Severity,
    Stage,
    TaskOnDate,
)
from parkmap.pipeline.reading import Reading, all_of, bounds_of, is_shown, read_files, role_of
from parkmap.schedule import contradictions, state_of, states_of
from parkmap.withhold import unheeded, withhold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from parkmap.model import Lang, Workspace
    from parkmap.pipeline.reading import OnStep


def make_scene(
    workspace: Workspace,
    *,
    as_of: date,
    lang: Lang,
    keys: Sequence[str] = (),
    on_step: OnStep = lambda _name: None,
) -> Scene:
    """Return everything that the map of ``workspace`` shows on the day ``as_of``.

    Raises
    ------
    ParkmapError
        With every fault found in all the files.
    """
    reading = read_files(workspace, keys, on_step)
    if reading.failures or reading.parks is None:
        raise all_of(reading.failures)
    scene = assemble(workspace, reading, reading.parks, as_of=as_of, lang=lang, keys=keys)
    misspelt = misspelt_columns(workspace, reading)
    if misspelt:
        raise WorkspaceError(misspelt)
    errors = [problem for problem in scene.problems if problem.severity is Severity.ERROR]
    if errors:
        raise DataError(errors)
    return withhold(scene, workspace.omit, meaning_of=_meanings(workspace))


def assemble(
    workspace: Workspace,
    reading: Reading,
    parks: Layer,
    *,
    as_of: date,
    lang: Lang,
    keys: Sequence[str] = (),
) -> Scene:
    """Return the scene of what was read, with nothing withheld yet, and all that was noticed."""
    joined = _joined(workspace, reading, parks)
    shown = replace(reading, layers=tuple(one for one in reading.layers if is_shown(one, keys)))
    problems = [*reading.problems, *joined.problems, *look_over(workspace, shown)]
    problems += _row_contradictions(reading.register)
    layers = tuple(
        _mapped(layer, joined, reading.register, as_of, problems) for layer in shown.layers
    )
    tasks = _tasks(reading.register, joined, layers, as_of, is_all=not keys)
    promises = promises_of(tasks, layers)
    if reading.register:
        problems += tell_differences(promises, tasks, reading.register.source)
    return Scene(
        zone=workspace.zone,
        as_of=as_of,
        lang=lang,
        bounds=bounds_of(parks),
        parks=parks,
        layers=layers,
        tasks=tasks,
        register=reading.register.source if reading.register else None,
        problems=tuple(problems),
        basemaps=reading.basemaps,
        promises=promises,
        promise_sums=sums_of(promises),
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
        for code in contradictions(task)
    ]


def misspelt_columns(workspace: Workspace, reading: Reading) -> list[Problem]:
    """Return an error for each column of ``[page] omit`` that would withhold nothing."""
    layers = [layer for layer in (reading.parks, *reading.layers) if layer is not None]
    told = unheeded(layers, workspace.omit, meaning_of=_meanings(workspace))
    return [
        Problem(Severity.ERROR, code, workspace.file.name, "key:page.omit", {"column": name})
        for name, code in told.items()
    ]


def _meanings(workspace: Workspace) -> Callable[[str], str]:
    """Return what gives a header its canonical name: the workspace's own first."""
    columns = workspace.register.columns if workspace.register else {}
    own = {header: meaning for meaning, header in columns.items()}
    return lambda header: own.get(header) or meaning_of(header)


def _mapped(
    layer: Layer, joined: Joined, register: Register | None, as_of: date, problems: list[Problem]
) -> MappedLayer:
    key = layer.spec.key
    if role_of(layer) is Role.BASE:
        return MappedLayer(layer, Role.BASE, pd.DataFrame(index=layer.frame.index), existing=False)
    tasks = register.tasks if register else ()
    states = states_of(
        layer,
        joined.tasks[key],
        {task.task_id: task for task in tasks},
        as_of=as_of,
        is_promised=key in joined.task_layers.values(),
    )
    problems += states.problems
    problems += _said_of(layer, states.frame, existing=states.existing)
    frame = states.frame.assign(**{model.PARK: joined.parks[key]})
    return MappedLayer(layer, Role.FACILITY, frame, states.existing)


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
    as_of: date,
    *,
    is_all: bool,
) -> tuple[TaskOnDate, ...]:
    if register is None:
        return ()
    shown = {mapped.layer.spec.key: mapped.layer.spec for mapped in layers}
    on_map: dict[str, dict[str, list[str]]] = {}
    for layer_key, ids in joined.tasks.items():
        for facility, task_id in ids.dropna().items():
            on_map.setdefault(task_id, {}).setdefault(layer_key, []).append(str(facility))
    told = []
    for task in register.tasks:
        places = on_map.get(task.task_id, {})
        key: str | None = joined.task_layers[task.task_id]
        if not is_all and key not in shown and not places:
            continue
        # A task that builds nothing, such as the choice of a site, ends where its row says, and
        # puts nothing into service.
        of_task = task.stage or Stage.BUILT
        finish_means = shown[key].finish_means if key in shown else of_task
        state = state_of(task, as_of=as_of, finish_means=finish_means)
        facilities = tuple(places.get(key, ())) if key else ()
        park_ids = joined.task_parks[task.task_id]
        park_id = park_ids[0] if len(park_ids) == 1 else None
        match = joined.task_matches[task.task_id]
        told.append(TaskOnDate(task, state, key, park_id, facilities, park_ids, match))
    return tuple(told)
