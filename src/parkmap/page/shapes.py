"""Geometries as integers of Web Mercator: what a canvas draws.

EPSG:3857 is where the page draws, nothing is measured in it. One unit is a decimetre of the
projection, which is finer on the ground.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

EARTH_RADIUS_M: Final = 6378137.0
UNITS_PER_METRE: Final = 10
MAX_LATITUDE: Final = 85.05112878
"""Web Mercator's square ends here."""
DOT, LINE, RING = 0, 1, 2
"""Kinds of paths."""

_POINT, _LINEAR, _POLYGON = 0, (1, 2), 3
_FIRST_COLLECTION: Final = 4
_CURVE_BITS: Final = 16


@dataclass(frozen=True, slots=True, eq=False)
class Shapes:
    """Where the rows of a frame are, in stored order.

    Attributes
    ----------
    order
        Stored place -> row of the frame. Neighbours on the ground are neighbours here.
    x, y
        A point on each row's geometry, where its symbol stands.
    path_row, path_kind, path_size
        Paths by stored row, kind (DOT, LINE, RING) and number of vertices; a row whose geometry is
        one point has none, for its symbol is its shape.
    path_x, path_y
        The vertices of all paths, one after the other.
    """

    order: NDArray[np.intp]
    x: NDArray[np.int64]
    y: NDArray[np.int64]
    path_row: NDArray[np.int64]
    path_kind: NDArray[np.int64]
    path_size: NDArray[np.int64]
    path_x: NDArray[np.int64]
    path_y: NDArray[np.int64]


def shapes_of(geometry: gpd.GeoSeries) -> Shapes:
    """Return geometries (EPSG:4326, not empty) as integers, neighbours side by side."""
    geometries = np.asarray(geometry.array, dtype=object)
    x, y = _units(_stands(geometries))
    order = np.argsort(_along_curve(x, y), kind="stable")
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    row, kind, size, path_x, path_y = _paths(geometries, place)
    return Shapes(order, x[order], y[order], row, kind, size, path_x, path_y)


def _units(lon_lat: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    lon, lat = lon_lat[:, 0], np.clip(lon_lat[:, 1], -MAX_LATITUDE, MAX_LATITUDE)
    scale = EARTH_RADIUS_M * UNITS_PER_METRE
    east = np.radians(lon) * scale
    north = np.arctanh(np.sin(np.radians(lat))) * scale
    return np.rint(east).astype(np.int64), np.rint(north).astype(np.int64)


def _stands(geometries: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return lon, lat of a point on each geometry: the middle of a line, the inside of an area."""
    kinds = shapely.get_type_id(geometries)
    if not np.any(kinds != _POINT):
        return shapely.get_coordinates(geometries)
    stands = geometries.copy()
    lines = kinds == 1
    stands[lines] = shapely.line_interpolate_point(geometries[lines], 0.5, normalized=True)
    others = ~lines & (kinds != _POINT)
    stands[others] = shapely.point_on_surface(geometries[others])
    return shapely.get_coordinates(stands)


def _along_curve(x: NDArray[np.int64], y: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return each point's place along a Z-order curve over the extent of all."""
    if len(x) == 0:
        return np.zeros(0, dtype=np.uint64)
    span = max(int(np.ptp(x)), int(np.ptp(y)), 1)
    cells = (1 << _CURVE_BITS) - 1
    across, up = ((values - values.min()) * cells // span for values in (x, y))
    return _spread(across) | (_spread(up) << np.uint64(1))


def _spread(cells: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Put a zero bit between the bits of each number."""
    bits = cells.astype(np.uint64)
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        bits = (bits | (bits << np.uint64(shift))) & np.uint64(mask)
    return bits


def _paths(
    geometries: NDArray[np.object_], place: NDArray[np.int64]
) -> tuple[NDArray[np.int64], ...]:
    spread = np.flatnonzero(shapely.get_type_id(geometries) != _POINT)
    parts, rows = geometries[spread], place[spread]
    while np.any(shapely.get_type_id(parts) >= _FIRST_COLLECTION):
        parts, index = shapely.get_parts(parts, return_index=True)
        rows = rows[index]
    kinds = shapely.get_type_id(parts)
    areas = kinds == _POLYGON
    rings, index = shapely.get_rings(parts[areas], return_index=True)
    paths = np.concatenate([parts[~areas], rings])
    path_row = np.concatenate([rows[~areas], rows[areas][index]])
    path_kind = np.concatenate(
        [np.where(np.isin(kinds[~areas], _LINEAR), LINE, DOT), np.full(len(rings), RING)]
    ).astype(np.int64)
    by_row = np.argsort(path_row, kind="stable")
    paths, path_row, path_kind = paths[by_row], path_row[by_row], path_kind[by_row]
    path_size = shapely.get_num_coordinates(paths).astype(np.int64)
    path_x, path_y = _units(shapely.get_coordinates(paths).reshape(-1, 2))
    return path_row, path_kind, path_size, path_x, path_y
