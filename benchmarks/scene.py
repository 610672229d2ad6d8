"""The benchmark's points as a scene of parkmap: one layer, one park, no register."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from benchmarks.points import EAST, FIELDS, NORTH, SOUTH, WEST
from parkmap import model

if TYPE_CHECKING:
    from collections.abc import Sequence


def make_scene(frame: gpd.GeoDataFrame, parks: gpd.GeoSeries | None = None) -> model.Scene:
    """Return the scene in which every point is a facility with its eight fields."""
    stages, conditions = list(model.Stage), list(model.Condition)
    # Every stage with every condition, and nothing that ever changes.
    count = len(stages) * len(conditions)
    nothing = np.zeros(count, dtype=np.int64)
    on_time = list(model.Lateness).index(model.Lateness.ON_TIME)
    still = model.Steps(
        first=np.arange(count + 1),
        day=nothing,
        stage=np.repeat(np.arange(len(stages)), len(conditions)).astype(np.int8),
        condition=np.tile(np.arange(len(conditions)), len(stages)).astype(np.int8),
        lateness=np.full(count, on_time, dtype=np.int8),
        days_late=nothing,
        grows=nothing > 0,
    )
    return model.Scene(
        zone=model.Zone(model.Text("对比", "Benchmark"), 2017, illustrative=True),
        as_of=date(2017, 5, 31),
        lang="zh",
        bounds=(WEST, SOUTH, EAST, NORTH),
        parks=_parks(_speck() if parks is None else parks),
        layers=(_facilities(frame),),
        tasks=(),
        register=None,
        problems=(),
        courses=dict.fromkeys(model.Scenario, still),
    )


def _facilities(frame: gpd.GeoDataFrame) -> model.MappedLayer:
    names = frame["name"].tolist()
    known = _known(frame.index, names, frame.geometry)
    states = pd.DataFrame(
        {
            model.PARK: frame["park"],
            model.TASK: frame["task"],
            model.STAGE: frame["stage"],
            model.CONDITION: frame["condition"],
            model.LATENESS: model.Lateness.ON_TIME.value,
            model.DAYS_LATE: 0,
        },
        index=frame.index,
    )
    layer = model.Layer(
        spec=_spec("points", model.Text("设施", "Facilities"), symbol="bus"),
        frame=known,
        properties=frame[list(FIELDS)],
        source=model.Source("points.geojson", "utf-8", "wgs84", len(frame)),
    )
    stage = pd.Index(list(model.Stage)).get_indexer(pd.Index(frame["stage"]))
    condition = pd.Index(list(model.Condition)).get_indexer(pd.Index(frame["condition"]))
    courses = stage * len(model.Condition) + condition
    return model.MappedLayer(layer, model.Role.FACILITY, states, existing=False, courses=courses)


def _speck() -> gpd.GeoSeries:
    # So small that its outline is no mark: what the browser is timed for are the points.
    square = shapely.box(WEST, SOUTH, WEST + 1e-6, SOUTH + 1e-6)
    return gpd.GeoSeries([square], index=["P00"], crs="EPSG:4326")


def _parks(outlines: gpd.GeoSeries) -> model.Layer:
    names = outlines.index.tolist()
    return model.Layer(
        spec=_spec("parks", model.Text("园区", "Parks"), symbol="park"),
        frame=_known(pd.Index(names), names, outlines),
        properties=pd.DataFrame({"name": names}, index=outlines.index),
        source=model.Source("parks.geojson", "utf-8", "wgs84", len(outlines)),
    )


def _known(index: pd.Index[str], names: Sequence[str], geometry: gpd.GeoSeries) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            model.NAME: names,
            model.NAME_ZH: None,
            model.NAME_EN: None,
            model.ROW: range(1, len(index) + 1),
        },
        index=index,
        geometry=geometry,
        crs="EPSG:4326",
    )


def _spec(key: str, title: model.Text, *, symbol: str) -> model.LayerSpec:
    return model.LayerSpec(key=key, title=title, path=Path(f"{key}.geojson"), symbol=symbol)
