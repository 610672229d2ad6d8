"""Where plots and facilities meet the streets: on the nearest arc, not at its nearest vertex."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from parkmap.coverage.network.graph import Network


@dataclass(frozen=True, slots=True, eq=False)
class Doors:
    """d doors of ``count`` things; a thing may have several, or none that is near a street.

    Attributes
    ----------
    of
        int64 (d,): the thing that each belongs to.
    arc
        int64 (d,): the arc that each opens on.
    along_m
        float64 (d,): from the first vertex of the arc to where the walk from the door meets it.
    gap_m
        float64 (d,): the straight walk between door and arc.
    """

    count: int
    of: NDArray[np.int64]
    arc: NDArray[np.int64]
    along_m: NDArray[np.float64]
    gap_m: NDArray[np.float64]

    @property
    def far(self) -> NDArray[np.int64]:
        """The things that are too far from every street."""
        return np.setdiff1d(np.arange(self.count), self.of)


def doors_of(network: Network, shapes: NDArray[np.object_]) -> Doors:
    """Return the doors of points, lines or polygons within ``network.snap_m`` of a street.

    Each point of a MultiPoint is a door. A line or polygon has one: its place that is nearest to a
    street.
    """
    is_points = shapely.get_dimensions(shapes) == 0
    parts, part_of = shapely.get_parts(shapes[is_points], return_index=True)
    of = np.concatenate((np.flatnonzero(is_points)[part_of], np.flatnonzero(~is_points)))
    whole = np.concatenate((parts, shapes[~is_points]))
    (door, arc), gap_m = network.tree.query_nearest(
        whole, max_distance=network.snap_m, return_distance=True, all_matches=False
    )
    lines = shapely.shortest_line(network.tree.geometries[arc], whole[door])
    feet = shapely.get_coordinates(lines).reshape(-1, 2, 2)[:, 0]
    steps = feet - network.places[network.first[arc]]
    along_m = np.minimum(np.hypot(steps[:, 0], steps[:, 1]), network.length_m[arc])
    order = np.argsort(of[door], kind="stable")
    return Doors(len(shapes), of[door][order], arc[order], along_m[order], gap_m[order])


def vertex_doors(network: Network, vertices: NDArray[np.int64], of: NDArray[np.int64]) -> Doors:
    """Return vertices as doors of the things that ``of`` says; each has an arc."""
    arc_of = np.zeros(len(network.places), dtype=np.int64)
    arc_of[network.first] = arc_of[network.last] = np.arange(network.arcs)
    arc = arc_of[vertices]
    along_m = np.where(network.first[arc] == vertices, 0, network.length_m[arc])
    return Doors(int(of.max(initial=-1)) + 1, of, arc, along_m, np.zeros(len(of)))


def feet_of_doors(network: Network, doors: Doors) -> NDArray[np.float64]:
    """Return the places (d, 2) on the streets where the walks from doors meet them."""
    first, last = network.places[network.first[doors.arc]], network.places[network.last[doors.arc]]
    length_m = network.length_m[doors.arc]
    # Two vertices of one place, told apart by their ids, have an arc of no length.
    share = np.divide(doors.along_m, length_m, out=np.zeros(len(doors.of)), where=length_m > 0)
    feet: NDArray[np.float64] = first + (last - first) * share[:, np.newaxis]
    return feet


def places_of_doors(
    network: Network, doors: Doors, shapes: NDArray[np.object_]
) -> NDArray[np.float64]:
    """Return where the doors (d, 2) of shapes are."""
    feet = shapely.points(feet_of_doors(network, doors))
    ways = shapely.get_coordinates(shapely.shortest_line(shapes[doors.of], feet))
    ends: NDArray[np.float64] = ways.reshape(-1, 2, 2)[:, 0]
    return ends
