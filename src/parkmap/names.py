"""How names and ids are compared: by what they say, not by how they were typed."""

from __future__ import annotations

import unicodedata
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def key_of(value: object) -> str:
    """Return the text by which an id or a name is compared.

    Full-width letters and digits become plain (NFKC), white space inside and around is dropped,
    case is folded, and a whole number that a spreadsheet turned into a float (``7.0``) is ``7``.
    ``None`` and NaN give an empty text.

    Examples
    --------
    >>> key_of(" 食品园·北片　") == key_of("食品园·北片")
    True
    >>> key_of(7.0), key_of("７"), key_of("007")
    ('7', '7', '007')
    """
    return "".join(unicodedata.normalize("NFKC", text_of(value)).casefold().split())


def text_of(value: object) -> str:
    """Return a value of a file as the text that stands there; missing gives an empty text.

    Examples
    --------
    >>> text_of(5336485569.0), text_of(" 三号站 "), text_of(None)
    ('5336485569', '三号站', '')
    """
    if value is None or value != value:  # noqa: PLR0124 - NaN alone differs from itself
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def nearest(wanted: str, known: Iterable[str], *, likeness: float = 0.6) -> str | None:
    """Return the known spelling that ``wanted`` is most likely meant to be.

    None is near enough whose ``likeness``, difflib's ratio from 0 to 1, is less.
    """
    by_key = {spelling_of(name): name for name in known}
    matches = get_close_matches(spelling_of(wanted), by_key, n=1, cutoff=likeness)
    return by_key[matches[0]] if matches else None


def spelling_of(name: str) -> str:
    """Return a name without the marks that people put between its words (``bus-stops``).

    Examples
    --------
    >>> spelling_of("Bus-Stops") == spelling_of("bus_stops") == spelling_of("busstops")
    True
    """
    return key_of(name).translate({ord(mark): None for mark in "-_·•./"})
