"""The cells of an OpenDocument spreadsheet, read from its XML.

A cell or row that is repeated a million times takes a few bytes in the file, so repeats are counted
before anything is filled in; empty ones, which every such file ends with, cost nothing.
"""

from __future__ import annotations

from typing import Final

from parkmap.intake.cells import Book, Sheet, check_area, is_lossy, number_text, refuse
from parkmap.intake.package import Package, local

_ENCRYPTED: Final = "encryption-data"
_FAR: Final = 1 << 24


def read_ods(data: bytes, *, file: str) -> Book:
    """Return the sheets of a spreadsheet, hidden ones too.

    Raises
    ------
    DataError
        If it is no spreadsheet, damaged, encrypted, or larger than any table.
    """
    package = Package(data, file=file)
    if package.find("content.xml") is None:
        raise refuse("sheet.not_a_workbook", file)
    manifest = package.find("META-INF/manifest.xml")

    def on_manifest(tag: str, _attributes: dict[str, str]) -> None:
        if tag == _ENCRYPTED:
            raise refuse("sheet.encrypted", file)

    if manifest is not None:
        package.parse(manifest, on_manifest, lambda _tag: None)
    reader = _ContentReader(file)
    package.parse("content.xml", reader.start, reader.end, reader.text)
    if not reader.is_spreadsheet:
        raise refuse("sheet.not_a_workbook", file)
    return Book(reader.sheets, "ods")


class _ContentReader:
    """Handlers for content.xml."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.sheets: list[Sheet] = []
        self.is_spreadsheet = False
        self.hidden_styles: set[str] = set()
        self.style = ""
        self.row = self.column = 0
        self.row_repeats = self.cell_repeats = 1
        self.cells: dict[int, str] = {}
        self.cell: dict[str, str] = {}
        self.parts: list[str] = []
        self.depth_of_note = self.paragraphs = 0
        self.is_text = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in {"table-cell", "covered-table-cell"}:
            self.cell, self.parts, self.paragraphs = attributes, [], 0
            self.cell_repeats = _count(local(attributes, "number-columns-repeated"))
        elif tag == "p":
            self.is_text = self.depth_of_note == 0
            if self.paragraphs and self.is_text:
                self.parts.append("\n")
            self.paragraphs += 1
        elif tag == "s" and self.is_text:
            self.parts.append(" " * min(_count(local(attributes, "c")), 100))
        elif tag in {"annotation", "shapes", "forms"}:
            self.depth_of_note += 1
        else:
            self._frame(tag, attributes)

    def end(self, tag: str) -> None:
        if tag in {"table-cell", "covered-table-cell"}:
            self._finish_cell(is_covered=tag != "table-cell")
        elif tag == "table-row":
            self._finish_row()
        elif tag == "p":
            self.is_text = False
        elif tag in {"annotation", "shapes", "forms"}:
            self.depth_of_note -= 1

    def text(self, piece: str) -> None:
        if self.is_text:
            self.parts.append(piece)

    def _frame(self, tag: str, attributes: dict[str, str]) -> None:
        """Take what stands around the cells: tables, rows, columns, styles that hide."""
        if tag == "spreadsheet":
            self.is_spreadsheet = True
        elif tag == "style":
            self.style = local(attributes, "name")
        elif tag == "table-properties" and local(attributes, "display") == "false":
            self.hidden_styles.add(self.style)
        elif tag == "table":
            is_hidden = local(attributes, "style-name") in self.hidden_styles
            self.sheets.append(Sheet(local(attributes, "name"), is_hidden=is_hidden))
            self.row = self.column = 0
        elif tag == "table-column" and self.sheets:
            repeats = min(_count(local(attributes, "number-columns-repeated")), 1 << 14)
            if local(attributes, "visibility") in {"collapse", "filter"}:
                columns = range(self.column, self.column + repeats)
                self.sheets[-1].hidden_columns.update(columns)
            self.column += repeats
        elif tag == "table-row" and self.sheets:
            self.cells, self.column = {}, 0
            self.row_repeats = _count(local(attributes, "number-rows-repeated"))
            is_hidden = local(attributes, "visibility") in {"collapse", "filter"}
            if is_hidden and self.row_repeats < 1 << 14:
                self.sheets[-1].hidden_rows.update(range(self.row, self.row + self.row_repeats))

    def _finish_cell(self, *, is_covered: bool) -> None:
        if not self.sheets:
            return
        place = (self.row, self.column)
        text = "" if is_covered else self._meaning(place)
        if text:
            last = self.column + self.cell_repeats - 1
            check_area(self.row, last, self.file, self.sheets[-1].name)
            self.cells.update(dict.fromkeys(range(self.column, last + 1), text))
        down = _count(local(self.cell, "number-rows-spanned"))
        across = _count(local(self.cell, "number-columns-spanned"))
        if down > 1 or across > 1:
            corner = (self.row + down - 1, self.column + across - 1)
            self.sheets[-1].merges.append((*place, *corner))
        self.column += self.cell_repeats

    def _finish_row(self) -> None:
        if not self.sheets:
            return
        sheet = self.sheets[-1]
        if self.cells:
            last = self.row + self.row_repeats - 1
            check_area(last, max(self.cells), self.file, sheet.name)
            sheet.rows += [[]] * (self.row - len(sheet.rows))
            row = [self.cells.get(column, "") for column in range(max(self.cells) + 1)]
            sheet.rows += [list(row) for _ in range(self.row_repeats)]
        self.row += self.row_repeats

    def _meaning(self, place: tuple[int, int]) -> str:
        shown = "".join(self.parts)
        kind = local(self.cell, "value-type")
        value = local(self.cell, "value")
        sheet = self.sheets[-1]
        if shown.startswith(("#", "Err:")) and local(self.cell, "formula"):
            sheet.errors[place] = shown
            return ""
        if local(self.cell, "formula") and not kind and not shown:
            sheet.uncached.add(place)
        if kind == "date":
            told = local(self.cell, "date-value").removesuffix("T00:00:00").replace("T", " ")
            # What is shown may be less than the day, and a date is never more than its words.
            return told[:7] if shown.endswith("月") else told
        if kind == "percentage" and _is_number(value):
            return f"{number_text(round(float(value) * 100, 10))}%"
        if kind in {"float", "currency"} and _is_number(value):
            text = number_text(float(value))
            if is_lossy(text):
                sheet.lossy.add(place)
            return text
        return shown


def _count(text: str) -> int:
    return min(int(text), _FAR) if text.isdecimal() and len(text) < 10 and int(text) else 1  # noqa: PLR2004


def _is_number(text: str) -> bool:
    try:
        return abs(float(text)) < float("inf")
    except ValueError:
        return False
