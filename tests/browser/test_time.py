"""The time bar, and everything on the page that follows the day."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

from parkmap.model import Scenario
from tests.browser.test_accessibility import SMALL
from tests.browser.watched import late_pixels, settles, wait_until
from tests.page import world

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.watched import Watched

pytestmark = pytest.mark.browser

SLIDER = "#pm-time-day"


def legend(page: Page) -> str:
    """Return the counts of the legend as one line."""
    return re.sub(r"\s+", " ", page.locator(".pm-legend").first.inner_text())


def shown_day(page: Page) -> str:
    return str(page.evaluate("new URLSearchParams(location.hash.slice(1)).get('d') || ''"))


def slide(page: Page, day: date) -> None:
    """Move the slider as a hand does, without letting go."""
    page.locator(SLIDER).evaluate(
        """(slider, day) => {
          slider.value = day;
          slider.dispatchEvent(new Event('input', {bubbles: true}));
        }""",
        str(day.toordinal()),
    )


def test_scene_without_changes_has_no_bar(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    expect(page.locator("#pm-time")).to_be_hidden()
    page.locator(".folium-map").press("]")
    expect(page.locator("#pm-when")).to_be_hidden()


def test_page_opens_on_the_as_of_day(watched: Watched) -> None:
    page = watched.open_scene(world.in_time())
    expect(page.locator("#pm-date")).to_have_text("截至 2017年5月31日")
    expect(page.locator("#pm-when")).to_be_hidden()
    expect(page.locator(SLIDER)).to_have_attribute("aria-valuetext", "截至 2017年5月31日")
    # Stops: 2 in service, 1 late, 1 late start, 1 suspended, 1 unknown; both plots are in service.
    assert legend(page) == "报批 1 在建 1 投用 4 未报 1 停工 1 逾期 2"
    assert "d=" not in page.url


def test_past_is_shown_as_it_was(watched: Watched) -> None:
    page = watched.open_scene(world.in_time(), hash_="#d=2017-04-15&sc=slip")
    # Before 10 May three stops are being built, before 1 May none is late.
    assert legend(page) == "报批 1 在建 3 投用 2 未报 1 停工 1"
    expect(page.locator("#pm-when")).to_contain_text("2017年4月15日当日情况")
    expect(page.locator("#pm-date .pm-planned")).to_have_count(0)


def test_future_is_the_plan_and_says_so(watched: Watched) -> None:
    page = watched.open_scene(world.in_time(), hash_="#d=2017-09-30")
    # By plan stops 1 to 4 are in service on 30 September.
    assert legend(page) == "投用 6 未报 1 停工 1"
    expect(page.locator("#pm-when")).to_contain_text("2017年9月30日 · 按计划")
    expect(page.locator("#pm-date .pm-planned")).to_have_text("2017年9月30日 · 按计划")
    expect(page.locator("#pm-body .pm-planned")).to_have_text("2017年9月30日 · 按计划")
    style = page.locator(".pm-legend b").first.evaluate("(b) => getComputedStyle(b).fontStyle")
    assert style == "italic"


def test_scenarios_differ_after_the_as_of_day_alone(watched: Watched) -> None:
    page = watched.open_scene(world.in_time(), hash_="#d=2017-06-15")
    assert legend(page) == "在建 1 投用 5 未报 1 停工 1"
    page.locator("#pm-time-scenarios label", has_text="顺延").click()
    # With slip stop 3 came on 1 June, too late, and stop 4 has begun.
    assert legend(page) == "在建 1 投用 5 未报 1 停工 1 逾期 1"
    assert "sc=slip" in page.url
    page.locator("#pm-time-scenarios label", has_text="现状").click()
    assert legend(page) == "报批 1 在建 1 投用 4 未报 1 停工 1 逾期 2"
    expect(page.locator("#pm-when")).to_contain_text("2017年6月15日 · 现状")


def test_map_is_drawn_anew(watched: Watched) -> None:
    page = watched.open_scene(world.in_time(), hash_="#d=2017-09-30")
    slide(page, date(2017, 5, 31))
    # A frame or two later, or more on a busy machine: the rings of two late stops.
    settles(page, lambda: late_pixels(page) > 100)
    again = watched.open_scene(world.in_time())
    slide(again, date(2017, 9, 30))
    settles(again, lambda: late_pixels(again) == 0)


def test_card_of_a_facility_follows(watched: Watched) -> None:
    page = watched.open_scene(world.in_time(), hash_="#sel=f:stops:stops-3&sc=actual")
    card = page.locator("#pm-card")
    # Overdue by 1 day on 1 May: 31 on 31 May, 1 + 30 + 30 + 31 + 31 + 30 on 30 September.
    expect(card).to_contain_text("逾期 31 天")
    slide(page, date(2017, 9, 30))
    expect(card).to_contain_text("逾期 153 天")
    expect(card.locator(".pm-planned")).to_have_text("2017年9月30日 · 现状")
    slide(page, date(2017, 4, 1))
    expect(card).to_contain_text("按期")


def test_cards_of_task_and_park_follow(watched: Watched) -> None:
    page = watched.open_scene(world.in_time(), hash_="#sel=t:T2")
    card = page.locator("#pm-card")
    expect(card).to_contain_text("逾期未开工 12 天")
    slide(page, date(2017, 7, 1))
    expect(card).to_contain_text("投用")
    page = watched.open_scene(world.in_time(), hash_="#sel=p:B")
    expect(page.locator("#pm-card")).to_contain_text("投用 0 / 共 2")
    slide(page, date(2017, 7, 1))
    expect(page.locator("#pm-card")).to_contain_text("投用 1 / 共 2")


def test_filters_count_the_day_that_is_shown(watched: Watched) -> None:
    page = watched.open_scene(world.in_time(), hash_="#stage=under_construction")
    expect(page.locator("#pm-filtered")).to_contain_text("显示 1 / 8 处")
    slide(page, date(2017, 4, 15))
    expect(page.locator("#pm-filtered")).to_contain_text("显示 3 / 8 处")
    slide(page, date(2017, 9, 30))
    expect(page.locator("#pm-filtered")).to_contain_text("显示 0 / 8 处")


def test_tasks_and_coverage_follow(watched: Watched) -> None:
    page = watched.open_scene(world.in_time(), hash_="#tab=progress")
    assert page.locator(".pm-figures b").all_inner_texts() == ["3", "0", "2", "0"]
    slide(page, date(2017, 9, 30))
    expect(page.locator(".pm-figures b")).to_have_text(["3", "2", "0", "0"])
    page.get_by_role("tab", name="覆盖").click()
    rows = [re.sub(r"\s+", " ", text) for text in page.locator("table tr").all_inner_texts()]
    assert rows[1:3] == ["甲园 3/3 1/1", "乙园 1/2 1/1"]


def test_table_beside_the_map_follows(watched: Watched) -> None:
    page = watched.open_scene(world.in_time(), hash_="#table=1&hide=plots")
    third = page.locator("#pm-table tbody tr").nth(2)
    expect(third).to_have_text("三站公交站甲园在建逾期 31 天")
    slide(page, date(2017, 9, 30))
    expect(third).to_have_text("三站公交站甲园投用按期")
    expect(page.locator("#pm-table .pm-planned")).to_have_text("2017年9月30日 · 按计划")


def test_search_tells_the_stage_of_the_day(watched: Watched) -> None:
    page = watched.open_scene(world.in_time(), hash_="#d=2017-09-30")
    page.locator("#pm-query").fill("改造")
    expect(page.locator("#pm-found")).to_contain_text("投用")


def test_parks_tell_how_far_they_are(watched: Watched) -> None:
    page = watched.open_scene(world.in_time())
    expect(page.locator(".pm-park-legend")).to_contain_text("计划事项已建成的比例")
    expect(page.locator(".pm-park-legend b")).to_have_text("2")  # something is late in both
    spot = page.evaluate(
        """([lon, lat]) => {
          const box = map_0.getContainer().getBoundingClientRect();
          const point = map_0.latLngToContainerPoint([lat, lon]);
          return [box.x + point.x, box.y + point.y];
        }""",
        [world.WEST + 0.0085, world.SOUTH + 0.009],
    )
    page.mouse.move(*spot)
    # Stops 1 to 3 are promised for park A; its plot has always been there.
    expect(page.locator(".pm-hint")).to_have_text("甲园 · 2/3 · 逾期 1")
    page.mouse.move(spot[0], spot[1] - 900)
    slide(page, date(2017, 9, 30))
    expect(page.locator(".pm-park-legend b")).to_have_count(0)
    page.mouse.move(spot[0], spot[1])
    expect(page.locator(".pm-hint")).to_have_text("甲园 · 3/3")


def test_exports_tell_day_and_scenario(watched: Watched, tmp_path: Path) -> None:
    page = watched.open_scene(world.in_time(), hash_="#d=2017-09-30&sc=slip&hide=plots")
    told = export(page, "csv", tmp_path)
    assert told.name == "小园区-2017-09-30-slip.csv"
    rows = list(csv.DictReader(io.StringIO(told.read_text(encoding="utf-8-sig"), newline="")))
    assert {(row["状态日期"], row["情景"]) for row in rows} == {("2017-09-30", "顺延")}
    assert [row["阶段"] for row in rows] == ["投用"] * 4 + ["在建", "未报"]
    assert [row["逾期天数"] for row in rows] == ["0", "0", "32", "13", "0", "0"]
    about = json.loads(export(page, "geojson", tmp_path).read_text(encoding="utf-8"))["parkmap"]
    assert (about["date"], about["scenario"], about["known"]) == (
        "2017-09-30",
        "slip",
        "2017-05-31",
    )


def export(page: Page, tool: str, folder: Path) -> Path:
    page.locator("#pm-tools").click()
    with page.expect_download() as download:
        page.locator(f"[data-tool={tool}]").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_sheet_tells_day_and_scenario_without_the_bar(watched: Watched) -> None:
    page = watched.open_scene(world.in_time(), hash_="#d=2017-09-30")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("#pm-date")).to_be_visible()
    expect(page.locator("#pm-date")).to_have_text("2017年9月30日 · 按计划")
    expect(page.locator("#pm-time")).to_be_hidden()
    expect(page.locator(".pm-foot-legend")).to_contain_text("计划事项已建成的比例")
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1


def test_keys_move_by_days_months_and_to_the_ends(watched: Watched) -> None:
    page = watched.open_scene(world.in_time())
    slider = page.locator(SLIDER)
    # Steps run from 30 April to 31 December.
    for key, day in (
        ("ArrowRight", "2017-06-01"), ("ArrowUp", "2017-06-02"), ("ArrowLeft", "2017-06-01"),
        ("ArrowDown", ""), ("Shift+ArrowRight", "2017-06-30"), ("PageUp", "2017-07-30"),
        ("PageDown", "2017-06-30"), ("Shift+ArrowLeft", "2017-05-30"), ("Home", "2017-04-01"),
        ("PageDown", "2017-04-01"), ("End", "2017-12-31"), ("PageUp", "2017-12-31"),
    ):  # fmt: skip
        slider.press(key)
        wait_until(page, f"new URLSearchParams(location.hash.slice(1)).get('d') == {day!r} || "
                         f"({day!r} === '' && !location.hash.includes('d='))")  # fmt: skip
    expect(slider).to_have_attribute("aria-valuetext", "2017年12月31日 · 按计划")


CHANGES = ["2017-06-01", "2017-06-30", "2017-12-31"]


def test_changes_of_what_is_shown_are_stepped_through(watched: Watched) -> None:
    page = watched.open_scene(world.in_time())
    # The plan sets in on 1 June: stop 3 would be there, stop 4 begun.
    for day in CHANGES:
        page.get_by_role("button", name="下一个变化").click()
        assert shown_day(page) == day
    page.get_by_role("button", name="下一个变化").click()
    assert shown_day(page) == CHANGES[-1]
    expect(page.locator("#pm-live")).to_have_text("没有更多变化")
    for day in [*CHANGES[1::-1], "2017-05-20", "2017-05-10", "2017-05-01"]:
        page.locator(".folium-map").press("[")
        assert shown_day(page) == day
    page.get_by_role("button", name="回到截至日").click()
    assert shown_day(page) == ""


def test_changes_of_what_is_not_shown_are_passed_over(watched: Watched) -> None:
    # In park A there are stops 1 to 3 and task T1, which stands as stop 3.
    page = watched.open_scene(world.in_time(), hash_="#park=A")
    page.locator(".folium-map").press(".")
    assert shown_day(page) == "2017-06-01"
    page.locator(".folium-map").press(".")
    assert shown_day(page) == "2017-06-01"
    for day in ("2017-05-10", "2017-05-01", "2017-05-01"):
        page.locator(".folium-map").press(",")
        assert shown_day(page) == day


def test_keys_of_changes_are_letters_while_one_types(watched: Watched) -> None:
    page = watched.open_scene(world.in_time())
    page.locator("#pm-query").press_sequentially("[.]")
    assert shown_day(page) == ""
    expect(page.locator("#pm-query")).to_have_value("[.]")


def test_drag_is_one_step_for_the_back_button(watched: Watched) -> None:
    page = watched.open_scene(world.in_time())
    before = page.evaluate("history.length")
    box = page.locator(SLIDER).bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + box["height"] / 2)
    page.mouse.down()
    for share in range(26, 80, 2):
        page.mouse.move(box["x"] + box["width"] * share / 100, box["y"] + box["height"] / 2)
    page.mouse.up()
    assert page.evaluate("history.length") == before + 1
    wait_until(page, "location.hash.includes('d=2017-1')")
    expect(page.locator("#pm-date")).to_contain_text("按计划")
    page.evaluate("history.back()")
    expect(page.locator("#pm-date")).to_have_text("截至 2017年5月31日")
    assert page.locator(SLIDER).input_value() == str(date(2017, 5, 31).toordinal())


def test_play_runs_to_the_end_and_stops(watched: Watched) -> None:
    page = watched.open_scene(world.in_time(), hash_="#d=2017-12-20")
    before = page.evaluate("history.length")
    page.get_by_role("button", name="播放").click()
    expect(page.get_by_role("button", name="暂停")).to_be_visible()
    wait_until(page, "location.hash.includes('d=2017-12-31')")
    expect(page.get_by_role("button", name="播放")).to_be_visible()
    assert page.evaluate("history.length") == before + 1
    page.locator(SLIDER).press("Space")  # from the end it begins anew
    expect(page.get_by_role("button", name="暂停")).to_be_visible()
    page.locator(SLIDER).press("Space")
    expect(page.get_by_role("button", name="播放")).to_be_visible()
    expect(page.locator("#pm-date")).to_contain_text("当日情况")


def test_play_goes_by_changes_where_motion_is_not_wanted(watched: Watched) -> None:
    page = watched.open_scene(world.in_time(), reduced_motion="reduce")
    page.evaluate(
        """() => {
          window.days = [];
          const head = document.querySelector('#pm-date');
          new MutationObserver(() => window.days.push(head.textContent))
            .observe(head, {childList: true, subtree: true});
        }"""
    )
    page.get_by_role("button", name="播放").click()
    wait_until(page, "window.days.length >= 3")
    days = [f"2017年{day}日 · 按计划" for day in ("6月1", "6月30", "12月31")]
    assert page.evaluate("window.days") == days
    expect(page.get_by_role("button", name="播放")).to_be_visible()


def test_play_ends_where_the_reader_goes_elsewhere(watched: Watched) -> None:
    page = watched.open_scene(world.in_time(), hash_="#d=2017-08-01")
    page.get_by_role("button", name="播放").click()
    wait_until(
        page, f"document.querySelector('#pm-time-day').value > '{date(2017, 8, 3).toordinal()}'"
    )
    page.locator("#pm-when button").click()
    expect(page.get_by_role("button", name="播放")).to_be_visible()
    page.wait_for_timeout(300)
    expect(page.locator("#pm-date")).to_have_text("截至 2017年5月31日")


def test_reader_stays_in_the_card_while_days_change(watched: Watched) -> None:
    page = watched.open_scene(world.in_time(), hash_="#sel=f:stops:stops-3")
    card = page.locator("#pm-card")
    card.locator("summary").first.click()
    link = card.get_by_role("button", name="甲园")
    link.press("]")
    expect(card.locator(".pm-planned")).to_be_visible()
    expect(link).to_be_focused()
    assert card.locator("details").first.get_attribute("open") is not None


def test_screen_reader_hears_what_has_changed(watched: Watched) -> None:
    page = watched.open_scene(world.in_time())
    slide(page, date(2017, 6, 30))
    # Stops 3 and 4 and tasks T1 and T2 stand otherwise than on 31 May; 4 stops and 2 plots serve.
    told = "2017年6月30日 · 按计划：变化 4 项，投用 6，逾期 0"
    expect(page.locator("#pm-live")).to_have_text(told)


@pytest.mark.parametrize(
    "day", ["2017-02-30", "1900-01-01", "2999-12-31", "x", "2017-9-30", "0000-00-00", "2017-05-31"]
)
def test_address_with_a_day_that_is_none_shows_the_as_of_day(watched: Watched, day: str) -> None:
    page = watched.open_scene(world.in_time(), hash_=f"#d={day}&sc=dream")
    expect(page.locator("#pm-date")).to_have_text("截至 2017年5月31日")
    expect(page.locator("#pm-time-scenarios input").first).to_be_checked()


def test_address_keeps_day_and_scenario(watched: Watched) -> None:
    page = watched.open_scene(world.in_time(), hash_="#lang=en&d=2017-09-30&sc=slip")
    expect(page.locator("#pm-when")).to_contain_text("30 Sept 2017 · With slip")
    page.locator("#pm-when").get_by_role("button", name="Back to 31 May 2017").click()
    expect(page.locator("#pm-date")).to_have_text("As of 31 May 2017")
    assert "sc=slip" in page.url
    page.evaluate("history.back()")
    expect(page.locator("#pm-when")).to_be_visible()


def spanning(first: date, last: date, as_of: date) -> Any:
    """Return the tiny scene with one stop that changes on two days."""
    known = world.in_time()
    active = known.tasks[0].state
    told = [
        (day, active.stage, active.condition, active.lateness, late, False)
        for late, day in enumerate((None, first, last))
    ]
    courses = world.steps([told] * 7)
    return replace(known, as_of=as_of, courses=dict.fromkeys(Scenario, courses))


@pytest.mark.parametrize(
    ("first", "last", "as_of"),
    [
        (date(2017, 5, 31), date(2017, 5, 31), date(2017, 5, 31)),
        (date(1996, 1, 1), date(2026, 12, 31), date(2017, 5, 31)),
        (date(2017, 1, 1), date(2017, 3, 31), date(2030, 2, 28)),
        (date(2019, 6, 1), date(2019, 6, 2), date(2017, 12, 31)),
    ],
)
def test_any_span_is_walked_from_end_to_end(
    watched: Watched, first: date, last: date, as_of: date
) -> None:
    page = watched.open_scene(spanning(first, last, as_of))
    slider = page.locator(SLIDER)
    begin, end = min(first, as_of), max(last, as_of)
    slider.press("Home")
    assert date.fromordinal(int(slider.input_value())) == begin.replace(day=1)
    slider.press("End")
    final = date.fromordinal(int(slider.input_value()))
    assert (final.year, final.month) == (end.year, end.month)
    boxes = sorted(
        (box["x"], box["x"] + box["width"])
        for tick in page.locator(".pm-tick").all()
        if tick.inner_text() and (box := tick.bounding_box())
    )
    assert boxes
    assert all(one[1] <= other[0] for one, other in pairwise(boxes))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", [(320, 568), (360, 740), (700, 500), (1180, 700), (3840, 2160)])
def test_bar_fits_every_screen(watched: Watched, size: tuple[int, int], lang: str) -> None:
    page = watched.open_scene(
        world.in_time(), width=size[0], height=size[1], hash_=f"#d=2017-09-30&lang={lang}"
    )
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]
    bar = page.locator("#pm-time").bounding_box()
    assert bar
    for part in ("#pm-time-play", SLIDER, "#pm-time-scenarios", "#pm-time-as-of"):
        box = page.locator(part).bounding_box()
        assert box
        assert bar["x"] <= box["x"]
        assert box["x"] + box["width"] <= bar["x"] + bar["width"]
    assert page.evaluate(SMALL) == []
    stage = page.locator("#pm-stage").bounding_box()
    assert stage
    assert stage["height"] > 140


def test_finger_moves_the_slider(watched: Watched) -> None:
    page = watched.open_scene(world.in_time(), width=360, height=740, has_touch=True)
    box = page.locator(SLIDER).bounding_box()
    assert box
    page.touchscreen.tap(box["x"] + box["width"] * 0.8, box["y"] + box["height"] / 2)
    expect(page.locator("#pm-date")).to_contain_text("按计划")


def test_legend_of_parks_is_missing_where_nothing_is_promised(watched: Watched) -> None:
    page = watched.open_scene(world.scene(layers=[world.plots()], tasks=[]))
    expect(page.locator(".pm-park-legend")).to_have_count(0)
