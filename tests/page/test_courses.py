from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from parkmap.model import Condition, Lateness, Scenario, Stage
from parkmap.page.courses import courses_data
from tests.page import world
from tests.page.unpacked import numbers

BUILDING = (None, Stage.UNDER_CONSTRUCTION, Condition.ACTIVE, Lateness.ON_TIME, 0, False)
LATE = (date(2017, 7, 1), Stage.UNDER_CONSTRUCTION, Condition.ACTIVE, Lateness.OVERDUE, 1, True)
DONE = (date(2017, 6, 30), Stage.IN_SERVICE, Condition.ACTIVE, Lateness.ON_TIME, 0, False)


def test_steps_are_day_state_and_days_late() -> None:
    actual, plan = world.steps([[BUILDING, LATE]]), world.steps([[BUILDING, DONE]])
    data: Any = courses_data(
        {Scenario.ACTUAL: actual, Scenario.PLAN: plan, Scenario.SLIP: actual}
    )  # fmt: skip
    # The first step of all is on 30 June: the day before it is 0.
    assert date.fromordinal(data["begin"]) == date(2017, 6, 29)
    assert numbers(data, "actual.day") == [0, 2]
    assert numbers(data, "plan.day") == [0, 1]
    assert numbers(data, "slip.late") == [0, 1]
    told = [
        data["states"][code] for code in numbers(data, "actual.state") + numbers(data, "plan.state")
    ]
    # under_construction is 5, in_service 8; on_time is 1, overdue 4
    assert told == [[5, 0, 1, 0], [5, 0, 4, 1], [5, 0, 1, 0], [8, 0, 1, 0]]


def test_state_that_many_steps_share_is_told_once() -> None:
    many = world.steps([[BUILDING]] * 3 + [[BUILDING, DONE]])
    data: Any = courses_data(dict.fromkeys(Scenario, many))
    assert len(data["states"]) == 2
    assert numbers(data, "plan.steps") == [1, 1, 1, 2]


def test_scene_without_courses_packs() -> None:
    data: Any = courses_data(dict.fromkeys(Scenario, world.steps([])))
    assert data["states"] == []
    assert all(length == 0 for _, _, length, _ in data["plan"])


def test_days_of_several_thousand_years_pack() -> None:
    far = [(date(day, 1, 1), *DONE[1:]) for day in (1, 9999)]
    data: Any = courses_data(dict.fromkeys(Scenario, world.steps([far])))
    first, last = numbers(data, "slip.day")
    assert first == 1
    assert last - first == date(9999, 1, 1).toordinal() - date(1, 1, 1).toordinal()


def test_days_late_may_be_many() -> None:
    late = (None, *LATE[1:4], 70_000, False)
    data: Any = courses_data(dict.fromkeys(Scenario, world.steps([[late]])))
    assert numbers(data, "actual.late") == [70_000]
    assert np.iinfo(np.uint16).max < 70_000
