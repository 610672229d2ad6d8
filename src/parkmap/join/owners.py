"""Which task each facility has, by the ids that facilities and rows give."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from parkmap import model
from parkmap.join.tally import References, judge, layer_problem, row_problem, some
from parkmap.model import Match
from parkmap.names import NameIndex

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from parkmap.model import Layer, Problem, Register, Task


class Owners:
    """Which task each facility has and how it got it: one at the most, the first that is given.

    Attributes
    ----------
    layers
        Layer key -> layer.
    tasks, matches
        Layer key -> task ids, kinds of match or None, in the order of the layer's frame.
    found
        Task id -> how it got its first facility.
    """

    def __init__(self, layers: Sequence[Layer]) -> None:
        self.layers = {layer.spec.key: layer for layer in layers}
        self.tasks: dict[str, list[str | None]] = {
            key: [None] * len(layer.frame) for key, layer in self.layers.items()
        }
        self.matches: dict[str, list[Match | None]] = {
            key: [None] * len(layer.frame) for key, layer in self.layers.items()
        }
        self.found: dict[str, Match] = {}

    def give(self, key: str, at: int, task_id: str, match: Match) -> None:
        """Give the facility at a position of a layer, which has no task, its task."""
        self.tasks[key][at], self.matches[key][at] = task_id, match
        self.found.setdefault(task_id, match)

    def series(self) -> tuple[dict[str, pd.Series[str]], dict[str, pd.Series[str]]]:
        """Return tasks and matches by layer, on the index of the layer's frame."""
        tasks, matches = {}, {}
        for key, layer in self.layers.items():
            index = layer.frame.index
            tasks[key] = pd.Series(self.tasks[key], index=index, dtype=object)
            matches[key] = pd.Series(self.matches[key], index=index, dtype=object)
        return tasks, matches

    def layers_of_tasks(self) -> dict[str, list[str]]:
        """Return task id -> keys of the layers in which it has facilities."""
        has: dict[str, list[str]] = {}
        for key, ids in self.tasks.items():
            for task_id in dict.fromkeys(one for one in ids if one is not None):
                has.setdefault(task_id, []).append(key)
        return has


def tell_useless_ids(layers: Sequence[Layer], problems: list[Problem]) -> None:
    """Tell of facilities that name a task while there is no register."""
    for layer in layers:
        count = int(layer.frame[model.TASK].notna().sum()) if model.TASK in layer.frame else 0
        if count:
            problems.append(layer_problem(layer, "join.no_register", count=count))


def take_properties(owners: Owners, register: Register, problems: list[Problem]) -> None:
    """Give each facility the task that its property names."""
    known = NameIndex(task.task_id for task in register.tasks)
    for key, layer in owners.layers.items():
        if model.TASK not in layer.frame.columns:
            continue
        given = 0
        missed: list[str] = []
        for at, text in enumerate(layer.frame[model.TASK].astype(object).tolist()):
            if not text:
                continue
            given += 1
            task_id = known.find(text)
            if task_id is None:
                missed.append(text)
            else:
                owners.give(key, at, task_id, Match.PROPERTY)
        if missed:
            few = {"count": len(missed), "tasks": some(missed)}
            judged = judge(References("join.unmatched_tasks", layer.source.file, given, missed))
            problems.append(judged or layer_problem(layer, "join.unknown_task", **few))


def take_listed(
    owners: Owners,
    register: Register,
    named: Mapping[str, str | None],
    problems: list[Problem],
    *,
    is_whole: bool,
) -> set[str]:
    """Give facilities that a row lists by id their task; an id must mean one facility.

    Parameters
    ----------
    owners
        What is known, and is added to.
    register
        The responsibility table.
    named
        Task id -> the layer that its row names, or None.
    problems
        Where what went wrong is told.
    is_whole
        Whether all layers could be read: else a facility that is not found may stand in another.

    Returns
    -------
    set
        Ids of tasks that list what stands in several layers.
    """
    listing = [task for task in register.tasks if task.facilities]
    places = _Places(owners.layers if listing else {})
    given, missed = 0, []
    ambiguous: set[str] = set()
    for task in listing:
        for listed in task.facilities:
            given += 1
            hits = places.find(listed, only=named[task.task_id])
            told = _claim(task, hits, owners)
            if told is None:
                continue
            code, values = told
            if not hits:
                missed.append(listed)
            elif len(hits) > 1:
                ambiguous.add(task.task_id)
            values = {"facility": listed, "task": task.task_id, **values}
            problems.append(row_problem(register, task.row, code, **values))
    file = register.source.file
    judged = judge(References("join.unmatched_facilities", file, given, missed))
    problems += [judged] if judged and is_whole else []
    return ambiguous


class _Places:
    """Facilities of all layers by id."""

    def __init__(self, layers: Mapping[str, Layer]) -> None:
        self._indexes = {
            key: NameIndex(map(str, layer.frame.index)) for key, layer in layers.items()
        }
        self._positions = {
            key: {str(facility): at for at, facility in enumerate(layer.frame.index)}
            for key, layer in layers.items()
        }

    def find(self, listed: str, *, only: str | None) -> list[tuple[str, int]]:
        """Return layer and position of every facility that an id may mean."""
        searched = [only] if only in self._indexes else list(self._indexes)
        found = ((key, self._indexes[key].find(listed)) for key in searched)
        return [(key, self._positions[key][one]) for key, one in found if one is not None]


def _claim(
    task: Task, hits: Sequence[tuple[str, int]], owners: Owners
) -> tuple[str, dict[str, object]] | None:
    """Give the one facility that is meant its task, or return what is wrong."""
    if not hits:
        return "join.no_facility", {}
    if len(hits) > 1:
        return "join.several_facilities", {"layers": some(key for key, _ in hits)}
    key, at = hits[0]
    has = owners.tasks[key][at]
    if has is None:
        owners.give(key, at, task.task_id, Match.LISTED)
    elif has != task.task_id:
        return "join.two_tasks", {"layer": key, "other": has}
    return None
