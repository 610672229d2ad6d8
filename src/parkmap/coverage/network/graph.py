"""Lines -> a graph of straight arcs, which meet where the data say so and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from parkmap.metric import require_metres

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from pyproj import CRS

BARRIER_M: Final = 0.5
"""What a barrier takes of a street on either side of itself."""


# No slots: an index of arcs takes as long as all the rest, and is made when doors are asked for.
@dataclass(frozen=True, eq=False)
class Network:
    """n vertices and m straight arcs between two of them, walked in both directions.

    Attributes
    ----------
    crs
        The projection of everything, in metres.
    places
        float64 (n, 2): where the vertices are.
    first, last
        int64 (m,): the vertices of each arc, the smaller number first; no pair stands twice.
    length_m
        float64 (m,).
    graph
        The arcs as a matrix (n, n) of lengths, both directions.
    snap_m
        How far from a street a door may be.
    gaps, cuts
        Number of gaps between ends that were closed, and of arcs that barriers cut.
    """

    crs: CRS
    places: NDArray[np.float64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    length_m: NDArray[np.float64]
    graph: csr_array
    snap_m: float
    gaps: int = 0
    cuts: int = 0

    @cached_property
    def tree(self) -> shapely.STRtree:
        """The arcs as LineStrings, in their order, from the first vertex to the last."""
        ends = np.stack((self.places[self.first], self.places[self.last]), axis=1)
        return shapely.STRtree(np.asarray(shapely.linestrings(ends)))

    @cached_property
    def component(self) -> NDArray[np.int64]:
        """Numbers from 0 (n,): vertices with a way between them have the same."""
        _, component = connected_components(self.graph, directed=False)
        return np.asarray(component, dtype=np.int64)

    @property
    def arcs(self) -> int:
        """Number of arcs."""
        return len(self.first)


def build_network(
    lines: NDArray[np.object_],
    crs: CRS,
    *,
    snap_m: float,
    node_ids: Sequence[object] | None = None,
    barriers: NDArray[np.object_] | None = None,
    tolerance_m: float = 0,
) -> Network:
    """Return the network of some lines.

    Parameters
    ----------
    lines
        LineStrings in ``crs``. Two meet where they have a vertex in common; lines that merely cross
        do not, for one may be a bridge.
    crs
        A projection in metres.
    snap_m
        How far from a street a door may be.
    node_ids
        One id for each vertex of all lines, in their order, where the data tell them. Then vertices
        of one id meet, and vertices of one place do not; no gap is closed.
    barriers
        Points, lines or polygons in ``crs`` that nobody walks through.
    tolerance_m
        Two ends of lines that are no farther apart are joined by an arc of that length.

    Raises
    ------
    DataError
        If ``crs`` is not one in which lengths are metres.
    """
    require_metres(crs)
    coordinates, of_line = shapely.get_coordinates(lines, return_index=True)
    codes, first_at = _vertices(coordinates, node_ids)
    places = coordinates[first_at]
    follows = of_line[1:] == of_line[:-1]
    arcs = np.column_stack((codes[:-1][follows], codes[1:][follows]))
    gaps = np.zeros((0, 2), dtype=np.int64)
    if tolerance_m > 0 and node_ids is None:
        turns = np.flatnonzero(~follows)
        ends = np.unique(codes[np.concatenate(([0], turns, turns + 1, [len(codes) - 1]))])
        gaps = _gaps(places, ends, tolerance_m, arcs)
    arcs = _once(np.concatenate((arcs, gaps)), len(places))
    cuts = 0
    if barriers is not None and len(barriers):
        places, arcs, cuts = _cut(places, arcs, barriers)
    return _network(places, arcs, crs, snap_m, gaps=len(gaps), cuts=cuts)


def component_lengths_m(network: Network) -> NDArray[np.float64]:
    """Return the length of the streets of each connected part, the longest first."""
    by_part = np.bincount(network.component[network.first], network.length_m)
    return np.sort(by_part.astype(np.float64))[::-1]


def _network(
    places: NDArray[np.float64],
    arcs: NDArray[np.int64],
    crs: CRS,
    snap_m: float,
    *,
    gaps: int,
    cuts: int,
) -> Network:
    first, last = arcs[:, 0].copy(), arcs[:, 1].copy()
    steps = places[last] - places[first]
    length_m = np.hypot(steps[:, 0], steps[:, 1])
    count = len(places)
    both = (np.concatenate((first, last)), np.concatenate((last, first)))
    graph = coo_array((np.concatenate((length_m, length_m)), both), shape=(count, count)).tocsr()
    return Network(crs, places, first, last, length_m, graph, snap_m, gaps, cuts)


def _vertices(
    coordinates: NDArray[np.float64], node_ids: Sequence[object] | None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the number of each vertex, and where each number stands first."""
    if node_ids is None:
        # A pair of floats as one value: pandas hashes it, where numpy would have to sort.
        keys = np.ascontiguousarray(coordinates + 0.0).view(np.complex128).ravel()
        codes = pd.factorize(keys)[0]
    else:
        codes = pd.factorize(np.array(node_ids, dtype=object))[0]
    count = int(codes.max(initial=-1)) + 1
    first_at = np.zeros(count, dtype=np.int64)
    first_at[codes[::-1]] = np.arange(len(codes))[::-1]
    return codes.astype(np.int64), first_at


def _gaps(
    places: NDArray[np.float64],
    ends: NDArray[np.int64],
    tolerance_m: float,
    arcs: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Return pairs of ends that are near each other and have no arc between them."""
    near = KDTree(places[ends]).query_pairs(tolerance_m, output_type="ndarray")
    pairs = np.sort(ends[near], axis=1).reshape(-1, 2)
    count = len(places)
    joined = np.sort(arcs, axis=1) @ [count, 1]
    return pairs[~np.isin(pairs @ [count, 1], joined)]


def _once(arcs: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Return each pair once, in order; an arc from a vertex to itself leads nowhere."""
    low, high = np.minimum(arcs[:, 0], arcs[:, 1]), np.maximum(arcs[:, 0], arcs[:, 1])
    keys = np.sort((low * count + high)[low != high])
    is_first = np.ones(len(keys), dtype=np.bool_)
    is_first[1:] = keys[1:] != keys[:-1]
    return np.stack(np.divmod(keys[is_first], count), axis=1)


def _cut(
    places: NDArray[np.float64], arcs: NDArray[np.int64], barriers: NDArray[np.object_]
) -> tuple[NDArray[np.float64], NDArray[np.int64], int]:
    """Return the network without what barriers take; the pieces of an arc end at new vertices."""
    walls = np.asarray(shapely.buffer(barriers, BARRIER_M))
    lines = np.asarray(shapely.linestrings(places[arcs]))
    wall, arc = shapely.STRtree(lines).query(walls, predicate="intersects")
    found: list[list[int]] = []
    added: list[NDArray[np.float64]] = []
    for at in np.unique(arc):
        free = shapely.difference(lines[at], shapely.union_all(walls[wall[arc == at]]))
        for piece in shapely.get_parts(free):
            ends = []
            for end in shapely.get_coordinates(piece)[[0, -1]] if not piece.is_empty else ():
                same = [int(one) for one in arcs[at] if (places[one] == end).all()]
                ends.append(same[0] if same else len(places) + len(added))
                if not same:
                    added.append(end)
            found += [ends] if ends else []
    kept = np.ones(len(arcs), dtype=np.bool_)
    kept[arc] = False
    cut = np.array(found, dtype=np.int64).reshape(-1, 2)
    more = np.array(added, dtype=np.float64).reshape(-1, 2)
    return np.concatenate((places, more)), np.concatenate((arcs[kept], cut)), int((~kept).sum())
