"""Gaps, and coverage over time: worlds of a few squares and a few dates."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
import shapely

from parkmap.coverage.change import contributions_of, days_of_change, opening_days
from parkmap.coverage.gaps import gaps_of
from parkmap.coverage.measure import measure
from parkmap.coverage.served import SHOWN_ERROR, shown_within
from parkmap.coverage.supply import supply_of
from parkmap.model import Denominator, Stage, Steps
from tests.coverage.world import facilities_of, parks_of, plots_of, rule

JUNE, JULY, AUGUST = (date(2017, month, 1) for month in (6, 7, 8))


def steps_of(*courses: list[tuple[date | None, Stage]]) -> Steps:
    """Return courses told as days and stages; None is the beginning."""
    told = [step for course in courses for step in course]
    count, stages = len(told), list(Stage)
    return Steps(
        first=np.cumsum([0, *map(len, courses)]),
        day=np.array([day.toordinal() if day else 0 for day, _ in told]),
        stage=np.array([stages.index(stage) for _, stage in told], dtype=np.int8),
        condition=np.zeros(count, dtype=np.int8),
        lateness=np.zeros(count, dtype=np.int8),
        days_late=np.zeros(count, dtype=np.int64),
        grows=np.zeros(count, dtype=np.bool_),
    )


STEPS = steps_of(
    [(None, Stage.IN_SERVICE)],
    [(None, Stage.PROPOSED), (JUNE, Stage.UNDER_CONSTRUCTION), (JULY, Stage.IN_SERVICE)],
    [(None, Stage.BUILT), (JUNE, Stage.TRIAL), (AUGUST, Stage.IN_SERVICE)],
    [(None, Stage.IN_SERVICE), (date(2017, 9, 1), Stage.RETIRED)],
)


def test_supply_changes_only_where_something_begins_or_ends_to_serve() -> None:
    everyone = np.array([0, 1, 1, 2, 3])
    assert days_of_change(STEPS, everyone) == (JULY, AUGUST, date(2017, 9, 1))
    assert days_of_change(STEPS, np.array([0, 1])) == (JULY,)
    assert days_of_change(STEPS, np.array([0])) == ()


def test_trial_is_supply_where_it_is_asked_for() -> None:
    assert days_of_change(STEPS, np.array([2]), with_trial=True) == (JUNE,)


def test_facility_opens_on_the_first_day_that_is_still_to_come() -> None:
    courses = np.array([0, 1, 2, 1])
    may = date(2017, 5, 31)
    assert opening_days(STEPS, courses, after=may) == [None, JULY, AUGUST, JULY]
    assert opening_days(STEPS, courses, after=JULY) == [None, None, AUGUST, None]


def coming(*opens: date | None, at: list[tuple[float, float]], tasks: list[Any]) -> Any:
    frame = facilities_of(at, PARKS)
    frame["task"], frame["opens"] = tasks, np.array(opens, dtype=object)
    return frame


PARKS = parks_of(shapely.box(0, 0, 2000, 2000))


def test_gap_names_what_is_nearest_and_the_task_that_closes_it_first() -> None:
    plots = plots_of([(100, 100), (900, 100), (1900, 1900)], PARKS, [5, 70, None])
    coverage = measure(PARKS, facilities_of([(100, 100)], PARKS), plots, rule(500))
    later = coming(
        AUGUST, JULY, None, at=[(900, 100), (900, 300), (1900, 1900)], tasks=["7", "8", "9"]
    )
    first, second = gaps_of(coverage, plots, later)
    # 800 m to the only stop: 300 m too far. Task 8 opens before task 7, both are near enough.
    assert (first.plot_id, first.employees, first.nearest) == ("p1", 70, "f0")
    assert (first.distance_m, first.excess_m) == (800, 300)
    assert (first.facility, first.task_id, first.closed_on) == ("f1", "8", JULY)
    # Nobody says when task 9 will be done, so nothing closes the other.
    assert (second.plot_id, second.employees, second.task_id) == ("p2", None, None)


def test_gap_without_any_facility_has_no_distance() -> None:
    plots = plots_of([(100, 100)], PARKS)
    coverage = measure(PARKS, facilities_of([], PARKS), plots, rule(500))
    (gap,) = gaps_of(coverage, plots, coming(at=[], tasks=[]))
    assert (gap.nearest, gap.distance_m, gap.excess_m, gap.task_id) == (None, None, None, None)


def test_rule_without_a_radius_has_no_gaps() -> None:
    plots = plots_of([(100, 100)], PARKS)
    coverage = measure(PARKS, facilities_of([], PARKS), plots, rule(None, most_spacing_m=9))
    assert gaps_of(coverage, plots, coming(at=[], tasks=[])) == ()


def test_what_a_task_brings_is_what_is_lost_without_it() -> None:
    stops = facilities_of([(100, 100), (1900, 1900), (1900, 100)], PARKS)
    stops["task"] = ["1", "2", None]
    plots = plots_of([(100, 100), (1900, 1900), (1900, 100)], PARKS, [50, 30, 20])
    whole = measure(PARKS, stops, plots, rule(50))
    told = contributions_of(whole, PARKS, stops, plots, new=np.array([True, True, True]))
    assert [(one.task_id, one.facilities) for one in told] == [("1", ("f0",)), ("2", ("f1",))]
    assert told[0].lost[Denominator.EMPLOYEES] == pytest.approx(0.5)
    assert told[1].lost[Denominator.PLOTS] == pytest.approx(1 / 3)
    assert told[1].lost[Denominator.AREA] == pytest.approx(np.pi * 50**2 / 2000**2)
    only = contributions_of(whole, PARKS, stops, plots, new=np.array([False, True, False]))
    assert [one.task_id for one in only] == ["2"]


def test_served_and_gap_are_the_park_within_the_stated_error() -> None:
    stops = supply_of(facilities_of([(300, 300), (700, 300)], PARKS))
    areas = PARKS.geometry.to_numpy()
    served, gaps = shown_within(areas, stops, 250)
    exact = measure(
        PARKS, facilities_of([(300, 300), (700, 300)], PARKS), plots_of([], PARKS), rule(250)
    )
    assert shapely.area(served)[0] == pytest.approx(exact.zone.area_served_m2, rel=SHOWN_ERROR)
    assert shapely.area(served)[0] + shapely.area(gaps)[0] == pytest.approx(2000**2)
