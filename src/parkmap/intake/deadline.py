"""The words in which a register tells a date -> an interval that is never more precise.

Grammar (``Y年`` before any form, else the year that is given)::

    2017-06-30  2017/6/30  2017.6.30  20170630  2017年6月30日  6月30日      a day
    6月上旬  6月中旬  6月下旬  6月初  6月底                                  a third of a month
    6月  6月份  2017-06  6月底前  6月末前  6月内                             a month
    一季度  第2季度  三季度末前                                              a quarter
    上半年  下半年                                                          a half year
    年底  年底前  年末  12月底前                                             December
    年内  全年  本年                                                        a year
    6月前                                                                   ambiguous: flagged

Verbs around them (``力争``, ``启动``, ``完成`` ...) are passed over. Dates written with slashes are
read in ISO order, year first; another order is not a date.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from parkmap.model import Interval

if TYPE_CHECKING:
    from collections.abc import Callable

_NUMERALS: Final = {
    "十二": 12, "十一": 11, "十": 10, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6,
    "七": 7, "八": 8, "九": 9,
}  # fmt: skip
_PARTS: Final = {
    "初": (1, 10), "上旬": (1, 10), "中旬": (11, 20),
    "下旬": (21, 31), "底": (21, 31), "末": (21, 31),
}  # fmt: skip
_NUMERAL: Final = "|".join(_NUMERALS)
_MONTH: Final = rf"(?P<month>\d{{1,2}}|{_NUMERAL})月"
_YEAR: Final = r"(?:(?P<year>\d{4})年|今年|本年度?)?"
_NOISE: Final = re.compile(
    r"^(?:计划|力争|确保|预计|争取|拟|于|在)+|(?:启动|开工|动工|完成|竣工|建成|投用|投产|交付|到位)+(?:使用|建设|施工)?$"
)


def parse_interval(text: str, *, year: int) -> Interval | None:
    """Return the interval that ``text`` means, or None if the grammar has no reading for it.

    Parameters
    ----------
    text
        A cell of the register. ISO dates with a time of midnight are dates too.
    year
        The year of "6月底" and its like.

    Examples
    --------
    >>> interval = parse_interval("6月底前", year=2017)
    >>> interval.earliest.isoformat(), interval.latest.isoformat(), interval.precision
    ('2017-06-01', '2017-06-30', 'month')
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    plain = _NOISE.sub("", _NOISE.sub("", plain))
    for pattern, read in _FORMS:
        match = pattern.fullmatch(plain)
        if match is None:
            continue
        try:
            earliest, latest, precision = read(match, _year_of(match, year))
        except ValueError:
            return None  # 2月30日: a form that is right, a date that is not
        is_ambiguous = read is _before_month
        return Interval(earliest, latest, text.strip(), precision, is_ambiguous)
    return None


def parse_day(text: str, *, year: int) -> date | None:
    """Return the day that ``text`` means, or None if it is not precise to the day."""
    interval = parse_interval(text, year=year)
    return interval.earliest if interval and interval.precision == "day" else None


_Reading = tuple[date, date, str]


def _year_of(match: re.Match[str], default: int) -> int:
    return int(match.groupdict().get("year") or default)


def _number(text: str) -> int:
    return _NUMERALS.get(text) or int(text)


def _day(match: re.Match[str], year: int) -> _Reading:
    day = date(year, _number(match["month"]), int(match["day"]))
    return day, day, "day"


def _compact_day(match: re.Match[str], _year: int) -> _Reading:
    day = datetime.strptime(match[0], "%Y%m%d").date()  # noqa: DTZ007 - a date has no zone
    return day, day, "day"


def _month(match: re.Match[str], year: int) -> _Reading:
    month = _number(match["month"])
    return date(year, month, 1), _last_day(year, month), "month"


def _part(match: re.Match[str], year: int) -> _Reading:
    month = _number(match["month"])
    first, last = _PARTS[match["part"]]
    last_of_month = _last_day(year, month)
    return date(year, month, first), last_of_month.replace(day=min(last, last_of_month.day)), "part"


def _quarter(match: re.Match[str], year: int) -> _Reading:
    quarter = _number(match["quarter"])
    if quarter > 4:  # noqa: PLR2004 - quarters
        raise ValueError(quarter)
    return date(year, quarter * 3 - 2, 1), _last_day(year, quarter * 3), "quarter"


def _half(match: re.Match[str], year: int) -> _Reading:
    if match["half"] == "上":
        return date(year, 1, 1), date(year, 6, 30), "half"
    return date(year, 7, 1), date(year, 12, 31), "half"


def _year_end(_match: re.Match[str], year: int) -> _Reading:
    return date(year, 12, 1), date(year, 12, 31), "month"


def _year_long(_match: re.Match[str], year: int) -> _Reading:
    return date(year, 1, 1), date(year, 12, 31), "year"


def _before_month(match: re.Match[str], year: int) -> _Reading:
    """Read "6月前" as by the end of June, the later reading: nobody is called late on a doubt."""
    return _month(match, year)


def _last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


_FORMS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str], int], _Reading]], ...]] = (
    (
        re.compile(
            r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?:[T]?00:00(?::00)?)?"
        ),
        _day,
    ),
    (re.compile(r"\d{8}"), _compact_day),
    (re.compile(rf"{_YEAR}{_MONTH}(?P<day>\d{{1,2}})[日号](?:之?前)?"), _day),
    (re.compile(rf"{_YEAR}{_MONTH}(?:份|(?:份)?(?:底|末)之?前|内|份内)?"), _month),
    (re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})"), _month),
    (re.compile(rf"{_YEAR}{_MONTH}份?(?P<part>上旬|中旬|下旬|初|底|末)(?:之?前)?"), _part),
    (re.compile(rf"{_YEAR}第?(?P<quarter>[1-4]|{_NUMERAL})季度(?:[底末内])?(?:之?前)?"), _quarter),
    (re.compile(rf"{_YEAR}(?P<half>[上下])半年(?:内)?(?:之?前)?"), _half),
    (re.compile(r"(?:(?P<year>\d{4})|今|本)?年(?:底|末|终)(?:之?前)?"), _year_end),
    (re.compile(r"(?:(?P<year>\d{4})|今|本|全)?年(?:内|度|全年|度内)?"), _year_long),
    (re.compile(rf"{_YEAR}{_MONTH}份?之?前"), _before_month),
)
