"""Layers, parks and register -> who belongs to what, without losing or doubling a row.

Rules
-----
Park of a facility
    The park whose area covers its representative point (for a point the point itself); the border
    counts as inside. Where parks touch or overlap, the park that comes first in the parks file has
    it. A facility outside every park belongs to none.
Task of a facility
    The task whose id its ``task`` property holds, else the one whose ``facilities`` column names
    it. Ids are compared as names.NameIndex does. A facility has one task at the most; an id that
    stands in several layers means none of them unless the row names its layer.
Layer of a task
    The layer that its row names by key or title; else the one layer in which it has facilities.
Park of a task
    The park that its row names; several, the whole zone, or a name that two parks bear, give none.
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

    from parkmap.model import Task, Zone

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

    Parameters
    ----------
    layers
        Every layer of facilities of the workspace, shown or not: which facility an id names, and
        which task a facility has, must not depend on what is looked at.
    register
        The responsibility table, if there is one.
    parks
        The parks, in the order that decides about borders.
    zone
        The zone, whose name means all parks.

    Returns
    -------
    Joined
        Nothing is dropped: what finds no match stays, with None, and is told.
    """
    problems: list[Problem] = []
    park_ids = {layer.spec.key: locate(layer, parks) for layer in layers}
    task_ids = {layer.spec.key: _by_property(layer, register, problems) for layer in layers}
    if register is None:
        return Joined(park_ids, task_ids, {}, {}, tuple(problems))
    named = _named_layers(register, layers)
    _add_listed(register, layers, named, task_ids, problems)
    return Joined(
        park_ids,
        task_ids,
        _layers_of(register, named, task_ids, problems),
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


def _named_layers(register: Register, layers: Sequence[Layer]) -> dict[str, str | None]:
    """Return task id -> the layer that its row names, by key or title, or None."""
    by_name: dict[str, str] = {}
    for layer in layers:
        title = layer.spec.title
        for name in (layer.spec.key, title.zh, title.en):
            by_name.setdefault(spelling_of(name), layer.spec.key)
    return {
        task.task_id: by_name.get(spelling_of(task.layer)) if task.layer else None
        for task in register.tasks
    }


def _add_listed(
    register: Register,
    layers: Sequence[Layer],
    named: Mapping[str, str | None],
    task_ids: Mapping[str, pd.Series[str]],
    problems: list[Problem],
) -> None:
    """Give facilities that a row lists by id their task; an id must mean one facility."""
    listing = [task for task in register.tasks if task.facilities]
    indexes = {
        layer.spec.key: NameIndex(map(str, layer.frame.index) if listing else ())
        for layer in layers
    }
    for task in listing:
        only = named[task.task_id]
        searched = {key: index for key, index in indexes.items() if only in {None, key}}
        for listed in task.facilities:
            found = ((key, index.find(listed)) for key, index in searched.items())
            hits = [(key, facility) for key, facility in found if facility is not None]
            told = _claim(task, hits, task_ids)
            if told is not None:
                code, values = told
                values = {"facility": listed, "task": task.task_id, **values}
                problems.append(_row_problem(register, task.row, code, **values))


def _claim(
    task: Task, hits: Sequence[tuple[str, str]], task_ids: Mapping[str, pd.Series[str]]
) -> tuple[str, dict[str, object]] | None:
    """Give the one facility that is meant its task, or return what is wrong."""
    if not hits:
        return "join.no_facility", {}
    if len(hits) > 1:
        return "join.several_facilities", {"layers": _some(key for key, _ in hits)}
    key, facility = hits[0]
    has: str | None = task_ids[key].get(facility)
    if has is not None and has != task.task_id:
        return "join.two_tasks", {"layer": key, "other": has}
    task_ids[key][facility] = task.task_id
    return None


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
    named: Mapping[str, str | None],
    task_ids: Mapping[str, pd.Series[str]],
    problems: list[Problem],
) -> dict[str, str | None]:
    has: dict[str, set[str]] = {}
    for key, ids in task_ids.items():
        for task_id in ids.dropna().unique():
            has.setdefault(task_id, set()).add(key)
    found: dict[str, str | None] = {}
    for task in register.tasks:
        in_layers = has.get(task.task_id, set())
        only = next(iter(in_layers)) if len(in_layers) == 1 else None
        told = named[task.task_id]
        found[task.task_id] = told or only
        if told and in_layers - {told}:
            others = _some(sorted(in_layers - {told}))
            values = {"task": task.task_id, "layer": told, "others": others}
            problems.append(_row_problem(register, task.row, "join.other_layer", **values))
    return found


def _parks_of(
    register: Register, parks: Layer, zone: Zone, problems: list[Problem]
) -> dict[str, str | None]:
    ids_of = _park_names(parks)
    whole = _WHOLE_ZONE | {spelling_of(zone.name.zh), spelling_of(zone.name.en)}
    found: dict[str, str | None] = {}
    for task in register.tasks:
        exact = ids_of.get(spelling_of(task.park), [])
        parts = [task.park] if exact else [one for one in _SEVERAL.split(task.park) if one.strip()]
        matches = [ids_of.get(spelling_of(part), []) for part in parts]
        sole = matches[0] if len(matches) == 1 else []
        found[task.task_id] = sole[0] if len(sole) == 1 else None
        for part, ids in zip(parts, matches, strict=True):
            if len(ids) > 1:
                values = {"park": part, "ids": _some(ids)}
                problems.append(_row_problem(register, task.row, "join.same_park_name", **values))
            elif not ids and spelling_of(part) not in whole:
                problems.append(_row_problem(register, task.row, "join.unknown_park", park=part))
    return found


def _park_names(parks: Layer) -> dict[str, list[str]]:
    """Return spelling -> ids of the parks that bear it: more than one where names are doubled."""
    columns = [parks.frame[name] for name in (model.NAME, model.NAME_ZH, model.NAME_EN)]
    ids_of: dict[str, list[str]] = {}
    for park_id, *names in zip(parks.frame.index, *columns, strict=True):
        for name in {spelling_of(str(name)) for name in (park_id, *names) if name}:
            ids_of.setdefault(name, []).append(str(park_id))
    return ids_of


def _some(values: Iterable[object]) -> str:
    shown = list(dict.fromkeys(map(str, values)))
    return ", ".join(shown[:_SHOWN]) + (" ..." if len(shown) > _SHOWN else "")


def _row_problem(register: Register, row: int, code: str, **values: object) -> Problem:
    return Problem(Severity.WARNING, code, register.source.file, f"row:{row}", values)


def _layer_problem(layer: Layer, code: str, **values: object) -> Problem:
    return Problem(Severity.WARNING, code, layer.source.file, values=values)
