"""What a file is by its first bytes, whatever its name says."""

from __future__ import annotations

import re
from typing import Final

HEAD: Final = 65_536
"""Bytes that are looked at."""

JSON, GPKG, SHP, FGB, PARQUET, ZIP, KML, DXF = (
    "GeoJSON", "GeoPackage", "Shapefile", "FlatGeobuf", "GeoParquet", "ZIP", "KML", "DXF",
)  # fmt: skip

_LINKS: Final = re.compile(rb"<(?:OGR|VRT|GDAL|WMS|WMTS|ADBC)[A-Za-z_]*", re.IGNORECASE)
_MAGIC: Final[tuple[tuple[bytes, str], ...]] = (
    (b"\x00\x00\x27\x0a", SHP),
    (b"fgb\x03fgb", FGB),
    (b"PAR1", PARQUET),
    (b"AutoCAD Binary DXF", DXF),
    (b"AC10", "DWG"),
    (b"%PDF", "PDF"),
    (b"\xd0\xcf\x11\xe0", "XLS / DOC"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"\x1f\x8b", "GZIP"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
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
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith(b"PK\x03\x04"):
        return ZIP
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
    names = {b"html": "HTML", b"kml": KML, b"gpx": "GPX", b"featurecollection": "GML"}
    if b"<!doctype html" in text or b"<html" in text:
        return "HTML"
    return names.get(name, "XML")
