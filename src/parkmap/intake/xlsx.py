"""The cells of an Excel workbook (xlsx, xlsm), read from its XML.

Not by calamine: it drops what decides here. Whether a date shows its day or only its month, whether
a number is a percentage, that a formula has no stored result, the digits of a long number as they
stand in the file, which rows are hidden and which cells are one. Nothing is held but filled cells,
so a cell at XFD1048576 costs nothing before it is refused.
"""

from __future__ import annotations

import re
from typing import Final

from parkmap.intake.cells import (
    Book,
    Sheet,
    Shown,
    built_in,
    check_area,
    is_lossy,
    number_text,
    refuse,
    shown_as,
    shown_text,
)
from parkmap.intake.package import Package, local

_REFERENCE: Final = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")
_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LAST_ROW: Final = 1_048_576
_LAST_COLUMN: Final = 16_384
_PLAIN_NUMBER: Final = re.compile(r"-?\d+")


def read_xlsx(data: bytes, *, file: str) -> Book:
    """Return the sheets of a workbook, hidden ones too.

    Raises
    ------
    DataError
        If it is no such workbook, damaged, encrypted, or larger than any table.
    """
    package = Package(data, file=file)
    workbook = package.find("xl/workbook.xml")
    if workbook is None:
        raise refuse("sheet.not_a_workbook", file)
    listed, is_1904 = _listed_sheets(package, workbook)
    shared = _shared_texts(package)
    styles = _styles(package)
    sheets = []
    for name, is_hidden, member in listed:
        reader = _SheetReader(name, shared, styles, is_1904=is_1904, file=file)
        reader.sheet.is_hidden = is_hidden
        package.parse(member, reader.start, reader.end, reader.text)
        sheets.append(reader.finished())
    return Book(sheets, "xlsx", is_1904)


def _listed_sheets(package: Package, workbook: str) -> tuple[list[tuple[str, bool, str]], bool]:
    """Return name, hiddenness and member of each sheet, and whether dates count from 1904."""
    told: list[dict[str, str]] = []
    is_1904 = False
    targets: dict[str, str] = {}

    def on_sheet(tag: str, attributes: dict[str, str]) -> None:
        nonlocal is_1904
        if tag == "sheet":
            told.append(attributes)
        elif tag == "workbookPr":
            is_1904 = local(attributes, "date1904") in {"1", "true", "on"}

    def on_relation(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    package.parse(workbook, on_sheet, _ignore)
    relations = package.find("xl/_rels/workbook.xml.rels")
    if relations is not None:
        package.parse(relations, on_relation, _ignore)
    listed = []
    for attributes in told:
        target = targets.get(local(attributes, "id"), "")
        if "chartsheets/" in target or "dialogsheets/" in target or "macrosheets/" in target:
            continue
        name = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        member = package.find(name)
        if not target or member is None:
            raise package.damaged(f"sheet {attributes.get('name', '')!r}")
        is_hidden = local(attributes, "state") in {"hidden", "veryHidden"}
        listed.append((attributes.get("name", ""), is_hidden, member))
    return listed, is_1904


def _shared_texts(package: Package) -> list[str]:
    member = package.find("xl/sharedStrings.xml")
    texts: list[str] = []
    parts: list[str] = []
    is_text = is_phonetic = False

    def start(tag: str, _attributes: dict[str, str]) -> None:
        nonlocal is_text, is_phonetic
        if tag == "si":
            parts.clear()
        elif tag == "rPh":  # how to pronounce it, not what it says
            is_phonetic = True
        is_text = tag == "t" and not is_phonetic

    def end(tag: str) -> None:
        nonlocal is_text, is_phonetic
        if tag == "si":
            texts.append(_unescaped("".join(parts)))
        elif tag == "rPh":
            is_phonetic = False
        is_text = False

    def text(piece: str) -> None:
        if is_text:
            parts.append(piece)

    if member is not None:
        package.parse(member, start, end, text)
    return texts


def _styles(package: Package) -> list[Shown]:
    member = package.find("xl/styles.xml")
    codes: dict[str, str] = {}
    numbers: list[str] = []
    is_cell_format = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal is_cell_format
        if tag == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif tag == "cellXfs":
            is_cell_format = True
        elif tag == "xf" and is_cell_format:
            numbers.append(attributes.get("numFmtId", "0"))

    def end(tag: str) -> None:
        nonlocal is_cell_format
        if tag == "cellXfs":
            is_cell_format = False

    if member is not None:
        package.parse(member, start, end)
    return [
        shown_as(codes[one]) if one in codes else built_in(int(one) if one.isdecimal() else 0)
        for one in numbers
    ]


class _SheetReader:
    """Handlers for the XML of one sheet."""

    def __init__(
        self, name: str, shared: list[str], styles: list[Shown], *, is_1904: bool, file: str
    ) -> None:
        self.sheet = Sheet(name)
        self.shared, self.styles, self.is_1904, self.file = shared, styles, is_1904, file
        self.cells: dict[int, dict[int, str]] = {}
        self.row = self.column = -1
        self.kind, self.style = "", ""
        self.parts: list[str] = []
        self.has_value = self.has_formula = self.is_open = self.is_phonetic = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self._place(attributes.get("r"))
            self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "0")
            self.parts = []
            self.has_value = self.has_formula = False
        elif tag in {"v", "t"}:
            self.is_open = not self.is_phonetic
            self.has_value = True
        elif tag == "row":
            told = attributes.get("r", "")
            self.row = int(told) - 1 if told.isdecimal() and len(told) < 8 else self.row + 1  # noqa: PLR2004
            self.column = -1
            if attributes.get("hidden") in {"1", "true"}:
                self.sheet.hidden_rows.add(self.row)
        elif tag == "f":
            self.has_formula = True
        else:
            self._other(tag, attributes)

    def end(self, tag: str) -> None:
        if tag in {"v", "t"}:
            self.is_open = False
        elif tag == "c":
            self._finish_cell()
        elif tag == "rPh":
            self.is_phonetic = False

    def text(self, piece: str) -> None:
        if self.is_open:
            self.parts.append(piece)

    def finished(self) -> Sheet:
        last = max(self.cells, default=-1)
        for row in range(last + 1):
            cells = self.cells.get(row, {})
            width = max(cells, default=-1) + 1
            self.sheet.rows.append([cells.get(column, "") for column in range(width)])
        return self.sheet

    def _other(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "rPh":
            self.is_phonetic = True
        elif tag == "mergeCell":
            corners = [self._corner(one) for one in attributes.get("ref", "").split(":")]
            if len(corners) == 2:  # noqa: PLR2004 - two corners
                self.sheet.merges.append((*corners[0], *corners[1]))
        elif tag == "col" and attributes.get("hidden") in {"1", "true"}:
            first, last = attributes.get("min", ""), attributes.get("max", "")
            if first.isdecimal() and last.isdecimal():
                columns = range(int(first) - 1, min(int(last), _LAST_COLUMN))
                self.sheet.hidden_columns.update(columns)

    def _place(self, reference: str | None) -> None:
        if reference is None:
            self.column += 1
        else:
            self.row, self.column = self._corner(reference)

    def _corner(self, reference: str) -> tuple[int, int]:
        match = _REFERENCE.fullmatch(reference)
        column = 0
        for letter in match[1] if match else "":
            column = column * 26 + ord(letter) - 64
        if match is None or column > _LAST_COLUMN or int(match[2]) > _LAST_ROW:
            detail = f"{self.sheet.name}!{reference[:20]}"
            raise refuse("sheet.damaged", self.file, detail=detail)
        return int(match[2]) - 1, column - 1

    def _finish_cell(self) -> None:
        place = (self.row, self.column)
        raw = "".join(self.parts)
        if self.has_formula and not raw and self.kind != "str":
            self.sheet.uncached.add(place)
            return
        if not self.has_value or not raw:
            return
        text = self._meaning(raw, place)
        if text:
            check_area(self.row, self.column, self.file, self.sheet.name)
            self.cells.setdefault(self.row, {})[self.column] = text

    def _meaning(self, raw: str, place: tuple[int, int]) -> str:
        if self.kind == "s":
            number = int(raw) if raw.strip().isdecimal() else -1
            if not 0 <= number < len(self.shared):
                detail = f"{self.sheet.name}: {raw[:20]}"
                raise refuse("sheet.damaged", self.file, detail=detail)
            return self.shared[number]
        if self.kind == "e":
            self.sheet.errors[place] = raw
            return ""
        if self.kind == "b":
            return "TRUE" if raw.strip() == "1" else "FALSE"
        if self.kind in {"str", "inlineStr"}:
            return _unescaped(raw)
        if self.kind == "d":
            return raw.strip().removesuffix("T00:00:00")
        return self._number(raw.strip(), place)

    def _number(self, raw: str, place: tuple[int, int]) -> str:
        style = int(self.style) if self.style.isdecimal() else 0
        shown = self.styles[style] if style < len(self.styles) else "number"
        try:
            value = float(raw)
        except ValueError:
            return raw
        if value != value or value in {float("inf"), float("-inf")}:  # noqa: PLR0124 - NaN
            return raw
        if shown != "number":
            return shown_text(value, shown, is_1904=self.is_1904)
        text = raw if _PLAIN_NUMBER.fullmatch(raw) else number_text(value)
        if is_lossy(text):
            self.sheet.lossy.add(place)
        return text


def _unescaped(text: str) -> str:
    if "_x" not in text:
        return text
    return _ESCAPE.sub(_character, text).replace("\r\n", "\n")


def _character(escape: re.Match[str]) -> str:
    code = int(escape[1], 16)
    return escape[0] if 0xD800 <= code <= 0xDFFF else chr(code)  # noqa: PLR2004 - half a character


def _ignore(_tag: str, _attributes: object = None) -> None:
    """Take no notice."""
