"""A file of places, as a department sent it -> Layer, or every reason why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, SupportsIndex

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from parkmap import model
from parkmap.errors import DataError
from parkmap.intake.columns import UnknownColumnError, find_column, unknown_column
from parkmap.intake.datum import to_wgs84
from parkmap.intake.deadline import parse_day
from parkmap.intake.decode import decode
from parkmap.intake.geojson import Features, parse_geojson
from parkmap.intake.points import read_points
from parkmap.intake.progress import parse_condition, parse_stage
from parkmap.intake.sheet import TABLE_SUFFIXES
from parkmap.intake.source import read_bytes
from parkmap.model import SYMBOLS, Layer, LayerSpec, Problem, Severity, Source
from parkmap.names import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

_SUFFIXES: Final = (".geojson", ".json")
_MEND_SHARE: Final = 0.001
"""Largest change of area that counts as the same area: slivers and spikes, not a bow-tie."""


@dataclass(frozen=True, slots=True, eq=False)
class Intake:
    """A layer and what there is to say of its file: warnings and notes, never errors."""

    layer: Layer
    problems: tuple[Problem, ...]


def read_layer(spec: LayerSpec, *, year: int) -> Intake:
    """Read one file of places.

    Parameters
    ----------
    spec
        What parkmap.toml says of the file.
    year
        What a date without a year counts from.

    Raises
    ------
    SourceError
        If the file is missing, unreadable, or of a format that parkmap does not read.
    DataError
        With every fault of the file that keeps it from being used.
    """
    file = spec.path.name
    if spec.path.suffix.lower() in TABLE_SUFFIXES:
        features, encoding = read_points(
            spec.path, encoding=spec.encoding, sheet=spec.sheet, datum=spec.datum
        )
    else:
        text, encoding = decode(
            read_bytes(spec.path, suffixes=_SUFFIXES), file=file, declared=spec.encoding
        )
        features = parse_geojson(text, file=file)
    problems = features.problems
    datum = features.crs if features.crs and spec.datum == "wgs84" else spec.datum
    geometry = _placed(features, datum, file)
    kept = np.array([shape is not None for shape in geometry], dtype=bool)
    ids = _ids(spec, features, problems)
    _refuse_errors(problems)
    properties = _table(features.properties, ids)
    frame = gpd.GeoDataFrame(
        {model.ROW: np.arange(1, len(ids) + 1)}, geometry=geometry, index=properties.index,
        crs="EPSG:4326",
    )  # fmt: skip
    try:
        _add_columns(frame, properties, spec, year, problems)
    except UnknownColumnError as error:
        problems.append(unknown_column(error, file))
    _refuse_errors(problems)
    source = Source(file, encoding, datum, len(ids), int((~kept).sum()))
    layer = Layer(spec, frame[kept], properties[kept], source)
    return Intake(layer, tuple(problems))


def _table(rows: list[dict[str, Any]], ids: list[str]) -> pd.DataFrame:
    """Return the properties as read, column by column: a missing one is None, never NaN."""
    columns = dict.fromkeys(key for row in rows for key in row)
    cells = {key: pd.Series([row.get(key) for row in rows], dtype=object) for key in columns}
    table = pd.DataFrame(cells, index=range(len(rows)), dtype=object)
    return table.set_axis(pd.Index(ids, dtype=object, name="id"))


def _refuse_errors(problems: list[Problem]) -> None:
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    if errors:
        raise DataError(errors)


def _placed(features: Features, datum: str, file: str) -> NDArray[np.object_]:
    """Return geometries in WGS 84, with those that lie nowhere on Earth told as errors."""
    geometry = to_wgs84(features.geometry, datum, file=file)
    bounds = shapely.bounds(geometry)
    known = ~shapely.is_missing(geometry)
    on_earth = (bounds[:, [0, 2]] >= -180).all(1) & (bounds[:, [0, 2]] <= 180).all(1)  # noqa: PLR2004
    on_earth &= (bounds[:, [1, 3]] >= -90).all(1) & (bounds[:, [1, 3]] <= 90).all(1)  # noqa: PLR2004
    for position in np.flatnonzero(known & ~on_earth):
        x, y = shapely.get_coordinates(features.geometry[position])[0]
        values = {"x": f"{x:.10g}", "y": f"{y:.10g}", "datum": datum}
        code = "geometry.metres" if max(abs(x), abs(y)) > 360 else "geometry.off_earth"  # noqa: PLR2004
        features.problems.append(_error(code, file, position, **values))
    _mend(geometry, features.problems, file)
    return geometry


def _mend(geometry: NDArray[np.object_], problems: list[Problem], file: str) -> None:
    """Mend areas that cross themselves where the area stays the same; refuse the others."""
    areal = shapely.get_dimensions(geometry) == 2  # noqa: PLR2004
    for position in np.flatnonzero(areal & ~shapely.is_valid(geometry)):
        broken = geometry[position]
        mended = _areas_of(shapely.make_valid(broken))
        place = f"feature:{position + 1}"
        values = {
            "reason": shapely.is_valid_reason(broken),
            "before": f"{broken.area:.6g}",
            "after": f"{mended.area:.6g}",
        }
        is_same = (
            mended.area > 0 and abs(mended.area - abs(broken.area)) <= _MEND_SHARE * mended.area
        )
        if is_same:
            geometry[position] = mended
            problems.append(Problem(Severity.WARNING, "geometry.mended", file, place, values))
        else:
            problems.append(Problem(Severity.ERROR, "geometry.invalid", file, place, values))


def _areas_of(geometry: Any) -> Any:  # noqa: ANN401 - shapely's union of geometry types
    parts = [part for part in shapely.get_parts(geometry) if shapely.get_dimensions(part) == 2]  # noqa: PLR2004
    flat = [piece for part in parts for piece in shapely.get_parts(part)]
    return flat[0] if len(flat) == 1 else shapely.MultiPolygon(flat)


def _ids(spec: LayerSpec, features: Features, problems: list[Problem]) -> list[str]:
    """Return one id a feature: the named column, the GeoJSON id, "id", else the row's number."""
    file, count = spec.path.name, len(features.ids)
    if spec.id_column is not None:
        columns = dict.fromkeys(key for row in features.properties for key in row)
        try:
            column = find_column(columns, "id", named=spec.id_column)
        except UnknownColumnError as error:
            problems.append(unknown_column(error, file))
            return [str(number) for number in range(count)]
        raw = [row.get(str(column)) for row in features.properties]
    elif any(value is not None for value in features.ids):
        raw = features.ids
    elif any(row.get("id") is not None for row in features.properties):
        raw = [row.get("id") for row in features.properties]
    else:
        if count:
            problems.append(Problem(Severity.NOTE, "ids.numbered", file, values={"count": count}))
        return [str(number) for number in range(1, count + 1)]
    ids = [text_of(value) for value in raw]
    problems += _faulty_ids(ids, file, spec.id_column or "id")
    return ids


def _faulty_ids(ids: list[str], file: str, column: str) -> list[Problem]:
    first: dict[str, int] = {}
    problems = []
    for position, one in enumerate(ids):
        if not one:
            problems.append(_error("ids.missing", file, position, column=column))
        elif one in first:
            values = {"id": one, "first": first[one] + 1}
            problems.append(_error("ids.duplicate", file, position, **values))
        first.setdefault(one, position)
    return problems


def _add_columns(
    frame: gpd.GeoDataFrame,
    properties: pd.DataFrame,
    spec: LayerSpec,
    year: int,
    problems: list[Problem],
) -> None:
    columns = list(properties.columns)
    for meaning, named in (
        (model.NAME, spec.name_column),
        (model.NAME_ZH, spec.name_zh_column),
        (model.NAME_EN, spec.name_en_column),
    ):
        column = find_column(columns, meaning, named=named)
        frame[meaning] = _texts(properties, column)
    task = find_column(columns, model.TASK, named=spec.task_column)
    if task is not None:
        frame[model.TASK] = _texts(properties, task)
    if spec.symbol_column is not None:
        column = find_column(columns, model.SYMBOL, named=spec.symbol_column)
        frame[model.SYMBOL] = _symbols(_texts(properties, column), spec, problems)
    parsers: tuple[tuple[str, Callable[[str], object]], ...] = (
        (model.STAGE, parse_stage),
        (model.CONDITION, parse_condition),
        (model.ACTUAL_START, lambda text: parse_day(text, year=year)),
        (model.ACTUAL_FINISH, lambda text: parse_day(text, year=year)),
    )
    for meaning, parse in parsers:
        column = find_column(columns, meaning)
        if column is not None:
            meanings = _parsed(properties[column], parse, spec.path.name, problems)
            frame[meaning] = pd.Series(meanings, index=frame.index, dtype=object)


def _texts(properties: pd.DataFrame, column: str | None) -> pd.Series[Any]:
    """Return a column as texts: object, not pandas' own strings, so that missing stays None."""
    index = properties.index
    if column is None:
        return pd.Series([None] * len(index), index=index, dtype=object)
    texts = [text_of(value) or None for value in properties[column].tolist()]
    return pd.Series(texts, index=index, dtype=object)


def _symbols(texts: pd.Series[Any], spec: LayerSpec, problems: list[Problem]) -> list[str]:
    strange = sorted({text for text in texts if text is not None and text not in SYMBOLS})
    for text in strange:
        values = {"symbol": text, "known": ", ".join(SYMBOLS)}
        problems.append(Problem(Severity.WARNING, "symbol.unknown", spec.path.name, values=values))
    return [text if text in SYMBOLS else spec.symbol for text in texts]


def _parsed(
    column: pd.Series[Any], parse: Callable[[str], object], file: str, problems: list[Problem]
) -> list[object]:
    """Return the meaning of each cell; what has none is told, and stays unknown."""
    meanings: list[object] = []
    for position, value in enumerate(column.tolist()):
        text = text_of(value)
        meaning = parse(text) if text else None
        if text and meaning is None:
            values = {"column": str(column.name), "text": text}
            problem = Problem(
                Severity.WARNING, "value.not_understood", file, f"feature:{position + 1}", values
            )
            problems.append(problem)
        meanings.append(meaning)
    return meanings


def _error(code: str, file: str, position: SupportsIndex, **values: object) -> Problem:
    return Problem(Severity.ERROR, code, file, f"feature:{int(position) + 1}", values)
