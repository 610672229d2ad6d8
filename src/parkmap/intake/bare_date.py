"""Cells of numbers alone: 20170630, 30/06/2017, 6.30, and a spreadsheet's serial number.

They are dates only by agreement. What begins with its year is read as it stands; anything else only
in the order that is declared for the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from parkmap.intake.cells import serial_day
from parkmap.intake.dateword import last_day

if TYPE_CHECKING:
    from parkmap.model import DateOrder

_YEARS_AROUND: Final = 10
"""How far from the register's year a number without marks may lie and still be a date."""
_NOWHERE: Final = date(1, 1, 1)


@dataclass(frozen=True, slots=True)
class BareDate:
    """A date of numbers, or with ``code`` the message for why it is none."""

    earliest: date = _NOWHERE
    latest: date = _NOWHERE
    precision: str = "day"
    is_ambiguous: bool = False
    is_yearless: bool = False
    code: str = ""
    notes: tuple[str, ...] = ()


def read_bare_date(
    plain: str, *, year: int, order: DateOrder | None, is_1904: bool
) -> BareDate | None:
    """Return the date of a cell that is numbers alone, or None for any other cell.

    Parameters
    ----------
    plain
        The cell after NFKC, without spaces.
    year
        The register's year.
    order
        The declared order, or None.
    is_1904
        Whether serial numbers count from 1904.
    """
    try:
        if plain.isdecimal() or re.fullmatch(r"\d{5}\.\d+", plain):
            return _digits(plain, year, is_1904=is_1904)
        if re.fullmatch(r"(?:19|20)\d{2}\.1", plain):
            return BareDate(code="deadline.decimal")  # October, 2017.10, where zeros were dropped
        match = re.fullmatch(
            r"(\d{1,2})([-/.])(\d{1,2})(?:\2(\d{2}|\d{4}))?(?:之前|以前|前)?", plain
        )
        return _marked(match, year, order) if match else None
    except ValueError:
        return BareDate(code="deadline.unknown")  # no calendar has that day


def _digits(plain: str, year: int, *, is_1904: bool) -> BareDate:
    length = len(plain.partition(".")[0])
    if length == 8:  # noqa: PLR2004 - YYYYMMDD
        return _on(date(int(plain[:4]), int(plain[4:6]), int(plain[6:])), year)
    if length == 6:  # noqa: PLR2004 - YYYYMM
        first = date(int(plain[:4]), int(plain[4:]), 1)
        return _near(first, last_day(first.year, first.month), "month", year)
    if length == 5:  # noqa: PLR2004 - days since 1900 or 1904
        day = serial_day(float(plain), is_1904=is_1904)
        if day is not None and abs(day.year - year) <= _YEARS_AROUND:
            return BareDate(day, day, notes=("deadline.serial",))
    if length == 4:  # noqa: PLR2004 - a year
        return _near(date(int(plain), 1, 1), date(int(plain), 12, 31), "year", year)
    return BareDate(code="deadline.unknown")


def _on(day: date, year: int) -> BareDate:
    return _near(day, day, "day", year)


def _near(earliest: date, latest: date, precision: str, year: int) -> BareDate:
    if abs(earliest.year - year) > _YEARS_AROUND:
        return BareDate(code="deadline.unknown")
    return BareDate(earliest, latest, precision)


def _marked(match: re.Match[str], year: int, order: DateOrder | None) -> BareDate:
    one, other, third = int(match[1]), int(match[3]), match[4]
    if third is None:
        return _without_year(match, year, order)
    if order is None:
        return BareDate(code="deadline.order")
    if order == "ymd":
        if len(third) == 4:  # noqa: PLR2004 - the year stands last after all
            return BareDate(code="deadline.order")
        day = date(2000 + one, other, int(third))
    else:
        told = int(third) if len(third) == 4 else 2000 + int(third)  # noqa: PLR2004 - a whole year
        day = date(told, other, one) if order == "dmy" else date(told, one, other)
    return BareDate(day, day)


def _without_year(match: re.Match[str], year: int, order: DateOrder | None) -> BareDate:
    one, other = int(match[1]), int(match[3])
    if match[2] == "." and len(match[3]) == 1:
        return BareDate(
            code="deadline.decimal"
        )  # 6.3 may have been 6.30: a spreadsheet drops zeros
    if order == "dmy":
        day = date(year, other, one)
    elif order is not None:
        day = date(year, one, other)
    elif one <= 12 < other:  # noqa: PLR2004 - only one of the two can be a month
        day = date(year, one, other)
        return BareDate(day, day, is_ambiguous=True, is_yearless=True)
    else:
        return BareDate(code="deadline.order")
    return BareDate(day, day, is_yearless=True)
