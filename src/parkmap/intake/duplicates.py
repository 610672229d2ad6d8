"""Facilities that a file holds twice: at the same place, or of one name a few steps apart.

Work is linear in the size of the layer, however many facilities share a place: a crowd is never
compared each with each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from parkmap import model
from parkmap.metric import to_metres
from parkmap.model import Problem, Severity
from parkmap.names import key_of

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pyproj import CRS

    from parkmap.model import Layer

    Positions = NDArray[np.intp]

NEAR_M: Final = 5.0
"""Namesakes nearer than this are one facility: the two stops of a pair have a road between them."""

_CELL_M: Final = NEAR_M / 2**0.5
"""Any two points of a square cell of this size are nearer than ``NEAR_M``."""
_CELLS: Final = 2**18
_REACH_M: Final = (_CELLS // 2 - 4) * _CELL_M
"""Cells are numbered this far from the middle, 463 km; further off nothing is compared."""


def find_duplicates(layer: Layer, crs: CRS | None) -> list[Problem]:
    """Return a warning for every facility that a former one of the file already is.

    Parameters
    ----------
    layer
        Facilities of any geometry.
    crs
        The local projection in metres; None, and only equal geometries are found.
    """
    frame = layer.frame
    places = pd.factorize(_wkb(frame.geometry.to_numpy()))[0]
    names = _name_codes(layer)
    problems = _at_one_place(layer, places, names)
    if crs is not None:
        problems += _namesakes(layer, places, names, crs)
    return problems


def _labels(layer: Layer) -> list[str]:
    """Return how each facility is called in a message: its name, else its id."""
    frame = layer.frame
    columns = (frame[model.NAME], frame[model.NAME_ZH], frame[model.NAME_EN], frame.index)
    told = zip(*(column.tolist() for column in columns), strict=True)
    return [str(next(filter(None, those), "")) for those in told]


def _wkb(geometry: NDArray[Any]) -> NDArray[np.object_]:
    return np.asarray(shapely.to_wkb(shapely.normalize(shapely.force_2d(geometry))), dtype=object)


def _name_codes(layer: Layer) -> Positions:
    """Return a number for each name, the same for names that say the same; -1 for none."""
    frame = layer.frame
    names = frame[model.NAME]
    for other in (model.NAME_ZH, model.NAME_EN):
        names = names.where(names.notna(), frame[other])
    codes, texts = pd.factorize(names.to_numpy(dtype=object))
    keys = [key_of(text) for text in texts]
    merged = pd.factorize(np.array([*keys, ""], dtype=object))[0][:-1]
    merged = np.where(np.array([bool(key) for key in keys], dtype=bool), merged, -1)
    return np.append(merged, -1)[codes].astype(np.intp)


def _at_one_place(layer: Layer, places: Positions, names: Positions) -> list[Problem]:
    both = pd.factorize(pd.MultiIndex.from_arrays([places, names]))[0]
    first_of_both, first_of_place = _firsts(both), _firsts(places)
    teller = _Teller(layer)
    problems = []
    for position in np.flatnonzero(first_of_place != np.arange(len(places))):
        first = int(first_of_both[position])
        code = "duplicate.same"
        if first == position:
            first = int(first_of_place[position])
            is_told = names[position] < 0 or names[first] < 0
            code = "duplicate.same" if is_told else "duplicate.place"
        problems.append(teller.tell(code, int(position), first))
    return problems


def _firsts(codes: Positions) -> Positions:
    """Return for each position the first one with the same code."""
    return np.unique(codes, return_index=True)[1][np.unique(codes, return_inverse=True)[1]]


def _namesakes(layer: Layer, places: Positions, names: Positions, crs: CRS) -> list[Problem]:
    """Return a warning for every facility with a former namesake nearer than ``NEAR_M``."""
    both = pd.factorize(pd.MultiIndex.from_arrays([places, names]))[0]
    chosen = np.flatnonzero((_firsts(both) == np.arange(len(both))) & (names >= 0))
    counts = np.bincount(names[chosen]) if len(chosen) else np.empty(0, dtype=np.intp)
    chosen = chosen[counts[names[chosen]] > 1]
    if not len(chosen):
        return []
    metric = to_metres(layer.frame.iloc[chosen], crs).geometry.to_numpy()
    coords = shapely.get_coordinates(shapely.point_on_surface(metric))
    is_near = (np.abs(coords) < _REACH_M).all(axis=1)  # false for what lies beyond the projection
    chosen, coords = chosen[is_near], coords[is_near]
    later, first = _pairs(coords, names[chosen])
    distance = np.hypot(*(coords[later] - coords[first]).T)
    order = np.lexsort((first, distance, later))
    order = order[distance[order] <= NEAR_M]
    kept = order[np.unique(later[order], return_index=True)[1]]
    teller = _Teller(layer)
    return [
        teller.tell(
            "duplicate.near",
            int(chosen[later[at]]),
            int(chosen[first[at]]),
            distance_m=float(distance[at]),
        )
        for at in kept
    ]


def _pairs(coords: NDArray[np.float64], names: Positions) -> tuple[Positions, Positions]:
    """Return pairs (later, former) of namesakes among which are all that are wanted.

    The plane is cut into cells in which any two points are near. In a cell all are compared with
    its first point, which itself is compared with all points of the cells around: as many pairs
    as points, 25 times, and a former namesake is missed by none.
    """
    cell = np.floor(coords / _CELL_M).astype(np.int64) + _CELLS // 2
    key = (names.astype(np.int64) * _CELLS + cell[:, 0]) * _CELLS + cell[:, 1]
    order = np.argsort(key, kind="stable")
    cells, start, size = np.unique(key[order], return_index=True, return_counts=True)
    first = order[start]
    later, former = [order], [np.repeat(first, size)]
    for step in (east * _CELLS + north for east in range(-2, 3) for north in range(-2, 3)):
        if step == 0:
            continue
        at = np.minimum(np.searchsorted(cells, cells + step), len(cells) - 1)
        here = np.flatnonzero(cells[at] == cells + step)
        there = at[here]
        count = size[there]
        offset = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        later.append(np.repeat(first[here], count))
        former.append(order[np.repeat(start[there], count) + offset])
    one, other = np.concatenate(later), np.concatenate(former)
    return one[other < one], other[other < one]


class _Teller:
    """Makes the problems of one layer; lists are faster to ask than frames, row by row."""

    def __init__(self, layer: Layer) -> None:
        self.file = layer.source.file
        self.rows: list[int] = layer.frame[model.ROW].tolist()
        self.labels = _labels(layer)

    def tell(self, code: str, position: int, first: int, *, distance_m: float = 0.0) -> Problem:
        values = {
            "name": self.labels[position],
            "other": self.labels[first],
            "first": self.rows[first],
            "distance_m": f"{distance_m:.1f}",
        }
        place = f"feature:{self.rows[position]}"
        return Problem(Severity.WARNING, code, self.file, place, values)
