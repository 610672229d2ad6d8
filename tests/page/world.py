"""A tiny world built in code: two square parks, a road, six stops, two plots, three tasks."""

from __future__ import annotations

from dataclasses import replace
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
    Match,
    Milestone,
    Problem,
    Promise,
    Role,
    Scenario,
    Scene,
    Source,
    Stage,
    State,
    Steps,
    Task,
    TaskOnDate,
    Text,
    Zone,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Moment = tuple[date | None, Stage, Condition, Lateness, int, bool]
    """The first day of a step (None: from ever), its state, days late then, whether they grow."""

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
    none = np.zeros(0, dtype=np.int64)
    return MappedLayer(
        known, Role.BASE, pd.DataFrame(columns=columns), existing=False, courses=none
    )


def steps(courses: Sequence[Sequence[Moment]]) -> Steps:
    """Return courses, each told by its moments."""
    moments = [moment for course in courses for moment in course]
    return Steps(
        first=np.cumsum([0, *map(len, courses)], dtype=np.int64),
        day=np.array([day.toordinal() if day else 0 for day, *_ in moments], dtype=np.int64),
        stage=_places([moment[1] for moment in moments], Stage),
        condition=_places([moment[2] for moment in moments], Condition),
        lateness=_places([moment[3] for moment in moments], Lateness),
        days_late=np.array([moment[4] for moment in moments], dtype=np.int64),
        grows=np.array([moment[5] for moment in moments], dtype=np.bool_),
    )


def _places(words: Sequence[str], order: Iterable[str]) -> np.ndarray:
    listed = list(order)
    return np.array([listed.index(word) for word in words], dtype=np.int8)


def stilled(scene: Scene) -> Scene:
    """Return a scene in which everything stands on every day as its states say."""
    known: dict[tuple[str, str, str, int], int] = {}
    states = [STAGE, CONDITION, LATENESS, DAYS_LATE]

    def course(*state: str | int) -> int:
        return known.setdefault(state, len(known))  # type: ignore[arg-type]

    layers = [
        replace(mapped, courses=np.array([course(*row) for row in rows], dtype=np.int64))
        for mapped in scene.layers
        for rows in [zip(*(mapped.states[name] for name in states), strict=True)]
    ]
    tasks = [
        task._replace(
            course=course(
                str(state.stage), str(state.condition), str(state.lateness), state.days_late
            ),
        )
        for task in scene.tasks
        for state in [task.state]
    ]
    still = steps(
        [
            [(None, Stage(stage), Condition(condition), Lateness(lateness), days, False)]
            for stage, condition, lateness, days in known
        ]
    )
    courses = dict.fromkeys(Scenario, still)
    return replace(scene, layers=tuple(layers), tasks=tuple(tasks), courses=courses)


def in_time(*, lang: str = "zh") -> Scene:
    """Return the tiny scene with a past and two futures; it is known on 31 May 2017.

    Stops 1 and 2 came into service on 10 May. Stop 3 was due on 30 April, stop 4 was to start on
    19 May and to be in service on 30 June; neither is. Stop 5 is suspended, due by the year's end;
    nothing is known of stop 6. With slip stop 3 comes on 1 June, 32 days late, stop 4 starts on
    that day, 13 days late, and comes on 13 July.
    """
    active, on_time = Condition.ACTIVE, Lateness.ON_TIME
    building, served, permitting = Stage.UNDER_CONSTRUCTION, Stage.IN_SERVICE, Stage.PERMITTING

    def step(
        day: date | None, stage: Stage, lateness: Lateness = on_time, late: int = 0, *, grows: bool
    ) -> Moment:
        return (day, stage, active, lateness, late, grows)

    def fixed(day: date | None, stage: Stage, late: int = 0) -> Moment:
        return step(day, stage, Lateness.OVERDUE if late else on_time, late, grows=False)

    began = [fixed(None, building), fixed(date(2017, 5, 10), served)]
    overdue = step(date(2017, 5, 1), building, Lateness.OVERDUE, 1, grows=True)
    late_start = step(date(2017, 5, 20), permitting, Lateness.LATE_START, 1, grows=True)
    held = (None, building, Condition.SUSPENDED, Lateness.UNKNOWN, 0, False)
    silent = (None, Stage.UNKNOWN, active, Lateness.UNKNOWN, 0, False)
    year_end = date(2017, 12, 31)
    promised = [(None, Stage.PROPOSED, active, Lateness.UNKNOWN, 0, False)]
    still: list[list[Moment]] = [[silent], [fixed(None, served)]]
    actual = [began, [fixed(None, building), overdue], [fixed(None, permitting), late_start]]
    plan = [
        began,
        [fixed(None, building), fixed(date(2017, 4, 30), served)],
        [
            fixed(None, permitting),
            fixed(date(2017, 5, 19), building),
            fixed(date(2017, 6, 30), served),
        ],
    ]
    slip = [
        began,
        [fixed(None, building), overdue, fixed(date(2017, 6, 1), served, 32)],
        [
            fixed(None, permitting), late_start, fixed(date(2017, 6, 1), building),
            fixed(date(2017, 7, 13), served, 13),
        ],
    ]  # fmt: skip
    later = [[held, fixed(year_end, served)], *still, [*promised, fixed(year_end, Stage.BUILT)]]
    known = scene(lang=lang)
    stops_, plots_, road_ = known.layers
    tasks = [
        task._replace(course=course) for task, course in zip(known.tasks, (1, 2, 6), strict=True)
    ]
    return replace(
        known,
        layers=(
            replace(stops_, courses=np.array([0, 0, 1, 2, 3, 4])),
            replace(plots_, courses=np.array([5, 5])),
            road_,
        ),
        tasks=tuple(tasks),
        courses={
            Scenario.ACTUAL: steps([*actual, [held], *still, promised]),
            Scenario.PLAN: steps([*plan, *later]),
            Scenario.SLIP: steps([*slip, *later]),
        },
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
    promises: Sequence[Promise] = (),
) -> Scene:
    """Return the tiny scene, with what is given in place of its own, the same on every day."""
    moving = Scene(
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
        promises=tuple(promises),
    )
    return stilled(moving)


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
            ("stops-1", "stops-2", "stops-3"), 0, ("A",), Match.PROPERTY,
        ),
        TaskOnDate(
            slow, State(Stage.PERMITTING, Condition.ACTIVE, Lateness.LATE_START, 12), "stops", "B",
            ("stops-4", "stops-5"), 0, ("B",), Match.PROPERTY,
        ),
        TaskOnDate(
            nowhere, State(Stage.PROPOSED, Condition.ACTIVE, Lateness.UNKNOWN), None, None, (), 0
        ),
    ]  # fmt: skip
