"""One GeoJSON geometry object -> shapely, refused with a reason where it makes no sense."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from parkmap.model import Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry


class BadGeometryError(Exception):
    """A geometry that cannot be drawn; never leaves the intake."""

    def __init__(self, code: str, severity: Severity = Severity.ERROR, **values: object) -> None:
        super().__init__(code)
        self.code, self.severity, self.values = code, severity, values


def build_geometry(geometry: dict[str, Any]) -> BaseGeometry:
    """Return the shapely geometry of a GeoJSON geometry object, without heights.

    Raises
    ------
    BadGeometryError
        As an error if the type is unknown or the coordinates are not what the type needs; as a
        warning if the geometry is empty or has no extent, so that nothing can be drawn.
    """
    kind = geometry.get("type")
    build = _BUILDERS.get(kind) if isinstance(kind, str) else None
    if build is None:
        raise BadGeometryError("geometry.type", type=str(kind))
    coordinates = geometry.get("coordinates")
    if not isinstance(coordinates, list):
        raise BadGeometryError("geometry.coordinates", type=kind)
    if not coordinates:
        raise BadGeometryError("geometry.empty", Severity.WARNING, type=kind)
    return build(coordinates)


def _positions(value: object, least: int = 1) -> NDArray[np.float64]:
    if not isinstance(value, list):
        raise BadGeometryError("geometry.nesting")
    try:
        array = np.array([[float(x), float(y)] for x, y, *_ in value if _are_numbers(x, y)])
    except (TypeError, ValueError, OverflowError):
        raise BadGeometryError("geometry.nesting") from None
    if len(array) != len(value):
        raise BadGeometryError("geometry.not_numbers")
    if not np.isfinite(array).all():
        raise BadGeometryError("geometry.not_finite")
    if len(array) < least:
        raise BadGeometryError("geometry.too_short", found=len(array), least=least)
    return array


def _are_numbers(*values: object) -> bool:
    return all(type(value) in {int, float} for value in values)


def _point(coordinates: list[Any]) -> BaseGeometry:
    return shapely.Point(_positions([coordinates])[0])


def _multi_point(coordinates: list[Any]) -> BaseGeometry:
    return shapely.MultiPoint(_positions(coordinates))


def _line(coordinates: list[Any]) -> shapely.LineString:
    line = _positions(coordinates)
    if len(np.unique(line, axis=0)) < 2:  # noqa: PLR2004 - a line has two ends
        raise BadGeometryError("geometry.degenerate", Severity.WARNING)
    return shapely.LineString(line)


def _multi_line(coordinates: list[Any]) -> BaseGeometry:
    return shapely.MultiLineString([_line(part) for part in coordinates])


def _polygon(coordinates: object) -> shapely.Polygon:
    if not isinstance(coordinates, list) or not coordinates:
        raise BadGeometryError("geometry.nesting")
    shell, *holes = [_ring(ring) for ring in coordinates]
    return shapely.Polygon(shell, holes)


def _multi_polygon(coordinates: list[Any]) -> BaseGeometry:
    return shapely.MultiPolygon([_polygon(part) for part in coordinates])


def _ring(coordinates: object) -> NDArray[np.float64]:
    ring = _positions(coordinates, least=4)
    if not np.array_equal(ring[0], ring[-1]):
        raise BadGeometryError("geometry.unclosed")
    return ring


_BUILDERS: Final[dict[str, Callable[[list[Any]], BaseGeometry]]] = {
    "Point": _point,
    "MultiPoint": _multi_point,
    "LineString": _line,
    "MultiLineString": _multi_line,
    "Polygon": _polygon,
    "MultiPolygon": _multi_polygon,
}
