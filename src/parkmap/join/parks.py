"""Parks of facilities by place, parks of tasks by name.

A row names parks by id or name, one or several ("食品园·北片、食品园·南片"). Each name is, in this
order, a park's own id or name; a group, which the parks' property ``group`` names, and which means
all its parks; the whole zone, which means no park in particular; else several names joined by
和, 及 or 与, if each of them is one of these. Marks inside brackets do not separate.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from parkmap import model
from parkmap.join.tally import References, judge, row_problem, some
from parkmap.names import spelling_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parkmap.model import Layer, Problem, Register, Zone

_SEPARATORS: Final = frozenset("、,，;；/|\n")
_OPENING: Final = frozenset("（([【")
_CLOSING: Final = frozenset("）)]】")
_AND: Final = re.compile("([和及与])")
_MOST_AND: Final = 20
"""Such words in one name beyond which nobody has joined names, for each is tried."""
_WHOLE_ZONE: Final = frozenset(
    {"全区", "全园区", "各园区", "全域", "开发区", "园区", "wholezone", "all"}
)


def locate(layer: Layer, parks: Layer) -> pd.Series[str]:
    """Return the park id of each facility, or None; see the rules of this package."""
    points = shapely.point_on_surface(layer.frame.geometry.to_numpy())
    tree = shapely.STRtree(parks.frame.geometry.to_numpy())
    facility, park = tree.query(points, predicate="intersects")
    order = np.lexsort((park, facility))
    facility, park = facility[order], park[order]
    first = np.unique(facility, return_index=True)[1]
    found = np.full(len(points), None, dtype=object)
    found[facility[first]] = parks.frame.index.to_numpy()[park[first]]
    return pd.Series(found, index=layer.frame.index, dtype=object)


def parks_of_tasks(
    register: Register, parks: Layer, zone: Zone, problems: list[Problem]
) -> dict[str, tuple[str, ...]]:
    """Return task id -> the ids of the parks that its row names, each once, in its order."""
    names = _ParkNames(parks, zone)
    read: dict[str, _Named] = {}
    found: dict[str, tuple[str, ...]] = {}
    given = 0
    missed: list[str] = []
    for task in register.tasks:
        if task.park not in read:
            read[task.park] = names.read(task.park)
        named = read[task.park]
        found[task.task_id] = named.ids
        given += named.given
        if not named.strange and not named.doubled:
            continue
        missed += named.strange
        for name, ids in named.doubled:
            values = {"park": name, "ids": some(ids)}
            problems.append(row_problem(register, task.row, "join.same_park_name", **values))
        problems += [
            row_problem(register, task.row, "join.unknown_park", park=name)
            for name in named.strange
        ]
    told = judge(References("join.unmatched_parks", register.source.file, given, missed))
    problems += [told] if told else []
    return found


@dataclass(frozen=True, slots=True)
class _Named:
    """What one cell names: parks, how many names it holds, which mean nothing, which two parks."""

    ids: tuple[str, ...]
    given: int
    strange: tuple[str, ...]
    doubled: tuple[tuple[str, Sequence[str]], ...]


class _ParkNames:
    """The parks by everything that a row may call them."""

    def __init__(self, parks: Layer, zone: Zone) -> None:
        self.whole = _WHOLE_ZONE | {spelling_of(zone.name.zh), spelling_of(zone.name.en)}
        self.own: dict[str, list[str]] = {}
        self.groups: dict[str, list[str]] = {}
        columns = [parks.frame[name] for name in (model.NAME, model.NAME_ZH, model.NAME_EN)]
        for park_id, *names in zip(parks.frame.index, *columns, strict=True):
            for name in {spelling_of(str(name)) for name in (park_id, *names) if name}:
                self.own.setdefault(name, []).append(str(park_id))
        if model.GROUP in parks.properties.columns:
            for park_id, group in parks.properties[model.GROUP].items():
                name = spelling_of(text_of(group))
                if name:
                    self.groups.setdefault(name, []).append(str(park_id))

    def read(self, cell: str) -> _Named:
        """Return what a cell names."""
        names = [cell] if self._knows(cell) else list(self._apart(cell))
        ids: list[str] = []
        strange, doubled = [], []
        for name in names:
            key = spelling_of(name)
            own = self.own.get(key, [])
            if len(own) > 1:
                doubled.append((name, own))
            elif own or key in self.groups:
                ids += own or self.groups[key]
            elif key not in self.whole:
                strange.append(name)
        return _Named(tuple(dict.fromkeys(ids)), len(names), tuple(strange), tuple(doubled))

    def _apart(self, cell: str) -> Iterator[str]:
        for name in _split(cell):
            joined = [] if self._knows(name) else self._joined(name)
            yield from joined or [name]

    def _joined(self, name: str) -> list[str]:
        """Return the known names that 和 joins, which may stand in a name as well; else none."""
        pieces = _AND.split(name)
        if len(pieces) > 2 * _MOST_AND + 1:
            return []
        found, grown = [], ""
        for at, piece in enumerate(pieces):
            is_word = at % 2 == 1
            if is_word and self._knows(grown):
                found.append(grown)
                grown = ""
            else:
                grown += piece
        return [*found, grown] if self._knows(grown) else []

    def _knows(self, name: str) -> bool:
        key = spelling_of(name)
        return key in self.own or key in self.groups or key in self.whole


def _split(cell: str) -> list[str]:
    """Return the names between the marks that separate; inside brackets they do not."""
    parts: list[str] = []
    pieces: list[str] = []
    depth = 0
    for mark in cell:
        depth = max(0, depth + (mark in _OPENING) - (mark in _CLOSING))
        if depth == 0 and mark in _SEPARATORS:
            parts.append("".join(pieces))
            pieces = []
        else:
            pieces.append(mark)
    parts.append("".join(pieces))
    return [part.strip() for part in parts if part.strip()]
