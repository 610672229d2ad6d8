"""Which facilities count as supply, each once, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from parkmap import model
from parkmap.model import Stage
from parkmap.names import spelling_of

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from parkmap.model import Rule

SAME_PLACE_M: Final = 100
"""Facilities of one name that are no farther apart are one place, such as a pair of stops."""
_STAGES: Final = list(Stage)


@dataclass(frozen=True, slots=True, eq=False)
class Supply:
    """n facilities, each once.

    Attributes
    ----------
    ids, parks
        Ids, and the park (id or None) of each.
    shapes
        What distances are measured to: the entrances that a file tells, else the geometry.
    is_round
        Whether it is of points, so that what lies within a radius is a union of disks.
    middles
        float64 (n, 2): a point of each.
    places
        int64: facilities of one place have one number, from 0.
    doubled
        Number of facilities that were told twice.
    """

    ids: NDArray[np.object_]
    parks: NDArray[np.object_]
    shapes: NDArray[np.object_]
    is_round: NDArray[np.bool_]
    middles: NDArray[np.float64]
    places: NDArray[np.int64]
    doubled: int

    def __len__(self) -> int:
        return len(self.ids)


def supplies(stage: NDArray[np.int64], *, with_trial: bool = False) -> NDArray[np.bool_]:
    """Return which of some stages (places in ``Stage``) are supply.

    Only what is in service is; a trial run where it is asked for. What is built may still be locked
    up, and of what is unknown nobody says that it stands.
    """
    counted = {Stage.IN_SERVICE, *([Stage.TRIAL] if with_trial else [])}
    is_supply = np.array([one in counted for one in _STAGES])
    found: NDArray[np.bool_] = is_supply[stage]
    return found


def kind_of_rule(facilities: gpd.GeoDataFrame, rule: Rule) -> NDArray[np.bool_]:
    """Return which facilities a rule is about, by their symbols and by their size."""
    meant = np.ones(len(facilities), dtype=np.bool_)
    if rule.symbols and model.SYMBOL in facilities:
        meant &= facilities[model.SYMBOL].isin(rule.symbols).to_numpy()
    area_m2 = shapely.area(facilities.geometry.to_numpy())
    if rule.least_facility_m2 is not None:
        meant &= area_m2 >= rule.least_facility_m2
    if rule.most_facility_m2 is not None:
        meant &= (area_m2 > 0) & (area_m2 < rule.most_facility_m2)
    return meant


def supply_of(facilities: gpd.GeoDataFrame) -> Supply:
    """Return facilities that serve, those of one name and one geometry once.

    Parameters
    ----------
    facilities
        Index ids; metres; columns ``NAME`` and ``PARK``, and ``ENTRANCE`` where a file tells them.
    """
    geometry = facilities.geometry.to_numpy()
    names = _name_codes(facilities[model.NAME])
    twice = pd.DataFrame({"shape": shapely.to_wkb(geometry), "name": names}).duplicated()
    kept = ~twice.to_numpy()
    shapes = with_entrances(facilities)[kept]
    middles = shapely.get_coordinates(shapely.point_on_surface(geometry[kept]))
    return Supply(
        ids=facilities.index.to_numpy(dtype=object)[kept],
        parks=facilities[model.PARK].to_numpy(dtype=object)[kept],
        shapes=shapes,
        is_round=shapely.get_dimensions(shapes) == 0,
        middles=middles,
        places=_places(middles, names[kept]),
        doubled=int((~kept).sum()),
    )


def with_entrances(frame: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Return the entrances of what has any, and the geometry of what has none."""
    geometry = frame.geometry.to_numpy().copy()
    if model.ENTRANCE in frame:
        told = frame[model.ENTRANCE].notna().to_numpy()
        geometry[told] = frame[model.ENTRANCE].to_numpy()[told]
    return np.asarray(geometry, dtype=object)


def _name_codes(names: pd.Series[str]) -> NDArray[np.int64]:
    """Return one number for each way to spell a name alike; -1 for none."""
    codes, told = pd.factorize(names)
    by_spelling: dict[str, int] = {}
    same = [by_spelling.setdefault(spelling_of(str(name)), at) for at, name in enumerate(told)]
    found: NDArray[np.int64] = np.array([*same, -1], dtype=np.int64)[codes]
    return found


def _places(middles: NDArray[np.float64], names: NDArray[np.int64]) -> NDArray[np.int64]:
    # Most names stand once: only the others can share a place.
    _, name, counts = np.unique(names, return_inverse=True, return_counts=True)
    some = np.flatnonzero((counts[name] > 1) & (names >= 0))
    pairs = np.zeros((0, 2), dtype=np.int64)
    if len(some):
        near = KDTree(middles[some]).query_pairs(SAME_PLACE_M, output_type="ndarray")
        pairs = some[near]
    pairs = pairs[names[pairs[:, 0]] == names[pairs[:, 1]]]
    count = len(middles)
    graph = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    _, places = connected_components(graph, directed=False) if count else (0, np.zeros(0))
    return np.asarray(places, dtype=np.int64)
