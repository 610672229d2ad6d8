"""The page on paper."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

import numpy as np
import pypdfium2 as pdfium
import pytest
from playwright.sync_api import expect

from tests.page import world

if TYPE_CHECKING:
    from tests.browser.watched import Watched

pytestmark = pytest.mark.browser

MM = 96 / 25.4  # CSS pixels
POINTS_PER_MM = 72 / 25.4


def pages(pdf: bytes) -> list[tuple[int, int]]:
    """Return the size of each page of a PDF in whole millimetres."""
    boxes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    return [(round(float(w) / POINTS_PER_MM), round(float(h) / POINTS_PER_MM)) for w, h in boxes]


def test_page_prints_on_one_sheet_of_a4(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    assert pages(page.pdf(prefer_css_page_size=True)) == [(297, 210)]


@pytest.mark.parametrize(
    ("paper", "turn", "size"),
    [
        ("A4", "portrait", (210, 297)),
        ("A3", "landscape", (420, 297)),
        ("A3", "portrait", (297, 420)),
    ],
)
def test_chosen_paper_is_printed(
    watched: Watched, paper: str, turn: str, size: tuple[int, int]
) -> None:
    page = watched.open_scene(world.scene())
    page.evaluate("window.print = () => {}")
    page.locator("#pm-tools").click()
    page.get_by_role("menuitem", name="打印").click()
    page.locator(f"#pm-dialog input[value={paper}]").check()
    page.locator(f"#pm-dialog input[value={turn}]").check()
    page.locator("#pm-dialog button[type=submit]").click()
    assert pages(page.pdf(prefer_css_page_size=True)) == [size]


def test_map_on_the_sheet_fills_its_frame(watched: Watched) -> None:
    # Paint the map's own canvas, and look for that colour on the paper: an A4 sheet across is
    # 277 mm wide within its margins, the frame of the map 0.3 mm thick on either side.
    page = watched.open_scene(world.scene())
    page.evaluate("""() => {
        const { prototype } = HTMLCanvasElement;
        const get = prototype.getContext;
        prototype.getContext = function (kind) {
          const context = get.call(this, kind);
          const clear = context.clearRect.bind(context);
          context.clearRect = (...box) => {
            clear(...box);
            context.fillStyle = '#f0f';
            context.fillRect(...box);
          };
          context.fillText = context.strokeText = context.drawImage = () => {};
          return context;
        };
    }""")
    dots_per_mm = 4
    sheet = pdfium.PdfDocument(page.pdf(prefer_css_page_size=True, print_background=True))[0]
    image = sheet.render(scale=dots_per_mm * 25.4 / 72).to_numpy()
    painted = np.all(np.abs(image[:, :, :3].astype(int) - [255, 0, 255]) < 30, axis=2)
    left, right = np.flatnonzero(painted.any(axis=0))[[0, -1]] / dots_per_mm
    assert left == pytest.approx(10.3, abs=0.5)
    assert right == pytest.approx(297 - 10.3, abs=0.5)


def test_sheet_holds_title_map_legend_scale_north_sources_and_approval(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    for part in ("#pm-name", "#pm-date", "#pm-chips", "#pm-stage", "#pm-north", "#pm-foot"):
        expect(page.locator(part)).to_be_visible()
    foot = page.locator("#pm-foot")
    for words in ("公交站", "比例尺约 1:", "数据来源：", "审图号"):
        expect(foot).to_contain_text(words)
    expect(page.locator("#pm-panel")).to_be_hidden()


def test_nothing_of_the_sheet_is_cut(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    # A4 across, less 10 mm on each side.
    for part in ("#pm-head", "#pm-stage", "#pm-foot"):
        box = page.locator(part).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 277 * MM + 0.5
        assert box["y"] + box["height"] <= 190 * MM + 0.5


def test_map_is_drawn_for_384_dots_an_inch(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    dots = page.evaluate(
        "() => { const c = document.querySelector('.pm-canvas');"
        " return c.width / (c.getBoundingClientRect().width / 96); }"
    )
    assert dots == pytest.approx(384, rel=0.01)


def test_printed_scale_is_the_scale_on_paper(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    west, east = page.evaluate(
        """() => {
          const at = (x) => map_0.containerPointToLatLng([x, map_0.getSize().y / 2]).lng;
          return [at(0), at(378)];
        }"""
    )
    # 378 px are 100.0 mm; a degree of longitude is 111,320 m times cos 24.785.
    ground_m = (east - west) * 111_320 * math.cos(math.radians(24.785))
    said = page.locator("#pm-foot").inner_text()
    match = re.search(r"1:([\d,]+)", said)
    assert match is not None
    assert float(match[1].replace(",", "")) == pytest.approx(ground_m / 0.1, rel=0.06)


def test_screen_is_as_it_was_after_printing(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    view = "[map_0.getCenter().lat, map_0.getCenter().lng, map_0.getZoom(), innerWidth]"
    before = page.evaluate(view)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(view) == pytest.approx(before)
    expect(page.locator("#pm-panel")).to_be_visible()


def test_dark_screen_prints_on_white(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    page.emulate_media(color_scheme="dark")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    ink = page.evaluate("getComputedStyle(document.body).color")
    assert ink == "rgb(29, 37, 48)"
