"""Which column of a file holds what: the one that is named, else one with a known header."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from parkmap.names import nearest, spelling_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from parkmap.model import Problem


class UnknownColumnError(Exception):
    """A column that parkmap.toml names and the file lacks; never leaves the intake."""

    def __init__(self, wanted: str, columns: Iterable[str]) -> None:
        super().__init__(wanted)
        self.wanted, self.columns = wanted, tuple(columns)
        self.meant = nearest(wanted, self.columns)


def find_column(columns: Iterable[str], meaning: str, *, named: str | None = None) -> str | None:
    """Return the column that holds ``meaning``, or None.

    Raises
    ------
    UnknownColumnError
        If a column is named, and no column is spelt so.
    """
    columns = list(columns)
    by_spelling: dict[str, str] = {}
    for column in columns:
        by_spelling.setdefault(spelling_of(column), column)
    if named is not None:
        if named in columns:
            return named
        found = by_spelling.get(spelling_of(named))
        if found is None:
            raise UnknownColumnError(named, columns)
        return found
    candidates = (by_spelling.get(spelling) for spelling in spellings(meaning))
    return next((found for found in candidates if found is not None), None)


def meaning_of(header: str) -> str:
    """Return the canonical name of a header, or the header itself where it has none.

    Examples
    --------
    >>> meaning_of("责任人"), meaning_of("颜色")
    ('person', '颜色')
    """
    spelling = spelling_of(header)
    known = (name for name in _headers() if spelling in spellings(name))
    return next(known, header)


@cache
def spellings(meaning: str) -> tuple[str, ...]:
    """Return the known headers for a canonical column, spelt for comparison, best first."""
    return tuple(spelling_of(name) for name in (meaning, *_headers().get(meaning, ())))


@cache
def all_spellings() -> frozenset[str]:
    """Return every known header, spelt for comparison."""
    return frozenset(spelling for meaning in _headers() for spelling in spellings(meaning))


@cache
def _headers() -> Mapping[str, list[str]]:
    text = (files("parkmap.intake") / "headers.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def unknown_column(error: UnknownColumnError, file: str) -> Problem:
    """Return the message for a column that is named and missing."""
    from parkmap.model import Problem, Severity  # noqa: PLC0415 - keeps the nouns out of lookups

    values = {
        "wanted": error.wanted,
        "meant": error.meant or "",
        "columns": ", ".join(error.columns),
    }
    code = "column.missing_meant" if error.meant else "column.missing"
    return Problem(Severity.ERROR, code, file, values=values)
