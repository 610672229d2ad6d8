from __future__ import annotations

import subprocess
import sys

import pytest

from parkmap.page.pinyin import pinyin_table


def readings(char: str) -> set[str]:
    return {reading for reading, chars in pinyin_table([char]).items() if char in chars}


def test_each_character_stands_under_its_reading_without_tone() -> None:
    assert pinyin_table(["商务局"]) == {"ju": "局", "shang": "商", "wu": "务"}


@pytest.mark.parametrize(
    ("char", "wanted"),
    [("行", {"hang", "xing"}), ("重", {"zhong", "chong"}), ("乐", {"le", "yue"})],
)
def test_character_of_several_readings_stands_under_each(char: str, wanted: set[str]) -> None:
    assert wanted <= readings(char)


def test_u_with_dots_is_spelt_as_keyboards_spell_it() -> None:
    assert {"lv", "lu"} <= readings("绿")


def test_text_without_chinese_needs_no_table() -> None:
    assert pinyin_table(["Gate 1", "", "é<script>"]) == {}


def test_character_without_a_known_reading_is_left_out() -> None:
    assert pinyin_table(["\ue000、㍿"]) == {}


def test_table_does_not_depend_on_the_order_of_texts() -> None:
    assert list(pinyin_table(["乙", "甲丙"]).items()) == list(pinyin_table(["丙甲", "乙"]).items())


def test_dictionary_is_not_loaded_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parkmap.page.pinyin.wheel_text", None)
    assert pinyin_table(["Bus stop"]) == {}


def test_phrases_are_not_loaded() -> None:
    program = "from parkmap.page.pinyin import pinyin_table; pinyin_table(['厕']); import sys; "
    asked = [sys.executable, "-c", program + "print('pypinyin' in sys.modules)"]
    assert subprocess.run(asked, capture_output=True, text=True, check=True).stdout == "False\n"
