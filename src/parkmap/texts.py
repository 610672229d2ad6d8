"""Words for codes: the two languages of every sentence that a user reads.

The sentences live in ``locale/<lang>/*.toml``; a dotted key names one. Values that come from
files fill the gaps of a sentence and are never read as one.
"""

from __future__ import annotations

import tomllib
from functools import cache
from os.path import dirname
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parkmap.model import Lang, Problem

# Plain strings, not importlib.resources or pathlib: `parkmap --help` would wait for their imports.
_LOCALE: Final = f"{dirname(__file__)}/locale"  # noqa: PTH120


def say(lang: Lang, key: str, /, **values: object) -> str:
    """Return the sentence that ``key`` names, filled with ``values``.

    Raises
    ------
    KeyError
        If the locale files of ``lang`` lack the key: a bug, which a test finds.

    Examples
    --------
    >>> say("zh", "words.stage.in_service")
    '投用'
    """
    section, _, name = key.partition(".")
    return sentences(lang, section)[name].format(**values)


def tell(lang: Lang, problem: Problem) -> str:
    """Return a problem as one line: where, what, and what to do about it."""
    place = _place(lang, problem)
    where = ": ".join(part for part in (problem.file, place) if part)
    what = say(lang, f"messages.problem.{problem.code}", **problem.values)
    return f"{where}: {what}" if where else what


def _place(lang: Lang, problem: Problem) -> str:
    kind, _, where = problem.place.partition(":")
    place = say(lang, f"messages.place.{kind}", where=where) if kind else ""
    spot = problem.spot
    if spot is None:
        return place
    within = "spot" if spot.path else "spot_line"
    point = say(
        lang, f"messages.place.{within}", path=spot.path, line=spot.line, column=spot.column
    )
    return f"{place} {point}" if place else point


@cache
def sentences(lang: Lang, section: str) -> Mapping[str, str]:
    """Return one locale file as a flat mapping of dotted keys to sentences."""
    with open(f"{_LOCALE}/{lang}/{section}.toml", "rb") as stream:  # noqa: PTH123
        return dict(_flatten(tomllib.load(stream)))


def _flatten(table: Mapping[str, object], prefix: str = "") -> list[tuple[str, str]]:
    flat: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            flat += _flatten(value, f"{prefix}{key}.")
        else:
            flat.append((prefix + key, str(value)))
    return flat
