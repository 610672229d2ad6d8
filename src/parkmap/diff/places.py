"""What became of the facilities: new, gone, moved, drawn otherwise, in another stage.

Rules
-----
Facilities are matched by layer and id, ids as for tasks; names are not asked, for twenty stops may
    bear one. A layer that only one version has gives all of its facilities as new or gone.
Moved is what lies more than a tolerance from where it lay, in metres of the local projection. A
    point moves by its distance. A line or an area moves by the greatest shift of its centroid or of
    a side of its bounding box, which is never more than the farthest that a part of it went.
Reshaped is a line or an area that moved by no more, yet has other corners or some that lie farther
    than the tolerance from where they lay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import shapely

from parkmap import model
from parkmap.diff.match import same_ids
from parkmap.metric import local_crs, to_metres
from parkmap.model import Condition, Stage
from parkmap.model.diff import PlaceChange, PlaceKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray
    from pyproj import CRS

    from parkmap.model import Layer

TOLERANCE_M: Final = 1.0
"""Metres that a facility may lie off without having moved: rounding, another datum's formula."""


def compare_places(
    old: Sequence[Layer],
    new: Sequence[Layer],
    states: tuple[Mapping[str, pd.DataFrame], Mapping[str, pd.DataFrame]],
    *,
    tolerance_m: float = TOLERANCE_M,
) -> tuple[PlaceChange, ...]:
    """Return what became of every facility of two versions of the layers.

    Parameters
    ----------
    old, new
        The layers; one of either version is the one of the other that has its key.
    states
        Layer key -> frame with STAGE and CONDITION on the index of the layer's frame, old and new;
        a layer without states, such as the parks, is compared by place alone.
    tolerance_m
        What moved by no more than this, in metres, has not moved.

    Raises
    ------
    DataError
        If both together are too wide to be measured in metres.
    """
    of_old, of_new = ({one.spec.key: _Told(one) for one in layers} for layers in (old, new))
    crs = _crs([*old, *new])
    found: list[PlaceChange] = []
    for key in dict.fromkeys([*of_new, *of_old]):
        before, after = of_old.get(key), of_new.get(key)
        if before and after:
            found += _in_both(before, after, crs, tolerance_m)
            if key in states[0] and key in states[1]:
                found += _in_state(before, after, states[0][key], states[1][key])
        elif after:
            found += (after.change(at, PlaceKind.NEW) for at in range(len(after.ids)))
        elif before:
            found += (before.change(at, PlaceKind.GONE) for at in range(len(before.ids)))
    return tuple(found)


class _Told:
    """A layer, with what is told of each facility."""

    def __init__(self, layer: Layer) -> None:
        self.key = layer.spec.key
        self.ids: list[str] = layer.frame.index.tolist()
        self.names: list[str | None] = layer.frame[model.NAME].tolist()
        self.shapes: NDArray[Any] = layer.frame.geometry.to_numpy()

    def change(
        self,
        at: int,
        kind: PlaceKind,
        *,
        distance_m: float | None = None,
        old: Stage | Condition | None = None,
        new: Stage | Condition | None = None,
    ) -> PlaceChange:
        """Return what became of the facility at a place of the layer."""
        return PlaceChange(self.key, self.ids[at], self.names[at] or "", kind, distance_m, old, new)


def _crs(layers: Sequence[Layer]) -> CRS | None:
    bounds = [one.frame.total_bounds for one in layers if len(one.frame)]
    if not bounds:
        return None
    told = np.array(bounds)
    west, south = (float(one) for one in told[:, :2].min(axis=0))
    east, north = (float(one) for one in told[:, 2:].max(axis=0))
    return local_crs((west, south, east, north))


def _in_both(old: _Told, new: _Told, crs: CRS | None, tolerance_m: float) -> Iterator[PlaceChange]:
    before, after = _pairs(old, new)
    if crs is not None and len(before):
        distance, is_other = _shifts(old.shapes[before], new.shapes[after], crs, tolerance_m)
        for at in np.flatnonzero(distance > tolerance_m):
            yield new.change(after[at], PlaceKind.MOVED, distance_m=float(distance[at]))
        for at in np.flatnonzero(is_other & (distance <= tolerance_m)):
            yield new.change(after[at], PlaceKind.RESHAPED)
    for layer, kept, kind in ((new, after, PlaceKind.NEW), (old, before, PlaceKind.GONE)):
        for at in np.setdiff1d(np.arange(len(layer.ids)), kept):
            yield layer.change(at, kind)


def _pairs(old: _Told, new: _Told) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    found = sorted(same_ids(old.ids, new.ids), key=lambda pair: pair[1])
    both = np.array(found, dtype=np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def _shifts(
    old: NDArray[Any], new: NDArray[Any], crs: CRS, tolerance_m: float
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return by how many metres each shape moved, and which of them are drawn otherwise."""
    distance = np.zeros(len(old))
    is_other = np.zeros(len(old), dtype=bool)
    # Most lie where they lay, to the last digit; projecting them all would be waste.
    at = np.flatnonzero(~shapely.equals_exact(old, new))
    if len(at):
        one, other = (_projected(shapes[at], crs) for shapes in (old, new))
        distance[at] = np.maximum(
            shapely.distance(shapely.centroid(one), shapely.centroid(other)),
            np.abs(shapely.bounds(one) - shapely.bounds(other)).max(axis=1),
        )
        ours, theirs = shapely.normalize(one), shapely.normalize(other)
        is_other[at] = ~shapely.equals_exact(ours, theirs, tolerance=tolerance_m)
    return distance, is_other


def _projected(shapes: NDArray[Any], crs: CRS) -> NDArray[Any]:
    frame = gpd.GeoDataFrame(geometry=shapes, crs="EPSG:4326")
    return to_metres(frame, crs).geometry.to_numpy()


def _in_state(
    old: _Told, new: _Told, was: pd.DataFrame, now: pd.DataFrame
) -> Iterator[PlaceChange]:
    before, after = _pairs(old, new)
    for column, words, kind in (
        (model.STAGE, Stage, PlaceKind.STAGE),
        (model.CONDITION, Condition, PlaceKind.CONDITION),
    ):
        one, other = was[column].to_numpy()[before], now[column].to_numpy()[after]
        for at in np.flatnonzero(one != other):
            yield new.change(after[at], kind, old=words(one[at]), new=words(other[at]))
