"""Grids as a terminal table, CSV, JSON and a workbook."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from parkmap.model import Lateness, Stage, Text
from parkmap.report.book import render_book
from parkmap.report.grid import Band, Column, Fact, Grid, Kind, Named, Report
from parkmap.report.records import render_csv, render_json
from parkmap.report.table import cells_of, render_table

DAY = date(2017, 5, 31)
NASTY = (
    "=cmd|' /C calc'!A0",
    "+1",
    "-1+2",
    "@SUM(1)",
    "＝1+1",
    "＠x",
    " =1",
    "\t=1",
    "\r=1",
    "\xa0=1",
    "a;=1",
    'a",=1',
    "\x1b[2J",
    "\ud800",
    "\u202egnp.exe",
    "{0.__class__}",
    "x" * 40_000,
)
STAGE = Band("stage", Text("阶段", "Stage"))


def column(key: str, kind: Kind = Kind.TEXT, **how: Any) -> Column:
    return Column(key, Text(f"{key}列", f"{key} column"), kind, **how)


def report(*grids: Grid, facts: tuple[Fact, ...] = ()) -> Report:
    return Report("trial", 1, Text("报告", "Report"), DAY, facts, grids)


def grid(*rows: tuple[Any, ...], columns: tuple[Column, ...], **how: Any) -> Grid:
    return Grid("things", Text("事项", "Things"), columns, rows, **how)


ALL = (
    column("name"),
    column("park"),
    column("stage"),
    column("lateness"),
    column("count", Kind.NUMBER),
    column("due", Kind.DATE),
    column("days", Kind.DAYS),
    column("share", Kind.SHARE),
)
ONE = (
    "公交站",
    Named("food", Text("食品园", "Food Park")),
    Stage.IN_SERVICE,
    Lateness.OVERDUE,
    28.0,
    DAY,
    31,
    0.25,
)
NONE = (None, None, None, None, None, None, None, None)


# ---- terminal


def test_chinese_characters_take_two_cells_and_columns_stay_straight() -> None:
    columns = (column("name"), column("count", Kind.NUMBER))
    text = render_table(report(grid(("公交站", 28), ("ab", 3), columns=columns)), "zh")
    # The widest name takes 3 * 2 = 6 cells, its head "name列" 4 + 2; then the gap of 2 cells, and
    # "count列" with 5 + 2.
    assert text.splitlines()[2:] == [
        "事项",
        "name列  count列",
        "------  -------",
        "公交站       28",
        "ab            3",
    ]


def test_values_are_words_of_the_reader() -> None:
    text = render_table(report(grid(ONE, columns=ALL)), "en")
    assert text.splitlines()[-1].split() == [
        *("公交站", "Food", "Park", "In", "service", "Overdue"),
        *("28", "2017-05-31", "31", "25.0%"),
    ]
    assert "投用" in render_table(report(grid(ONE, columns=ALL)), "zh")


def test_no_line_is_wider_than_the_terminal_and_nothing_is_lost() -> None:
    long = "食品园北片和南片的公交停靠站、公共厕所与垃圾转运站" * 3
    words = "a word and another word " * 8
    columns = (column("a"), column("b"), column("c"), column("n", Kind.NUMBER))
    text = render_table(report(grid((long, words, "x" * 70, 12_345), columns=columns)), "zh")
    body = text.split("\n\n")[1].splitlines()[3:]
    assert max(map(cells_of, text.splitlines())) <= 100
    assert sum(line.count("垃圾转运站") for line in body) <= 3
    joined = "".join(body).replace(" ", "")
    assert joined.count("站") == long.count("站")
    assert joined.count("x") == 70
    assert joined.count("word") == 16
    assert "12,345" in joined


def test_columns_without_a_word_are_left_out_on_a_screen() -> None:
    columns = (column("name"), column("why"), column("count", Kind.NUMBER))
    text = render_table(report(grid(("a", None, None), ("b", "", 0), columns=columns)), "en")
    assert "why" not in text
    # The heads take 11 and 12 cells, and the gap 2.
    assert text.splitlines()[-2:] == ["a" + " " * 23 + "-", "b" + " " * 23 + "0"]


def test_bands_stand_in_blocks_without_columns_of_zeros() -> None:
    other = Band("late", Text("按期", "Late"))
    columns = (
        column("name"),
        column("p", Kind.NUMBER, band=STAGE),
        column("q", Kind.NUMBER, band=STAGE),
        column("r", Kind.NUMBER, band=other),
    )
    text = render_table(report(grid(("a", 1, 0, 2), columns=columns, total=("all", 1, 0, 2))), "en")
    assert text.splitlines()[2:] == [
        *("Things", "", "Stage", "name column  p column", "-----------  --------"),
        *("a                   1", "-----------  --------", "all                 1"),
        *("", "Late", "name column  r column", "-----------  --------"),
        *("a                   2", "-----------  --------", "all                 2"),
    ]


def test_long_grid_ends_with_the_count_of_the_rest() -> None:
    rows = [(f"t{number}",) for number in range(12)]
    text = render_table(report(grid(*rows, columns=(column("name"),), most=10)), "en")
    assert "t9" in text
    assert "t10" not in text
    assert "... and 2 more rows" in text
    assert "Things" not in render_table(report(grid(*rows, columns=ALL[:1], most=0)), "en")


def test_grid_of_nothing_says_so() -> None:
    assert render_table(report(grid(columns=ALL)), "en").splitlines()[-1] == "none"


def test_text_of_a_stranger_commands_no_terminal() -> None:
    rows = [(text,) for text in NASTY]
    text = render_table(report(grid(*rows, columns=(column("name"),))), "zh")
    assert not {"\x1b", "\u202e", "\ud800", "\t", "\r"} & set(text)


# ---- CSV


def read(text: str) -> list[list[str]]:
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline="")))


def test_csv_keeps_numbers_and_has_heads_of_the_reader() -> None:
    text = render_csv(report(grid(ONE, NONE, columns=ALL)), "zh")
    rows = read(text)
    assert rows[0][:3] == ["name列", "park列", "stage列"]
    assert rows[1] == ["公交站", "食品园", "投用", "逾期", "28", "2017-05-31", "31", "0.25"]
    assert rows[2] == [""] * 8
    assert ',28,"2017-05-31",31,0.25\r\n' in text


def test_csv_neutralises_what_a_spreadsheet_would_run() -> None:
    rows = read(render_csv(report(grid(*((text,) for text in NASTY), columns=ALL[:1])), "en"))
    cells = [row[0] for row in rows[1:]]
    assert all(len(row) == 1 for row in rows)
    assert cells[:6] == [f"'{text}" for text in NASTY[:6]]
    # A tab or a break before the sign has become a space, and does not hide it.
    assert cells[6:10] == ["' =1", "' =1", "' =1", "'\xa0=1"]
    assert cells[10:12] == ["a;=1", 'a",=1']
    starts = tuple("=+-@＝＋－＠\t\r")
    assert not [cell for cell in cells if cell.lstrip().startswith(starts)]


def test_csv_quotes_every_text_so_that_no_separator_begins_a_cell() -> None:
    text = render_csv(report(grid(("a;=1",), columns=ALL[:1])), "en")
    assert text.splitlines()[1] == '"a;=1"'


def test_csv_leaves_negative_numbers_alone() -> None:
    columns = (column("count", Kind.NUMBER),)
    assert render_csv(report(grid((-5,), columns=columns)), "en").splitlines()[1] == "-5"


# ---- JSON


def test_json_has_raw_values() -> None:
    facts = (
        Fact("as_of", DAY),
        Fact("zone", Text("区", "Zone")),
        Fact("illustrative", value=True),
        Fact("source", None),
    )
    document = json.loads(render_json(report(grid(ONE, NONE, columns=ALL), facts=facts)))
    assert document == {
        "version": 1,
        "report": "trial",
        "as_of": "2017-05-31",
        "zone": {"zh": "区", "en": "Zone"},
        "illustrative": True,
        "source": None,
        "things": {
            "rows": [
                {
                    "name": "公交站",
                    "park": "food",
                    "stage": "in_service",
                    "lateness": "overdue",
                    "count": 28,
                    "due": "2017-05-31",
                    "days": 31,
                    "share": 0.25,
                },
                dict.fromkeys(
                    ("name", "park", "stage", "lateness", "count", "due", "days", "share")
                ),
            ]
        },
    }


def test_json_puts_a_band_into_an_object_of_its_own() -> None:
    columns = (column("name"), column("built", Kind.NUMBER, band=STAGE))
    notes = (Text("注", "Note"),)
    document = json.loads(
        render_json(report(grid(("a", 1), columns=columns, total=("", 1), notes=notes)))
    )
    assert document["things"] == {
        "rows": [{"name": "a", "stage": {"built": 1}}],
        "total": {"name": "", "stage": {"built": 1}},
        "notes": [{"zh": "注", "en": "Note"}],
    }


# ---- workbook

_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheet(data: bytes, number: int = 1) -> ET.Element:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        text = archive.read(f"xl/worksheets/sheet{number}.xml")
    return ET.fromstring(text)  # noqa: S314 - what we have just written


def test_book_has_dates_and_numbers_as_such_and_everything_else_as_text() -> None:
    found = sheet(render_book(report(grid(ONE, NONE, columns=ALL))))
    rows = list(found.iter(f"{_NS}row"))
    kinds = [cell.get("t") for cell in rows[1]]
    assert kinds == ["s", "s", "s", "s", None, None, None, None]
    values = [cell.findtext(f"{_NS}v") for cell in rows[1]][4:]
    # 2017-05-31 is the 42,886th day of the workbook's calendar.
    assert values == ["28", "42886", "31", "0.25"]
    assert len(rows) == 2


def test_book_freezes_filters_and_colours_what_is_late() -> None:
    found = sheet(render_book(report(grid(ONE, columns=ALL, total=ONE))))
    pane = next(found.iter(f"{_NS}pane"))
    assert (pane.get("ySplit"), pane.get("state")) == ("1", "frozen")
    assert next(found.iter(f"{_NS}autoFilter")).get("ref") == "A1:H2"
    coloured = {
        area.get("sqref"): [rule.findtext(f"{_NS}formula") for rule in area]
        for area in found.iter(f"{_NS}conditionalFormatting")
    }
    assert coloured == {
        "D2": ['"逾期 Overdue"', '"逾期未开工 Late start"'],
        "G2": ["30", "0"],
    }


def test_book_holds_no_formula_and_no_link() -> None:
    rows = [(text,) for text in NASTY]
    data = render_book(report(grid(*rows, columns=ALL[:1])))
    found = sheet(data)
    assert not list(found.iter(f"{_NS}f"))
    assert not list(found.iter(f"{_NS}hyperlink"))
    assert {cell.get("t") for cell in found.iter(f"{_NS}c")} == {"s"}


def test_book_tells_the_facts_below_its_first_sheet() -> None:
    facts = (Fact("zone", None, Text("开发区", "Zone")),)
    data = render_book(report(grid(ONE, columns=ALL), facts=facts))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert "开发区 Zone" in archive.read("xl/sharedStrings.xml").decode()


@pytest.mark.parametrize(
    "render",
    [
        render_book,
        render_json,
        lambda made: render_csv(made, "zh"),
        lambda m: render_table(m, "zh"),
    ],
)
def test_same_report_gives_the_same_bytes(render: Any) -> None:
    rows = [(text,) for text in NASTY]
    assert render(report(grid(*rows, columns=ALL[:1]))) == render(
        report(grid(*rows, columns=ALL[:1]))
    )
