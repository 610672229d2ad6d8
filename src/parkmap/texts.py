"""Words for codes: the two languages of every sentence that a user reads.

The sentences live in ``locale/<lang>/*.toml``; a dotted key names one. Values that come from
files fill the gaps of a sentence and are never read as one.
"""

from __future__ import annotations

import tomllib
from enum import StrEnum
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
    colon = "：" if lang == "zh" else ": "
    values = {name: _word(lang, value) for name, value in problem.values.items()}
    what = say(lang, f"messages.problem.{problem.code}", **values)
    return colon.join(filter(None, (problem.file, _place(lang, problem.place), what)))


def _word(lang: Lang, value: object) -> object:
    """Return the word for a value of a vocabulary; any other value as it is."""
    vocabulary = type(value).__name__.lower()
    return say(lang, f"words.{vocabulary}.{value}") if isinstance(value, StrEnum) else value


def _place(lang: Lang, place: str) -> str:
    kind, _, where = place.partition(":")
    return say(lang, f"messages.place.{kind}", where=where) if kind else ""


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
