"""Polygons to look at, and areas around polygons: several parks, and edges that only touch."""

from __future__ import annotations

from math import pi, sin

import numpy as np
import pytest
import shapely

from parkmap.coverage import served
from parkmap.coverage.served import SEGMENT_ERROR, SHOWN_ERROR, area_within_m2, shown_within
from parkmap.coverage.supply import supply_of
from tests.coverage.world import facilities_of, parks_of


def test_stated_error_is_what_a_polygon_lacks_of_its_circle() -> None:
    # 4 n sides: 4 n triangles of r^2 sin(2 pi / 4 n) / 2 each, of pi r^2. A square lacks 36 %.
    assert served._segment_error(1) == pytest.approx(1 - 2 / pi)
    sides = 4 * 32
    assert pytest.approx(1 - sides * sin(2 * pi / sides) / 2 / pi) == SHOWN_ERROR


def test_each_park_has_its_own_part_and_one_that_is_far_has_none() -> None:
    parks = parks_of(
        shapely.box(0, 0, 100, 100), shapely.box(100, 0, 200, 100), shapely.box(900, 0, 999, 99)
    )
    stops = supply_of(facilities_of([(50, 50)], parks))
    areas = parks.geometry.to_numpy()
    inside, gaps = shown_within(areas, stops, 100)
    # All corners of the first are 71 m away; the second ends 150 m away.
    assert shapely.area(inside)[0] == pytest.approx(10_000)
    assert 0 < shapely.area(inside)[1] < 10_000
    assert shapely.is_empty(inside).tolist() == [False, False, True]
    assert shapely.is_empty(gaps).tolist() == [True, False, False]
    assert shapely.area(inside) + shapely.area(gaps) == pytest.approx(shapely.area(areas))


def test_edge_that_only_touches_what_is_served_adds_nothing_and_breaks_nothing() -> None:
    # 50 m around a square of 100 m end at x = 150, along which the first part begins; the second,
    # 50 m by 20 m, lies within.
    park = shapely.MultiPolygon([shapely.box(150, 0, 200, 100), shapely.box(0, 100, 50, 120)])
    parks = parks_of(park)
    school = supply_of(facilities_of([shapely.box(0, 0, 100, 100)], parks))
    areas = parks.geometry.to_numpy()
    inside, gaps = shown_within(areas, school, 50)
    assert {part.geom_type for part in (*inside, *gaps)} <= {"Polygon", "MultiPolygon"}
    assert (shapely.area(inside)[0], shapely.area(gaps)[0]) == pytest.approx((1000, 5000))
    assert area_within_m2(areas, school, 50)[0] == pytest.approx(1000)


def test_areas_around_polygons_are_those_of_each_park() -> None:
    areas = np.array([shapely.box(0, 0, 100, 100), shapely.box(500, 0, 600, 100)])
    parks = parks_of(*areas)
    schools = supply_of(facilities_of([shapely.box(500, 0, 550, 100)], parks))
    # 25 m beside a strip of 50 m: 75 m of the 100 m of the second, nothing of the first.
    assert area_within_m2(areas, schools, 25).tolist() == pytest.approx([0, 7500])


def test_what_two_polygons_serve_counts_once() -> None:
    # Side by side they are 200 m by 100 m: its area, four strips of 50 m, a disk in four quarters.
    parks = parks_of(shapely.box(-500, -500, 700, 600))
    schools = [shapely.box(0, 0, 100, 100), shapely.box(100, 0, 200, 100)]
    supply = supply_of(facilities_of(schools, parks))
    exact = 200 * 100 + 2 * (200 + 100) * 50 + pi * 50**2
    served_m2 = area_within_m2(parks.geometry.to_numpy(), supply, 50)[0]
    assert served_m2 == pytest.approx(exact, rel=SEGMENT_ERROR)
