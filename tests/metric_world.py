"""Layers for tests, drawn in metres east and north of a place in Jinjiang."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from parkmap.metric import local_crs
from parkmap.model import Layer, LayerSpec, Source, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LON, LAT = 118.6, 24.72
CRS = local_crs((LON, LAT, LON, LAT))


def layer(
    key: str,
    shapes: Sequence[Any],
    names: Sequence[str | None] = (),
    *,
    symbol: str = "generic",
    datum: str = "wgs84",
    folder: str = "zone",
) -> Layer:
    """Return a layer of shapes in metres, with ids and rows 1, 2, 3 ..."""
    index = pd.Index([str(number) for number in range(1, len(shapes) + 1)], dtype=object)
    placed = gpd.GeoSeries(list(shapes), index=index, crs=CRS).to_crs("EPSG:4326")
    frame = gpd.GeoDataFrame({"row": range(1, len(shapes) + 1)}, geometry=placed, index=index)
    told = list(names) or [None] * len(shapes)
    frame["name"] = pd.Series(told, index=index, dtype=object)
    for column in ("name_zh", "name_en"):
        frame[column] = pd.Series([None] * len(shapes), index=index, dtype=object)
    spec = LayerSpec(key, Text(key, key), Path(folder) / f"{key}.geojson", symbol=symbol)
    source = Source(spec.path.name, "utf-8", datum, len(shapes))
    return Layer(spec, frame, pd.DataFrame(index=index), source)


def moved(one: Layer, move: Callable[[Any, Any], tuple[Any, Any]], datum: str = "") -> Layer:
    """Return a layer whose lon, lat have gone through ``move``, as if read so."""
    geometry = one.frame.geometry.transform(
        lambda coords: np.column_stack(move(coords[:, 0], coords[:, 1]))
    )
    source = replace(one.source, datum=datum or one.source.datum)
    return replace(one, frame=one.frame.set_geometry(geometry), source=source)
