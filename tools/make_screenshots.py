"""Take the pictures of docs/screenshots.md: what a planner sees, in twenty-two states.

Run from the project's root with the tools that `make test` installs:

    python -m tools.make_screenshots

The pictures are of the sample zone on 31 May 2017, taken without a network. Their bytes depend on
the browser and its fonts, so they are made by hand before a release and not compared in tests.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pypdfium2 as pdfium
from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser.watched import READY, wait_until
from tools.ensure_browser import find_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs/images"
SHEET_PIXELS = 1400  # of the long side of a printed sheet
COLORS = 256  # of a picture's palette: the repository stays small


@dataclass(frozen=True)
class Shot:
    """One picture: the address opens the state."""

    name: str
    address: str
    size: tuple[int, int] = (1440, 900)
    scheme: Literal["light", "dark"] = "light"
    paper: tuple[str, str] | None = None
    """Print on this paper, this way up, instead of taking the screen."""
    is_proposed: bool = False
    """Whether three more toilets are proposed on the map."""


PHONE = (390, 844)
BUILD = ("build",)
SUGGEST = ("suggest", "--layer", "toilets", "--sites", "3")
SHOTS = (
    Shot("map-zh", "#lang=zh&tab=map"),
    Shot("map-en", "#lang=en&tab=map"),
    Shot("map-zh-dark", "#lang=zh&tab=map", scheme="dark"),
    Shot("progress-zh", "#lang=zh&tab=progress"),
    Shot("progress-en", "#lang=en&tab=progress"),
    Shot("chart-zh", "#lang=zh&tab=progress&chart=1&sort=register&dept=规划建设科"),
    Shot("coverage-zh", "#lang=zh&tab=coverage"),
    Shot("coverage-en-dark", "#lang=en&tab=coverage", scheme="dark"),
    Shot("coverage-compared-zh", "#lang=zh&tab=coverage&d=2017-12-31&vs=2017-05-31&sel=p:andong"),
    Shot("coverage-walk-zh", "#lang=zh&tab=coverage&way=walk&sel=f:enterprises:plot-a-21"),
    Shot("siting-zh", "#lang=zh", is_proposed=True),
    Shot("selection-zh", "#lang=zh&tab=map&sel=p:food_north"),
    Shot("time-zh", "#lang=zh&d=2017-09-30"),
    Shot("time-en-dark", "#lang=en&tab=progress&d=2017-07-15&sc=slip", scheme="dark"),
    Shot("phone-time-zh", "#lang=zh&d=2017-09-30", size=PHONE),
    Shot("phone-map-zh", "#lang=zh&tab=map", size=PHONE),
    Shot("phone-progress-en-dark", "#lang=en&tab=progress", size=PHONE, scheme="dark"),
    Shot("phone-chart-en", "#lang=en&tab=progress&chart=1", size=PHONE),
    Shot("phone-coverage-zh", "#lang=zh&tab=coverage", size=PHONE),
    Shot("print-zh", "#lang=zh", paper=("A4", "landscape")),
    Shot("print-en", "#lang=en", paper=("A3", "portrait")),
    Shot("print-coverage-zh", "#lang=zh&tab=coverage&cov=both", paper=("A4", "landscape")),
    Shot("print-chart-zh", "#lang=zh&tab=progress&chart=1", paper=("A4", "landscape")),
)


def main() -> None:
    """Build the sample zone's map and take every picture of it."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        plain, proposed = Path(folder) / "map.html", Path(folder) / "sites.html"
        for file, words in ((plain, BUILD), (proposed, SUGGEST)):
            command = [sys.executable, "-m", "parkmap", *words, "-w", "geodata", "-o", str(file)]
            subprocess.run(command, cwd=ROOT, check=True)
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        for shot in SHOTS:
            picture = take(browser, (proposed if shot.is_proposed else plain).as_uri(), shot)
            path = IMAGES / f"{shot.name}.png"
            path.write_bytes(picture)
            print(f"{path.relative_to(ROOT)}\t{len(picture) / 1000:.0f} kB")
        browser.close()


def take(browser: Browser, url: str, shot: Shot) -> bytes:
    """Return the picture of one state as PNG."""
    width, height = shot.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=shot.scheme,
        reduced_motion="reduce",
        is_mobile=shot.size == PHONE,
        has_touch=shot.size == PHONE,
    )
    context.set_offline(offline=True)
    page = context.new_page()
    page.goto(url + shot.address)
    wait_until(page, READY)
    page.wait_for_timeout(300)  # words of the lists are inflated after the map is drawn
    picture = printed(page, shot.paper) if shot.paper else page.screenshot()
    context.close()
    return small(picture)


def printed(page: Page, paper: tuple[str, str]) -> bytes:
    """Return the sheet that the page prints, by way of its dialog and its PDF."""
    page.evaluate("window.print = () => {}")
    page.locator("#pm-tools").click()
    page.locator("[role=menuitem]").filter(has_text=re.compile("打印|Print")).click()
    for choice in paper:
        page.locator(f"#pm-dialog input[value={choice}]").check()
    page.locator("#pm-dialog button[type=submit]").click()
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    sheet = pdfium.PdfDocument(pdf)[0]
    out = io.BytesIO()
    sheet.render(scale=SHEET_PIXELS / max(sheet.get_size())).to_pil().save(out, "PNG")
    return out.getvalue()


def small(picture: bytes) -> bytes:
    """Return the picture with a palette instead of true colours."""
    out = io.BytesIO()
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(COLORS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
        out, "PNG", optimize=True
    )
    return out.getvalue()


if __name__ == "__main__":
    main()
