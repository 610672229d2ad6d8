from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkmap.intake.deadline import parse_day, parse_deadline, parse_interval

if TYPE_CHECKING:
    from parkmap.intake.deadline import Deadline
    from parkmap.model import Interval


DOCS = Path(__file__).parents[2] / "docs/deadlines.md"


def days(interval: Interval | None) -> str:
    """Return an interval as ``06-01/06-30``, with its year where it is not 2017."""
    if interval is None:
        return ""
    ends = (interval.earliest.isoformat(), interval.latest.isoformat())
    return "/".join(end.removeprefix("2017-") for end in ends)


def told(text: str, kind: str = "finish", **options: object) -> Deadline:
    return parse_deadline(text, year=2017, kind=kind, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("3月底", "03-21/03-31"),
        ("2月底", "02-21/02-28"),
        ("6月底前", "06-01/06-30"),
        ("6月末之前", "06-01/06-30"),
        ("4月份", "04-01/04-30"),
        ("四月份", "04-01/04-30"),
        ("十二月", "12-01/12-31"),
        ("6月初", "06-01/06-10"),
        ("6月上旬", "06-01/06-10"),
        ("6月中旬", "06-11/06-20"),
        ("6月下旬", "06-21/06-30"),
        ("6月上中旬", "06-01/06-20"),
        ("一季度", "01-01/03-31"),
        ("第2季度", "04-01/06-30"),
        ("三季度末前", "07-01/09-30"),
        ("Q4", "10-01/12-31"),
        ("上半年", "01-01/06-30"),
        ("下半年", "07-01/12-31"),
        ("年底前", "12-01/12-31"),
        ("年内", "01-01/12-31"),
        ("全年", "01-01/12-31"),
        ("2018年3月", "2018-03-01/2018-03-31"),
        ("明年3月", "2018-03-01/2018-03-31"),
        ("2018年底", "2018-12-01/2018-12-31"),
        ("二〇一七年六月三十日", "06-30/06-30"),
        ("2017/03/04", "03-04/03-04"),
        ("2017.6.30前", "06-30/06-30"),
        ("2017-06-30 00:00:00", "06-30/06-30"),
        ("2017年6月9日", "06-09/06-09"),
        ("6月30号前", "06-30/06-30"),
        ("6月30前", "06-30/06-30"),
        ("20170630", "06-30/06-30"),
        ("201706", "06-01/06-30"),
        ("2017.6", "06-01/06-30"),
        ("2017", "01-01/12-31"),
        ("42916", "06-30/06-30"),
        ("6、7月", "06-01/07-31"),
        ("二、三季度", "04-01/09-30"),
        ("力争6月底前完成", "06-01/06-30"),
        ("２０１７－０６－０９", "06-09/06-09"),
    ],
)
def test_words_of_a_register_give_their_interval(text: str, interval: str) -> None:
    assert days(told(text).finish) == interval
    assert told(text).finish.text == text  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "start", "finish"),
    [
        ("3—6月", "03-01/03-31", "06-01/06-30"),
        ("4月至6月", "04-01/04-30", "06-01/06-30"),
        ("2017.3-2017.6", "03-01/03-31", "06-01/06-30"),
        ("2017.3-6", "03-01/03-31", "06-01/06-30"),
        ("2017年11月至次年3月", "11-01/11-30", "2018-03-01/2018-03-31"),
        ("一至三季度", "01-01/03-31", "07-01/09-30"),
        ("6月15-20日", "06-15/06-15", "06-20/06-20"),
        ("4月份启动…6月份完成", "04-01/04-30", "06-01/06-30"),
        ("28座公交站、3个公厕, 4月份启动, 6月份完成", "04-01/04-30", "06-01/06-30"),
        ("启动时间：4月，完成时间：6月", "04-01/04-30", "06-01/06-30"),
        ("4月启动6月完成", "04-01/04-30", "06-01/06-30"),
        ("①3月底前开工②年底前竣工", "03-01/03-31", "12-01/12-31"),
        ("4月份启动", "04-01/04-30", ""),
        ("6月起", "06-01/06-30", ""),
        ("3-6月完成", "", "03-01/06-30"),
    ],
)
def test_cell_may_tell_a_start_and_a_finish(text: str, start: str, finish: str) -> None:
    deadline = told(text)
    assert (days(deadline.start), days(deadline.finish)) == (start, finish)
    assert deadline.steps == ()


def test_several_finishes_are_steps_and_the_last_is_the_finish() -> None:
    deadline = told("3月底前…2家;6月底前…5家")
    steps = [(step.kind, days(step.interval), step.content) for step in deadline.steps]
    assert steps == [("finish", "03-01/03-31", "2家"), ("finish", "06-01/06-30", "5家")]
    assert days(deadline.finish) == "06-01/06-30"


def test_what_is_finished_before_the_start_is_not_the_finish_of_the_task() -> None:
    deadline = told("3月完成选址，6月底前完成报批，年底前动工")
    assert (days(deadline.start), deadline.finish) == ("12-01/12-31", None)
    assert [step.content for step in deadline.steps] == ["选址", "报批", ""]


def test_range_in_a_column_of_starts_is_when_it_starts() -> None:
    deadline = told("3—6月", "start")
    assert (days(deadline.start), deadline.finish) == ("03-01/06-30", None)


@pytest.mark.parametrize(
    "text", ["6月前", "6月份以前", "二季度前", "上半年前", "年中", "年初", "6/30"]
)
def test_what_has_two_readings_is_flagged(text: str) -> None:
    deadline = told(text)
    assert deadline.finish is not None
    assert deadline.finish.ambiguous


@pytest.mark.parametrize("text", ["6月底前", "6月30日前", "年底前", "二季度末前", "6月"])
def test_what_has_one_reading_is_not_flagged(text: str) -> None:
    deadline = told(text)
    assert deadline.finish is not None
    assert not deadline.finish.ambiguous


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("长期", "deadline.open"),
        ("长期坚持", "deadline.open"),
        ("常年推进", "deadline.open"),
        ("每季度", "deadline.recurring"),
        ("春节前", "deadline.holiday"),
        ("03/04/2017", "deadline.order"),
        ("3/4", "deadline.order"),
        ("17/6/30", "deadline.order"),
        ("6.3", "deadline.decimal"),
        ("2017.1", "deadline.decimal"),
        ("11月至3月", "deadline.backwards"),
        ("2月30日", "deadline.unknown"),
        ("13月", "deadline.unknown"),
        ("尽快", "deadline.unknown"),
        ("两年内", "deadline.unknown"),
        ("3个月内完成", "deadline.unknown"),
        ("6月后", "deadline.unknown"),
        ("推迟到8月", "deadline.unknown"),
        ("参照2016年12月文件", "deadline.unknown"),
        ("99999", "deadline.unknown"),
    ],
)
def test_what_has_no_reading_says_why(text: str, code: str) -> None:
    deadline = told(text)
    assert (deadline.code, deadline.start, deadline.finish) == (code, None, None)


@pytest.mark.parametrize(
    ("order", "text", "day"),
    [
        ("dmy", "03/04/2017", "04-03/04-03"),
        ("mdy", "03/04/2017", "03-04/03-04"),
        ("dmy", "3/4", "04-03/04-03"),
        ("ymd", "3/4", "03-04/03-04"),
        ("ymd", "17/6/30", "06-30/06-30"),
        ("dmy", "2017/03/04", "03-04/03-04"),
    ],
)
def test_declared_order_reads_dates_that_do_not_begin_with_their_year(
    order: str, text: str, day: str
) -> None:
    assert days(told(text, order=order).finish) == day


def test_serial_number_counts_from_1904_where_the_workbook_does() -> None:
    assert days(told("41454", is_1904=True).finish) == "06-30/06-30"


def test_year_that_was_counted_from_is_known() -> None:
    assert told("6月底").is_yearless
    assert not told("2017年6月底").is_yearless


def test_cell_of_two_dates_is_not_one_interval() -> None:
    assert parse_interval("4月启动，6月完成", year=2017) is None


def test_a_month_is_not_a_day() -> None:
    assert parse_day("6月", year=2017) is None


def documented(section: str) -> list[str]:
    """Return the words in the first column of a table of docs/deadlines.md."""
    text = DOCS.read_text(encoding="utf-8").split(f"## {section}")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| ")][1:]
    return [
        word for row in rows for word in re.split(r"[,;] ", re.sub(r" \(.*?\)", "", row.strip()))
    ]


@pytest.mark.parametrize("text", documented("One date"))
def test_documented_word_has_its_one_reading(text: str) -> None:
    deadline = told(text)
    assert deadline.finish is not None
    assert not deadline.finish.ambiguous


@pytest.mark.parametrize("text", [one for one in documented("No date") if "holidays" not in one])
def test_documented_word_without_a_date_has_none(text: str) -> None:
    deadline = told(text)
    assert deadline.code
    assert deadline.finish is None


MONTHS = st.integers(1, 12)
WORDS = st.one_of(
    st.builds(
        "{}月{}".format, MONTHS, st.sampled_from(["", "份", "底", "底前", "初", "上旬", "前"])
    ),
    st.builds("{}月{}日{}".format, MONTHS, st.integers(1, 31), st.sampled_from(["", "前"])),
    st.builds("{}季度".format, st.sampled_from("一二三四1234")),
    st.sampled_from(["上半年", "下半年前", "年底", "年内", "年中"]),
)
CELLS = st.one_of(
    WORDS,
    st.builds("{}—{}".format, WORDS, WORDS),
    st.builds("{}启动，{}完成".format, WORDS, WORDS),
    st.builds("{}完成{}家；{}完成".format, WORDS, st.integers(1, 9), WORDS),
    st.text("0123456789年月日季度上下旬底前初-/.,;、启动完成一二三 ", max_size=16),
)


@given(CELLS, st.sampled_from(["start", "finish"]), st.integers(1990, 2100))
def test_every_interval_runs_forwards(text: str, kind: str, year: int) -> None:
    deadline = parse_deadline(text, year=year, kind=kind)  # type: ignore[arg-type]
    intervals = [deadline.start, deadline.finish, *(step.interval for step in deadline.steps)]
    for interval in filter(None, intervals):
        assert interval.earliest <= interval.latest


@given(WORDS)
def test_date_without_a_year_stays_in_the_year_of_the_register(text: str) -> None:
    deadline = told(text)
    if deadline.finish:
        assert {deadline.finish.earliest.year, deadline.finish.latest.year} == {2017}


@given(CELLS)
def test_width_of_letters_does_not_matter(text: str) -> None:
    wide = "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)
    one, other = told(text), told(wide)
    assert (days(one.start), days(one.finish), one.code) == (
        days(other.start),
        days(other.finish),
        other.code,
    )
