"""Grids -> a workbook, for a department that works in one.

Every cell that holds a text is a string: none becomes a formula, a link or a number. The same
report gives the same bytes.
"""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import xlsxwriter

from parkmap import model
from parkmap.model import Lateness, Text
from parkmap.report.grid import Kind, Named, pair, word_of
from parkmap.report.table import cells_of
from parkmap.texts import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from parkmap.report.grid import Cell, Column, Grid, Report, Row

_MOST_ROWS: Final = 1_000_000
"""Rows of a sheet, its header left out; Excel takes 1,048,576."""
_MOST_CHARACTERS: Final = 32_767
_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""The date of creation where a report has no day; the library would ask the clock."""
_STARTERS: Final = ("=", "+", "-", "@")
_LOOKED_AT: Final = 1000
"""Rows from which the width of a column is found."""
_NARROWEST: Final = 8
_WIDEST: Final = 64
_VERY_LATE_DAYS: Final = 30
_FORMATS: Final = {Kind.DATE: "yyyy-mm-dd", Kind.SHARE: "0.0%"}


def render_book(report: Report) -> bytes:
    """Return a report as an xlsx file: a sheet for each grid, heads in both languages.

    Words of a vocabulary stand in both languages, names in Chinese. What holds for the whole report
    stands below the rows of the first sheet.
    """
    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(stream, options) as book:
        day = report.as_of
        book.set_properties(
            {"title": pair(report.title), "created": _moment(day) if day else _EPOCH}
        )
        writer = _Writer(book)
        facts = [fact.line for fact in report.facts if fact.line is not None]
        for grid in report.grids:
            writer.grid(grid, [report.title, *facts] if facts and grid is report.grids[0] else [])
    return stream.getvalue()


class _Writer:
    """A workbook with its formats: text, text that might be taken for a formula, numbers, heads."""

    def __init__(self, book: Workbook) -> None:
        wrapped = {"text_wrap": True, "valign": "top"}
        total = {"valign": "top", "bold": True, "top": 1}
        self.book = book
        self.plain: Format = book.add_format(wrapped)
        self.quoted: Format = book.add_format({**wrapped, "quote_prefix": True})
        self.head: Format = book.add_format(
            {**wrapped, "bold": True, "bg_color": "#E8EDF2", "bottom": 1}
        )
        self.total: Format = book.add_format(total)
        self.values = {
            kind: book.add_format({"valign": "top", "num_format": _FORMATS.get(kind, "General")})
            for kind in Kind
        }
        self.late: Format = book.add_format({"bg_color": "#FFE8B3"})
        self.very_late: Format = book.add_format({"bg_color": "#F8C9BE"})

    def grid(self, grid: Grid, facts: Iterable[Text]) -> None:
        """Write a grid, on as many sheets as its rows need."""
        for start in range(0, max(len(grid.rows), 1), _MOST_ROWS):
            rows = grid.rows[start : start + _MOST_ROWS]
            number = start // _MOST_ROWS + 1
            sheet = self.book.add_worksheet(grid.title.zh + ("" if number == 1 else f" {number}"))
            self._part(sheet, grid.columns, rows)
        below = len(rows) + 1
        if grid.total:
            self._row(sheet, below, grid.columns, grid.total, form=self.total)
            below += 1
        for row, line in enumerate((*grid.notes, *facts), below + 1):
            self._text(sheet, row, 0, clean(pair(line)))

    def _part(self, sheet: Worksheet, columns: Sequence[Column], rows: Sequence[Row]) -> None:
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, _width_of(row[place] for row in rows[:_LOOKED_AT]))
            sheet.write_string(0, place, _head(column), self.head)
        for row, cells in enumerate(rows, 1):
            self._row(sheet, row, columns, cells)
        sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
        for place, column in enumerate(columns):
            self._colour(sheet, column, (1, place, max(len(rows), 1), place))

    def _row(
        self,
        sheet: Worksheet,
        row: int,
        columns: Sequence[Column],
        cells: Row,
        *,
        form: Format | None = None,
    ) -> None:
        for place, (column, cell) in enumerate(zip(columns, cells, strict=True)):
            if isinstance(cell, int | float):
                sheet.write_number(row, place, cell, form or self.values[column.kind])
            elif isinstance(cell, date):
                sheet.write_datetime(row, place, _moment(cell), form or self.values[Kind.DATE])
            elif cell is not None:
                self._text(sheet, row, place, _words(cell), form=form)

    def _text(
        self, sheet: Worksheet, row: int, place: int, text: str, *, form: Format | None = None
    ) -> None:
        whole = text if len(text) <= _MOST_CHARACTERS else f"{text[: _MOST_CHARACTERS - 1]}…"
        usual = self.quoted if whole.startswith(_STARTERS) else self.plain
        sheet.write_string(row, place, whole, form or usual)

    def _colour(self, sheet: Worksheet, column: Column, cells: tuple[int, int, int, int]) -> None:
        """Colour what is late: by its days, and by the word that says so."""
        rules: list[tuple[str, object, Format]] = []
        if column.kind is Kind.DAYS:
            rules = [(">=", _VERY_LATE_DAYS, self.very_late), (">", 0, self.late)]
        elif column.key == model.LATENESS:
            words = ((Lateness.OVERDUE, self.very_late), (Lateness.LATE_START, self.late))
            rules = [("==", f'"{pair(word_of(word))}"', form) for word, form in words]
        for criteria, value, form in rules:
            rule = {"type": "cell", "criteria": criteria, "value": value, "format": form}
            sheet.conditional_format(*cells, rule)


def _head(column: Column) -> str:
    if column.band is None:
        return pair(column.title)
    band, title = column.band.title, column.title
    return pair(Text(f"{band.zh}：{title.zh}", f"{band.en}: {title.en}"))


def _words(cell: Cell) -> str:
    if isinstance(cell, StrEnum):
        return pair(word_of(cell))
    if isinstance(cell, Named):
        return clean(cell.name.zh)
    return clean(pair(cell) if isinstance(cell, Text) else str(cell))


def _width_of(cells: Iterable[Cell]) -> int:
    widest = max((cells_of(_words(cell)) for cell in cells if cell is not None), default=0)
    return min(max(widest + 2, _NARROWEST), _WIDEST)


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - xlsx knows no zones
