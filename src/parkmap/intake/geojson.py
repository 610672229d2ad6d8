"""GeoJSON text -> geometries and properties, feature by feature (RFC 7946).

GDAL is not asked: it sniffs contents, follows links, and turns a bad geometry into None without
saying which. Here every feature is looked at, and every problem names its place.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from parkmap.errors import DataError
from parkmap.intake.geometry import BadGeometryError, build_geometry
from parkmap.model import Problem, Severity

if TYPE_CHECKING:
    from numpy.typing import NDArray

_GEOMETRIES: Final = frozenset(
    {
        "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon",
        "GeometryCollection",
    }
)  # fmt: skip
_WGS84_NAMES: Final = re.compile(r"CRS:?84$|EPSG:{1,2}(?:[\d.]*:)?(?:4326|4490)$", re.IGNORECASE)
_EPSG_NAME: Final = re.compile(r"EPSG:{1,2}(?:[\d.]*:)?(\d{4,6})$", re.IGNORECASE)


@dataclass(slots=True, eq=False)
class Features:
    """What a file held: one entry a feature, in the order of the file.

    ``geometry`` holds None where a feature has no place that can be drawn; ``problems`` say why.
    ``crs`` is ``EPSG:n`` where a legacy ``crs`` member names another one than WGS 84.
    """

    geometry: NDArray[np.object_]
    properties: list[dict[str, Any]]
    ids: list[object]
    crs: str | None = None
    problems: list[Problem] = field(default_factory=list)


def parse_geojson(text: str, *, file: str) -> Features:
    """Read a FeatureCollection, a Feature or a bare geometry.

    Raises
    ------
    DataError
        If the text is not JSON, or not GeoJSON at all. Faults of single features are returned.
    """
    document = _document(text, file)
    items = _items(document, file)
    result = Features(np.full(len(items), None, dtype=object), [], [], _crs(document, file))
    geometries: list[object] = []
    for number, item in enumerate(items, 1):
        geometry, properties, feature_id = _parts(item, number, file, result.problems)
        geometries.append(geometry)
        result.properties.append(properties)
        result.ids.append(feature_id)
    points = _all_points(geometries)
    if points is not None:
        result.geometry = points
    else:
        _build(geometries, file, result)
    return result


def _document(text: str, file: str) -> dict[str, Any]:
    def refuse(constant: str) -> object:
        raise DataError([_error("json.constant", file, constant=constant)])

    try:
        document = json.loads(text, parse_constant=refuse)
    except json.JSONDecodeError as error:
        code = "json.empty" if not text.strip() else "json.invalid"
        code = "json.html" if text.lstrip()[:1] == "<" else code
        place = f"line:{error.lineno}"
        raise DataError(
            [_error(code, file, place, column=error.colno, detail=error.msg)]
        ) from error
    except RecursionError as error:
        raise DataError([_error("json.too_deep", file)]) from error
    except ValueError as error:  # an integer of more digits than Python turns into a number
        raise DataError([_error("json.invalid", file, column="?", detail=str(error))]) from error
    if not isinstance(document, dict) or not isinstance(document.get("type"), str):
        raise DataError([_error("geojson.no_type", file)])
    return document


def _items(document: dict[str, Any], file: str) -> list[object]:
    kind = document["type"]
    if kind == "FeatureCollection":
        features = document.get("features")
        if not isinstance(features, list):
            raise DataError([_error("geojson.no_features", file)])
        return features
    if kind == "Feature":
        return [document]
    if kind in _GEOMETRIES:
        return [{"type": "Feature", "geometry": document, "properties": None}]
    raise DataError([_error("geojson.other_type", file, type=kind)])


def _crs(document: dict[str, Any], file: str) -> str | None:
    crs = document.get("crs")
    if crs is None:
        return None
    name = crs.get("properties", {}).get("name") if isinstance(crs, dict) else None
    if isinstance(name, str) and _WGS84_NAMES.search(name):
        return None
    code = _EPSG_NAME.search(name) if isinstance(name, str) else None
    if code is None:  # a link is never followed
        raise DataError([_error("geojson.crs", file, crs=json.dumps(crs, ensure_ascii=False)[:80])])
    return f"EPSG:{code[1]}"


def _parts(
    item: object, number: int, file: str, problems: list[Problem]
) -> tuple[object, dict[str, Any], object]:
    place = f"feature:{number}"
    if not isinstance(item, dict) or item.get("type") != "Feature":
        problems.append(_error("geojson.not_a_feature", file, place))
        return None, {}, None
    properties = item.get("properties")
    if properties is not None and not isinstance(properties, dict):
        problems.append(_error("geojson.properties", file, place))
        properties = None
    geometry = item.get("geometry")
    if geometry is None:
        problems.append(Problem(Severity.WARNING, "geometry.none", file, place))
    elif not isinstance(geometry, dict):
        problems.append(_error("geometry.not_an_object", file, place))
        geometry = None
    return geometry, properties or {}, item.get("id")


def _all_points(geometries: list[object]) -> NDArray[np.object_] | None:
    """Return points built in one step, or None if anything is not a plain, finite 2D point."""
    try:
        coords = [geometry["coordinates"] for geometry in geometries if _is_point(geometry)]  # type: ignore[index]
        if not geometries or len(coords) != len(geometries):
            return None
        array = np.array(coords)
    except (KeyError, ValueError, OverflowError):
        return None
    if array.ndim != 2 or array.shape[1] not in {2, 3} or array.dtype.kind not in "if":  # noqa: PLR2004
        return None
    if any(type(value) is bool for pair in coords for value in pair):
        return None
    lonlat = array[:, :2].astype(np.float64)
    if not np.isfinite(lonlat).all():
        return None
    return np.asarray(shapely.points(lonlat), dtype=object)


def _is_point(geometry: object) -> bool:
    return isinstance(geometry, dict) and geometry.get("type") == "Point"


def _build(geometries: list[object], file: str, result: Features) -> None:
    for position, geometry in enumerate(geometries):
        if not isinstance(geometry, dict):
            continue
        place = f"feature:{position + 1}"
        try:
            result.geometry[position] = build_geometry(geometry)
        except BadGeometryError as bad:
            result.problems.append(Problem(bad.severity, bad.code, file, place, bad.values))


def _error(code: str, file: str, place: str = "", **values: object) -> Problem:
    return Problem(Severity.ERROR, code, file, place, values)
