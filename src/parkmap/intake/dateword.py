"""The words for one date, as a register writes them -> the days that they may mean.

docs/deadlines.md lists the grammar. A word never means more precisely than it says: "6月" is all of
June, "6月底" its last ten days, "6月底前" all days up to its end.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_UNITS: Final = "一二三四五六七八九"
_NUMERALS: Final = {
    **{unit: value for value, unit in enumerate(_UNITS, 1)},
    **{f"十{unit}": 10 + value for value, unit in enumerate(_UNITS, 1)},
    **{f"{tens}十{unit}": 10 * ten + value
       for ten, tens in ((2, "二"), (3, "三")) for value, unit in enumerate(_UNITS, 1)},
    "十": 10, "二十": 20, "三十": 30, "廿": 20, "卅": 30,
}  # fmt: skip
_PARTS: Final = {
    "初": (1, 10), "上旬": (1, 10), "中旬": (11, 20), "中": (11, 20), "上中旬": (1, 20),
    "中下旬": (11, 31), "下旬": (21, 31), "底": (21, 31), "末": (21, 31),
}  # fmt: skip
_YEARS_ON: Final = {"明": 1, "次": 1, "来": 1, "翌": 1, "后": 2, "去": -1, "上": -1}

_NOT_AFTER: Final = frozenset(_UNITS + "十廿卅两几多半每历逐近.")

_CHINESE: Final = "|".join(sorted(_NUMERALS, key=len, reverse=True))
_NUMBER: Final = rf"(?:\d{{1,2}}|{_CHINESE})"
_YEAR: Final = r"(?:(?P<year>(?:19|20)\d{2})年度?|(?P<on>[今本当同明次来翌后去上])年度?)?"
_BEFORE: Final = r"(?P<before>之前|以前|前)?"
_UNTIL: Final = r"(?:之前|以前|前|为?止|之?内)?"
_CLOCK: Final = r"(?:[T ]?\d{1,2}(?::\d{2}){1,2}(?:\.0+)?|\d{1,2}[时点]整?)?"


@dataclass(frozen=True, slots=True)
class DateWord:
    """One date in a text: where it stands, and the days that it may mean.

    ``is_yearless`` is True where the year is not in the word, so that it was counted from one that
    was given.
    """

    begin: int
    end: int
    earliest: date
    latest: date
    precision: str
    is_ambiguous: bool
    is_yearless: bool


def find_date_words(text: str, *, year: int) -> list[DateWord]:
    """Return every date in ``text``, which must be NFKC and without spaces, in its order.

    A date without a year has that of the date before it, else ``year``. "次年" counts from there.
    """
    found: list[DateWord] = []
    place, current = 0, year
    while place < len(text):
        word = _longest(text, place, current)
        if word is None:
            place += 1
            continue
        found.append(word)
        place = word.end
        if not word.is_yearless:
            current = word.earliest.year
    return found


def _longest(text: str, place: int, year: int) -> DateWord | None:
    before = text[place - 1] if place else ""
    if before and (before.isdigit() or before in _NOT_AFTER):
        return None  # the middle of a number, or a span of time such as 两年内
    readings = (_read(text, place, pattern, read, year) for pattern, read in _FORMS)
    words = [word for word in readings if word is not None]
    return max(words, key=lambda word: word.end, default=None)


_Days = tuple[date, date, str]


def _read(
    text: str, place: int, pattern: re.Pattern[str], read: Callable[[re.Match[str], int], _Days],
    year: int,
) -> DateWord | None:  # fmt: skip
    match = pattern.match(text, place)
    if match is None or match.end() == place:
        return None
    groups = match.groupdict()
    on = groups.get("on")
    told = int(groups["year"]) if groups.get("year") else year + _YEARS_ON.get(on or "", 0)
    try:
        earliest, latest, precision = read(match, told)
    except ValueError:
        return None  # 2月30日: a form that is right, a date that is not
    is_ambiguous = bool(groups.get("before")) or read in {_start_of_year, _middle_of_year}
    is_yearless = not groups.get("year")
    return DateWord(place, match.end(), earliest, latest, precision, is_ambiguous, is_yearless)


def number_of(text: str) -> int:
    """Return the value of digits or of a Chinese numeral up to 39."""
    return _NUMERALS.get(text) or int(text)


def _day(match: re.Match[str], year: int) -> _Days:
    day = date(year, number_of(match["month"]), number_of(match["day"]))
    return day, day, "day"


def _month(match: re.Match[str], year: int) -> _Days:
    month = number_of(match["month"])
    return date(year, month, 1), last_day(year, month), "month"


def _part(match: re.Match[str], year: int) -> _Days:
    month = number_of(match["month"])
    first, last = _PARTS[match["part"]]
    end = last_day(year, month)
    return date(year, month, first), end.replace(day=min(last, end.day)), "part"


def _quarter(match: re.Match[str], year: int) -> _Days:
    last = number_of(match["quarter"]) * 3
    return date(year, last - 2, 1), last_day(year, last), "quarter"


def _half(match: re.Match[str], year: int) -> _Days:
    if match["half"] == "上":
        return date(year, 1, 1), date(year, 6, 30), "half"
    return date(year, 7, 1), date(year, 12, 31), "half"


def _year_end(_match: re.Match[str], year: int) -> _Days:
    return date(year, 12, 1), date(year, 12, 31), "month"


def _year_long(_match: re.Match[str], year: int) -> _Days:
    return date(year, 1, 1), date(year, 12, 31), "year"


def _start_of_year(_match: re.Match[str], year: int) -> _Days:
    return date(year, 1, 1), date(year, 3, 31), "quarter"


def _middle_of_year(_match: re.Match[str], year: int) -> _Days:
    return date(year, 6, 1), date(year, 7, 31), "month"


def last_day(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def _forms() -> Iterator[tuple[str, Callable[[re.Match[str], int], _Days]]]:
    iso = r"(?P<year>(?:19|20)\d{2})"
    month = rf"(?P<month>{_NUMBER})月份?"
    iso_month = rf"{iso}[-/.](?P<month>\d{{1,2}})"
    day = rf"(?P<day>{_NUMBER})"
    on = rf"(?:{iso}|(?P<on>[今本当明次来翌后去上]))?"
    of_a_year = r"(?P<on>[今本当明次来翌后])"
    yield (
        rf"{iso}(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark){day}(?!\d)[日号]?{_CLOCK}{_UNTIL}",
        _day,
    )
    yield rf"{_YEAR}{month}{day}[日号]{_CLOCK}{_UNTIL}", _day
    yield rf"{_YEAR}{month}{day}(?=前|以前|之前|$){_UNTIL}", _day
    yield rf"{_YEAR}{month}(?:底|末)(?:之前|以前|前|为?止)", _month
    # Not before a day: 2月30日 is no date, and not February either.
    yield rf"{_YEAR}{month}(?:之?内|{_BEFORE})(?!\d+[日号])", _month
    yield rf"{iso_month}(?!\d){_BEFORE}", _month
    yield rf"{iso_month}月份?(?:底|末)(?:之前|以前|前)", _month
    yield rf"{iso_month}月份?{_BEFORE}", _month
    yield rf"{iso_month}月份?(?P<part>上旬|中旬|下旬|初|底|末)", _part
    yield rf"{_YEAR}{month}(?P<part>上中旬|中下旬|上旬|中旬|下旬){_BEFORE}", _part
    yield rf"{_YEAR}{month}(?P<part>初|底|末|中(?![上下旬])){_UNTIL}", _part
    yield rf"{_YEAR}第?(?P<quarter>[1-4一二三四])季度(?:末|底){_UNTIL}", _quarter
    yield rf"{_YEAR}第?(?P<quarter>[1-4一二三四])季度(?:内|{_BEFORE})", _quarter
    yield rf"{_YEAR}[Qq](?P<quarter>[1-4])(?!\d)", _quarter
    yield rf"{_YEAR}(?P<half>[上下])半年度?(?:内|{_BEFORE})", _half
    yield rf"{on}年(?:底|末|终|尾){_UNTIL}", _year_end
    yield rf"{iso}年度?(?:之?内|全年|{_BEFORE})", _year_long
    yield rf"{of_a_year}年度?(?:之?内|全年)?|年度?内|全年度?内?", _year_long
    yield rf"{on}年初", _start_of_year
    yield rf"{on}年中(?!期)", _middle_of_year


_FORMS: Final = tuple((re.compile(pattern), read) for pattern, read in _forms())
