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

from collections import Counter, defaultdict
from dataclasses import dataclass
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

    Key = tuple[str, str]

_ALIKE: Final = 0.5


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
    agreed = {
        before: after
        for before, after in by_id
        if _is_same(old.tasks[before], new.tasks[after], keys)
    }
    left_old = {at: None for at in range(len(old.tasks)) if at not in agreed}
    taken = set(agreed.values())
    left_new = {at: None for at in range(len(new.tasks)) if at not in taken}
    named = _Names(old, new, keys) if left_old and left_new else None
    renumbered = named.pairs(left_old, left_new) if named else []
    for before, after in renumbered:
        del left_old[before], left_new[after]
    in_doubt = [pair for pair in by_id if pair[0] in left_old and pair[1] in left_new]
    is_renumbered = len(renumbered) > len(agreed)
    renamed = [
        (before, after)
        for before, after in in_doubt
        if not is_renumbered and _is_alike(old.tasks[before], new.tasks[after], keys)
    ]
    for before, after in renamed:
        del left_old[before], left_new[after]
    pairs = [(before, after, Match.ID) for before, after in (*agreed.items(), *renamed)]
    pairs += [(before, after, Match.NAME) for before, after in renumbered]
    problems = _told(old, new, len(renumbered), in_doubt=set(in_doubt) - set(renamed))
    if named:
        problems += named.ambiguous(left_old, left_new, new.file)
    pairs.sort(key=lambda pair: pair[1])
    return Matching(tuple(pairs), tuple(left_new), tuple(left_old), tuple(problems))


def same_ids(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places of ids that mean each other, each id at most once.

    Examples
    --------
    >>> same_ids(["007", "8", "9"], ["8", "7", "9.0", "09"])
    [(1, 0), (0, 1)]
    """
    of_old = {one: at for at, one in enumerate(old)}
    exact = [(of_old[one], at) for at, one in enumerate(new) if one in of_old]
    if len(exact) in {len(old), len(new)}:
        return exact
    of_new = {one: at for at, one in enumerate(new)}
    index_old, index_new = NameIndex(old), NameIndex(new)
    found = list(exact)
    for at, one in enumerate(new):
        if one in of_old:
            continue
        meant = index_old.find(one)
        # An id that means two of the other version means neither.
        if meant is not None and meant not in of_new and index_new.find(meant) == one:
            found.append((of_old[meant], at))
    return found


class _Names:
    """Tasks of two versions by name and park."""

    def __init__(self, old: Version, new: Version, keys: Keys) -> None:
        self._tasks = new.tasks
        self._old_at, self._new_at = _by_name(old.tasks, keys), _by_name(new.tasks, keys)

    def pairs(self, old: dict[int, None], new: dict[int, None]) -> list[tuple[int, int]]:
        """Return the pairs, among what is left, whose name and park stand once in each version."""
        return [
            (before[0], after[0])
            for key, before in self._old_at.items()
            if len(before) == 1
            and len(after := self._new_at.get(key, [])) == 1
            and before[0] in old
            and after[0] in new
        ]

    def ambiguous(self, old: dict[int, None], new: dict[int, None], file: str) -> list[Problem]:
        """Tell every name that tasks on both sides bear without a partner, and several share."""
        told: list[Problem] = []
        for key, before in self._old_at.items() if old and new else ():
            gone = [at for at in before if at in old]
            come = [at for at in self._new_at.get(key, []) if at in new]
            if gone and come:
                task = self._tasks[come[0]]
                values = {
                    "name": task.name,
                    "park": task.park,
                    "old": len(before),
                    "new": len(self._new_at[key]),
                }
                place = f"row:{task.row}"
                told.append(Problem(Severity.WARNING, "diff.ambiguous", file, place, values))
        return told


def _by_name(tasks: Sequence[Task], keys: Keys) -> dict[Key, list[int]]:
    at: defaultdict[Key, list[int]] = defaultdict(list)
    for place, task in enumerate(tasks):
        if _has_name(task):
            at[keys.of(task.name), keys.of(task.park)].append(place)
    return at


def _has_name(task: Task) -> bool:
    """Tell whether a task has a name of its own: one that has none is read under its id."""
    return bool(task.name) and task.name != task.task_id


def _is_same(old: Task, new: Task, keys: Keys) -> bool:
    if _has_name(old) is not _has_name(new):
        return False
    is_named = _has_name(old)
    return not (is_named and keys.differ(old.name, new.name)) and not keys.differ(
        old.park, new.park
    )


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
