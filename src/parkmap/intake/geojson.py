"""GeoJSON text -> geometries and properties, feature by feature (RFC 7946).

GDAL is not asked: it sniffs contents, follows links, and turns a bad geometry into None without
saying which. Here every feature is looked at, and every problem names its place.
"""

from __future__ import annotations

import json
import re
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from parkmap.errors import DataError
from parkmap.intake.features import Features
from parkmap.intake.geometry import TYPES, BadGeometryError, GeometryReader, is_bbox
from parkmap.intake.json_text import parse_exactly
from parkmap.model import Problem, Severity
from parkmap.names import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from parkmap.intake.findings import Findings
    from parkmap.intake.json_text import Document

_WGS84_NAMES: Final = re.compile(r"CRS:?84$|EPSG:{1,2}(?:[\d.]*:)?(?:4326|4490)$", re.IGNORECASE)
_EPSG_NAME: Final = re.compile(r"EPSG:{1,2}(?:[\d.]*:)?(\d{4,6})$", re.IGNORECASE)
_KNOWN: Final = frozenset(
    {"type", "id", "geometry", "properties", "bbox", "crs", "features", "coordinates", "geometries"}
)
_SHOWN: Final = 8
_USUAL: Final = frozenset({"type", "id", "geometry", "properties"})


def read_geojson(read: Document, findings: Findings) -> Features:
    """Read a FeatureCollection, a Feature or a bare geometry.

    Raises
    ------
    DataError
        If it is not GeoJSON at all. Faults of single features are logged.
    """
    document = read.value
    items = _items(document, findings)
    _check_collection(document, findings)
    crs = _crs(document, findings)
    features = _all_plain_points(items) or _read_each(items, findings)
    features.crs, features.is_wgs84_by_format = crs, True
    features.exact = lambda column: _exact(read.data, column)
    if not items:
        findings.warn("geojson.no_items")
    return features


def _items(document: object, findings: Findings) -> list[Any]:
    kind = document.get("type") if isinstance(document, dict) else None
    if not isinstance(document, dict) or not isinstance(kind, str):
        raise _refusal(findings, "geojson.esri" if _is_esri(document) else "geojson.no_type")
    if kind == "FeatureCollection":
        features = document.get("features")
        if not isinstance(features, list):
            raise _refusal(findings, "geojson.no_features")
        return features
    findings.prefix = None
    if kind == "Feature":
        return [document]
    if kind in TYPES:
        findings.geometry_path = ()
        return [{"type": "Feature", "geometry": document, "properties": {}}]
    if kind == "Topology":
        raise _refusal(findings, "geojson.topojson")
    meant = nearest(kind, ("FeatureCollection", "Feature", *TYPES))
    if meant:
        raise _refusal(findings, "geojson.other_type_meant", type=kind[:40], meant=meant)
    raise _refusal(findings, "geojson.other_type", type=kind[:40])


def _is_esri(document: object) -> bool:
    return isinstance(document, dict) and (
        "geometryType" in document or "spatialReference" in document
    )


def _check_collection(document: dict[str, Any], findings: Findings) -> None:
    """Look at members of the top that make it two kinds of object at once (RFC 7946, 7.1)."""
    if document["type"] != "FeatureCollection":
        return
    for name in ("geometry", "geometries", "coordinates", "properties"):
        if name in document:
            findings.warn("geojson.ignored", path=(name,), member=name)
    _check_bbox(document, findings, None)


def _check_bbox(item: dict[str, Any], findings: Findings, position: int | None) -> None:
    if not is_bbox(item.get("bbox")):
        findings.warn("geojson.bbox", position, ("bbox",))


def _crs(document: dict[str, Any], findings: Findings) -> str | None:
    """Return the coordinate system of a legacy ``crs`` member; a link is never followed."""
    crs = document.get("crs")
    if crs is None:
        return None
    properties = crs.get("properties") if isinstance(crs, dict) else None
    properties = properties if isinstance(properties, dict) else {}
    name = properties.get("name")
    if isinstance(crs, dict) and crs.get("type") == "EPSG":
        name = f"EPSG:{properties.get('code')}"
    if isinstance(name, str) and _WGS84_NAMES.search(name):
        return "wgs84"
    code = _EPSG_NAME.search(name) if isinstance(name, str) else None
    if code is None:
        findings.refuse("geojson.crs", path=("crs",), crs=json.dumps(crs, ensure_ascii=False)[:80])
        return None
    return f"EPSG:{code[1]}"


def _all_plain_points(items: list[Any]) -> Features | None:  # noqa: PLR0911 - one a doubt
    """Return features at once if each is a plain point with properties, else None."""
    if not items or set(map(type, items)) != {dict}:
        return None
    try:
        if not _USUAL.issuperset(chain.from_iterable(items)):
            return None
        if set(map(itemgetter("type"), items)) != {"Feature"}:
            return None
        geometries = list(map(itemgetter("geometry"), items))
        properties = list(map(itemgetter("properties"), items))
        if {*map(type, geometries), *map(type, properties)} != {dict}:
            return None
        if set(chain.from_iterable(geometries)) != {"type", "coordinates"}:
            return None
        if set(map(itemgetter("type"), geometries)) != {"Point"}:
            return None
        points = _points([geometry["coordinates"] for geometry in geometries])
    except (KeyError, TypeError):
        return None
    return None if points is None else Features(points, _columns(properties), _ids(items))


def _points(coordinates: list[Any]) -> NDArray[np.object_] | None:
    numbers = list(chain.from_iterable(coordinates))
    if len(numbers) != 2 * len(coordinates) or not set(map(type, numbers)) <= {int, float}:
        return None
    if set(map(len, coordinates)) != {2}:
        return None
    try:
        lonlat = np.fromiter(numbers, np.float64, len(numbers)).reshape(-1, 2)
    except OverflowError:
        return None
    return np.asarray(shapely.points(lonlat), dtype=object)


def _columns(rows: list[dict[str, Any]]) -> dict[str, Sequence[Any]]:
    """Return properties by column: a missing one is None."""
    if rows and len(set(map(tuple, rows))) == 1:
        return dict(zip(rows[0], zip(*map(dict.values, rows), strict=True), strict=True))
    keys = dict.fromkeys(chain.from_iterable(rows))
    return {key: [row.get(key) for row in rows] for key in keys}


def _ids(items: Iterable[dict[str, Any]]) -> list[object] | None:
    ids = [item.get("id") for item in items]
    return ids if any(one is not None for one in ids) else None


def _read_each(items: list[Any], findings: Findings) -> Features:
    reader = GeometryReader()
    geometry = np.full(len(items), None, dtype=object)
    rows: list[dict[str, Any]] = []
    ids: list[dict[str, Any]] = []
    for position, item in enumerate(items):
        is_feature = isinstance(item, dict) and item.get("type") == "Feature"
        if not is_feature:
            _tell_other(item, position, findings)
        rows.append(_properties(item, position, findings) if is_feature else {})
        ids.append({"id": _id(item, position, findings)} if is_feature else {})
        if is_feature:
            geometry[position] = _geometry(item, position, reader, findings)
    foreign = set().union(*(item for item in items if isinstance(item, dict))) - _KNOWN
    if foreign and findings.prefix is not None:
        findings.note("geojson.foreign", members=", ".join(sorted(foreign)[:_SHOWN]))
    if reader.has_measures:
        findings.warn("geometry.measures")
    elif reader.has_heights:
        findings.note("geometry.heights")
    return Features(geometry, _columns(rows), _ids(ids))


def _tell_other(item: object, position: int, findings: Findings) -> None:
    kind = item.get("type") if isinstance(item, dict) else None
    if isinstance(kind, str) and (kind in TYPES or kind == "FeatureCollection"):
        findings.refuse("geojson.not_a_feature_but", position, type=kind)
    else:
        findings.refuse("geojson.not_a_feature", position)


def _properties(item: dict[str, Any], position: int, findings: Findings) -> dict[str, Any]:
    for name in ("features", "coordinates", "geometries"):
        if item.get(name):
            findings.refuse("geojson.two_kinds", position, (name,), member=name)
        elif name in item:
            findings.warn("geojson.ignored", position, (name,), member=name)
    _check_bbox(item, findings, position)
    if item.get("crs") is not None and findings.prefix is not None:
        findings.refuse("geojson.crs_inside", position, ("crs",))
    properties = item.get("properties")
    if isinstance(properties, dict):
        return properties
    if "properties" not in item or properties == []:
        findings.warn("geojson.no_properties", position)
    elif properties is not None:
        findings.refuse("geojson.properties", position, ("properties",))
    return {}


def _id(item: dict[str, Any], position: int, findings: Findings) -> object:
    one = item.get("id")
    if one is not None and type(one) not in {str, int, float}:
        findings.refuse("geojson.id", position, ("id",))
        return json.dumps(one)
    return one


def _geometry(
    item: dict[str, Any], position: int, reader: GeometryReader, findings: Findings
) -> object:
    if "geometry" not in item:
        findings.warn("geometry.missing", position)
        return None
    geometry = item["geometry"]
    if geometry is None:
        findings.warn("geometry.none", position, ("geometry",))
        return None
    try:
        read = reader.read(geometry, findings.geometry_path)
    except BadGeometryError as bad:
        findings.refuse(bad.code, position, bad.path, **bad.values)
        return None
    for code, place, values in reader.mended:
        findings.warn(code, position, place, **values)
    return read


def _exact(data: bytes, column: str | None) -> list[object]:
    """Return ids, or a property, with every number as it is written."""
    document = parse_exactly(data)
    items = document["features"] if document["type"] == "FeatureCollection" else [document]
    if column is None:
        return [item.get("id") for item in items]
    return [(item.get("properties") or {}).get(column) for item in items]


def _refusal(findings: Findings, code: str, **values: object) -> DataError:
    return DataError([Problem(Severity.ERROR, code, findings.file, values=values)])
