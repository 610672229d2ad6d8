"""Scenarios, and states as step functions of the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkmap.model import (
    Condition,
    Interval,
    Lateness,
    Milestone,
    Scenario,
    Stage,
    State,
    Task,
)
from parkmap.schedule import (
    Programme,
    assume,
    evaluate,
    following,
    programme_of,
    state_of,
    states_at,
    states_in_words,
    subjects_of,
)
from tests.register_world import random_register

KNOWN_ON = date(2017, 5, 31)


def until(text: str) -> Interval:
    last = date.fromisoformat(text)
    return Interval(last.replace(day=1), last, text, "month")


def milestone(kind: Any, due: str | None, actual: str | None) -> Milestone:
    day = until(actual) if actual else None
    return Milestone(kind, until(due) if due else None, None, day)


def task(
    task_id: str = "1",
    *,
    start: str | None = "2017-04-30",
    finish: str | None = "2017-06-30",
    started: str | None = None,
    finished: str | None = None,
    **facts: Any,
) -> Task:
    return Task(
        task_id,
        task_id,
        2,
        start=milestone("start", start, started),
        finish=milestone("finish", finish, finished),
        **facts,
    )


def programme(*tasks: Task, known_on: date = KNOWN_ON) -> Programme:
    means = [Stage.IN_SERVICE] * len(tasks)
    return programme_of(tasks, means, (), as_of=known_on, known_on=known_on)


def state(one: Programme, scenario: Scenario, day: str, place: int = 0) -> State:
    states = states_at(one.steps[scenario], one.tasks, date.fromisoformat(day))
    return states_in_words(states)[place]


def finishes(one: Programme, scenario: Scenario, place: int = 0) -> date:
    """Return the first day in service."""
    steps = one.steps[scenario]
    course = int(one.tasks[place])
    first, end = steps.first[course : course + 2]
    served = steps.stage[first:end] == list(Stage).index(Stage.IN_SERVICE)
    return date.fromordinal(int(steps.day[first:end][served][0]))


def test_plan_starts_and_finishes_on_the_last_day_of_the_promise() -> None:
    one = programme(task(stage=Stage.PERMITTING), known_on=date(2017, 3, 31))
    assert state(one, Scenario.PLAN, "2017-04-29").stage is Stage.PERMITTING
    assert state(one, Scenario.PLAN, "2017-04-30").stage is Stage.UNDER_CONSTRUCTION
    assert state(one, Scenario.PLAN, "2017-06-29").stage is Stage.UNDER_CONSTRUCTION
    assert state(one, Scenario.PLAN, "2017-06-30").stage is Stage.IN_SERVICE
    assert state(one, Scenario.PLAN, "2017-12-31").lateness is Lateness.ON_TIME


@pytest.mark.parametrize("scenario", Scenario)
def test_up_to_the_last_known_day_every_scenario_tells_what_is_known(scenario: Scenario) -> None:
    one = programme(task(stage=Stage.PERMITTING))
    told = state(one, scenario, "2017-05-31")
    # Due on 30 April, and 31 days have passed.
    assert (told.stage, told.days_late) == (Stage.PERMITTING, 31)
    begun = state(one, scenario, "2017-06-01").stage is Stage.UNDER_CONSTRUCTION
    assert begun is (scenario is not Scenario.ACTUAL)


def test_plan_keeps_what_happened_sooner() -> None:
    one = programme(task(started="2017-04-10", finished="2017-05-20"))
    assert state(one, Scenario.PLAN, "2017-05-20").stage is Stage.IN_SERVICE
    assert state(one, Scenario.PLAN, "2017-05-20").lateness is Lateness.EARLY


def test_plan_follows_the_revised_date_and_not_the_baseline() -> None:
    known = task(started="2017-04-10")
    moved = replace(known, finish=replace(known.finish, current=until("2017-09-30")))
    assert finishes(programme(moved), Scenario.PLAN) == date(2017, 9, 30)


def test_plan_of_a_silent_task_is_unknown_until_its_promise_and_then_a_plan() -> None:
    one = programme(task(start=None))
    assert state(one, Scenario.PLAN, "2017-06-29").stage is Stage.UNKNOWN
    assert state(one, Scenario.PLAN, "2017-06-30").stage is Stage.IN_SERVICE


@pytest.mark.parametrize("scenario", [Scenario.PLAN, Scenario.SLIP])
def test_task_without_dates_keeps_its_stage_in_every_scenario(scenario: Scenario) -> None:
    one = programme(task(start=None, finish=None, stage=Stage.SITING))
    assert state(one, scenario, "2030-01-01").stage is Stage.SITING


@pytest.mark.parametrize("scenario", [Scenario.PLAN, Scenario.SLIP])
def test_cancelled_task_never_happens(scenario: Scenario) -> None:
    one = programme(task(stage=Stage.PROPOSED, condition=Condition.CANCELLED))
    told = state(one, scenario, "2030-01-01")
    assert (told.stage, told.condition) == (Stage.PROPOSED, Condition.CANCELLED)


def test_suspended_task_goes_on_by_plan() -> None:
    one = programme(task(started="2017-04-20", condition=Condition.SUSPENDED))
    assert state(one, Scenario.PLAN, "2017-06-29").condition is Condition.SUSPENDED
    assert state(one, Scenario.PLAN, "2017-06-30").condition is Condition.ACTIVE


def test_built_comes_into_service_when_service_is_promised() -> None:
    one = programme(task(started="2017-04-20", stage=Stage.BUILT))
    assert state(one, Scenario.PLAN, "2017-06-29").stage is Stage.BUILT
    assert finishes(one, Scenario.PLAN) == date(2017, 6, 30)


def test_late_start_moves_the_finish_by_its_lateness_so_far() -> None:
    one = programme(task(stage=Stage.PERMITTING))
    # Promised for 30 April, not begun on 31 May: 1 June at the earliest, 32 days later. 30 June
    # and 32 days: 1 August.
    assert state(one, Scenario.SLIP, "2017-05-31").stage is Stage.PERMITTING
    assert state(one, Scenario.SLIP, "2017-06-01").stage is Stage.UNDER_CONSTRUCTION
    assert finishes(one, Scenario.SLIP) == date(2017, 8, 1)
    late = state(one, Scenario.SLIP, "2017-07-31")
    assert (late.lateness, late.days_late) == (Lateness.OVERDUE, 31)
    assert state(one, Scenario.SLIP, "2017-12-31").days_late == 32


def test_start_that_came_late_moves_the_finish_as_much() -> None:
    one = programme(task(started="2017-05-10"))
    # Ten days after 30 April; 30 June and ten days.
    assert finishes(one, Scenario.SLIP) == date(2017, 7, 10)


def test_overdue_task_finishes_on_the_day_after_the_last_known_one_at_the_earliest() -> None:
    one = programme(task(started="2017-04-10", finish="2017-04-30"))
    assert finishes(one, Scenario.SLIP) == date(2017, 6, 1)
    # The plan has had it done for long; it tells of the days after the last known one alone.
    assert finishes(one, Scenario.PLAN) == date(2017, 6, 1)
    assert state(one, Scenario.PLAN, "2017-06-01").lateness is Lateness.ON_TIME


def test_silence_moves_nothing() -> None:
    one = programme(task())
    assert finishes(one, Scenario.SLIP) == finishes(one, Scenario.PLAN) == date(2017, 6, 30)


def test_what_follows_a_late_task_moves_as_far() -> None:
    late = task("1", started="2017-05-20", finish="2017-07-31")
    after = task("2", start="2017-08-31", finish="2017-09-30", stage=Stage.SITING, after=("1",))
    last = task("3", start="2017-10-31", finish="2017-12-31", stage=Stage.SITING, after=("2",))
    one = programme(last, late, after)
    # Twenty days late: 31 July becomes 20 August, 30 September 20 October, 31 December 20 January.
    assert finishes(one, Scenario.SLIP, 1) == date(2017, 8, 20)
    assert finishes(one, Scenario.SLIP, 2) == date(2017, 10, 20)
    assert finishes(one, Scenario.SLIP, 0) == date(2018, 1, 20)
    assert state(one, Scenario.SLIP, "2017-09-19", 2).stage is Stage.SITING
    assert state(one, Scenario.SLIP, "2017-09-20", 2).stage is Stage.UNDER_CONSTRUCTION


def test_own_lateness_counts_where_it_is_more() -> None:
    late = task("1", started="2017-05-05", finish="2017-07-31")
    after = task("2", start="2017-05-01", finish="2017-09-30", stage=Stage.SITING, after=("1",))
    # Five days late before it, itself from 1 May to 1 June: 31 days. 30 September and 31 days.
    assert finishes(programme(late, after), Scenario.SLIP, 1) == date(2017, 10, 31)


def test_what_has_happened_does_not_move_with_what_comes_before() -> None:
    late = task("1", started="2017-05-20", finish="2017-07-31")
    done = task("2", started="2017-04-10", finished="2017-05-10", after=("1",))
    assert finishes(programme(late, done), Scenario.SLIP, 1) == date(2017, 5, 10)


def test_tasks_in_a_circle_move_alike_and_are_told() -> None:
    one = task("1", started="2017-05-20", finish="2017-07-31", after=("2",))
    other = task("2", start=None, finish="2017-08-31", stage=Stage.SITING, after=("1",))
    assert {frozenset(circle) for circle in following([one, other]).circles} == {frozenset({0, 1})}
    assert finishes(programme(one, other), Scenario.SLIP, 0) == date(2017, 8, 20)
    assert finishes(programme(one, other), Scenario.SLIP, 1) == date(2017, 9, 20)


def test_unknown_name_of_what_comes_before_is_told() -> None:
    assert following([task("1", after=("7", "1.0"))]).unknown == ((0, "7"),)


def test_long_chain_moves_to_its_end() -> None:
    first = task("0", started="2017-05-20", finish="2017-07-31")
    chain = [
        task(str(at), start=None, finish="2017-08-31", stage=Stage.SITING, after=(str(at - 1),))
        for at in range(1, 2000)
    ]
    assert finishes(programme(first, *chain), Scenario.SLIP, 1999) == date(2017, 9, 20)


DAYS = st.integers(0, 800).map(lambda days: date(2016, 10, 1) + timedelta(days=days))


REGISTERS = st.integers(0, 2**32).map(random_register)


MEANS = st.sampled_from([Stage.IN_SERVICE, Stage.BUILT, Stage.SITING])


@settings(max_examples=150)
@given(REGISTERS, MEANS, DAYS, DAYS)
def test_steps_say_what_the_rules_say(
    tasks: tuple[Task, ...], means: Stage, known_on: date, day: date
) -> None:
    one = programme_of(tasks, [means] * len(tasks), (), as_of=known_on, known_on=known_on)
    subjects = subjects_of(tasks, [means] * len(tasks))
    assumed = assume(subjects, after=following(tasks).after, known_on=known_on)
    days = np.full(len(tasks), day.toordinal())
    for scenario in Scenario:
        told = states_in_words(states_at(one.steps[scenario], one.tasks, day))
        holds = assumed[scenario] if day > known_on else None
        assert told == states_in_words(evaluate(subjects, days, holds))
    actual = states_in_words(states_at(one.steps[Scenario.ACTUAL], one.tasks, day))
    assert actual == [state_of(task, as_of=day, finish_means=means) for task in tasks]


@settings(max_examples=150)
@given(REGISTERS, MEANS, DAYS)
def test_slip_is_never_earlier_than_plan(
    tasks: tuple[Task, ...], means: Stage, known_on: date
) -> None:
    subjects = subjects_of(tasks, [means] * len(tasks))
    assumed = assume(subjects, after=following(tasks).after, known_on=known_on)
    plan, slip = assumed[Scenario.PLAN], assumed[Scenario.SLIP]
    assert plan is not None
    assert slip is not None
    assert (slip.start >= plan.start).all()
    assert (slip.finish >= plan.finish).all()


@settings(max_examples=150)
@given(REGISTERS, MEANS, DAYS, st.integers(0, 400))
def test_waiting_makes_nothing_less_late_unless_an_actual_date_arrives(
    tasks: tuple[Task, ...], means: Stage, day: date, wait: int
) -> None:
    later = day + timedelta(days=wait)
    for task in tasks:
        arrived = any(
            one.actual and day < one.actual.latest <= later for one in (task.start, task.finish)
        )
        now = state_of(task, as_of=day, finish_means=means)
        then = state_of(task, as_of=later, finish_means=means)
        if not arrived and now.days_late:
            assert then.days_late >= now.days_late or then.lateness is Lateness.OVERDUE
            assert then.lateness in {now.lateness, Lateness.OVERDUE}


@settings(max_examples=100)
@given(REGISTERS, DAYS)
def test_every_task_has_a_course(tasks: tuple[Task, ...], known_on: date) -> None:
    one = programme(*tasks, known_on=known_on)
    assert len(one.tasks) == len(tasks)
    for steps in one.steps.values():
        assert (steps.day[steps.first[:-1]] == 0).all()
        assert (np.diff(steps.first) > 0).all()
        assert one.tasks.max() < len(steps.first) - 1


def test_tasks_that_are_alike_share_a_course() -> None:
    one = programme(task("1"), task("2"), task("3", stage=Stage.SITING))
    assert one.tasks[0] == one.tasks[1] != one.tasks[2]
