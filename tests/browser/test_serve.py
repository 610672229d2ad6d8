"""The outer frame of ``parkmap build --serve``."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from parkmap.serve import Preview
from tests.browser.watched import NOTE_VIOLATIONS, wait_until
from tests.live import Live, save_over

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
READY = 'html[data-ready="1"][data-drawn]'
HASH = "window.frames[0].location.hash"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Yield a page that must not complain or ask for more than the preview."""
    context = browser.new_context(viewport={"width": 1100, "height": 720})
    context.add_init_script(NOTE_VIOLATIONS)
    opened = context.new_page()
    faults: list[str] = []
    opened.on("console", lambda said: faults.append(f"console: {said.text}"))
    opened.on("pageerror", lambda error: faults.append(f"error: {error}"))
    opened.on(
        "response",
        lambda got: faults.append(f"{got.status} {got.url}") if got.status != 200 else None,
    )
    yield opened
    faults += [f"violation: {one}" for frame in opened.frames for one in violations(frame)]
    context.close()
    assert faults == []


def violations(frame: object) -> list[str]:
    found: list[str] = frame.evaluate("window.violations || []")  # type: ignore[attr-defined]
    return found


def test_map_reloads_where_the_reader_was_and_says_when_it_is_old(
    page: Page, tmp_path: Path
) -> None:
    zone = tmp_path / "zone"
    shutil.copytree(ROOT / "geodata", zone)
    stops = zone / "busstops.geojson"
    text = stops.read_text(encoding="utf-8")
    with Live("build", "--serve", "--port", "0", "--lang", "en", cwd=zone) as live:
        url = live.hear("showing the map at").rpartition(" ")[2]
        live.hear("watching")
        page.goto(url)
        inner = page.frame_locator("#map")
        inner.locator(READY).wait_for(state="attached")
        assert page.title() == page.evaluate("window.frames[0].document.title")
        assert page.locator("#map").get_attribute("title") == page.title()
        inner.get_by_role("tab", name="Progress").click()
        wait_until(page, f"{HASH}.includes('tab=progress')")
        inner.locator("#pm-stage").hover()
        page.mouse.wheel(0, -400)
        wait_until(page, f"{HASH}.includes('m=')")
        page.evaluate("window.frames[0].isOld = true")
        kept = page.evaluate(HASH)

        save_over(stops, text.replace("</", "").replace('"features"', '"faetures"'))
        page.locator("#bar li").first.wait_for()
        assert "This map is old" in page.locator("#said").inner_text()
        assert "busstops.geojson" in page.locator("#messages").inner_text()
        assert page.evaluate("window.frames[0].isOld") is True

        save_over(stops, text)
        wait_until(page, "!window.frames[0].isOld")
        inner.locator(READY).wait_for(state="attached")
        page.locator("#bar").wait_for(state="hidden")
        assert page.evaluate(HASH) == kept
        inner.get_by_role("tab", name="Progress", selected=True).wait_for()


def test_text_of_a_stranger_is_shown_as_text(page: Page) -> None:
    hostile = '<img src=x onerror="alert(1)"></script><script>alert(2)</script>{{7*7}}\n\u202eabc'
    words = {"waiting": "w", "old": "old", "none": "none", "more": "{count} more", "ended": "ended"}
    with Preview("zh", words, port=0) as preview:
        preview.fail([hostile] * 201)
        page.goto(preview.url)
        page.locator("#bar li").last.wait_for()
        said = page.locator("#messages li").all_text_contents()
        assert said == [hostile] * 200 + ["1 more"]
        assert page.locator("#said").text_content() == "none"
        assert page.locator("#map").is_hidden()
        assert page.evaluate("document.documentElement.lang") == "zh"
        assert page.locator("#messages img, #messages script").count() == 0
        page.goto("about:blank")
