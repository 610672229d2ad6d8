"""Step functions and the days of a programme, as the page's scripts read them."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from parkmap.model import Condition, Lateness, Scenario, Stage, Steps
from parkmap.page.courses import courses_data
from tests.browser.agreement import page_answers, plain_answer
from tests.browser.pure import call
from tests.page import world

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from playwright.sync_api import Browser

    from tests.browser.agreement import Case
    from tests.page.world import Moment

pytestmark = pytest.mark.browser

TIMELINE = ("payload", "courses", "timeline")
MAKE = "const time = new Timeline(await Courses.read(given.pack), given.asOf);"


def random_steps(rng: np.random.Generator, courses: int, begin: int, span: int) -> Steps:
    """Return courses of one to six steps, each of which has a day of its own."""
    counts = rng.integers(1, 7, courses)
    days = [
        [0, *sorted(begin + rng.choice(span, count - 1, replace=False))] for count in counts
    ]  # fmt: skip
    size = int(counts.sum())
    first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    grows = rng.random(size) < 0.4
    grows[first[:-1]] = False  # what has stood from ever has no first day to grow from
    return Steps(
        first=first,
        day=np.concatenate(days).astype(np.int64),
        stage=rng.integers(0, len(Stage), size).astype(np.int8),
        condition=rng.integers(0, len(Condition), size).astype(np.int8),
        lateness=rng.integers(0, len(Lateness), size).astype(np.int8),
        days_late=rng.integers(0, 800, size).astype(np.int64),
        grows=grows,
    )


def test_page_and_python_agree_on_ten_thousand_cases(browser: Browser) -> None:
    rng = np.random.default_rng(5)
    asked: list[tuple[dict[Scenario, Steps], list[Case]]] = []
    for _ in range(100):
        courses, begin = int(rng.integers(1, 40)), int(rng.integers(1, 3_000_000))
        span = int(rng.choice([6, 40, 400, 90_000]))
        told = {scenario: random_steps(rng, courses, begin, span) for scenario in Scenario}
        cases = [
            (
                int(rng.integers(courses)),
                int(rng.integers(begin - 5, begin + span + 5)),
                list(Scenario)[rng.integers(len(Scenario))],
            )
            for _ in range(100)
        ]
        asked.append((told, cases))
    answers = page_answers(browser, asked)
    count = 0
    for (told, cases), answered in zip(asked, answers, strict=True):
        for case, (alone, at_once) in zip(cases, answered, strict=True):
            assert alone == at_once == plain_answer(told, case)
            count += 1
    assert count == 10_000


def timeline(
    browser: Browser, courses: Mapping[Scenario, Sequence[Sequence[Moment]]], as_of: date, body: str
) -> Any:
    """Return what ``body``, which sees the timeline as ``time``, returns."""
    packed = courses_data({scenario: world.steps(told) for scenario, told in courses.items()})
    given = {"pack": packed, "asOf": as_of.isoformat(), "today": as_of.toordinal()}
    return call(browser, TIMELINE, f"return (async () => {{ {MAKE} {body} }})()", given)


def moment(day: date | None, stage: Stage = Stage.PROPOSED) -> Moment:
    return (day, stage, Condition.ACTIVE, Lateness.ON_TIME, 0, False)


def same(*courses: Sequence[Moment]) -> dict[Scenario, Sequence[Sequence[Moment]]]:
    return dict.fromkeys(Scenario, courses)


SPAN = "return [time.moves, isoOfDay(time.first), isoOfDay(time.last)]"


def test_span_is_whole_months_from_first_to_last_step(browser: Browser) -> None:
    course = [moment(None), moment(date(2017, 3, 31)), moment(date(2017, 11, 2))]
    told = timeline(browser, same(course), date(2017, 5, 31), SPAN)
    assert told == [True, "2017-03-01", "2017-11-30"]


def test_span_holds_the_as_of_day(browser: Browser) -> None:
    course = [moment(None), moment(date(2017, 3, 31))]
    told = timeline(browser, same(course), date(2020, 2, 29), SPAN)
    assert told == [True, "2017-03-01", "2020-02-29"]


def test_programme_in_which_nothing_changes_has_no_moves(browser: Browser) -> None:
    told = timeline(browser, same([moment(None)]), date(2017, 5, 31), SPAN)
    assert told == [False, "2017-05-01", "2017-05-31"]


def test_dates_that_are_none_or_outside_are_the_as_of_day(browser: Browser) -> None:
    course = [moment(None), moment(date(2017, 9, 30))]
    body = """return ['2017-09-30', '', '2017-02-30', '2017-13-01', '1999-01-01', '0000-00-00',
      '+275760-09-13', 'x', '2017-9-30', '2017-05-01'].map((iso) => isoOfDay(time.dayOf(iso)))"""
    told = timeline(browser, same(course), date(2017, 5, 31), body)
    assert told == ["2017-09-30", *["2017-05-31"] * 8, "2017-05-01"]


def test_days_count_as_python_counts_them(browser: Browser) -> None:
    rng = np.random.default_rng(1)
    days = [1, 36_524, 36_525, 719_163, 3_652_059, *map(int, rng.integers(1, 3_652_059, 500))]
    body = """return [given.map(isoOfDay), given.map((day) => dayOfIso(isoOfDay(day))),
      given.map((day) => addMonths(day, 1) <= 3652059 ? isoOfDay(addMonths(day, 1)) : '')]"""
    isos, back, months = call(browser, TIMELINE, body, days)
    assert isos == [date.fromordinal(day).isoformat() for day in days]
    assert back == days
    for day, later in zip(days, months, strict=True):
        if later:
            assert date.fromisoformat(later) == month_later(date.fromordinal(day))


def month_later(day: date) -> date:
    """Return the same day of the next month, or its last."""
    following = (day.replace(day=1) + timedelta(days=31)).replace(day=1)
    last = (following + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return following.replace(day=min(day.day, last.day))


CHANGES = """
const { days, weights } = time.changes(Uint32Array.from([2, 1, 0]), 'plan');
return days.map((day) => [isoOfDay(day), weights[day - time.first]]);
"""


def test_changes_are_what_was_and_then_what_is_planned(browser: Browser) -> None:
    # Two things go by the first course, one by the second, and none that is shown by the third.
    begun, done = moment(date(2017, 4, 1), Stage.UNDER_CONSTRUCTION), Stage.IN_SERVICE
    actual = [
        [moment(None), begun, moment(date(2017, 8, 1), Stage.RETIRED)],
        [moment(None)],
        [moment(None), moment(date(2017, 5, 2), done)],
    ]
    plan = [
        [moment(None), begun, moment(date(2017, 6, 30), done)],
        [moment(None), moment(date(2017, 3, 1), done)],
        [moment(None), moment(date(2017, 7, 2), done)],
    ]
    courses = {Scenario.ACTUAL: actual, Scenario.PLAN: plan, Scenario.SLIP: actual}
    told = timeline(browser, courses, date(2017, 5, 31), CHANGES)
    # The second was planned to be done in March and is not: where the plan sets in, it is.
    assert told == [["2017-04-01", 2], ["2017-06-01", 1], ["2017-06-30", 2]]


def test_plan_that_sets_in_as_things_stand_changes_nothing(browser: Browser) -> None:
    told = timeline(browser, same([moment(None)], [], []), date(2017, 5, 31), CHANGES)
    assert told == []


TICKS = """
const measure = (text) => text.length * given.letter;
const words = { year: (y) => `${y}年`, month: (m) => `${m + 1}月`, both: (y, m) => `${y}年${m + 1}月` };
return given.widths.map((width) => time.ticks(width, words, measure)
  .map(({ x, label, isYear }) => [x, label, label.length * given.letter, isYear]));
"""  # noqa: E501 - a line of JavaScript


@pytest.mark.parametrize("years", [0, 1, 2, 5, 30, 100, 3000])
@pytest.mark.parametrize("month", [1, 7, 12])
def test_labels_never_touch_each_other(browser: Browser, years: int, month: int) -> None:
    begin, end = date(2017, month, 9), date(2017 + years, 12, 9)
    course = [moment(None), moment(begin), moment(end)]
    packed = courses_data({one: world.steps([course]) for one in Scenario})
    widths = [60, 120, 200, 333, 500, 800, 1400, 3600]
    given = {"pack": packed, "asOf": end.isoformat(), "widths": widths, "letter": 9}
    told = call(browser, TIMELINE, f"return (async () => {{ {MAKE} {TICKS} }})()", given)
    for width, ticks in zip(widths, told, strict=True):
        labels = sorted((x, x + wide) for x, label, wide, _ in ticks if label)
        assert all(right + 8 <= left for (_, right), (left, _) in pairwise(labels))
        assert all(left >= 0 and right <= width for left, right in labels)
        if width >= 200:
            assert labels, width


def test_a_year_is_labelled_by_its_months(browser: Browser) -> None:
    course = [moment(None), moment(date(2017, 1, 9)), moment(date(2017, 12, 9))]
    packed = courses_data({one: world.steps([course]) for one in Scenario})
    given = {"pack": packed, "asOf": "2017-05-31", "widths": [700, 300], "letter": 9}
    wide, narrow = call(browser, TIMELINE, f"return (async () => {{ {MAKE} {TICKS} }})()", given)
    # 700 px / 12 months = 58 px a month; "10月" takes 27 px and a gap of 8.
    assert [label for _, label, _, _ in wide] == ["2017年", *[f"{at}月" for at in range(2, 13)]]
    # 25 px a month: every second month has room for 35 px, but the year reaches to 45 px and March
    # begins at 48.
    told = [label for _, label, _, _ in narrow if label]
    assert told == ["2017年", "5月", "7月", "9月", "11月"]
