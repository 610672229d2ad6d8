"""Plane geometry of the plan: smooth curves, arc lengths, and the way to longitude and latitude."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

import numpy as np
from pyproj import Transformer
from shapely import LineString, Point

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from tools.make_sample.layout import XY

CENTRE: Final = (118.60, 24.72)
DECIMALS: Final = 7
"""Of a degree: about 1 cm, so that streets still meet exactly and plots keep their gaps."""

_TO_DEGREES: Final = Transformer.from_crs(
    f"+proj=tmerc +lon_0={CENTRE[0]} +lat_0={CENTRE[1]} +k=1 +x_0=0 +y_0=0 +ellps=WGS84 +units=m",
    "EPSG:4326",
    always_xy=True,
)


def to_lonlat(points: Sequence[XY]) -> list[list[float]]:
    """Turn metres of the plan into rounded WGS 84 positions (lon, lat)."""
    x, y = zip(*points, strict=True)
    lon, lat = _TO_DEGREES.transform(x, y)
    return [[round(a, DECIMALS), round(b, DECIMALS)] for a, b in zip(lon, lat, strict=True)]


def smooth(points: Sequence[XY], steps: int = 10) -> list[list[XY]]:
    """Return a Catmull-Rom curve through ``points``, one list of positions per span.

    Each list runs from one given point to the next, both included exactly.
    """
    knots = np.asarray(points, dtype=float)
    knots = np.vstack([2 * knots[0] - knots[1], knots, 2 * knots[-1] - knots[-2]])
    spans = []
    for k in range(1, len(knots) - 2):
        # Tangents scaled by the length of the span keep short spans from overshooting.
        p0, p1, p2, p3 = knots[k - 1 : k + 3]
        length = float(np.hypot(*(p2 - p1)))
        m1 = length * _unit(p2 - p0)
        m2 = length * _unit(p3 - p1)
        t = np.linspace(0.0, 1.0, steps + 1)[:, None]
        curve = (
            (2 * t**3 - 3 * t**2 + 1) * p1
            + (t**3 - 2 * t**2 + t) * m1
            + (3 * t**2 - 2 * t**3) * p2
            + (t**3 - t**2) * m2
        )
        span = [(float(x), float(y)) for x, y in curve]
        span[0], span[-1] = points[k - 1], points[k]
        spans.append(span)
    return spans


def join(spans: Sequence[Sequence[XY]]) -> list[XY]:
    """Join spans that meet end to end into one list of positions."""
    return [*spans[0], *(point for span in spans[1:] for point in span[1:])]


def at_share(path: Sequence[XY], share: float) -> XY:
    """Return the position at a share (0 to 1) of the length of ``path``; its ends are exact."""
    if share in (0, 1):
        return path[-1] if share else path[0]
    point = LineString(path).interpolate(share, normalized=True)
    return (point.x, point.y)


def offset(path: Sequence[XY], distance_m: float) -> list[XY]:
    """Move each vertex of ``path`` sideways, to the left where ``distance_m`` is positive."""
    points = np.asarray(path, dtype=float)
    along = np.gradient(points, axis=0)
    along /= np.hypot(along[:, :1], along[:, 1:])
    moved = points + distance_m * np.column_stack([-along[:, 1], along[:, 0]])
    return [(float(x), float(y)) for x, y in moved]


def cut(path: Sequence[XY], points: Sequence[XY]) -> list[list[XY]]:
    """Cut ``path`` at ``points``, which lie on it; pieces begin and end exactly there."""
    line = LineString(path)
    ends = [(0.0, path[0]), (line.length, path[-1])]
    stops = [(line.project(Point(point)), point) for point in points]
    inner = sorted(stop for stop in stops if 1.0 < stop[0] < line.length - 1.0)
    marks = [ends[0], *inner, ends[1]]
    own = [(line.project(Point(point)), point) for point in path[1:-1]]
    return [
        [a[1], *(p for d, p in own if a[0] + 0.5 < d < b[0] - 0.5), b[1]]
        for a, b in itertools.pairwise(marks)
    ]


def _unit(vector: NDArray[np.float64]) -> NDArray[np.float64]:
    return vector / float(np.hypot(*vector))
