from __future__ import annotations

import pytest

from parkmap.intake.deadline import parse_day, parse_interval


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("3月底", "2017-03-21", "2017-03-31"),
        ("2月底", "2017-02-21", "2017-02-28"),
        ("6月底前", "2017-06-01", "2017-06-30"),
        ("4月份", "2017-04-01", "2017-04-30"),
        ("四月份启动", "2017-04-01", "2017-04-30"),
        ("6月中旬", "2017-06-11", "2017-06-20"),
        ("一季度", "2017-01-01", "2017-03-31"),
        ("上半年", "2017-01-01", "2017-06-30"),
        ("下半年", "2017-07-01", "2017-12-31"),
        ("年底前", "2017-12-01", "2017-12-31"),
        ("年内", "2017-01-01", "2017-12-31"),
        ("2018年3月", "2018-03-01", "2018-03-31"),
        ("2017/03/04", "2017-03-04", "2017-03-04"),
        ("2017年6月9日", "2017-06-09", "2017-06-09"),
        ("２０１７－０６－０９", "2017-06-09", "2017-06-09"),
    ],
)
def test_words_of_a_register_give_their_interval(text: str, earliest: str, latest: str) -> None:
    interval = parse_interval(text, year=2017)
    assert interval is not None
    assert (interval.earliest.isoformat(), interval.latest.isoformat()) == (earliest, latest)
    assert interval.text == text


@pytest.mark.parametrize("text", ["长期", "2月30日", "13月", "03/04/2017", "尽快", ""])
def test_what_has_no_reading_gives_none(text: str) -> None:
    assert parse_interval(text, year=2017) is None


def test_before_a_month_is_flagged_as_ambiguous() -> None:
    interval = parse_interval("6月前", year=2017)
    assert interval is not None
    assert interval.ambiguous


def test_a_month_is_not_a_day() -> None:
    assert parse_day("6月", year=2017) is None
