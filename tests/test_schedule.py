from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkmap.model import Condition, Interval, Lateness, Milestone, Stage, State, Task
from parkmap.schedule import contradictions, state_of

AS_OF = date(2017, 5, 31)
APRIL = Interval(date(2017, 4, 1), date(2017, 4, 30), "4月份", "month")
JUNE = Interval(date(2017, 6, 1), date(2017, 6, 30), "6月", "month")


def day(text: str) -> Interval:
    one = date.fromisoformat(text)
    return Interval(one, one, text, "day")


def task(
    *, started: str | None = None, finished: str | None = None, due: Interval = JUNE, **facts: Any
) -> Task:
    start = Milestone("start", APRIL, APRIL, day(started) if started else None)
    finish = Milestone("finish", due, due, day(finished) if finished else None)
    return Task("1", "公交站", 2, start=start, finish=finish, **facts)


def state(one: Task, as_of: date = AS_OF) -> State:
    return state_of(one, as_of=as_of, finish_means=Stage.IN_SERVICE)


def test_finished_task_brings_what_a_finish_means() -> None:
    assert state(task(finished="2017-05-20")).stage is Stage.IN_SERVICE


def test_silence_is_unknown_and_never_late() -> None:
    silent = state(task())
    assert (silent.stage, silent.lateness) == (Stage.UNKNOWN, Lateness.UNKNOWN)


def test_silence_before_any_deadline_is_on_time() -> None:
    assert state(task(), date(2017, 4, 30)).lateness is Lateness.ON_TIME


def test_start_brings_construction() -> None:
    assert state(task(started="2017-04-10")).stage is Stage.UNDER_CONSTRUCTION


def test_start_after_the_day_is_not_yet() -> None:
    assert state(task(started="2017-04-10"), date(2017, 4, 9)).stage is Stage.PROPOSED


def test_finish_after_the_day_is_not_yet() -> None:
    known = task(started="2017-04-10", finished="2017-05-20", stage=Stage.IN_SERVICE)
    assert state(known, date(2017, 5, 19)).stage is Stage.UNDER_CONSTRUCTION


def test_late_start_counts_from_the_last_day_of_the_month() -> None:
    late = state(task(stage=Stage.PERMITTING))
    # From 30 April to 31 May: 31 days.
    assert (late.lateness, late.days_late) == (Lateness.LATE_START, 31)


def test_overdue_counts_from_the_last_day() -> None:
    late = state(task(started="2017-04-10"), date(2017, 7, 10))
    assert (late.lateness, late.days_late) == (Lateness.OVERDUE, 10)


def test_last_day_itself_is_in_time() -> None:
    assert state(task(started="2017-04-10"), date(2017, 6, 30)).lateness is Lateness.DUE_SOON


@pytest.mark.parametrize(
    ("finished", "lateness", "days"),
    [
        ("2017-05-31", Lateness.EARLY, 0),
        ("2017-06-01", Lateness.ON_TIME, 0),
        ("2017-06-30", Lateness.ON_TIME, 0),
        ("2017-07-02", Lateness.OVERDUE, 2),
    ],
)
def test_finish_is_held_against_its_interval(finished: str, lateness: Lateness, days: int) -> None:
    told = state(task(finished=finished), date(2017, 12, 31))
    assert (told.lateness, told.days_late) == (lateness, days)


def test_finish_on_an_unknown_day_is_on_time_until_the_deadline() -> None:
    known = task(stage=Stage.BUILT)
    assert state(known, date(2017, 6, 30)).lateness is Lateness.ON_TIME
    assert state(known, date(2017, 7, 1)).lateness is Lateness.UNKNOWN


def test_finished_choice_of_a_site_stays_a_choice_and_is_not_overdue() -> None:
    known = task(finished="2017-06-15", stage=Stage.SITING)
    told = state_of(known, as_of=date(2017, 12, 31), finish_means=Stage.SITING)
    assert (told.stage, told.lateness) == (Stage.SITING, Lateness.ON_TIME)


def test_revised_date_is_an_extension() -> None:
    known = task(started="2017-04-10")
    september = Interval(date(2017, 9, 1), date(2017, 9, 30), "9月", "month")
    extended = replace(known, finish=replace(known.finish, current=september))
    assert state(extended, date(2017, 8, 1)).lateness is Lateness.EXTENDED


def test_looking_back_a_start_that_came_later_was_late_then() -> None:
    known = task(started="2017-06-10", stage=Stage.UNDER_CONSTRUCTION)
    told = state(known)
    # Promised for April, not begun on 31 May: 31 days.
    assert (told.stage, told.lateness, told.days_late) == (
        Stage.PROPOSED,
        Lateness.LATE_START,
        31,
    )


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (task(started="2017-05-01", finished="2017-03-01"), "status.finish_before_start"),
        (task(finished="2017-05-20", stage=Stage.PROPOSED), "status.finished_yet_not"),
        (task(started="2017-04-10", stage=Stage.PROPOSED), "status.started_yet_not"),
    ],
)
def test_row_that_contradicts_itself_is_told(one: Task, code: str) -> None:
    assert contradictions(one) == [code]


def test_row_that_agrees_with_itself_is_not_told() -> None:
    assert contradictions(task(started="2017-04-10", stage=Stage.UNDER_CONSTRUCTION)) == []
    assert contradictions(task(finished="2017-04-10", stage=Stage.SITING)) == []


def test_suspended_task_may_be_late_and_cancelled_may_not() -> None:
    stopped = task(stage=Stage.PROPOSED, condition=Condition.SUSPENDED)
    assert state(stopped).lateness is Lateness.LATE_START
    dropped = task(stage=Stage.PROPOSED, condition=Condition.CANCELLED)
    assert state(dropped).lateness is Lateness.UNKNOWN


def test_done_without_a_date_is_what_a_finish_means() -> None:
    assert state(task(is_done=True)).stage is Stage.IN_SERVICE


@given(st.integers(0, 400), st.integers(0, 60), st.sampled_from([None, Stage.PERMITTING]))
def test_waiting_never_makes_a_task_less_late(offset: int, wait: int, stage: Stage | None) -> None:
    known = task(stage=stage)
    first = date(2017, 1, 1) + timedelta(days=offset)
    now, later = state(known, first), state(known, first + timedelta(days=wait))
    if now.lateness is later.lateness:
        assert later.days_late >= now.days_late
    else:
        assert (
            now.days_late == 0
            or later.days_late > now.days_late
            or (later.lateness is Lateness.OVERDUE)
        )
