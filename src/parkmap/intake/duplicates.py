"""Facilities that a file holds twice: at the same place, or of one name a few steps apart.

Work is linear in the size of the layer, however many facilities share a place: pairs are never
listed, each facility is compared with its nearest namesake only.
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
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from pyproj import CRS

    from parkmap.model import Layer

    Positions = NDArray[np.intp]

NEAR_M: Final = 5.0
"""Namesakes nearer than this are one facility: the two stops of a pair have a road between them."""

_BLOCK_M: Final = 1_000_000.0
"""Names are moved this far apart, so that one query finds the nearest namesake of everything."""


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


def label_of(layer: Layer, position: int) -> str:
    """Return how a facility is called in a message: its name, else its id."""
    row = layer.frame.iloc[position]
    return str(row[model.NAME] or row[model.NAME_ZH] or row[model.NAME_EN] or row.name)


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
    problems = []
    for position in np.flatnonzero(first_of_place != np.arange(len(places))):
        first = int(first_of_both[position])
        code = "duplicate.same"
        if first == position:
            first = int(first_of_place[position])
            is_told = names[position] < 0 or names[first] < 0
            code = "duplicate.same" if is_told else "duplicate.place"
        problems.append(_problem(layer, code, int(position), first))
    return problems


def _firsts(codes: Positions) -> Positions:
    """Return for each position the first one with the same code."""
    return np.unique(codes, return_index=True)[1][np.unique(codes, return_inverse=True)[1]]


def _namesakes(layer: Layer, places: Positions, names: Positions, crs: CRS) -> list[Problem]:
    both = pd.factorize(pd.MultiIndex.from_arrays([places, names]))[0]
    chosen = np.flatnonzero((_firsts(both) == np.arange(len(both))) & (names >= 0))
    counts = np.bincount(names[chosen]) if len(chosen) else np.empty(0, dtype=np.intp)
    chosen = chosen[counts[names[chosen]] > 1]
    if not len(chosen):
        return []
    metric = to_metres(layer.frame.iloc[chosen], crs).geometry.to_numpy()
    coords = shapely.get_coordinates(shapely.point_on_surface(metric))
    is_near = np.isfinite(coords).all(axis=1) & (np.abs(coords) < _BLOCK_M / 4).all(axis=1)
    chosen, coords = chosen[is_near], coords[is_near]
    apart = np.column_stack([names[chosen], np.zeros(len(chosen))]) * _BLOCK_M
    points = np.asarray(shapely.points(coords + apart), dtype=object)
    tree = shapely.STRtree(points)
    (one, other), distance = tree.query_nearest(
        points, max_distance=NEAR_M, exclusive=True, all_matches=False, return_distance=True
    )
    return _told(layer, chosen[one], chosen[other], distance)


def _told(
    layer: Layer, one: Positions, other: Positions, distance: NDArray[np.float64]
) -> list[Problem]:
    later, first = np.maximum(one, other), np.minimum(one, other)
    order = np.lexsort((first, distance, later))
    kept = order[np.unique(later[order], return_index=True)[1]]
    return [
        _problem(layer, "duplicate.near", int(later[at]), int(first[at]), distance_m=distance[at])
        for at in kept
    ]


def _problem(
    layer: Layer, code: str, position: int, first: int, *, distance_m: float = 0.0
) -> Problem:
    rows: Sequence[int] = layer.frame[model.ROW].tolist()
    values = {
        "name": label_of(layer, position),
        "other": label_of(layer, first),
        "first": rows[first],
        "distance_m": f"{distance_m:.1f}",
    }
    place = f"feature:{rows[position]}"
    return Problem(Severity.WARNING, code, layer.source.file, place, values)
