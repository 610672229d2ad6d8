"""GeoParquet through pyarrow, which is an extra: few departments send it, and it is large."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any, Final

from pyproj import CRS
from pyproj.exceptions import CRSError

from parkmap.errors import DataError
from parkmap.intake.datum import crs_name
from parkmap.intake.drivers import shapes_of
from parkmap.intake.features import Features
from parkmap.intake.findings import Findings
from parkmap.model import Problem, Severity

if TYPE_CHECKING:
    from parkmap.model import LayerSpec

MAX_BYTES: Final = 2**31
"""Most bytes that the columns may take when they are unpacked."""


def read_geoparquet(data: bytes, spec: LayerSpec) -> tuple[Features, Findings]:
    """Read a GeoParquet file."""
    file = spec.path.name
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        from pyarrow import parquet  # noqa: PLC0415 - same
    except ImportError as error:
        raise _refusal("source.needs_pyarrow", file) from error
    findings = Findings(file)
    try:
        opened = parquet.ParquetFile(io.BytesIO(data))
        size = sum(
            opened.metadata.row_group(number).total_byte_size
            for number in range(opened.metadata.num_row_groups)
        )
        if size > MAX_BYTES:
            values = {"size_mb": size // 2**20, "limit_mb": MAX_BYTES // 2**20, "count": 1}
            raise _refusal("archive.too_large", file, **values)
        geo = _geo(opened, file)
        table = opened.read()
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _refusal("source.broken", file, detail=str(error)[:160]) from error
    name = geo.get("primary_column")
    column = geo.get("columns", {}).get(name)
    if name not in table.column_names or not isinstance(column, dict):
        raise _refusal("source.no_places", file)
    if column.get("encoding") != "WKB":
        raise _refusal("parquet.encoding", file, encoding=column.get("encoding"))
    geometry = shapes_of(table[name].to_pylist(), findings)
    columns = {
        other: table[other].to_pylist()
        for other in table.column_names
        if other not in geo["columns"]
    }
    crs, is_wgs84 = _crs(column)
    features = Features(geometry, columns, crs=crs, is_wgs84_by_format=is_wgs84, encoding="utf-8")
    return features, findings


def _geo(opened: Any, file: str) -> dict[str, Any]:  # noqa: ANN401 - pyarrow has no types
    raw = (opened.schema_arrow.metadata or {}).get(b"geo")
    geo = json.loads(raw) if raw else None
    if not isinstance(geo, dict) or not isinstance(geo.get("columns"), dict):
        raise _refusal("parquet.plain", file)
    return geo


def _crs(column: dict[str, Any]) -> tuple[str | None, bool]:
    """Return the coordinate system, and whether leaving it out means WGS 84."""
    if "crs" not in column:
        return None, True
    if column["crs"] is None:
        return None, False
    try:
        return crs_name(CRS.from_json_dict(column["crs"])), False
    except (CRSError, TypeError, ValueError):
        return "", False


def _refusal(code: str, file: str, **values: object) -> DataError:
    return DataError([Problem(Severity.ERROR, code, file, values=values)])
