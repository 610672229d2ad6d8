"""How the characters of a page are read, so that its search finds 商务局 by "swj".

Only the characters that occur travel, each with its common readings: the page matches a query
against names as they stand. Keys for each of a million names would cost a tenth of the page's size
and half a minute of its making; and a character with several readings (行, 重, 乐) is found by any.
"""

from __future__ import annotations

import json
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from parkmap.page.resources import wheel_text

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_READINGS: Final = 3
"""Further ones in pypinyin's dictionary are rare or only of old books."""

_FIRST_HAN: Final = 0x3400
_DIAERESIS: Final = "\u0308"


def pinyin_table(texts: Iterable[str]) -> dict[str, str]:
    """Return reading -> the characters of ``texts`` that are read so, without tones.

    A ü stands under both spellings that keyboards know, v and u.

    Examples
    --------
    >>> pinyin_table(["公厕", "Gate 1"])
    {'ce': '厕', 'gong': '公', 'si': '厕'}
    """
    characters = {char for text in texts for char in set(text) if ord(char) >= _FIRST_HAN}
    if not characters:
        return {}
    # Only the readings of characters: importing pypinyin would load those of all phrases, too,
    # which took longer than the page of 100,000 points.
    told: dict[str, str] = json.loads(wheel_text("pypinyin", "pinyin_dict.json"))
    table: defaultdict[str, list[str]] = defaultdict(list)
    for char in sorted(characters):
        for reading in _readings(told.get(str(ord(char)), "")):
            table[reading].append(char)
    return {reading: "".join(table[reading]) for reading in sorted(table)}


def _readings(told: str) -> list[str]:
    """Return the spellings of a dictionary entry ("lǜ,lù") in its order, each once."""
    spelled: dict[str, None] = {}
    for reading in dict.fromkeys(map(_plain, told.split(",")[: 2 * MOST_READINGS])):
        if reading and len(spelled) < MOST_READINGS:
            spelled[reading.replace("ü", "v")] = None
            spelled[reading.replace("ü", "u")] = None
    return list(spelled)


def _plain(reading: str) -> str:
    """Return a reading without its tone, its ü kept."""
    marks = unicodedata.normalize("NFD", reading)
    kept = "".join(mark for mark in marks if not unicodedata.combining(mark) or mark == _DIAERESIS)
    plain = unicodedata.normalize("NFC", kept)
    return plain if plain.replace("ü", "u").isascii() else ""
