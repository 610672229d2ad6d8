"""Where a facility may stand: nodes of streets, edges of plots, a grid, or sites of a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from pyproj import Transformer

from parkmap.intake.vector import read_layer
from parkmap.metric import to_metres
from parkmap.model import LayerSpec, Role, SiteKind, Text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from pyproj import CRS

    from parkmap.model import Problem
    from parkmap.pipeline.metres import Metres

STREETS: Final = ("road", "footway")
_NODE: Final = 2
"""A vertex of so many streets is a node."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """n places, each once, in a stable order.

    ``xy`` is float64 (n, 2) in the metres of ``crs``; ``places`` are ids of what each comes from;
    ``parks`` ids or None.
    """

    crs: CRS
    xy: NDArray[np.float64]
    kinds: NDArray[np.object_]
    places: NDArray[np.object_]
    parks: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.xy)

    def counts(self) -> dict[SiteKind, int]:
        """Return how many there are of each kind that there is."""
        return {kind: int((self.kinds == kind).sum()) for kind in SiteKind if kind in self.kinds}

    def lonlat(self, at: Sequence[int]) -> list[tuple[float, float]]:
        """Return some places in degrees of WGS 84, to a centimetre."""
        to_degrees = Transformer.from_crs(self.crs, "EPSG:4326", always_xy=True)
        lon, lat = to_degrees.transform(*self.xy[np.array(at, dtype=np.int64)].T)
        return [(round(float(x), 7), round(float(y), 7)) for x, y in zip(lon, lat, strict=True)]


def candidates_of(
    metres: Metres, kinds: Sequence[SiteKind], *, step_m: float, within: Sequence[str]
) -> Candidates:
    """Return places in the parks ``within``; those along plots and in a grid ``step_m`` apart."""
    makers = {SiteKind.STREETS: _street_nodes, SiteKind.PLOTS: _plot_edges, SiteKind.GRID: _grid}
    found = [(kind, *makers[kind](metres, step_m)) for kind in kinds]
    return _in_parks(metres, found, within, needs_park=True)


def candidates_in(
    file: Path, metres: Metres, *, year: int, within: Sequence[str]
) -> tuple[Candidates, tuple[Problem, ...]]:
    """Return the sites of a file, and what there is to say of it; an area by a point inside.

    Raises
    ------
    ParkmapError
        If the file cannot be used.
    """
    spec = LayerSpec("candidates", Text(file.name, file.name), file)
    intake = read_layer(spec, year=year)
    frame = to_metres(intake.layer.frame, metres.crs)
    xy = shapely.get_coordinates(shapely.point_on_surface(frame.geometry.to_numpy()))
    places = frame.index.to_numpy(dtype=object)
    found = _in_parks(metres, [(SiteKind.FILE, xy, places)], within, needs_park=bool(within))
    return found, intake.problems


def samples_of(metres: Metres, step_m: float) -> NDArray[np.float64]:
    """Return the points of a grid that lie in the zone, ``step_m`` apart."""
    zone = shapely.union_all(metres.parks.geometry.to_numpy())
    west, south, east, north = shapely.bounds(zone).tolist()
    x = np.arange(west + step_m / 2, east, step_m)
    y = np.arange(south + step_m / 2, north, step_m)
    xy = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    shapely.prepare(zone)
    inside: NDArray[np.float64] = xy[shapely.intersects_xy(zone, *xy.T)]
    return inside


def parks_at(metres: Metres, xy: NDArray[np.float64]) -> NDArray[np.object_]:
    """Return the id of the park that comes first among those around each point, or None."""
    tree = shapely.STRtree(metres.parks.geometry.to_numpy())
    point, park = tree.query(shapely.points(xy), predicate="intersects")
    order = np.lexsort((park, point))
    point, first = np.unique(point[order], return_index=True)
    found = np.full(len(xy), None, dtype=object)
    found[point] = metres.parks.index.to_numpy(dtype=object)[park[order][first]]
    return found


def _in_parks(
    metres: Metres,
    found: Sequence[tuple[SiteKind, NDArray[np.float64], NDArray[np.object_]]],
    within: Sequence[str],
    *,
    needs_park: bool,
) -> Candidates:
    xy = np.concatenate([one for _, one, _ in found])
    kinds = np.concatenate([np.full(len(one), kind, dtype=object) for kind, one, _ in found])
    places = np.concatenate([names for _, _, names in found])
    # What several streets or plots share is one place; a metre is what drawings leave uncertain.
    _, first = np.unique(np.round(xy), axis=0, return_index=True)
    kept = np.sort(first)
    parks = parks_at(metres, xy[kept])
    if needs_park:
        meant = np.array([park is not None and (not within or park in within) for park in parks])
        kept, parks = kept[meant.astype(np.bool_)], parks[meant.astype(np.bool_)]
    return Candidates(metres.crs, xy[kept], kinds[kept], places[kept], parks)


def _street_nodes(
    metres: Metres, _step_m: float
) -> tuple[NDArray[np.float64], NDArray[np.object_]]:
    """Return ends of streets, and vertices that several share."""
    lines, names = [], []
    for mapped in metres.scene.layers:
        if mapped.role is Role.BASE and mapped.layer.spec.symbol in STREETS:
            frame = to_metres(mapped.layer.frame, metres.crs)
            parts, of = shapely.get_parts(frame.geometry.to_numpy(), return_index=True)
            is_line = shapely.get_dimensions(parts) == 1
            lines.append(parts[is_line])
            names.append(frame.index.to_numpy(dtype=object)[of[is_line]])
    if not lines:
        return np.zeros((0, 2)), np.zeros(0, dtype=object)
    streets, name = np.concatenate(lines), np.concatenate(names)
    xy, street = shapely.get_coordinates(streets, return_index=True)
    is_end = np.ones(len(xy), dtype=np.bool_)
    is_end[1:-1] = (street[1:-1] != street[:-2]) | (street[1:-1] != street[2:])
    _, code, count = np.unique(np.round(xy, 2), axis=0, return_inverse=True, return_counts=True)
    is_node = is_end | (count[code.ravel()] >= _NODE)
    return xy[is_node], name[street[is_node]]


def _plot_edges(metres: Metres, step_m: float) -> tuple[NDArray[np.float64], NDArray[np.object_]]:
    """Return points along the edges of plots."""
    shapes = metres.demand.geometry.to_numpy()
    areal = shapely.get_dimensions(shapes) == 2  # noqa: PLR2004 - of an area
    rings, of = shapely.get_parts(shapely.boundary(shapes[areal]), return_index=True)
    times = np.maximum(np.ceil(shapely.length(rings) / step_m), 1).astype(np.int64)
    ring = np.repeat(np.arange(len(rings)), times)
    place = np.arange(len(ring)) - np.repeat(np.cumsum(times) - times, times)
    points = shapely.line_interpolate_point(rings[ring], place / times[ring], normalized=True)
    names = metres.demand.index.to_numpy(dtype=object)[areal]
    return shapely.get_coordinates(points), names[of[ring]]


def _grid(metres: Metres, step_m: float) -> tuple[NDArray[np.float64], NDArray[np.object_]]:
    xy = samples_of(metres, step_m)
    return xy, np.full(len(xy), "", dtype=object)
