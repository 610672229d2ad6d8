"""What is promised in number, against what is on the map."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
import shapely

from parkmap.join import promises_of, sums_of, tell_differences
from parkmap.model import (
    Comparison,
    Condition,
    Lateness,
    MappedLayer,
    Promise,
    Severity,
    Source,
    Stage,
    State,
    Task,
    TaskOnDate,
)
from parkmap.pipeline.check import check
from parkmap.pipeline.scene import make_scene
from parkmap.workspace import load_workspace
from tests.page import world

GEODATA = Path(__file__).parents[1] / "geodata"
AS_OF = date(2017, 5, 31)
SOURCE = Source("tasks.csv", "utf-8", "", 1)


def on_day(
    task_id: str = "1",
    quantity: float | None = 3,
    unit: str = "座",
    *,
    layer: str | None = "stops",
    parks: tuple[str, ...] = ("A",),
    condition: Condition = Condition.ACTIVE,
) -> TaskOnDate:
    task = Task(task_id, "站", int(task_id) + 1, quantity=quantity, unit=unit)
    state = State(Stage.UNDER_CONSTRUCTION, condition, Lateness.ON_TIME)
    return TaskOnDate(task, state, layer, None, (), 0, parks)


def stops(*states: tuple[str | None, Stage, Condition]) -> MappedLayer:
    known = world.layer("stops", [shapely.Point(0, 0)] * len(states))
    rows = [("A", task, stage, condition, Lateness.ON_TIME, 0) for task, stage, condition in states]
    return world.mapped(known, rows)


def test_facilities_are_counted_by_how_far_they_have_come() -> None:
    shown = stops(
        ("1", Stage.PERMITTING, Condition.ACTIVE),
        ("1", Stage.UNDER_CONSTRUCTION, Condition.SUSPENDED),
        ("1", Stage.TRIAL, Condition.ACTIVE),
        ("1", Stage.IN_SERVICE, Condition.ACTIVE),
        ("1", Stage.IN_SERVICE, Condition.SUSPENDED),
        ("1", Stage.UNKNOWN, Condition.ACTIVE),
        ("2", Stage.IN_SERVICE, Condition.ACTIVE),
        (None, Stage.IN_SERVICE, Condition.ACTIVE),
    )
    (promise,) = promises_of([on_day()], [shown])
    # Of the six of task 1: all but permitting and unknown have started, one serves.
    assert promise == Promise(("1",), "stops", ("A",), 3, "座", Comparison.COMPARED, 6, 4, 1)


@pytest.mark.parametrize(
    ("told", "comparison"),
    [
        (on_day(), Comparison.COMPARED),
        (on_day(unit="個"), Comparison.COMPARED),
        (on_day(unit="公里"), Comparison.UNCOUNTABLE),
        (on_day(unit="万元"), Comparison.UNCOUNTABLE),
        (on_day(unit=""), Comparison.UNCOUNTABLE),
        (on_day(quantity=2.5), Comparison.UNCOUNTABLE),
        (on_day(layer=None), Comparison.NO_LAYER),
        (on_day(condition=Condition.CANCELLED), Comparison.CANCELLED),
    ],
)
def test_only_whole_numbers_of_things_are_compared(
    told: TaskOnDate, comparison: Comparison
) -> None:
    (promise,) = promises_of([told], [stops()])
    assert promise.comparison is comparison


def test_task_without_a_quantity_or_of_a_layer_that_is_not_shown_has_no_promise() -> None:
    tasks = [on_day(quantity=None), on_day("2", layer="toilets")]
    assert promises_of(tasks, [stops()]) == ()


def test_sums_are_by_layer_and_parks_and_count_each_task_once() -> None:
    one = ("1", Stage.IN_SERVICE, Condition.ACTIVE)
    shown = stops(one, one, ("2", Stage.UNDER_CONSTRUCTION, Condition.ACTIVE))
    tasks = [
        on_day("1", 2), on_day("2", 4), on_day("3", 1, "个"),
        on_day("4", 8, parks=("A", "B")), on_day("5", 130, "公顷"),
    ]  # fmt: skip
    compared = Comparison.COMPARED
    assert sums_of(promises_of(tasks, [shown])) == (
        # 2 + 4 + 1 of two units; 2 + 1 + 0 on the map, both of task 1 in service.
        Promise(("1", "2", "3"), "stops", ("A",), 7, "", compared, 3, 3, 2),
        Promise(("4",), "stops", ("A", "B"), 8, "座", compared, 0, 0, 0),
    )


@pytest.mark.parametrize(
    ("quantity", "unit", "told"),
    [
        (2.0, "座", []),
        (3.0, "座", [("promise.fewer", Severity.WARNING, "row:2")]),
        (1.0, "座", [("promise.more", Severity.NOTE, "row:2")]),
        (3.0, "公里", [("promise.uncountable", Severity.NOTE, "")]),
    ],
)
def test_difference_is_told(
    quantity: float, unit: str, told: list[tuple[str, Severity, str]]
) -> None:
    tasks = [on_day("1", quantity, unit)]
    promises = promises_of(tasks, [stops(*[("1", Stage.BUILT, Condition.ACTIVE)] * 2)])
    problems = tell_differences(promises, tasks, SOURCE)
    assert [(one.code, one.severity, one.place) for one in problems] == told


def test_difference_has_both_numbers() -> None:
    tasks = [on_day("1", 3.0, "座")]
    promises = promises_of(tasks, [stops(*[("1", Stage.BUILT, Condition.ACTIVE)] * 2)])
    (told,) = tell_differences(promises, tasks, SOURCE)
    assert told.values == {"text": "3座", "mapped": 2}


def test_task_that_is_not_on_the_map_is_not_told_twice() -> None:
    tasks = [on_day()]
    assert tell_differences(promises_of(tasks, [stops()]), tasks, SOURCE) == []


@pytest.fixture
def zone(tmp_path: Path) -> Path:
    shutil.copytree(GEODATA, tmp_path / "zone")
    return tmp_path / "zone"


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8-sig")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_sample_keeps_its_promises_in_number() -> None:
    scene = make_scene(load_workspace(GEODATA / "parkmap.toml"), as_of=AS_OF, lang="zh")
    stops = [one for one in scene.promise_sums if one.layer == "busstops"]
    # Rows 22 to 29 promise 5 + 3 + (4 + 1) + 5 + 4 + 3 + 3 = 28 stops in seven parks.
    assert [one.quantity for one in stops] == [5, 3, 5, 5, 4, 3, 3]
    assert sum(one.mapped for one in stops) == 28
    # busstops.geojson: in service 5, 0, 4, 4, 0, 2, 2; also started 0, 2, 1, 1, 0, 1, 1.
    assert [one.in_service for one in stops] == [5, 0, 4, 4, 0, 2, 2]
    assert [one.started for one in stops] == [5, 2, 5, 5, 0, 3, 3]
    assert {one.comparison for one in scene.promises} == {
        Comparison.COMPARED, Comparison.NO_LAYER, Comparison.CANCELLED,
    }  # fmt: skip


def test_check_tells_a_stop_that_is_missing(zone: Path) -> None:
    change(zone / "tasks.csv", "食品园·南片,3,座", "食品园·南片,4,座")
    checked = check(load_workspace(zone / "parkmap.toml"), as_of=AS_OF)
    told = [one for one in checked.findings.problems if one.code.startswith("promise.")]
    assert [(one.code, one.place, one.values["text"]) for one in told] == [
        ("promise.fewer", "row:24", "4座")  # 序号 23, below a header
    ]


def test_withheld_quantity_is_in_no_promise(zone: Path) -> None:
    file = zone / "parkmap.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(f'{text}\n[page]\nomit = ["quantity"]\n', encoding="utf-8")
    scene = make_scene(load_workspace(file), as_of=AS_OF, lang="zh")
    assert (scene.promises, scene.promise_sums) == ((), ())


def test_withheld_unit_is_in_no_promise(zone: Path) -> None:
    file = zone / "parkmap.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(f'{text}\n[page]\nomit = ["unit"]\n', encoding="utf-8")
    scene = make_scene(load_workspace(file), as_of=AS_OF, lang="zh")
    assert {one.unit for one in (*scene.promises, *scene.promise_sums)} == {""}
