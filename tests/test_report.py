"""Findings as text, JSON, a page and a spreadsheet."""

from __future__ import annotations

import io
import json
import re
import zipfile
from base64 import b64encode
from datetime import date
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from parkmap.model import Problem, Severity, Text, Zone
from parkmap.report.findings import Findings, broken, gather, stricter, to_json
from parkmap.report.html import render_html
from parkmap.report.sheet import render_xlsx
from parkmap.report.text import render_text, say_counts

ZONE = Zone(Text("开发区", "Zone"), 2017, illustrative=True)
DAY = date(2017, 5, 31)
NASTY = (
    "</style><script>alert(1)</script>",
    "{{ 7*7 }}{% raw %}",
    '"><img src=x onerror=alert(1)>',
    "=cmd|' /C calc'!A0",
    "@SUM(1)",
    "+1",
    "-1",
    "http://example.com/x",
    "0123",
    "\x1b[2J\r\nError: forged",
    "\ud800",
    "\u202egnp.exe",
    "x" * 40_000,
)


def problem(
    severity: Severity = Severity.WARNING, file: str = "a.geojson", place: str = "feature:2"
) -> Problem:
    return Problem(severity, "ids.missing", file, place, {"key": "id"})


def findings(*problems: Problem, zone: Zone | None = ZONE) -> Findings:
    used = [("parks.geojson", "parks", 7), ("a.geojson", "stops", 3), ("a.geojson", "demand", None)]
    return gather("parkmap.toml", zone=zone, as_of=DAY, used=used, problems=problems)


def nasty() -> Findings:
    problems = [
        Problem(Severity.WARNING, "ids.missing", text[:60], "", {"key": text}) for text in NASTY
    ]
    return findings(*problems)


# ---- grouping


def test_files_keep_their_order_and_stand_once() -> None:
    found = findings(problem(file="zzz.csv"), problem())
    assert [(one.file, one.layers, one.count) for one in found.files] == [
        ("parks.geojson", ("parks",), 7),
        ("a.geojson", ("stops", "demand"), 3),
        ("zzz.csv", (), None),
    ]


def test_errors_stand_first_then_by_feature() -> None:
    found = findings(
        problem(Severity.NOTE, place=""),
        problem(place="feature:10"),
        problem(place="feature:9"),
        problem(Severity.ERROR, place="feature:11"),
    )
    assert [one.place for one in found.problems] == ["feature:11", "feature:9", "feature:10", ""]


def test_strict_takes_warnings_for_errors_and_leaves_notes() -> None:
    found = stricter(findings(problem(), problem(Severity.NOTE)))
    assert [one.severity for one in found.problems] == [Severity.ERROR, Severity.NOTE]


# ---- text


def test_text_groups_by_file_and_counts() -> None:
    text = render_text(findings(problem(), problem(Severity.ERROR, place="")), "en")
    assert text == (
        "parks.geojson: 7 records, nothing wrong\n"
        "a.geojson (1 error, 1 warning)\n"
        "  Error: has no 'id'; add one, or set id to another column\n"
        "  Warning: feature 2: has no 'id'; add one, or set id to another column\n"
        "2 files, 1 of them clean; 1 error, 1 warning\n"
    )


def test_counts_are_words_in_both_languages() -> None:
    problems = [problem(), problem(), problem(Severity.NOTE)]
    assert say_counts(problems, "en") == "2 warnings, 1 note"
    assert say_counts(problems, "zh") == "2 条提醒，1 条说明"
    assert say_counts([], "en") == "nothing wrong"


def test_text_of_a_stranger_commands_no_terminal_and_adds_no_line() -> None:
    text = render_text(nasty(), "zh")
    assert "\x1b" not in text
    assert "\u202e" not in text
    # parks and the clean a.geojson, two lines for each nasty file, and the total
    assert len(text.splitlines()) == 2 + 2 * len(NASTY) + 1


# ---- JSON


def test_json_has_the_members_that_the_docs_promise() -> None:
    document = json.loads(to_json(findings(problem())))
    counts = {"errors": 0, "warnings": 1, "notes": 0}
    assert document == {
        "version": 1,
        "workspace": "parkmap.toml",
        "zone": {"zh": "开发区", "en": "Zone"},
        "as_of": "2017-05-31",
        "counts": counts,
        "files": [
            {
                "file": "parks.geojson",
                "layers": ["parks"],
                "count": 7,
                "problems": [],
                "counts": {"errors": 0, "warnings": 0, "notes": 0},
            },
            {
                "file": "a.geojson",
                "layers": ["stops", "demand"],
                "count": 3,
                "counts": counts,
                "problems": [
                    {
                        "severity": "warning",
                        "code": "ids.missing",
                        "place": "feature:2",
                        "zh": "第 2 个要素: 没有“id”。请补上，或把 id 设为其他列",
                        "en": "feature 2: has no 'id'; add one, or set id to another column",
                        "values": {"key": "id"},
                    }
                ],
            },
        ],
    }


def test_json_of_a_broken_workspace_has_neither_zone_nor_day() -> None:
    told = Problem(Severity.ERROR, "workspace.not_utf8", "parkmap.toml")
    document = json.loads(to_json(broken([told])))
    assert (document["zone"], document["as_of"]) == (None, None)
    assert document["files"][0]["file"] == "parkmap.toml"


def test_values_are_plain_in_json() -> None:
    values = {"key": "id", "latest": DAY, "count": 3, "share": 0.5}
    told = Problem(Severity.NOTE, "ids.missing", "a.geojson", "", values)
    document = json.loads(to_json(findings(told)))
    assert document["files"][1]["problems"][0]["values"] == {
        "key": "id",
        "latest": "2017-05-31",
        "count": 3,
        "share": 0.5,
    }


# ---- page


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def parsed(html: str) -> Tags:
    tags = Tags()
    tags.feed(html)
    return tags


def test_page_holds_no_tag_of_a_stranger() -> None:
    usual, strange = parsed(render_html(findings(problem()))), parsed(render_html(nasty()))
    assert {tag for tag, _ in strange.found} == {tag for tag, _ in usual.found}
    assert not {"script", "img", "link", "iframe", "form"} & {tag for tag, _ in strange.found}
    assert "{{ 7*7 }}" in strange.text


def test_page_allows_its_own_style_and_nothing_else() -> None:
    html = render_html(findings(problem()))
    style = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    digest = b64encode(sha256(style[0].encode()).digest()).decode()
    [policy] = [
        attrs["content"]
        for tag, attrs in parsed(html).found
        if tag == "meta" and attrs.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert len(style) == 1
    assert "url(" not in style[0]
    assert not re.search(r"\sstyle=", html)


def test_page_is_chinese_first_with_an_english_twin() -> None:
    html = render_html(findings(problem()))
    assert '<html lang="zh-CN">' in html
    text = parsed(html).text
    assert text.index("没有“id”") < text.index("has no 'id'")
    assert "截至" in text
    assert "2017-05-31" in text
    assert "示例数据" in text


def test_page_of_real_data_carries_no_flag() -> None:
    real = Zone(Text("开发区", "Zone"), 2017, illustrative=False)
    assert "示例数据" not in render_html(findings(problem(), zone=real))


def test_page_can_be_written_whatever_a_file_holds() -> None:
    assert render_html(nasty()).encode("utf-8")


def test_page_and_sheet_of_nothing_can_be_written() -> None:
    assert "没有问题" in render_html(findings())
    assert cells(render_xlsx(findings()), 1)[0][0] == "文件 File"


# ---- sheet

_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def part(data: bytes, name: str) -> ET.Element:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return ET.fromstring(archive.read(name))  # noqa: S314 - what we have just written


def cells(data: bytes, sheet: int) -> list[list[str]]:
    shared = [
        "".join(text.text or "" for text in item.iter(f"{_NS}t"))
        for item in part(data, "xl/sharedStrings.xml")
    ]

    def value(cell: ET.Element) -> str:
        found = cell.find(f"{_NS}v")
        text = "" if found is None else found.text or ""
        return shared[int(text)] if cell.get("t") == "s" else text

    rows = part(data, f"xl/worksheets/sheet{sheet}.xml").iter(f"{_NS}row")
    return [[value(cell) for cell in row.iter(f"{_NS}c")] for row in rows]


def test_sheet_has_a_row_for_each_problem() -> None:
    rows = cells(render_xlsx(findings(problem(), problem(Severity.ERROR, place=""))), 1)
    assert rows[0][:3] == ["文件 File", "级别 Severity", "位置 Place"]
    assert rows[1][:2] == ["a.geojson", "错误 Error"]
    assert rows[2] == [
        "a.geojson",
        "提醒 Warning",
        "第 2 个要素 / feature 2",
        "没有“id”。请补上，或把 id 设为其他列",
        "has no 'id'; add one, or set id to another column",
        "ids.missing",
    ]


def test_sheet_of_files_counts_by_severity() -> None:
    rows = cells(render_xlsx(findings(problem())), 2)
    assert rows[1] == ["parks.geojson", "parks", "7", "0", "0", "0"]
    assert rows[2] == ["a.geojson", "stops, demand", "3", "0", "1", "0"]
    assert rows[-1] == ["示例数据，位置为示意 Sample data, positions are schematic"]


def test_sheet_holds_no_formula_and_no_link() -> None:
    data = render_xlsx(nasty())
    sheet = part(data, "xl/worksheets/sheet1.xml")
    assert not list(sheet.iter(f"{_NS}f"))
    assert not list(sheet.iter(f"{_NS}hyperlink"))
    assert {cell.get("t") for cell in sheet.iter(f"{_NS}c")} == {"s"}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not [name for name in archive.namelist() if "externalLink" in name]
    starts = {row[0][:1] for row in cells(data, 1)}
    assert {"=", "+", "-", "@"} <= starts


def test_sheet_keeps_its_head_in_view_and_filters() -> None:
    sheet = part(render_xlsx(findings(problem())), "xl/worksheets/sheet1.xml")
    pane = next(sheet.iter(f"{_NS}pane"))
    assert (pane.get("ySplit"), pane.get("state")) == ("1", "frozen")
    assert next(sheet.iter(f"{_NS}autoFilter")).get("ref") == "A1:F2"


@pytest.mark.parametrize("render", [render_xlsx, render_html, to_json])
def test_same_findings_give_the_same_bytes(render: Any) -> None:
    assert render(nasty()) == render(nasty())


def test_sheet_is_dated_by_the_findings_not_by_the_clock() -> None:
    with zipfile.ZipFile(io.BytesIO(render_xlsx(findings(problem())))) as archive:
        assert b"2017-05-31T00:00:00Z" in archive.read("docProps/core.xml")
        assert {info.date_time[0] for info in archive.infolist()} == {1980}
