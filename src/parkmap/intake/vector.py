"""A file of places, as a department sent it -> Layer, or every reason why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from parkmap import model
from parkmap.errors import DataError
from parkmap.intake.columns import UnknownColumnError, find_column, unknown_column
from parkmap.intake.datum import settle_datum, to_wgs84
from parkmap.intake.formats import read_features
from parkmap.intake.ids import read_ids
from parkmap.intake.json_text import without_collector
from parkmap.intake.places import check_places, mend_areas, tell_kinds, tell_unlikely
from parkmap.intake.status import read_status
from parkmap.model import SYMBOLS, Layer, LayerSpec, Problem, Severity, Source
from parkmap.names import text_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from parkmap.intake.features import Features
    from parkmap.intake.findings import Findings


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
    with without_collector():
        return _read(spec, year)


def _read(spec: LayerSpec, year: int) -> Intake:
    features, findings = read_features(spec)
    datum, geometry = placed(features, spec, findings)
    ids = read_ids(features, spec.id_column, findings)
    properties = _table(features.columns, ids)
    columns = _known_columns(properties, spec, year, findings)
    findings.refuse_errors()
    frame = gpd.GeoDataFrame(
        {model.ROW: np.arange(1, len(ids) + 1), **columns}, geometry=geometry,
        index=properties.index, crs="EPSG:4326",
    )  # fmt: skip
    kept = ~shapely.is_missing(geometry)
    source = Source(spec.path.name, features.encoding, datum, len(ids), int((~kept).sum()))
    if not kept.all():
        frame, properties = frame[kept], properties[kept]
    return Intake(Layer(spec, frame, properties, source), findings.problems())


def placed(
    features: Features, spec: LayerSpec, findings: Findings
) -> tuple[str, NDArray[np.object_]]:
    """Return the datum of a file and its geometries in WGS 84, with all their faults told."""
    try:
        datum, said = settle_datum(
            spec.datum,
            features.crs,
            file=findings.file,
            is_wgs84_by_format=features.is_wgs84_by_format,
        )
        geometry = to_wgs84(features.geometry, datum, file=findings.file)
    except DataError as error:
        findings.extend(error.problems)
        return "", features.geometry
    if said:
        findings.extend([said])
    check_places(geometry, features.geometry, findings, datum=datum)
    mend_areas(geometry, findings)
    tell_kinds(geometry, findings)
    tell_unlikely(geometry, findings, symbol=spec.symbol)
    return datum, geometry


def _table(columns: Mapping[str, Sequence[Any]], ids: list[str]) -> pd.DataFrame:
    """Return the properties as read, column by column: a missing one is None, never NaN."""
    block = np.empty((len(columns), len(ids)), dtype=object)
    for row, values in zip(block, columns.values(), strict=True):
        is_array = isinstance(values, np.ndarray) and values.dtype == object
        row[:] = values if is_array else np.fromiter(values, dtype=object, count=len(ids))
    index = pd.Index(ids, dtype=object, name="id")
    names = pd.Index(list(columns), dtype=object)
    return pd.DataFrame(block.T, index=index, columns=names, dtype=object, copy=False)


def _known_columns(
    properties: pd.DataFrame, spec: LayerSpec, year: int, findings: Findings
) -> dict[str, object]:
    """Return what parkmap knows of each feature, by the names of ``Layer.frame``."""
    frame: dict[str, object] = {}
    problems: list[Problem] = []
    try:
        _add_columns(frame, properties, spec, year, problems)
    except UnknownColumnError as error:
        problems.append(unknown_column(error, findings.file))
    findings.extend(problems)
    return frame


def _add_columns(
    frame: dict[str, object],
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
    frame |= read_status(properties, year=year, file=spec.path.name, problems=problems)


def _texts(properties: pd.DataFrame, column: str | None) -> pd.Series[Any]:
    """Return a column as texts: object, not pandas' own strings, so that missing stays None."""
    index = properties.index
    if column is None:
        return pd.Series([None] * len(index), index=index, dtype=object)
    texts = [
        (value.strip() if type(value) is str else text_of(value)) or None
        for value in properties[column].tolist()
    ]
    return pd.Series(texts, index=index, dtype=object)


def _symbols(texts: pd.Series[Any], spec: LayerSpec, problems: list[Problem]) -> list[str]:
    strange = sorted({text for text in texts if text is not None and text not in SYMBOLS})
    for text in strange:
        values = {"symbol": text, "known": ", ".join(SYMBOLS)}
        problems.append(Problem(Severity.WARNING, "symbol.unknown", spec.path.name, values=values))
    return [text if text in SYMBOLS else spec.symbol for text in texts]
