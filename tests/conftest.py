"""What tests of several modules share: no network, a small world, a browser."""

from __future__ import annotations

import ipaddress
import os
import socket
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import Phase, settings

from tools.ensure_browser import find_chromium

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

# How long one example takes says how busy the machine is, and the first one loads libraries.
settings.register_profile("parkmap", deadline=None)
settings.load_profile("parkmap")
# `make mutants` asks only whether a property breaks, a thousand times, and always the same way.
settings.register_profile(
    "mutants",
    deadline=None,
    max_examples=30,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Ask the quick tests first where the first that fails is enough."""
    if config.getoption("--hypothesis-profile") == "mutants":
        items.sort(key=_is_slow)


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Refuse connections to other machines: a test that needs one is a test of the weather."""
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not _is_here(address[0]):
            self.close()
            message = f"a test tried to connect to {address[0]}"
            raise AssertionError(message)
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_here)
        yield


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of a Chromium; skip without one, fail if PARKMAP_REQUIRE_BROWSER is set."""
    path = find_chromium()
    if path is not None:
        return path
    if os.environ.get("PARKMAP_REQUIRE_BROWSER"):
        pytest.fail("no Chromium: run tools/ensure_browser.py, or set PARKMAP_CHROMIUM")
    pytest.skip("no Chromium: run tools/ensure_browser.py, or set PARKMAP_CHROMIUM")


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """Yield a headless browser for the whole session; contexts and pages are each test's own."""
    from playwright.sync_api import sync_playwright

    # Chromium's sandbox does not run as root, which containers usually are.
    args = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=chromium, args=args)
        yield started
        started.close()


def _is_slow(item: pytest.Item) -> bool:
    """Return whether a test tries many examples, or reads a whole zone."""
    tried = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
    return bool(tried) or "zone" in getattr(item, "fixturenames", ()) or "sample" in item.name


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
