"""What every report is made of: grids of cells, in both languages, for any form.

A report is built once, as grids; ``table``, ``records`` and ``book`` turn it into a terminal table,
CSV and JSON, or a workbook. Cells hold values, not words: a word of a vocabulary, a name in two
languages, a number, a day. Each form shows them in its own way, and texts of files are cleaned on
the way out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeVar, overload

from parkmap.model import LANGS, Text
from parkmap.texts import clean, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from parkmap.model import Lang

Item = TypeVar("Item")


class Kind(StrEnum):
    """What a column holds, which says how it is aligned, formatted and coloured."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    DAYS = "days"
    """Days late: whole numbers, coloured where a form has colours."""
    SHARE = "share"
    """0 to 1, shown in per cent."""


_WORDY: Final = (Kind.TEXT, Kind.DATE)
"""Where nothing is an empty cell; among numbers it is a dash."""


@dataclass(frozen=True, slots=True)
class Named:
    """A thing by its key, which programs read, and its name, which people read."""

    key: str
    name: Text


Cell = str | bool | int | float | date | StrEnum | Named | Text | None
"""A str is a text of a file; what parkmap says itself is a StrEnum, a Named or a Text."""
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """Columns that belong together: an object of its own in JSON, a block of its own on a screen.

    Its columns that hold nothing but zeros are left out on a screen.
    """

    key: str
    title: Text


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a grid; ``on_screen`` says whether a terminal, which is narrow, shows it too."""

    key: str
    title: Text
    kind: Kind = Kind.TEXT
    band: Band | None = None
    on_screen: bool = True


class Made(Sequence[Row]):
    """Rows that are made when they are looked at: who shows ten of 100,000 makes ten."""

    def __init__(self, items: Sequence[Item], row_of: Callable[[Item], Row]) -> None:
        self._items: Sequence[Any] = items
        self._row_of: Callable[[Any], Row] = row_of

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> Made: ...
    def __getitem__(self, at: int | slice) -> Row | Made:
        if isinstance(at, slice):
            return Made(self._items[at], self._row_of)
        return self._row_of(self._items[at])

    def __iter__(self) -> Iterator[Row]:
        return map(self._row_of, self._items)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. ``key`` names it to programs.

    ``total`` is a row below the others. ``most`` is how many rows a terminal shows (None: all, 0:
    the whole grid is for files only); every other form has all of them.
    """

    key: str
    title: Text
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    total: Row | None = None
    notes: tuple[Text, ...] = ()
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """What holds for a whole report: a member of the JSON, and what a reader is told, if any."""

    key: str
    value: Cell
    line: Text | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Grids under a title. CSV, which holds one table, has the first.

    ``key`` and ``version`` name the form of the JSON; ``as_of`` dates a workbook.
    """

    key: str
    version: int
    title: Text
    as_of: date | None
    facts: tuple[Fact, ...]
    grids: tuple[Grid, ...]


def both(key: str, /, **values: object) -> Text:
    """Return a sentence in both languages.

    A Text among the values stands in the language of the sentence.
    """
    told = [
        say(
            lang,
            key,
            **{
                name: in_lang(value, lang) if isinstance(value, Text) else value
                for name, value in values.items()
            },
        )
        for lang in LANGS
    ]
    return Text(*told)


def in_lang(text: Text, lang: Lang) -> str:
    """Return the one of two texts that a reader of ``lang`` reads."""
    return text.zh if lang == "zh" else text.en


def pair(text: Text) -> str:
    """Return both, Chinese first; one, if they are alike.

    Examples
    --------
    >>> pair(Text("阶段", "Stage")), pair(Text("WGS 84", "WGS 84"))
    ('阶段 Stage', 'WGS 84')
    """
    return " ".join(dict.fromkeys((text.zh, text.en)))


@lru_cache(maxsize=None, typed=True)  # plots of two vocabularies are equal texts
def word_of(value: StrEnum) -> Text:
    """Return a word of a vocabulary as readers know it."""
    return both(f"words.{type(value).__name__.lower()}.{value}")


def shown(cell: Cell, kind: Kind, lang: Lang) -> str:
    """Return a cell as a reader of ``lang`` sees it, on one line.

    Examples
    --------
    >>> shown(0.456, Kind.SHARE, "en"), shown(130.0, Kind.NUMBER, "en")
    ('45.6%', '130')
    """
    if isinstance(cell, StrEnum):
        return in_lang(word_of(cell), lang)
    if isinstance(cell, str):
        return clean(cell)
    if cell is None:
        return "" if kind in _WORDY else "-"
    if isinstance(cell, Named | Text):
        return clean(in_lang(cell.name if isinstance(cell, Named) else cell, lang))
    if isinstance(cell, date):
        return cell.isoformat()
    return f"{cell:.1%}" if kind is Kind.SHARE else f"{cell:,.10g}"
