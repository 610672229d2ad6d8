"""Grids -> text for a terminal, in one language, as wide as a terminal is.

What is too long for its column goes on below itself, so nothing is cut off. A Chinese character
takes two cells of a terminal.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
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
_NARROW_TEXT: Final = 6
"""Cells: three Chinese characters."""
_WORD: Final = r"[^\s\u1100-\uffff\U0001f000-\U0003ffff]+"
_PIECES: Final = re.compile(rf"\s+|{_WORD}|.[、，。；：）]?", re.DOTALL)
"""Where a line may break: at spaces, and between Chinese characters, but not before a comma."""
_LONG_WORD: Final = 14
_LOOKED_AT: Final = 100
"""Rows whose words say how narrow a column may be."""


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
    blocks = [(band, _Block.of(grid, band, lang)) for band in bands or (None,)]
    for band, block in blocks:
        if band is not None and len(bands) > 1:
            if not block.banded:
                continue
            lines += ["", in_lang(band.title, lang)]
        lines += block.lines(width) if block.rows else [in_lang(both("report.grid.none"), lang)]
    notes = [in_lang(note, lang) for note in grid.notes]
    if grid.most is not None and len(grid.rows) > grid.most:
        more = both("report.grid.more", count=len(grid.rows) - grid.most)
        notes.append(in_lang(more, lang))
    return lines + _wrapped_lines(notes, width)


@dataclass(frozen=True, slots=True)
class _Block:
    """The columns of a grid that stand side by side, in words.

    ``banded`` are the places of those that may go on in a part below, with the others beside them
    once more: broken words are harder to read than a second part.
    """

    columns: tuple[Column, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    banded: tuple[int, ...]
    has_total: bool

    @classmethod
    def of(cls, grid: Grid, band: Band | None, lang: Lang) -> _Block:
        """Return the block of a band, without columns that tell nothing."""
        rows = [*grid.rows[: grid.most], *([grid.total] if grid.total else [])]
        places = [
            place
            for place, column in enumerate(grid.columns)
            if column.on_screen
            and column.band in {None, band}
            and not _is_idle(column, [row[place] for row in rows])
        ]
        columns = tuple(grid.columns[place] for place in places)
        return cls(
            columns,
            tuple(in_lang(column.title, lang) for column in columns),
            tuple(
                tuple(shown(row[place], grid.columns[place].kind, lang) for place in places)
                for row in rows
            ),
            tuple(place for place, column in enumerate(columns) if column.band),
            grid.total is not None and len(rows) > 1,
        )

    def lines(self, width: int) -> list[str]:
        """Return the block as lines of at most ``width`` cells, in as many parts as that takes."""
        needed = [max(map(cells_of, cells)) for cells in zip(*self.rows, strict=True)]
        floors = [
            max(_longest_word([head]), cells if column.kind is not Kind.TEXT else self._floor(at))
            for at, (column, head, cells) in enumerate(
                zip(self.columns, self.heads, needed, strict=True)
            )
        ]
        wanted = [
            max(cells, cells_of(head)) for cells, head in zip(needed, self.heads, strict=True)
        ]
        lines: list[str] = []
        for places in self._parts(floors, width):
            room = width - len(_GAP) * (len(places) - 1)
            widths = _fitted([wanted[at] for at in places], [floors[at] for at in places], room)
            lines += ["", *self._part(places, widths)] if lines else self._part(places, widths)
        return lines

    def _floor(self, at: int) -> int:
        """Return the cells that a column of texts keeps, however many others there are."""
        texts = [row[at] for row in self.rows[:_LOOKED_AT]]
        whole = max(map(cells_of, texts))
        return min(max(_NARROW_TEXT, min(_longest_word(texts), _LONG_WORD)), whole)

    def _parts(self, floors: Sequence[int], width: int) -> list[list[int]]:
        """Return the places of the columns of each part."""
        fixed = [place for place in range(len(floors)) if place not in self.banded]
        parts = [list(fixed)]
        for place in self.banded:
            cells = [floors[at] + len(_GAP) for at in (*parts[-1], place)]
            if sum(cells) - len(_GAP) > width and len(parts[-1]) > len(fixed):
                parts.append(list(fixed))
            parts[-1].append(place)
        return parts

    def _part(self, places: Sequence[int], widths: Sequence[int]) -> list[str]:
        columns = [self.columns[at] for at in places]
        heads, *rows = (
            _row_lines([row[at] for at in places], columns, widths)
            for row in (self.heads, *self.rows)
        )
        rule = _GAP.join("-" * cells for cells in widths)
        if self.has_total:
            rows.insert(-1, [rule])
        return [*heads, rule, *(line for row in rows for line in row)]


def _is_idle(column: Column, cells: Sequence[Cell]) -> bool:
    """Return whether a column tells nothing on a screen."""
    if column.band is None and column.kind is not Kind.TEXT:
        return False
    return not any(cells)


def _longest_word(texts: Iterable[str]) -> int:
    return max((cells_of(word) for text in texts for word in _PIECES.findall(text)), default=1)


def _fitted(wanted: Sequence[int], floors: Sequence[int], room: int) -> list[int]:
    """Return the cells of each column: what it wants, or less for the widest ones."""
    cap = min(max(wanted), room)
    while sum(_capped(wanted, floors, cap)) > room and cap > 1:
        cap -= 1
    return _capped(wanted, floors, cap)


def _capped(wanted: Iterable[int], floors: Iterable[int], cap: int) -> list[int]:
    return [max(min(cells, cap), floor, 1) for cells, floor in zip(wanted, floors, strict=True)]


def _row_lines(texts: Iterable[str], columns: Sequence[Column], widths: Sequence[int]) -> list[str]:
    wrapped = [_wrapped(text, cells) for text, cells in zip(texts, widths, strict=True)]
    return [_line(pieces, columns, widths) for pieces in zip_longest(*wrapped, fillvalue="")]


def _line(texts: Iterable[str], columns: Sequence[Column], widths: Sequence[int]) -> str:
    padded = []
    for text, column, cells in zip(texts, columns, widths, strict=True):
        space = " " * (cells - cells_of(text))
        is_number = column.kind is not Kind.TEXT and column.kind is not Kind.DATE
        padded.append(space + text if is_number else text + space)
    return _GAP.join(padded).rstrip()


def _wrapped_lines(texts: Iterable[str], width: int) -> list[str]:
    return [line for text in texts for line in _wrapped(text, width)]


@lru_cache(maxsize=65_536)  # parks, departments and persons stand in thousands of rows
def _wrapped(text: str, cells: int) -> tuple[str, ...]:
    """Return a text as lines of at most ``cells``; a word that is longer is broken."""
    if cells_of(text) <= cells:
        return (text,)
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
    return tuple(one for one in (*lines, line.rstrip()) if one)
