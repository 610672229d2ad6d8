"""The page and Python, asked for the same states on the same days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parkmap.page.courses import courses_data
from tests.browser.pure import call

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from playwright.sync_api import Browser

    from parkmap.model import Scenario, Steps

    Case = tuple[int, int, Scenario]
    """A course, a day as date.toordinal counts, a scenario."""
    Answer = tuple[int, int, int, int]
    """The places of stage, condition and lateness in their enums, and the days late."""

SCRIPTS = ("payload", "courses")
# Each case is asked twice: on its own, and of all courses after the cases before it.
LOOK_UP = """
return Promise.all(given.map(async ({ pack, cases }) => {
  const courses = await Courses.read(pack);
  return cases.map(([course, day, scenario]) => {
    const alone = courses.stateAt(course, day, scenario);
    courses.set(day, scenario);
    const { now } = courses;
    return [[alone.stage, alone.condition, alone.lateness, alone.daysLate],
      [now.stage[course], now.condition[course], now.lateness[course], now.daysLate[course]]];
  });
}));
"""


def page_answers(
    browser: Browser, asked: Sequence[tuple[Mapping[Scenario, Steps], Sequence[Case]]]
) -> list[list[tuple[Answer, Answer]]]:
    """Return what the page's scripts say to each case: of one course, and of all at once."""
    given = [
        {"pack": courses_data(courses), "cases": [list(case) for case in cases]}
        for courses, cases in asked
    ]
    told: list[list[Any]] = call(browser, SCRIPTS, LOOK_UP, given)
    return [[(tuple(one), tuple(all_)) for one, all_ in answers] for answers in told]


def plain_answer(courses: Mapping[Scenario, Steps], case: Case) -> Answer:
    """Return the same from the steps themselves, one after the other."""
    course, day, scenario = case
    steps = courses[scenario]
    places = range(steps.first[course], steps.first[course + 1])
    step = max(place for place in places if place == places[0] or steps.day[place] <= day)
    grown = day - steps.day[step] if steps.grows[step] else 0
    return (
        int(steps.stage[step]), int(steps.condition[step]), int(steps.lateness[step]),
        int(steps.days_late[step] + grown),
    )  # fmt: skip
