"""A tiny world built in code: two square parks, a road, six stops, two plots, three tasks."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from parkmap.model import (
    CONDITION,
    DAYS_LATE,
    LATENESS,
    NAME,
    NAME_EN,
    NAME_ZH,
    PARK,
    ROW,
    STAGE,
    TASK,
    Basemap,
    Condition,
    Interval,
    Lateness,
    Layer,
    LayerSpec,
    MappedLayer,
    Milestone,
    Problem,
    Role,
    Scene,
    Source,
    Stage,
    State,
    Task,
    TaskOnDate,
    Text,
    Zone,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WEST, SOUTH = 118.55, 24.78
STEP = 0.01
"""Parks are STEP degrees wide; stops stand a tenth of that apart."""


def layer(
    key: str,
    geometries: Sequence[shapely.Geometry],
    *,
    ids: Sequence[str] | None = None,
    names: Sequence[str | None] | None = None,
    names_en: Sequence[str | None] | None = None,
    properties: Mapping[str, Sequence[object]] | None = None,
    title: Text | None = None,
    symbol: str = "generic",
    color: str = "#52606d",
    file: str | None = None,
) -> Layer:
    """Return a layer; ids default to key-1, key-2, ..."""
    count = len(geometries)
    index = pd.Index(list(ids or [f"{key}-{at + 1}" for at in range(count)]))
    frame = gpd.GeoDataFrame(
        {
            NAME: pd.Series(list(names or [None] * count), index=index, dtype=object),
            NAME_ZH: pd.Series([None] * count, index=index, dtype=object),
            NAME_EN: pd.Series(list(names_en or [None] * count), index=index, dtype=object),
            ROW: range(1, count + 1),
        },
        geometry=list(geometries),
        index=index,
        crs="EPSG:4326",
    )
    values = {
        name: pd.Series(list(column), index=index, dtype=object)
        for name, column in (properties or {}).items()
    }
    spec = LayerSpec(
        key, title or Text(f"{key}层", f"{key} layer"), Path(f"{key}.geojson"),
        symbol=symbol, color=color,
    )  # fmt: skip
    source = Source(file or f"{key}.geojson", "utf-8", "wgs84", count)
    return Layer(spec, frame, pd.DataFrame(values, index=index), source)


def mapped(
    known: Layer,
    rows: Sequence[tuple[str | None, str | None, Stage, Condition, Lateness, int]],
    *,
    existing: bool = False,
) -> MappedLayer:
    """Return a facility layer with a state (park, task, stage, ...) per row."""
    columns = [PARK, TASK, STAGE, CONDITION, LATENESS, DAYS_LATE]
    states = pd.DataFrame(list(rows), columns=columns, index=known.frame.index)
    for column in columns[:5]:
        states[column] = states[column].astype(object)
    return MappedLayer(
        known, Role.FACILITY, states, existing, np.zeros(len(states), dtype=np.int64)
    )


def ground(known: Layer) -> MappedLayer:
    """Return a base layer."""
    columns = [PARK, TASK, STAGE, CONDITION, LATENESS, DAYS_LATE]
    return MappedLayer(
        known,
        Role.BASE,
        pd.DataFrame(columns=columns),
        existing=False,
        courses=np.zeros(0, dtype=np.int64),
    )


def due(text: str, day: date) -> Interval:
    """Return an interval that ends on a day, in the register's words."""
    return Interval(day.replace(day=1), day, text, "month")


def scene(
    *,
    lang: str = "zh",
    layers: Sequence[MappedLayer] | None = None,
    tasks: Sequence[TaskOnDate] | None = None,
    parks: Layer | None = None,
    zone: Text | None = None,
    problems: Sequence[Problem] = (),
    basemaps: Sequence[Basemap] = (),
) -> Scene:
    """Return the tiny scene, with what is given in place of its own."""
    return Scene(
        zone=Zone(zone or Text("小园区", "Little Zone"), 2017, illustrative=True),
        as_of=date(2017, 5, 31),
        lang="en" if lang == "en" else "zh",
        bounds=(WEST, SOUTH, WEST + 2 * STEP, SOUTH + STEP),
        parks=parks or two_parks(),
        layers=tuple((stops(), plots(), road()) if layers is None else layers),
        tasks=tuple(three_tasks() if tasks is None else tasks),
        register=Source("tasks.csv", "gb18030", "", 3),
        problems=tuple(problems),
        courses={},
        basemaps=tuple(basemaps),
    )


def two_parks() -> Layer:
    """Return the parks: 甲园 in the west, 乙园 in the east."""
    squares = [
        shapely.box(WEST + at * STEP, SOUTH, WEST + (at + 0.9) * STEP, SOUTH + STEP)
        for at in (0, 1)
    ]
    return layer(
        "parks", squares, ids=["A", "B"], names=["甲园", "乙园"], names_en=["Park A", "Park B"],
        properties={"area": [81, 81.5]},
    )  # fmt: skip


def stops() -> MappedLayer:
    """Return six stops: two in service, one each of four other stages, two of them late."""
    points = [shapely.Point(WEST + (at + 1) * STEP / 4, SOUTH + STEP / 2) for at in range(6)]
    known = layer(
        "stops", points, symbol="bus", title=Text("公交站", "Bus stops"),
        names=[f"{word}站" for word in "一二三四五六"],
        names_en=[f"Stop {at}" for at in range(1, 7)],
        properties={
            "lines": [1, 2.5, None, True, ["7", 8], {"a": 1}],
            "road": ["东路", "东路", "西路", None, "西路", "东路"],
        },
    )  # fmt: skip
    return mapped(
        known,
        [
            ("A", "T1", Stage.IN_SERVICE, Condition.ACTIVE, Lateness.ON_TIME, 0),
            ("A", "T1", Stage.IN_SERVICE, Condition.ACTIVE, Lateness.ON_TIME, 0),
            ("A", "T1", Stage.UNDER_CONSTRUCTION, Condition.ACTIVE, Lateness.OVERDUE, 40),
            ("B", "T2", Stage.PERMITTING, Condition.ACTIVE, Lateness.LATE_START, 12),
            ("B", "T2", Stage.UNDER_CONSTRUCTION, Condition.SUSPENDED, Lateness.UNKNOWN, 0),
            (None, None, Stage.UNKNOWN, Condition.ACTIVE, Lateness.UNKNOWN, 0),
        ],
    )


def plots() -> MappedLayer:
    """Return two plots, taken as existing."""
    areas = [
        shapely.box(WEST + x * STEP, SOUTH + STEP / 10, WEST + (x + 0.3) * STEP, SOUTH + STEP / 3)
        for x in (0.2, 1.2)
    ]
    known = layer("plots", areas, symbol="office", title=Text("企业", "Enterprises"))
    row = (None, Stage.IN_SERVICE, Condition.ACTIVE, Lateness.UNKNOWN, 0)
    return mapped(known, [("A", *row), ("B", *row)], existing=True)


def road() -> MappedLayer:
    """Return one road along both parks."""
    line = shapely.LineString([(WEST, SOUTH + STEP / 2), (WEST + 2 * STEP, SOUTH + STEP / 2)])
    return ground(layer("roads", [line], symbol="road", title=Text("道路", "Roads")))


def three_tasks() -> list[TaskOnDate]:
    """Return a task that is late, one that starts late, and one that is not on the map."""
    june = Milestone("finish", due("6月底前", date(2017, 6, 30)))
    built = Task(
        "T1", "新建公交站", 1, content="三座站台", layer="公交站", quantity=3.0, unit="座",
        start=Milestone("start", due("4月", date(2017, 4, 30))), finish=june,
        leader="分管领导甲", department="规划建设科", person="经办人乙",
    )  # fmt: skip
    slow = Task("T2", "改造公交站", 2, finish=june, department="公用事业科")
    year_end = Milestone("finish", due("年底前", date(2017, 12, 31)))
    nowhere = Task("T3", "智慧平台", 3, finish=year_end)
    return [
        TaskOnDate(
            built, State(Stage.UNDER_CONSTRUCTION, Condition.ACTIVE, Lateness.OVERDUE, 40),
            "stops", "A",
            ("stops-1", "stops-2", "stops-3"), 0,
        ),
        TaskOnDate(
            slow, State(Stage.PERMITTING, Condition.ACTIVE, Lateness.LATE_START, 12), "stops", "B",
            ("stops-4", "stops-5"), 0,
        ),
        TaskOnDate(
            nowhere, State(Stage.PROPOSED, Condition.ACTIVE, Lateness.UNKNOWN), None, None, (), 0
        ),
    ]  # fmt: skip
