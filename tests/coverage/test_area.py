"""The area that disks serve: against pi r^2, against sampling, against itself turned and parted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from parkmap.coverage.area import served_area_m2
from parkmap.coverage.disks import disks_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def served(
    areas: Sequence[shapely.Geometry], points: object, radius_m: float
) -> NDArray[np.float64]:
    return served_area_m2(np.array(areas), disks_of(np.array(points, dtype=float), radius_m))


def star(rng: np.random.Generator, middle: NDArray[np.float64]) -> shapely.Geometry:
    """Return an area with a hole, of one part or two."""
    angles = np.sort(rng.uniform(0, 2 * np.pi, 9))
    radii = rng.uniform(200, 700, 9)[:, np.newaxis]
    rim = middle + np.stack((np.cos(angles), np.sin(angles)), axis=1) * radii
    whole = shapely.make_valid(shapely.Polygon(rim))
    lake = shapely.box(*(middle + 30), *(middle + 120))
    island = shapely.box(*(middle + 800), *(middle + 900))
    return shapely.union_all([shapely.difference(whole, lake), island])


@pytest.mark.parametrize("middle", [(0, 0), (12.3, -45.6), (5e5, 2.7e6)])
@pytest.mark.parametrize("radius_m", [1, 300, 500, 7000])
def test_one_disk_in_a_large_park_serves_pi_r_squared(
    middle: tuple[float, float], radius_m: float
) -> None:
    x, y = middle
    park = shapely.box(x - 8000, y - 9000, x + 8500, y + 7500)
    assert served([park], [middle], radius_m)[0] == pytest.approx(np.pi * radius_m**2, rel=1e-6)


def test_two_disks_serve_less_by_their_lens() -> None:
    # Two circles of radius r, d apart, share 2 r^2 acos(d/2r) - d/2 sqrt(4 r^2 - d^2).
    r, d = 500.0, 300.0
    lens = 2 * r**2 * np.arccos(d / (2 * r)) - d / 2 * np.sqrt(4 * r**2 - d**2)
    park = shapely.box(-2000, -2000, 2000, 2000)
    got = served([park], [(0, 0), (d, 0)], r)[0]
    assert got == pytest.approx(2 * np.pi * r**2 - lens, rel=1e-9)


def test_half_disk_in_a_park_whose_edge_goes_through_the_middle() -> None:
    got = served([shapely.box(0, -900, 900, 900)], [(0, 0)], 500)[0]
    assert got == pytest.approx(np.pi * 500**2 / 2, rel=1e-9)


def test_circle_through_the_corners_of_a_square() -> None:
    # A square of side 100 in its own circumcircle is served whole; a hair less is not.
    square = shapely.box(-50, -50, 50, 50)
    assert served([square], [(0, 0)], 50 * np.sqrt(2))[0] == pytest.approx(10_000)
    # Inscribed circle: pi r^2, touching each side in one point.
    assert served([square], [(0, 0)], 50)[0] == pytest.approx(np.pi * 2500, rel=1e-9)


def test_same_place_counts_once() -> None:
    park = shapely.box(-900, -900, 900, 900)
    once, twice = (served([park], [(0, 0)] * count, 500)[0] for count in (1, 2))
    assert once == twice


def test_vertex_told_twice_changes_nothing() -> None:
    park = shapely.Polygon([(0, 0), (900, 0), (900, 0), (900, 900), (0, 900), (0, 900)])
    assert served([park], [(0, 0)], 500)[0] == pytest.approx(np.pi * 500**2 / 4)


def test_gap_between_disks_is_not_served() -> None:
    # Eight disks in a ring leave their middle free: a park in that gap is not served at all.
    angles = np.arange(8) * np.pi / 4
    ring = 1000 * np.stack((np.cos(angles), np.sin(angles)), axis=1)
    assert served([shapely.box(-100, -100, 100, 100)], ring, 500)[0] == 0


def test_points_on_one_line_are_neighbours_along_it() -> None:
    # Ten stops 100 m apart with 50 m: ten disks that touch.
    stops = [(100.0 * at, 7.0 * at) for at in range(10)]
    park = shapely.box(-500, -500, 2000, 2000)
    spaced = 50.0
    assert np.hypot(100, 7) > 2 * spaced
    assert served([park], stops, spaced)[0] == pytest.approx(10 * np.pi * spaced**2, rel=1e-9)


def test_no_facility_serves_nothing_and_no_park_is_no_answer() -> None:
    park = shapely.box(0, 0, 1, 1)
    assert served([park], np.zeros((0, 2)), 500).tolist() == [0]
    assert served([], [(0, 0)], 500).tolist() == []


@pytest.mark.parametrize("radius_m", [0, -1, np.nan, np.inf])
def test_radius_that_is_none_is_refused(radius_m: float) -> None:
    with pytest.raises(ValueError, match="radius"):
        disks_of(np.zeros((1, 2)), radius_m)


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.integers(1, 60), st.sampled_from([80, 200, 500]))
def test_area_is_what_a_fine_grid_counts(seed: int, count: int, radius_m: float) -> None:
    """Polygons of 1,440 sides stand for circles: within 3.2e-6 of their area."""
    rng = np.random.default_rng(seed)
    points = rng.uniform(0, 2000, (count, 2))
    if seed % 2:
        points = np.round(points / 100) * 100
    areas = np.array([star(rng, rng.uniform(0, 2000, 2)) for _ in range(4)])
    union = shapely.union_all(shapely.buffer(shapely.points(points), radius_m, quad_segs=360))
    expected = shapely.area(shapely.intersection(areas, union))
    got = served_area_m2(areas, disks_of(points, radius_m))
    assert got == pytest.approx(expected, rel=1e-4, abs=1)


@settings(max_examples=40)
@given(st.integers(0, 2**32), st.floats(0, 6.28), st.floats(-1e5, 1e5))
def test_world_turned_moved_and_shuffled_is_the_same(seed: int, turn: float, move: float) -> None:
    rng = np.random.default_rng(seed)
    points, area = rng.uniform(0, 2000, (30, 2)), star(rng, np.array([900.0, 900.0]))
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])

    def away(places: NDArray[np.float64]) -> NDArray[np.float64]:
        moved: NDArray[np.float64] = places @ rotation.T + [move, -move / 2]
        return moved

    there = shapely.transform(area, away)
    shuffled = rng.permutation(away(points))
    assert served([there], shuffled, 300)[0] == pytest.approx(
        served([area], points, 300)[0], rel=1e-6, abs=1e-3
    )


@settings(max_examples=40)
@given(st.integers(0, 2**32), st.floats(300, 1500))
def test_parts_of_a_park_sum_to_the_whole(seed: int, cut: float) -> None:
    rng = np.random.default_rng(seed)
    points, area = rng.uniform(0, 2000, (30, 2)), star(rng, np.array([900.0, 900.0]))
    halves = [shapely.box(-9e3, -9e3, cut, 9e3), shapely.box(cut, -9e3, 9e3, 9e3)]
    parts = [shapely.intersection(area, half) for half in halves]
    whole = served([area], points, 300)[0]
    assert served(parts, points, 300).sum() == pytest.approx(whole, rel=1e-6, abs=1e-3)


@settings(max_examples=40)
@given(st.integers(0, 2**32), st.integers(1, 40))
def test_more_facilities_and_a_larger_radius_never_serve_less(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    points, area = rng.uniform(0, 2000, (count + 1, 2)), star(rng, np.array([900.0, 900.0]))
    few, more, wide = (
        served([area], places, radius)[0]
        for places, radius in ((points[:-1], 300), (points, 300), (points, 330))
    )
    assert -1e-6 <= few <= more + 1e-6 <= wide + 2e-6 <= shapely.area(area) + 3e-6
