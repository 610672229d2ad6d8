"""The states of a layer's facilities: whose word counts."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from parkmap.model import (
    Condition,
    Interval,
    Layer,
    LayerSpec,
    Milestone,
    Problem,
    Scenario,
    Source,
    Stage,
    Task,
    Text,
)
from parkmap.schedule import LayerPart, programme_of, states_at, states_in_words

AS_OF = date(2017, 5, 31)


class Told(NamedTuple):
    frame: pd.DataFrame
    existing: bool
    problems: tuple[Problem, ...]


def states(
    rows: dict[str, list[object]],
    *,
    tasks: list[str | None] | None = None,
    known: tuple[Task, ...] = (),
    is_promised: bool = False,
    **spec: Any,
) -> Told:
    count = len(next(iter(rows.values())))
    index = pd.Index([f"s{at + 1}" for at in range(count)])
    frame = gpd.GeoDataFrame(
        {"row": range(1, count + 1)}, geometry=[shapely.Point(0, 0)] * count, index=index, crs=4326
    )
    for name, values in rows.items():
        frame[name] = pd.Series(values, index=index, dtype=object)
    layer = Layer(
        LayerSpec("stops", Text("站", "stops"), Path("a"), **spec),
        frame,
        pd.DataFrame(index=index),
        Source("a.geojson", "utf-8", "wgs84", count),
    )
    task_ids = pd.Series(tasks or [None] * count, index=index, dtype=object)
    programme = programme_of(
        known,
        [layer.spec.finish_means] * len(known),
        [LayerPart(layer, task_ids, is_promised)],
        as_of=AS_OF,
        known_on=AS_OF,
    )
    steps = programme.steps[Scenario.ACTUAL]
    told = states_in_words(states_at(steps, programme.layers["stops"], AS_OF))
    table = pd.DataFrame(
        {
            "stage": [str(one.stage) for one in told],
            "condition": [str(one.condition) for one in told],
        }
    )
    return Told(table, "stops" in programme.existing, programme.problems)


def task(**facts: Any) -> Task:
    may = Interval(date(2017, 5, 2), date(2017, 5, 2), "2017-05-02", "day")
    return Task("1", "站", 2, finish=Milestone("finish", actual=may), **facts)


def test_layer_without_any_status_is_existing_ground_truth() -> None:
    told = states({"name": ["a", "b"]})
    assert told.existing
    assert told.frame["stage"].tolist() == ["in_service", "in_service"]


@pytest.mark.parametrize("promised", [True, False])
def test_facility_without_a_match_is_unknown_where_the_layer_has_a_status(
    *, promised: bool
) -> None:
    rows: dict[str, list[object]] = {"stage": [None if promised else Stage.BUILT, None]}
    told = states(rows, is_promised=promised)
    assert not told.existing
    assert told.frame["stage"].iloc[1] == "unknown"


def test_task_given_by_the_register_alone_is_a_status_of_the_layer() -> None:
    told = states({"name": ["a", "b"]}, tasks=["1", None], known=(task(),))
    assert not told.existing
    assert told.frame["stage"].tolist() == ["in_service", "unknown"]


def test_condition_alone_is_no_status() -> None:
    rows: dict[str, list[object]] = {"condition": [Condition.ACTIVE, Condition.SUSPENDED]}
    told = states(rows)
    assert told.existing
    assert told.frame["stage"].tolist() == ["in_service", "in_service"]
    assert told.frame["condition"].tolist() == ["active", "suspended"]


def test_condition_keeps_the_stage_of_the_layer() -> None:
    told = states({"condition": [Condition.ACTIVE, None]}, stage=Stage.IN_SERVICE)
    assert told.frame["stage"].tolist() == ["in_service", "in_service"]


def test_own_stage_that_is_unknown_stays_unknown_in_a_layer_in_service() -> None:
    told = states({"stage": [Stage.UNKNOWN, None]}, stage=Stage.IN_SERVICE)
    assert told.frame["stage"].tolist() == ["unknown", "in_service"]


def test_own_stage_wins_over_the_task_and_a_contradiction_is_told() -> None:
    rows: dict[str, list[object]] = {"stage": [Stage.UNDER_CONSTRUCTION, None]}
    told = states(rows, tasks=["1", "1"], known=(task(),))
    assert told.frame["stage"].tolist() == ["under_construction", "in_service"]
    assert [problem.code for problem in told.problems] == ["status.contradiction"]
