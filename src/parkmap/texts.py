"""Words for codes: the two languages of every sentence that a user reads.

The sentences live in ``locale/<lang>/*.toml``; a dotted key names one. Values that come from
files fill the gaps of a sentence and are never read as one.
"""

from __future__ import annotations

import os
import re
import tomllib
from enum import StrEnum
from functools import cache
from os.path import dirname
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from parkmap.model import Lang, Problem

    Show = Callable[[str], str]

# Plain strings, not importlib.resources or pathlib: `parkmap --help` would wait for their imports.
_LOCALE: Final = f"{dirname(__file__)}/locale"  # noqa: PTH120

COLON: Final[Mapping[Lang, str]] = {"zh": "：", "en": ": "}

_BREAKS: Final = re.compile("[\t\n\v\f\r\x85\u2028\u2029]")
# Other control characters, marks that turn the direction of writing, and halves of characters.
_COMMANDS: Final = re.compile("[\0-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def spoken_lang() -> Lang:
    """Return the language of who sits here: ``PARKMAP_LANG``, else the system's, else English.

    For the edges, which talk to a person; what is computed or rendered is told its language.
    """
    names = [os.environ.get(name, "") for name in ("PARKMAP_LANG", "LC_ALL", "LC_MESSAGES", "LANG")]
    told = next((name for name in names if name), "")
    if not told and os.name == "nt":
        import locale  # noqa: PLC0415 - only Windows waits for it

        told = locale.getlocale()[0] or ""
    return "zh" if told.lower().startswith(("zh", "chinese")) else "en"


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


def clean(text: str) -> str:
    r"""Return a text of a stranger on one line, without what would command a terminal.

    Examples
    --------
    >>> clean("a\nb\x1b[2J")
    'a b\ufffd[2J'
    """
    if text.isprintable():  # nothing below is, and most texts are
        return text
    return _COMMANDS.sub("\ufffd", _BREAKS.sub(" ", text))


def tell(lang: Lang, problem: Problem, *, show: Show = clean) -> str:
    """Return a problem as one line: where, what, and what to do about it.

    Parameters
    ----------
    lang
        The language of the sentence.
    problem
        What is wrong.
    show
        What becomes of a stranger's text: ``clean`` where a terminal or a table reads it, ``str``
        where it is shown exactly, as text.
    """
    place, fault = tell_place(lang, problem, show=show), tell_fault(lang, problem, show=show)
    return COLON[lang].join(filter(None, (show(problem.file), place, fault)))


def tell_fault(lang: Lang, problem: Problem, *, show: Show = clean) -> str:
    """Return what is wrong and how to mend it, without the place; see ``tell``."""
    values = {name: _shown(lang, value, show) for name, value in problem.values.items()}
    return say(lang, f"messages.problem.{problem.code}", **values)


def tell_place(lang: Lang, problem: Problem, *, show: Show = clean) -> str:
    """Return where in its file a problem stands, in words; empty for the whole file."""
    kind, _, where = problem.place.partition(":")
    place = say(lang, f"messages.place.{kind}", where=show(where)) if kind else ""
    spot = problem.spot
    if spot is None:
        return place
    within = "spot" if spot.path else "spot_line"
    path = show(spot.path)
    point = say(lang, f"messages.place.{within}", path=path, line=spot.line, column=spot.column)
    gap = "" if lang == "zh" else " "
    return gap.join(filter(None, (place, point)))


def _shown(lang: Lang, value: object, show: Show) -> object:
    """Return a value as a reader sees it: a word of a vocabulary in words, a text by ``show``."""
    if isinstance(value, StrEnum):
        return say(lang, f"words.{type(value).__name__.lower()}.{value}")
    return show(value) if isinstance(value, str) else value


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
