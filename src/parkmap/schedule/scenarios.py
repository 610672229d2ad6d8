"""What a scenario assumes: the days on which milestones happen that nobody has reported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from parkmap.model import Condition, Scenario, Stage
from parkmap.schedule.columns import CONDITIONS, NEVER, STAGES
from parkmap.schedule.rules import FINISHED, NOT_BEGUN, reported_stage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from numpy.typing import NDArray

    from parkmap.schedule.columns import Subjects


@dataclass(frozen=True, slots=True, eq=False)
class Assumed:
    """Day numbers (int64, by subject) on which a start and a finish happen; ``NEVER`` for none."""

    start: NDArray[np.int64]
    finish: NDArray[np.int64]

    def take(self, rows: NDArray[np.int64]) -> Assumed:
        """Return what is assumed of some subjects."""
        return Assumed(self.start[rows], self.finish[rows])

    def upright(self) -> Assumed:
        """Return both columns as (n, 1)."""
        return Assumed(self.start[:, np.newaxis], self.finish[:, np.newaxis])


def assume(
    subjects: Subjects, *, after: NDArray[np.int64], known_on: date
) -> Mapping[Scenario, Assumed | None]:
    """Return what each scenario assumes of each subject; ``actual`` assumes nothing.

    Parameters
    ----------
    subjects
        n subjects.
    after
        int64 (m, 2): places of a subject and of another that follows it.
    known_on
        The last day of which anything is known.
    """
    plan = Assumed(subjects.start_latest, subjects.finish_latest)
    slip = _slip(subjects, after, known_on.toordinal())
    return {Scenario.ACTUAL: None, Scenario.PLAN: plan, Scenario.SLIP: slip}


def _slip(subjects: Subjects, after: NDArray[np.int64], known_on: int) -> Assumed:
    stage = reported_stage(subjects, np.full(len(subjects), known_on))
    is_known = stage != STAGES[Stage.UNKNOWN]
    has_finished = subjects.finish_actual <= known_on
    # Built and not yet in service, where service is what a finish means, is not over.
    is_there = FINISHED[stage] & (stage >= subjects.finish_means)
    is_done = subjects.is_done & (stage == subjects.finish_means)
    is_over = has_finished | is_there | is_done
    has_started = subjects.start_actual <= known_on
    not_begun = NOT_BEGUN[stage] & ~has_started & ~is_over
    late_start = _lateness(
        subjects.start_latest, subjects.start_actual, has_started, not_begun, known_on
    )
    late_finish = _lateness(
        subjects.finish_latest, subjects.finish_actual, has_finished, is_known & ~is_over, known_on
    )
    own = np.where(is_over, late_finish, np.maximum(late_start, late_finish))
    moves = ~is_over & (subjects.condition != CONDITIONS[Condition.CANCELLED])
    own[subjects.condition == CONDITIONS[Condition.CANCELLED]] = 0
    inherited = _inherited(own, moves, after)
    # A start that is reported, or that lies behind a known stage, does not move any more.
    start_moves = moves & (not_begun | (~is_known & ~has_started))
    start = late_start + np.where(start_moves, np.maximum(inherited - late_start, 0), 0)
    finish = np.where(moves, np.maximum(own, inherited), own)
    return Assumed(_moved(subjects.start_latest, start), _moved(subjects.finish_latest, finish))


def _lateness(
    due: NDArray[np.int64],
    actual: NDArray[np.int64],
    has_happened: NDArray[np.bool_],
    is_open: NDArray[np.bool_],
    known_on: int,
) -> NDArray[np.int64]:
    """Return by how many days a milestone is late, or must be at least, as is known."""
    so_far = np.where(is_open & (due <= known_on), known_on + 1 - due, 0)
    late = np.where(has_happened, np.maximum(actual - due, 0), so_far)
    return np.where(due < NEVER, late, 0)


def _inherited(
    own: NDArray[np.int64], moves: NDArray[np.bool_], after: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return how far the farthest-moved of those that come before moves each subject."""
    inherited = np.zeros_like(own)
    total = own.copy()
    edges = after
    while len(edges):
        before, follower = edges.T
        found = inherited.copy()
        np.maximum.at(found, follower, total[before])
        inherited, total_now = found, np.where(moves, np.maximum(own, found), own)
        has_changed = total_now > total
        total = total_now
        # Only what follows something that has just moved can move further.
        edges = after[has_changed[after[:, 0]]]
    return inherited


def _moved(due: NDArray[np.int64], days: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.where(due < NEVER, due + days, NEVER)
