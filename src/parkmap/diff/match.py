"""Which task of the old version is which of the new one.

Ids (序号) are renumbered every year, and names are mistyped and repeated; so neither alone is
believed. Rules, each for what the ones before it left; ids are compared as names.NameIndex does
(and one id is one task at the most), names and parks by names.key_of:

1. Same id, same name, same park: the same task.
2. Same name and park, which no second task of either version bears: the same task under another
   id, told as renumbered.
3. Same id, and name or content that are alike: the same task, its name or park changed. Alike are
   texts that share half of their pairs of neighbouring characters (Dice); a task without a name of
   its own has nothing that speaks against its id. Where rule 2 found more tasks than rule 1 the
   whole table was renumbered, and an id proves nothing any more: this rule is left out.
4. All others are new or gone. Those whose id stands in the other version for another task, and
   those with one name and park that several bear, are told: a person may know better.

The rules treat both versions alike: exchanged, they give the same pairs.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from parkmap.model import Problem, Severity
from parkmap.model.diff import Match
from parkmap.names import NameIndex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkmap.diff.keys import Keys
    from parkmap.model import Task
    from parkmap.model.diff import Version

_ALIKE: Final = 0.5
_NAMELESS: Final = "-"
_PLAIN: Final = re.compile(r"0|[1-9][0-9]*|[0-9a-z_-]*[a-z_-][0-9a-z_-]*")


@dataclass(frozen=True, slots=True)
class Matching:
    """Places of tasks in their versions: each is in one pair, or is ``new`` or ``gone``."""

    pairs: tuple[tuple[int, int, Match], ...]
    new: tuple[int, ...]
    gone: tuple[int, ...]
    problems: tuple[Problem, ...]


def match(old: Version, new: Version, keys: Keys) -> Matching:
    """Return which task is which; see the rules of this module."""
    by_id = same_ids([one.task_id for one in old.tasks], [one.task_id for one in new.tasks])
    names = _Names(old.tasks, new.tasks, keys)
    agreed = [pair for pair in by_id if names.agree(*pair)]
    left_old, left_new = set(range(len(old.tasks))), set(range(len(new.tasks)))
    _take(agreed, left_old, left_new)
    renumbered = names.pairs(left_old, left_new) if left_old and left_new else []
    _take(renumbered, left_old, left_new)
    in_doubt = [pair for pair in by_id if pair[0] in left_old and pair[1] in left_new]
    is_renumbered = len(renumbered) > len(agreed)
    renamed = [
        (before, after)
        for before, after in in_doubt
        if not is_renumbered and _is_alike(old.tasks[before], new.tasks[after], keys)
    ]
    _take(renamed, left_old, left_new)
    pairs = [(before, after, Match.ID) for before, after in (*agreed, *renamed)]
    pairs += [(before, after, Match.NAME) for before, after in renumbered]
    problems = _told(old, new, len(renumbered), in_doubt=set(in_doubt) - set(renamed))
    problems += names.ambiguous(left_old, left_new, new.file)
    pairs.sort(key=lambda pair: pair[1])
    come, gone = tuple(sorted(left_new)), tuple(sorted(left_old))
    return Matching(tuple(pairs), come, gone, tuple(problems))


def same_ids(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places of ids that mean each other, each id at most once.

    Examples
    --------
    >>> same_ids(["007", "8", "9"], ["8", "7", "9.0", "09"])
    [(1, 0), (0, 1)]
    """
    of_old = {one: at for at, one in enumerate(old)}
    of_new = {one: at for at, one in enumerate(new)}
    found = [(of_old[one], at) for at, one in enumerate(new) if one in of_old]
    left_old = [one for one in old if one not in of_new]
    left_new = [one for one in new if one not in of_old]
    # What is written as plainly as can be has no other spelling among its like.
    if all(map(_PLAIN.fullmatch, left_old)) and all(map(_PLAIN.fullmatch, left_new)):
        return found
    index_old, index_new = NameIndex(old), NameIndex(new)
    for one in left_new:
        meant = index_old.find(one)
        # An id that means two of the other version means neither.
        if meant is not None and meant not in of_new and index_new.find(meant) == one:
            found.append((of_old[meant], of_new[one]))
    return found


def _take(pairs: list[tuple[int, int]], left_old: set[int], left_new: set[int]) -> None:
    left_old.difference_update(before for before, _ in pairs)
    left_new.difference_update(after for _, after in pairs)


class _Names:
    """Tasks of two versions by name and park."""

    def __init__(self, old: Sequence[Task], new: Sequence[Task], keys: Keys) -> None:
        self._old_tasks, self._new_tasks, self._keys = old, new, keys

    def agree(self, before: int, after: int) -> bool:
        """Tell whether two tasks have one name and park, or no name and one park."""
        old, new = self._old_tasks[before], self._new_tasks[after]
        if (old.task_id, old.name, old.park) == (new.task_id, new.name, new.park):
            return True
        return self._old[before] == self._new[after]

    @cached_property
    def _old(self) -> list[str]:
        return _keys_of(self._old_tasks, self._keys)

    @cached_property
    def _new(self) -> list[str]:
        return _keys_of(self._new_tasks, self._keys)

    def pairs(self, left_old: set[int], left_new: set[int]) -> list[tuple[int, int]]:
        """Return the pairs, among what is left, whose name and park stand once in each version."""
        of_old, of_new = _once(self._old), _once(self._new)
        return [
            (of_old[key], after)
            for key, after in of_new.items()
            if after in left_new and of_old.get(key) in left_old
        ]

    def ambiguous(self, left_old: set[int], left_new: set[int], file: str) -> list[Problem]:
        """Tell every name that tasks on both sides bear without a partner, and several share."""
        if not (left_old and left_new):
            return []
        gone = {self._old[at] for at in left_old}
        shared = {self._new[at]: at for at in sorted(left_new) if self._new[at] in gone}
        told: list[Problem] = []
        if not shared:
            return told
        of_old, of_new = Counter(self._old), Counter(self._new)
        for key, at in shared.items():
            if key.startswith(_NAMELESS):
                continue
            task = self._new_tasks[at]
            counts = {"old": of_old[key], "new": of_new[key]}
            values = {"name": task.name, "park": task.park, **counts}
            place = f"row:{task.row}"
            told.append(Problem(Severity.WARNING, "diff.ambiguous", file, place, values))
        return told


def _keys_of(tasks: Sequence[Task], keys: Keys) -> list[str]:
    """Return name and park as one text each; the length says where the name ends."""
    found = []
    for task in tasks:
        name = keys.of(task.name) if _has_name(task) else ""
        found.append(f"{len(name) if name else _NAMELESS}{name} {keys.of(task.park)}")
    return found


def _once(names: Sequence[str]) -> dict[str, int]:
    """Return the place of each name that stands once."""
    last = {name: at for at, name in enumerate(names)}
    if len(last) < len(names):
        counts = Counter(names)
        last = {name: at for name, at in last.items() if counts[name] == 1}
    return {name: at for name, at in last.items() if not name.startswith(_NAMELESS)}


def _has_name(task: Task) -> bool:
    """Tell whether a task has a name of its own: one that has none is read under its id."""
    return bool(task.name) and task.name != task.task_id


def _is_alike(old: Task, new: Task, keys: Keys) -> bool:
    if not (_has_name(old) and _has_name(new)):
        return True
    of = keys.of
    return (
        _likeness(of(old.name), of(new.name)) >= _ALIKE
        or _likeness(of(old.content), of(new.content)) >= _ALIKE
    )


def _likeness(one: str, other: str) -> float:
    """Return which share of their pairs of characters two texts have in common; empty: none."""
    if one == other:
        return 1.0 if one else 0.0
    ours, theirs = Counter(pairwise(one)), Counter(pairwise(other))
    total = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / total if total else 0.0


def _told(
    old: Version, new: Version, renumbered: int, *, in_doubt: set[tuple[int, int]]
) -> list[Problem]:
    told = []
    if renumbered:
        values = {"count": renumbered, "total": len(new.tasks)}
        told.append(Problem(Severity.WARNING, "diff.renumbered", new.file, values=values))
    for before, after in sorted(in_doubt, key=lambda pair: pair[1]):
        was, now = old.tasks[before], new.tasks[after]
        texts = {"id": now.task_id, "old": was.name, "new": now.name}
        place = f"row:{now.row}"
        told.append(Problem(Severity.WARNING, "diff.other_task", new.file, place, texts))
    return told
