from __future__ import annotations

import pytest

from parkmap.errors import DataError
from parkmap.intake.decode import decode


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_departments_encodings_are_read(encoding: str) -> None:
    text, _ = decode("序号,项目名称\n1,公交站".encode(encoding), file="a.csv")
    assert text == "序号,项目名称\n1,公交站"


def test_declared_encoding_that_does_not_fit_is_refused() -> None:
    with pytest.raises(DataError, match=r"encoding\.unfit"):
        decode("公交站".encode("gbk"), file="a.csv", declared="utf-8")


def test_unknown_encoding_is_refused() -> None:
    with pytest.raises(DataError, match=r"encoding\.unknown"):
        decode(b"a", file="a.csv", declared="klingon")


def test_utf8_with_a_broken_byte_is_refused_and_not_taken_for_gbk() -> None:
    data = "序号,项目名称\n1,公交站".encode()
    with pytest.raises(DataError, match=r"encoding\.broken_utf8"):
        decode(data[:-1], file="a.csv")


@pytest.mark.parametrize("text", ["联通", "公交站", "重点工作责任分解表"])
def test_short_gbk_is_not_taken_for_broken_utf8(text: str) -> None:
    assert decode(text.encode("gbk"), file="a.csv")[0] == text
