"""Measure moves on a page in a fresh Chromium: ``python -m benchmarks.move FILE [LON LAT]``.

Pans and zooms are counted by what they take of the main thread until the page rests again. With
LON and LAT of a point of parkmap's page, the first details card is timed too.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

from playwright.sync_api import TimeoutError as GaveUpError
from playwright.sync_api import sync_playwright

from benchmarks.assets import web
from benchmarks.view import TIMEOUT_MS, WATCH, browser_options, busy_s

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

DEPTHS: Final = (0, 2, 4)
"""Zooms from the first view, at each of which the map is panned."""
PANS: Final = ((90, 0), (0, 60), (-90, 0), (0, -60), (70, 50), (-70, -50), (40, -80), (-40, 80))
CARD_ZOOM: Final = 19
FIND_MAP: Final = """
(() => {
    const name = Object.keys(window).find((key) => /^map_/.test(key) && window[key].panBy);
    window.benchmarkMap = window[name];
})()
"""
# Two frames: what is asked for in the first is drawn in it, and done when the second begins.
REST: Final = """
new Promise((rest) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(rest))))
"""
CARD: Final = """
() => {
    const box = benchmarkMap.getContainer().getBoundingClientRect();
    const at = { clientX: box.x + box.width / 2, clientY: box.y + box.height / 2, bubbles: true };
    const target = document.elementFromPoint(at.clientX, at.clientY);
    const start = performance.now();
    for (const kind of ["mousedown", "mouseup", "click"])
        target.dispatchEvent(new MouseEvent(kind, { ...at, view: window }));
    return new Promise((told) => {
        const look = () => {
            const passed = performance.now() - start;
            if (document.querySelector("#pm-card:not([hidden]) dd")) told(passed);
            else if (passed > 10000) told(NaN);
            else setTimeout(look);
        };
        look();
    });
}
"""


def main(path: str, *place: str) -> None:
    """Open the page, move about on it, and print what that took as JSON."""
    with sync_playwright() as play, web(Path(path)) as (address, _):
        browser = play.chromium.launch(**browser_options())
        page = browser.new_page(viewport={"width": 1280, "height": 800}, bypass_csp=True)
        page.set_default_timeout(TIMEOUT_MS)
        page.add_init_script(WATCH)
        try:
            page.goto(address, wait_until="commit")
            page.wait_for_function("window.firstMarks > 0", polling=50)
            page.wait_for_load_state()
            measured = _moves(page, [float(value) for value in place])
        except GaveUpError:
            measured = {}
        browser.close()
    print(json.dumps(measured))


def _moves(page: Page, place: list[float]) -> dict[str, float]:
    page.evaluate(FIND_MAP)
    page.wait_for_timeout(500)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    first = page.evaluate("benchmarkMap.getZoom()")
    pans, zooms = [], []
    for depth in DEPTHS:
        if depth:
            zoom = first + depth
            zooms.append(_taken(page, session, f"benchmarkMap.setZoom({zoom}, {{animate: false}})"))
        for across, down in PANS:
            move = f"benchmarkMap.panBy([{across}, {down}], {{animate: false}})"
            pans.append(_taken(page, session, move))
    for depth in reversed(DEPTHS[:-1]):
        zoom = first + depth
        zooms.append(_taken(page, session, f"benchmarkMap.setZoom({zoom}, {{animate: false}})"))
    measured = {"pan_s": median(pans), "worst_pan_s": max(pans), "zoom_s": median(zooms)}
    if place and page.query_selector("#pm-card"):
        lon, lat = place
        page.evaluate(f"benchmarkMap.setView([{lat}, {lon}], {CARD_ZOOM}, {{animate: false}})")
        page.evaluate(REST)
        measured["card_s"] = page.evaluate(CARD) / 1000
    return measured


def _taken(page: Page, session: CDPSession, move: str) -> float:
    """Return the seconds that the main thread was busy with a move."""
    before = busy_s(session)
    page.evaluate(f"{move}; {REST}")
    return busy_s(session) - before


if __name__ == "__main__":
    main(*sys.argv[1:])
