"""Scripts of the page that only compute, run on their own in an empty page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parkmap.page.resources import asset

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def call(browser: Browser, scripts: tuple[str, ...], body: str, argument: object = None) -> Any:
    """Return what ``body``, which sees the scripts' functions and ``given``, returns."""
    page = browser.new_page()
    source = "\n".join(asset(f"{name}.js") for name in scripts)
    try:
        return page.evaluate(f"(given) => {{ {source}\n{body} }}", argument)
    finally:
        page.context.close()
