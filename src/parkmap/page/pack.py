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
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from parkmap.page.shapes import Shapes

ROWS_PER_CHUNK: Final = 1024
WORDS_PER_DICTIONARY: Final = 512
"""Longer dictionaries cost more in the head of the page than they save in the chunks."""
LEVEL: Final = 4
"""Higher levels take a third more time to save 2 % of the size."""
EXACT_INTEGERS: Final = 2**53
"""JavaScript reads an integer beyond this as its neighbour, so it travels as text."""
PLAIN_TYPES: Final = frozenset({str, bool, type(None)})


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
    stored: list[pd.Series] = []
    for field in fields:
        values = pd.Series(_plain_list(field.values), dtype=object)
        twin = next((at for at, earlier in enumerate(stored) if _same(earlier, values)), None)
        if twin is not None:
            known = next(head for head in heads if head["column"] == twin)
            heads.append({**known, "name": field.name})
            continue
        head, column = _column(values, order)
        heads.append({"name": field.name, "column": len(columns), **head})
        columns.append(column)
        stored.append(values)
    return heads, columns


def _same(one: pd.Series, other: pd.Series) -> bool:
    if one.empty or one.iloc[0] != other.iloc[0] or one.iloc[-1] != other.iloc[-1]:
        return False
    # `equals` alone would call 1 and True the same.
    return bool(one.equals(other)) and list(map(type, one)) == list(map(type, other))


def _plain_list(values: pd.Series) -> list[object]:
    objects = values.to_numpy(dtype=object)
    objects = objects.copy()
    objects[pd.isna(values).to_numpy()] = None
    listed: list[object] = objects.tolist()
    if set(map(type, listed)) <= PLAIN_TYPES:
        return listed
    return [as_plain(value) for value in listed]


def _column(values: pd.Series, order: NDArray[np.intp]) -> tuple[dict[str, object], list[object]]:
    ordered = values.to_numpy(dtype=object)[order]
    if set(map(type, ordered)) <= {str, type(None)}:
        codes, words = pd.factorize(ordered)
        if len(words) <= min(WORDS_PER_DICTIONARY, len(values) // 4):
            return {"words": words.tolist()}, list(codes.tolist())
    return {}, ordered.tolist()


def _chunks(columns: Sequence[list[object]], count: int) -> Iterable[str]:
    if not columns:
        return
    for start in range(0, count, ROWS_PER_CHUNK):
        rows = [column[start : start + ROWS_PER_CHUNK] for column in columns]
        text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
        yield _deflated(text.encode("utf-8", "replace"))
