"""A page in a browser without a network, that must stay silent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.watched import Watched

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser


@pytest.fixture
def watched(browser: Browser, tmp_path: Path) -> Iterator[Watched]:
    """Yield a way to open pages; afterwards, nothing may have been requested, said or blocked."""
    opened = Watched(browser, tmp_path)
    yield opened
    opened.close()
    assert opened.faults == []
