"""Ways to measure how far: by the straight line, or along streets; both answer the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np
import shapely

from parkmap.coverage.network import doors_of, nearest_door, served_streets, walks_within
from parkmap.coverage.network.doors import Doors, vertex_doors
from parkmap.coverage.network.streets import STRIP_M, strips_of, width_of_strip
from parkmap.coverage.reach import near_pairs, nearest
from parkmap.coverage.served import area_within_m2, part_within, parts_within, touching

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from parkmap.coverage.network import Network
    from parkmap.coverage.supply import Supply


class Approach(Protocol):
    """What a measurement asks of distances; the supply and the radius are known."""

    @property
    def radius_m(self) -> float:
        """How far is near."""

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
class Walks:
    """Streets to measure along, and what was found there before.

    Over time most is asked again: the same facilities serve on and on, and most plots see the same
    land along the same streets. What is remembered is looked up by what it was asked of, so the
    answers are the same.

    Attributes
    ----------
    strip_m
        How wide the land along streets is.
    near
        By parks and radius, then by facility (as WKB): places of the parks to which its walk leads.
    strips, areas
        Numbers of strips (by width, arc, begin and end) and of polygons (as WKB).
    served_m2
        By polygon and strips: how much of it lies in them.
    """

    network: Network
    strip_m: float = STRIP_M
    near: dict[tuple[bytes, float], dict[bytes, NDArray[np.int64]]] = field(default_factory=dict)
    strips: dict[bytes, int] = field(default_factory=dict)
    areas: dict[bytes, int] = field(default_factory=dict)
    served_m2: dict[tuple[int, bytes], float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Walked:
    """Along streets, from door to door.

    ``strips`` are polygons of the land that is served, and ``numbers`` those that ``walks`` knows
    them by.
    """

    walks: Walks
    shapes: NDArray[np.object_]
    doors: Doors
    radius_m: float
    strips: NDArray[np.object_]
    numbers: NDArray[np.int64]

    @classmethod
    def of(cls, walks: Walks, supply: Supply, radius_m: float) -> Walked:
        """Return the approach to a supply."""
        doors = doors_of(walks.network, supply.shapes)
        width_m = width_of_strip(radius_m, walks.strip_m)
        streets = served_streets(walks.network, doors, radius_m - width_m)
        signs = np.column_stack(
            (np.full(len(streets.arc), width_m), streets.arc, streets.low_m, streets.high_m)
        )
        known = walks.strips
        numbers = [known.setdefault(sign.tobytes(), len(known)) for sign in signs]
        strips = strips_of(streets, width_m)
        return cls(walks, supply.shapes, doors, radius_m, strips, np.array(numbers, dtype=np.int64))

    def nearest(self, starts: NDArray[np.object_]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return what is the shortest walk away; -1 and inf where no walk leads to any."""
        network = self.walks.network
        return nearest_door(network, doors_of(network, starts), self.doors)

    def area_within_m2(self, areas: NDArray[np.object_]) -> NDArray[np.float64]:
        """Return areas along streets that are within the walk."""
        known = self.walks.areas
        numbers = [known.setdefault(one, len(known)) for one in shapely.to_wkb(areas).tolist()]
        found = np.zeros(len(areas))
        for at, strips in touching(areas, self.strips):
            sign = numbers[at], self.numbers[strips].tobytes()
            if sign not in self.walks.served_m2:
                part = part_within(areas[at], self.strips[strips])
                self.walks.served_m2[sign] = float(shapely.area(part))
            found[at] = self.walks.served_m2[sign]
        return found

    def shown_within(
        self, areas: NDArray[np.object_]
    ) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
        """Return the served and the other part of each polygon; either may be empty."""
        return parts_within(areas, self.strips)

    def near_pairs(self, parks: NDArray[np.object_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return from whom a walk within the radius leads to a vertex of a street in the park."""
        asked = b"".join(shapely.to_wkb(parks).tolist()), self.radius_m
        known = self.walks.near.setdefault(asked, {})
        signs = shapely.to_wkb(self.shapes).tolist()
        new = np.array([at for at, sign in enumerate(signs) if sign not in known], dtype=np.int64)
        if len(new):
            found = self._parks_near(self.shapes[new], parks)
            known.update(zip([signs[at] for at in new], found, strict=True))
        near = [known[sign] for sign in signs]
        facility = np.repeat(np.arange(len(near)), [len(one) for one in near])
        park = np.concatenate((np.zeros(0, dtype=np.int64), *near))
        order = np.lexsort((facility, park))
        return park[order], facility[order]

    def _parks_near(
        self, shapes: NDArray[np.object_], parks: NDArray[np.object_]
    ) -> list[NDArray[np.int64]]:
        """Return the places of the parks to which a walk within the radius leads from each."""
        network = self.walks.network
        vertices = np.asarray(shapely.points(network.places))
        park, vertex = shapely.STRtree(vertices).query(parks, predicate="intersects")
        # A vertex that no arc has left, as where a barrier stands on it, is no place to walk to.
        has_arc = np.zeros(len(vertices), dtype=np.bool_)
        has_arc[network.first] = has_arc[network.last] = True
        park, vertex = park[has_arc[vertex]], vertex[has_arc[vertex]]
        goals = vertex_doors(network, vertex, park)
        walks = walks_within(network, doors_of(network, shapes), goals, self.radius_m)
        return [one.astype(np.int64) for one in np.split(walks.indices, walks.indptr[1:-1])]
