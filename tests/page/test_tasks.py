from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from parkmap.model import (
    Comparison,
    Condition,
    Interval,
    Lateness,
    Milestone,
    Promise,
    Scene,
    Stage,
    State,
    Task,
    TaskOnDate,
)
from parkmap.page.content import scene_data
from tests.page import world
from tests.page.unpacked import numbers, words

if TYPE_CHECKING:
    from collections.abc import Sequence

PROPOSED = State(Stage.PROPOSED, Condition.ACTIVE, Lateness.UNKNOWN)


def tasks_of(scene: Scene) -> dict[str, Any]:
    tasks: dict[str, Any] = scene_data(scene)["tasks"]
    return tasks


def bare(tasks: Sequence[Task]) -> dict[str, Any]:
    return tasks_of(
        world.scene(tasks=[TaskOnDate(one, PROPOSED, None, None, (), 0) for one in tasks])
    )


def test_task_points_at_the_stored_rows_of_its_facilities() -> None:
    # Stops run from west to east, so stored order is the file's; layers count from 1, stops first.
    packed = tasks_of(world.scene())["pack"]
    assert numbers(packed, "layer") == [1, 1, 0]
    assert numbers(packed, "rowCount") == [3, 2, 0]
    assert numbers(packed, "row") == [0, 1, 2, 3, 4]


def test_facility_that_is_not_there_is_left_out() -> None:
    one, *others = world.three_tasks()
    mixed = one._replace(facilities=("stops-2", "gone", "stops-1"))
    packed = tasks_of(world.scene(tasks=[mixed, *others]))["pack"]
    assert numbers(packed, "rowCount") == [2, 2, 0]
    assert numbers(packed, "row") == [0, 1, 3, 4]


def test_task_points_at_its_course() -> None:
    scene = world.scene()
    assert numbers(tasks_of(scene)["pack"], "course") == [known.course for known in scene.tasks]


def test_days_count_as_python_counts_them_and_none_is_zero() -> None:
    june = Interval(date(2017, 6, 1), date(2017, 6, 30), "6月底前", "month", ambiguous=True)
    told = bare([Task("1", "a", 1, finish=Milestone("finish", june, june)), Task("2", "b", 2)])
    packed = told["pack"]
    # 1 June 2017 is day 736481 of the calendar: 2016 years of 365 days, 489 leap days, 151 days.
    assert 2016 * 365 + 489 + 151 + 1 == 736_481
    assert numbers(packed, "finishBaselineFrom") == [736_481, 0]
    assert numbers(packed, "finishCurrentTo") == [736_481 + 29, 0]
    assert numbers(packed, "finishActualTo") == [0, 0]
    assert numbers(packed, "ambiguous") == [0b011000, 0]  # bits as the dates are named, start first
    assert words(packed, "finishCurrent") == ["6月底前", None]


def test_cell_that_names_several_is_a_set_written_once() -> None:
    told = bare(
        [
            Task("1", "a", 1, department="规划建设科、社会事务科", person="甲"),
            Task("2", "b", 2, department="社会事务科"),
            Task("3", "c", 3),
            Task("4", "d", 4, department="规划建设科,社会事务科"),
        ]
    )
    assert told["departments"] == ["规划建设科", "社会事务科"]
    assert told["departmentSets"] == [[0, 1]]
    # 0 is none, then two departments, then the set of both.
    assert numbers(told["pack"], "department") == [3, 2, 0, 3]
    assert (told["persons"], told["personSets"]) == (["甲"], [])
    assert words(told["pack"], "department")[0] == "规划建设科、社会事务科"


def test_lists_and_quantities_keep_their_kind() -> None:
    told = bare([Task("1", "a", 1, quantity=28.0, support=("甲", "乙"))])
    assert words(told["pack"], "quantity") == [28.0]
    assert words(told["pack"], "support") == ['["甲","乙"]']
    assert words(told["pack"], "after") == [None]


def test_task_of_two_parks_is_a_set_of_both() -> None:
    one, *others = world.three_tasks()
    both = one._replace(park_ids=("A", "B"))
    told = tasks_of(world.scene(tasks=[both, *others]))
    assert told["parkSets"] == [[0, 1]]
    # 0 is none, then two parks, then the set of both.
    assert numbers(told["pack"], "park") == [3, 2, 0]


def test_only_numbers_that_count_facilities_are_promised() -> None:
    one, two, three = (known.task for known in world.three_tasks())
    compared = Promise((one.task_id,), "stops", ("A",), 28.0, "座", Comparison.COMPARED, 3, 3, 2)
    area = Promise((two.task_id,), "stops", ("B",), 7.5, "公顷", Comparison.UNCOUNTABLE, 2, 1, 0)
    packed = tasks_of(world.scene(promises=[compared, area]))["pack"]
    assert numbers(packed, "promised") == [28, 0, 0]
    assert three.quantity is None


def test_scene_without_tasks_has_none() -> None:
    told = bare([])
    assert (told["pack"]["size"], told["pack"]["chunks"]) == (0, [])
