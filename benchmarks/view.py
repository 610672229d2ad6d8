"""Measure one opening of a page in a fresh Chromium: ``python -m benchmarks.view FILE``."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from playwright.sync_api import TimeoutError as GaveUpError
from playwright.sync_api import sync_playwright

from benchmarks.assets import web
from tools.ensure_browser import find_chromium

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

TIMEOUT_MS: Final = 120_000
# First marks: the first frame with an icon, a path or pixels on a canvas in it, be it of a drawing
# that the map takes the place of later. Live marks: those of the map itself, and time to answer.
# Not when the screen shows them: the compositor may take minutes over the icons of 100,000 markers.
WATCH: Final = """
(() => {
    const small = document.createElement("canvas");
    small.width = small.height = 64;
    const pen = small.getContext("2d", { willReadFrequently: true });
    const painted = (canvas) => {
        if (!canvas.width || !canvas.height || canvas.closest("button, .leaflet-control")) {
            return false;
        }
        pen.clearRect(0, 0, 64, 64);
        pen.drawImage(canvas, 0, 0, 64, 64);
        const pixels = pen.getImageData(0, 0, 64, 64).data;
        let marks = 0;
        for (let i = 3; i < pixels.length; i += 4) marks += pixels[i] > 0;
        return marks > 20;
    };
    const seen = () => requestAnimationFrame(() => setTimeout(() => {
        window.firstMarks = window.firstMarks || performance.now();
    }));
    const look = () => {
        const pane = document.querySelector(".leaflet-map-pane");
        const found = pane && (
            pane.querySelector("img.leaflet-marker-icon, div.leaflet-marker-icon") ||
            pane.querySelector("path.leaflet-interactive") ||
            [...pane.querySelectorAll("canvas")].some(painted));
        if (found || document.querySelector("#pm-look path")) seen();
        if (!found) return setTimeout(look, 20);
        window.liveMarks = performance.now();
    };
    look();
})();
"""


def main(path: str) -> None:
    """Open the page, wait for its marks and for rest, and print what it took as JSON."""
    with sync_playwright() as play, web(Path(path)) as (address, unknown):
        browser = play.chromium.launch(**browser_options())
        # parkmap's pages forbid eval, which Playwright waits with.
        page = browser.new_page(viewport={"width": 1280, "height": 800}, bypass_csp=True)
        page.set_default_timeout(TIMEOUT_MS)
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.add_init_script(WATCH)
        try:
            measured = _open(page, address)
        except GaveUpError:
            # What is kept is a floor, and told as one.
            floor = TIMEOUT_MS / 1000
            measured = {
                "first_marks_s": floor,
                "live_marks_s": floor,
                "main_thread_s": floor,
                "gave_up": 1,
            }
        browser.close()
    names = sorted(unknown - {"favicon.ico"})
    print(json.dumps({**measured, "errors": errors, "unknown": names}))


def browser_options() -> dict[str, Any]:
    """Return how every browser of the comparison is launched."""
    # Nothing but this machine is there to be asked.
    args = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # Chromium's sandbox does not run as root, which containers usually are.
        args.append("--no-sandbox")
    return {"executable_path": find_chromium(), "args": args}


def busy_s(session: CDPSession) -> float:
    """Return the CPU seconds of the page's main thread so far.

    What it works, not what it waits for: other programs may use the machine too.
    """
    found = session.send("Performance.getMetrics")["metrics"]
    return next(float(metric["value"]) for metric in found if metric["name"] == "ThreadTime")


def _open(page: Page, address: str) -> dict[str, float]:
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    before = busy_s(session)
    page.goto(address, wait_until="commit", timeout=TIMEOUT_MS)
    page.wait_for_function(
        "window.liveMarks > 0 && window.firstMarks > 0", polling=50, timeout=TIMEOUT_MS
    )
    page.evaluate("new Promise((rest) => requestIdleCallback(rest, { timeout: 1000 }))")
    return {
        "first_marks_s": page.evaluate("window.firstMarks") / 1000,
        "live_marks_s": page.evaluate("window.liveMarks") / 1000,
        "main_thread_s": busy_s(session) - before,
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
