"""Ways to measure how far: by the straight line, or along streets; both answer the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import shapely

from parkmap.coverage.network import doors_of, nearest_door, service_area, walks_within
from parkmap.coverage.network.doors import Doors, vertex_doors
from parkmap.coverage.reach import near_pairs, nearest
from parkmap.coverage.served import area_within_m2, parts_within

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from parkmap.coverage.network import Network
    from parkmap.coverage.supply import Supply


class Approach(Protocol):
    """What a measurement asks of distances; the supply and the radius are known."""

    def nearest(self, starts: NDArray[np.object_]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return the place in the supply of what is nearest to each start, and how far it is."""

    def area_within_m2(self, areas: NDArray[np.object_]) -> NDArray[np.float64]:
        """Return the area of each polygon that is served."""

    def near_pairs(self, parks: NDArray[np.object_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return places of parks and of what serves any of them, in the order of the parks."""


@dataclass(frozen=True, slots=True, eq=False)
class Straight:
    """By the straight line; without a radius only ``nearest`` has an answer."""

    supply: Supply
    radius_m: float

    def nearest(self, starts: NDArray[np.object_]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return what is nearest; see ``reach.nearest``."""
        return nearest(starts, self.supply)

    def area_within_m2(self, areas: NDArray[np.object_]) -> NDArray[np.float64]:
        """Return areas within true circles."""
        return area_within_m2(areas, self.supply, self.radius_m)

    def near_pairs(self, parks: NDArray[np.object_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return who lies within the radius of a park."""
        return near_pairs(parks, self.supply, self.radius_m)


@dataclass(frozen=True, slots=True, eq=False)
class Walked:
    """Along streets, from door to door; ``strips`` are the polygons of the land that is served."""

    network: Network
    doors: Doors
    radius_m: float
    strips: NDArray[np.object_]

    @classmethod
    def of(cls, network: Network, supply: Supply, radius_m: float, *, strip_m: float) -> Walked:
        """Return the approach to a supply; ``strip_m`` is how wide the land along streets is."""
        doors = doors_of(network, supply.shapes)
        strips = service_area(network, doors, radius_m, strip_m=strip_m)
        return cls(network, doors, radius_m, strips)

    def nearest(self, starts: NDArray[np.object_]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return what is the shortest walk away; -1 and inf where no walk leads to any."""
        return nearest_door(self.network, doors_of(self.network, starts), self.doors)

    def area_within_m2(self, areas: NDArray[np.object_]) -> NDArray[np.float64]:
        """Return areas along streets that are within the walk."""
        served, _ = self.shown_within(areas)
        found: NDArray[np.float64] = shapely.area(served)
        return found

    def shown_within(
        self, areas: NDArray[np.object_]
    ) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
        """Return the served and the other part of each polygon; either may be empty."""
        return parts_within(areas, self.strips)

    def near_pairs(self, parks: NDArray[np.object_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return from whom a walk within the radius leads to a vertex of a street in the park."""
        vertices = np.asarray(shapely.points(self.network.places))
        park, vertex = shapely.STRtree(vertices).query(parks, predicate="intersects")
        # A vertex that no arc has left, as where a barrier stands on it, is no place to walk to.
        has_arc = np.zeros(len(vertices), dtype=np.bool_)
        has_arc[self.network.first] = has_arc[self.network.last] = True
        park, vertex = park[has_arc[vertex]], vertex[has_arc[vertex]]
        goals = vertex_doors(self.network, vertex, park)
        pairs = walks_within(self.network, goals, self.doors, self.radius_m).tocoo()
        return pairs.row.astype(np.int64), pairs.col.astype(np.int64)
