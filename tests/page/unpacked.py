"""What a pack holds, read back in the plainest way."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode
from typing import Any

import numpy as np


def chunk(one: dict[str, Any], at: int = 0) -> Any:
    """Return the stored columns of a chunk: the coded ones, then the spelt ones."""
    data = zlib.decompress(b64decode(one["chunks"][at]))
    count = min(one["chunkRows"], one["size"] - at * one["chunkRows"])
    columns: list[list[object]] = []
    for width in one["codes"]:
        planes, data = data[: width * count], data[width * count :]
        columns.append(
            [int.from_bytes(planes[row::count], "little", signed=False) for row in range(count)]
        )
    return [*columns, *json.loads(data)]


def numbers(one: dict[str, Any], wanted: str) -> list[int]:
    """Undo what pack does to a column, in the plainest way."""
    data, start = zlib.decompress(b64decode(one["numbers"])), 0
    for name, kind, length, delta in one["plan"]:
        width = int(kind[1])
        part = data[start : start + width * length]
        start += width * length
        if name == wanted:
            rows = [
                int.from_bytes(part[at::length][:width], "little", signed=kind[0] == "i")
                for at in range(length)
            ]
            return np.cumsum(rows).tolist() if delta else rows
    raise KeyError(wanted)


def words(one: dict[str, Any], wanted: str) -> list[object]:
    """Return a text column, whether it is spelt or coded, of a pack of one chunk."""
    stored = chunk(one)
    head = next(field for field in one["fields"] if field["name"] == wanted)
    if "words" not in head:
        spelt: list[object] = stored[len(one["codes"]) + head["column"]]
        return spelt
    return [head["words"][code - 1] if code else None for code in stored[head["column"]]]
