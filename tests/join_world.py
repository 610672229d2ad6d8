"""Layers, parks and registers for tests of the join."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import shapely

from parkmap.model import Layer, LayerSpec, Register, Source, Task, Text, Zone

if TYPE_CHECKING:
    from collections.abc import Mapping

ZONE = Zone(Text("开发区", "Zone"), 2017, illustrative=False)
SOURCE = Source("a.geojson", "utf-8", "wgs84", 0)


def layer(key: str, shapes: Mapping[str, shapely.Geometry], **columns: list[str | None]) -> Layer:
    index = pd.Index(list(shapes))
    names: dict[str, list[str | None]] = {
        "name": [None] * len(index), "name_zh": [None] * len(index), "name_en": [None] * len(index),
    }  # fmt: skip
    frame = gpd.GeoDataFrame(
        {"row": range(1, len(index) + 1)}, geometry=list(shapes.values()), index=index, crs=4326
    )
    for name, values in {**names, **columns}.items():
        frame[name] = pd.Series(values, index=index, dtype=object)
    title = Text({"stops": "公交站"}.get(key, key), key)
    return Layer(LayerSpec(key, title, Path(key)), frame, pd.DataFrame(index=index), SOURCE)


def box(west: float, east: float) -> shapely.Polygon:
    return shapely.box(west, 0, east, 1)


PARKS = layer(
    "parks", {"A": box(0, 1), "B": box(1, 2), "C": box(0.5, 1.5)}, name=["安东园", "时尚园", "重叠"]
)


def register(*tasks: Task) -> Register:
    return Register(tasks, Source("tasks.csv", "utf-8", "", len(tasks)))


def named_stops(*places: tuple[str, float], **columns: list[str | None]) -> Layer:
    """Return stops s0, s1, ... of a name at x; A reaches to 1, B from there to 2."""
    shapes = {f"s{at}": shapely.Point(x, 0.5) for at, (_, x) in enumerate(places)}
    return layer("stops", shapes, name=[name for name, _ in places], **columns)
