"""The list of tasks: made of rows in view, searched, sorted, linked both ways with the map."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

from parkmap.model import (
    Condition,
    Interval,
    Lateness,
    Milestone,
    Stage,
    State,
    Task,
    TaskOnDate,
)
from tests.browser.watched import wait_until
from tests.page import world

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.watched import Watched

pytestmark = pytest.mark.browser

TAB = "#tab=progress"


def many(count: int) -> list[TaskOnDate]:
    """Return tasks of forty departments and four hundred people, every seventh of them late."""
    known = []
    for at in range(count):
        day = date(2017, 1, 1) + timedelta(days=at * 37 % 330)
        due = Interval(day, day + timedelta(days=29), f"{day.month}月底前", "month")
        task = Task(
            str(at + 1), f"第{at + 1}项公交站改造", at + 1, content="站台和站牌",
            finish=Milestone("finish", due, due),
            department=f"科室{at % 40}", person=f"经办人{at * 7 % 400}",
        )  # fmt: skip
        late = at % 7 == 0
        lateness = Lateness.OVERDUE if late else Lateness.ON_TIME
        state = State(list(Stage)[at % 10], Condition.ACTIVE, lateness, at % 100 if late else 0)
        park = "AB"[at % 2]
        known.append(TaskOnDate(task, state, "stops", park, (), 0, (park,)))
    return known


def open_many(watched: Watched, count: int, hash_: str = TAB) -> Page:
    page = watched.open_scene(world.scene(tasks=many(count)), hash_=hash_)
    expect(page.locator("#pm-rows-tasks .pm-task-name").first).to_be_visible()
    return page


def names(page: Page) -> list[str]:
    expect(page.locator(".pm-task-name").first).to_be_visible()
    return page.locator("#pm-rows-tasks .pm-task-name").all_inner_texts()


def active(page: Page) -> str | None:
    """Return the place of the row that the keys are at, if it is in view."""
    told: str | None = page.evaluate(
        """() => {
          const list = document.activeElement;
          const row = document.getElementById(list.getAttribute('aria-activedescendant'));
          const box = row.getBoundingClientRect();
          const panel = document.getElementById('pm-body').getBoundingClientRect();
          const inside = box.top >= panel.top - 1 && box.bottom <= panel.bottom + 1;
          return inside ? row.getAttribute('aria-posinset') : null;
        }"""
    )
    return told


def test_only_rows_in_view_are_made(watched: Watched) -> None:
    page = open_many(watched, 3000)
    rows = page.locator("#pm-rows-tasks .pm-task")
    # 800 pixels hold eleven rows of 74; three more are made on either side.
    assert rows.count() < 20
    expect(rows.first).to_have_attribute("aria-setsize", "3000")
    height = page.locator("#pm-rows-tasks").evaluate("(list) => list.offsetHeight")
    assert height == 3000 * 74
    page.evaluate("document.querySelector('#pm-body').scrollTop = 100000")
    expect(rows.first).not_to_have_attribute("aria-posinset", "1")
    assert rows.count() < 20


def test_keys_walk_through_the_whole_list(watched: Watched) -> None:
    page = open_many(watched, 3000)
    page.locator("#pm-rows-tasks").focus()
    for key, place in (
        ("ArrowDown", "2"), ("End", "3000"), ("ArrowUp", "2999"), ("Home", "1"), ("ArrowUp", "1"),
    ):  # fmt: skip
        page.keyboard.press(key)
        assert active(page) == place
    page.keyboard.press("PageDown")
    assert int(active(page) or 0) > 3
    page.keyboard.press("Enter")
    expect(page.locator("#pm-card")).to_be_visible()
    expect(page.locator("#pm-rows-tasks")).to_be_focused()
    assert page.locator(".pm-active").get_attribute("aria-selected") == "true"


def test_row_that_the_keys_are_at_is_there_however_far_one_scrolls(watched: Watched) -> None:
    page = open_many(watched, 3000)
    page.locator("#pm-rows-tasks").focus()
    page.evaluate("document.querySelector('#pm-body').scrollTop = 100000")
    expect(page.locator("#pm-rows-tasks .pm-task").first).to_have_attribute("aria-posinset", "1")
    expect(page.locator("#pm-rows-tasks .pm-task").nth(1)).not_to_have_attribute(
        "aria-posinset", "2"
    )


def test_list_is_searched_by_characters_and_pinyin(watched: Watched) -> None:
    page = watched.open_scene(world.scene(), hash_=TAB)
    box = page.get_by_role("searchbox", name="查找任务")
    for query, found in (
        ("改造", ["T2"]),
        ("zhpt", ["T3"]),
        ("guihua", ["T1"]),
        ("公交", ["T1", "T2"]),
    ):
        box.fill(query)
        expect(page.locator(".pm-task-name .pm-id")).to_have_text(found)
    wait_until(page, "location.hash.includes('q=')")
    expect(page.locator("#pm-body .pm-filter-note")).to_contain_text("显示 2 / 3 项任务")
    box.fill("无此任务")
    expect(page.locator("#pm-body")).to_contain_text("没有符合条件的任务")
    page.locator("[data-key=tasks-clear]").click()
    expect(page.locator(".pm-task")).to_have_count(3)
    assert "q=" not in page.url
    expect(page.get_by_role("searchbox", name="查找任务")).to_have_value("")


def test_typing_goes_on_while_the_address_follows(watched: Watched) -> None:
    page = watched.open_scene(world.scene(), hash_=TAB)
    box = page.locator("[data-key=task-query]")
    box.press_sequentially("gong")
    wait_until(page, "location.hash.includes('q=gong')")
    page.keyboard.type("jiao")
    expect(box).to_have_value("gongjiao")
    expect(box).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#pm-rows-tasks")).to_be_focused()


def test_each_order_is_the_one_it_says(watched: Watched) -> None:
    first, second, third = world.three_tasks()
    day = date(2017, 3, 31)
    march = Interval(day, day, "3月底", "day")
    early = third._replace(task=replace(third.task, finish=Milestone("finish", march, march)))
    page = watched.open_scene(world.scene(tasks=[third, second, first, early]), hash_=TAB)
    wanted = {
        "late": ["T1", "T2", "T3", "T3"],  # 40 days, 12 days, none
        "due": ["T3", "T2", "T1", "T3"],  # March, June, June, year's end
        "register": ["T3", "T2", "T1", "T3"],
        "dept": ["T2", "T1", "T3", "T3"],  # 公用 before 规划, none last
        "park": ["T1", "T2", "T3", "T3"],  # A, B, none
        "name": ["T2", "T1", "T3", "T3"],  # gai, xin, zhi
    }
    for sort, ids in wanted.items():
        page.locator(".pm-sort").select_option(sort)
        expect(page.locator(".pm-task-name .pm-id")).to_have_text(ids)
    assert "sort=name" in page.url


def test_tasks_that_are_not_on_the_map_can_stand_alone(watched: Watched) -> None:
    page = watched.open_scene(world.scene(), hash_=TAB)
    expect(page.locator(".pm-unmapped")).to_have_text(["未落图"])
    page.get_by_label("只看未落图（1）").check()
    expect(page.locator(".pm-task-name")).to_have_text(["T3 智慧平台"])
    page.evaluate("history.back()")
    expect(page.locator(".pm-task")).to_have_count(3)


def test_address_brings_back_the_list(watched: Watched) -> None:
    page = watched.open_scene(world.scene(), hash_=TAB + "&q=公交&sort=name&dept=公用事业科")
    assert names(page) == ["T2 改造公交站"]
    expect(page.locator(".pm-sort")).to_have_value("name")
    expect(page.locator("[data-key=task-query]")).to_have_value("公交")


def test_facility_and_park_mark_their_tasks(watched: Watched) -> None:
    page = watched.open_scene(world.scene(), hash_=TAB + "&sel=f:stops:stops-4")
    expect(page.locator(".pm-marked .pm-id")).to_have_text(["T2"])
    expect(page.locator(".pm-marked")).to_have_attribute("aria-current", "true")
    again = watched.open_scene(world.scene(), hash_=TAB + "&sel=p:A")
    expect(again.locator(".pm-marked .pm-id")).to_have_text(["T1"])


def test_list_scrolls_to_the_task_of_what_is_chosen(watched: Watched) -> None:
    tasks = many(3000)
    tasks[2000] = tasks[2000]._replace(facilities=("stops-4",))
    stops = world.stops()
    stops.states["task"] = ["1", "1", "1", "2001", "2", None]
    page = watched.open_scene(
        world.scene(tasks=tasks, layers=[stops]), hash_=TAB + "&sort=register&sel=f:stops:stops-4"
    )
    expect(page.locator(".pm-marked .pm-task-name")).to_have_text("2001 第2001项公交站改造")
    expect(page.locator(".pm-marked")).to_be_in_viewport()


def test_park_with_many_tasks_leads_to_their_list(watched: Watched) -> None:
    page = watched.open_scene(world.scene(tasks=many(60)), hash_="#sel=p:A")
    # Every second of sixty tasks is in park A.
    page.locator("#pm-card").get_by_role("button", name="全部 30 项任务").click()
    expect(page.locator(".pm-figures b").first).to_have_text("30")
    assert "park=A" in page.url


def test_export_names_the_task_of_each_facility(watched: Watched) -> None:
    page = watched.open_scene(world.scene(), hash_="#layer=stops&park=B")
    page.locator("#pm-tools").click()
    with page.expect_download() as download:
        page.locator("[data-tool=csv]").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert [line.split(",")[8:10] for line in text.splitlines()[1:]] == [["T2", "改造公交站"]] * 2


def heavy(page: Page, act: Callable[[], Any], wait_ms: int) -> list[float]:
    """Return the processor time in ms of each task of the page's main thread above 50 ms."""
    browser = page.context.browser
    assert browser
    browser.start_tracing(page=page, categories=["toplevel", "devtools.timeline"])
    act()
    page.wait_for_timeout(wait_ms)
    events = json.loads(browser.stop_tracing())["traceEvents"]
    main = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    return [
        event["tdur"] / 1000
        for event in events
        if event["name"].endswith("RunTask")
        and (event["pid"], event["tid"]) in main
        and event.get("tdur", 0) > 50_000
    ]


SCROLL = """async () => {
  const body = document.querySelector('#pm-body');
  for (let at = 0; at < 90; at += 1) {
    body.scrollTop += at < 45 ? 90 : body.scrollHeight / 45;
    await new Promise(requestAnimationFrame);
  }
}"""


def test_hundred_thousand_tasks_scroll_and_filter_smoothly(watched: Watched) -> None:
    page = open_many(watched, 100_000)
    page.wait_for_timeout(500)
    told = {"scroll": heavy(page, lambda: page.evaluate(SCROLL), 200)}
    for key in ("only-late", "only-unmapped"):
        told[key] = heavy(page, page.locator(f"[data-key={key}]").click, 400)
    box = page.locator("[data-key=task-query]")
    told["type"] = heavy(page, lambda: box.press_sequentially("gjz 77", delay=90), 1500)
    told["clear"] = heavy(page, page.locator("[data-key=tasks-clear]").click, 600)
    for sort in ("due", "dept", "register"):
        told[sort] = heavy(page, lambda: page.locator(".pm-sort").select_option(sort), 400)  # noqa: B023 - called at once
    # 90 steps of scrolling, and each filter and order, on a machine that is busy with other tests.
    assert len(told["scroll"]) <= 3
    assert sum(map(len, told.values())) <= 8
    assert max((most for one in told.values() for most in one), default=0) < 200
