"""Lengths of walks: from each door to the nearest of others, and of all walks within a limit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from parkmap.metric import HAIR_M

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from parkmap.coverage.network.doors import Doors
    from parkmap.coverage.network.graph import Network

    Found = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]
    """Rows, columns and metres."""

_CELLS: Final = 5_000_000
"""Distances that are held at once while walks are enumerated."""


def nearest_door(
    network: Network, starts: Doors, goals: Doors
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the thing of ``goals`` that is the shortest walk away, and the walk in metres.

    Returns
    -------
    int64 (starts.count,) and float64; -1 and inf where no walk leads to any.
    """
    metres, _, sources = from_doors(network, goals)
    first, last = network.first[starts.arc], network.last[starts.arc]
    rest_m = network.length_m[starts.arc] - starts.along_m
    door, goal, direct_m = _on_one_arc(starts, goals)
    every = np.arange(len(starts.of))
    start = np.concatenate((every, every, door))
    found = np.concatenate((sources[first], sources[last], goal))
    walk_m = np.concatenate(
        (
            metres[first] + starts.along_m + starts.gap_m,
            metres[last] + rest_m + starts.gap_m,
            direct_m,
        )
    )
    reached = np.isfinite(walk_m)
    start, found, walk_m = start[reached], found[reached], walk_m[reached]
    things, goals_of = starts.of[start], goals.of[found]
    order = np.lexsort((goals_of, walk_m, things))
    thing, at = np.unique(things[order], return_index=True)
    nearest = np.full(starts.count, -1)
    distance_m = np.full(starts.count, np.inf)
    nearest[thing], distance_m[thing] = goals_of[order][at], walk_m[order][at]
    return nearest, distance_m


def walks_within(network: Network, starts: Doors, goals: Doors, limit_m: float) -> csr_array:
    """Return the walks of at most ``limit_m`` between things, as a matrix (starts, goals).

    A walk of no length is stored as a zero; what is not stored is beyond the limit.
    """
    found = [_kept(starts, goals, *_on_one_arc(starts, goals), limit_m)]
    for doors in _tiles(network, starts, limit_m):
        found += [
            _kept(starts, goals, *some, limit_m)
            for some in _walks(network, starts, goals, doors, limit_m)
        ]
    row, column, metres = (np.concatenate(one) for one in zip(*found, strict=True))
    return sparse_of(row, column, metres, (starts.count, goals.count))


def sparse_of(
    row: NDArray[np.int64],
    column: NDArray[np.int64],
    metres: NDArray[np.float64],
    shape: tuple[int, int],
) -> csr_array:
    """Return a matrix of the shortest of each pair, zeros stored."""
    order = np.lexsort((metres, column, row))
    row, column, metres = row[order], column[order], metres[order]
    is_first = np.ones(len(row), dtype=np.bool_)
    is_first[1:] = (np.diff(row) > 0) | (np.diff(column) > 0)
    row, column, metres = row[is_first], column[is_first], metres[is_first]
    ends = np.searchsorted(row, np.arange(shape[0] + 1))
    return csr_array((metres, column, ends), shape=shape)


def from_doors(
    network: Network, doors: Doors, limit_m: float = np.inf
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the shortest walk from any door to each vertex: metres, where it comes from, the door.

    Vertices that no door reaches within the limit have inf, and -1 twice; so has one whose walk
    comes straight from a door in place of the vertex before it.
    """
    count = len(network.places)
    graph = _with_doors(
        network.graph,
        network.first[doors.arc],
        network.last[doors.arc],
        doors.gap_m + doors.along_m,
        doors.gap_m + network.length_m[doors.arc] - doors.along_m,
    )
    if not len(doors.of):
        nothing = np.full(count, -1)
        return np.full(count, np.inf), nothing, nothing
    metres, before, source = dijkstra(
        graph,
        indices=np.arange(count, graph.shape[0]),
        min_only=True,
        limit=limit_m,
        return_predecessors=True,
    )
    before, source = (one[:count].astype(np.int64) for one in (before, source))
    before[(before < 0) | (before >= count)] = -1
    source = np.where(source < 0, -1, source - count)
    return metres[:count], before, source


def _with_doors(
    graph: csr_array,
    first: NDArray[np.int64],
    last: NDArray[np.int64],
    to_first_m: NDArray[np.float64],
    to_last_m: NDArray[np.float64],
) -> csr_array:
    """Return a graph with a vertex more for each door, from which two arcs lead out, none in."""
    count = len(first)
    size = graph.shape[0] + count
    more = graph.indptr[-1] + 2 * np.arange(1, count + 1)
    parts = (
        np.concatenate((graph.data, np.column_stack((to_first_m, to_last_m)).ravel())),
        np.concatenate((graph.indices, np.column_stack((first, last)).ravel())),
        np.concatenate((graph.indptr, more)),
    )
    return csr_array(parts, shape=(size, size))


def _on_one_arc(starts: Doors, goals: Doors) -> Found:
    """Return the doors that open on one arc, and the walks along it."""
    order = np.argsort(goals.arc, kind="stable")
    low = np.searchsorted(goals.arc[order], starts.arc)
    counts = np.searchsorted(goals.arc[order], starts.arc, side="right") - low
    start = np.repeat(np.arange(len(starts.of)), counts)
    place = np.arange(len(start)) - np.repeat(np.cumsum(counts) - counts, counts) + low[start]
    goal = order[place]
    walk_m = np.abs(starts.along_m[start] - goals.along_m[goal])
    return start, goal, starts.gap_m[start] + walk_m + goals.gap_m[goal]


def _kept(
    starts: Doors,
    goals: Doors,
    start: NDArray[np.int64],
    goal: NDArray[np.int64],
    metres: NDArray[np.float64],
    limit_m: float,
) -> Found:
    kept = metres <= limit_m + HAIR_M
    return starts.of[start[kept]], goals.of[goal[kept]], metres[kept]


def _tiles(network: Network, doors: Doors, limit_m: float) -> Iterator[NDArray[np.int64]]:
    """Return doors in groups that lie close together: one clipping of the streets serves each."""
    middles = network.places[network.first[doors.arc]]
    tiles = np.floor(middles / (2 * limit_m)).astype(np.int64)
    _, tile = np.unique(tiles, axis=0, return_inverse=True)
    order = np.argsort(tile.ravel(), kind="stable")
    for group in np.split(order, np.flatnonzero(np.diff(tile.ravel()[order])) + 1):
        if len(group):
            yield group


def _walks(
    network: Network, starts: Doors, goals: Doors, doors: NDArray[np.int64], limit_m: float
) -> Iterator[Found]:
    """Return the walks from some doors that are near each other.

    A walk within the limit never leaves the box that lies around them at that distance: a vertex
    outside is farther away by the straight line already.
    """
    arcs = starts.arc[doors]
    ends = network.places[np.concatenate((network.first[arcs], network.last[arcs]))]
    low, high = ends.min(axis=0) - limit_m, ends.max(axis=0) + limit_m
    inside = ((network.places >= low) & (network.places <= high)).all(axis=1)
    vertices = np.flatnonzero(inside)
    place = np.full(len(network.places), -1)
    place[vertices] = np.arange(len(vertices))
    graph = network.graph[vertices][:, vertices]
    first, last = place[network.first], place[network.last]
    goal = np.flatnonzero((first[goals.arc] >= 0) | (last[goals.arc] >= 0))
    goal_arc = goals.arc[goal]
    rest_m = network.length_m[goal_arc] - goals.along_m[goal]
    size = max(1, _CELLS // max(1, len(vertices) + len(goal)))
    for at in range(0, len(doors), size):
        some = doors[at : at + size]
        arc = starts.arc[some]
        joined = _with_doors(
            graph, first[arc], last[arc],
            starts.gap_m[some] + starts.along_m[some],
            starts.gap_m[some] + network.length_m[arc] - starts.along_m[some],
        )  # fmt: skip
        metres = dijkstra(
            joined, indices=np.arange(len(vertices), joined.shape[0]), limit=limit_m + HAIR_M
        )
        # A vertex outside the box is beyond the limit: -1 takes this column.
        metres = np.column_stack((metres[:, : len(vertices)], np.full(len(some), np.inf)))
        walk_m = np.minimum(
            metres[:, first[goal_arc]] + goals.along_m[goal], metres[:, last[goal_arc]] + rest_m
        )
        walk_m += goals.gap_m[goal]
        row, column = np.nonzero(walk_m <= limit_m + HAIR_M)
        yield some[row], goal[column], walk_m[row, column]
