"""Streets as a graph: worlds of a few lines, where the answer stands in the test."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS

from parkmap.coverage.distances import pairs_within
from parkmap.coverage.network import (
    Network,
    build_network,
    component_lengths_m,
    doors_of,
    nearest_door,
    route_to_nearest,
    served_streets,
    service_area,
    walks_within,
)
from parkmap.coverage.network.doors import vertex_doors
from parkmap.coverage.network.walk import from_doors
from parkmap.errors import DataError
from parkmap.intake.ways import joined_ways, read_ways
from parkmap.metric import local_crs
from parkmap.model import LayerSpec, Text
from tests.coverage.world import CRS as LOCAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

DATA = Path(__file__).parents[3] / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not there")
FOOT_M = 1200 / 3937
"""Of a US survey foot."""


def lines(*paths: Sequence[tuple[float, float]]) -> NDArray[np.object_]:
    return np.array([shapely.LineString(path) for path in paths], dtype=object)


def points(*places: tuple[float, float]) -> NDArray[np.object_]:
    return np.array([shapely.Point(place) for place in places], dtype=object)


def spots(places: NDArray[np.float64]) -> NDArray[np.object_]:
    return np.asarray(shapely.points(places), dtype=object)


def net(*paths: Sequence[tuple[float, float]], snap_m: float = 100, **told: Any) -> Network:
    return build_network(lines(*paths), LOCAL, snap_m=snap_m, **told)


def walk_m(network: Network, start: tuple[float, float], goal: tuple[float, float]) -> float:
    _, metres = nearest_door(
        network, doors_of(network, points(start)), doors_of(network, points(goal))
    )
    return float(metres[0])


def grid(blocks: int, side_m: float) -> Network:
    """Return streets of a square town, one line each, with a vertex at each crossing."""
    at = (np.arange(2 * blocks + 1) - blocks) * side_m
    along = [[(x, y) for x in at] for y in at]
    across = [[(x, y) for y in at] for x in at]
    return net(*along, *across)


def test_lines_meet_at_shared_vertices_and_not_where_they_cross() -> None:
    crossing = net([(-100, 0), (100, 0)], [(0, -100), (0, 100)])
    meeting = net([(-100, 0), (0, 0), (100, 0)], [(0, -100), (0, 0), (0, 100)])
    assert (len(crossing.places), crossing.arcs) == (4, 2)
    assert (len(meeting.places), meeting.arcs) == (5, 4)
    assert component_lengths_m(crossing).tolist() == [200, 200]
    assert walk_m(crossing, (-100, 0), (0, 100)) == np.inf
    assert walk_m(meeting, (-100, 0), (0, 100)) == 200


def test_vertices_of_one_place_and_two_ids_are_a_bridge() -> None:
    paths = [(-100, 0), (0, 0), (100, 0)], [(0, -100), (0, 0), (0, 100)]
    bridge = net(*paths, node_ids=["a", "b", "c", "d", "over", "e"])
    street = net(*paths, node_ids=["a", "b", "c", "d", "b", "e"])
    assert walk_m(bridge, (-100, 0), (0, 100)) == np.inf
    assert walk_m(street, (-100, 0), (0, 100)) == 200


def test_tolerance_closes_gaps_between_ends_and_counts_them() -> None:
    paths = [(-100, 0), (0, 0)], [(3, 4), (3, 100)]
    assert walk_m(net(*paths), (-100, 0), (3, 100)) == np.inf
    closed = net(*paths, tolerance_m=5)
    # 3-4-5: the gap is walked as well.
    assert walk_m(closed, (-100, 0), (3, 100)) == 100 + 5 + 96
    assert (closed.gaps, net(*paths, tolerance_m=4.9).gaps) == (1, 0)


def test_barrier_is_not_walked_through_but_up_to() -> None:
    road = [(0, 0), (100, 0)]
    walled = net(road, barriers=lines([(50, -5), (50, 5)]))
    assert walled.cuts == 1
    assert walk_m(walled, (10, 0), (90, 0)) == np.inf
    # Half a metre on either side of the wall is its own.
    assert component_lengths_m(walled).tolist() == pytest.approx([49.5, 49.5])
    assert walk_m(walled, (10, 0), (49, 0)) == 39
    around = net(road, [(0, 0), (0, 40), (100, 40), (100, 0)], barriers=points((50, 0)))
    assert walk_m(around, (10, 0), (90, 0)) == 10 + 40 + 100 + 40 + 10


def test_door_opens_on_the_nearest_arc_not_at_its_vertex() -> None:
    network = net([(0, 0), (100, 0)])
    doors = doors_of(network, points((40, 30)))
    assert (doors.along_m.tolist(), doors.gap_m.tolist()) == ([40], [30])
    # 30 m to the street, 50 m along it, 20 m to the other door.
    assert walk_m(network, (40, 30), (90, -20)) == 30 + 50 + 20


def test_what_is_too_far_from_every_street_is_listed_and_unreachable() -> None:
    network = net([(0, 0), (100, 0)], snap_m=25)
    doors = doors_of(network, points((10, 25), (10, 25.1)))
    assert doors.far.tolist() == [1]
    at, metres = nearest_door(network, doors, doors_of(network, points((0, 0))))
    assert (at.tolist(), metres.tolist()) == ([0, -1], [35, np.inf])


def test_nearest_of_several_entrances_counts() -> None:
    network = net([(0, 0), (500, 0)])
    start = np.array([shapely.MultiPoint([(0, 10), (300, 10)])], dtype=object)
    at, metres = nearest_door(
        network, doors_of(network, start), doors_of(network, points((100, 0), (350, 0)))
    )
    assert (at.tolist(), metres.tolist()) == ([1], [60])


def test_no_facility_reaches_nobody() -> None:
    network = net([(0, 0), (100, 0)])
    none = doors_of(network, np.zeros(0, dtype=object))
    at, metres = nearest_door(network, doors_of(network, points((0, 0))), none)
    assert (at.tolist(), metres.tolist()) == ([-1], [np.inf])
    assert service_area(network, none, 500).tolist() == []


def test_streets_are_cut_at_the_exact_distance() -> None:
    network = net([(0, 0), (100, 0), (100, 300)])
    served = served_streets(network, doors_of(network, points((40, 10))), 110)
    # 10 m to the street leave 100: 40 to one end, 60 to the corner and 40 beyond it.
    assert served.length_m == pytest.approx(140)
    assert shapely.union_all(served.lines).bounds == pytest.approx((0, 0, 100, 40))


def test_a_street_served_from_both_ends_is_served_once() -> None:
    network = net([(0, 0), (100, 0)])
    doors = doors_of(network, points((0, 0), (100, 0), (50, 0)))
    assert served_streets(network, doors, 60).length_m == pytest.approx(100)
    # 40 from each end, and 40 on either side of the middle, which overlap.
    assert served_streets(network, doors, 40).length_m == pytest.approx(100)
    assert served_streets(network, doors, 20).length_m == pytest.approx(20 + 40 + 20)


def test_reach_on_a_perfect_grid_is_two_over_pi_of_the_circle() -> None:
    """Within k blocks lie 4 k^2 sides of blocks, and a side stands for s^2 / 2 of land."""
    blocks, side_m = 8, 100
    network = grid(blocks + 1, side_m)
    limit_m = blocks * side_m
    served = served_streets(network, doors_of(network, points((0, 0))), limit_m)
    assert served.length_m == pytest.approx(4 * blocks**2 * side_m)
    land_m2 = served.length_m / side_m * side_m**2 / 2
    assert land_m2 == pytest.approx(2 * limit_m**2)
    assert land_m2 / (np.pi * limit_m**2) == pytest.approx(2 / np.pi)
    assert round(2 / np.pi, 2) == 0.64


def test_land_along_streets_never_reaches_beyond_the_circle() -> None:
    network = grid(5, 100)
    door = points((30, 20))
    area = shapely.union_all(service_area(network, doors_of(network, door), 400))
    corners = spots(shapely.get_coordinates(area))
    assert shapely.distance(corners, door[0]).max() <= 400
    # On one straight street: a strip 100 m to either side of 300 m each way, its ends round.
    street = net([(-1000, 0), (1000, 0)])
    strip = shapely.union_all(service_area(street, doors_of(street, points((0, 0))), 400))
    assert strip.bounds == pytest.approx((-400, -100, 400, 100))
    assert strip.area == pytest.approx(200 * 600 + np.pi * 100**2, rel=2e-3)


def test_pairs_keep_a_distance_of_zero_and_drop_what_is_beyond() -> None:
    network = net([(0, 0), (1000, 0)])
    starts, ends = points((0, 0), (500, 0)), points((0, 0), (500, 0), (1000, 0))
    pairs = pairs_within(starts, ends, 500, network=network)
    assert pairs.shape == (2, 3)
    assert pairs.indptr.tolist() == [0, 2, 5]
    assert pairs.indices.tolist() == [0, 1, 0, 1, 2]
    assert pairs.data.tolist() == [0, 500, 500, 0, 500]
    straight = pairs_within(starts, ends, 500)
    assert (straight.indices.tolist(), straight.data.tolist()) == (
        pairs.indices.tolist(),
        pairs.data.tolist(),
    )
    # A factor of 2 makes 500 m a way of 1,000.
    assert pairs_within(starts, ends, 999, detour=2).nnz == 2
    with pytest.raises(ValueError, match="factor"):
        pairs_within(starts, ends, 500, network=network, detour=1.3)


def test_route_leads_from_door_to_door() -> None:
    network = net([(0, 0), (100, 0), (100, 100)], [(500, 500), (600, 500)])
    route = route_to_nearest(network, shapely.Point(20, -10), points((500, 510), (90, 60)))
    assert route is not None
    assert route.goal == 1
    assert route.points.tolist() == [[20, -10], [20, 0], [100, 0], [100, 60], [90, 60]]
    assert route.length_m == 10 + 80 + 60 + 10
    beside = route_to_nearest(network, shapely.Point(20, -10), points((50, 5)))
    assert beside is not None
    assert beside.points.tolist() == [[20, -10], [20, 0], [50, 0], [50, 5]]
    assert beside.length_m == 10 + 30 + 5
    assert route_to_nearest(network, shapely.Point(20, -10), points((500, 510))) is None


@pytest.mark.parametrize("epsg", [4326, 3857, 2868])
def test_degrees_mercator_and_feet_are_refused(epsg: int) -> None:
    with pytest.raises(DataError):
        build_network(lines([(0, 0), (1, 1)]), CRS.from_epsg(epsg), snap_m=100)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_a_walk_is_what_networkx_finds_and_never_shorter_than_the_line(seed: int) -> None:
    rng = np.random.default_rng(seed)
    network = grid(3, 100)
    starts, goals = (spots(rng.uniform(-300, 300, (4, 2))) for _ in range(2))
    ours = walks_within(network, doors_of(network, starts), doors_of(network, goals), 1e6)
    theirs = by_networkx(network, starts, goals)
    assert ours.toarray() == pytest.approx(theirs)
    straight = shapely.distance(starts[:, None], goals[None, :])
    assert (ours.toarray() >= straight - 1e-9).all()
    near = walks_within(network, doors_of(network, starts), doors_of(network, goals), 250)
    assert near.nnz == (theirs <= 250).sum()
    assert near.data == pytest.approx(theirs[theirs <= 250])


def by_networkx(
    network: Network, starts: NDArray[np.object_], goals: NDArray[np.object_]
) -> NDArray[np.float64]:
    """Measure with each door as a vertex of its own, its arc split there."""
    graph = nx.Graph()
    arcs = zip(network.first, network.last, network.length_m, strict=True)
    graph.add_weighted_edges_from((int(a), int(b), float(m)) for a, b, m in arcs)
    on_arc: dict[int, list[tuple[float, Any]]] = {}
    for side, shapes in (("start", starts), ("goal", goals)):
        doors = doors_of(network, shapes)
        for of, arc, along_m, gap_m in zip(
            doors.of, doors.arc, doors.along_m, doors.gap_m, strict=True
        ):
            foot = ("foot", side, int(of))
            graph.add_edge((side, int(of)), foot, weight=float(gap_m))
            on_arc.setdefault(int(arc), []).append((float(along_m), foot))
    for arc, feet in on_arc.items():
        first, last = int(network.first[arc]), int(network.last[arc])
        stops = [(0.0, first), *sorted(feet, key=str), (float(network.length_m[arc]), last)]
        stops.sort(key=lambda stop: stop[0])
        graph.remove_edge(first, last)
        for (low, one), (high, other) in itertools.pairwise(stops):
            graph.add_edge(one, other, weight=high - low)
    found = np.full((len(starts), len(goals)), np.inf)
    for at in range(len(starts)):
        lengths = nx.single_source_dijkstra_path_length(graph, ("start", at))
        for to in range(len(goals)):
            found[at, to] = lengths.get(("goal", to), np.inf)
    return found


@needs_data
def test_geodanet_is_what_spaghetti_publishes() -> None:
    """In the file's own projection, whose feet are taken to metres and back."""
    streets, schools = (
        gpd.read_file(DATA / "geodanet" / f"{name}.shp") for name in ("streets", "schools")
    )
    assert streets.crs is not None
    crs = CRS.from_wkt(streets.crs.to_wkt().replace("US survey foot", "metre").replace(
        "0.304800609601219", "1"
    ))  # fmt: skip
    assert crs.axis_info[0].unit_conversion_factor == 1
    ways, doors_at = (
        shapely.transform(frame.geometry.to_numpy(), lambda feet: feet * FOOT_M)
        for frame in (streets, schools)
    )
    network = build_network(shapely.get_parts(ways), crs, snap_m=1000)
    assert (len(streets), len(network.places), network.arcs) == (293, 230, 303)
    assert network.length_m.sum() / FOOT_M == pytest.approx(104_414.092, rel=1e-6)
    assert len(component_lengths_m(network)) == 1
    doors = doors_of(network, doors_at)
    assert doors.gap_m[0] / FOOT_M == pytest.approx(205.65961300587043, rel=1e-6)
    first = network.places[network.first[doors.arc[0]]]
    last = network.places[network.last[doors.arc[0]]]
    foot = first + (last - first) * doors.along_m[0] / network.length_m[doors.arc[0]]
    assert foot / FOOT_M == pytest.approx([727287.6644417326, 879867.3863186113], rel=1e-6)
    walks = walks_within(network, doors, doors, 1e6).toarray()
    on_streets_m = walks[0] - doors.gap_m[0] - doors.gap_m
    assert on_streets_m[1:].sum() / FOOT_M == pytest.approx(17_682.436988, rel=1e-6)
    with pytest.raises(DataError):
        build_network(shapely.get_parts(streets.geometry.to_numpy()), streets.crs, snap_m=1000)


@needs_data
def test_geodanet_vertices_have_the_neighbours_that_are_published() -> None:
    """Within 500 feet along streets, from vertex to vertex."""
    streets = gpd.read_file(DATA / "geodanet" / "streets.shp")
    feet = build_network(shapely.get_parts(streets.geometry.to_numpy()), LOCAL, snap_m=1)
    vertices = spots(feet.places)
    pairs = pairs_within(vertices, vertices, 500, network=feet)
    counts = np.bincount(np.diff(pairs.indptr) - 1)
    assert list(enumerate(counts.tolist()))[1:] == [
        (1, 22), (2, 58), (3, 63), (4, 40), (5, 36), (6, 3), (7, 5), (8, 3),
    ]  # fmt: skip


@needs_data
def test_helsinki_is_what_networkx_finds_on_a_thousand_pairs() -> None:
    file = DATA / "helsinki_centre" / "walk_ways.geojson"
    spec = LayerSpec("network", Text("", ""), file)
    found = read_ways(spec, nodes_column="node_ids")
    assert [one.code for one in found.problems] == ["network.node_ids"]
    ways = joined_ways([("walk_ways.geojson", found)], np.zeros(0, dtype=object))
    west, south, east, north = shapely.total_bounds(ways.lines).tolist()
    crs = local_crs((west, south, east, north))
    placed = gpd.GeoSeries(ways.lines, crs="EPSG:4326").to_crs(crs).to_numpy()
    network = build_network(placed, crs, snap_m=200, node_ids=ways.node_ids)
    graph, number = (
        nx.Graph(),
        {one: at for at, one in enumerate(dict.fromkeys(ways.node_ids or ()))},
    )
    ids = iter(ways.node_ids or ())
    for line in placed:
        path = [(next(ids), place) for place in line.coords]
        for (one, here), (other, there) in itertools.pairwise(path):
            graph.add_edge(one, other, weight=float(np.hypot(*np.subtract(here, there))))
    rng = np.random.default_rng(20170531)
    nodes = list(number)
    for start in rng.choice(len(nodes), 20, replace=False).tolist():
        theirs = nx.single_source_dijkstra_path_length(graph, nodes[start])
        # By its number: a bridge has two vertices at one place.
        here = vertex_doors(network, np.array([start]), np.zeros(1, dtype=np.int64))
        ours, _, _ = from_doors(network, here)
        for goal in rng.choice(len(nodes), 50, replace=False).tolist():
            metres = theirs.get(nodes[goal], np.inf)
            assert ours[goal] == pytest.approx(metres, rel=1e-6, abs=1e-6)
