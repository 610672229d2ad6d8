"""Findings -> a spreadsheet: one row a problem, for a department that works in one.

Every cell that holds a value of a file is a string: none becomes a formula, a link or a number.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import xlsxwriter

from parkmap.model import LANGS, Severity
from parkmap.report.findings import count_by_severity
from parkmap.texts import clean, say, tell_fault, tell_place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from parkmap.model import Problem
    from parkmap.report.findings import Findings

_WIDTHS: Final = (24, 14, 20, 64, 64, 22)
_MOST_ROWS: Final = 1_000_000
"""Rows of a sheet, its header left out; Excel takes 1,048,576."""
_MOST_CHARACTERS: Final = 32_767
_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""The date of creation where the findings have no day; the library would ask the clock."""
_STARTERS: Final = ("=", "+", "-", "@")


def render_xlsx(findings: Findings) -> bytes:
    """Return the findings as an xlsx file: a sheet of problems and a sheet of files.

    The same findings give the same bytes.
    """
    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(stream, options) as book:
        day = findings.as_of
        created = datetime(day.year, day.month, day.day) if day else _EPOCH  # noqa: DTZ001 - xlsx knows no zones
        book.set_properties({"title": _pair("report.title"), "created": created})
        writer = _Writer(book)
        problems = findings.problems
        for start in range(0, max(len(problems), 1), _MOST_ROWS):
            writer.problems(problems[start : start + _MOST_ROWS], start // _MOST_ROWS + 1)
        writer.files(findings)
    return stream.getvalue()


class _Writer:
    """A workbook with its formats: text, text that a spreadsheet might take for a formula, head."""

    def __init__(self, book: Workbook) -> None:
        wrapped = {"text_wrap": True, "valign": "top"}
        self.book = book
        self.plain: Format = book.add_format(wrapped)
        self.quoted: Format = book.add_format({**wrapped, "quote_prefix": True})
        self.head: Format = book.add_format(
            {**wrapped, "bold": True, "bg_color": "#E8EDF2", "bottom": 1}
        )

    def problems(self, problems: Sequence[Problem], number: int) -> None:
        """Write a sheet of problems, one row each."""
        name = say("zh", "report.sheet_problems") + ("" if number == 1 else f" {number}")
        heads = ("head_file", "head_severity", "head_place", "fault_zh", "fault_en", "head_code")
        sheet = self._sheet(name, [_pair(f"report.{head}") for head in heads], _WIDTHS)
        for row, problem in enumerate(problems, 1):
            place = " / ".join(dict.fromkeys(tell_place(lang, problem) for lang in LANGS))
            cells = (
                clean(problem.file),
                _pair(f"words.severity.{problem.severity}"),
                place,
                *(tell_fault(lang, problem) for lang in LANGS),
                problem.code,
            )
            for column, text in enumerate(cells):
                self._write(sheet, row, column, text)
        sheet.autofilter(0, 0, max(len(problems), 1), len(heads) - 1)

    def files(self, findings: Findings) -> None:
        """Write the sheet of files, and under them whose check this is."""
        heads = [_pair(f"report.{name}") for name in ("head_file", "head_layers", "head_records")]
        heads += [_pair(f"words.severity.{severity}") for severity in Severity]
        sheet = self._sheet(say("zh", "report.sheet_files"), heads, (28, 28, 14, 14, 14, 14))
        for row, one in enumerate(findings.files, 1):
            self._write(sheet, row, 0, clean(one.file))
            self._write(sheet, row, 1, ", ".join(one.layers))
            if one.count is not None:
                sheet.write_number(row, 2, one.count, self.plain)
            for column, count in enumerate(count_by_severity(one.problems).values(), 3):
                sheet.write_number(row, column, count, self.plain)
        sheet.autofilter(0, 0, max(len(findings.files), 1), len(heads) - 1)
        for row, line in enumerate(_about(findings), len(findings.files) + 2):
            self._write(sheet, row, 0, line)

    def _sheet(self, name: str, heads: Sequence[str], widths: Sequence[int]) -> Worksheet:
        sheet = self.book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        for column, (head, width) in enumerate(zip(heads, widths, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, head, self.head)
        return sheet

    def _write(self, sheet: Worksheet, row: int, column: int, text: str) -> None:
        shown = text if len(text) <= _MOST_CHARACTERS else f"{text[: _MOST_CHARACTERS - 1]}…"
        form = self.quoted if shown.startswith(_STARTERS) else self.plain
        sheet.write_string(row, column, shown, form)


def _about(findings: Findings) -> list[str]:
    lines = []
    if findings.zone:
        lines += [clean(findings.zone.name.zh), clean(findings.zone.name.en)]
    if findings.as_of:
        lines.append(f"{_pair('report.as_of')} {findings.as_of.isoformat()}")
    if findings.zone and findings.zone.illustrative:
        lines.append(_pair("report.illustrative"))
    return lines


def _pair(key: str) -> str:
    return " ".join(dict.fromkeys(say(lang, key) for lang in LANGS))
