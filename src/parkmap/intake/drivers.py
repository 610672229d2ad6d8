"""GeoPackage, FlatGeobuf, DXF, OpenStreetMap through GDAL, kept from all but the one file.

The bytes were found to be of the format by their signature before GDAL sees them; they come from
memory, so that a path inside them leads nowhere; and what GDAL opened is compared with what was
asked for. Each of the three holds alone.
"""

from __future__ import annotations

import re
import sqlite3
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyogrio
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from parkmap.errors import DataError
from parkmap.intake.datum import crs_name
from parkmap.intake.features import Features, plain_value, unique_names
from parkmap.intake.findings import Findings
from parkmap.model import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from parkmap.model import LayerSpec

_NO_NETWORK: Final = {
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "GDAL_DISABLE_READDIR_ON_OPEN": "TRUE",
    "OGR_SQLITE_LOAD_EXTENSIONS": "",
    "PROJ_NETWORK": "OFF",
}
_HARMLESS: Final = re.compile(r"non conformant file extension|not recognized as a supported dr")
_UNDRAWN: Final = re.compile(
    r"^\s*0\r?\n\s*(3DSOLID|ACAD_PROXY_ENTITY|BODY|IMAGE|OLE2FRAME|RAY|REGION|SURFACE|XLINE|"
    r"ACAD_TABLE|WIPEOUT)\s*\r?$",
    re.MULTILINE,
)
_CLOSED: Final = 4
"""Fewest positions of a closed line that bounds an area."""


def read_gpkg(data: bytes, spec: LayerSpec) -> tuple[Features, Findings]:
    """Read one layer of a GeoPackage."""
    return _read_database(data, spec, "GPKG")


def read_flatgeobuf(data: bytes, spec: LayerSpec) -> tuple[Features, Findings]:
    """Read a FlatGeobuf file."""
    return _read_database(data, spec, "FlatGeobuf")


def read_dxf(data: bytes, spec: LayerSpec) -> tuple[Features, Findings]:
    """Read the entities of a DXF drawing; closed polylines are areas.

    A drawing says nothing of its coordinate system, so parkmap.toml must.
    """
    findings = Findings(spec.path.name)
    meta, geometry, columns = read_driver(data, "DXF", findings, layer=0)
    undrawn = sorted(set(_UNDRAWN.findall(data.decode("latin-1"))))
    if undrawn:
        findings.warn("dxf.undrawn", kinds=", ".join(undrawn))
    geometry, columns = _of_model_space(geometry, columns, findings)
    if spec.table is not None:
        names = [str(name) for name in columns.get("Layer", ())]
        geometry, columns = _of_cad_layer(geometry, columns, names, spec.table, findings)
    closed = 0
    for position, shape in enumerate(geometry):
        if shape is not None and shape.geom_type == "LineString" and _bounds_area(shape):
            geometry[position] = shapely.Polygon(shape)
            closed += 1
    if closed:
        findings.note("dxf.areas", count=closed)
    columns = {name: values for name, values in columns.items() if name not in _CAD_ONLY}
    return Features(geometry, columns, encoding=str(meta["encoding"] or "")), findings


def read_osm(data: bytes, spec: LayerSpec) -> tuple[Features, Findings]:
    """Read the ways of an OpenStreetMap file (XML or PBF), closed ones without areas too.

    Columns are those of GDAL's ``lines``: ``highway``, ``name``, and the rest in ``other_tags``.
    Ids of nodes are not among them.
    """
    findings = Findings(spec.path.name)
    meta, geometry, columns = read_driver(data, "OSM", findings, layer="lines")
    return Features(geometry, columns, crs=crs_of(meta["crs"]), encoding="utf-8"), findings


_CAD_ONLY: Final = frozenset({"PaperSpace", "SubClasses", "Linetype"})


def read_driver(
    source: bytes | str,
    driver: str,
    findings: Findings,
    *,
    layer: str | int,
    encoding: str | None = None,
) -> tuple[dict[str, Any], NDArray[np.object_], Mapping[str, Sequence[Any]]]:
    """Return what GDAL says of a layer, its geometries (2D) and its properties by column.

    Raises
    ------
    DataError
        If GDAL cannot read it, or takes it for another format than ``driver``.
    """
    with _told_by_gdal(findings):
        opened = pyogrio.read_info(source, layer=layer, encoding=encoding)["driver"]
        if opened != driver:
            raise _refusal("source.other_kind", findings.file, found=opened, wanted=driver)
        meta, _, wkb, values = pyogrio.raw.read(
            source, layer=layer, encoding=encoding, datetime_as_string=True
        )
    if wkb is None:
        raise _refusal("source.no_places", findings.file)
    geometry = shapes_of(wkb, findings)
    kinds = [str(kind) for kind in meta["ogr_types"]]
    told = [place for place, kind in enumerate(kinds) if kind != "OFTBinary"]
    if len(told) < len(kinds):
        findings.warn("source.binary", count=len(kinds) - len(told))
    names = named_once([str(meta["fields"][place]) for place in told], findings)
    columns = {
        name: _plain(values[place], kinds[place]) for name, place in zip(names, told, strict=True)
    }
    return meta, geometry, columns


def named_once(names: list[str], findings: Findings) -> list[str]:
    """Return column names, those that stand twice renamed, which is told."""
    unique = unique_names(names)
    if unique != names:
        renamed = [one for one, name in zip(unique, names, strict=True) if one != name]
        findings.warn("source.column_twice", names=", ".join(renamed))
    return unique


def shapes_of(wkb: Any, findings: Findings) -> NDArray[np.object_]:  # noqa: ANN401 - of WKB or None
    """Return WKB as 2D geometries; None, and told, where there is nothing to draw."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # each is told below, with its place
        geometry = np.asarray(shapely.from_wkb(wkb, on_invalid="ignore"), dtype=object)
    for position in np.flatnonzero(shapely.is_missing(geometry)):
        if wkb[position] is None:
            findings.warn("geometry.none", int(position))
        else:
            findings.refuse("geometry.wkb", int(position))
    for position in np.flatnonzero(shapely.is_empty(geometry)):
        kind = geometry[position].geom_type
        findings.warn("geometry.empty", int(position), type=kind)
        geometry[position] = None
    if shapely.has_z(geometry).any():
        findings.note("geometry.heights")
    geometry = np.asarray(shapely.force_2d(geometry), dtype=object)
    _drop_unreal(geometry, findings)
    return geometry


def crs_of(text: str | None) -> str | None:
    """Return the datum of a coordinate system as GDAL writes it; empty for one without a name."""
    if not text:
        return None
    try:
        crs = CRS.from_user_input(text)
    except CRSError:
        return ""
    is_unknown = crs.type_name in {"Engineering CRS", "Local CRS"} or "ndefined" in crs.name
    return None if is_unknown else crs_name(crs)


def _read_database(data: bytes, spec: LayerSpec, driver: str) -> tuple[Features, Findings]:
    findings = Findings(spec.path.name)
    layer = _chosen_layer(data, spec, findings)
    meta, geometry, columns = read_driver(data, driver, findings, layer=layer)
    if driver == "GPKG":
        _refuse_lost_geometries(data, layer, geometry, findings)
    features = Features(geometry, columns, crs=crs_of(meta["crs"]), encoding="utf-8")
    return features, findings


def _refuse_lost_geometries(
    data: bytes, layer: str, geometry: NDArray[np.object_], findings: Findings
) -> None:
    """Refuse a table of which GDAL dropped damaged geometries, as it does without a word."""
    base = sqlite3.connect(":memory:")
    try:
        base.deserialize(data)
        base.execute("PRAGMA trusted_schema = OFF")
        ((name,),) = base.execute(
            "SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?", (layer,)
        )
        table, column = (one.replace('"', '""') for one in (layer, str(name)))
        ((count,),) = base.execute(f'SELECT count("{column}") FROM "{table}"')  # noqa: S608 - quoted
    except (sqlite3.Error, ValueError):
        return  # GDAL has read it, by another way than the tables
    finally:
        base.close()
    left_out = int(count) - len(geometry) + int(shapely.is_missing(geometry).sum())
    empty = sum(one.code == "geometry.empty" for one in findings.problems())
    if left_out > empty:
        findings.refuse("geometry.lost", count=left_out - empty)


def _chosen_layer(data: bytes, spec: LayerSpec, findings: Findings) -> str:
    """Return the layer that ``table`` names, or the only one."""
    with _told_by_gdal(findings):
        layers = pyogrio.list_layers(data)
    named = {str(name): kind for name, kind in layers}
    spatial = [name for name, kind in named.items() if kind is not None]
    if spec.table is not None:
        if spec.table not in named:
            known = ", ".join(spatial)
            raise _refusal("source.no_table", findings.file, table=spec.table, known=known)
        return spec.table
    if len(spatial) == 1:
        return spatial[0]
    if not named:
        raise _refusal("source.broken", findings.file, detail="-")
    if not spatial:
        raise _refusal("source.no_places", findings.file)
    raise _refusal("source.many_tables", findings.file, known=", ".join(spatial))


def _of_cad_layer(
    geometry: NDArray[np.object_],
    columns: Mapping[str, Sequence[Any]],
    names: list[str],
    table: str,
    findings: Findings,
) -> tuple[NDArray[np.object_], Mapping[str, Sequence[Any]]]:
    kept = [position for position, name in enumerate(names) if name == table]
    if not kept:
        known = ", ".join(sorted(set(names)))
        raise _refusal("source.no_table", findings.file, table=table, known=known)
    return _picked(geometry, columns, kept)


def _of_model_space(
    geometry: NDArray[np.object_], columns: Mapping[str, Sequence[Any]], findings: Findings
) -> tuple[NDArray[np.object_], Mapping[str, Sequence[Any]]]:
    """Leave out what stands on the paper around the drawing: frames and title blocks."""
    paper = columns.get("PaperSpace", ())
    kept = [position for position, is_paper in enumerate(paper) if not is_paper]
    if len(kept) == len(paper):
        return geometry, columns
    findings.warn("dxf.paper", count=len(paper) - len(kept))
    return _picked(geometry, columns, kept)


def _picked(
    geometry: NDArray[np.object_], columns: Mapping[str, Sequence[Any]], kept: list[int]
) -> tuple[NDArray[np.object_], Mapping[str, Sequence[Any]]]:
    chosen = {name: [values[one] for one in kept] for name, values in columns.items()}
    return geometry[kept], chosen


def _bounds_area(line: Any) -> bool:  # noqa: ANN401 - shapely's line
    coords = shapely.get_coordinates(line)
    return len(coords) >= _CLOSED and bool((coords[0] == coords[-1]).all())


def _drop_unreal(geometry: NDArray[np.object_], findings: Findings) -> None:
    """Tell coordinates that are no numbers, and leave out lines of one point, in place."""
    coords, index = shapely.get_coordinates(geometry, return_index=True)
    for position in np.unique(index[~np.isfinite(coords).all(axis=1)]):
        findings.refuse("geometry.not_finite", int(position))
        geometry[position] = None
    linear = shapely.get_dimensions(geometry) == 1
    for position in np.flatnonzero(linear & (shapely.length(geometry) == 0)):
        findings.warn("geometry.degenerate", int(position))
        geometry[position] = None


def _plain(column: NDArray[Any], kind: str) -> list[Any]:
    """Return a column as Python values: missing is None, and a whole number stays one."""
    values: list[Any] = column.tolist()
    if column.dtype.kind != "f":
        return [plain_value(value) for value in values] if column.dtype.kind == "O" else values
    is_whole = kind.startswith("OFTInteger")
    return [None if value != value else int(value) if is_whole else value for value in values]  # noqa: PLR0124 - NaN alone differs from itself


@contextmanager
def _told_by_gdal(findings: Findings) -> Iterator[None]:
    """Keep GDAL off the network, and turn what it says into problems of the file."""
    before = {name: pyogrio.get_gdal_config_option(name) for name in _NO_NETWORK}
    pyogrio.set_gdal_config_options(_NO_NETWORK)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            yield
    except DataError:
        raise
    except Exception as error:  # GDAL and its wrapper raise many kinds; all mean a broken file
        raise _refusal("source.broken", findings.file, detail=_short(str(error))) from error
    finally:
        pyogrio.set_gdal_config_options(before)
    for text in dict.fromkeys(_short(str(one.message)) for one in caught):
        if not _HARMLESS.search(text):
            findings.warn("source.driver", detail=text)


def _short(text: str) -> str:
    return re.sub(r"/vsimem/\S+", "", " ".join(text.split()))[:160]


def _refusal(code: str, file: str, **values: object) -> DataError:
    return DataError([Problem(Severity.ERROR, code, file, values=values)])
