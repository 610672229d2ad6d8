from __future__ import annotations

import pytest

from parkmap.names import key_of, nearest, spelling_of, text_of


@pytest.mark.parametrize(
    ("one", "other"),
    [("食品园　北片", "食品园北片"), ("Ａ１", "a1"), (7.0, "7"), (" 7 ", 7)],
)
def test_key_ignores_width_space_and_number_form(one: object, other: object) -> None:
    assert key_of(one) == key_of(other)


def test_leading_zeros_are_part_of_an_id() -> None:
    assert key_of("007") != key_of("7")


def test_missing_value_gives_empty_text() -> None:
    assert text_of(None) == text_of(float("nan")) == ""


@pytest.mark.parametrize("typed", ["bus-stops", "Bus_Stops", "bus stops", "busstops"])
def test_marks_between_words_do_not_matter(typed: str) -> None:
    assert spelling_of(typed) == "busstops"


def test_nearest_suggests_a_slip_and_not_a_stranger() -> None:
    assert nearest("toilet", ["busstops", "toilets"]) == "toilets"
    assert nearest("xyzzy", ["busstops", "toilets"]) is None
