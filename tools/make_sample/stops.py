"""Bus lines along the streets, and stops at the kerb."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from shapely import LineString, Point, Polygon

from tools.make_sample.features import Feature, feature
from tools.make_sample.programme import number_tasks
from tools.make_sample.sites import ROUTES, STOPS, Stop
from tools.make_sample.streets import place

if TYPE_CHECKING:
    from tools.make_sample.layout import XY
    from tools.make_sample.streets import Network

KERB_M: Final = 7.0
"""From the centre line of the street to the stop."""
PAIR_SHIFT_M: Final = 42.0
CORNER_M: Final = 36.0
"""Stops keep this far from junctions."""
AT_LINE_M: Final = 12.0


def run_routes(network: Network) -> dict[str, list[XY]]:
    """Return the way of each bus line along the roads, by its number."""
    return {
        ref: network.route([place(network, station) for station in stations])
        for ref, _, stations in ROUTES
    }


def place_stops(network: Network, routes: dict[str, list[XY]]) -> list[Feature]:
    """Return the stops beside the lines; the second of a pair stands across the street."""
    numbers = number_tasks()
    features: list[Feature] = []
    for stop in STOPS:
        states = [(stop.stage, stop.start, stop.finish)]
        if stop.pair is not None:
            states.append(stop.pair)
        for position, (stage, start, finish) in zip(
            _kerbs(network, routes, stop), states, strict=False
        ):
            properties = {
                "name": stop.name,
                "name_en": stop.name_en,
                "lines": "、".join(_lines_at(position, routes)),
                "task": str(numbers[stop.task]),
                "stage": stage,
                "condition": "active",
                "actual_start": start,
                "actual_finish": finish,
            }
            key = f"stop-{len(features) + 1:02}"
            features.append(feature(key, Point(position), properties))
    return features


def list_routes(routes: dict[str, list[XY]], stops: list[Feature]) -> list[Feature]:
    """Return the bus lines with the names of their stops."""
    served: list[tuple[str, list[str]]] = []
    for stop in stops:
        properties = stop["properties"]
        served.append((properties["name"], properties["lines"].split("、")))
    features = []
    for k, (ref, name_en, _) in enumerate(ROUTES, 1):
        names = [name for name, lines in served if ref in lines]
        listed = {
            "ref": ref,
            "name": ref,
            "name_en": name_en,
            "stops": "、".join(dict.fromkeys(names)),
        }
        features.append(feature(f"route-{k}", LineString(routes[ref]), listed))
    return features


def _kerbs(network: Network, routes: dict[str, list[XY]], stop: Stop) -> tuple[XY, XY]:
    """Return the place of the stop, on the side of its park, and the place across the street."""
    near = Point(place(network, stop.spot))
    lines = [LineString(path) for path in routes.values()]
    line = min(lines, key=lambda candidate: candidate.distance(near))
    at = _clear_of_corners(network, line, line.project(near))
    park = Polygon([*_outline(network, stop.spot[0])])
    sides = [_beside(line, at, KERB_M), _beside(line, at, -KERB_M)]
    side = 1 if park.contains(Point(sides[0])) and not park.contains(Point(sides[1])) else -1
    return _beside(line, at, side * KERB_M), _beside(line, at + PAIR_SHIFT_M, -side * KERB_M)


def _clear_of_corners(network: Network, line: LineString, at: float) -> float:
    """Move ``at`` along ``line`` away from the junctions next to it."""
    corners = sorted(
        line.project(Point(node)) for node in network.graph if line.distance(Point(node)) < 1.0
    )
    for corner in corners:
        if abs(at - corner) < CORNER_M:
            return corner + CORNER_M if at >= corner else corner - CORNER_M
    return at


def _beside(line: LineString, at: float, side_m: float) -> XY:
    """Return the position ``side_m`` to the left of ``line`` at a distance along it."""
    before, here, after = (line.interpolate(at + step) for step in (-3.0, 0.0, 3.0))
    along = math.hypot(after.x - before.x, after.y - before.y)
    return (
        here.x - side_m * (after.y - before.y) / along,
        here.y + side_m * (after.x - before.x) / along,
    )


def _outline(network: Network, park: str) -> list[XY]:
    patch = network.patches[park]
    return [*patch.north, *patch.east[1:], *patch.south[-2::-1], *patch.west[-2:0:-1]]


def _lines_at(position: XY, routes: dict[str, list[XY]]) -> list[str]:
    point = Point(position)
    return [ref for ref, path in routes.items() if LineString(path).distance(point) < AT_LINE_M]
