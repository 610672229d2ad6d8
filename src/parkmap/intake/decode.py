"""Bytes -> text, in the encodings that departments use."""

from __future__ import annotations

import codecs
from typing import Final

from parkmap.errors import DataError
from parkmap.model import Problem, Severity

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes, *, file: str, declared: str | None = None) -> tuple[str, str]:
    """Return the text and the encoding it was read in.

    A byte order mark decides, then strict UTF-8, then GB18030, which holds GBK and GB 2312.
    Nothing is guessed by statistics: detectors take short GBK files for Korean. But UTF-8 with a
    few broken bytes is refused, since GB18030 would make nonsense of all its characters.

    Raises
    ------
    DataError
        If the declared encoding is unknown or does not fit, or none fits.
    """
    if declared is not None:
        return _decode_as(data, declared, file)
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_as(data, encoding, file)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if _is_broken_utf8(data):
            values = {"byte": error.start}
            raise DataError(
                [Problem(Severity.ERROR, "encoding.broken_utf8", file, values=values)]
            ) from error
        return _decode_as(data, "gb18030", file)


def _is_broken_utf8(data: bytes) -> bool:
    """Tell UTF-8 with a few broken bytes from GB18030, of which next to nothing is UTF-8."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    # Three bytes a character, as Chinese has: two of GB18030 may pass for one of UTF-8 by chance.
    return sum(char >= "\u0800" for char in text) - broken > 2 * broken


def _decode_as(data: bytes, encoding: str, file: str) -> tuple[str, str]:
    try:
        return data.decode(encoding).removeprefix("\ufeff"), codecs.lookup(encoding).name
    except LookupError as error:
        problem = Problem(Severity.ERROR, "encoding.unknown", file, values={"encoding": encoding})
        raise DataError([problem]) from error
    except UnicodeDecodeError as error:
        values = {"encoding": encoding, "byte": error.start}
        raise DataError([Problem(Severity.ERROR, "encoding.unfit", file, values=values)]) from error
