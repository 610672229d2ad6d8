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
EXACT_INTEGERS: Final = 2**53
"""JavaScript reads an integer beyond this as its neighbour, so it travels as text."""
PLAIN_TYPES: Final = frozenset({str, bool, type(None)})
TEXT_TYPES: Final = frozenset({str, type(None)})


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
        ("pathZoom", shapes.path_zoom, False),
    ]
    plan, planes = [], []
    for name, values, delta in numbers:
        fitted = _fit(values, delta=delta)
        kind = f"{fitted.dtype.kind}{fitted.dtype.itemsize}"
        plan.append([name, kind, len(values), int(delta)])
        planes.append(_planes(fitted))
    heads, coded, spelt = _columns(fields, shapes.order)
    return {
        "size": len(shapes.order),
        "plan": plan,
        "numbers": deflated(b"".join(planes)),
        "fields": heads,
        "codes": [column.dtype.itemsize for column in coded],
        "chunkRows": ROWS_PER_CHUNK,
        "chunks": list(_chunks(coded, spelt, len(shapes.order))),
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
    stored: list[tuple[dict[str, object], list[object]]] = []
    for field in fields:
        values, kinds = _plain_list(field.values)
        twin = next((head for head, known in stored if _same(known, values, kinds)), None)
        if twin is not None:
            heads.append({**twin, "name": field.name})
            continue
        words = _words(values) if kinds <= TEXT_TYPES else None
        head: dict[str, object] = {"name": field.name}
        if words is None:
            head["column"] = len(spelt)
            spelt.append(_spelt(values, kinds, order))
        else:
            head |= {"words": words, "column": len(coded)}
            coded.append(_codes(values, words)[order])
        heads.append(head)
        stored.append((head, values))
    return heads, coded, spelt


def _same(known: list[object], values: list[object], kinds: set[type]) -> bool:
    if not values or known != values:
        return False
    # Python calls 1 and True the same, and a reader does not; text equals text alone.
    return kinds <= TEXT_TYPES or list(map(type, known)) == list(map(type, values))


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


def _codes(values: list[object], words: list[object]) -> NDArray[np.integer]:
    """Return the 1-based place of each value among ``words``, 0 for None."""
    codes = {word: code for code, word in enumerate([None, *words])}
    width = np.dtype("<u1" if len(words) < 2**8 else "<u2")
    return np.fromiter(map(codes.__getitem__, values), width, len(values))


def _spelt(values: list[object], kinds: set[type], order: NDArray[np.intp]) -> list[str]:
    spell: Callable[[Any], str] = encode_basestring if kinds == {str} else _as_json
    told = np.array(list(map(spell, values)), dtype=object)
    ordered: list[str] = told[order].tolist()
    return ordered


def _words(values: list[object]) -> list[object] | None:
    """Return the few words of a column in the order in which they come; None if they are many."""
    most = min(WORDS_PER_DICTIONARY, len(values) // 4)
    # A look at the first rows spares most columns of names and ids the look at all.
    for rows in (values[: 2 * WORDS_PER_DICTIONARY], values):
        words = dict.fromkeys(rows)
        words.pop(None, None)
        if len(words) > most:
            return None
    return list(words)


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
