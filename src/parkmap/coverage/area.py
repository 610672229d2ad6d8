"""The area of parks that disks serve, exact: Green's theorem along the edge of what is served.

That edge runs along edges of the park inside the union of disks, and along arcs of the union inside
the park. Both are cut where they cross; of each piece its middle tells whether it belongs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from parkmap.coverage.disks import TURN

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from parkmap.coverage.disks import Arcs, Disks

_TOLERANCE: Final = 1e-9
"""Of a crossing's place on its edge and arc: a cut too many does no harm, one too few does."""


def served_area_m2(areas: NDArray[np.object_], disks: Disks) -> NDArray[np.float64]:
    """Return the area of each polygon that lies in the union of disks.

    Parameters
    ----------
    areas
        (n,) valid Polygons and MultiPolygons in metres, in the projection of the disks. They may
        overlap: each is measured for itself.
    disks
        Circles, not polygons.

    Returns
    -------
    float64 (n,), square metres. No approximation but that of floats: relative errors are about
    1e-12 of the area of a disk.
    """
    total = shapely.area(areas)
    if not len(disks.centres) or not len(areas):
        return np.zeros(len(areas))
    edges = _edges_of(areas)
    is_whole = _within_one_disk(areas, edges, disks)
    left = edges.take(~is_whole[edges.area])
    crossings = _crossings(left, disks)
    along_edges = _along_edges(left, crossings, disks, len(areas))
    served = along_edges + _along_arcs(areas, left.origins, is_whole, crossings, disks)
    # Floats may go a hair beyond.
    return np.where(is_whole, total, np.clip(served, 0, total))


@dataclass(frozen=True, slots=True, eq=False)
class _Edges:
    """Edges of polygons with the polygon to their left.

    ``start`` and ``end`` are (m, 2) coordinates, ``area`` (m,) the place of the polygon, and
    ``origins`` (n, 2) a point near each polygon, from which coordinates are counted lest large
    numbers eat the small ones.
    """

    start: NDArray[np.float64]
    end: NDArray[np.float64]
    area: NDArray[np.int64]
    origins: NDArray[np.float64]

    def take(self, rows: NDArray[np.bool_]) -> _Edges:
        return _Edges(self.start[rows], self.end[rows], self.area[rows], self.origins)


@dataclass(frozen=True, slots=True, eq=False)
class _Crossings:
    """Where edges and arcs cross: the edge and the place on it, the arc and the angle on it."""

    edge: NDArray[np.int64]
    place: NDArray[np.float64]
    area: NDArray[np.int64]
    arc: NDArray[np.int64]
    angle: NDArray[np.float64]


def _edges_of(areas: NDArray[np.object_]) -> _Edges:
    polygons, of_area = shapely.get_parts(areas, return_index=True)
    rings, of_polygon = shapely.get_rings(polygons, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    # A vertex told twice makes no edge.
    joined = (ring[1:] == ring[:-1]) & (points[1:] != points[:-1]).any(axis=1)
    start, end, ring = points[:-1][joined], points[1:][joined], ring[1:][joined]
    bounds = shapely.bounds(areas)
    # What is empty has no bounds, and no edges that would need an origin.
    origins = np.nan_to_num((bounds[:, :2] + bounds[:, 2:]) / 2)
    area = of_area[of_polygon[ring]]
    is_outer = np.ones(len(rings), dtype=np.bool_)
    is_outer[1:] = of_polygon[1:] != of_polygon[:-1]
    winding = np.bincount(ring, _cross(start - origins[area], end - origins[area]), len(rings))
    turned = ((winding > 0) != is_outer)[ring]
    first = np.where(turned[:, np.newaxis], end, start)
    second = np.where(turned[:, np.newaxis], start, end)
    return _Edges(first, second, area, origins)


def _within_one_disk(areas: NDArray[np.object_], edges: _Edges, disks: Disks) -> NDArray[np.bool_]:
    _, nearest = disks.tree.query(edges.origins)
    away = edges.start - disks.centres[nearest[edges.area]]
    farthest = np.zeros(len(areas))
    np.maximum.at(farthest, edges.area, np.hypot(away[:, 0], away[:, 1]))
    is_within: NDArray[np.bool_] = farthest <= disks.radius_m
    return is_within


def _crossings(edges: _Edges, disks: Disks) -> _Crossings:
    radius = disks.radius_m
    exposed = np.unique(disks.arcs.disk)
    low, high = np.minimum(edges.start, edges.end), np.maximum(edges.start, edges.end)
    reach = shapely.box(*(low - radius).T, *(high + radius).T)
    edge, near = shapely.STRtree(np.asarray(shapely.points(disks.centres[exposed]))).query(reach)
    disk = exposed[near]
    # |start + t * along - centre| = radius is a quadratic equation in t.
    along = (edges.end - edges.start)[edge]
    away = edges.start[edge] - disks.centres[disk]
    a = (along**2).sum(axis=1)
    b = (along * away).sum(axis=1)
    inner = b**2 - a * ((away**2).sum(axis=1) - radius**2)
    touches = inner > -_TOLERANCE * a * radius**2
    edge, disk, a, b = edge[touches], disk[touches], a[touches], b[touches]
    root = np.sqrt(np.maximum(inner[touches], 0))
    place = np.concatenate(((-b - root) / a, (-b + root) / a))
    edge, disk = np.tile(edge, 2), np.tile(disk, 2)
    on_edge = (place > -_TOLERANCE) & (place < 1 + _TOLERANCE)
    edge, disk, place = edge[on_edge], disk[on_edge], np.clip(place[on_edge], 0, 1)
    point = edges.start[edge] + place[:, np.newaxis] * (edges.end - edges.start)[edge]
    towards = point - disks.centres[disk]
    angle = np.mod(np.arctan2(towards[:, 1], towards[:, 0]), TURN)
    return _on_arcs(edges, edge, place, disk, angle, disks.arcs)


def _on_arcs(
    edges: _Edges,
    edge: NDArray[np.int64],
    place: NDArray[np.float64],
    disk: NDArray[np.int64],
    angle: NDArray[np.float64],
    arcs: Arcs,
) -> _Crossings:
    """Return the crossings that lie on an arc, its ends included."""
    # Angles 0 and a whole turn are one place, and ends of arcs.
    low, high = angle < _TOLERANCE, angle > TURN - _TOLERANCE
    row = np.concatenate((np.arange(len(angle)), np.flatnonzero(low), np.flatnonzero(high)))
    angle = np.concatenate((angle, angle[low] + TURN, angle[high] - TURN))
    key = arcs.disk * (2 * TURN) + arcs.begin
    wanted = disk[row] * (2 * TURN) + angle + _TOLERANCE
    arc = np.searchsorted(key, wanted, side="right") - 1
    on_arc = (arc >= 0) & (arcs.disk[arc] == disk[row]) & (angle <= arcs.end[arc] + _TOLERANCE)
    row, arc = row[on_arc], arc[on_arc]
    angle = np.clip(angle[on_arc], arcs.begin[arc], arcs.end[arc])
    return _Crossings(edge[row], place[row], edges.area[edge[row]], arc, angle)


def _along_edges(
    edges: _Edges, crossings: _Crossings, disks: Disks, count: int
) -> NDArray[np.float64]:
    """Return, for each polygon, what its edges inside the union add to its served area."""
    everyone = np.arange(len(edges.area))
    edge = np.concatenate((everyone, crossings.edge, everyone))
    ends = np.zeros(len(everyone)), crossings.place, np.ones(len(everyone))
    place = np.concatenate(ends)
    order = np.lexsort((place, edge))
    edge, place = edge[order], place[order]
    piece = (edge[1:] == edge[:-1]) & (place[1:] > place[:-1])
    edge, begin, end = edge[1:][piece], place[:-1][piece], place[1:][piece]
    along = (edges.end - edges.start)[edge]
    middle = edges.start[edge] + ((begin + end) / 2)[:, np.newaxis] * along
    inside = disks.cover(middle)
    edge, along = edge[inside], along[inside]
    area = edges.area[edge]
    start = edges.start[edge] - edges.origins[area]
    # Both ends lie on one line: their cross product is that of the whole edge, by its share.
    share = (end - begin)[inside]
    added = np.bincount(area, _cross(start, along) * share / 2, count)
    return added.astype(np.float64)


def _along_arcs(
    areas: NDArray[np.object_],
    origins: NDArray[np.float64],
    is_whole: NDArray[np.bool_],
    crossings: _Crossings,
    disks: Disks,
) -> NDArray[np.float64]:
    """Return, for each polygon, what arcs of the union inside it add to its served area."""
    cut_area, cut_arc, begin, end = _pairs_of(areas, is_whole, crossings, disks)
    middle = _points_at(disks, cut_arc, (begin + end) / 2)
    shapely.prepare(areas)
    inside = shapely.intersects_xy(areas[cut_area], *middle.T)
    area, arc = cut_area[inside], cut_arc[inside]
    begin, end = begin[inside], end[inside]
    centre = disks.centres[disks.arcs.disk[arc]] - origins[area]
    radius = disks.radius_m
    turned = radius * (end - begin)
    moved = centre[:, 0] * (np.sin(end) - np.sin(begin)) - centre[:, 1] * (
        np.cos(end) - np.cos(begin)
    )
    added = np.bincount(area, radius * (turned + moved) / 2, len(areas))
    return added.astype(np.float64)


def _pairs_of(
    areas: NDArray[np.object_],
    is_whole: NDArray[np.bool_],
    crossings: _Crossings,
    disks: Disks,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Return pieces of arcs that may lie in a polygon: its place, the arc, and two angles.

    An arc that crosses a polygon's edge comes in pieces; one that does not is there as a whole if
    its middle is in the polygon.
    """
    arcs, count = disks.arcs, len(disks.arcs.disk)
    cut = np.unique(crossings.area * count + crossings.arc)
    area, arc = cut // max(count, 1), cut % max(count, 1)
    areas_of = np.concatenate((area, crossings.area, area))
    arcs_of = np.concatenate((arc, crossings.arc, arc))
    angle = np.concatenate((arcs.begin[arc], crossings.angle, arcs.end[arc]))
    order = np.lexsort((angle, arcs_of, areas_of))
    areas_of, arcs_of, angle = areas_of[order], arcs_of[order], angle[order]
    piece = (
        (areas_of[1:] == areas_of[:-1]) & (arcs_of[1:] == arcs_of[:-1]) & (angle[1:] > angle[:-1])
    )
    middle = _points_at(disks, np.arange(count), (arcs.begin + arcs.end) / 2)
    left = np.flatnonzero(~is_whole)
    whole, within = shapely.STRtree(areas[left]).query(shapely.points(middle), "intersects")
    within = left[within]
    uncut = ~np.isin(within * count + whole, cut)
    whole, within = whole[uncut], within[uncut]
    return (
        np.concatenate((areas_of[1:][piece], within)),
        np.concatenate((arcs_of[1:][piece], whole)),
        np.concatenate((angle[:-1][piece], arcs.begin[whole])),
        np.concatenate((angle[1:][piece], arcs.end[whole])),
    )


def _points_at(
    disks: Disks, arc: NDArray[np.int64], angle: NDArray[np.float64]
) -> NDArray[np.float64]:
    around = np.stack((np.cos(angle), np.sin(angle)), axis=1)
    centre: NDArray[np.float64] = disks.centres[disks.arcs.disk[arc]]
    return centre + disks.radius_m * around


def _cross(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    return one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]
