from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from parkmap.page.simplify import (
    FINEST_ZOOM,
    MAX_ERROR_PIXELS,
    MAX_PASSES,
    UNITS_PER_PIXEL_AT_0,
    zoom_needed,
)

Path = list[tuple[int, int]]
positions = st.tuples(st.integers(-(10**7), 10**7), st.integers(-(10**7), 10**7))
lines = st.lists(positions, min_size=2, max_size=40)
rings = st.lists(positions, min_size=3, max_size=40).map(lambda ring: [*ring, ring[0]])
zooms = st.integers(0, FINEST_ZOOM)


def needed(*paths: Path, ring: bool = False) -> list[list[int]]:
    """Return the zooms of each path's vertices."""
    sizes = np.array([len(path) for path in paths])
    x, y = np.array([place for path in paths for place in path]).T
    zoom = zoom_needed(x, y, sizes, np.full(len(paths), ring))
    return [part.tolist() for part in np.split(zoom, np.cumsum(sizes)[:-1])]


def at_zoom(path: Path, zoom: int, *, ring: bool = False) -> Path:
    (found,) = needed(path, ring=ring)
    return [place for place, least in zip(path, found, strict=True) if least <= zoom]


@given(lines)
def test_every_vertex_is_there_at_the_finest_zoom(path: Path) -> None:
    assert at_zoom(path, FINEST_ZOOM) == path


@given(lines, zooms)
def test_no_vertex_lies_further_than_half_a_pixel_from_what_is_drawn(path: Path, zoom: int) -> None:
    allowed = MAX_ERROR_PIXELS * UNITS_PER_PIXEL_AT_0 / 2**zoom
    drawn = shapely.LineString(at_zoom(path, zoom))
    far = shapely.distance(shapely.points(path), drawn)
    assert far.max() <= allowed + 1e-3


@given(rings, zooms)
def test_ring_keeps_four_positions_and_its_error(path: Path, zoom: int) -> None:
    drawn = at_zoom(path, zoom, ring=True)
    assert len(drawn) >= 4
    assert drawn[0] == drawn[-1]
    allowed = MAX_ERROR_PIXELS * UNITS_PER_PIXEL_AT_0 / 2**zoom
    far = shapely.distance(shapely.points(path), shapely.LineString(drawn))
    assert far.max() <= allowed + 1e-3


@given(st.lists(lines, min_size=2, max_size=5))
def test_paths_do_not_change_each_other(paths: list[Path]) -> None:
    assert needed(*paths) == [needed(path)[0] for path in paths]


def test_vertex_on_a_straight_line_is_needed_last() -> None:
    assert needed([(0, 0), (50, 0), (100, 0)]) == [[0, FINEST_ZOOM, 0]]


def test_vertex_is_needed_from_the_zoom_where_it_shows() -> None:
    # At zoom 10 a pixel is 40075016.7 m / 256 / 1024 = 152.87 m = 1528.7 units; half of it 764.4.
    assert needed([(0, 0), (5000, 765), (10000, 0)]) == [[0, 10, 0]]
    assert needed([(0, 0), (5000, 764), (10000, 0)]) == [[0, 11, 0]]


def test_ring_is_never_less_than_a_triangle() -> None:
    square: Path = [(0, 0), (9, 0), (9, 9), (0, 9), (0, 0)]
    (zoom,) = needed(square, ring=True)
    assert sorted(zoom)[:4] == [0, 0, 0, 0]


def test_saw_that_would_take_forever_keeps_its_teeth() -> None:
    # Each pass would split off one tooth: the teeth beyond the last pass are kept, not lost.
    count = 3 * MAX_PASSES
    saw = [(at, (-1) ** at * (10**6 - 5000 * at)) for at in range(count)]
    (zoom,) = needed(saw)
    assert max(zoom) < FINEST_ZOOM


def test_nothing_to_simplify_is_no_trouble() -> None:
    none = np.zeros(0, dtype=np.int64)
    assert len(zoom_needed(none, none, none, np.zeros(0, dtype=bool))) == 0
