"""A network -> the streets that a page draws and walks along, with the doors on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pyproj import Transformer

from parkmap.coverage import starts_of
from parkmap.coverage.network import doors_of, places_of_doors
from parkmap.coverage.supply import with_entrances
from parkmap.model import StreetDoors, StreetsToDraw

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from parkmap.coverage.network import Doors, Network
    from parkmap.model import NetworkSpec
    from parkmap.pipeline.metres import Metres


def streets_to_draw(
    places: Metres, network: Network, spec: NetworkSpec, keys: Iterable[str]
) -> StreetsToDraw:
    """Return the streets from which a walk leads to facilities of some layers."""
    shapes = {key: with_entrances(places.facilities[key]) for key in keys}
    doors = {key: doors_of(network, some) for key, some in shapes.items()}
    opened = np.concatenate([np.zeros(0, dtype=np.int64), *(one.arc for one in doors.values())])
    # A part of the network without any facility leads nowhere.
    led = np.unique(network.component[network.first[opened]])
    kept = np.flatnonzero(np.isin(network.component[network.first], led))
    vertices = np.unique(np.concatenate((network.first[kept], network.last[kept])))
    arc_of, vertex_of = (np.full(count, -1) for count in (network.arcs, len(network.places)))
    arc_of[kept], vertex_of[vertices] = np.arange(len(kept)), np.arange(len(vertices))
    to_degrees = Transformer.from_crs(network.crs, 4326, always_xy=True)

    def told(doors: Doors, shapes: NDArray[np.object_]) -> StreetDoors:
        on = arc_of[doors.arc] >= 0
        ends = places_of_doors(network, doors, shapes)[on]
        arc, along_m, gap_m = arc_of[doors.arc[on]], doors.along_m[on], doors.gap_m[on]
        return StreetDoors(doors.of[on], arc, along_m, gap_m, _degrees(to_degrees, ends))

    starts = starts_of(places.demand)
    plots = doors_of(network, starts)
    return StreetsToDraw(
        places=_degrees(to_degrees, network.places[vertices]),
        first=vertex_of[network.first[kept]],
        last=vertex_of[network.last[kept]],
        length_m=network.length_m[kept],
        doors={key: told(doors[key], shapes[key]) for key in shapes},
        plots=told(plots, starts),
        far_plots=plots.far,
        spec=spec,
    )


def _degrees(to_degrees: Transformer, places: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack(to_degrees.transform(places[:, 0], places[:, 1]))
