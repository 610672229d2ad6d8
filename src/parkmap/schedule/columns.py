"""Tasks and facilities as columns: what the rules of the schedule read, a row for each subject."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from parkmap.model import Condition, Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from parkmap.model import Interval, Milestone, Task

NEVER: Final = 1 << 30
"""Where a date is missing: a day after all days. A ``date`` ends before day 3,652,060."""
UNTOLD: Final = -1
"""Where no stage is reported."""

STAGES: Final = {stage: code for code, stage in enumerate(Stage)}
CONDITIONS: Final = {condition: code for code, condition in enumerate(Condition)}


@dataclass(frozen=True, slots=True, eq=False)
class Subjects:
    """Whatever has a state: n tasks or facilities, one value of each column for each.

    Attributes
    ----------
    start_latest, finish_earliest, finish_latest
        int64: the promise that holds now, current else baseline, as ``date.toordinal`` counts;
        ``NEVER`` where there is none.
    start_actual, finish_actual
        int64: the latest day of what happened, likewise.
    stage
        int64: place of the reported stage in ``Stage``, or ``UNTOLD``.
    condition
        int64: place of the condition in ``Condition``.
    finish_means
        int64: place in ``Stage`` of what a finish brings.
    is_done
        bool: reported as done, with no day.
    is_extended
        bool: a date was moved to a later one.
    """

    start_latest: NDArray[np.int64]
    finish_earliest: NDArray[np.int64]
    finish_latest: NDArray[np.int64]
    start_actual: NDArray[np.int64]
    finish_actual: NDArray[np.int64]
    stage: NDArray[np.int64]
    condition: NDArray[np.int64]
    finish_means: NDArray[np.int64]
    is_done: NDArray[np.bool_]
    is_extended: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.stage)

    def take(self, rows: NDArray[np.int64]) -> Subjects:
        """Return the subjects of some rows, in their order."""
        return Subjects(**{name: column[rows] for name, column in self.columns().items()})

    def upright(self) -> Subjects:
        """Return every column as (n, 1): to be asked about several days for each subject."""
        return Subjects(**{name: column[:, np.newaxis] for name, column in self.columns().items()})

    def columns(self) -> dict[str, NDArray[Any]]:
        """Return the columns by name, in the order of the fields."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def meaning(self, finish_means: Stage) -> Subjects:
        """Return the subjects with another meaning of a finish."""
        return replace(self, finish_means=np.full(len(self), STAGES[finish_means], dtype=np.int64))


def subjects_of(tasks: Sequence[Task], finish_means: Iterable[Stage]) -> Subjects:
    """Return tasks as subjects; ``finish_means`` has the stage that a finish brings, for each."""
    starts = [task.start for task in tasks]
    finishes = [task.finish for task in tasks]
    start, finish = [_promise(one) for one in starts], [_promise(one) for one in finishes]
    active = Condition.ACTIVE
    return Subjects(
        start_latest=_latest(start),
        finish_earliest=_days([None if one is None else one.earliest for one in finish]),
        finish_latest=_latest(finish),
        start_actual=_latest([one.actual for one in starts]),
        finish_actual=_latest([one.actual for one in finishes]),
        stage=_codes([UNTOLD if task.stage is None else STAGES[task.stage] for task in tasks]),
        condition=_codes([CONDITIONS[task.condition or active] for task in tasks]),
        finish_means=_codes([STAGES[stage] for stage in finish_means]),
        is_done=np.array([task.is_done for task in tasks], dtype=np.bool_),
        is_extended=_are_extended(starts) | _are_extended(finishes),
    )


def joined(parts: Sequence[Subjects]) -> Subjects:
    """Return subjects one after the other."""
    names = [field.name for field in fields(Subjects)]
    columns = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    return Subjects(**columns)


def ordinals(days: Iterable[date | None]) -> NDArray[np.int64]:
    """Return dates as day numbers, ``NEVER`` for what is missing."""
    return _days(days)


def _promise(milestone: Milestone) -> Interval | None:
    return milestone.current or milestone.baseline


def _latest(intervals: Iterable[Interval | None]) -> NDArray[np.int64]:
    return _codes([NEVER if one is None else one.latest.toordinal() for one in intervals])


def _days(days: Iterable[date | None]) -> NDArray[np.int64]:
    return _codes([NEVER if day is None else day.toordinal() for day in days])


def _codes(codes: list[int]) -> NDArray[np.int64]:
    return np.array(codes, dtype=np.int64)


def _are_extended(milestones: Sequence[Milestone]) -> NDArray[np.bool_]:
    """Return where a deadline is later than it was at first."""
    return np.array(
        [
            (now := one.current) is not None
            and (before := one.baseline) is not None
            and now.latest > before.latest
            for one in milestones
        ],
        dtype=np.bool_,
    )
