"""How names and ids are compared: by what they say, not by how they were typed."""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def key_of(value: object) -> str:
    """Return the text by which an id or a name is compared.

    Full-width letters and digits become plain (NFKC), Traditional characters Simplified ones
    (OpenCC), white space and invisible marks are dropped, case is folded, and a whole number that a
    spreadsheet turned into a float (``7.0``) is ``7``. ``None`` and NaN give an empty text.

    Examples
    --------
    >>> key_of(" 食品园·北片　") == key_of("食品园·北片")
    True
    >>> key_of(7.0), key_of("７"), key_of("007")
    ('7', '7', '007')
    >>> key_of("食品園") == key_of("食品园")
    True
    """
    if isinstance(value, str) and value.isascii() and value.isalnum():
        return value.lower()  # most ids, by the thousand
    return _key(text_of(value))


def keys_of(values: Iterable[object]) -> list[str]:
    """Return the keys of many names, as ``key_of`` does of one, all in one go.

    Examples
    --------
    >>> keys_of(["食品園", " 7.0", None])
    ['食品园', '7.0', '']
    """
    texts = [value if isinstance(value, str) else text_of(value) for value in values]
    together = _MARK.join(texts)
    if together.count(_MARK) != len(texts) - 1:  # none at all, or one that holds the mark itself
        return [key_of(text) for text in texts]
    return _key(together).split(_MARK)


def _key(text: str) -> str:
    if not text.isascii():
        # Half a character, which JSON can hold, is none to OpenCC.
        whole = text.encode("utf-8", "replace").decode("utf-8")
        text = _INVISIBLE.sub("", _nfkc(whole))
    plain = "".join(text.casefold().split())
    return plain if plain.isascii() else _to_simplified()(plain)


def _nfkc(text: str) -> str:
    """Return the same as unicodedata.normalize, ten times sooner where few characters change.

    One full-width bracket makes it take a whole text apart. What each character is by itself never
    changes the result; afterwards it mostly finds nothing to do.
    """
    for one in sorted(set(text)):
        plain = unicodedata.normalize("NFKC", one)
        if plain != one:
            text = text.replace(one, plain)
    return unicodedata.normalize("NFKC", text)


_MARK: Final = "\x01"
"""Between names that are turned into keys in one go: no part of what is done to them touches it."""
_INVISIBLE: Final = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")


@cache
def _to_simplified() -> Callable[[str], str]:
    # Here, not above: its dictionaries take a moment, and names in ASCII need none.
    from opencc import OpenCC  # noqa: PLC0415

    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert


class NameIndex:
    """Names or ids to be found again as somebody else typed them.

    A spelling is found by ``key_of``. Where that finds nothing, a number is found by its value
    (``7`` for ``007`` or ``7.0``), if exactly one known id has that value: with both ``7`` and
    ``007`` known, they are two ids, and ``07`` is neither.

    Examples
    --------
    >>> index = NameIndex(["007", "食品园"])
    >>> index.find("7.0"), index.find("食品園"), index.find("8")
    ('007', '食品园', None)
    """

    def __init__(self, known: Iterable[str]) -> None:
        names = list(known)
        self._by_key: dict[str, str] = {}
        for name, key in zip(names, keys_of(names), strict=True):
            self._by_key.setdefault(key, name)

    def find(self, wanted: object) -> str | None:
        """Return the known spelling of what is wanted, or None."""
        key = key_of(wanted)
        found = self._by_key.get(key)
        if found is not None:
            return found
        value = _value_of(key)
        return self._by_value.get(value) if value else None

    @cached_property
    def _by_value(self) -> dict[str, str]:
        """The one spelling of each number; made when the first name is not found as it is."""
        by_value: dict[str, list[str]] = {}
        for key, name in self._by_key.items():
            by_value.setdefault(_value_of(key), []).append(name)
        return {value: names[0] for value, names in by_value.items() if len(names) == 1}


def _value_of(key: str) -> str:
    """Return a number without the zeros that say nothing, or an empty text for what is none."""
    if not key[:1].isdigit():
        return ""
    match = _NUMBER.fullmatch(key)
    return match[1] if match else ""


_NUMBER: Final = re.compile(r"0*(\d+)(?:\.0+)?")


@lru_cache(maxsize=4096)  # the same cells stand in thousands of rows
def parts_of(text: str) -> tuple[str, ...]:
    """Return the persons or departments that one cell names, in their order, each once.

    Marks between them separate; a space does where it cannot be the one inside a name of two
    characters (``张　三``). What stands in brackets, and a label before a colon, is dropped.

    Examples
    --------
    >>> parts_of("规划建设局（牵头）、国土局,规划建设局")
    ('规划建设局', '国土局')
    >>> parts_of("张　三、李四 王五")
    ('张三', '李四', '王五')
    """
    found: list[str] = []
    for piece in _SEVERAL.split(re.sub(r"[（(][^（）()]*[）)]", "", text)):
        words = re.sub(r"^[^:：]{1,4}[:：]", "", piece.strip()).split()
        if any(len(word) == 1 for word in words) or all(word.isascii() for word in words):
            words = ["".join(words) if not piece.isascii() else " ".join(words)]
        found += words
    return tuple(dict.fromkeys(filter(None, found)))


_SEVERAL: Final = re.compile(r"[、,，;；/|\n\r]")


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
