"""The page for everybody: axe-core, sizes, focus, the table, small phones and large walls."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

from parkmap.page import render_page
from tests.browser.watched import READY, wait_until
from tests.page import world

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from parkmap.model import Scene
    from tests.browser.watched import Watched

pytestmark = pytest.mark.browser

AXE = Path(__file__).parent / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCREENS = {"phone": (360, 640), "desktop": (1280, 800)}


def page_for_axe(
    browser: Browser, folder: Path, scene: Scene, hash_: str, *, scheme: Any,
    width: int = 1280, height: int = 800,
) -> Page:  # fmt: skip
    """Open a scene in a context of its own; axe is no script of the page: its policy is aside."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, bypass_csp=True,
        offline=True,
    )  # fmt: skip
    page = context.new_page()
    file = folder / "page.html"
    file.write_text(render_page(scene), encoding="utf-8", newline="\n")
    page.goto(file.as_uri() + hash_)
    wait_until(page, READY)
    return page


def faults(page: Page) -> list[str]:
    """Return what axe-core calls serious or critical."""
    found: list[dict[str, Any]] = page.evaluate(
        """async (tags) => {
          const {violations} = await axe.run(document,
            {runOnly: tags, resultTypes: ['violations']});
          return violations.map(({id, impact, nodes}) =>
            ({id, impact, nodes: nodes.map((node) => node.html.slice(0, 160))}));
        }""",
        RULES,
    )
    return [
        f"{one['id']}: {one['nodes']}" for one in found if one["impact"] in {"serious", "critical"}
    ]


@pytest.mark.skipif(not AXE.exists(), reason="axe-core comes with npm ci in tests/browser")
@pytest.mark.parametrize("screen", sorted(SCREENS))
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_axe_finds_nothing_serious(
    browser: Browser, tmp_path: Path, lang: str, scheme: Any, screen: str
) -> None:
    width, height = SCREENS[screen]
    page = page_for_axe(
        browser, tmp_path, world.in_time(lang=lang), "#park=A&d=2017-09-30",
        scheme=scheme, width=width, height=height,
    )  # fmt: skip
    page.evaluate(AXE.read_text(encoding="utf-8"))
    told = {"map": faults(page)}
    for fold in page.locator("#pm-body summary").all():
        fold.click()
    told["folds"] = faults(page)
    for tab in ("progress", "coverage"):
        page.locator(f"#pm-tab-{tab}").click()
        if tab == "progress":
            expect(page.locator(".pm-task-name").first).to_be_visible()
            page.locator("[data-key=task-filters] > summary").click()
        told[tab] = faults(page)
        if tab == "progress":
            page.locator("[data-key=chart-open]").click()
            expect(page.locator(".pm-chart-name").first).to_be_visible()
            told["chart"] = faults(page)
            page.locator("[data-key=chart-close]").click()
    page.locator("#pm-query").fill("z")
    named = "[...document.querySelectorAll('#pm-found [role=option]')].every((o) => o.textContent)"
    expect(page.locator("#pm-found [role=option]").first).to_be_visible()
    wait_until(page, named)  # their words are inflated after they are found
    told["search"] = faults(page)
    page.keyboard.press("Enter")
    expect(page.locator("#pm-card")).to_be_visible()
    told["card"] = faults(page)
    page.locator("#pm-tools").click()
    told["menu"] = faults(page)
    page.locator("[data-tool=locate]").click()
    told["dialog"] = faults(page)
    page.keyboard.press("Escape")
    page.locator("#pm-tools").click()
    page.locator("[data-tool=table]").click()
    expect(page.locator("#pm-table tbody tr").first).to_be_visible()
    told["table"] = faults(page)
    page.context.close()
    assert {where: one for where, one in told.items() if one} == {}


def test_table_tells_what_the_map_shows(watched: Watched) -> None:
    page = watched.open_scene(world.scene(), hash_="#table=1&hide=plots")
    table = page.locator("#pm-table")
    expect(table.get_by_role("columnheader")).to_have_text(
        ["名称", "图层", "园区", "阶段", "按期情况"]
    )
    expect(table.locator("tbody tr")).to_have_count(6)
    expect(table.locator("tbody tr").nth(2)).to_have_text("三站公交站甲园在建逾期 40 天")
    expect(table.get_by_role("status")).to_have_text("共 6 处")


def test_table_follows_view_and_filters_and_selects(watched: Watched) -> None:
    page = watched.open_scene(world.scene(), hash_="#table=1&park=B&layer=stops")
    names = page.locator("#pm-table tbody th")
    expect(names).to_have_text(["四站", "五站"])
    names.nth(1).get_by_role("button").press("Enter")
    expect(page.locator("#pm-card h2")).to_have_text("五站")
    page.evaluate("map_0.setView([24.9, 118.9], 15, {animate: false})")
    expect(names).to_have_count(0)
    page.get_by_role("button", name="关闭列表").click()
    expect(page.locator("#pm-table")).to_be_hidden()


def test_menu_is_walked_with_keys(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    page.locator("#pm-tools").press("ArrowDown")
    expect(page.get_by_role("menuitem", name="测量距离")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("menuitem", name="键盘操作")).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("Escape")
    expect(page.locator("#pm-tools")).to_be_focused()
    expect(page.locator("#pm-menu")).to_be_hidden()


def test_keys_are_listed(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    page.locator("#pm-tools").click()
    page.get_by_role("menuitem", name="键盘操作").click()
    expect(page.get_by_role("dialog")).to_contain_text("逐个查看视野内的设施")


SMALL = """() => [...document.querySelectorAll('button, input, summary, a, [role=option], label')]
  .filter((item) => item.checkVisibility() && !(item.matches('input') && item.closest('label')))
  .map((item) => [item, item.getBoundingClientRect()])
  .filter(([item, box]) => box.width && (box.width < 24 || box.height < 24)
    && !(item.matches('input') && item.labels.length))
  .map(([item, box]) => `${item.outerHTML.slice(0, 90)} ${box.width} ${box.height}`)"""


@pytest.mark.parametrize("width", [320, 1280])
def test_targets_are_24_pixels_or_more(watched: Watched, width: int) -> None:
    page = watched.open_scene(
        world.scene(), width=width, height=700, hash_="#park=A&table=1&sel=f:stops:stops-3"
    )
    for tab in ("coverage", "progress", "map"):
        page.evaluate(f"document.querySelector('#pm-tab-{tab}').click()")
        for fold in page.locator("#pm-body summary, #pm-card summary").all():
            fold.evaluate("(fold) => { fold.parentElement.open = true; }")
        assert page.evaluate(SMALL) == [], tab


def test_focus_is_seen_wherever_it_goes(watched: Watched) -> None:
    page = watched.open_scene(world.scene(), hash_="#sel=f:stops:stops-3")
    seen = set()
    for _ in range(45):
        page.keyboard.press("Tab")
        told = page.evaluate(
            """() => {
              const item = document.activeElement, style = getComputedStyle(item);
              return [item.id || item.className || item.tagName,
                      style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2];
            }"""
        )
        if told[0] in {"BODY", ""}:
            continue
        seen.add(told[0])
        assert told[1], told
    assert {"pm-query", "pm-tools", "pm-tab-map"} <= seen


def test_motion_stops_where_it_is_not_wanted(watched: Watched) -> None:
    page = watched.open_scene(world.scene(), hash_="#m=12/24.6/118.3", reduced_motion="reduce")
    page.locator("#pm-query").fill("三站")
    page.locator("#pm-found [role=option]").first.click()
    expect(page.locator("#pm-card")).to_be_visible()
    assert page.evaluate("map_0.getBounds().contains([24.785, 118.5575])")  # at once


def test_smallest_phone_holds_everything(watched: Watched) -> None:
    page = watched.open_scene(
        world.scene(lang="en"), width=320, height=568, has_touch=True, hash_="#park=A&late=overdue"
    )
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    drawn = page.locator(".pm-canvas").bounding_box()
    whole = page.locator("#pm-stage").bounding_box()
    assert drawn
    assert whole
    assert drawn["height"] == pytest.approx(whole["height"], abs=1)
    stage = page.locator("#pm-stage").bounding_box()
    assert stage
    assert stage["height"] > 150
    page.locator("#pm-tools").tap()
    menu = page.locator("#pm-menu").bounding_box()
    assert menu
    assert menu["x"] >= 0
    assert menu["y"] + menu["height"] <= 568
    page.keyboard.press("Escape")
    for part in ("#pm-query", "#pm-filtered", "#pm-controls"):
        box = page.locator(part).bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320


def test_wall_screen_is_legible(watched: Watched) -> None:
    page = watched.open_scene(world.scene(), width=3840, height=2160)
    size = page.locator("#pm-tab-map").evaluate("(tab) => tab.getBoundingClientRect().height")
    assert size > 55  # 1.5 times what a desk shows
    spot = page.evaluate(
        """([lon, lat]) => {
          const box = map_0.getContainer().getBoundingClientRect();
          const point = map_0.latLngToContainerPoint([lat, lon]);
          return [box.x + 1.5 * point.x, box.y + 1.5 * point.y];
        }""",
        [world.WEST + 0.005, world.SOUTH + 0.005],
    )
    page.mouse.click(*spot)
    expect(page.locator("#pm-card h2")).to_have_text("二站")
    page.locator("#pm-query").fill("三站")
    page.locator("#pm-found [role=option]").first.click()
    expect(page.locator("#pm-card h2")).to_have_text("三站")


def test_broken_file_says_so(watched: Watched) -> None:
    text = render_page(world.scene())
    start = text.index('"numbers":"') + len('"numbers":"')
    file = watched.folder / "broken.html"
    file.write_text(text[:start] + "AAAA" + text[start + 4 :], encoding="utf-8", newline="\n")
    page = watched.page()
    page.goto(file.as_uri())
    expect(page.locator("#pm-broken")).to_contain_text("文件可能不完整")
    expect(page.locator("#pm-broken")).to_contain_text("may be incomplete")
    page.wait_for_timeout(200)  # the fault is told after the words are there
    assert watched.faults
    watched.faults.clear()  # the fault is told to the console too


def test_page_says_that_it_waits(watched: Watched) -> None:
    page = watched.page()
    page.add_init_script(
        """DecompressionStream = class {
          constructor() {
            return new TransformStream({flush: () => new Promise(() => {})});
          }
        }"""
    )
    file = watched.folder / "slow.html"
    file.write_text(render_page(world.scene()), encoding="utf-8", newline="\n")
    page.goto(file.as_uri())
    bar = "getComputedStyle(document.querySelector('#pm-stage'), '::before').animationName"
    assert page.evaluate(bar) == "pm-wait"
