"""Registers made up at random, for tests that compare two ways to the same answer."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from parkmap.model import Condition, Interval, Milestone, Stage, Task


def random_register(seed: int) -> tuple[Task, ...]:
    """Return up to eight tasks with any facts, in any contradiction with each other."""
    roll = Random(seed)  # noqa: S311 - repeatable, not secret

    def interval() -> Interval | None:
        if roll.random() < 0.3:
            return None
        first = date(2016, 10, 1) + timedelta(days=roll.randrange(800))
        return Interval(first, first + timedelta(days=roll.choice([0, 9, 29, 90])), "", "day")

    def any_milestone(kind: Any) -> Milestone:
        return Milestone(kind, interval(), interval(), interval())

    names = [str(at) for at in range(roll.randint(1, 8))]
    return tuple(
        Task(
            name,
            "",
            at + 2,
            start=any_milestone("start"),
            finish=any_milestone("finish"),
            stage=roll.choice([None, *Stage]),
            condition=roll.choice([None, *Condition]),
            is_done=roll.random() < 0.2,
            after=tuple(roll.choices(names, k=roll.randint(0, 2))),
        )
        for at, name in enumerate(names)
    )
