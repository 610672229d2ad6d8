"""Where a table's header is, and which of its columns holds what.

A header may stand under title rows and be two rows high, the upper one naming groups. Two columns
that can both be meant are told, never chosen between in silence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from parkmap.intake.columns import UnknownColumnError, all_spellings, spellings
from parkmap.names import spelling_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from parkmap.intake.cells import Sheet

SEARCHED_ROWS: Final = 30
_LEAST: Final = 3


@dataclass(slots=True)
class Header:
    """A header found: rows ``top`` to ``bottom`` (from 0), the name of each column, and its use.

    ``rivals`` are other columns for a meaning that is in ``columns`` already.
    """

    top: int
    bottom: int
    names: list[str]
    columns: dict[str, int] = field(default_factory=dict)
    rivals: dict[str, list[int]] = field(default_factory=dict)

    def name_of(self, meaning: str) -> str:
        """Return the header of a column by its canonical name."""
        return self.names[self.columns[meaning]]


def find_header(
    sheet: Sheet,
    meanings: Sequence[str],
    *,
    needed: Collection[str],
    named: Mapping[str, str] | None = None,
) -> Header | None:
    """Return the first header of a sheet that has the ``needed`` columns, or None.

    Parameters
    ----------
    sheet
        The cells.
    meanings
        Canonical names to look for; a header is one with three of them at the least.
    needed
        Those without which it is no header.
    named
        Canonical name -> header, as parkmap.toml says.

    Raises
    ------
    UnknownColumnError
        If a header is found that lacks a named column.
    """
    for top in range(min(len(sheet.rows), SEARCHED_ROWS)):
        for bottom, names in _candidates(sheet, top):
            header = Header(top, bottom, names)
            _assign(header, meanings, named or {})
            least = max(_LEAST, len(needed))
            if set(needed) <= header.columns.keys() and len(header.columns) >= least:
                _check_named(names, named or {})
                return header
    return None


def nearly_header(sheet: Sheet, meanings: Sequence[str]) -> int | None:
    """Return the row (from 0) that has three known headers but not those needed, or None."""
    for top in range(min(len(sheet.rows), SEARCHED_ROWS)):
        header = Header(top, top, [cell.strip() for cell in sheet.rows[top]])
        _assign(header, meanings, {})
        if len(header.columns) >= _LEAST:
            return top
    return None


def header_spelling(text: str) -> str:
    r"""Return a header for comparison: without remarks in brackets and the star of a required one.

    Examples
    --------
    >>> header_spelling("*完成\n时间（年月）")
    '完成时间'
    """
    bare = re.sub(r"[（(【\[][^）)】\]]*[）)】\]]", "", text)
    return spelling_of(bare if bare.strip(" *＊") else text).strip("*:")


def _candidates(sheet: Sheet, top: int) -> list[tuple[int, list[str]]]:
    """Return the header rows that may begin at ``top``: two rows high if the second fits in."""
    upper = [cell.strip() for cell in sheet.rows[top]]
    found = []
    if top + 1 < len(sheet.rows):
        names = _joined(upper, [cell.strip() for cell in sheet.rows[top + 1]])
        if names is not None:
            found.append((top + 1, names))
    found.append((top, upper))
    return found


def _joined(upper: list[str], lower: list[str]) -> list[str] | None:
    """Return the names of a header of two rows, or None where the second is no part of it.

    A name below stands under a group, whose title is in the nearest filled cell to its left; what
    has nothing below it is a name itself.
    """
    width = max(len(upper), len(lower))
    upper = upper + [""] * (width - len(upper))
    lower = lower + [""] * (width - len(lower))
    below = [column for column in range(width) if lower[column]]
    groups = [column for column in below if not upper[column]]
    # Without a blank cell above a filled one there is no group, and the second row is a record.
    if not groups or len(below) == width or upper.count("") == width:
        return None
    names, group = [], ""
    for column in range(width):
        group = upper[column] or group
        if not lower[column]:
            names.append(upper[column])
        elif _is_known(group + lower[column]):
            names.append(group + lower[column])
        else:
            names.append(lower[column])
    known_below = sum(_is_known(names[column]) for column in below)
    return names if known_below * 2 > len(below) else None


def _is_known(name: str) -> bool:
    return header_spelling(name) in all_spellings()


def _assign(header: Header, meanings: Sequence[str], named: Mapping[str, str]) -> None:
    spelt = [header_spelling(name) for name in header.names]
    exact = [spelling_of(name) for name in header.names]
    taken: set[int] = set()
    for meaning, wanted in named.items():
        key = spelling_of(wanted)
        places = [at for at, name in enumerate(header.names) if name == wanted]
        places = places or [at for at, name in enumerate(exact) if name == key]
        if places:
            header.columns[meaning] = places[0]
            taken.add(places[0])
            if len(places) > 1:
                header.rivals[meaning] = places[1:]
    for meaning in meanings:
        if meaning in named:
            continue
        order = spellings(meaning)
        places = [
            at for at, (bare, full) in enumerate(zip(spelt, exact, strict=True))
            if at not in taken and (full in order or bare in order)
        ]  # fmt: skip
        places.sort(key=lambda at: _rank(order, exact[at], spelt[at]))
        if places:
            header.columns[meaning] = places[0]
            taken.update(places)
            if len(places) > 1:
                header.rivals[meaning] = places[1:]


def _rank(order: Sequence[str], full: str, bare: str) -> int:
    return order.index(full) if full in order else order.index(bare)


def _check_named(names: Sequence[str], named: Mapping[str, str]) -> None:
    spelt = {spelling_of(name) for name in names}
    for wanted in named.values():
        if spelling_of(wanted) not in spelt:
            raise UnknownColumnError(wanted, [name for name in names if name])
