"""Grids -> text for a terminal, in one language, as wide as a terminal is.

What is too long for its column goes on below itself, so nothing is cut off. A Chinese character
takes two cells of a terminal.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from parkmap.report.grid import Kind, both, in_lang, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parkmap.model import Lang
    from parkmap.report.grid import Band, Cell, Column, Grid, Report

WIDTH: Final = 100
_GAP: Final = "  "
_NARROWEST: Final = 4
"""Cells of a column that a narrow terminal leaves: two Chinese characters."""
_PIECES: Final = re.compile(r"\s+|[^\s\u1100-\uffff\U0001f000-\U0003ffff]+|.", re.DOTALL)
"""Where a line may break: at spaces, and between Chinese characters."""


def render_table(report: Report, lang: Lang, *, width: int = WIDTH) -> str:
    """Return a report as lines of at most ``width`` cells.

    A grid is shown in a block for each band of its columns. Columns without a word in them are
    left out, and of a band those without a number other than zero.
    """
    head = [in_lang(report.title, lang)]
    head += [in_lang(fact.line, lang) for fact in report.facts if fact.line is not None]
    blocks = [_wrapped_lines(head, width)]
    blocks += [_grid_lines(grid, lang, width) for grid in report.grids if grid.most != 0]
    return "\n\n".join("\n".join(lines) for lines in blocks) + "\n"


@lru_cache(maxsize=65_536)
def cells_of(text: str) -> int:
    """Return how many cells of a terminal a text takes.

    Examples
    --------
    >>> cells_of("A4"), cells_of("公交站"), cells_of("e\u0301")
    (2, 6, 1)
    """
    return len(text) if text.isascii() else sum(map(_cells_of_character, text))


def _cells_of_character(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def _grid_lines(grid: Grid, lang: Lang, width: int) -> list[str]:
    lines = [in_lang(grid.title, lang)]
    bands = dict.fromkeys(column.band for column in grid.columns if column.band)
    for band in bands or (None,):
        if band is not None and len(bands) > 1:
            lines += ["", in_lang(band.title, lang)]
        lines += _block_lines(grid, band, lang, width)
    notes = [in_lang(note, lang) for note in grid.notes]
    if grid.most is not None and len(grid.rows) > grid.most:
        more = both("report.grid.more", count=len(grid.rows) - grid.most)
        notes.append(in_lang(more, lang))
    return lines + _wrapped_lines(notes, width)


def _block_lines(grid: Grid, band: Band | None, lang: Lang, width: int) -> list[str]:
    rows = [*grid.rows[: grid.most], *([grid.total] if grid.total else [])]
    if not rows:
        return [in_lang(both("report.grid.none"), lang)]
    places = [
        place
        for place, column in enumerate(grid.columns)
        if column.on_screen
        and column.band in {None, band}
        and not _is_idle(column, [row[place] for row in rows])
    ]
    columns = [grid.columns[place] for place in places]
    heads = [in_lang(column.title, lang) for column in columns]
    texts = [
        [shown(row[place], grid.columns[place].kind, lang) for place in places] for row in rows
    ]
    needed = [max(map(cells_of, cells)) for cells in zip(*texts, strict=True)]
    widths = _widths(columns, needed, heads, width)
    rule = _GAP.join("-" * cells for cells in widths)
    body = [line for row in texts for line in _row_lines(row, columns, widths)]
    lines = [*_row_lines(heads, columns, widths), rule, *body]
    if grid.total:
        lines.insert(len(lines) - len(_row_lines(texts[-1], columns, widths)), rule)
    return lines


def _is_idle(column: Column, cells: Sequence[Cell]) -> bool:
    """Return whether a column tells nothing on a screen."""
    if column.band is None and column.kind is not Kind.TEXT:
        return False
    return not any(cells)


def _widths(
    columns: Sequence[Column], needed: Sequence[int], heads: Sequence[str], width: int
) -> list[int]:
    """Return the cells of each column: what it needs, or less for the widest ones.

    Numbers are never broken; texts and heads are, and the widest first.
    """
    least = [
        min(cells, _NARROWEST) if column.kind is Kind.TEXT else cells
        for column, cells in zip(columns, needed, strict=True)
    ]
    wanted = [max(cells, cells_of(head)) for cells, head in zip(needed, heads, strict=True)]
    room = width - len(_GAP) * (len(columns) - 1)
    cap = min(max(wanted), room)
    while sum(_capped(wanted, least, cap)) > room and cap > _NARROWEST:
        cap -= 1
    return _capped(wanted, least, cap)


def _capped(wanted: Iterable[int], least: Iterable[int], cap: int) -> list[int]:
    return [max(min(cells, cap), low, 1) for cells, low in zip(wanted, least, strict=True)]


def _row_lines(texts: Iterable[str], columns: Sequence[Column], widths: Sequence[int]) -> list[str]:
    wrapped = [_wrapped(text, cells) for text, cells in zip(texts, widths, strict=True)]
    lines = []
    for pieces in zip_longest(*wrapped, fillvalue=""):
        padded = [
            _padded(piece, column, cells)
            for piece, column, cells in zip(pieces, columns, widths, strict=True)
        ]
        lines.append(_GAP.join(padded).rstrip())
    return lines


def _padded(text: str, column: Column, cells: int) -> str:
    space = " " * (cells - cells_of(text))
    return text + space if column.kind in {Kind.TEXT, Kind.DATE} else space + text


def _wrapped_lines(texts: Iterable[str], width: int) -> list[str]:
    return [line for text in texts for line in _wrapped(text, width)]


def _wrapped(text: str, cells: int) -> list[str]:
    """Return a text as lines of at most ``cells``; a word that is longer is broken."""
    if cells_of(text) <= cells:
        return [text]
    lines, line = [], ""
    for piece in _PIECES.findall(text):
        rest = piece
        if cells_of(line + rest) > cells:
            lines.append(line.rstrip())
            line, rest = "", rest.lstrip()
        while cells_of(rest) > cells:
            lines.append(rest[:cells])
            rest = rest[cells:]
        line += rest
    return [one for one in (*lines, line.rstrip()) if one]
