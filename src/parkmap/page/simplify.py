"""From which zoom each vertex of a path is needed: simplification made once, for every zoom.

Douglas and Peucker's way, on all paths at once: each pass splits every stretch of every path at the
vertex that lies farthest from it. How far that is tells the zoom at which leaving the vertex out
would move the drawing by more than half a pixel. For display only: neighbours that share an edge
are simplified each on their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Places = NDArray[np.int64]

FINEST_ZOOM: Final = 21
"""Every vertex is drawn here."""
MAX_ERROR_PIXELS: Final = 0.5
UNITS_PER_PIXEL_AT_0: Final = 2 * np.pi * 6378137.0 * 10 / 256
MAX_PASSES: Final = 64
"""A path that would need more keeps more vertices than it must; no file may take forever."""
_SHAPELY_RING: Final = 4
"""A ring keeps at least so many positions, the last the same as the first."""


def zoom_needed(x: Places, y: Places, sizes: Places, rings: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Return the zoom from which each vertex is needed, 0 to ``FINEST_ZOOM``.

    Drawing only the vertices whose zoom is at most z, at zoom z, moves no point of a path by more
    than ``MAX_ERROR_PIXELS``. First and last vertices are always needed, and so are two more of
    each ring.

    Parameters
    ----------
    x, y
        Vertices of all paths, one after the other, in decimetres of Web Mercator.
    sizes
        Number of vertices of each path, at least 1.
    rings
        Which paths are rings (closed, first vertex repeated).
    """
    firsts = np.cumsum(sizes) - sizes
    lasts = firsts + sizes - 1
    error = _split_errors(x.astype(np.float64), y.astype(np.float64), firsts, lasts)
    error[firsts] = error[lasts] = np.inf
    _hold_rings(error, firsts[rings], sizes[rings])
    with np.errstate(divide="ignore"):
        above = np.floor(np.log2(MAX_ERROR_PIXELS * UNITS_PER_PIXEL_AT_0 / error))
    zoom: NDArray[np.uint8] = np.clip(above + 1, 0, FINEST_ZOOM).astype(np.uint8)
    return zoom


def _split_errors(x: Floats, y: Floats, starts: Places, ends: Places) -> Floats:
    """Return how far a path moves if it is not split at a vertex; never more than its parent's."""
    error = np.zeros(len(x))
    limits = np.full(len(starts), np.inf)
    finest = MAX_ERROR_PIXELS * UNITS_PER_PIXEL_AT_0 / 2**FINEST_ZOOM
    for _ in range(MAX_PASSES):
        inner = ends - starts > 1
        starts, ends, limits = starts[inner], ends[inner], limits[inner]
        if not len(starts):
            return error
        splits, distances = _farthest(x, y, starts, ends)
        limits = np.minimum(limits, distances)
        error[splits] = limits
        split = limits > finest
        starts, ends, splits = starts[split], ends[split], splits[split]
        limits = np.tile(limits[split], 2)
        starts, ends = np.concatenate([starts, splits]), np.concatenate([splits, ends])
    # What is left unsplit is drawn as soon as the stretch that it lies on.
    inside, stretch = _inside(starts, ends)
    error[inside] = limits[stretch]
    return error


def _farthest(x: Floats, y: Floats, starts: Places, ends: Places) -> tuple[Places, Floats]:
    """Return, for each stretch, the vertex inside that lies farthest from it, and how far."""
    inside, stretch = _inside(starts, ends)
    first, last = starts[stretch], ends[stretch]
    along_x, along_y = x[last] - x[first], y[last] - y[first]
    to_x, to_y = x[inside] - x[first], y[inside] - y[first]
    length = along_x**2 + along_y**2
    share = np.divide(
        to_x * along_x + to_y * along_y, length, out=np.zeros(len(inside)), where=length > 0
    )
    share = np.clip(share, 0, 1)
    distance = np.hypot(to_x - share * along_x, to_y - share * along_y)
    counts = ends - starts - 1
    most = np.maximum.reduceat(distance, np.cumsum(counts) - counts)
    (candidates,) = np.nonzero(distance == most[stretch])
    _, first_of = np.unique(stretch[candidates], return_index=True)
    return inside[candidates[first_of]], most


def _inside(starts: Places, ends: Places) -> tuple[Places, Places]:
    """Return every vertex between the ends of a stretch, and the stretch that it lies on."""
    counts = np.maximum(ends - starts - 1, 0)
    stretch = np.repeat(np.arange(len(starts)), counts)
    offsets = np.arange(len(stretch)) - np.repeat(np.cumsum(counts) - counts, counts)
    return starts[stretch] + 1 + offsets, stretch


def _hold_rings(error: Floats, firsts: Places, sizes: Places) -> None:
    """Make the two inner vertices of each ring that matter most needed at every zoom."""
    big = sizes >= _SHAPELY_RING
    firsts, sizes = firsts[big], sizes[big]
    inside, ring = _inside(firsts, firsts + sizes - 1)
    # By ring, and within it by what matters most; of equals, the first.
    ranked = np.lexsort((inside, -error[inside], ring))
    at = np.cumsum(sizes - 2) - (sizes - 2)
    error[inside[ranked[at]]] = np.inf
    error[inside[ranked[at + 1]]] = np.inf
