"""How far it is to the nearest facility, and which facilities are near enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.spatial import KDTree

from parkmap.metric import HAIR_M

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from parkmap.coverage.supply import Supply


def nearest(
    starts: NDArray[np.object_], supply: Supply
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the place in ``supply`` of the nearest facility, and the distance to it in metres.

    Parameters
    ----------
    starts
        (n,) Points, or MultiPoints of which the nearest counts, in the metres of the supply.
    supply
        To a line or polygon the distance is that to its boundary, and 0 inside.

    Returns
    -------
    int64 (n,) and float64 (n,); -1 and inf where there is no facility at all.
    """
    coordinates, of_start = shapely.get_coordinates(starts, return_index=True)
    at, distance_m = _nearest_round(coordinates, supply)
    shaped = np.flatnonzero(~supply.is_round)
    if len(shaped) and len(coordinates):
        points = np.asarray(shapely.points(coordinates))
        (point, shape), far = shapely.STRtree(supply.shapes[shaped]).query_nearest(
            points, return_distance=True, all_matches=False
        )
        closer = far < distance_m[point]
        at[point[closer]] = shaped[shape[closer]]
        distance_m[point[closer]] = far[closer]
    order = np.lexsort((distance_m, of_start))
    first = order[np.searchsorted(of_start[order], np.arange(len(starts)))]
    return at[first], distance_m[first]


def near_pairs(
    areas: NDArray[np.object_], supply: Supply, radius_m: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return places of areas and of facilities within ``radius_m`` of them, each pair once."""
    tree = shapely.STRtree(supply.shapes)
    area, facility = tree.query(areas, predicate="dwithin", distance=radius_m + HAIR_M)
    order = np.lexsort((facility, area))
    return area[order], facility[order]


def spacing_m(supply: Supply) -> NDArray[np.float64]:
    """Return how far each facility is from the next place; inf where there is one place only.

    Facilities of one place, such as a pair of stops, are not each other's neighbours.
    """
    _, first = np.unique(supply.places, return_index=True)
    if len(first) <= 1:
        return np.full(len(supply), np.inf)
    tree = KDTree(supply.middles[first])
    distance_m, place = tree.query(supply.middles[first], k=2)
    by_place = np.where(place[:, 0] == np.arange(len(first)), distance_m[:, 1], distance_m[:, 0])
    found: NDArray[np.float64] = by_place[supply.places]
    return found


def _nearest_round(
    coordinates: NDArray[np.float64], supply: Supply
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    rounds = np.flatnonzero(supply.is_round)
    if not len(rounds):
        return np.full(len(coordinates), -1), np.full(len(coordinates), np.inf)
    centres, of_round = shapely.get_coordinates(supply.shapes[rounds], return_index=True)
    distance_m, centre = KDTree(centres).query(coordinates)
    return rounds[of_round[centre]], distance_m
