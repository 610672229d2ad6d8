"""The union of disks of one radius: the arcs of its boundary, and whether a point lies in it.

Circles stay circles: no polygon stands for them. The boundary of the union is what of each circle
lies nearest to its own centre, that is in the centre's Voronoi cell. So of all the disks that a
disk meets, only its Delaunay neighbours can cover a part of its circle that no other covers, and
the work grows with n log n however dense the disks lie.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.spatial import Delaunay, KDTree, QhullError

if TYPE_CHECKING:
    from numpy.typing import NDArray

TURN: Final = 2 * np.pi
_TRIANGLE: Final = 3
_HAIR: Final = 1 + 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Arcs:
    """Parts of circles, counter-clockwise.

    Attributes
    ----------
    disk
        int64 (k,): the place of the circle's centre.
    begin, end
        float64 (k,): angles in radians, 0 <= begin < end <= 2 pi.
    """

    disk: NDArray[np.int64]
    begin: NDArray[np.float64]
    end: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Disks:
    """Disks of one radius.

    Attributes
    ----------
    centres
        float64 (n, 2): metres, in the zone's local projection, each once.
    radius_m
        The radius of all.
    arcs
        The boundary of their union, in the order of the disks and of the angles.
    """

    centres: NDArray[np.float64]
    radius_m: float
    arcs: Arcs
    tree: KDTree

    def cover(self, points: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return which points (m, 2) lie in the union; the edge belongs to it."""
        if not len(self.centres):
            return np.zeros(len(points), dtype=np.bool_)
        distance_m, _ = self.tree.query(points, distance_upper_bound=self.radius_m * _HAIR)
        inside: NDArray[np.bool_] = distance_m <= self.radius_m
        return inside


def disks_of(points: NDArray[np.float64], radius_m: float) -> Disks:
    """Return the disks around points (n, 2) in metres; where several points are one, one disk.

    Raises
    ------
    ValueError
        If the radius is not a positive number, or a coordinate is not a number.
    """
    if not (radius_m > 0 and np.isfinite(radius_m)):
        msg = f"a radius is a positive number of metres, not {radius_m}"
        raise ValueError(msg)
    centres = np.unique(np.asarray(points, dtype=np.float64).reshape(-1, 2), axis=0)
    if not np.isfinite(centres).all():
        msg = "a coordinate of a facility is not a number"
        raise ValueError(msg)
    kept, pairs = _neighbours(centres)
    arcs = _exposed(centres[kept], pairs, radius_m)
    return Disks(centres[kept], radius_m, arcs, KDTree(centres[kept]))


def _neighbours(centres: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the places of the centres that count, and pairs (k, 2) of their Delaunay neighbours.

    What Qhull cannot tell from another point lies nearer to it than floats can say: its disk is the
    other's. Points on one line have their neighbours along it.
    """
    everyone = np.arange(len(centres))
    if len(centres) >= _TRIANGLE:
        try:
            triangles = Delaunay(centres - centres.mean(axis=0))
        except QhullError:
            pass  # all on one line, which np.unique has sorted along
        else:
            kept = np.setdiff1d(everyone, triangles.coplanar[:, 0])
            first, others = triangles.vertex_neighbor_vertices
            pairs = np.stack((np.repeat(everyone, np.diff(first)), others), axis=1)
            return kept, np.searchsorted(kept, pairs)
    line = np.stack((everyone[:-1], everyone[1:]), axis=1)
    return everyone, np.concatenate((line, line[:, ::-1]))


def _exposed(centres: NDArray[np.float64], pairs: NDArray[np.int64], radius_m: float) -> Arcs:
    """Return what neighbours leave of each circle."""
    count = len(centres)
    towards = centres[pairs[:, 1]] - centres[pairs[:, 0]]
    distance_m = np.hypot(towards[:, 0], towards[:, 1])
    meets = distance_m < 2 * radius_m
    half = np.arccos(distance_m[meets] / (2 * radius_m))
    begin = np.mod(np.arctan2(towards[meets, 1], towards[meets, 0]) - half, TURN)
    end = begin + 2 * half
    disk = pairs[meets, 0]
    # A hidden part that passes angle 0 is two; a mark at 0 and one at 2 pi frame each circle.
    over = end > TURN
    everyone, zero = np.arange(count), np.zeros(count)
    disks = np.concatenate((everyone, disk, disk[over], everyone))
    begins = np.concatenate((zero, begin, np.zeros(over.sum()), zero + TURN))
    ends = np.concatenate((zero, np.minimum(end, TURN), end[over] - TURN, zero + TURN))
    order = np.lexsort((ends, begins, disks))
    disks, begins, ends = disks[order], begins[order], ends[order]
    # More than a turn for each disk, so that one running maximum serves all of them.
    shift = disks * (2 * TURN)
    hidden_to = np.maximum.accumulate(ends + shift) - shift
    free = (disks[1:] == disks[:-1]) & (begins[1:] > hidden_to[:-1])
    return Arcs(disks[1:][free], hidden_to[:-1][free], begins[1:][free])
