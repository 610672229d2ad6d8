"""Facilities that bear the name of a task. A false match is worse than none.

Asked for a task that has no facility by id and whose row names a layer of facilities, or no layer:

1. The facility must be of the layer that the row names, and one of its names must equal the
   task's name, else the task's content, else one of the two without the words of ``ACTIONS`` at
   its end ("新塘消防站改造工程" means "新塘消防站"). Nothing else is taken off, and nothing that is
   merely alike is taken: names are equal by names.key_of. Of several such texts the first that
   any facility bears decides.
2. If the row names parks, the facility must lie in one of them.
3. Several such facilities are ambiguous, and none is taken.
4. A facility that has a task by id is not taken again. It still counts in 3: that one of two
   namesakes has a task does not say that the row means the other.
5. Several tasks that mean the same facility are ambiguous, and none gets it; but one whose row
   names the layer has it before those whose rows name none.
6. Where the row names no layer, all layers are looked through, the text that decides in 1 is the
   first that a facility of any layer bears, and of two shortened ones the longer. If facilities
   of several layers answer to it, none is taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from parkmap import model
from parkmap.join.tally import SHOWN, row_problem, some
from parkmap.model import Match
from parkmap.names import keys_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from parkmap.join.owners import Owners
    from parkmap.model import Layer, Problem, Register, Task

    Borne = tuple[str | None, str | None]
    """The key of a whole text, and that of it without actions, where facilities bear them."""

ACTIONS: Final = ("改扩建", "建设", "新建", "改建", "扩建", "改造", "工程", "项目")
"""What is done to a facility, at the end of a task's name; the longer ones first."""
_NOTHING: Final = (None, None)
_SHORTEST: Final = 2
"""Characters that must be left of a name: "厕所工程" may mean "厕所", "站工程" nothing."""


def take_names(
    owners: Owners,
    register: Register,
    named: Mapping[str, str | None],
    problems: list[Problem],
    *,
    parks: Mapping[str, pd.Series[str]],
    task_parks: Mapping[str, tuple[str, ...]],
) -> set[str]:
    """Give facilities that bear the name of a task that task.

    Parameters
    ----------
    owners
        What is known by ids, and is added to.
    register
        The responsibility table.
    named
        Task id -> the layer that its row names, or None.
    problems
        Where what went wrong is told.
    parks
        Layer key -> park id of each facility, or None.
    task_parks
        Task id -> ids of the parks that its row names.

    Returns
    -------
    set
        Ids of tasks that might mean one of several facilities, or share one with other tasks.
    """
    by_layer: dict[str | None, list[Task]] = {}
    for task in register.tasks:
        key = named[task.task_id]
        if task.task_id not in owners.found and (key in owners.layers or not task.layer):
            by_layer.setdefault(key, []).append(task)
    searched = owners.layers if None in by_layer else by_layer
    bearers = {
        key: _Bearers(layer, parks[key]) for key, layer in owners.layers.items() if key in searched
    }
    ambiguous: set[str] = set()
    claims: dict[tuple[str, int], list[Task]] = {}
    for key, tasks in by_layer.items():
        within = list(bearers.values()) if key is None else [bearers[key]]
        texts = dict.fromkeys(text for task in tasks for text in (task.name, task.content))
        borne = [one.names_in(texts) for one in within]
        for task in tasks:
            meant = [
                one.find(name, task_parks[task.task_id])
                for one, name in zip(within, _names_of(task, borne), strict=True)
                if name
            ]
            answers = [one for one in meant if one.positions]
            if len(answers) == 1 and len(answers[0].positions) == 1:
                place = (answers[0].bearers.layer, answers[0].positions[0])
                claims.setdefault(place, []).append(task)
            elif answers:
                ambiguous.add(task.task_id)
            problems += _told(register, task, answers or meant)
    return ambiguous | _settle(owners, register, claims, bearers, problems)


def _names_of(task: Task, borne: Sequence[Mapping[str, Borne]]) -> list[str | None]:
    """Return the name by which each layer is asked for a task, or None; most rows mean nothing."""
    found = [(of.get(task.name, _NOTHING), of.get(task.content, _NOTHING)) for of in borne]
    for part, text in ((0, 0), (0, 1), (1, 0), (1, 1)):
        names = [pair[text][part] for pair in found]
        longest = max(map(len, filter(None, names)), default=0)
        if longest:
            return [name if name and len(name) == longest else None for name in names]
    return [None] * len(borne)


@dataclass(frozen=True, slots=True)
class _Meant:
    """The facilities of a layer that a task may mean, or the first of its name in another park."""

    bearers: _Bearers
    positions: Sequence[int] = ()
    elsewhere: int | None = None


class _Bearers:
    """The facilities of one layer by every name that they bear."""

    def __init__(self, layer: Layer, parks: pd.Series[str]) -> None:
        self.layer = layer.spec.key
        # Lists: taken from a frame one by one, texts cost more than their comparison.
        self.ids = [str(facility) for facility in layer.frame.index.tolist()]
        self._parks: Sequence[str | None] = parks.tolist()
        self._by_name: dict[str, list[int]] = {}
        self._by_park: dict[str, dict[str | None, list[int]]] = {}
        columns = [
            layer.frame[name].tolist() for name in (model.NAME, model.NAME_ZH, model.NAME_EN)
        ]
        keys = zip(*(keys_of(column) for column in columns), strict=True)
        for at, borne in enumerate(keys):
            for key in filter(None, dict.fromkeys(borne)):
                self._by_name.setdefault(key, []).append(at)

    def names_in(self, texts: Iterable[str]) -> dict[str, Borne]:
        """Return the names in texts that any facility bears; not those texts that hold none."""
        texts = list(texts)  # a register repeats itself: each is looked into once, in one go
        found = {}
        for text, key in zip(texts, keys_of(texts), strict=True):
            whole = key if key in self._by_name else None
            stem = self._stem(key) if key.endswith(ACTIONS) else None
            if whole or stem:
                found[text] = whole, stem
        return found

    def _stem(self, key: str) -> str | None:
        """Return the first name that is borne of those left as words of action are taken off."""
        while key.endswith(ACTIONS):
            key = key.removesuffix(next(word for word in ACTIONS if key.endswith(word)))
            if len(key) < _SHORTEST:
                return None
            if key in self._by_name:
                return key
        return None

    def find(self, key: str, parks: Sequence[str]) -> _Meant:
        """Return what a task of some parks means by a name that is borne; no parks: of all."""
        bearing = self._by_name[key]
        within = self._within(key, parks) if parks else bearing[: SHOWN + 1]
        return _Meant(self, within, None if within else bearing[0])

    def _within(self, key: str, parks: Sequence[str]) -> list[int]:
        """Return the first few facilities of a name in some parks."""
        if key not in self._by_park:
            by_park = self._by_park[key] = {}
            for at in self._by_name[key]:
                by_park.setdefault(self._parks[at], []).append(at)
        by_park = self._by_park[key]
        # The shorter of the two is gone through: a group may have ten thousand parks.
        if len(parks) <= len(by_park):
            lists = [by_park.get(park, []) for park in parks]
        else:
            wanted = frozenset(parks)
            lists = [found for park, found in by_park.items() if park in wanted]
        return list(islice(chain.from_iterable(lists), SHOWN + 1))


def _told(register: Register, task: Task, meant: Sequence[_Meant]) -> list[Problem]:
    """Tell what keeps a task from the facilities that bear its name, if anything does."""
    layers = some(one.bearers.layer for one in meant)
    ids = [one.bearers.ids[at] for one in meant for at in one.positions]
    if len(ids) > 1:
        values = {"text": task.name, "facilities": some(ids), "layer": layers}
        code = "join.ambiguous_name" if len(meant) == 1 else "join.ambiguous_layer"
        return [row_problem(register, task.row, code, **values)]
    if meant and not ids:
        one = meant[0]
        facility = one.bearers.ids[one.elsewhere or 0]
        values = {"text": task.name, "facility": facility, "layer": one.bearers.layer}
        return [row_problem(register, task.row, "join.name_elsewhere", **values)]
    return []


def _settle(
    owners: Owners,
    register: Register,
    claims: Mapping[tuple[str, int], Sequence[Task]],
    bearers: Mapping[str, _Bearers],
    problems: list[Problem],
) -> set[str]:
    """Give each facility to the one task that means it; return the tasks that share one."""
    ambiguous: set[str] = set()
    for (key, at), tasks in claims.items():
        has = owners.tasks[key][at]
        first = [task for task in tasks if task.layer] or tasks
        left = tasks
        if has is None and len(first) == 1:
            has = first[0].task_id
            owners.give(key, at, has, Match.NAME)
            left = [task for task in tasks if task is not first[0]]
        others = has or some(task.task_id for task in tasks)
        for task in left:
            facility = bearers[key].ids[at]
            values = {"text": task.name, "facility": facility, "layer": key, "others": others}
            if has is None:
                ambiguous.add(task.task_id)
            code = "join.shared_name" if has is None else "join.name_taken"
            problems.append(row_problem(register, task.row, code, **values))
    return ambiguous
