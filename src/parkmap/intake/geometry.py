"""One GeoJSON geometry object -> shapely, refused with a reason where it makes no sense."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from parkmap.names import nearest

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from parkmap.intake.json_text import Path

TYPES: Final = (
    "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon",
    "GeometryCollection",
)  # fmt: skip
_MULTI: Final[dict[str, Callable[[list[Any]], BaseGeometry]]] = {
    "Point": shapely.MultiPoint,
    "LineString": shapely.MultiLineString,
    "Polygon": shapely.MultiPolygon,
}


class BadGeometryError(Exception):
    """A geometry that cannot be drawn; never leaves the intake."""

    def __init__(self, code: str, path: Path = (), **values: object) -> None:
        super().__init__(code)
        self.code, self.path, self.values = code, path, values


class GeometryReader:
    """Reads geometries one by one, and keeps what there is to say of the last.

    Attributes
    ----------
    mended
        (code, path, values) of what was mended in the last geometry.
    has_heights, has_measures
        Whether any position so far had a third, or more than three, numbers.
    """

    def __init__(self) -> None:
        self.mended: list[tuple[str, Path, dict[str, object]]] = []
        self.has_heights = self.has_measures = False
        self._build: dict[str, Callable[[list[Any], Path], BaseGeometry | None]] = {
            "Point": self._point,
            "MultiPoint": self._multi_point,
            "LineString": self._line,
            "MultiLineString": self._multi_line,
            "Polygon": self._polygon,
            "MultiPolygon": self._multi_polygon,
        }

    def read(self, geometry: dict[str, Any], path: Path = ()) -> BaseGeometry | None:
        """Return the geometry without heights, or None where it has no extent; see ``mended``.

        Raises
        ------
        BadGeometryError
            If the type is unknown or the coordinates are not what the type needs.
        """
        self.mended = []
        return self._read(geometry, path)

    def _read(self, geometry: object, path: Path) -> BaseGeometry | None:
        if not isinstance(geometry, dict):
            raise BadGeometryError("geometry.not_an_object", path)
        kind = geometry.get("type")
        self._look_at_members(geometry, path)
        if kind == "GeometryCollection":
            return self._collection(geometry.get("geometries"), (*path, "geometries"))
        build = self._build.get(kind) if isinstance(kind, str) else None
        if build is None:
            raise _unknown_type(kind, path)
        path = (*path, "coordinates")
        coordinates = geometry.get("coordinates")
        if not isinstance(coordinates, list):
            raise BadGeometryError("geometry.coordinates", path, type=kind)
        if not coordinates:
            self.mended.append(("geometry.empty", path, {"type": kind}))
            return None
        return build(coordinates, path)

    def _look_at_members(self, geometry: dict[str, Any], path: Path) -> None:
        """Refuse members that make it another kind of object too (RFC 7946, 7.1)."""
        for name in ("geometry", "properties", "features"):
            if geometry.get(name):
                raise BadGeometryError("geometry.two_kinds", (*path, name), member=name)
            if name in geometry:
                self.mended.append(("geojson.ignored", (*path, name), {"member": name}))
        if not is_bbox(geometry.get("bbox")):
            self.mended.append(("geojson.bbox", (*path, "bbox"), {}))

    def _positions(self, value: object, path: Path, least: int = 1) -> NDArray[np.float64]:
        if not isinstance(value, list):
            raise BadGeometryError("geometry.nesting", path)
        try:
            types = set(map(type, chain.from_iterable(value)))
            sizes = set(map(len, value))
        except TypeError:
            types, sizes = {object}, {0}
        if value and (not types <= {int, float} or min(sizes) < 2):  # noqa: PLR2004 - lon, lat
            raise _bad_position(value, path)
        if len(value) < least:
            raise BadGeometryError("geometry.too_short", path, found=len(value), least=least)
        if sizes != {2}:
            self.has_heights = True
            self.has_measures |= max(sizes) > 3  # noqa: PLR2004 - RFC 7946 has no fourth
            value = [position[:2] for position in value]
        try:
            array = np.array(value, dtype=np.float64)
        except OverflowError:
            raise BadGeometryError("geometry.not_finite", path) from None
        return array

    def _point(self, coordinates: list[Any], path: Path) -> BaseGeometry:
        if any(type(value) is list for value in coordinates):
            raise BadGeometryError("geometry.nesting", path)
        return shapely.Point(self._positions([coordinates], (*path, -1))[0])

    def _multi_point(self, coordinates: list[Any], path: Path) -> BaseGeometry:
        return shapely.MultiPoint(self._positions(coordinates, path))

    def _line(self, coordinates: object, path: Path) -> BaseGeometry | None:
        line = self._positions(coordinates, path, least=2)
        if (line == line[0]).all():
            self.mended.append(("geometry.degenerate", path, {}))
            return None
        return shapely.LineString(line)

    def _multi_line(self, coordinates: list[Any], path: Path) -> BaseGeometry | None:
        lines = [self._line(part, (*path, number)) for number, part in enumerate(coordinates)]
        kept: list[Any] = [line for line in lines if line is not None]
        return shapely.MultiLineString(kept) if kept else None

    def _polygon(self, coordinates: object, path: Path) -> shapely.Polygon:
        if not isinstance(coordinates, list) or not coordinates:
            raise BadGeometryError("geometry.nesting", path)
        rings = [self._ring(ring, (*path, number)) for number, ring in enumerate(coordinates)]
        return shapely.Polygon(rings[0], rings[1:])

    def _multi_polygon(self, coordinates: list[Any], path: Path) -> BaseGeometry:
        parts = [self._polygon(part, (*path, number)) for number, part in enumerate(coordinates)]
        return shapely.MultiPolygon(parts)

    def _ring(self, coordinates: object, path: Path) -> NDArray[np.float64]:
        ring = self._positions(coordinates, path, least=4)
        if not np.array_equal(ring[0], ring[-1]):
            self.mended.append(("geometry.closed", path, {}))
            ring = np.vstack([ring, ring[:1]])
        elif isinstance(coordinates, list) and coordinates[0] != coordinates[-1]:
            self.mended.append(("geometry.ring_heights", path, {}))
        return ring

    def _collection(self, members: object, path: Path) -> BaseGeometry | None:
        """Return one geometry of many; of one kind it is that kind's multi geometry."""
        if not isinstance(members, list):
            raise BadGeometryError("geometry.geometries", path)
        if not members:
            self.mended.append(("geometry.empty", path, {"type": "GeometryCollection"}))
            return None
        if len(members) == 1:
            self.mended.append(("geometry.single_collection", path, {}))
        read = [self._read(member, (*path, number)) for number, member in enumerate(members)]
        parts = [part for part in read if part is not None]
        if any(part.geom_type == "GeometryCollection" for part in parts):
            self.mended.append(("geometry.nested_collection", path, {}))
        flat = [piece for part in parts for piece in _pieces(part)]
        if len(parts) == 1:
            return parts[0]
        kinds = {piece.geom_type for piece in flat}
        if len(kinds) == 1:
            return _MULTI[kinds.pop()](flat)
        return shapely.GeometryCollection(flat) if flat else None


def _pieces(geometry: BaseGeometry) -> list[BaseGeometry]:
    parts = shapely.get_parts(geometry).tolist()
    return parts if len(parts) == 1 else [piece for part in parts for piece in _pieces(part)]


def is_bbox(value: object) -> bool:
    """Return whether a ``bbox`` member is what RFC 7946 says: 4 or 6 numbers, or nothing."""
    return value is None or (
        isinstance(value, list)
        and len(value) in {4, 6}
        and all(type(number) in {int, float} for number in value)
    )


def _unknown_type(kind: object, path: Path) -> BadGeometryError:
    meant = nearest(kind, TYPES) if isinstance(kind, str) else None
    values = {"type": _shown(kind), "known": ", ".join(TYPES)}
    if meant is not None:
        return BadGeometryError("geometry.type_meant", (*path, "type"), meant=meant, **values)
    return BadGeometryError("geometry.type", (*path, "type"), **values)


def _bad_position(value: list[Any], path: Path) -> BadGeometryError:
    """Return what is wrong with the first position that is none."""
    for number, position in enumerate(value):
        place = path[:-1] if path[-1:] == (-1,) else (*path, number)
        if not isinstance(position, list) or any(type(part) is list for part in position):
            return BadGeometryError("geometry.nesting", place)
        for step, part in enumerate(position):
            if type(part) not in {int, float}:
                return BadGeometryError("geometry.not_numbers", (*place, step), found=_shown(part))
        if len(position) < 2:  # noqa: PLR2004 - lon, lat
            return BadGeometryError("geometry.one_number", place, found=len(position))
    return BadGeometryError("geometry.nesting", path)


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"{text[:37]}..."  # noqa: PLR2004 - enough to find it by
