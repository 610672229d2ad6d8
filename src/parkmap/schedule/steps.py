"""States as step functions of the day: every day at once, without a second copy of the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from parkmap.model import Steps
from parkmap.schedule.columns import NEVER
from parkmap.schedule.rules import DUE_SOON_DAYS, States, evaluate

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from parkmap.schedule.columns import Subjects
    from parkmap.schedule.scenarios import Assumed


def steps_of(subjects: Subjects, assumed: Assumed | None) -> Steps:
    """Return the states of n subjects as step functions, by the rules of ``evaluate``.

    Every day on which a rule may begin to hold is asked about; where nothing has changed but the
    days late, which grow by themselves, there is no step.
    """
    days = _turns(subjects, assumed)
    told = evaluate(subjects.upright(), days, assumed.upright() if assumed else None)
    is_new = np.ones(days.shape, dtype=np.bool_)
    grown = told.days_late[:, :-1] + told.grows[:, :-1] * np.diff(days)
    is_new[:, 1:] = told.days_late[:, 1:] != grown
    for axis in (told.stage, told.condition, told.lateness, told.grows):
        is_new[:, 1:] |= axis[:, 1:] != axis[:, :-1]
    first = np.zeros(len(subjects) + 1, dtype=np.int64)
    np.cumsum(is_new.sum(axis=1), out=first[1:])
    return Steps(
        first=first,
        day=days[is_new],
        stage=told.stage[is_new].astype(np.int8),
        condition=told.condition[is_new].astype(np.int8),
        lateness=told.lateness[is_new].astype(np.int8),
        days_late=told.days_late[is_new],
        grows=told.grows[is_new],
    )


def assumed_after(known: Steps, assumed: Steps, known_on: date) -> Steps:
    """Return steps of the same courses that are ``known`` up to a day, and ``assumed`` after it."""
    turn = known_on.toordinal() + 1
    count = len(known.first) - 1
    courses = np.arange(count)
    now, then = _at(known, courses, turn - 1), _at(assumed, courses, turn)
    # From the turn on it is another story, unless the day before goes on in the same way.
    differs = now.days_late + now.grows != then.days_late
    for axis in ("stage", "condition", "lateness", "grows"):
        differs |= getattr(now, axis) != getattr(then, axis)
    past, future = known.day < turn, assumed.day > turn
    of_known, of_assumed = (np.repeat(courses, np.diff(one.first)) for one in (known, assumed))
    turned = courses[differs]
    course = np.concatenate((of_known[past], turned, of_assumed[future]))
    first = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(course, minlength=count), out=first[1:])
    order = np.argsort(course, kind="stable")

    def both(old: NDArray[Any], new: NDArray[Any], rest: NDArray[Any]) -> NDArray[Any]:
        parts = (old[past], new[differs].astype(old.dtype), rest[future])
        return np.concatenate(parts)[order]

    return Steps(
        first=first,
        day=both(known.day, np.full(count, turn), assumed.day),
        stage=both(known.stage, then.stage, assumed.stage),
        condition=both(known.condition, then.condition, assumed.condition),
        lateness=both(known.lateness, then.lateness, assumed.lateness),
        days_late=both(known.days_late, then.days_late, assumed.days_late),
        grows=both(known.grows, then.grows, assumed.grows),
    )


def states_at(steps: Steps, courses: NDArray[np.int64], day: date) -> States:
    """Return the states of some courses on a day, looked up."""
    return _at(steps, courses, day.toordinal())


def _at(steps: Steps, courses: NDArray[np.int64], ordinal: int) -> States:
    passed = np.concatenate(([0], np.cumsum(steps.day <= ordinal)))
    # Days rise within a course, so those that have come are its first ones.
    at = steps.first[:-1] + (passed[steps.first[1:]] - passed[steps.first[:-1]]) - 1
    step = at[courses]
    grows = steps.grows[step]
    return States(
        steps.stage[step].astype(np.int64),
        steps.condition[step].astype(np.int64),
        steps.lateness[step].astype(np.int64),
        steps.days_late[step] + grows * (ordinal - steps.day[step]),
        grows,
    )


def _turns(subjects: Subjects, assumed: Assumed | None) -> NDArray[np.int64]:
    """Return (n, k) days, rising, on which a rule may begin to hold; 0 stands for all before."""
    events = [subjects.start_actual, subjects.finish_actual]
    if assumed is not None:
        events += [assumed.start, assumed.finish]
    due, due_start = subjects.finish_latest, subjects.start_latest
    turns = [np.zeros_like(due), *events, due_start + 1, due + 1, due - DUE_SOON_DAYS + 1]
    days = np.stack(turns, axis=1)
    # A missing date gives a turn that never comes; a little before or after it is the same.
    days[days > NEVER - 2 * DUE_SOON_DAYS] = 0
    days.sort(axis=1)
    return days
