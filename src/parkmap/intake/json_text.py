"""The bytes of a JSON file -> what they say, or every fault with its line and column.

A strict parser in native code reads; it takes a key that stands twice, and loses digits of
integers beyond 64 bits, both in silence. Counting colons finds the first, looking at the floats
the second, and only then the slow scanner looks for the place.
"""

from __future__ import annotations

import gc
import json
import re
from contextlib import contextmanager
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np
import orjson

from parkmap.errors import DataError
from parkmap.intake.decode import decode
from parkmap.intake.json_scan import MAX_DEPTH, Fault, find_faults, find_value, path_text
from parkmap.model import Problem, Severity, Spot

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

Path = tuple[str | int, ...]

MAX_EXACT: Final = 2**53
"""Beyond it, a float no longer tells every whole number from its neighbours."""
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


@contextmanager
def without_collector() -> Iterator[None]:
    """Keep the cycle collector away: reading makes a million containers and no cycle."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class Written(float):
    """A number with the text that stands for it in the file."""

    text: str

    def __new__(cls, text: str) -> Self:
        """Return the number that ``text`` says."""
        made = super().__new__(cls, text)
        made.text = text
        return made


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A JSON file: what it says, its text as UTF-8 without a mark, and how it was encoded."""

    value: Any
    data: bytes
    encoding: str
    problems: tuple[Problem, ...] = ()


def read_json(data: bytes, *, file: str, declared: str | None = None) -> Document:
    """Return what the bytes of a JSON file say; integers are exact, of whatever length.

    JSON is UTF-8. What carries the mark of UTF-16 or UTF-32 has one reading, and so has GBK whose
    Chinese is well-formed: both are read with a warning.

    Raises
    ------
    DataError
        With every fault: bytes without a certain reading, what is no JSON, keys that stand twice,
        numbers and characters that no program can hold, nesting beyond ``MAX_DEPTH``.
    """
    plain = data.removeprefix(b"\xef\xbb\xbf")
    if declared is None:
        try:
            # The parser takes nothing but UTF-8, so that a clean file is not decoded twice.
            return Document(_checked(_parse(plain), plain, file), plain, "utf-8")
        except orjson.JSONDecodeError:
            pass
    text, encoding, problems = _to_utf8(data, file, declared)
    try:
        return Document(_checked(_parse(text), text, file), text, encoding, tuple(problems))
    except orjson.JSONDecodeError as error:
        raise DataError(_told(text, file) or [_other(error, file)]) from error


def _parse(data: bytes) -> Any:  # noqa: ANN401 - whatever JSON holds
    with without_collector():
        return orjson.loads(data)


def _checked(document: Any, data: bytes, file: str) -> Any:  # noqa: ANN401 - same
    """Return what the parser made of the text, unless it lost something in silence."""
    survey = _survey_points(document, data) or _survey(document)
    is_suspect = (
        survey.depth > MAX_DEPTH
        or b"\\u0000" in data
        or _has_lost_keys(data, document, survey.keys)
    )
    if is_suspect and (told := _told(data, file)):
        raise DataError(told)
    # An integer of more than 64 bits comes as a float from the fast parser.
    return json.loads(data) if _has_long_number(data) else document


def _to_utf8(data: bytes, file: str, declared: str | None) -> tuple[bytes, str, list[Problem]]:
    if declared is not None:
        text, encoding = decode(data, file=file, declared=declared)
        return text.encode("utf-8", "surrogatepass"), encoding, []
    if not data.startswith(_WIDE):
        plain = data.removeprefix(b"\xef\xbb\xbf")
        _refuse_unmarked_wide(plain, file)
        try:
            plain.decode("utf-8")
        except UnicodeDecodeError as error:
            _refuse_damaged(plain, error, file)
        else:
            return plain, "utf-8", []
    text, encoding = decode(data, file=file)
    told = Problem(Severity.WARNING, "json.not_utf8", file, values={"encoding": encoding.upper()})
    return text.encode("utf-8", "surrogatepass"), encoding, [told]


def parse_exactly(data: bytes) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return what a faultless JSON text says, with every float a ``Written``, integers exact."""
    return json.loads(data, parse_float=Written)


def spots(data: bytes, paths: Iterable[Path]) -> dict[Path, Spot]:
    """Return where the values at ``paths`` stand in a faultless JSON text."""
    wanted = list(dict.fromkeys(paths))
    if not wanted:
        return {}
    in_list = any(path[:1] == ("features",) for path in wanted)
    starts = _item_starts(data) if in_list else np.empty(0, dtype=np.intp)
    lines = _line_ends(data)
    found = {}
    for path in wanted:
        match path:
            case ("features", int(number), *rest) if number < len(starts):
                offset = find_value(data, tuple(rest), start=int(starts[number]))
            case _:
                offset = find_value(data, path)
        found[path] = _spot(data, lines, offset, path_text(path))
    return found


@dataclass(frozen=True, slots=True)
class _Survey:
    """What a walk through all values counts."""

    keys: int
    depth: int


def _survey_points(document: Any, data: bytes) -> _Survey | None:  # noqa: ANN401 - any JSON
    """Return the survey of plain points with flat properties without touching their values.

    As many brackets as such a file needs prove that no value holds another.
    """
    try:
        features = document["features"]
        crs = document.get("crs")
        head = [document] if crs is None else [document, crs, crs["properties"]]
        properties = list(map(itemgetter("properties"), features))
        geometries = list(map(itemgetter("geometry"), features))
        tables = [*head, *features, *properties, *geometries]
        if len(tables) != data.count(b"{") or len(features) + 1 != data.count(b"["):
            return None
        return _Survey(sum(map(len, tables)), _DEPTH_OF_POINTS)
    except (TypeError, KeyError, AttributeError):
        return None


_DEPTH_OF_POINTS: Final = 5


def _survey(document: object) -> _Survey:
    keys = depth = 0
    level = [document]
    while level:
        tables = [value for value in level if type(value) is dict]
        lists = [value for value in level if type(value) is list]
        if not tables and not lists:
            break
        depth += 1
        keys += sum(map(len, tables))
        level = [value for table in tables for value in table.values() if type(value) in _NESTED]
        level += [value for items in lists for value in items if type(value) in _NESTED]
    return _Survey(keys, depth)


_NESTED: Final = frozenset({dict, list})


def _has_long_number(data: bytes) -> bool:
    """Return whether more than ``_LONG`` digits follow each other anywhere.

    So many cover two neighbours of every ``_LONG // 2``-th byte, and all bytes between: looking at
    a tenth of the file is enough.
    """
    step = _LONG // 2
    text = np.frombuffer(data, np.uint8)
    is_digit = (text[::step] - ord("0")) < 10  # noqa: PLR2004 - unsigned: below "0" is large
    places = np.flatnonzero(is_digit[:-1] & is_digit[1:]) * step
    for ahead in (step // 2, *range(1, step)):
        places = places[(text[places + ahead] - ord("0")) < 10]  # noqa: PLR2004 - same
    return any(
        _LONG_RUN.search(data, max(place - _LONG, 0), place + _LONG) for place in places.tolist()
    )


_LONG: Final = 20
"""Digits of the longest number that 64 bits hold."""
_LONG_RUN: Final = re.compile(rb"[0-9]{20}")


def _has_lost_keys(data: bytes, document: object, keys: int) -> bool:
    """Return whether more colons stand between keys and values than the parser kept keys."""
    colons = data.count(b":")
    if colons == keys + _colons_of_head(document):
        return False
    marks, _ = _outside_texts(data, b":")
    return len(marks) != keys


def _colons_of_head(document: object) -> int:
    """Return how many colons the texts before the features hold: ``urn:ogc:def:crs:...``."""
    head = document if isinstance(document, dict) else {}
    crs = head.get("crs")
    told = crs.get("properties") if isinstance(crs, dict) else None
    name = told.get("name") if isinstance(told, dict) else None
    return name.count(":") if isinstance(name, str) else 0


def _outside_texts(data: bytes, wanted: bytes) -> tuple[NDArray[np.intp], NDArray[np.uint8]]:
    """Return the offsets of the ``wanted`` characters outside strings, and which each is."""
    if b"\\" in data:
        data = data.replace(b"\\\\", b"__").replace(b'\\"', b"__")
    text = np.frombuffer(data, np.uint8)
    table = np.zeros(256, dtype=bool)
    table[list(wanted)] = True
    marks = np.flatnonzero(table[text])
    quotes = np.flatnonzero(text == ord('"'))
    marks = marks[np.searchsorted(quotes, marks) % 2 == 0]
    return marks, text[marks]


def _item_starts(data: bytes) -> NDArray[np.intp]:
    """Return the offset behind the bracket or comma before each item of ``features``."""
    first = find_value(data, ("features",))
    marks, kinds = _outside_texts(data, b"{}[],")
    kinds, marks = kinds[marks >= first], marks[marks >= first]
    steps = np.isin(kinds, list(b"{[")).astype(np.int64) - np.isin(kinds, list(b"}]"))
    depth = np.cumsum(steps)
    ends = np.flatnonzero(depth == 0)
    last = int(ends[0]) if len(ends) else len(depth)
    commas = (kinds[:last] == ord(",")) & (depth[:last] == 1)
    return np.concatenate([[first], marks[:last][commas]]).astype(np.intp) + 1


def _line_ends(data: bytes) -> NDArray[np.intp]:
    return np.flatnonzero(np.frombuffer(data, np.uint8) == ord("\n"))


def _spot(data: bytes, lines: NDArray[np.intp], offset: int, path: str) -> Spot:
    line = int(np.searchsorted(lines, offset))
    begin = int(lines[line - 1]) + 1 if line else 0
    column = len(data[begin:offset].decode("utf-8", "replace")) + 1
    return Spot(path, line + 1, column)


def _told(data: bytes, file: str) -> list[Problem]:
    """Return the faults that the slow scanner finds, as problems."""
    lines = _line_ends(data)
    if not data.strip(b" \t\r\n"):
        return [Problem(Severity.ERROR, "json.empty", file)]
    return [_as_problem(fault, data, lines, file) for fault in find_faults(data)]


def _as_problem(fault: Fault, data: bytes, lines: NDArray[np.intp], file: str) -> Problem:
    spot = _spot(data, lines, fault.offset, fault.path)
    number = re.match(r"features\[(\d+)\]", fault.path)
    place = f"feature:{int(number[1]) + 1}" if number else ""
    return Problem(Severity.ERROR, fault.code, file, place, fault.values, spot)


def _other(error: orjson.JSONDecodeError, file: str) -> Problem:
    spot = Spot("", error.lineno, error.colno)
    return Problem(Severity.ERROR, "json.invalid", file, values={"detail": error.msg}, spot=spot)


def _refuse_damaged(data: bytes, error: UnicodeDecodeError, file: str) -> None:
    """Refuse what is neither UTF-8 nor Chinese in GB18030: damaged, or of an unknown encoding."""
    high = [part for part in _HIGH.findall(data) if len(part) > 1]
    good = len(_UTF8.findall(data))
    is_chinese = _is_gb18030(data) and sum(map(len, high)) > 0
    # GBK holds hardly a pair that is UTF-8 too; UTF-8 with a broken letter holds many.
    if is_chinese and good * 4 <= sum(map(len, high)):
        return
    spot = _spot(data, _line_ends(data), error.start, "")
    values = {"byte": f"0x{data[error.start]:02X}"}
    raise DataError([Problem(Severity.ERROR, "json.damaged", file, values=values, spot=spot)])


_HIGH: Final = re.compile(rb"[\x80-\xff]+")
_UTF8: Final = re.compile(rb"[\xe0-\xef][\x80-\xbf]{2}")


def _is_gb18030(data: bytes) -> bool:
    """Return whether every high byte is half of a Chinese character, as Latin letters never are."""
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return all(len(run) % 2 == 0 for run in _HIGH.findall(data))


def _refuse_unmarked_wide(data: bytes, file: str) -> None:
    head = data[:4]
    if head[:1] in {b"\0", b"{", b"["} and b"\0" in head[:2]:
        raise DataError([Problem(Severity.ERROR, "json.wide", file)])
