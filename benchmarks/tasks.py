"""Use a page with 100,000 tasks: ``python -m benchmarks.tasks [--repeat N] [--count N] [--write]``.

The register is the one of benchmarks.status. The page stands on its list of tasks, is scrolled,
searched and filtered, and the longest of its frames is kept: from the begin of its first task to
what the screen is to show. A browser tells of those above 50 ms alone (Long Animation Frames API).
"""

from __future__ import annotations

import argparse
import platform
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

from playwright.sync_api import sync_playwright

import parkmap
from benchmarks import status
from benchmarks.assets import web
from benchmarks.view import TIMEOUT_MS, browser_options
from parkmap.page import render_page
from parkmap.pipeline.scene import When, assemble

if TYPE_CHECKING:
    from playwright.sync_api import Page

DOCS: Final = Path(__file__).parents[1] / "docs" / "benchmarks-tasks.md"
FRAMES: Final = """
() => {
    window.longestFrame = 0;
    new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries())
            window.longestFrame = Math.max(window.longestFrame, duration);
    }).observe({ type: "long-animation-frame" });
}
"""
SCROLL: Final = """
(part) => {
    const body = document.querySelector("#pm-body");
    body.scrollTop = part * body.scrollHeight;
}
"""
CLICK: Final = "() => document.querySelector('#pm-only-late').click()"
STEPS: Final = ("scroll", "search", "first filter", "filter")
PARTS: Final = (0.01, 0.3, 0.31, 0.6, 0.9, 0.2)
"""Of the list, where it is scrolled to."""
REST_MS: Final = 250


def main() -> None:
    """Measure, print, and write the page of the docs if that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--write", action="store_true", help=f"write docs/{DOCS.name}")
    asked = parser.parse_args()
    workspace, reading = status.world(asked.count)
    told_s = [status.tell(workspace, reading) for _ in range(asked.repeat)]
    if reading.parks is None:
        raise reading.failures[0]
    when = When(status.AS_OF, parkmap.model.Scenario.PLAN, status.AS_OF)
    scene = assemble(workspace, reading, reading.parks, when=when, lang="zh")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_text(render_page(scene), encoding="utf-8")
        size_mb = file.stat().st_size / 1e6
        opened = [used(file) for _ in range(asked.repeat)]
    rows = [
        f"| {step} | {_frame(median(one[step] for one in opened))} "
        f"| {_frame(max(one[step] for one in opened))} |"
        for step in STEPS
    ]
    text = _page(asked.count, asked.repeat, median(told_s), size_mb, rows)
    print(text)
    if asked.write:
        DOCS.write_text(text, encoding="utf-8")


def used(file: Path) -> dict[str, float]:
    """Return the longest frame in milliseconds of each step, on a page that is opened anew."""
    with sync_playwright() as play, web(file) as (address, _):
        browser = play.chromium.launch(**browser_options())
        page = browser.new_page(viewport={"width": 1280, "height": 800}, bypass_csp=True)
        page.set_default_timeout(TIMEOUT_MS)
        page.goto(f"{address}#tab=progress")
        page.wait_for_selector("html[data-ready]")
        page.wait_for_selector(".pm-rows .pm-task")
        page.wait_for_timeout(2000)
        page.evaluate(FRAMES)
        found = {"scroll": max(_longest(page, SCROLL, part) for part in PARTS)}
        box = page.locator("[data-key=task-query]")
        found["search"] = 0.0
        for letter in ("公", "交", "站"):
            _forget(page)
            box.press_sequentially(letter)
            found["search"] = max(found["search"], _kept(page))
        box.fill("")
        page.wait_for_timeout(REST_MS)
        found["first filter"] = _longest(page, CLICK)
        found["filter"] = max(_longest(page, CLICK) for _ in range(3))
        browser.close()
    return found


def _longest(page: Page, step: str, *values: float) -> float:
    _forget(page)
    page.evaluate(step, *values)
    return _kept(page)


def _forget(page: Page) -> None:
    page.wait_for_timeout(REST_MS)
    page.evaluate("() => { window.longestFrame = 0; }")


def _kept(page: Page) -> float:
    page.wait_for_timeout(REST_MS)
    return float(page.evaluate("window.longestFrame"))


def _frame(longest_ms: float) -> str:
    return f"{longest_ms:.0f}" if longest_ms else "below 50"


def _page(count: int, repeat: int, told_s: float, size_mb: float, rows: list[str]) -> str:
    today = datetime.now(UTC).date().isoformat()
    head = f"""# A register of {count:,} tasks

`python -m benchmarks.tasks --write` measures anew and writes this page.

What `parkmap status` does between reading and printing (join, schedule, counts, table):
**{told_s:.2f} CPU s**, median of {repeat} (promised: 2).

The page of that register ({size_mb:.1f} MB) in Chromium: the longest frame in milliseconds, from
the begin of its first task to what the screen is to show; the median and the most of {repeat}
openings (promised: 50). `filter` is the longest of three clicks.

| step | median | most |
| :--- | ---: | ---: |
"""
    versions = f"parkmap {parkmap.__version__}, Python {platform.python_version()}"
    foot = f"\nMeasured on {today} with {versions}.\n"
    return head + "\n".join(rows) + "\n" + foot


if __name__ == "__main__":
    main()
