"""Streets: main roads, the streets of the parks and the footways, cut wherever they meet."""

from __future__ import annotations

import heapq
import itertools
import math
from dataclasses import dataclass, field, replace
from typing import Final

from shapely import LineString, Point, STRtree

from tools.make_sample.layout import (
    MAIN_ROADS,
    NODES,
    PARKS,
    PROMENADE_OFFSET_M,
    RIVER,
    VILLAGE_LANES,
    XY,
    ParkPlan,
)
from tools.make_sample.metric import at_share, cut, join, offset, smooth

SNAP_M: Final = 0.5
ALIGN_M: Final = 48.0
"""Streets that reach a road this close to another junction meet it there instead."""


@dataclass(frozen=True, slots=True)
class Way:
    """A piece of road or footway between two junctions, or before it is cut, a whole one."""

    name: str
    name_en: str
    cls: str
    path: list[XY]
    foot: bool = True
    park: str | None = None

    @property
    def line(self) -> LineString:
        """Its centre line."""
        return LineString(self.path)


class Patch:
    """The plane of a park: (u, v) in the unit square to metres, true to its four borders.

    A Coons patch, with a bend that vanishes at the borders: streets that follow u or v run like
    the roads around them, and meet these at right-looking angles whatever the shape.
    """

    def __init__(self, plan: ParkPlan, chains: dict[tuple[str, ...], list[XY]]) -> None:
        self.plan = plan
        self.north, self.south = chains[plan.north], chains[plan.south]
        self.west, self.east = chains[plan.west], chains[plan.east]
        self.us = (0.0, *plan.us, 1.0)
        self.vs = (0.0, *plan.vs, 1.0)

    def at(self, u: float, v: float) -> XY:
        """Return the position of (u, v)."""
        north, south = at_share(self.north, u), at_share(self.south, u)
        west, east = at_share(self.west, v), at_share(self.east, v)
        for on_border, point in ((v == 0, north), (v == 1, south), (u == 0, west), (u == 1, east)):
            if on_border:
                return point
        corners = (self.north[0], self.north[-1], self.south[0], self.south[-1])
        weights = ((1 - u) * (1 - v), u * (1 - v), (1 - u) * v, u * v)
        bump = 16 * u * (1 - u) * v * (1 - v)
        x, y = (
            (1 - v) * north[k]
            + v * south[k]
            + (1 - u) * west[k]
            + u * east[k]
            - sum(w * corner[k] for w, corner in zip(weights, corners, strict=True))
            + bump * self.plan.bend[k]
            for k in (0, 1)
        )
        return (x, y)

    def path(self, start: XY, end: XY, steps: int = 6) -> list[XY]:
        """Return the curve between two (u, v), straight in that plane."""
        shares = [k / steps for k in range(steps + 1)]
        return [
            self.at(
                start[0] + s * (end[0] - start[0]) if 0 < s < 1 else (start, end)[int(s)][0],
                start[1] + s * (end[1] - start[1]) if 0 < s < 1 else (start, end)[int(s)][1],
            )
            for s in shares
        ]


@dataclass(slots=True)
class Network:
    """Everything that one can walk or drive along, cut at junctions."""

    roads: list[Way]
    footways: list[Way]
    patches: dict[str, Patch]
    sides: dict[tuple[str, str], list[XY]]
    river: list[XY]
    _graph: dict[XY, list[tuple[float, XY, Way]]] = field(default_factory=dict)

    @property
    def graph(self) -> dict[XY, list[tuple[float, XY, Way]]]:
        """Junctions, and from each the length, far end and piece of its roads."""
        if not self._graph:
            for way in self.roads:
                a, b = way.path[0], way.path[-1]
                self._graph.setdefault(a, []).append((way.line.length, b, way))
                self._graph.setdefault(b, []).append((way.line.length, a, way))
        return self._graph

    def nearest_junction(self, point: XY) -> XY:
        """Return the road junction that is nearest to ``point``."""
        return min(self.graph, key=lambda node: (Point(node).distance(Point(point)), node))

    def route(self, stations: list[XY]) -> list[XY]:
        """Return the shortest way along roads past all ``stations`` in order."""
        nodes = [self.nearest_junction(station) for station in stations]
        return join([self._shortest(a, b) for a, b in itertools.pairwise(nodes)])

    def _shortest(self, start: XY, goal: XY) -> list[XY]:
        queue: list[tuple[float, XY]] = [(0.0, start)]
        best: dict[XY, float] = {start: 0.0}
        came: dict[XY, tuple[XY, list[XY]]] = {}
        while queue:
            distance, node = heapq.heappop(queue)
            if node == goal:
                break
            for length, far, way in self.graph[node]:
                reach = distance + length
                if reach < best.get(far, float("inf")):
                    best[far] = reach
                    path = way.path if way.path[0] == node else way.path[::-1]
                    came[far] = (node, path)
                    heapq.heappush(queue, (reach, far))
        spans: list[list[XY]] = []
        while goal != start:
            goal, path = came[goal]
            spans.insert(0, path)
        return join(spans)


def build_network() -> Network:
    """Build the streets of the zone from its plan."""
    mains, sides = _main_roads()
    patches = {plan.key: Patch(plan, _chains(plan, sides)) for plan in PARKS}
    river = join(smooth(RIVER, 8))
    streets = (way for patch in patches.values() for way in _park_streets(patch))
    roads = [*mains, *_village_roads(sides), *streets]
    footways = [
        *(way for patch in patches.values() for way in _cut_throughs(patch)),
        *_riverside(river, roads),
        *_hill_paths(sides),
    ]
    ways = _align([*roads, *footways])
    return _cut_at_junctions(Network(ways[: len(roads)], ways[len(roads) :], patches, sides, river))


def place(network: Network, where: tuple[str, float, float] | XY | str) -> XY:
    """Return the position of a node, of (park, u, v), or a free place as it is."""
    if isinstance(where, str):
        return NODES[where]
    if len(where) == 3:
        return network.patches[where[0]].at(where[1], where[2])
    return where


def _main_roads() -> tuple[list[Way], dict[tuple[str, str], list[XY]]]:
    """Return the main roads between their nodes, and the same by pair of nodes, both ways."""
    ways: list[Way] = []
    sides: dict[tuple[str, str], list[XY]] = {}
    for road in MAIN_ROADS:
        spans = smooth([NODES[p] if isinstance(p, str) else p for p in road.way])
        start, piece = road.way[0], []
        for stop, span in zip(road.way[1:], spans, strict=True):
            piece.append(span)
            if not isinstance(stop, str) and stop != road.way[-1]:
                continue
            path = join(piece)
            ways.append(Way(road.name, road.name_en, road.cls, path, road.foot))
            if isinstance(start, str) and isinstance(stop, str):
                sides[start, stop] = path
                sides[stop, start] = path[::-1]
            start, piece = stop, []
    return ways, sides


def _village_roads(sides: dict[tuple[str, str], list[XY]]) -> list[Way]:
    """Return the lanes through the land between the parks."""
    ways = []
    for name, name_en, (side, share), via, (end_side, end_share) in VILLAGE_LANES:
        start, end = at_share(sides[side], share), at_share(sides[end_side], end_share)
        ways.append(Way(name, name_en, "local", join(smooth((start, *via, end), 6))))
    return ways


def _chains(
    plan: ParkPlan, sides: dict[tuple[str, str], list[XY]]
) -> dict[tuple[str, ...], list[XY]]:
    """Return the four borders of a park as paths."""
    return {
        chain: join([sides[a, b] for a, b in itertools.pairwise(chain)])
        for chain in (plan.north, plan.south, plan.west, plan.east)
    }


def _park_streets(patch: Patch) -> list[Way]:
    """Return the streets of a park, piece by piece between crossings."""
    plan, us, vs = patch.plan, patch.us, patch.vs
    ways = []
    for i in range(1, len(us) - 1):
        cls = "collector" if "中路" in plan.u_names[i - 1] else "local"
        for j in range(len(vs) - 1):
            if ("u", i, j) not in plan.merged:
                path = patch.path((us[i], vs[j]), (us[i], vs[j + 1]))
                ways.append(Way(plan.u_names[i - 1], "", cls, path, park=plan.key))
    for j in range(1, len(vs) - 1):
        for i in range(len(us) - 1):
            if ("v", j, i) not in plan.merged:
                path = patch.path((us[i], vs[j]), (us[i + 1], vs[j]))
                ways.append(Way(plan.v_names[j - 1], "", "local", path, park=plan.key))
    return ways


def _cut_throughs(patch: Patch) -> list[Way]:
    """Return the footways that cross a block between its plots."""
    ways = []
    for i, j in patch.plan.cuts:
        u = (patch.us[i] + patch.us[i + 1]) / 2
        path = patch.path((u, patch.vs[j]), (u, patch.vs[j + 1]))
        ways.append(Way("街坊步道", "Block footway", "footway", path, park=patch.plan.key))
    return ways


def _riverside(river: list[XY], roads: list[Way]) -> list[Way]:
    """Return the promenades on both banks from bridge to bridge, and paths up to the avenues."""
    ways = []
    for bank, name, avenue in ((1, "北岸步道", "园区大道"), (-1, "南岸步道", "南岸大道")):
        path = offset(river, bank * PROMENADE_OFFSET_M)
        line = LineString(path)
        crossings = [line.intersection(way.line) for way in roads if way.foot]
        bridges = sorted(line.project(p) for p in crossings if isinstance(p, Point))
        points = [(p.x, p.y) for p in map(line.interpolate, bridges)]
        pieces = cut(path, points)[1:-1]
        ways += [Way(name, "Riverside walk", "footway", piece) for piece in pieces]
        target = [way for way in roads if way.name == avenue]
        for piece in pieces:
            start = at_share(piece, 0.5)
            up = min((way.line for way in target), key=lambda way: way.distance(Point(start)))
            end = up.interpolate(up.project(Point(start)))
            ways.append(Way("亲水步道", "Path to the river", "footway", [start, (end.x, end.y)]))
    return ways


def _hill_paths(sides: dict[tuple[str, str], list[XY]]) -> list[Way]:
    """Return the paths over the hill north of the fashion park."""
    gates = [
        at_share(sides["n2", "n3"], 0.42),
        at_share(sides["m2", "m3"], 0.38),
        at_share(sides["m2", "m3"], 0.80),
    ]
    tops: list[XY] = [(-560, 1790), (-180, 1740), (120, 1690)]
    ways = [
        [gates[0], (-420, 1920), tops[1]],
        [gates[1], (-520, 1650), tops[0]],
        [gates[2], (160, 1520), tops[2]],
        [tops[0], (-400, 1820), tops[1]],
        [tops[1], (-20, 1790), tops[2]],
        [tops[0], (-330, 1680), tops[1]],
    ]
    return [Way("山体公园步道", "Hill path", "footway", join(smooth(way, 6))) for way in ways]


def _align(ways: list[Way]) -> list[Way]:
    """Move the ends of later ways onto those of earlier ones near by."""
    ends: list[XY] = []

    def settle(end: XY) -> XY:
        near = [e for e in ends if math.hypot(e[0] - end[0], e[1] - end[1]) < ALIGN_M]
        if not near:
            ends.append(end)
            return end
        return min(near, key=lambda e: math.hypot(e[0] - end[0], e[1] - end[1]))

    return [
        replace(way, path=[settle(way.path[0]), *way.path[1:-1], settle(way.path[-1])])
        for way in ways
    ]


def _cut_at_junctions(network: Network) -> Network:
    """Cut every way where another one ends on it or crosses it at a park's crossing."""
    ways = [*network.roads, *network.footways]
    ends = _merge([p for way in ways for p in (way.path[0], way.path[-1])])
    tree = STRtree([Point(p) for p in ends])

    def pieces(way: Way) -> list[Way]:
        line = way.line
        near = sorted(tree.query(line, predicate="dwithin", distance=SNAP_M))
        on_way = [ends[k] for k in near]
        parts = cut(way.path, on_way)
        parts = [[_snap(p[0], on_way), *p[1:-1], _snap(p[-1], on_way)] for p in parts]
        return [replace(way, path=_thin(part)) for part in parts]

    network.roads = [piece for way in network.roads for piece in pieces(way)]
    network.footways = [piece for way in network.footways for piece in pieces(way)]
    return network


def _merge(points: list[XY]) -> list[XY]:
    """Return ``points`` rounded to a millimetre, without those that are there already."""
    kept: list[XY] = []
    for x, y in points:
        if all(abs(x - a) > SNAP_M or abs(y - b) > SNAP_M for a, b in kept):
            kept.append((round(x, 3), round(y, 3)))
    return kept


def _snap(point: XY, nodes: list[XY]) -> XY:
    return min(nodes, key=lambda n: (Point(n).distance(Point(point)), n))


def _thin(path: list[XY]) -> list[XY]:
    """Drop vertices that bend a street by less than 30 cm; the ends stay as they are."""
    return [(round(x, 3), round(y, 3)) for x, y in LineString(path).simplify(0.3).coords]
