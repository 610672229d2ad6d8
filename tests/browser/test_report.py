"""The printable report in a real browser: it opens under its own policy, and nothing acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from parkmap.model import Problem, Severity, Text, Zone
from parkmap.report.findings import gather
from parkmap.report.html import render_html
from tests.browser.watched import Watched

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

NASTY = '</td></style><script>alert(1)</script><img src="http://example.com/x" onerror=alert(2)>'


def test_report_opens_with_its_style_and_nothing_of_a_stranger_acts(
    browser: Browser, tmp_path: Path
) -> None:
    problem = Problem(Severity.ERROR, "ids.missing", NASTY, "feature:2", {"key": NASTY})
    zone = Zone(Text(NASTY, NASTY), 2017, illustrative=True)
    used = [("a.geojson", "stops", 3)]
    findings = gather("parkmap.toml", zone=zone, as_of=None, used=used, problems=[problem])
    file = tmp_path / "report.html"
    file.write_text(render_html(findings), encoding="utf-8")
    watched = Watched(browser, tmp_path)
    page = watched.page()
    page.goto(file.as_uri())
    assert page.locator("script, img").count() == 0
    assert page.locator("h2").inner_text() == NASTY
    border = page.locator("tr.error td").first.evaluate("cell => getComputedStyle(cell).borderLeft")
    assert "rgb(154, 38, 23)" in border  # the style of the page is allowed by its policy
    watched.close()
    assert watched.faults == []
