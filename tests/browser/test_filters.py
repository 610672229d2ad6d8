"""Filters that combine, and everything that follows them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from parkmap.model import PARK
from tests.browser.watched import late_pixels
from tests.page import world

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.browser.watched import Watched

pytestmark = pytest.mark.browser


def facet(page: Page, name: str) -> Locator:
    """Return the fold of a facet, opened."""
    fold = page.locator(f".pm-facet[data-key=facet-{name}]")
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()
    return fold


def options(page: Page, name: str) -> dict[str, tuple[int, int]]:
    """Return name -> facilities and tasks that would remain."""
    told = {}
    for label in facet(page, name).locator("label").all():
        text, facilities, tasks = label.inner_text().split("\n")[:3]
        told[text] = (int(facilities), int(tasks))
    return told


def choose(page: Page, name: str, value: str) -> None:
    facet(page, name).locator("label", has_text=value).first.click()


def sign(page: Page) -> Locator:
    return page.locator("#pm-filtered")


def test_each_option_says_how_much_would_remain(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    # Six stops (A A A B B none) and two plots (A B); tasks T1 in A, T2 in B, T3 in none.
    assert options(page, "park") == {"甲园": (4, 1), "乙园": (3, 1), "园区外": (1, 1)}
    assert options(page, "layer") == {"公交站": (6, 2), "企业": (2, 0)}
    assert options(page, "stage") == {
        "谋划": (0, 1), "报批": (1, 1), "在建": (1, 1), "投用": (4, 0), "未报": (1, 0),
        "停工": (1, 0),
    }  # fmt: skip
    # Stop 5 is suspended, T3 unreported; nothing is promised of stop 6 and the plots.
    assert options(page, "late") == {
        "按期": (2, 0), "逾期未开工": (1, 1), "逾期": (1, 1), "无法判断": (1, 1),
        "没有期限": (3, 0),
    }  # fmt: skip
    assert options(page, "dept") == {
        "规划建设科": (3, 1),
        "公用事业科": (2, 1),
        "无责任科室": (3, 1),
    }


def test_task_of_two_departments_counts_under_each_and_once_in_all(watched: Watched) -> None:
    first, second, third = world.three_tasks()
    shared = second._replace(task=replace(second.task, department="公用事业科、规划建设科"))
    page = watched.open_scene(world.scene(tasks=[first, shared, third]))
    # Three stops of T1, two of T2, and three places without a task.
    assert options(page, "dept") == {
        "规划建设科": (5, 2),
        "公用事业科": (2, 1),
        "无责任科室": (3, 1),
    }
    choose(page, "dept", "规划建设科")
    choose(page, "dept", "公用事业科")
    expect(sign(page)).to_contain_text("显示 5 / 8 处")
    page.get_by_role("tab", name="进展").click()
    assert page.locator(".pm-figures b").first.inner_text() == "2"


def test_person_is_a_filter(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    assert options(page, "person") == {"经办人乙": (3, 1), "无责任人": (5, 2)}
    choose(page, "person", "经办人乙")
    expect(sign(page)).to_contain_text("显示 3 / 8 处")
    assert "person=" in page.url


def test_what_has_no_deadline_is_a_value_of_its_own(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    choose(page, "late", "没有期限")
    expect(sign(page)).to_contain_text("显示 3 / 8 处")
    assert page.evaluate("decodeURIComponent(location.hash)").split("late=")[1].split("&")[0] == "~"
    page = watched.open_scene(world.scene(lang="en"), hash_="#late=~,overdue")
    expect(sign(page)).to_contain_text("No deadline")
    expect(sign(page)).to_contain_text("4 of 8 shown")


def test_filters_combine_and_counts_follow(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    choose(page, "park", "甲园")
    expect(sign(page)).to_contain_text("甲园")
    expect(sign(page)).to_contain_text("显示 4 / 8 处")
    assert options(page, "layer") == {"公交站": (3, 1), "企业": (1, 0)}
    # Other parks tell what choosing them too would add.
    assert options(page, "park")["乙园"] == (3, 1)
    choose(page, "stage", "投用")
    expect(sign(page)).to_contain_text("显示 3 / 8 处")
    choose(page, "park", "乙园")
    expect(sign(page)).to_contain_text("显示 4 / 8 处")


def test_map_list_legend_and_tasks_follow(watched: Watched) -> None:
    page = watched.open_scene(world.scene(), hash_="#dept=规划建设科")
    assert page.locator(".pm-count").all_inner_texts() == ["3", "0", "1"]
    assert (
        re.sub(r"\s+", " ", page.locator(".pm-legend:not(.pm-park-legend)").inner_text())
        == "在建 1 投用 2 逾期 1"
    )
    page.locator("button.pm-count").first.click()
    expect(page.locator(".pm-row")).to_have_text(["二站", "三站", "一站"], use_inner_text=True)
    page.get_by_role("tab", name="进展").click()
    expect(page.locator(".pm-task")).to_have_count(1)
    expect(page.locator(".pm-filter-note")).to_contain_text("显示 1 / 3 项任务")


def test_filtered_out_facility_is_not_hit(watched: Watched) -> None:
    page = watched.open_scene(world.scene(), hash_="#park=B")
    spot = page.evaluate(
        """([lon, lat]) => {
          const box = map_0.getContainer().getBoundingClientRect();
          const point = map_0.latLngToContainerPoint([lat, lon]);
          return [box.x + point.x, box.y + point.y];
        }""",
        [world.WEST + 0.0025, world.SOUTH + 0.005],
    )
    page.mouse.click(*spot)
    expect(page.locator("#pm-card h2")).to_have_text("甲园")  # the park below it


def test_filtered_out_facility_is_not_drawn(watched: Watched) -> None:
    page = watched.open_scene(world.scene(), hash_="#stage=in_service")
    red = late_pixels(page)
    assert red == 0  # both late stops are not in service


def test_clear_brings_everything_back(watched: Watched) -> None:
    page = watched.open_scene(world.scene(), hash_="#park=A&stage=in_service&late=on_time")
    sign(page).get_by_role("button", name="清除筛选").click()
    expect(sign(page)).to_be_hidden()
    assert "park=" not in page.url
    assert page.locator(".pm-count").all_inner_texts() == ["6", "2", "1"]


def test_filters_are_in_the_address_and_the_back_button_undoes_them(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    choose(page, "late", "逾期未开工")
    assert "late=late_start" in page.url
    address = page.url
    choose(page, "late", "逾期未开工")
    page.evaluate("history.back()")
    expect(sign(page)).to_be_visible()
    again = watched.open_scene(world.scene(), hash_="#" + address.split("#")[1])
    expect(sign(again)).to_contain_text("显示 1 / 8 处")


def test_nothing_that_matches_is_said_with_a_way_out(watched: Watched) -> None:
    page = watched.open_scene(world.scene(), hash_="#park=~&late=overdue")
    expect(page.locator("#pm-nothing")).to_contain_text("没有符合条件的设施")
    page.get_by_role("tab", name="进展").click()
    expect(page.locator("#pm-body")).to_contain_text("没有符合条件的任务")
    page.locator("#pm-nothing button").click()
    expect(page.locator("#pm-nothing")).to_be_hidden()
    expect(page.locator(".pm-task")).to_have_count(3)


def test_tasks_alone_may_match(watched: Watched) -> None:
    page = watched.open_scene(world.scene(), hash_="#stage=proposed")
    expect(page.locator("#pm-nothing")).to_contain_text("有 1 项任务符合")


def test_late_only_of_progress_is_the_same_filter(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    page.get_by_role("tab", name="进展").click()
    page.get_by_label("只看逾期（2）").check()
    expect(sign(page)).to_contain_text("逾期未开工、逾期")
    page.get_by_label("只看逾期（2）").uncheck()
    expect(sign(page)).to_be_hidden()


def test_print_follows_and_says_so(watched: Watched) -> None:
    page = watched.open_scene(world.scene(), hash_="#park=B")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("#pm-foot")).to_contain_text("筛选：乙园 · 显示 3 / 8 处")
    assert page.locator(".pm-foot-legend .pm-legend").first.inner_text().split() == [
        "公交站", "2", "企业", "1",
    ]  # fmt: skip


def test_values_with_commas_survive_the_address(watched: Watched) -> None:
    areas = list(world.two_parks().frame.geometry)
    parks = world.layer("parks", areas, ids=["A,\\", "B,~"], names=["甲", "乙"])
    stops = world.stops()
    stops.states[PARK] = ["A,\\"] * 3 + ["B,~"] * 3
    page = watched.open_scene(world.scene(parks=parks, layers=[stops], tasks=[]))
    choose(page, "park", "甲")
    choose(page, "park", "乙")
    again = watched.open_scene(
        world.scene(parks=parks, layers=[stops], tasks=[]), hash_="#" + page.url.split("#")[1]
    )
    expect(sign(again)).to_contain_text("甲、乙")
    expect(sign(again)).to_contain_text("显示 6 / 6 处")


def test_filters_work_by_keyboard_and_keep_the_focus(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    page.locator(".pm-facet summary").first.press("Enter")
    box = page.locator(".pm-facet input").first
    box.press("Space")
    expect(box).to_be_checked()
    expect(box).to_be_focused()
    assert page.locator(".pm-facet").first.get_attribute("open") is not None
