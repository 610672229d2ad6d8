"""What a file of places seems to hold: kind, id, name, each with the reason for the guess."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import shapely

from parkmap import model
from parkmap.intake.columns import find_column
from parkmap.model import Problem, Severity
from parkmap.names import spelling_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from parkmap.model import Layer

_ID_ENDINGS: Final = ("id", "code", "编号", "编码", "代码", "序号", "标识")
_NAME_PARTS: Final = ("name", "名")
_LEAST_NAMED: Final = 0.8
"""Share of features that must have a text for a column to be taken for their name."""
_KINDS: Final = {0: "points", 1: "lines", 2: "areas"}
_KIND_CODES: Final = {
    "points": "guess.points",
    "lines": "guess.lines",
    "areas": "guess.areas",
    "mixed": "guess.mixed",
    "none": "guess.nothing",
}


@dataclass(frozen=True, slots=True)
class Guess:
    """Kind (points, lines, areas, mixed, none), columns or None, and why, as notes."""

    kind: str
    id_column: str | None
    name_column: str | None
    reasons: tuple[Problem, ...]


def guess(layer: Layer, *, is_numbered: bool) -> Guess:
    """Return what the file of ``layer`` seems to hold.

    Parameters
    ----------
    layer
        The layer as read without a word about its columns.
    is_numbered
        Whether the file had no ids that reading found, so that features were numbered.
    """
    kind = _kind(layer)
    reasons = [_note(layer, _KIND_CODES[kind], count=len(layer.frame))]
    id_column = _id_column(layer.properties) if is_numbered else None
    if not is_numbered:
        reasons.append(
            _note(layer, "guess.id_known", example=str(next(iter(layer.frame.index), "")))
        )
    elif id_column:
        reasons.append(_note(layer, "guess.id_column", column=id_column))
    else:
        reasons.append(_note(layer, "guess.id_none"))
    name_column = find_column(layer.properties.columns, model.NAME)
    if name_column:
        reasons.append(_note(layer, "guess.name_known", column=name_column))
    else:
        name_column = _name_column(layer.properties)
        code = "guess.name_column" if name_column else "guess.name_none"
        reasons.append(_note(layer, code, column=name_column or ""))
    return Guess(kind, id_column, name_column, tuple(reasons))


def _kind(layer: Layer) -> str:
    kinds = {_KINDS[int(one)] for one in shapely.get_dimensions(layer.frame.geometry.to_numpy())}
    return kinds.pop() if len(kinds) == 1 else "mixed" if kinds else "none"


def _id_column(properties: pd.DataFrame) -> str | None:
    """Return the first column whose header sounds like an id and whose values are ids."""
    for column in properties.columns:
        texts = _texts(properties[column])
        is_id = spelling_of(str(column)).endswith(_ID_ENDINGS)
        if is_id and texts and all(texts) and len(set(texts)) == len(texts):
            return str(column)
    return None


def _name_column(properties: pd.DataFrame) -> str | None:
    """Return the first column whose header sounds like a name and that names most features."""
    for column in properties.columns:
        texts = _texts(properties[column])
        is_name = any(part in spelling_of(str(column)) for part in _NAME_PARTS)
        if is_name and texts and sum(map(bool, texts)) >= _LEAST_NAMED * len(texts):
            return str(column)
    return None


def _texts(values: Iterable[object]) -> list[str]:
    return [text_of(value) for value in values]


def _note(layer: Layer, code: str, **values: object) -> Problem:
    return Problem(Severity.NOTE, code, layer.source.file, values=values)
