"""What a table holds, whatever file it came from: sheets of texts, and what the texts hide.

Cells are texts, because ids and telephone numbers are. What a spreadsheet shows otherwise than it
stores is turned into what it shows: ``60%``, ``2017-06`` for a date of which only the month is
shown. Light on purpose: the child process that opens workbooks imports this.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, Literal

from parkmap.errors import DataError
from parkmap.model import Problem, Severity

MAX_FILE_BYTES: Final = 64 << 20
MAX_AREA: Final = 4_000_000
"""Largest rectangle of cells, counted from A1; a register has some thousand."""
MAX_DIGITS: Final = 15
"""Digits of a number that a spreadsheet keeps; the rest becomes zeros."""
ERROR_WORDS: Final = frozenset(
    {"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
)

Place = tuple[int, int]
"""Row and column, counted from 0."""
Shown = Literal["number", "percent", "day", "month", "moment", "time"]


@dataclass(slots=True)
class Sheet:
    """One sheet: rows of texts from A1 on, each as long as its last filled cell.

    ``errors`` are cells such as ``#REF!``, ``uncached`` formulas without a stored result, ``lossy``
    numbers of more digits than a spreadsheet keeps; ``merges`` are (top, left, bottom, right).
    """

    name: str = ""
    rows: list[list[str]] = field(default_factory=list)
    is_hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    errors: dict[Place, str] = field(default_factory=dict)
    uncached: set[Place] = field(default_factory=set)
    lossy: set[Place] = field(default_factory=set)

    @property
    def is_empty(self) -> bool:
        """True where no cell says anything."""
        return not any(cell.strip() for row in self.rows for cell in row)


@dataclass(slots=True)
class Book:
    """A file of tables. ``encoding`` is of a text file, else the kind of workbook (``xlsx``)."""

    sheets: list[Sheet]
    encoding: str
    is_1904: bool = False
    """True where a bare number that is a date counts from 1904."""
    delimiter: str = ""
    """Of a text file."""

    @property
    def is_text(self) -> bool:
        """True for CSV and its like: no merges, no formats, nothing hidden."""
        return bool(self.delimiter)


def refuse(code: str, file: str, place: str = "", /, **values: object) -> DataError:
    """Return the error that refuses a file, to be raised."""
    return DataError([Problem(Severity.ERROR, code, file, place, values)])


def cell_name(row: int, column: int) -> str:
    """Return the name that a spreadsheet gives a cell.

    Examples
    --------
    >>> cell_name(6, 2), cell_name(1048575, 16383)
    ('C7', 'XFD1048576')
    """
    return f"{column_name(column)}{row + 1}"


def column_name(column: int) -> str:
    """Return the letters of a column.

    Examples
    --------
    >>> column_name(0), column_name(25), column_name(26)
    ('A', 'Z', 'AA')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def check_area(row: int, column: int, file: str, sheet: str) -> None:
    """Refuse a cell so far off that the rectangle up to it would be too large to hold.

    Raises
    ------
    DataError
        Naming the cell.
    """
    if (row + 1) * (column + 1) > MAX_AREA:
        place = f"cell:{sheet}!{cell_name(row, column)}"
        raise refuse("sheet.too_far", file, place)


def number_text(value: float) -> str:
    """Return a number as a spreadsheet shows it: 15 digits, whole ones without a point.

    Examples
    --------
    >>> number_text(7.0), number_text(118.58599999999999), number_text(1e20)
    ('7', '118.586', '100000000000000000000')
    """
    if value.is_integer():
        return str(int(value))
    text = format(value, ".15g")
    return text if "e" not in text else format(value, ".20f").rstrip("0")


def is_lossy(text: str) -> bool:
    """Tell whether a number has more digits than a spreadsheet keeps."""
    return len(text.lstrip("-")) > MAX_DIGITS and text.lstrip("-").isdecimal()


def shown_as(code: str) -> Shown:
    """Return what a number format makes of a number.

    Examples
    --------
    >>> shown_as('yyyy"年"m"月"'), shown_as("yyyy/m/d"), shown_as("0.0%"), shown_as("0.00E+00")
    ('month', 'day', 'percent', 'number')
    """
    plain = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.|[_*].|General', "", code, flags=re.IGNORECASE)
    plain = plain.split(";")[0].lower()
    if re.search(r"[0#?]", plain) and not re.search(r"[yd]", plain):
        is_time = bool(re.search(r"[hs]", plain))
        return "percent" if "%" in plain else "time" if is_time else "number"
    if re.search(r"[hs]", plain):
        return "moment" if re.search(r"[yd]", plain) else "time"
    if re.search(r"[da]", plain):
        return "day"
    return "month" if re.search(r"[yme]", plain) else "number"


_BUILT_IN: Final[dict[int, Shown]] = {
    **dict.fromkeys((9, 10), "percent"),
    **dict.fromkeys((14, 15, 16, 28, 29, 30, 31, 51, 53, 54, 58), "day"),
    **dict.fromkeys((17, 27, 36, 50, 52, 57), "month"),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56), "time"),
    22: "moment",
}  # as a Chinese spreadsheet shows them


def built_in(number: int) -> Shown:
    """Return what a built-in number format makes of a number."""
    return _BUILT_IN.get(number, "number")


def shown_text(value: float, shown: Shown, *, is_1904: bool) -> str:
    """Return a stored number as the text that its cell shows.

    Examples
    --------
    >>> shown_text(42916.0, "day", is_1904=False), shown_text(0.6, "percent", is_1904=False)
    ('2017-06-30', '60%')
    """
    if shown == "percent":
        return f"{number_text(round(value * 100, 10))}%"
    if shown in {"day", "month", "moment"}:
        day = serial_day(value, is_1904=is_1904)
        if day is not None:
            return day_text(day, shown, value % 1)
    return number_text(value)


def day_text(day: date, shown: Shown, fraction: float = 0.0) -> str:
    """Return a date as precisely as it is shown; ``fraction`` is the time as a share of a day."""
    if shown == "month":
        return f"{day.year:04d}-{day.month:02d}"
    minutes = round(fraction * 1440) if shown == "moment" else 0
    time = f" {minutes // 60:02d}:{minutes % 60:02d}" if 0 < minutes < 1440 else ""  # noqa: PLR2004 - a day
    return day.isoformat() + time


def serial_day(value: float, *, is_1904: bool = False) -> date | None:
    """Return the day that a spreadsheet's serial number means, or None.

    The system of 1900 counts a 29 February 1900 that never was, so days before March 1900 stand one
    off.
    """
    if not 1 <= value < 2_900_000:  # noqa: PLR2004 - the year 9840
        return None
    if is_1904:
        return date(1904, 1, 1) + timedelta(days=int(value))
    first = date(1899, 12, 31) if value < 60 else date(1899, 12, 30)  # noqa: PLR2004 - 29 February 1900
    return first + timedelta(days=int(value))
