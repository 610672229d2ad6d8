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


def test_facility_opens_with_its_trial_where_that_is_asked_for() -> None:
    may = date(2017, 5, 31)
    assert opening_days(STEPS, np.array([2]), after=may, with_trial=True) == [JUNE]


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


def test_facility_to_come_at_exactly_the_radius_closes_a_gap() -> None:
    plots = plots_of([(300, 400), (300, 400.01)], PARKS)
    coverage = measure(PARKS, facilities_of([], PARKS), plots, rule(500))
    # 3-4-5: the first is 500 m away.
    gaps = gaps_of(coverage, plots, coming(JULY, at=[(0, 0)], tasks=["7"]))
    assert {gap.plot_id: gap.task_id for gap in gaps} == {"p0": "7", "p1": None}


def test_gap_of_a_plot_is_closed_from_inside_it_or_from_its_entrance() -> None:
    plot = shapely.box(1000, 0, 1200, 200)
    # The first is 60 m beside its edge, 160 m from its middle; the gate is in that edge. The other
    # is in the middle.
    later = coming(JULY, AUGUST, at=[(940, 100), (1100, 100)], tasks=["7", "8"])
    by_middle = plots_of([plot], PARKS)
    by_gate = plots_of([plot], PARKS, entrance=[shapely.Point(1000, 100)])
    told = [
        gaps_of(measure(PARKS, facilities_of([], PARKS), plots, rule(100)), plots, later)[0]
        for plots in (by_middle, by_gate)
    ]
    assert [gap.task_id for gap in told] == ["8", "7"]


def test_gap_is_closed_only_by_what_the_rule_is_about() -> None:
    plots = plots_of([(100, 100)], PARKS)
    later = coming(JULY, JULY, at=[(100, 100), (100, 150)], tasks=["7", "8"])
    later["symbol"] = ["school", "kindergarten"]
    asked = rule(500, symbols=("kindergarten",))
    (gap,) = gaps_of(measure(PARKS, facilities_of([], PARKS), plots, asked), plots, later)
    assert (gap.facility, gap.task_id) == ("f1", "8")


def test_facility_without_a_task_closes_a_gap_too() -> None:
    plots = plots_of([(100, 100)], PARKS)
    coverage = measure(PARKS, facilities_of([], PARKS), plots, rule(500))
    (gap,) = gaps_of(coverage, plots, coming(JULY, at=[(100, 100)], tasks=[None]))
    assert (gap.facility, gap.task_id, gap.closed_on) == ("f0", None, JULY)


def test_gaps_of_most_employees_come_first_then_the_farthest_then_by_id() -> None:
    at = [(700, 100), (900, 100), (700, 100), (800, 100), (750, 100)]
    plots = plots_of(at, PARKS, [0, None, 0, 1, 9])
    coverage = measure(PARKS, facilities_of([(100, 100)], PARKS), plots, rule(500))
    gaps = gaps_of(coverage, plots, coming(at=[], tasks=[]))
    # Whoever is not told counts as nobody, and 800 m is farther than 600 m.
    assert [gap.plot_id for gap in gaps] == ["p4", "p3", "p1", "p0", "p2"]


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


def test_contributions_are_told_by_plots_where_no_headcount_is_then_by_area_then_by_id() -> None:
    # Two plots for task 4, one each for 3 and 2; half the disk of task 2 lies outside, and tasks 6
    # and 5, at one place, lose nothing one by one.
    at = [(100.0, 100.0), (1000.0, 1000.0), (0.0, 1000.0), (1900.0, 1900.0), (1900.0, 1900.0)]
    stops = facilities_of(at, PARKS, names=[None, None, None, "a", "b"])
    stops["task"] = ["3", "4", "2", "6", "5"]
    plots = plots_of([*at[:4], at[1]], PARKS, [None] * 5)
    whole = measure(PARKS, stops, plots, rule(50))
    told = contributions_of(whole, PARKS, stops, plots, new=np.ones(5, dtype=np.bool_))
    assert [one.task_id for one in told] == ["4", "3", "2", "5", "6"]
    assert Denominator.EMPLOYEES not in told[0].lost
    assert told[0].lost[Denominator.PLOTS] == pytest.approx(2 / 5)


def test_contribution_is_measured_with_the_detour_of_the_whole() -> None:
    stops = facilities_of([(500, 500), (1500, 1500)], PARKS)
    stops["task"] = ["1", None]
    plots = plots_of([(1500, 1500)], PARKS)
    whole = measure(PARKS, stops, plots, rule(130), detour=1.3)
    (told,) = contributions_of(whole, PARKS, stops, plots, new=np.array([True, False]), detour=1.3)
    # 130 / 1.3 = 100 m around the stop that goes; the other stays as it is.
    assert told.lost[Denominator.AREA] == pytest.approx(np.pi * 100**2 / 2000**2)


def test_served_and_gap_are_the_park_within_the_stated_error() -> None:
    stops = supply_of(facilities_of([(300, 300), (700, 300)], PARKS))
    areas = PARKS.geometry.to_numpy()
    served, gaps = shown_within(areas, stops, 250)
    exact = measure(
        PARKS, facilities_of([(300, 300), (700, 300)], PARKS), plots_of([], PARKS), rule(250)
    )
    assert shapely.area(served)[0] == pytest.approx(exact.zone.area_served_m2, rel=SHOWN_ERROR)
    assert shapely.area(served)[0] + shapely.area(gaps)[0] == pytest.approx(2000**2)
