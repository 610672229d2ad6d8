"""The way from one place to the nearest of others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from parkmap.coverage.network.doors import doors_of, feet_of_doors, places_of_doors
from parkmap.coverage.network.walk import from_doors

if TYPE_CHECKING:
    import shapely
    from numpy.typing import NDArray

    from parkmap.coverage.network.doors import Doors
    from parkmap.coverage.network.graph import Network


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """A walk: the place of what it leads to, its length, and its points (n, 2), first to last."""

    goal: int
    length_m: float
    points: NDArray[np.float64]


def route_to_nearest(
    network: Network, start: shapely.Geometry, goals: NDArray[np.object_]
) -> Route | None:
    """Return the shortest walk from ``start`` to any of ``goals``; None where no walk leads there.

    The walk sets out from the street beside the start: the straight pieces between the doors and
    the streets are part of it.
    """
    there = doors_of(network, goals)
    starts = np.array([start], dtype=object)
    here = doors_of(network, starts)
    metres, before, source = from_doors(network, there)
    found = [
        way
        for door in range(len(here.of))
        for way in _ways(network, here, there, door, (metres, source))
    ]
    if not found:
        return None
    # None and a vertex do not compare; of equal walks the first is as good.
    length_m, door, vertex, goal = min(found, key=lambda way: way[0])
    middle = [] if vertex is None else _back(network, before, vertex)
    whole = np.array(
        [
            places_of_doors(network, here, starts)[door],
            feet_of_doors(network, here)[door],
            *middle,
            feet_of_doors(network, there)[goal],
            places_of_doors(network, there, goals)[goal],
        ]
    )
    moves = np.ones(len(whole), dtype=np.bool_)
    moves[1:] = (np.diff(whole, axis=0) != 0).any(axis=1)
    return Route(int(there.of[goal]), float(length_m), whole[moves])


def _ways(
    network: Network,
    here: Doors,
    there: Doors,
    door: int,
    reached: tuple[NDArray[np.float64], NDArray[np.int64]],
) -> list[tuple[float, int, int | None, int]]:
    """Return the walks from a door over either end of its arc, and along the arc alone."""
    metres, source = reached
    arc = int(here.arc[door])
    sides = (
        (int(network.first[arc]), here.along_m[door]),
        (int(network.last[arc]), network.length_m[arc] - here.along_m[door]),
    )
    found: list[tuple[float, int, int | None, int]] = [
        (float(metres[vertex] + along_m + here.gap_m[door]), door, vertex, int(source[vertex]))
        for vertex, along_m in sides
        if np.isfinite(metres[vertex])
    ]
    for goal in np.flatnonzero(there.arc == arc).tolist():
        along_m = abs(float(here.along_m[door] - there.along_m[goal]))
        length_m = float(here.gap_m[door] + along_m + there.gap_m[goal])
        found.append((length_m, door, None, goal))
    return found


def _back(network: Network, before: NDArray[np.int64], vertex: int) -> list[NDArray[np.float64]]:
    points = []
    while vertex >= 0:
        points.append(network.places[vertex])
        vertex = int(before[vertex])
    return points
