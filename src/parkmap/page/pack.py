"""Frames as compact columns: what the page's own script unpacks and draws.

Numbers travel as byte planes (delta-coded where neighbours are close), text in chunks that the
browser inflates when a reader first asks for a row. Everything here is vectorised: a layer may
hold a million facilities.
"""

from __future__ import annotations

import json
import math
import zlib
from base64 import b64encode
from dataclasses import dataclass
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from parkmap.page.shapes import Shapes

ROWS_PER_CHUNK: Final = 1024
WORDS_PER_DICTIONARY: Final = 512
"""Longer dictionaries cost more in the head of the page than they save in the chunks."""
LEVEL: Final = 1
"""Level 4 takes a third more time for the whole page, and saves 8 % of its size."""
SMALLEST: Final = 9
"""For what every page carries; it takes its time."""
EXACT_INTEGERS: Final = 2**53
"""JavaScript reads an integer beyond this as its neighbour, so it travels as text."""
PLAIN_TYPES: Final = frozenset({str, bool, type(None)})
TEXT_TYPES: Final = frozenset({str, type(None)})


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """A text column of a pack: its name, and one value per row in the order of the frame."""

    name: str
    values: pd.Series


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A number column of a pack; ``is_delta`` where neighbours are close and what they rise by is.

    Columns may differ in length. Without ``is_delta`` no value is negative.
    """

    name: str
    values: NDArray[np.integer]
    is_delta: bool = False


def pack(
    shapes: Shapes, codes: Mapping[str, NDArray[np.integer]], fields: Sequence[Field]
) -> dict[str, object]:
    """Return the columns of one layer as JSON-ready values.

    Parameters
    ----------
    shapes
        Where the rows are; its ``order`` is the order in which rows are stored.
    codes
        Integer columns by name, one value per row in the order of the frame, never negative.
    fields
        Text columns in the order in which a reader sees them.
    """
    columns = [
        Column("x", shapes.x, is_delta=True),
        Column("y", shapes.y, is_delta=True),
        *(Column(name, values[shapes.order]) for name, values in codes.items()),
        Column("pathRow", shapes.path_row, is_delta=True),
        Column("pathKind", shapes.path_kind),
        Column("pathSize", shapes.path_size),
        Column("pathX", shapes.path_x, is_delta=True),
        Column("pathY", shapes.path_y, is_delta=True),
        Column("pathZoom", shapes.path_zoom),
    ]
    return pack_columns(columns, fields, shapes.order)


def pack_columns(
    columns: Sequence[Column], fields: Sequence[Field], order: NDArray[np.intp]
) -> dict[str, object]:
    """Return columns as JSON-ready values.

    Parameters
    ----------
    columns
        Numbers as they are stored.
    fields
        Text columns, one value per row before ``order`` is applied.
    order
        The order in which rows of text are stored.
    """
    heads, coded, spelt = _columns(fields, order)
    return {
        "size": len(order),
        **pack_numbers(columns),
        "fields": heads,
        "codes": [column.dtype.itemsize for column in coded],
        "chunkRows": ROWS_PER_CHUNK,
        "chunks": list(_chunks(coded, spelt, len(order))),
    }


def pack_numbers(columns: Iterable[Column], level: int = LEVEL) -> dict[str, object]:
    """Return number columns as JSON-ready values: what they are, and their bytes."""
    plan, planes = [], []
    for column in columns:
        fitted = _fit(column.values, delta=column.is_delta)
        kind = f"{fitted.dtype.kind}{fitted.dtype.itemsize}"
        plan.append([column.name, kind, len(column.values), int(column.is_delta)])
        planes.append(_planes(fitted))
    return {"plan": plan, "numbers": deflated(b"".join(planes), level)}


def as_json_block(value: object) -> str:
    """Return ``value`` as JSON that cannot end, open or comment out a script element."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text.encode("utf-8", "replace").decode("utf-8")


def as_plain(value: object) -> str | int | float | bool | None:
    """Return a property's value as one that JSON and JavaScript carry without loss.

    Examples
    --------
    >>> as_plain([1, "a"]), as_plain(2**60), as_plain(float("nan"))
    ('[1,"a"]', '1152921504606846976', None)
    """
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, int):
        return value if abs(value) <= EXACT_INTEGERS else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else (None if math.isnan(value) else str(value))
    if isinstance(value, (list, tuple, dict)):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    return str(value)


def _fit(values: NDArray[np.integer], *, delta: bool) -> NDArray[np.integer]:
    """Return an integer column in the narrowest kind that holds it, or what it rises by."""
    if delta:
        return np.diff(values.astype(np.int64), prepend=0).astype("<i4")
    top = int(values.max(initial=0))
    return values.astype("<u1" if top < 2**8 else "<u2" if top < 2**16 else "<u4")


def _planes(numbers: NDArray[np.integer]) -> bytes:
    """Return the bytes of a column, all of the least significant first."""
    width = numbers.dtype.itemsize
    if width == 1:
        return numbers.tobytes()
    return np.ascontiguousarray(numbers.view(np.uint8).reshape(-1, width).T).tobytes()


def deflated(data: bytes, level: int = LEVEL) -> str:
    """Return deflated bytes as base64."""
    return b64encode(zlib.compress(data, level)).decode("ascii")


def _columns(
    fields: Sequence[Field], order: NDArray[np.intp]
) -> tuple[list[dict[str, object]], list[NDArray[np.integer]], list[list[str]]]:
    """Return what the page must know of each field, the coded columns, and the spelt ones.

    A field is stored once: one that repeats an earlier one (a name that is also a property) only
    points at it. A field of few words is stored as codes into a dictionary, where 0 stands for
    what is missing; the others are spelt as JSON, value by value.
    """
    heads: list[dict[str, object]] = []
    coded: list[NDArray[np.integer]] = []
    spelt: list[list[str]] = []
    stored: list[tuple[dict[str, object], _Told]] = []
    for field in fields:
        told = _told(field.values)
        twin = next((head for head, known in stored if _same(known, told)), None)
        if twin is not None:
            heads.append({**twin, "name": field.name})
            continue
        head: dict[str, object] = {"name": field.name}
        if told.words is None:
            head["column"] = len(spelt)
            spelt.append(_spelt(told, order))
        else:
            head |= {"words": told.words, "column": len(coded)}
            coded.append(_fit(told.codes[order], delta=False))
        heads.append(head)
        stored.append((head, told))
    return heads, coded, spelt


@dataclass(frozen=True, slots=True, eq=False)
class _Told:
    """What a column says: few words and their codes, or else every value and of which types."""

    words: list[Any] | None
    codes: NDArray[np.intp]
    values: list[object]
    kinds: set[type]


def code_words(values: pd.Series) -> tuple[NDArray[np.intp], list[Any]]:
    """Return the 1-based place of each value among the words of a column, 0 for what is missing.

    Words stand in the order in which they come. A column of strings may be kept by Arrow, which
    takes its time to make Python's strings of it: here it makes one of each word only.
    """
    codes, words = pd.factorize(values)
    return codes + 1, words.tolist()


def _told(values: pd.Series) -> _Told:
    is_text = isinstance(values.dtype, pd.StringDtype)
    few = _few_words(values) if is_text else None
    if few is not None:
        return few
    listed, kinds = _plain_list(values)
    if kinds <= TEXT_TYPES and not is_text:
        few = _few_words(pd.Series(listed, dtype=object))
    return few or _Told(None, np.zeros(0, dtype=np.intp), listed, kinds)


def _few_words(values: pd.Series) -> _Told | None:
    """Return a column of text by its words; None if they are many."""
    most = min(WORDS_PER_DICTIONARY, len(values) // 4)
    # A look at the first rows spares most columns of names and ids the look at all.
    if values.iloc[: 2 * WORDS_PER_DICTIONARY].nunique() > most:
        return None
    codes, words = code_words(values)
    return _Told(words, codes, [], set()) if len(words) <= most else None


def _same(known: _Told, told: _Told) -> bool:
    if told.words is not None:
        is_empty = len(told.codes) == 0
        return (
            not is_empty and known.words == told.words and np.array_equal(known.codes, told.codes)
        )
    if known.words is not None or not told.values or known.values != told.values:
        return False
    # Python calls 1 and True the same, and a reader does not; text equals text alone.
    if told.kinds <= TEXT_TYPES:
        return True
    return list(map(type, known.values)) == list(map(type, told.values))


def _plain_list(values: pd.Series) -> tuple[list[object], set[type]]:
    listed: list[object] = values.tolist()
    kinds = set(map(type, listed))
    if not kinds <= PLAIN_TYPES:
        missing = pd.isna(values).tolist()
        listed = [
            None if lacks else as_plain(value) for value, lacks in zip(listed, missing, strict=True)
        ]
        kinds = set(map(type, listed))
    return listed, kinds


def _spelt(told: _Told, order: NDArray[np.intp]) -> list[str]:
    spell: Callable[[Any], str] = encode_basestring if told.kinds == {str} else _as_json
    texts = np.array(list(map(spell, told.values)), dtype=object)
    ordered: list[str] = texts[order].tolist()
    return ordered


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _chunks(
    coded: Sequence[NDArray[np.integer]], spelt: Sequence[list[str]], count: int
) -> Iterable[str]:
    """Yield runs of rows: the planes of each coded column, then a JSON list of the spelt ones."""
    if not coded and not spelt:
        return
    for start in range(0, count, ROWS_PER_CHUNK):
        stop = start + ROWS_PER_CHUNK
        codes = [_planes(column[start:stop]) for column in coded]
        rows = [",".join(column[start:stop]) for column in spelt]
        text = f"[[{'],['.join(rows)}]]" if rows else "[]"
        yield deflated(b"".join([*codes, text.encode("utf-8", "replace")]))
