"""What a file is by its first bytes, whatever its name says."""

from __future__ import annotations

import re
from typing import Final

HEAD: Final = 65_536
"""Bytes that are looked at."""

JSON, GPKG, SHP, FGB, PARQUET, ZIP, KML, DXF, OSM = (
    "GeoJSON", "GeoPackage", "Shapefile", "FlatGeobuf", "GeoParquet", "ZIP", "KML", "DXF", "OSM",
)  # fmt: skip

_LINKS: Final = re.compile(rb"<(?:OGR|VRT|GDAL|WMS|WMTS|ADBC)[A-Za-z_]*", re.IGNORECASE)
_MAGIC: Final[tuple[tuple[int, bytes, str], ...]] = (
    (0, b"\x00\x00\x27\x0a", SHP),
    (0, b"fgb\x03fgb", FGB),
    (0, b"PAR1", PARQUET),
    (0, b"AutoCAD Binary DXF", DXF),
    (0, b"AC10", "DWG"),
    (0, b"%PDF", "PDF"),
    (0, b"\xd0\xcf\x11\xe0", "XLS / DOC"),
    (0, b"Rar!", "RAR"),
    (0, b"7z\xbc\xaf", "7-Zip"),
    (0, b"\x1f\x8b", "GZIP"),
    (0, b"\x89PNG", "PNG"),
    (0, b"\xff\xd8\xff", "JPEG"),
    (0, b"II*\x00", "TIFF"),
    (0, b"MM\x00*", "TIFF"),
    (0, b"PK\x03\x04", ZIP),
    (4, b"\x0a\x09OSMHeader", OSM),
)
_DXF: Final = re.compile(rb"(?:\s*999\r?\n[^\n]*\n)*\s*0\r?\n\s*SECTION\s")


def kind_of(head: bytes) -> str:
    """Return what a file that begins with ``head`` is: one of this module's names, or another's.

    Empty for what nobody knows by its beginning. ``link`` is a file that sends its reader to
    another file or a server (a VRT): nothing that parkmap ever follows.

    Examples
    --------
    >>> kind_of(b'{"type": "FeatureCollection"}'), kind_of(b"<!DOCTYPE html><html>")
    ('GeoJSON', 'HTML')
    """
    if _LINKS.search(head):
        return "link" if not _is_json(head) else JSON
    if head.startswith(b"SQLite format 3\0"):
        return GPKG if head[68:72] in {b"GPKG", b"GP10", b"GP11"} else "SQLite"
    for at, magic, kind in _MAGIC:
        if head.startswith(magic, at):
            return kind
    if _DXF.match(head.removeprefix(b"\xef\xbb\xbf")):
        return DXF
    return JSON if _is_json(head) else _xml_kind(head)


def _is_json(head: bytes) -> bool:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"{", b"["}


def _xml_kind(head: bytes) -> str:
    text = head.replace(b"\0", b"").lower().removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe \t\r\n")
    if not text.startswith(b"<"):
        return ""
    root = re.search(rb"<(?:[a-z0-9_]+:)?([a-z][a-z0-9_]*)", text)
    name = root[1] if root else b""
    names = {b"html": "HTML", b"kml": KML, b"osm": OSM, b"gpx": "GPX", b"featurecollection": "GML"}
    if b"<!doctype html" in text or b"<html" in text:
        return "HTML"
    return names.get(name, "XML")
