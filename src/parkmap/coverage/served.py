"""What lies within a radius of facilities: areas exactly, and polygons to look at.

Around points it is a union of disks, whose area is exact. Around lines and polygons it is a buffer
with segments for arcs; what disks add to that is exact again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from parkmap.coverage.area import served_area_m2
from parkmap.coverage.disks import disks_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from parkmap.coverage.supply import Supply

_SEGMENTS: Final = 64
"""Of a quarter circle, where areas around lines and polygons are measured."""
SHOWN_SEGMENTS: Final = 32
"""Of a quarter circle, in polygons to look at."""

_AREAL: Final = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


def _segment_error(segments: int) -> float:
    """Return what share of a circle's area a polygon inside it lacks."""
    turn = np.pi / (2 * segments)
    return float(1 - np.sin(turn) / turn)


SEGMENT_ERROR: Final = _segment_error(_SEGMENTS)
"""At most this share of a served area is lacking around lines and polygons: 0.01 %."""
SHOWN_ERROR: Final = _segment_error(SHOWN_SEGMENTS)
"""The same of polygons to look at: 0.04 %."""
SHOWN_SHORT: Final = float(1 - np.cos(np.pi / (4 * SHOWN_SEGMENTS)))
"""By this share of the radius their edge lies inside the circle at most: 0.15 m at 500 m."""


def area_within_m2(
    areas: NDArray[np.object_], supply: Supply, radius_m: float
) -> NDArray[np.float64]:
    """Return the area of each polygon within ``radius_m`` of a facility, in square metres.

    Each polygon is measured for itself, so those that overlap count what they share twice.
    """
    points = shapely.get_coordinates(supply.shapes[supply.is_round])
    shapes = supply.shapes[~supply.is_round]
    if not len(shapes):
        return area_in_disks_m2(areas, points, radius_m)
    around = np.asarray(shapely.buffer(shapes, radius_m, quad_segs=_SEGMENTS))
    area, shape = shapely.STRtree(around).query(areas, predicate="intersects")
    left, buffered = areas.copy(), np.zeros(len(areas))
    for at in np.unique(area):
        within = shapely.union_all(around[shape[area == at]])
        buffered[at] = shapely.area(shapely.intersection(areas[at], within))
        left[at] = _flat(shapely.difference(areas[at], within))
    return buffered + area_in_disks_m2(left, points, radius_m)


def area_in_disks_m2(
    areas: NDArray[np.object_], points: NDArray[np.float64], radius_m: float
) -> NDArray[np.float64]:
    """Return the area of each polygon within ``radius_m`` of points (n, 2), exactly."""
    return served_area_m2(areas, disks_of(points[_reach(areas, points, radius_m)], radius_m))


def _reach(
    areas: NDArray[np.object_], points: NDArray[np.float64], radius_m: float
) -> NDArray[np.int64]:
    """Return the points whose disks may meet an area: the others need no neighbours."""
    bounds = shapely.bounds(areas[~shapely.is_empty(areas)])
    around = np.asarray(shapely.box(*(bounds[:, :2] - radius_m).T, *(bounds[:, 2:] + radius_m).T))
    point, _ = shapely.STRtree(around).query(shapely.points(points))
    return np.unique(point)


def shown_within(
    areas: NDArray[np.object_], supply: Supply, radius_m: float
) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Return the served and the other part of each polygon, with segments for arcs.

    Either may be empty. ``SHOWN_ERROR`` and ``SHOWN_SHORT`` say what the segments cost.
    """
    around = np.asarray(shapely.buffer(supply.shapes, radius_m, quad_segs=SHOWN_SEGMENTS))
    return parts_within(areas, around)


def parts_within(
    areas: NDArray[np.object_], around: NDArray[np.object_]
) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Return the part of each polygon inside of any of others, and the part outside of all."""
    served = np.full(len(areas), shapely.Polygon(), dtype=object)
    for at, others in touching(areas, around):
        served[at] = part_within(areas[at], around[others])
    gaps = np.array([_flat(one) for one in shapely.difference(areas, served)], dtype=object)
    return served, gaps


def touching(
    areas: NDArray[np.object_], around: NDArray[np.object_]
) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Yield the place of each polygon that meets others, and their places, both rising."""
    area, other = shapely.STRtree(around).query(areas, predicate="intersects")
    order = np.lexsort((other, area))
    area, other = area[order], other[order]
    for others in np.split(np.arange(len(area)), np.flatnonzero(np.diff(area)) + 1):
        if len(others):
            yield int(area[others[0]]), other[others]


def part_within(area: shapely.Geometry, around: NDArray[np.object_]) -> shapely.Geometry:
    """Return the part of a polygon inside of any of others."""
    return _flat(shapely.intersection(area, shapely.union_all(around)))


def _flat(shape: shapely.Geometry) -> shapely.Geometry:
    """Return the polygons of an overlay, without the points and lines in which edges touch."""
    if shapely.get_type_id(shape) in _AREAL:
        return shape
    parts = [part for part in shapely.get_parts(shape) if shapely.get_dimensions(part) == 2]  # noqa: PLR2004
    return shapely.MultiPolygon([one for part in parts for one in shapely.get_parts(part)])
