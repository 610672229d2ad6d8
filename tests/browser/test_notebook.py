"""The page in a notebook: a frame without an origin inside somebody else's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import parkmap
from tests.browser.watched import wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Frame, Page

    from tests.browser.watched import Watched

pytestmark = pytest.mark.browser


@pytest.fixture
def notebook(watched: Watched, tmp_path: Path) -> Page:
    page = watched.page(width=1000, height=720)
    frame = parkmap.sample().page(lang="en")._repr_html_()
    file = tmp_path / "notebook.html"
    text = f"<!DOCTYPE html><title>notebook</title><p>Out[1]:</p>{frame}"
    file.write_text(text, encoding="utf-8")
    page.goto(file.as_uri())
    return page


def map_of(notebook: Page) -> Frame:
    frame = notebook.frames[1]
    frame.wait_for_selector('html[data-ready="1"][data-drawn]')
    return frame


def test_map_is_drawn_and_says_nothing(notebook: Page) -> None:
    frame = map_of(notebook)
    assert frame.evaluate("window.origin") == "null"
    assert frame.evaluate("window.violations") == []
    frame.get_by_role("tab", name="Progress").click()
    frame.get_by_role("tab", name="Progress", selected=True).wait_for()


def test_choices_work_without_a_history(notebook: Page) -> None:
    frame = map_of(notebook)
    frame.get_by_role("searchbox").or_(frame.get_by_role("combobox")).first.fill("busstop")
    frame.get_by_role("option").first.click()
    frame.wait_for_selector("#pm-card:not([hidden])")
    assert notebook.url.endswith("notebook.html")


def test_menu_offers_no_link_and_can_export(notebook: Page) -> None:
    frame = map_of(notebook)
    frame.locator("#pm-tools").click()
    tools = frame.locator("#pm-menu [data-tool]").evaluate_all(
        "all => all.map(one => one.dataset.tool)"
    )
    assert "link" not in tools
    with notebook.expect_download() as got:
        frame.locator('[data-tool="csv"]').click()
    assert got.value.suggested_filename.endswith(".csv")
    wait_until(notebook, "document.title === 'notebook'")
