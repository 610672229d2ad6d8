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
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from parkmap.page.shapes import Shapes

ROWS_PER_CHUNK: Final = 1024
WORDS_PER_DICTIONARY: Final = 512
"""Longer dictionaries cost more in the head of the page than they save in the chunks."""
LEVEL: Final = 4
"""Higher levels take a third more time to save 2 % of the size."""
EXACT_INTEGERS: Final = 2**53
"""JavaScript reads an integer beyond this as its neighbour, so it travels as text."""
TEXT_TYPES: Final[frozenset[type]] = frozenset({str, type(None)})
PLAIN_TYPES: Final = TEXT_TYPES | {bool}


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """A text column of a pack: its name, and one value per row in the order of the frame."""

    name: str
    values: pd.Series


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
    numbers: list[tuple[str, NDArray[np.integer], bool]] = [
        ("x", shapes.x, True),
        ("y", shapes.y, True),
        *((name, values[shapes.order], False) for name, values in codes.items()),
        ("pathRow", shapes.path_row, True),
        ("pathKind", shapes.path_kind, False),
        ("pathSize", shapes.path_size, False),
        ("pathX", shapes.path_x, True),
        ("pathY", shapes.path_y, True),
    ]
    plan, planes = [], []
    for name, values, delta in numbers:
        kind, data = _planes(values, delta=delta)
        plan.append([name, kind, len(values), int(delta)])
        planes.append(data)
    heads, columns = _columns(fields, shapes.order)
    return {
        "size": len(shapes.order),
        "plan": plan,
        "numbers": _deflated(b"".join(planes)),
        "fields": heads,
        "chunkRows": ROWS_PER_CHUNK,
        "chunks": list(_chunks(columns, len(shapes.order))),
    }


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


def _planes(values: NDArray[np.integer], *, delta: bool) -> tuple[str, bytes]:
    """Return the kind of an integer column and its bytes, least significant plane first."""
    if delta:
        numbers = np.diff(values.astype(np.int64), prepend=0).astype("<i4")
    else:
        top = int(values.max(initial=0))
        numbers = values.astype("<u1" if top < 2**8 else "<u2" if top < 2**16 else "<u4")
    width = numbers.dtype.itemsize
    planes = numbers.view(np.uint8).reshape(-1, width).T
    return f"{numbers.dtype.kind}{width}", np.ascontiguousarray(planes).tobytes()


def _deflated(data: bytes) -> str:
    return b64encode(zlib.compress(data, LEVEL)).decode("ascii")


def _columns(
    fields: Sequence[Field], order: NDArray[np.intp]
) -> tuple[list[dict[str, object]], list[list[object]]]:
    """Return what the page must know of each field, and the columns that chunks carry.

    A field is stored once: one that repeats an earlier one (a name that is also a property) only
    points at it. A field of few words is stored as codes into a dictionary.
    """
    heads: list[dict[str, object]] = []
    columns: list[list[object]] = []
    stored: list[_Plain] = []
    for field in fields:
        plain = _plain(field.values)
        twin = next((at for at, earlier in enumerate(stored) if _same(earlier, plain)), None)
        if twin is not None:
            known = next(head for head in heads if head["column"] == twin)
            heads.append({**known, "name": field.name})
            continue
        words = _words(plain)
        head: dict[str, object] = {"name": field.name, "column": len(columns)}
        if words is None:
            columns.append(np.fromiter(plain.values, dtype=object)[order].tolist())
        else:
            head["words"] = words
            code_of: dict[object, int] = {word: code for code, word in enumerate(words)}
            code_of[None] = -1
            # Codes are looked up in the order of the frame, whose values lie side by side.
            codes = np.fromiter(map(code_of.__getitem__, plain.values), dtype=np.int16)
            columns.append(codes[order].tolist())
        heads.append(head)
        stored.append(plain)
    return heads, columns


@dataclass(frozen=True, slots=True, eq=False)
class _Plain:
    """A column's values as JSON carries them, and which types there are."""

    values: list[object]
    types: frozenset[type]

    @property
    def is_text(self) -> bool:
        return self.types <= TEXT_TYPES


def _plain(series: pd.Series) -> _Plain:
    values: list[object] = series.tolist()
    if not frozenset(map(type, values)) <= PLAIN_TYPES:
        values = [as_plain(value) for value in values]
    return _Plain(values, frozenset(map(type, values)))


def _same(one: _Plain, other: _Plain) -> bool:
    if one.types != other.types or one.values[:1] != other.values[:1]:
        return False
    if one.values != other.values:
        return False
    # Equality alone would call 1 and True the same.
    return one.is_text or list(map(type, one.values)) == list(map(type, other.values))


def _words(plain: _Plain) -> list[str] | None:
    """Return the dictionary of a column of few words, or None if it is no such column."""
    most = min(WORDS_PER_DICTIONARY, len(plain.values) // 4)
    # Most columns of many words show it early: hashing all of them would cost more than packing.
    if not plain.is_text or len(set(plain.values[: 8 * most])) - 1 > most:
        return None
    words = [word for word in dict.fromkeys(plain.values) if isinstance(word, str)]
    return words if len(words) <= most else None


def _chunks(columns: Sequence[list[object]], count: int) -> Iterable[str]:
    if not columns:
        return
    for start in range(0, count, ROWS_PER_CHUNK):
        rows = [column[start : start + ROWS_PER_CHUNK] for column in columns]
        text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
        yield _deflated(text.encode("utf-8", "replace"))
