"""The page looks up what the rules say: on random registers, days and scenarios."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

import numpy as np
import pytest

from parkmap.model import Scenario, Stage
from parkmap.schedule import assume, evaluate, following, programme_of, subjects_of
from tests.browser.agreement import page_answers
from tests.register_world import random_register

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import Browser

    from parkmap.model import Steps
    from tests.browser.agreement import Answer, Case

pytestmark = pytest.mark.browser

REGISTERS = 500
CASES_EACH = 20


def test_page_and_rules_agree_on_ten_thousand_registers_days_and_scenarios(
    browser: Browser,
) -> None:
    roll = Random(20170531)  # noqa: S311 - repeatable, not secret
    asked: list[tuple[Mapping[Scenario, Steps], list[Case]]] = []
    expected: list[list[Answer]] = []
    for seed in range(REGISTERS):
        tasks = random_register(seed)
        known_on = a_day(roll)
        means = [roll.choice([Stage.IN_SERVICE, Stage.BUILT, Stage.SITING])] * len(tasks)
        one = programme_of(tasks, means, (), as_of=known_on, known_on=known_on)
        # The rules themselves, on one day at a time: no step function on this side.
        subjects = subjects_of(tasks, means)
        assumed = assume(subjects, after=following(tasks).after, known_on=known_on)
        cases: list[Case] = []
        answers: list[Answer] = []
        for _ in range(CASES_EACH):
            day, scenario = a_day(roll).toordinal(), roll.choice(list(Scenario))
            holds = assumed[scenario] if day > known_on.toordinal() else None
            told = evaluate(subjects, np.full(len(tasks), day), holds)
            columns = (told.stage, told.condition, told.lateness, told.days_late)
            cases += [(course, day, scenario) for course in one.tasks.tolist()]
            answers += list(zip(*(column.tolist() for column in columns), strict=True))
        asked.append((one.steps, cases))
        expected.append(answers)
    told_by_page = page_answers(browser, asked)
    assert [[alone for alone, _ in answers] for answers in told_by_page] == expected
    assert [[among for _, among in answers] for answers in told_by_page] == expected


def a_day(roll: Random) -> date:
    return date(2016, 9, 1) + timedelta(days=roll.randrange(900))
