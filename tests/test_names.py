from __future__ import annotations

import pytest

from parkmap.names import NameIndex, key_of, keys_of, nearest, parts_of, spelling_of, text_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("食品园　北片", "食品园北片"),
        ("Ａ１", "a1"),
        (7.0, "7"),
        (" 7 ", 7),
        ("五里園・電商園", "五里园・电商园"),
        ("安東\u200b園", "安东园"),
    ],
)
def test_key_ignores_width_space_script_and_number_form(one: object, other: object) -> None:
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


@pytest.mark.parametrize("typed", ["007", "7", "7.0", "07", "７"])
def test_id_is_found_by_its_value_where_only_one_has_it(typed: str) -> None:
    assert NameIndex(["007", "8"]).find(typed) == "007"


def test_ids_that_differ_by_zeros_are_two() -> None:
    index = NameIndex(["7", "007"])
    assert (index.find("7"), index.find("007"), index.find("07")) == ("7", "007", None)


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("国土局、规划局", ("国土局", "规划局")),
        ("张三/李四\n王五", ("张三", "李四", "王五")),
        ("张　三", ("张三",)),
        ("牵头：建设科；配合：招商科", ("建设科", "招商科")),
        ("甲，甲", ("甲",)),
        ("Wang Wu, Li Si", ("Wang Wu", "Li Si")),
        ("", ()),
    ],
)
def test_cell_of_several_is_split_into_each(cell: str, parts: tuple[str, ...]) -> None:
    assert parts_of(cell) == parts


def test_half_a_character_is_compared_too() -> None:
    assert key_of("食\ud800園") == key_of("食?园")


def test_keys_of_many_are_the_keys_of_each() -> None:
    names = ["食\0園", "園\r\nx", "a\u2028b園", "７", " 7.0", None, 1.0, "", "食\ud800園"]
    assert keys_of(names) == [key_of(name) for name in names]
    assert keys_of([]) == []
    marked = ["a\x01園", "園"]
    assert keys_of(marked) == [key_of(name) for name in marked]
