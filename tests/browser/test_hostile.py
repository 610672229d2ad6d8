"""Text from strangers is shown as it is, and never runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.watched import wait_until
from tests.page.hostile import HOSTILE, hostile_scene

if TYPE_CHECKING:
    from tests.browser.watched import Watched

pytestmark = pytest.mark.browser

COUNT = len(HOSTILE)


@pytest.fixture(params=["zh", "en"])
def page(request: pytest.FixtureRequest, watched: Watched) -> Page:
    return watched.open_scene(hostile_scene(lang=request.param))


TALL: ViewportSize = {"width": 1280, "height": 4000}
"""Room for all rows of the list, of which a page makes only those in view."""


def texts(page: Page, selector: str) -> list[str]:
    found: list[str] = page.locator(selector).evaluate_all(
        "(items) => items.map((item) => item.textContent)"
    )
    return found


def test_there_are_forty() -> None:
    assert len(set(HOSTILE)) == 40


def test_nothing_runs_wherever_one_looks(page: Page) -> None:
    for tab in ("map", "progress", "coverage"):
        page.locator(f"#pm-tab-{tab}").click()
        for fold in page.locator("#pm-body summary").all():
            fold.click()
    page.locator("#pm-tab-progress").click()
    page.set_viewport_size(TALL)
    for at in (0, 7, 20, 39):
        page.locator(".pm-task").nth(at).click()
        expect(page.locator("#pm-card")).to_be_visible()
    page.locator("#pm-tab-coverage").click()
    page.locator("tbody .pm-link").click()
    page.locator("#pm-tab-map").click()
    page.locator(".pm-facet[data-key=facet-dept] summary").click()
    for at in (0, 5, 9):
        page.locator(".pm-options input").nth(at).check()
    expect(page.locator("#pm-filtered")).to_be_visible()
    page.locator("#pm-tools").click()
    page.locator("[data-tool=table]").click()
    expect(page.locator("#pm-table")).to_be_visible()
    page.locator("#pm-tools").click()
    page.locator("[data-tool=locate]").click()
    page.locator("#pm-place").fill(HOSTILE[0])
    page.keyboard.press("Escape")
    page.locator("#pm-query").fill(HOSTILE[0])
    expect(page.locator("#pm-found")).to_be_visible()
    page.wait_for_timeout(100)
    assert page.evaluate("window.flag") is None
    markup = "script:not([type]), svg[onload], img, iframe, base, meta[http-equiv=refresh], link"
    assert page.locator(f"body :is({markup})").count() == 1  # folium's own script
    assert page.locator("[onerror], [onload], [ontoggle], [href], [src], [style*=url]").count() == 0


def test_zone_and_titles_show_exactly(page: Page) -> None:
    lang = page.evaluate("document.documentElement.lang")
    zone = HOSTILE[16] if lang == "zh-CN" else HOSTILE[20]
    assert page.locator("#pm-name").evaluate("(name) => name.firstChild.data") == zone
    assert page.title().startswith(zone)
    assert texts(page, ".pm-title") == [HOSTILE[0] if lang == "zh-CN" else HOSTILE[5]]


def test_names_of_facilities_show_exactly(page: Page) -> None:
    page.locator("button.pm-count").click()
    expect(page.locator(".pm-row")).to_have_count(COUNT)
    assert set(texts(page, ".pm-row")) == set(HOSTILE)


def test_keys_and_values_show_exactly(page: Page) -> None:
    page.locator("button.pm-count").click()
    expect(page.locator(".pm-row")).to_have_count(COUNT)
    page.locator(".pm-row").first.click()
    expect(page.locator(".pm-others dt")).to_have_count(COUNT)
    keys, values = texts(page, ".pm-others dt"), texts(page, ".pm-others dd")
    assert keys == list(HOSTILE)
    first = HOSTILE.index(values[0])
    assert values == [HOSTILE[(first + at) % COUNT] for at in range(COUNT)]


def test_every_card_opens_from_its_address(page: Page) -> None:
    page.locator("button.pm-count").click()
    expect(page.locator(".pm-row")).to_have_count(COUNT)
    seen = set()
    for at in range(COUNT):
        page.locator(".pm-row").nth(at).click()
        name = texts(page, ".pm-row")[at]
        wait_until(
            page, "(name) => document.querySelector('#pm-card-title')?.textContent === name", name
        )
        seen.add(texts(page, "#pm-card dd")[0])
    assert seen == set(HOSTILE)


def test_tasks_show_exactly(page: Page) -> None:
    page.locator("#pm-tab-progress").click()
    page.set_viewport_size(TALL)
    page.locator(".pm-sort").select_option("register")
    expect(page.locator(".pm-task-name")).to_have_count(COUNT)
    names = texts(page, ".pm-task-name")
    assert names == [f"{HOSTILE[at]} {HOSTILE[(at + 1) % COUNT]}" for at in range(COUNT)]
    page.locator(".pm-task").nth(2).click()
    expect(page.locator("#pm-card h2")).to_be_visible()
    told = texts(page, "#pm-card dd")
    for shift in (4, 6, 7, 8, 9, 10, 11):
        wanted = HOSTILE[2 + shift]
        if shift != 4:  # the park is found, so its own name stands there
            assert wanted in told


def test_sources_and_notes_show_exactly(page: Page) -> None:
    files = texts(page, ".pm-file")
    assert files[:2] == [HOSTILE[21], HOSTILE[1]]
    assert len(files) == 3 + COUNT
    assert all(any(line.startswith(text) for line in files) for text in HOSTILE)


def test_hover_shows_the_name_exactly(page: Page) -> None:
    page.locator(".folium-map").focus()
    page.keyboard.press("n")
    expect(page.locator("#pm-card")).to_be_visible()
    name = texts(page, "#pm-card h2")[0]
    spot = page.evaluate(
        """() => {
          const box = map_0.getContainer().getBoundingClientRect();
          const point = map_0.latLngToContainerPoint([24.7805, 118.551]);
          return [box.x + point.x, box.y + point.y];
        }"""
    )
    page.mouse.move(*spot)
    expect(page.locator(".pm-hint")).to_have_count(1)
    assert texts(page, ".pm-hint")[0] in HOSTILE
    assert name in HOSTILE
