"""Layers, parks and register -> who belongs to what, without losing or doubling a row.

Rules
-----
Park of a facility
    The park whose area covers its representative point (for a point the point itself); the border
    counts as inside. Where parks touch or overlap, the park that comes first in the parks file has
    it. A facility outside every park belongs to none.
Task of a facility
    The task whose id its ``task`` property holds, else the one whose ``facilities`` column names
    it. A facility has one task at the most.
Layer of a task
    The layer that its row names by key or title; else the one layer in which it has facilities.
Park of a task
    The park that its row names; several, or the whole zone, give none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from parkmap import model
from parkmap.model import Layer, Problem, Register, Severity
from parkmap.names import NameIndex, spelling_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from parkmap.model import Zone

_SEVERAL: Final = re.compile(r"[、,，;；/和]")
_WHOLE_ZONE: Final = frozenset(
    {"全区", "全园区", "各园区", "全域", "开发区", "园区", "wholezone", "all"}
)
_SHOWN: Final = 5


@dataclass(frozen=True, slots=True, eq=False)
class Joined:
    """What belongs to what.

    Attributes
    ----------
    parks
        Layer key -> Series of park ids (or None) on the index of the layer's frame.
    tasks
        Layer key -> Series of task ids (or None) on the index of the layer's frame.
    task_layers, task_parks
        Task id -> layer key, park id, or None.
    problems
        What did not match, warnings and notes.
    """

    parks: Mapping[str, pd.Series[str]]
    tasks: Mapping[str, pd.Series[str]]
    task_layers: Mapping[str, str | None]
    task_parks: Mapping[str, str | None]
    problems: tuple[Problem, ...]


def join(layers: Sequence[Layer], register: Register | None, parks: Layer, zone: Zone) -> Joined:
    """Match facilities with parks and tasks, and tasks with layers and parks.

    Nothing is dropped: what finds no match stays, with None, and is told.
    """
    problems: list[Problem] = []
    park_ids = {layer.spec.key: locate(layer, parks) for layer in layers}
    task_ids = {layer.spec.key: _tasks_of(layer, register, problems) for layer in layers}
    if register is None:
        return Joined(park_ids, task_ids, {}, {}, tuple(problems))
    return Joined(
        park_ids,
        task_ids,
        _layers_of(register, layers, task_ids, problems),
        _parks_of(register, parks, zone, problems),
        tuple(problems),
    )


def locate(layer: Layer, parks: Layer) -> pd.Series[str]:
    """Return the park id of each facility, or None; see the rules of this module."""
    points = shapely.point_on_surface(layer.frame.geometry.to_numpy())
    tree = shapely.STRtree(parks.frame.geometry.to_numpy())
    facility, park = tree.query(points, predicate="intersects")
    order = np.lexsort((park, facility))
    facility, park = facility[order], park[order]
    first = np.unique(facility, return_index=True)[1]
    found = np.full(len(points), None, dtype=object)
    found[facility[first]] = parks.frame.index.to_numpy()[park[first]]
    return pd.Series(found, index=layer.frame.index, dtype=object)


def _tasks_of(layer: Layer, register: Register | None, problems: list[Problem]) -> pd.Series[str]:
    ids = _by_property(layer, register, problems)
    if register is None:
        return ids
    key = layer.spec.key
    tasks = [
        task
        for task in register.tasks
        if task.facilities and (not task.layer or spelling_of(task.layer) in _names(layer))
    ]
    known = NameIndex(map(str, ids.index) if tasks else ())
    for task in tasks:
        for told in task.facilities:
            facility = known.find(told)
            if facility is None:
                problems.append(
                    _row_problem(register, task.row, "join.no_facility", facility=told, layer=key)
                )
            elif ids[facility] not in {None, task.task_id}:
                values = {"facility": facility, "layer": key, "task": ids[facility]}
                problems.append(_row_problem(register, task.row, "join.two_tasks", **values))
            else:
                ids[facility] = task.task_id
    return ids


def _by_property(
    layer: Layer, register: Register | None, problems: list[Problem]
) -> pd.Series[str]:
    index = layer.frame.index
    none = pd.Series([None] * len(index), index=index, dtype=object)  # a bare None becomes NaN
    if model.TASK not in layer.frame.columns:
        return none
    named = layer.frame[model.TASK].astype(object)
    if register is None:
        if named.notna().any():
            count = int(named.notna().sum())
            problems.append(_layer_problem(layer, "join.no_register", count=count))
        return none
    known = NameIndex(task.task_id for task in register.tasks)
    found_ids = [known.find(text) if text else None for text in named.tolist()]
    found = pd.Series(found_ids, index=named.index, dtype=object)
    strange = named[named.notna() & found.isna()]
    if len(strange):
        values = {"count": len(strange), "tasks": _some(strange.tolist())}
        problems.append(_layer_problem(layer, "join.unknown_task", **values))
    return found


def _layers_of(
    register: Register,
    layers: Sequence[Layer],
    task_ids: Mapping[str, pd.Series[str]],
    problems: list[Problem],
) -> dict[str, str | None]:
    by_name = {name: layer.spec.key for layer in reversed(layers) for name in _names(layer)}
    has: dict[str, set[str]] = {}
    for key, ids in task_ids.items():
        for task_id in ids.dropna().unique():
            has.setdefault(task_id, set()).add(key)
    found: dict[str, str | None] = {}
    for task in register.tasks:
        in_layers = has.get(task.task_id, set())
        only = next(iter(in_layers)) if len(in_layers) == 1 else None
        found[task.task_id] = by_name.get(spelling_of(task.layer)) if task.layer else only
        told = found[task.task_id]
        if told and in_layers - {told}:
            values = {
                "task": task.task_id,
                "layer": told,
                "others": _some(sorted(in_layers - {told})),
            }
            problems.append(_row_problem(register, task.row, "join.other_layer", **values))
    return found


def _parks_of(
    register: Register, parks: Layer, zone: Zone, problems: list[Problem]
) -> dict[str, str | None]:
    by_name: dict[str, str] = {}
    for park_id, row in zip(parks.frame.index, parks.frame.itertuples(), strict=True):
        for name in (row.name, row.name_zh, row.name_en, park_id):
            if name:
                by_name.setdefault(spelling_of(str(name)), str(park_id))
    whole = _WHOLE_ZONE | {spelling_of(zone.name.zh), spelling_of(zone.name.en)}
    found: dict[str, str | None] = {}
    for task in register.tasks:
        parts = [part for part in _SEVERAL.split(task.park) if part.strip()]
        ids = [by_name.get(spelling_of(part)) for part in parts]
        exact = by_name.get(spelling_of(task.park))
        found[task.task_id] = exact or (ids[0] if len(ids) == 1 else None)
        if exact:
            continue
        for part, park_id in zip(parts, ids, strict=True):
            if park_id is None and spelling_of(part) not in whole:
                problems.append(_row_problem(register, task.row, "join.unknown_park", park=part))
    return found


def _names(layer: Layer) -> set[str]:
    title = layer.spec.title
    return {spelling_of(name) for name in (layer.spec.key, title.zh, title.en)}


def _some(values: Iterable[object]) -> str:
    shown = list(dict.fromkeys(map(str, values)))
    return ", ".join(shown[:_SHOWN]) + (" ..." if len(shown) > _SHOWN else "")


def _row_problem(register: Register, row: int, code: str, **values: object) -> Problem:
    return Problem(Severity.WARNING, code, register.source.file, f"row:{row}", values)


def _layer_problem(layer: Layer, code: str, **values: object) -> Problem:
    return Problem(Severity.WARNING, code, layer.source.file, values=values)
