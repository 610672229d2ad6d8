"""The programme chart: bars against the months, on the screen and on paper."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, expect

from parkmap.model import (
    Comparison,
    Condition,
    Interval,
    Lateness,
    Milestone,
    Promise,
    Stage,
    State,
    Task,
    TaskOnDate,
)
from tests.browser.test_print import pages
from tests.page import world

if TYPE_CHECKING:
    from tests.browser.watched import Watched

pytestmark = pytest.mark.browser

CHART = "#tab=progress&chart=1&sort=register"
# The tasks below reach from 1 January to 31 December 2017: 365 days from edge to edge.
DAYS = 365


def interval(first: date, last: date) -> Interval:
    return Interval(first, last, f"{last.month}月底前", "month")


APRIL = interval(date(2017, 4, 1), date(2017, 4, 30))
JUNE = interval(date(2017, 6, 1), date(2017, 6, 30))
YEAR = interval(date(2017, 1, 1), date(2017, 12, 31))


def on_day(day: date) -> Interval:
    return Interval(day, day, day.isoformat(), "day")


def task(name: str, state: State, **fields: object) -> TaskOnDate:
    told = Task(name, name, 1, **fields)  # type: ignore[arg-type] # fields of a task
    return TaskOnDate(told, state, None, None, (), 0)


def span(name: str, state: State) -> TaskOnDate:
    """Return a task from April to June."""
    return task(
        name, state, start=Milestone("start", APRIL, APRIL), finish=Milestone("finish", JUNE, JUNE)
    )


GOING = State(Stage.UNDER_CONSTRUCTION, Condition.ACTIVE, Lateness.ON_TIME)
WHOLE = task("全年", GOING, finish=Milestone("finish", YEAR, YEAR))


def open_chart(watched: Watched, *tasks: TaskOnDate, **options: object) -> Page:
    page = watched.open_scene(world.scene(tasks=[*tasks, WHOLE]), hash_=CHART, **options)
    expect(page.locator("#pm-rows-chart .pm-chart-name")).to_have_count(len(tasks) + 1)
    return page


def row(page: Page, place: int = 0) -> Locator:
    return page.locator("#pm-rows-chart .pm-task").nth(place)


def days_of(page: Page, kind: str, place: int = 0) -> tuple[float, float]:
    """Return where a bar begins and ends, in days of the year."""
    bars = row(page, place).locator(".pm-bars")
    width = float(bars.get_attribute("width") or 0)
    box: dict[str, float] = bars.locator(f".pm-c-{kind}").first.evaluate(
        "(path) => { const {x, width} = path.getBBox(); return {x, width}; }"
    )
    return box["x"] / width * DAYS, (box["x"] + box["width"]) / width * DAYS


def test_bar_is_pale_where_the_register_names_no_day(watched: Watched) -> None:
    page = open_chart(watched, span("甲", GOING))
    # 1 April is day 90 of the year (31 + 28 + 31 before it), 30 June ends day 181.
    assert days_of(page, "plan-range") == pytest.approx((90, 181), abs=0.5)
    # What is certain: under way from the end of April, day 119, to the beginning of June, day 151.
    assert days_of(page, "plan") == pytest.approx((119, 152), abs=0.5)


def test_fact_ends_on_the_day_of_the_page(watched: Watched) -> None:
    begun = Milestone("start", APRIL, APRIL, on_day(date(2017, 4, 11)))
    later = Milestone("finish", JUNE, JUNE, on_day(date(2017, 7, 1)))
    page = open_chart(watched, task("甲", GOING, start=begun, finish=later))
    # From 11 April, day 100, to 31 May, the end of day 151; July has not come.
    assert days_of(page, "going") == pytest.approx((100, 151), abs=0.5)
    expect(row(page).locator(".pm-c-done")).to_have_count(0)


def test_finished_task_has_its_own_days(watched: Watched) -> None:
    begun = Milestone("start", APRIL, APRIL, on_day(date(2017, 4, 11)))
    ended = Milestone("finish", JUNE, JUNE, on_day(date(2017, 5, 20)))
    done = State(Stage.IN_SERVICE, Condition.ACTIVE, Lateness.EARLY)
    page = open_chart(watched, task("甲", done, start=begun, finish=ended))
    # 20 May ends day 140: 31 + 28 + 31 + 30 + 20.
    assert days_of(page, "done") == pytest.approx((100, 140), abs=0.5)


@pytest.mark.parametrize(
    ("lateness", "days", "first"),
    [(Lateness.LATE_START, 31, 120), (Lateness.OVERDUE, 20, 181)],
)
def test_days_late_are_drawn_from_the_end_of_what_was_missed(
    watched: Watched, lateness: Lateness, days: int, first: int
) -> None:
    late = State(Stage.PERMITTING, Condition.ACTIVE, lateness, days)
    page = open_chart(watched, span("甲", late))
    # April ends with day 120, June with day 181.
    assert days_of(page, "late") == pytest.approx((first, first + days), abs=0.5)


def test_moved_date_stands_beside_the_first_one(watched: Watched) -> None:
    moved = interval(date(2017, 9, 1), date(2017, 9, 30))
    extended = State(Stage.UNDER_CONSTRUCTION, Condition.ACTIVE, Lateness.EXTENDED)
    page = open_chart(
        watched,
        task(
            "甲", extended, start=Milestone("start", APRIL, APRIL),
            finish=Milestone("finish", JUNE, moved),
        ),
        span("乙", GOING),
    )  # fmt: skip
    assert days_of(page, "first-range") == pytest.approx((90, 181), abs=0.5)
    assert days_of(page, "plan-range") == pytest.approx((90, 273), abs=0.5)  # 30 September
    expect(row(page, 1).locator(".pm-c-first-range")).to_have_count(0)


def test_cancelled_is_crossed_and_suspended_has_bars(watched: Watched) -> None:
    states = [
        State(Stage.PROPOSED, condition, Lateness.UNKNOWN)
        for condition in (Condition.CANCELLED, Condition.SUSPENDED)
    ]
    page = open_chart(watched, span("甲", states[0]), span("乙", states[1]))
    expect(row(page).locator(".pm-c-crossed")).to_have_count(1)
    expect(row(page, 1).locator(".pm-c-paused")).to_have_count(1)
    assert page.locator("#pm-rows-chart .pm-c-crossed").count() == 1


def test_one_end_alone_is_a_mark_at_its_day(watched: Watched) -> None:
    june = on_day(date(2017, 6, 30))
    page = open_chart(
        watched,
        task("甲", GOING, finish=Milestone("finish", june, june)),
        task("乙", GOING, start=Milestone("start", june, june)),
    )
    first, last = days_of(page, "plan")
    assert (first + last) / 2 == pytest.approx(181, abs=0.5)  # the middle of a diamond
    assert days_of(page, "plan", 1)[0] == pytest.approx(181, abs=1.5)  # the pole of a flag


def test_row_says_in_words_what_it_draws_and_leads_to_the_card(watched: Watched) -> None:
    page = watched.open_scene(world.scene(), hash_=CHART)
    expect(row(page)).to_have_attribute(
        "aria-label",
        "T1 新建公交站，在建，逾期 40 天，启动时间 4月，完成时间 6月底前，规划建设科，图上 3 处",
    )
    page.locator("#pm-rows-chart").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#pm-card h2")).to_have_text("改造公交站")
    expect(row(page, 1)).to_have_attribute("aria-selected", "true")


def test_chart_opens_and_closes_by_keyboard_and_the_back_button(watched: Watched) -> None:
    page = watched.open_scene(world.scene(), hash_="#tab=progress")
    page.locator("[data-key=chart-open]").press("Enter")
    expect(page.get_by_role("heading", name="工作进度图")).to_be_focused()
    assert page.locator(".folium-map").evaluate("(map) => map.inert")
    page.keyboard.press("Escape")
    expect(page.locator("#pm-chart")).to_be_hidden()
    expect(page.locator("[data-key=chart-open]")).to_be_focused()
    page.locator("[data-key=chart-open]").click()
    assert "chart=1" in page.url
    page.evaluate("history.back()")
    expect(page.locator("#pm-chart")).to_be_hidden()
    assert not page.locator(".folium-map").evaluate("(map) => map.inert")


def test_chart_follows_filters_search_and_order(watched: Watched) -> None:
    page = watched.open_scene(world.scene(), hash_="#tab=progress&chart=1")
    chart_ids = page.locator("#pm-rows-chart .pm-id")
    page.locator(".pm-sort").select_option("name")
    expect(chart_ids).to_have_text(["T2", "T1", "T3"])
    page.locator("[data-key=task-query]").fill("公交")
    expect(chart_ids).to_have_text(["T2", "T1"])
    page.get_by_label("只看逾期").check()
    expect(page.locator(".pm-chart-filters")).to_contain_text("逾期")


def test_months_grow_to_quarters_where_room_is_scarce(watched: Watched) -> None:
    page = open_chart(watched, span("甲", GOING), width=1280)
    assert page.locator("#pm-chart .pm-month").all_inner_texts()[:3] == ["1月", "2月", "3月"]
    page.set_viewport_size({"width": 360, "height": 640})
    expect(page.locator("#pm-chart .pm-month").nth(1)).to_have_text("4月")
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_date_a_century_off_does_not_press_the_others_together(watched: Watched) -> None:
    slip = on_day(date(2107, 6, 30))
    page = open_chart(watched, task("甲", GOING, finish=Milestone("finish", slip, slip)))
    # Ten years after the day of the page is the end: 2027.
    years = page.locator("#pm-chart .pm-year").all_inner_texts()
    assert {int(year[:4]) for year in years} <= set(range(2007, 2028))


def numbered(count: int) -> list[TaskOnDate]:
    return [span(f"任务{at + 1}", GOING) for at in range(count)]


def lay(page: Page) -> None:
    expect(page.locator("#pm-rows-chart .pm-chart-name").first).to_be_visible()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")


def test_chart_prints_all_rows_on_sheets_of_its_own(watched: Watched) -> None:
    page = watched.open_scene(world.scene(tasks=numbered(60)), hash_=CHART)
    lay(page)
    sheets = page.locator(".pm-sheet")
    assert sheets.count() > 2
    names = page.locator(".pm-sheet .pm-chart-name").all_inner_texts()
    assert names == [f"任务{at + 1} 任务{at + 1}" for at in range(60)]
    for at, sheet in enumerate(sheets.all(), start=1):
        for words in (
            "小园区 · 工作进度图",
            "截至 2017年5月31日",
            "审图号",
            "tasks.csv",
            "现行计划",
        ):
            expect(sheet).to_contain_text(words)
        expect(sheet).to_contain_text(f"第 {at} / {sheets.count()} 页")
    expect(page.locator("#pm-head")).to_be_hidden()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(page.locator("#pm-chart")).to_be_visible()
    assert sheets.count() == 0


def test_nothing_of_a_sheet_is_cut(watched: Watched) -> None:
    long = span("长名" * 60, GOING)
    page = watched.open_scene(world.scene(tasks=[long, *numbered(50)]), hash_=CHART)
    lay(page)
    outside = page.evaluate(
        """() => [...document.querySelectorAll('.pm-sheet')].flatMap((sheet) => {
          const whole = sheet.getBoundingClientRect();
          return [...sheet.querySelectorAll('.pm-sheet-row, .pm-sheet-foot, .pm-sheet-head, h2')]
            .filter((item) => {
              const box = item.getBoundingClientRect();
              return box.right > whole.right + 1 || box.bottom > whole.bottom + 1;
            }).map((item) => item.className);
        })"""
    )
    assert outside == []
    clipped = page.locator(".pm-sheet .pm-chart-name").first.evaluate(
        "(name) => name.scrollHeight > name.clientHeight + 1"
    )
    assert not clipped


@pytest.mark.parametrize(
    ("paper", "turn", "size"),
    [("A4", "landscape", (297, 210)), ("A3", "portrait", (297, 420))],
)
def test_sheets_have_the_chosen_paper(
    watched: Watched, paper: str, turn: str, size: tuple[int, int]
) -> None:
    page = watched.open_scene(world.scene(tasks=numbered(60)), hash_=CHART)
    page.evaluate("window.print = () => { window.printed = true; }")
    page.locator("[data-key=chart-print]").click()
    page.locator(f"#pm-dialog input[value={paper}]").check()
    page.locator(f"#pm-dialog input[value={turn}]").check()
    page.locator("#pm-dialog button[type=submit]").click()
    page.wait_for_timeout(200)
    assert page.evaluate("window.printed")
    sheets = pages(page.pdf(prefer_css_page_size=True))
    assert set(sheets) == {size}
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert len(sheets) == page.locator(".pm-sheet").count()


def test_more_than_can_be_printed_is_said(watched: Watched) -> None:
    page = watched.open_scene(world.scene(tasks=numbered(1010)), hash_=CHART)
    expect(page.locator("#pm-rows-chart .pm-chart-name").first).to_be_visible()
    page.wait_for_timeout(300)  # words of what can be printed come after those in view
    lay(page)
    assert page.locator(".pm-sheet-row").count() == 1000
    expect(page.locator(".pm-sheet").last).to_contain_text("只印前 1,000 项，共 1,010 项")


def test_promises_stand_beside_what_is_mapped(watched: Watched) -> None:
    promise = Promise(("T1",), "stops", ("A",), 28.0, "座", Comparison.COMPARED, 3, 3, 2)
    page = watched.open_scene(world.scene(promises=[promise]), hash_="#tab=progress")
    fold = page.locator("[data-key=promises]")
    # T1 promises 28; three of its stops are drawn, two of them in service.
    expect(fold.locator("summary")).to_contain_text("承诺 28，图上 3，投用 2")
    fold.locator("summary").click()
    assert re.sub(r"\s+", " ", fold.locator("tbody").inner_text()) == "公交站 28 3 2"


def test_later_day_is_a_plan_and_facts_end_with_what_is_known(watched: Watched) -> None:
    scene = world.in_time()
    begun = Milestone("start", APRIL, APRIL, on_day(date(2017, 4, 11)))
    tasks = [
        known._replace(
            task=replace(known.task, start=begun, finish=Milestone("finish", JUNE, JUNE))
        )
        for known in scene.tasks
    ]
    page = watched.open_scene(replace(scene, tasks=(*tasks, WHOLE)), hash_=CHART + "&d=2017-09-30")
    expect(row(page).locator(".pm-c-going")).not_to_have_count(0)
    assert days_of(page, "going")[1] == pytest.approx(151, abs=0.5)  # 31 May
    # 30 September ends day 273, 31 May day 151.
    assert days_of(page, "today")[0] == pytest.approx(273, abs=0.5)
    assert days_of(page, "as-of")[0] == pytest.approx(151, abs=0.5)
    expect(page.locator("#pm-chart .pm-today")).to_have_text("2017年9月30日")


def test_chart_follows_the_day(watched: Watched) -> None:
    page = watched.open_scene(world.in_time(), hash_=CHART)
    expect(row(page)).to_have_attribute("aria-label", re.compile("逾期 31 天"))
    page.locator("#pm-time-day").focus()
    page.keyboard.press("ArrowLeft")
    expect(row(page)).to_have_attribute("aria-label", re.compile("逾期 30 天"))
    expect(page.locator("#pm-rows-tasks .pm-task").first).to_contain_text("逾期 30 天")
