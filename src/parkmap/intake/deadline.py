"""A deadline cell of a register -> when the task starts and finishes, as far as the words say.

The grammar, with every form and what it means, is docs/deadlines.md. In short: dates are found by
their words (see ``dateword``); the verbs beside a date say whether something starts or finishes
then, else the column does; a range without a verb is a start and a finish; several dates are steps,
of which the first start and the last finish count. A cell with words that this cannot place is not
understood: unknown is better than wrong.

Numbers in another order than year, month, day are read only in the order that is declared for the
whole file. Nothing is guessed row by row.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from parkmap.intake.bare_date import read_bare_date
from parkmap.intake.dateword import DateWord, find_date_words
from parkmap.model import Interval, Step

if TYPE_CHECKING:
    from datetime import date

    from parkmap.model import DateOrder

Kind = Literal["start", "finish"]

_SEPARATOR: Final = re.compile(r"[-—–―─~至到]+")
_START: Final = r"启动|开工|动工|开建|动建|进场|始建|着手|奠基|开始|起步|启建"
_FINISH: Final = (
    r"完成|竣工|建成|完工|投用|投入使用|投入运营|投入生产|投产|试投产|交付|到位|验收|通车|开业|运营"
    r"|办结|移交|交地|开园|开放|落成|结束|启用|封顶|入驻|开学"
)
_VERB: Final = re.compile(rf"(?P<start>{_START})|(?P<finish>{_FINISH})")
_RISING: Final = re.compile(r"(?:前|底|末|份|,|、)?(?:起|开始)")
_PLANNED: Final = re.compile(
    r"计划|力争|确保|预计|争取|拟|暂定|要求|必须|全面|全部|基本|正式|陆续|实现|时间|日期|时限|期限"
    r"|截至|于|在|从|自|至|到|为|的|并|进行|建设|施工|使用|工作|任务|项目|年度|约|左右|截止|止|[:：]"
)
_UNSURE: Final = re.compile(
    r"推迟|延期|延后|顺延|暂缓|暂停|停工|取消|终止|原定|原计划|未|无法|不能|没有|因|视(?!频)|待|参照|根据"
    r"|依据|按照|文件|来源|后(?!勤|期|续|方)|个月|工作日|天内|\d周|[两每]周|周内"
)
_OPEN: Final = re.compile(
    r"(?:长期|常年|常态化?|持续|经常性?|全年|不间断|贯穿全年|年度)*"
    r"(?:长期|常年|常态化?|持续|经常|不间断|贯穿全年)(?:性|化)?"
    r"(?:坚持|推进|开展|实施|进行|工作|任务|抓好|执行|跟进|项目)*"
)
_RECURRING: Final = re.compile(
    r"(?:每|逐)(?:年|季度?|月|周|半年|旬|日).*|定期.*|(?:按|分)(?:月|季度?|周).*|适时|随时|"
    r"根据(?:上级|工作).*"
)
_HOLIDAY: Final = re.compile(
    r"春节|元旦|清明|五一|端午|中秋|国庆|七一|八一|十一(?!月)|除夕|寒假|暑假|开学|汛期"
)
_QUANTITY: Final = re.compile(r"[,;。、]*(?:\D{0,12}\d+(?:\.\d+)?\D{1,3})?[,;。、]*")
_MARKS: Final = re.compile(r"[,;。、\n(){}\[\]!]")


@dataclass(frozen=True, slots=True)
class Deadline:
    """What a cell says.

    ``code`` names the message for what could not be used (``deadline.order`` ...), or is empty;
    ``notes`` name what the reader should know of a cell that was used. ``is_yearless`` is True
    where a date took the year that was given.
    """

    start: Interval | None = None
    finish: Interval | None = None
    steps: tuple[Step, ...] = ()
    code: str = ""
    notes: tuple[str, ...] = ()
    is_yearless: bool = False


@dataclass(frozen=True, slots=True)
class _Item:
    """One date of a cell, or a range of two, with the words that belong to it."""

    first: DateWord
    last: DateWord
    is_list: bool = False
    before: str = ""
    after: str = ""

    @property
    def kind(self) -> Kind | None:
        """What the words say that happens then."""
        if _RISING.match(self.after):
            return "start"
        for text in (self.after, self.before):
            verb = _VERB.search(text)
            if verb:
                return "start" if verb["start"] else "finish"
        return None

    @property
    def is_placed(self) -> bool:
        """True where a verb, or nothing but a quantity, stands beside the date."""
        return self.kind is not None or bool(_QUANTITY.fullmatch(self.content))

    @property
    def content(self) -> str:
        """What is left of the words beside the date."""
        return re.sub(r"\s", "", _PLANNED.sub("", _VERB.sub("", self.before + self.after)))


def parse_deadline(
    text: str,
    *,
    year: int,
    kind: Kind,
    order: DateOrder | None = None,
    is_1904: bool = False,
) -> Deadline:
    """Return what a deadline cell means.

    Parameters
    ----------
    text
        The cell.
    year
        The year of "6月底" and its like.
    kind
        What the column is about: decides for a date without a verb.
    order
        The declared order of numbers in a date that does not begin with its year; None: there is
        none, and such a date is not read.
    is_1904
        Whether a bare serial number counts from 1904.

    Examples
    --------
    >>> told = parse_deadline("28座公交站，4月份启动，6月份完成", year=2017, kind="finish")
    >>> told.start.earliest.isoformat(), told.finish.latest.isoformat()
    ('2017-04-01', '2017-06-30')
    """
    plain = _plain(text)
    bare = read_bare_date(plain, year=year, order=order, is_1904=is_1904)
    if bare is None:
        return _from_words(plain, text.strip(), year, kind) if plain else Deadline()
    if bare.code:
        return Deadline(code=bare.code)
    days = (bare.earliest, bare.latest)
    interval = Interval(*days, text.strip(), bare.precision, bare.is_ambiguous)
    return _placed(kind, interval, notes=bare.notes, is_yearless=bare.is_yearless)


def parse_interval(text: str, *, year: int, order: DateOrder | None = None) -> Interval | None:
    """Return the one interval that ``text`` means, or None where it means none, or several.

    Examples
    --------
    >>> interval = parse_interval("6月底前", year=2017)
    >>> interval.earliest.isoformat(), interval.latest.isoformat(), interval.precision
    ('2017-06-01', '2017-06-30', 'month')
    """
    told = parse_deadline(text, year=year, kind="finish", order=order)
    if told.steps or (told.start and told.finish):
        return None
    return told.finish or told.start


def parse_day(text: str, *, year: int, order: DateOrder | None = None) -> date | None:
    """Return the day that ``text`` means, or None if it is not precise to the day."""
    interval = parse_interval(text, year=year, order=order)
    return interval.earliest if interval and interval.precision == "day" else None


def _plain(text: str) -> str:
    """Return a text without spaces, full-width letters, and the numbers of a list."""
    plain = re.sub(r"[\u2460-\u2473\u2776-\u277f]", ";", text)
    plain = re.sub(r"…+|\.{3,}", ",", plain)  # what was left out, which NFKC would make points of
    plain = unicodedata.normalize("NFKC", plain.strip()).replace("\r", "\n")
    # A space between a date and its time is the only one that says something.
    plain = re.sub(r"(?<=\d)[T ](?=\d{1,2}:\d{2})", "T", plain)
    plain = "".join(";" if char == "\n" else "" if char.isspace() else char for char in plain)
    plain = re.sub(
        r"[〇零一二三四五六七八九]{4}(?=年)",
        lambda match: "".join(
            str("〇一二三四五六七八九".index(one.replace("零", "〇"))) for one in match[0]
        ),
        plain,
    )
    if re.search(r"(?:^|[;。,])\(?1[.、)]", plain) and re.search(r"[;。,]?\(?2[.、)]", plain):
        plain = re.sub(r"(^|[;。,])\(?\d[.、)](?=\D|\d{1,2}月|\d{4})", r"\1", plain)
    return _spelt_out(plain)


def _spelt_out(plain: str) -> str:
    """Return a text in which both ends of a short range or list say their unit."""
    number = r"(?:\d{1,2}|十[一二]?|[一二三四五六七八九])"
    to = r"[-—–―─~至到]"
    rules = (
        (rf"((?:19|20)\d{{2}})[./年]({number}){to}({number})月", r"\1年\2月-\3月"),
        (rf"((?:19|20)\d{{2}})([./])(\d{{1,2}}){to}(\d{{1,2}})(?![\d./月])", r"\1年\3月-\4月"),
        (rf"(?<![\d./月十-])({number}){to}({number})月", r"\1月-\2月"),
        (rf"(?<![\d./月十-])({number})[、和及]({number})月", r"\1月、\2月"),
        (rf"第?([1-4一二三四])({to}|[、和及])第?([1-4一二三四])季度", r"\1季度\2\3季度"),
        (rf"({number})月(\d{{1,2}})[日号]?{to}(\d{{1,2}})[日号]", r"\1月\2日-\1月\3日"),
    )
    for pattern, spelt in rules:
        plain = re.sub(pattern, spelt, plain)
    return plain


def _from_words(plain: str, text: str, year: int, kind: Kind) -> Deadline:
    words = find_date_words(plain, year=year)
    if not words or _UNSURE.search(plain):
        return Deadline(code=_why_not(plain))
    items = _items(plain, words)
    is_yearless = any(word.is_yearless for word in words)
    if items is None:
        return Deadline(code="deadline.backwards", is_yearless=is_yearless)
    if any(not item.is_placed for item in items):
        return Deadline(code="deadline.unknown", is_yearless=is_yearless)
    if len(items) == 1:
        return _single(items[0], text, kind, is_yearless=is_yearless)
    return _several(items, plain, kind, is_yearless=is_yearless)


def _items(plain: str, words: list[DateWord]) -> list[_Item] | None:
    """Return dates and ranges with the words around them; None for a range that runs backwards."""
    joined: list[tuple[DateWord, DateWord, bool]] = []
    for word in words:
        gap = plain[joined[-1][1].end : word.begin] if joined else None
        is_range = gap is not None and _SEPARATOR.fullmatch(gap)
        is_list = gap in {"、", "和", "及", "与"} and _may_be_listed(plain, joined[-1][1], word)
        if is_range or is_list:
            first, *_ = joined.pop()
            if word.latest < first.latest:
                return None
            joined.append((first, word, bool(is_list)))
        else:
            joined.append((word, word, False))
    edges = [0]
    for (_, one, _), (other, _, _) in itertools.pairwise(joined):
        marks = [match.end() for match in _MARKS.finditer(plain, one.end, other.begin)]
        edges.append(marks[-1] if marks else other.begin)
    edges.append(len(plain))
    return [
        _Item(first, last, is_list, _last_clause(plain[edge : first.begin]), plain[last.end : end])
        for (first, last, is_list), edge, end in zip(joined, edges, edges[1:], strict=False)
    ]


def _may_be_listed(plain: str, one: DateWord, other: DateWord) -> bool:
    """Tell "6月、7月", one span, from "3月底前、6月底前", two deadlines."""
    return one.precision == other.precision and plain[one.end - 1] not in "前底末内止"


def _last_clause(text: str) -> str:
    """Return what stands after the last mark: a list of things before it says nothing of dates."""
    return _MARKS.split(text)[-1]


def _single(item: _Item, text: str, kind: Kind, *, is_yearless: bool) -> Deadline:
    said = item.kind
    if item.first is item.last:
        interval = _interval(item.first, item.last, text)
    elif said is None and kind == "finish" and not item.is_list:
        start, finish = (_interval(word, word, text) for word in (item.first, item.last))
        return Deadline(start, finish, is_yearless=is_yearless)
    else:
        interval = _interval(item.first, item.last, text)
    notes = ("deadline.other_column",) if said is not None and said != kind else ()
    return _placed(said or kind, interval, notes=notes, is_yearless=is_yearless)


def _several(items: list[_Item], plain: str, kind: Kind, *, is_yearless: bool) -> Deadline:
    steps = []
    for item in items:
        source = (item.before + plain[item.first.begin : item.last.end] + item.after).strip(
            ",;。、"
        )
        interval = _interval(item.first, item.last, source)
        steps.append(Step(item.kind or kind, interval, item.content.strip(",;。、()")))
    start = min(
        (step.interval for step in steps if step.kind == "start"),
        key=lambda interval: interval.earliest, default=None,
    )  # fmt: skip
    # What is finished before the start prepares it, and is not the finish of the task.
    finish = max(
        (
            step.interval for step in steps if step.kind == "finish"
            and (start is None or step.interval.latest >= start.latest)
        ),
        key=lambda interval: interval.latest, default=None,
    )  # fmt: skip
    is_pair = len(steps) == 2 and start is not None and finish is not None  # noqa: PLR2004
    notes = () if is_pair else ("deadline.steps",)
    return Deadline(start, finish, () if is_pair else tuple(steps), "", notes, is_yearless)


def _interval(first: DateWord, last: DateWord, text: str) -> Interval:
    is_ambiguous = first.is_ambiguous or last.is_ambiguous
    return Interval(first.earliest, last.latest, text, last.precision, is_ambiguous)


def _placed(
    kind: Kind, interval: Interval, *, notes: tuple[str, ...] = (), is_yearless: bool = False
) -> Deadline:
    if kind == "start":
        return Deadline(start=interval, notes=notes, is_yearless=is_yearless)
    return Deadline(finish=interval, notes=notes, is_yearless=is_yearless)


def _why_not(plain: str) -> str:
    if _OPEN.fullmatch(plain.strip(",;。、")):
        return "deadline.open"
    if _RECURRING.fullmatch(plain):
        return "deadline.recurring"
    return "deadline.holiday" if _HOLIDAY.search(plain) else "deadline.unknown"
