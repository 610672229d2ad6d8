"""KML -> geometries and properties, without entities, links or another program's guesses.

Coordinates are handed to the GeoJSON geometry reader, so that every check is the same. What a
``NetworkLink`` points at is not here, and is never fetched.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET
from xml.parsers import expat

import numpy as np

from parkmap.errors import DataError
from parkmap.intake.archive import unpack
from parkmap.intake.features import Features
from parkmap.intake.findings import Findings
from parkmap.intake.geometry import BadGeometryError, GeometryReader
from parkmap.model import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parkmap.model import LayerSpec

_MAX_DEPTH: Final = 100
_UNREAD: Final = frozenset({"Track", "MultiTrack", "Model", "GroundOverlay"})
_GEOMETRIES: Final = frozenset({"Point", "LineString", "LinearRing", "Polygon", "MultiGeometry"})


class _HarmError(Exception):
    """Something in a KML file that parkmap does not read."""


def read_kml(data: bytes, spec: LayerSpec) -> tuple[Features, Findings]:
    """Read the placemarks of a KML file."""
    file = spec.path.name
    _refuse_harm(data, file)
    root = ET.fromstring(data)  # noqa: S314 - see _refuse_harm
    findings = Findings(file)
    reader = GeometryReader()
    shapes: list[object] = []
    rows: list[dict[str, Any]] = []
    ids: list[str | None] = []
    for position, (placemark, folder) in enumerate(_placemarks(root, "")):
        shapes.append(_shape(placemark, position, reader, findings))
        rows.append(_properties(placemark, folder))
        ids.append(placemark.get("id"))
    if reader.has_heights:
        findings.note("geometry.heights")
    geometry = np.full(len(shapes), None, dtype=object)
    geometry[:] = shapes
    keys = dict.fromkeys(key for row in rows for key in row)
    columns = {key: [row.get(key) for row in rows] for key in keys}
    has_ids = "id" not in columns and any(ids)
    if not rows:
        findings.warn("geojson.no_items")
    features = Features(
        geometry, columns, ids if has_ids else None, is_wgs84_by_format=True, encoding="utf-8"
    )
    return features, findings


def read_kmz(data: bytes, spec: LayerSpec) -> tuple[Features, Findings]:
    """Read the one KML file that a KMZ holds."""
    entries = unpack(data, file=spec.path.name, suffixes=(".kml",))
    if len(entries) != 1:
        code = "archive.many" if entries else "archive.none"
        raise _refusal(code, spec.path.name, known=", ".join(entries))
    return read_kml(next(iter(entries.values())), spec)


def _refuse_harm(data: bytes, file: str) -> None:
    """Refuse what is no XML, has a document type (and with it entities), or links elsewhere."""
    parser = expat.ParserCreate()
    depth = 0

    def refuse_type(*_: object) -> None:
        raise _HarmError("kml.doctype")

    def start(name: str, _: object) -> None:
        nonlocal depth
        depth += 1
        if _plain(name) == "NetworkLink":
            raise _HarmError("kml.link")
        if depth > _MAX_DEPTH:
            raise _HarmError("kml.too_deep")

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartDoctypeDeclHandler = refuse_type
    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat takes no keyword
    except _HarmError as harm:
        raise _refusal(str(harm), file) from None
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise _refusal("kml.invalid", file, detail=str(error)) from error


def _placemarks(element: ET.Element, folder: str) -> Iterator[tuple[ET.Element, str]]:
    for child in element:
        name = _plain(child.tag)
        if name == "Placemark":
            yield child, folder
        elif name in {"Document", "Folder"}:
            yield from _placemarks(child, _text(child, "name") or folder)


def _shape(
    placemark: ET.Element, position: int, reader: GeometryReader, findings: Findings
) -> object:
    unread = [_plain(child.tag) for child in placemark if _plain(child.tag) in _UNREAD]
    if unread:
        findings.refuse("kml.unread", position, kind=unread[0])
        return None
    found = [child for child in placemark if _plain(child.tag) in _GEOMETRIES]
    if not found:
        findings.warn("geometry.none", position)
        return None
    try:
        read = reader.read(_as_geojson(found[0]))
    except BadGeometryError as bad:
        findings.refuse(bad.code, position, (), **bad.values)
        return None
    for code, _, values in reader.mended:
        if code != "geometry.single_collection":
            findings.warn(code, position, (), **values)
    return read


def _as_geojson(element: ET.Element) -> dict[str, Any]:
    kind = _plain(element.tag)
    if kind == "MultiGeometry":
        members = [_as_geojson(child) for child in element if _plain(child.tag) in _GEOMETRIES]
        return {"type": "GeometryCollection", "geometries": members}
    if kind == "Polygon":
        outer = [_positions(ring) for ring in _rings(element, "outerBoundaryIs")]
        inner = [_positions(ring) for ring in _rings(element, "innerBoundaryIs")]
        if len(outer) != 1:
            raise BadGeometryError("geometry.coordinates", type="Polygon")
        return {"type": "Polygon", "coordinates": [*outer, *inner]}
    positions = _positions(element)
    if kind == "Point":
        if len(positions) > 1:
            raise BadGeometryError("geometry.nesting")
        return {"type": "Point", "coordinates": positions[0] if positions else []}
    return {"type": "LineString", "coordinates": positions}


def _rings(polygon: ET.Element, boundary: str) -> list[ET.Element]:
    return [
        ring
        for child in polygon
        if _plain(child.tag) == boundary
        for ring in child
        if _plain(ring.tag) == "LinearRing"
    ]


def _positions(element: ET.Element) -> list[list[float]]:
    """Return the numbers of ``<coordinates>``: tuples with commas, parted by white space."""
    positions = []
    for part in _text(element, "coordinates").split():
        numbers = []
        for text in part.split(","):
            try:
                numbers.append(float(text))
            except ValueError:
                raise BadGeometryError("geometry.not_numbers", found=text[:40]) from None
        if not all(map(math.isfinite, numbers)):
            raise BadGeometryError("geometry.not_finite")
        positions.append(numbers)
    return positions


def _properties(placemark: ET.Element, folder: str) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name in ("name", "description"):
        if text := _text(placemark, name):
            row[name] = text
    for element in placemark.iter():
        kind, key = _plain(element.tag), element.get("name")
        if kind == "SimpleData" and key:
            row[key] = (element.text or "").strip() or None
        elif kind == "Data" and key:
            row[key] = _text(element, "value") or None
    if folder:
        row.setdefault("folder", folder)
    return row


def _text(element: ET.Element, name: str) -> str:
    found = next((child for child in element if _plain(child.tag) == name), None)
    return "" if found is None else (found.text or "").strip()


def _plain(tag: object) -> str:
    return str(tag).rpartition("}")[2].rpartition(":")[2]


def _refusal(code: str, file: str, **values: object) -> DataError:
    return DataError([Problem(Severity.ERROR, code, file, values=values)])
