"""Geometries as integers of Web Mercator: what a canvas draws.

EPSG:3857 is where the page draws, nothing is measured in it. One unit is a decimetre of the
projection, which is finer on the ground.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from parkmap.page.simplify import zoom_needed

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
_SPREADING: Final = (
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)


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
        The vertices of all paths, one after the other. Shells run against the clock and holes
        with it, so that a canvas fills overlapping areas and leaves holes open.
    path_zoom
        The zoom from which each vertex is needed (see ``simplify``).
    """

    order: NDArray[np.intp]
    x: NDArray[np.int64]
    y: NDArray[np.int64]
    path_row: NDArray[np.int64]
    path_kind: NDArray[np.int64]
    path_size: NDArray[np.int64]
    path_x: NDArray[np.int64]
    path_y: NDArray[np.int64]
    path_zoom: NDArray[np.uint8]


def shapes_of(geometry: gpd.GeoSeries) -> Shapes:
    """Return geometries (EPSG:4326, not empty) as integers, neighbours side by side."""
    geometries = np.asarray(geometry.array, dtype=object)
    x, y = units_of(_stands(geometries))
    order = np.argsort(along_curve(x, y), kind="stable")
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    row, kind, size, path_x, path_y = _paths(geometries, place)
    path_zoom = zoom_needed(path_x, path_y, size, kind == RING)
    return Shapes(order, x[order], y[order], row, kind, size, path_x, path_y, path_zoom)


def units_of(lon_lat: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return places (n, 2), lon and lat in degrees, in whole units of the projection."""
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


def along_curve(x: NDArray[np.int64], y: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return each point's place along a Z-order curve over the whole projection.

    Cells whose sides are powers of two, counted from the south-west corner of the projection, are
    unbroken runs of this order, on every layer: the page's grid and clusters rest on it.
    """
    half = int(np.ceil(np.pi * EARTH_RADIUS_M * UNITS_PER_METRE))
    return _spread(x + half) | (_spread(y + half) << np.uint64(1))


def _spread(cells: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Put a zero bit between the bits of each number below 2**32."""
    bits = cells.astype(np.uint64)
    for shift, mask in _SPREADING:
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
    rings = _turned(rings, index)
    paths = np.concatenate([parts[~areas], rings])
    path_row = np.concatenate([rows[~areas], rows[areas][index]])
    path_kind = np.concatenate(
        [np.where(np.isin(kinds[~areas], _LINEAR), LINE, DOT), np.full(len(rings), RING)]
    ).astype(np.int64)
    by_row = np.argsort(path_row, kind="stable")
    paths, path_row, path_kind = paths[by_row], path_row[by_row], path_kind[by_row]
    path_size = shapely.get_num_coordinates(paths).astype(np.int64)
    path_x, path_y = units_of(shapely.get_coordinates(paths).reshape(-1, 2))
    return path_row, path_kind, path_size, path_x, path_y


def _turned(rings: NDArray[np.object_], polygon: NDArray[np.int64]) -> NDArray[np.object_]:
    """Return the rings of polygons, each polygon's first against the clock, its others with it."""
    shells = np.diff(polygon, prepend=-1) != 0
    wrong = shapely.is_ccw(rings) != shells
    turned = rings.copy()
    turned[wrong] = shapely.reverse(rings[wrong])
    return turned
