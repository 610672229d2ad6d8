"""Grids -> CSV and JSON, for spreadsheets and programs."""

from __future__ import annotations

import csv
import io
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import orjson

from parkmap.model import Text
from parkmap.report.grid import Kind, Named, in_lang, shown
from parkmap.texts import clean

if TYPE_CHECKING:
    from parkmap.model import Lang
    from parkmap.report.grid import Cell, Column, Grid, Report, Row

STARTERS: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""What makes a spreadsheet run a cell. Full-width forms are taken for the plain ones by some."""


def render_csv(report: Report, lang: Lang) -> str:
    """Return the first grid of a report as CSV, to be written as UTF-8 with the BOM it begins with.

    Texts stand in quotes, so that a comma or semicolon in one never begins a cell. A text that a
    spreadsheet would run gets an apostrophe before it; breaks and tabs have become spaces. Numbers
    stay numbers.
    """
    grid = report.grids[0]
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow([_safe(_head(column, lang)) for column in grid.columns])
    kinds = [column.kind for column in grid.columns]
    for row in grid.rows:
        writer.writerow(
            [_csv_cell(cell, kind, lang) for cell, kind in zip(row, kinds, strict=True)]
        )
    if grid.total:
        name, *figures = (
            _csv_cell(cell, kind, lang) for cell, kind in zip(grid.total, kinds, strict=True)
        )
        # There is no other place for a note that would not look like one more row.
        notes = " ".join(in_lang(note, lang) for note in grid.notes)
        writer.writerow([f"{name} ({notes})" if notes else name, *figures])
    return "\ufeff" + stream.getvalue()


def render_json(report: Report) -> str:
    """Return a whole report as JSON: its facts, then its grids by key, with raw values.

    A row is an object by column; columns of a band stand in an object of their own.
    """
    document: dict[str, object] = {"version": report.version, "report": report.key}
    document |= {fact.key: _raw(fact.value) for fact in report.facts}
    document |= {grid.key: _grid_json(grid) for grid in report.grids}
    return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode() + "\n"


def _head(column: Column, lang: Lang) -> str:
    title = in_lang(column.title, lang)
    return f"{in_lang(column.band.title, lang)}: {title}" if column.band else title


def _csv_cell(cell: Cell, kind: Kind, lang: Lang) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, int | float):
        return _plain(cell)
    return _safe(shown(cell, kind, lang))


def _safe(text: str) -> str:
    return f"'{text}" if text.lstrip().startswith(STARTERS) else text


def _grid_json(grid: Grid) -> dict[str, object]:
    found: dict[str, object] = {"rows": [_row_json(grid, row) for row in grid.rows]}
    if grid.total:
        found["total"] = _row_json(grid, grid.total)
    if grid.notes:
        found["notes"] = [_raw(note) for note in grid.notes]
    return found


def _row_json(grid: Grid, row: Row) -> dict[str, object]:
    members: dict[str, object] = {}
    bands: dict[str, dict[str, object]] = {}
    for column, cell in zip(grid.columns, row, strict=True):
        if column.band is None:
            members[column.key] = _raw(cell)
        else:
            bands.setdefault(column.band.key, {})[column.key] = _raw(cell)
    return {**members, **bands}


def _raw(cell: Cell) -> object:
    if isinstance(cell, StrEnum):
        return cell.value
    if isinstance(cell, str):
        return clean(cell)
    if cell is None or isinstance(cell, bool):
        return cell
    if isinstance(cell, Named):
        return clean(cell.key)
    if isinstance(cell, Text):
        return {"zh": clean(cell.zh), "en": clean(cell.en)}
    return cell.isoformat() if isinstance(cell, date) else _plain(cell)


def _plain(number: float) -> float:
    """Return a number without the point that says nothing: 28.0 stops are 28."""
    return int(number) if number % 1 == 0 else number
