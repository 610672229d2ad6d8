"""Streets within a walk, cut where the walk ends, and the land along them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from parkmap.coverage.network.walk import from_doors

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from parkmap.coverage.network.doors import Doors
    from parkmap.coverage.network.graph import Network

STRIP_M: Final = 100
"""How far land along a street may lie from it, by default."""
STRIP_SEGMENTS: Final = 8
"""Of a quarter circle around an end of a street; they lie inside the circle."""


@dataclass(frozen=True, slots=True, eq=False)
class Streets:
    """Pieces of arcs, none of which overlaps another.

    Attributes
    ----------
    arc
        int64: the arc of each piece, in order.
    low_m, high_m
        float64: where it begins and ends, from the first vertex of the arc.
    lines
        LineStrings in the projection of the network.
    """

    arc: NDArray[np.int64]
    low_m: NDArray[np.float64]
    high_m: NDArray[np.float64]
    lines: NDArray[np.object_]

    @property
    def length_m(self) -> float:
        """Of all pieces."""
        return float((self.high_m - self.low_m).sum())


def served_streets(network: Network, doors: Doors, limit_m: float) -> Streets:
    """Return the streets within a walk of ``limit_m`` of any door, cut where the walk ends.

    The walk from the door to the street is part of it.
    """
    metres, _, _ = from_doors(network, doors, limit_m)
    from_first = limit_m - metres[network.first]
    from_last = limit_m - metres[network.last]
    around = limit_m - doors.gap_m
    one, other, door = (np.flatnonzero(left >= 0) for left in (from_first, from_last, around))
    length_m = network.length_m
    arc = np.concatenate((one, other, doors.arc[door]))
    low_m = np.concatenate(
        (np.zeros(len(one)), length_m[other] - from_last[other], doors.along_m[door] - around[door])
    )
    high_m = np.concatenate((from_first[one], length_m[other], doors.along_m[door] + around[door]))
    return _united(network, arc, np.maximum(low_m, 0), np.minimum(high_m, length_m[arc]))


def service_area(
    network: Network, doors: Doors, limit_m: float, *, strip_m: float = STRIP_M
) -> NDArray[np.object_]:
    """Return polygons that together are the land along streets within a walk of ``limit_m``.

    A place belongs to it that is within ``strip_m`` of a street which the walk has reached with
    ``strip_m`` to spare: the walk straight on to any place of the strip is within the limit, and no
    place lies beyond the circle. Of a limit below twice ``strip_m`` half is to spare. Arcs lie
    inside of what is meant.
    """
    width_m = width_of_strip(limit_m, strip_m)
    return strips_of(served_streets(network, doors, limit_m - width_m), width_m)


def width_of_strip(limit_m: float, strip_m: float) -> float:
    """Return how far land may lie from a street, to either side, for a walk of ``limit_m``."""
    return min(strip_m, limit_m / 2)


def strips_of(streets: Streets, width_m: float) -> NDArray[np.object_]:
    """Return the land along each piece of streets, one polygon a piece."""
    lines = streets.lines
    return np.asarray(shapely.buffer(lines, width_m, quad_segs=STRIP_SEGMENTS), dtype=object)


def _united(
    network: Network,
    arc: NDArray[np.int64],
    low_m: NDArray[np.float64],
    high_m: NDArray[np.float64],
) -> Streets:
    """Return pieces of which those that overlap are one."""
    real = high_m > low_m
    arc, low_m, high_m = arc[real], low_m[real], high_m[real]
    order = np.lexsort((low_m, arc))
    arc, low_m, high_m = arc[order], low_m[order], high_m[order]
    if not len(arc):
        return Streets(arc, low_m, high_m, np.zeros(0, dtype=object))
    # At most three pieces an arc lie there but for its doors: arcs one after the other, so that
    # the largest end so far is never another arc's.
    reach = float(network.length_m.max(initial=0)) + 1
    so_far = np.maximum.accumulate(high_m + arc * reach)
    begins = np.ones(len(arc), dtype=np.bool_)
    begins[1:] = low_m[1:] + arc[1:] * reach > so_far[:-1]
    at = np.flatnonzero(begins)
    arc, low_m, high_m = arc[at], low_m[at], np.maximum.reduceat(high_m, at)
    return Streets(arc, low_m, high_m, _lines(network, arc, low_m, high_m))


def _lines(
    network: Network,
    arc: NDArray[np.int64],
    low_m: NDArray[np.float64],
    high_m: NDArray[np.float64],
) -> NDArray[np.object_]:
    starts, ends = network.places[network.first[arc]], network.places[network.last[arc]]
    steps = (ends - starts) / network.length_m[arc, np.newaxis]
    low, high = starts + steps * low_m[:, np.newaxis], starts + steps * high_m[:, np.newaxis]
    return np.asarray(shapely.linestrings(np.stack((low, high), axis=1)), dtype=object)
