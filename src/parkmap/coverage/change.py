"""Coverage over time: the days on which supply changes, and what each task brings."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from parkmap import model
from parkmap.coverage.measure import measure, measure_walks
from parkmap.coverage.supply import supplies
from parkmap.model import Contribution, Denominator

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from parkmap.coverage.approach import Walks
    from parkmap.model import Coverage, Steps


def days_of_change(
    steps: Steps, courses: NDArray[np.int64], *, with_trial: bool = False
) -> tuple[date, ...]:
    """Return the days on which the set of facilities that serve changes, in order.

    On every other day it is what it was on the day before, so nothing need be measured then.

    Parameters
    ----------
    steps
        The states of all courses in a scenario.
    courses
        The course of each facility.
    with_trial
        Whether a trial run is supply.
    """
    day, is_change, _ = _turns(steps, courses, with_trial=with_trial)
    return tuple(map(date.fromordinal, np.unique(day[is_change]).tolist()))


def opening_days(
    steps: Steps, courses: NDArray[np.int64], *, after: date, with_trial: bool = False
) -> list[date | None]:
    """Return, for each facility, the first day after ``after`` on which it begins to serve."""
    day, is_change, serves = _turns(steps, courses, with_trial=with_trial)
    opens = is_change & serves & (day > after.toordinal())
    course = np.repeat(np.arange(len(steps.first) - 1), np.diff(steps.first))
    first: dict[int, int] = {}
    for one, at in zip(course[opens].tolist(), day[opens].tolist(), strict=True):
        first.setdefault(one, at)
    found = [first.get(one) for one in courses.tolist()]
    return [None if at is None else date.fromordinal(at) for at in found]


def contributions_of(
    whole: Coverage,
    parks: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    demand: gpd.GeoDataFrame,
    *,
    new: NDArray[np.bool_],
    detour: float | None = None,
    walks: Walks | None = None,
) -> tuple[Contribution, ...]:
    """Return what the zone would lose if each task did not bring what is new, most first.

    Two tasks that serve the same plots lose nothing one by one: the other is still there.

    Parameters
    ----------
    whole
        What was measured with all of them.
    parks, facilities, demand
        What it was measured with; facilities have a column ``TASK``.
    new
        Which of the facilities a task is still to bring.
    detour
        As for ``measure``.
    walks
        What was walked along, if anything was.
    """
    tasks = facilities[model.TASK].where(new)
    told = []
    for task_id in tasks.dropna().unique():
        of_task = (tasks == task_id).to_numpy()
        left = facilities[~of_task]
        if walks is None:
            rest = measure(parks, left, demand, whole.rule, detour=detour)
        else:
            rest = measure_walks(parks, left, demand, whole.rule, walks)
        ids = tuple(map(str, facilities.index[of_task]))
        told.append(Contribution(str(task_id), ids, _lost(whole, rest)))
    return tuple(sorted(told, key=_weight))


def _turns(
    steps: Steps, courses: NDArray[np.int64], *, with_trial: bool
) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Return the day of each step, whether supply changes then, and whether it serves then."""
    serves = supplies(steps.stage.astype(np.int64), with_trial=with_trial)
    is_change = np.zeros(len(serves), dtype=np.bool_)
    is_change[1:] = serves[1:] != serves[:-1]
    # What a course begins with holds since ever.
    is_change[steps.first[:-1]] = False
    is_meant = np.zeros(len(steps.first) - 1, dtype=np.bool_)
    is_meant[courses] = True
    return steps.day, is_change & np.repeat(is_meant, np.diff(steps.first)), serves


def _lost(whole: Coverage, rest: Coverage) -> dict[Denominator, float]:
    shares = {one: (whole.zone.share_by(one), rest.zone.share_by(one)) for one in Denominator}
    return {
        one: max(before - after, 0.0)
        for one, (before, after) in shares.items()
        if before is not None and after is not None
    }


def _weight(one: Contribution) -> tuple[float, float, str]:
    lost = one.lost
    employees = lost.get(Denominator.EMPLOYEES, lost.get(Denominator.PLOTS, 0.0))
    return -employees, -lost.get(Denominator.AREA, 0.0), one.task_id
