"""Opening pages from the disk with the network cut, noting whatever they do wrong."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from parkmap.page import render_page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Request, Route

    from parkmap.model import Scene

NOTE_VIOLATIONS = """
window.violations = [];
document.addEventListener('securitypolicyviolation',
  (event) => window.violations.push(event.violatedDirective + ' ' + event.blockedURI));
"""
READY = "document.documentElement.dataset.ready === '1' && document.documentElement.dataset.drawn"


class Watched:
    """Pages in one context of a browser, and what they did that a page may not do."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.browser = browser
        self.folder = folder
        self.faults: list[str] = []
        self.pages: list[Page] = []

    def page(self, *, width: int = 1280, height: int = 800, **options: Any) -> Page:
        """Return an empty page that is watched."""
        context = self.browser.new_context(viewport={"width": width, "height": height}, **options)
        context.set_offline(offline=True)
        context.add_init_script(NOTE_VIOLATIONS)
        page = context.new_page()
        page.route(lambda url: not url.startswith("file:"), self._refuse)
        page.on("console", lambda said: self.faults.append(f"console: {said.text}"))
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("dialog", lambda dialog: self.faults.append(f"dialog: {dialog.message}"))
        page.on("request", self._note)
        self.pages.append(page)
        return page

    def open_scene(self, scene: Scene, *, hash_: str = "", **options: Any) -> Page:
        """Return the page of a scene, drawn."""
        file = self.folder / f"page-{len(self.pages)}.html"
        file.write_text(render_page(scene), encoding="utf-8", newline="\n")
        page = self.page(**options)
        page.goto(file.as_uri() + hash_)
        wait_until(page, READY)
        return page

    def close(self) -> None:
        """Ask every page for violations of its policy, and close it."""
        for page in self.pages:
            violations = page.evaluate("window.violations || []")
            self.faults += [f"violation: {violation}" for violation in violations]
            page.context.close()

    def _note(self, request: Request) -> None:
        if not request.url.startswith(("file:", "blob:", "data:")):
            self.faults.append(f"request: {request.url}")

    def _refuse(self, route: Route) -> None:
        route.abort()


def wait_until(page: Page, script: str, argument: object = None) -> None:
    """Wait for ``script`` to be true; Playwright's own wait needs eval, which the CSP forbids."""
    deadline = time.monotonic() + 20
    while not page.evaluate(script, argument):
        assert time.monotonic() < deadline, script
        page.wait_for_timeout(20)


def settles(page: Page, holds: Callable[[], bool]) -> None:
    """Wait until something that only Python can look up holds."""
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline
        page.wait_for_timeout(50)


def late_pixels(page: Page) -> int:
    """Return how many pixels of the map have the colour of a late ring, #c43c1e."""
    return int(
        page.evaluate(
            """() => {
              const canvas = document.querySelector('.pm-canvas');
              const {width, height} = canvas;
              // From a copy: a browser complains of a canvas that is read again and again.
              const copy = Object.assign(document.createElement('canvas'), {width, height});
              const pen = copy.getContext('2d', {willReadFrequently: true});
              pen.drawImage(canvas, 0, 0);
              const {data} = pen.getImageData(0, 0, width, height);
              let count = 0;
              for (let at = 0; at < data.length; at += 4)
                if (data[at] === 196 && data[at + 1] === 60 && data[at + 2] === 30) count += 1;
              return count;
            }"""
        )
    )
