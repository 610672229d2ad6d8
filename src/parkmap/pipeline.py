"""The corridor: one short function per command, the only place where rooms meet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd
import shapely

from parkmap import model
from parkmap.errors import DataError, ParkmapError, SourceError, WorkspaceError
from parkmap.intake.columns import meaning_of
from parkmap.intake.table import read_register
from parkmap.intake.vector import read_layer
from parkmap.join import Joined, join
from parkmap.model import (
    Bounds,
    Layer,
    MappedLayer,
    Problem,
    Register,
    Role,
    Scene,
    Severity,
    Source,
    Stage,
    TaskOnDate,
)
from parkmap.output import locked, write_text
from parkmap.page import render_within
from parkmap.schedule import state_of, states_of
from parkmap.withhold import unknown_columns, withhold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from parkmap.model import Lang, LayerSpec, Workspace

    OnStep = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build wrote, and all there is to say of it; without a file, ``html`` is the map."""

    file: Path | None
    html: str
    size_bytes: int
    sources: tuple[tuple[str, Source], ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class LayerRow:
    """One line of ``parkmap layers``."""

    spec: LayerSpec
    role: Role
    kind: str
    count: int
    source: Source


@dataclass(frozen=True, slots=True, eq=False)
class _Material:
    parks: Layer
    layers: tuple[Layer, ...]
    register: Register | None
    problems: tuple[Problem, ...]


def build(
    workspace: Workspace,
    *,
    file: Path | None,
    as_of: date,
    lang: Lang,
    keys: Sequence[str] = (),
    on_step: OnStep = lambda _name: None,
) -> Built:
    """Read the workspace's files and write its map.

    Parameters
    ----------
    workspace
        What parkmap.toml says.
    file
        The map to write; what stands there stays until the new one is whole. None: no file, the
        map is returned.
    as_of
        The day of the map.
    lang
        The language in which the page opens; it holds both.
    keys
        Keys of the facility layers to show; empty: all. Parks and base layers are always shown.
    on_step
        Called with the name of each file before it is read, and of the map before it is written.

    Raises
    ------
    ParkmapError
        With every fault found in all the files.
    """
    scene = make_scene(workspace, as_of=as_of, lang=lang, keys=keys, on_step=on_step)
    on_step(file.name if file else "")
    budget_bytes = round(workspace.budget_mb * 1_000_000)
    if file is None:
        html, of_size = render_within(scene, budget_bytes=budget_bytes)
        size = len(html.encode())
    else:
        with locked(file.parent):
            html, of_size = render_within(scene, budget_bytes=budget_bytes)
            size = write_text(file, html)
    shown = [(mapped.layer.spec.key, mapped.layer.source) for mapped in scene.layers]
    sources = [("parks", scene.parks.source), *shown]
    if scene.register:
        sources.append(("register", scene.register))
    return Built(file, html, size, tuple(sources), (*of_size, *scene.problems))


def make_scene(
    workspace: Workspace,
    *,
    as_of: date,
    lang: Lang,
    keys: Sequence[str] = (),
    on_step: OnStep = lambda _name: None,
) -> Scene:
    """Return everything that the map of ``workspace`` shows on the day ``as_of``."""
    material = _read(workspace, keys, on_step)
    facilities = [layer for layer in material.layers if _role(layer) is Role.FACILITY]
    joined = join(facilities, material.register, material.parks, workspace.zone)
    problems = [*material.problems, *joined.problems]
    layers = tuple(_mapped(layer, joined, material, as_of, problems) for layer in material.layers)
    scene = Scene(
        zone=workspace.zone,
        as_of=as_of,
        lang=lang,
        bounds=_bounds(material.parks),
        parks=material.parks,
        layers=layers,
        tasks=_tasks(material, joined, layers, as_of, is_all=not keys),
        register=material.register.source if material.register else None,
        problems=tuple(problems),
    )
    misspelt = unknown_columns(scene, workspace.omit, meaning_of=meaning_of)
    if misspelt:
        raise WorkspaceError([_misspelt(workspace, name) for name in misspelt])
    return withhold(scene, workspace.omit, meaning_of=meaning_of)


def list_layers(workspace: Workspace, *, on_step: OnStep = lambda _name: None) -> list[LayerRow]:
    """Return every layer of the workspace with its count and source, parks first."""
    material = _read(workspace, (), on_step)
    return [
        LayerRow(layer.spec, _role(layer), _kind(layer), len(layer.frame), layer.source)
        for layer in (material.parks, *material.layers)
    ]


def _read(workspace: Workspace, keys: Sequence[str], on_step: OnStep) -> _Material:
    """Read every file, and only then fail, with all that is wrong in all of them."""
    failures: list[ParkmapError] = []
    problems: list[Problem] = []

    def layer_of(spec: LayerSpec) -> Layer | None:
        on_step(spec.path.name)
        try:
            intake = read_layer(spec, year=workspace.zone.year)
        except ParkmapError as error:
            failures.append(error)
            return None
        problems.extend(intake.problems)
        return intake.layer

    def register_of() -> Register | None:
        if workspace.register is None:
            return None
        on_step(workspace.register.path.name)
        try:
            intake = read_register(workspace.register, year=workspace.zone.year)
        except ParkmapError as error:
            failures.append(error)
            return None
        problems.extend(intake.problems)
        return intake.register

    parks = layer_of(workspace.parks)
    wanted = [spec for spec in workspace.layers if _is_wanted(spec, keys)]
    layers = [layer for spec in wanted if (layer := layer_of(spec)) is not None]
    register = register_of()
    if workspace.demand and workspace.demand.path not in {spec.path for spec in wanted}:
        layer_of(workspace.demand)  # read for its faults; coverage is what it will serve
    faults = _park_faults(parks) if parks else []
    if faults:
        failures.append(DataError(faults))
    if failures or parks is None:
        raise _all_of(failures)
    kept = tuple(layer for layer in layers if _stays(layer, keys))
    return _Material(parks, kept, register, tuple(problems))


def _is_wanted(spec: LayerSpec, keys: Sequence[str]) -> bool:
    """Return whether a layer's file must be read; one without a role tells it only then."""
    return not keys or spec.key in keys or spec.role is not Role.FACILITY


def _stays(layer: Layer, keys: Sequence[str]) -> bool:
    return not keys or layer.spec.key in keys or _role(layer) is Role.BASE


def _all_of(failures: Sequence[ParkmapError]) -> ParkmapError:
    """Return one error for all: a missing file outranks what is wrong in the others."""
    problems = [problem for failure in failures for problem in failure.problems]
    kind = SourceError if any(isinstance(one, SourceError) for one in failures) else DataError
    return kind(problems)


def _park_faults(parks: Layer) -> list[Problem]:
    file = parks.source.file
    if not len(parks.frame):
        return [Problem(Severity.ERROR, "parks.none", file)]
    flat = parks.frame[shapely.get_dimensions(parks.frame.geometry.to_numpy()) != 2]  # noqa: PLR2004
    return [
        Problem(Severity.ERROR, "parks.not_an_area", file, f"feature:{row}")
        for row in flat[model.ROW]
    ]


_KINDS: Final = {0: "points", 1: "lines", 2: "areas"}


def _kind(layer: Layer) -> str:
    """Return points, lines or areas; ``mixed`` where a layer has several, ``none`` if empty."""
    kinds = {_KINDS[int(one)] for one in shapely.get_dimensions(layer.frame.geometry.to_numpy())}
    return kinds.pop() if len(kinds) == 1 else "mixed" if kinds else "none"


def _role(layer: Layer) -> Role:
    """Return the role that parkmap.toml gives; else lines are ground, and all else serves."""
    return layer.spec.role or (Role.BASE if _kind(layer) == "lines" else Role.FACILITY)


def _mapped(
    layer: Layer, joined: Joined, material: _Material, as_of: date, problems: list[Problem]
) -> MappedLayer:
    key = layer.spec.key
    if _role(layer) is Role.BASE:
        return MappedLayer(layer, Role.BASE, pd.DataFrame(index=layer.frame.index), existing=False)
    tasks = material.register.tasks if material.register else ()
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
    material: _Material, joined: Joined, layers: Sequence[MappedLayer], as_of: date, *, is_all: bool
) -> tuple[TaskOnDate, ...]:
    if material.register is None:
        return ()
    shown = {mapped.layer.spec.key: mapped.layer.spec for mapped in layers}
    on_map: dict[str, dict[str, list[str]]] = {}
    for layer_key, ids in joined.tasks.items():
        for facility, task_id in ids.dropna().items():
            on_map.setdefault(task_id, {}).setdefault(layer_key, []).append(str(facility))
    told = []
    for task in material.register.tasks:
        places = on_map.get(task.task_id, {})
        key: str | None = joined.task_layers[task.task_id]
        if not is_all and key not in shown and not places:
            continue
        # A task that builds nothing, such as the choice of a site, ends where its row says.
        of_task = task.stage or Stage.IN_SERVICE
        finish_means = shown[key].finish_means if key in shown else of_task
        state = state_of(task, as_of=as_of, finish_means=finish_means)
        facilities = tuple(places.get(key, ())) if key else ()
        park_id = joined.task_parks[task.task_id]
        told.append(TaskOnDate(task, state, key, park_id, facilities))
    return tuple(told)


def _bounds(parks: Layer) -> Bounds:
    west, south, east, north = (float(value) for value in parks.frame.total_bounds)
    return west, south, east, north


def _misspelt(workspace: Workspace, name: str) -> Problem:
    values = {"column": name}
    return Problem(Severity.ERROR, "omit.unknown", workspace.file.name, "key:page.omit", values)
