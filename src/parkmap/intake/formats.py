"""Which reader a file of places gets: by its ending, after its first bytes agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from parkmap.errors import DataError
from parkmap.intake import signature
from parkmap.intake.drivers import read_dxf, read_flatgeobuf, read_gpkg
from parkmap.intake.findings import Findings
from parkmap.intake.geojson import read_geojson
from parkmap.intake.json_text import read_json
from parkmap.intake.kml import read_kml, read_kmz
from parkmap.intake.parquet import read_geoparquet
from parkmap.intake.points import read_points
from parkmap.intake.shapefile import read_shapefile, read_zip
from parkmap.intake.sheet import TABLE_SUFFIXES
from parkmap.intake.signature import HEAD, kind_of
from parkmap.intake.source import read_bytes
from parkmap.model import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from parkmap.intake.features import Features
    from parkmap.model import LayerSpec


def read_features(spec: LayerSpec) -> tuple[Features, Findings]:
    """Read a file of places in any format that parkmap knows.

    Raises
    ------
    SourceError
        If the file is missing, unreadable, or its ending is not known.
    DataError
        If it is not what its ending says, or cannot be read at all.
    """
    if spec.path.suffix.lower() in TABLE_SUFFIXES:
        datum = spec.datum or "wgs84"
        return read_points(spec.path, encoding=spec.encoding, sheet=spec.sheet, datum=datum)
    data = read_bytes(spec.path, suffixes=(*READERS, *TABLE_SUFFIXES))
    kinds, read = READERS[spec.path.suffix.lower()]
    found = kind_of(data[:HEAD])
    if found not in kinds:
        _refuse(data, found, spec, kinds[0])
    return read(data, spec)


def _refuse(data: bytes, found: str, spec: LayerSpec, wanted: str) -> None:
    """Refuse a file that is another thing; what has no face of its own is left to its reader."""
    file = spec.path.name
    if not data.strip():
        raise _error("json.empty", file)
    if found == "link":
        raise _error("source.link", file)
    if found == "HTML":
        raise _error("json.html", file, wanted=wanted)
    if found:
        raise _error("source.other_kind", file, found=found, wanted=wanted)
    if wanted != signature.JSON:
        raise _error("source.not_kind", file, wanted=wanted)


def _geojson(data: bytes, spec: LayerSpec) -> tuple[Features, Findings]:
    file = spec.path.name
    document = read_json(data, file=file, declared=spec.encoding)
    findings = Findings(file, document.data)
    findings.extend(document.problems)
    features = read_geojson(document, findings)
    features.encoding = document.encoding
    return features, findings


def _error(code: str, file: str, **values: object) -> DataError:
    return DataError([Problem(Severity.ERROR, code, file, values=values)])


READERS: Final[
    dict[str, tuple[tuple[str, ...], Callable[[bytes, LayerSpec], tuple[Features, Findings]]]]
] = {
    ".geojson": ((signature.JSON,), _geojson),
    ".json": ((signature.JSON,), _geojson),
    ".gpkg": ((signature.GPKG,), read_gpkg),
    ".shp": ((signature.SHP,), read_shapefile),
    ".zip": ((signature.ZIP,), read_zip),
    ".fgb": ((signature.FGB,), read_flatgeobuf),
    ".dxf": ((signature.DXF,), read_dxf),
    ".kml": ((signature.KML,), read_kml),
    ".kmz": ((signature.ZIP,), read_kmz),
    ".parquet": ((signature.PARQUET,), read_geoparquet),
    ".geoparquet": ((signature.PARQUET,), read_geoparquet),
}
"""Ending -> the kinds that its first bytes may say, and the reader."""
