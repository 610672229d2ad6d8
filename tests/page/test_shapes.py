from __future__ import annotations

from itertools import pairwise

import geopandas as gpd
import numpy as np
import shapely

from parkmap.page.shapes import DOT, LINE, RING, shapes_of


def series(*geometries: shapely.Geometry) -> gpd.GeoSeries:
    return gpd.GeoSeries(list(geometries), crs=4326)


def test_points_have_no_paths() -> None:
    shapes = shapes_of(series(shapely.Point(1, 1), shapely.Point(2, 2)))
    assert len(shapes.path_row) == 0


def test_order_is_a_permutation_that_keeps_neighbours_together() -> None:
    near, far = shapely.Point(0, 0), shapely.Point(60, 60)
    shapes = shapes_of(series(near, far, shapely.Point(0.001, 0), shapely.Point(60, 60.001)))
    assert sorted(shapes.order) == [0, 1, 2, 3]
    assert set(shapes.order[:2]) == {0, 2}


def test_hole_is_a_ring_of_its_row() -> None:
    square = shapely.box(0, 0, 4, 4).difference(shapely.box(1, 1, 2, 2))
    shapes = shapes_of(series(square))
    assert shapes.path_kind.tolist() == [RING, RING]
    assert shapes.path_row.tolist() == [0, 0]
    assert shapes.path_size.tolist() == [5, 5]


def test_symbol_of_an_area_stands_inside_it() -> None:
    bent = shapely.Polygon([(0, 0), (9, 0), (9, 9), (8, 9), (8, 1), (0, 1)])
    shapes = shapes_of(series(bent))
    lon = np.degrees(shapes.x[0] / 63781370)
    lat = np.degrees(np.arcsin(np.tanh(shapes.y[0] / 63781370)))
    assert bent.contains(shapely.Point(lon, lat))


def test_symbol_of_a_line_stands_at_its_middle() -> None:
    shapes = shapes_of(series(shapely.LineString([(0, 0), (1, 0), (2, 0)])))
    assert shapes.x.tolist() == [1113195]  # 1 degree of the equator: 111319.49 m


def test_collection_gives_the_paths_of_all_its_parts() -> None:
    parts = [shapely.Point(0, 0), shapely.LineString([(0, 0), (1, 1)]), shapely.box(0, 0, 1, 1)]
    nested = shapely.GeometryCollection([shapely.GeometryCollection(parts)])
    shapes = shapes_of(series(nested))
    assert sorted(shapes.path_kind) == [DOT, LINE, RING]


def test_mixed_geometries_keep_their_rows() -> None:
    shapes = shapes_of(series(shapely.box(0, 0, 1, 1), shapely.Point(5, 5)))
    place = shapes.order.tolist().index(0)
    assert shapes.path_row.tolist() == [place]


def test_pole_is_drawn_at_the_edge_of_the_projection() -> None:
    shapes = shapes_of(series(shapely.Point(0, 90)))
    assert shapes.y.tolist() == [200375083]


def test_no_geometries_give_empty_shapes() -> None:
    assert len(shapes_of(series()).order) == 0


def test_shells_run_against_the_clock_and_holes_with_it() -> None:
    hole = shapely.LinearRing([(1, 1), (2, 1), (2, 2), (1, 2)])
    for shell in (shapely.box(0, 0, 4, 4, ccw=True), shapely.box(0, 0, 4, 4, ccw=False)):
        shapes = shapes_of(series(shapely.Polygon(shell.exterior, [hole])))
        rings = np.split(np.stack([shapes.path_x, shapes.path_y], axis=1), [5])
        assert [shapely.LinearRing(ring).is_ccw for ring in rings] == [True, False]


def test_cell_of_the_world_is_an_unbroken_run_of_rows() -> None:
    rng = np.random.default_rng(1)
    places = np.concatenate(
        [rng.uniform(-180, 180, (200, 2)) / [1, 2], rng.uniform(0, 1, (200, 2))]
    )
    shapes = shapes_of(gpd.GeoSeries(shapely.points(places), crs=4326))
    for shift in (13, 20, 27):
        cells = [
            (x + 200375084 >> shift, y + 200375084 >> shift)
            for x, y in zip(shapes.x.tolist(), shapes.y.tolist(), strict=True)
        ]
        runs = 1 + sum(one != other for one, other in pairwise(cells))
        assert runs == len(set(cells))
