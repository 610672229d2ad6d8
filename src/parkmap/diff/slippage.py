"""By how much the deadlines moved, in total and for each department.

A task of two departments counts for both of them and once in the total, so the departments may add
up to more. What both versions have counts for the departments of the new one, a task that is gone
for those of the old one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from parkmap.model.diff import DepartmentSlip, SlipSum
from parkmap.names import key_of, parts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parkmap.model import Task
    from parkmap.model.diff import Pair, Slip


def in_total(pairs: Sequence[Pair], new: Sequence[Task], gone: Sequence[Task]) -> DepartmentSlip:
    """Return the sums over all tasks, each counted once; its ``department`` is empty."""
    return _sums("", pairs, len(new), len(gone))


def by_department(
    pairs: Sequence[Pair], new: Sequence[Task], gone: Sequence[Task]
) -> tuple[DepartmentSlip, ...]:
    """Return the sums of each department; first those whose finishes slipped most, in days."""
    names = _Departments()
    pairs_of: defaultdict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        for key in names.of(pair.new):
            pairs_of[key].append(pair)
    new_of = Counter(key for task in new for key in names.of(task))
    gone_of = Counter(key for task in gone for key in names.of(task))
    found = [
        _sums(spelt, pairs_of[key], new_of[key], gone_of[key]) for key, spelt in names.spelt.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.finish.days, not one.department)))


class _Departments:
    """Departments by key; ``spelt`` keeps the first spelling of each."""

    def __init__(self) -> None:
        self.spelt: dict[str, str] = {}
        self._of_cell: dict[str, tuple[str, ...]] = {}

    def of(self, task: Task) -> tuple[str, ...]:
        """Return the keys of a task's departments, each once; an empty one where it has none."""
        cell = task.department
        if cell not in self._of_cell:
            parts = parts_of(cell) or ("",)
            for part in parts:
                self.spelt.setdefault(key_of(part), part)
            self._of_cell[cell] = tuple(dict.fromkeys(key_of(part) for part in parts))
        return self._of_cell[cell]


def _sums(department: str, pairs: Sequence[Pair], new: int, gone: int) -> DepartmentSlip:
    start = _sum(pair.start for pair in pairs)
    finish = _sum(pair.finish for pair in pairs)
    return DepartmentSlip(department, len(pairs), new, gone, start, finish)


def _sum(slips: Iterable[Slip]) -> SlipSum:
    told = list(slips)
    days = [slip.days for slip in told if slip.days is not None]
    baseline = [slip.baseline_days for slip in told if slip.baseline_days is not None]
    return SlipSum(
        dated=len(days),
        later=sum(one > 0 for one in days),
        earlier=sum(one < 0 for one in days),
        days=sum(days),
        baseline_dated=len(baseline),
        baseline_later=sum(one > 0 for one in baseline),
        baseline_days=sum(baseline),
    )
