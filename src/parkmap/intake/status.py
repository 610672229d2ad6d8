"""What a file of places says itself of how far each facility is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from parkmap import model
from parkmap.intake.columns import find_column
from parkmap.intake.deadline import parse_day
from parkmap.intake.progress import parse_condition, parse_stage
from parkmap.model import Condition, Problem, Severity, Stage
from parkmap.names import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

_EMPTY: Final = re.compile(r"[/\\\-—–_.]*|无|暂无|不详|n/?a", re.IGNORECASE)


def read_status(
    properties: pd.DataFrame, *, year: int, file: str, problems: list[Problem]
) -> dict[str, object]:
    """Return the columns STAGE, CONDITION, ACTUAL_START and ACTUAL_FINISH that a file has.

    A cell that says something which is not understood is told, and makes the stage ``UNKNOWN``
    where no other cell of the row tells it: silence is something else.

    Parameters
    ----------
    properties
        The file's columns, one row a feature.
    year
        What a date without a year counts from.
    file
        The file's name, for what is told.
    problems
        Is told of cells that are not understood.
    """
    found: dict[str, list[object]] = {}
    misread: set[int] = set()
    for meaning, parse in _parsers(year):
        column = find_column(properties.columns, meaning)
        if column is None:
            continue
        values, strange = _parsed(properties[column], parse)
        problems += [_told(file, column, position, text) for position, text in strange.items()]
        misread |= strange.keys()
        _lay(found, meaning, values)
    if misread:
        stages = found.setdefault(model.STAGE, [None] * len(properties))
        for position in misread:
            stages[position] = stages[position] or Stage.UNKNOWN
    return {
        meaning: pd.Series(values, index=properties.index, dtype=object)
        for meaning, values in found.items()
    }


def _parsers(year: int) -> tuple[tuple[str, Callable[[str], object]], ...]:
    def day(text: str) -> object:
        return parse_day(text, year=year)

    return (
        (model.STAGE, parse_stage),
        # A column called 状态 holds either, cell by cell.
        (model.CONDITION, lambda text: parse_condition(text) or parse_stage(text)),
        (model.ACTUAL_START, day),
        (model.ACTUAL_FINISH, day),
    )


def _parsed(
    column: pd.Series[Any], parse: Callable[[str], object]
) -> tuple[list[object], dict[int, str]]:
    """Return the meaning of each cell, and position -> text of those that have none."""
    cells = [text_of(value) for value in column.tolist()]
    meanings = {
        cell: None if _EMPTY.fullmatch(cell) else parse(cell) for cell in dict.fromkeys(cells)
    }
    strange = {
        position: cell
        for position, cell in enumerate(cells)
        if meanings[cell] is None and not _EMPTY.fullmatch(cell)
    }
    return [meanings[cell] for cell in cells], strange


def _lay(found: dict[str, list[object]], meaning: str, values: list[object]) -> None:
    """Put the values of a column where they belong; what is there already stays."""
    stages = [value if isinstance(value, Stage) else None for value in values]
    if meaning == model.CONDITION and any(stages):
        _lay(found, model.STAGE, list(stages))
        values = [value if isinstance(value, Condition) else None for value in values]
    kept = found.get(meaning, [None] * len(values))
    found[meaning] = [one or other for one, other in zip(kept, values, strict=True)]


def _told(file: str, column: str, position: int, text: str) -> Problem:
    values = {"column": column, "text": text}
    return Problem(
        Severity.WARNING, "value.not_understood", file, f"feature:{position + 1}", values
    )
