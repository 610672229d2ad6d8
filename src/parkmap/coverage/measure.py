"""Parks, facilities and demand -> who is served, under one rule."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from parkmap import model
from parkmap.coverage.approach import Straight, Walked, Walks
from parkmap.coverage.network import doors_of
from parkmap.coverage.network.streets import STRIP_M
from parkmap.coverage.reach import spacing_m
from parkmap.coverage.supply import kind_of_rule, supply_of, with_entrances
from parkmap.coverage.verdict import judged
from parkmap.metric import HAIR_M, require_metres
from parkmap.model import Coverage, Distance, ParkCoverage

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from parkmap.coverage.approach import Approach
    from parkmap.coverage.network import Network
    from parkmap.coverage.supply import Supply
    from parkmap.model import Denominator, Rule

_AREA: Final = "area_m2"
_NO_OVERLAP: Final = 1e-9
"""Of the zone: floats of an overlay. Two parks that share a border share no area."""


def measure(
    parks: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    demand: gpd.GeoDataFrame,
    rule: Rule,
    *,
    by: Denominator | None = None,
    detour: float | None = None,
    network: Network | None = None,
    strip_m: float = STRIP_M,
) -> Coverage:
    """Measure what facilities serve of each park and of the zone.

    All three frames are in one projection in metres, such as the zone's local one.

    Parameters
    ----------
    parks
        Polygons; index: park ids. Where they overlap, each is measured whole and the zone counts
        what they share once.
    facilities
        What serves on the day: points, lines or polygons; index: ids; columns ``NAME`` (str or
        None), ``PARK`` (id of the park that it belongs to, or None), and where they are known
        ``SYMBOL`` and ``ENTRANCE``. Those that the rule is not about are left out.
    demand
        Plots as points or polygons; index: ids; columns ``PARK``, ``WEIGHT`` (float, NaN where it
        is not told) and where they are known ``ENTRANCE``.
    rule
        What is asked.
    by
        The denominator to judge by, instead of the one that the rule leads with.
    detour
        How much longer than the straight line the way is thought to be: 1.3 serves as far as 1/1.3
        of the radius. An estimate, and labelled as one.
    network
        Measure walks along its streets; not together with ``detour``. A place of a park is served
        that lies within ``strip_m`` of a street, if the walk to it is within the radius.

    Returns
    -------
    Coverage
        A point at exactly the radius is served. Without a radius in the rule, what depends on one
        is None. With a network, ``circle`` has the same by the straight line, and nothing is served
        that is not served there.

    Raises
    ------
    DataError
        If the frames are in degrees, in a Mercator projection or not in metres.
    ValueError
        If they are not in one projection, ``detour`` is less than 1 or beside a network.
    """
    _check(parks, facilities, demand, detour=detour, network=network)
    if network is not None:
        return measure_walks(parks, facilities, demand, rule, Walks(network, strip_m), by=by)
    radius_m = None if rule.radius_m is None else rule.radius_m / (detour or 1)
    supply = supply_of(facilities[kind_of_rule(facilities, rule)])
    # Without a radius nothing lies within it, and only what is nearest is asked for.
    told = _measured(parks, demand, rule, supply, Straight(supply, radius_m or 0), by=by)
    return told if detour is None else replace(told, distance=Distance.DETOUR)


def measure_walks(
    parks: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    demand: gpd.GeoDataFrame,
    rule: Rule,
    walks: Walks,
    *,
    by: Denominator | None = None,
    circle: Coverage | None = None,
) -> Coverage:
    """Measure along streets, as ``measure`` does with a network; on other days with the same walks.

    ``circle`` is the same by the straight line, where that has been measured.
    """
    network = walks.network
    _check(parks, facilities, demand, detour=None, network=network)
    circle = circle or measure(parks, facilities, demand, rule, by=by)
    supply = supply_of(facilities[kind_of_rule(facilities, rule)])
    walked = Walked.of(walks, supply, rule.radius_m or 0)
    told = _measured(parks, demand, rule, supply, walked, by=by, circle=circle)
    return replace(
        told,
        distance=Distance.NETWORK,
        far_facilities=_ids(supply.ids[walked.doors.far]),
        far_plots=_ids(demand.index.to_numpy()[doors_of(network, starts_of(demand)).far]),
    )


def _measured(
    parks: gpd.GeoDataFrame,
    demand: gpd.GeoDataFrame,
    rule: Rule,
    supply: Supply,
    approach: Approach,
    *,
    by: Denominator | None,
    circle: Coverage | None = None,
) -> Coverage:
    """Return what an approach finds, by the straight line and with the rule's own radius."""
    radius_m = None if rule.radius_m is None else approach.radius_m
    plots = _plots(demand, supply, approach, radius_m)
    ground = _ground(parks, approach, radius_m)
    spacing = _spacing(ground, supply)
    rows = _rows(ground, plots, supply)
    if circle is not None:
        rows = [_inside(row, outer) for row, outer in zip(rows, circle.parks, strict=True)]
    return Coverage(
        rule=rule,
        distance=Distance.EUCLID,
        radius_m=radius_m,
        parks=tuple(
            judged(row, rule, by=by, spacing_m=apart)
            for row, apart in zip(rows, spacing, strict=True)
        ),
        plots=plots.drop(columns=_AREA),
        shapes=int((~supply.is_round).sum()),
        doubled=supply.doubled,
        overlap_m2=ground.overlap_m2,
        circle=circle,
    )


def starts_of(demand: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Return where people set out: entrances, else a point inside the plot."""
    shapes = with_entrances(demand)
    inside = shapely.get_dimensions(shapes) > 0
    shapes[inside] = shapely.point_on_surface(shapes[inside])
    return shapes


def _check(*frames: gpd.GeoDataFrame, detour: float | None, network: Network | None) -> None:
    for frame in frames:
        require_metres(frame.crs)
    systems = [frame.crs for frame in frames] + ([network.crs] if network else [])
    if any(one != systems[0] for one in systems):
        msg = "parks, facilities, demand and streets are not in one projection"
        raise ValueError(msg)
    if detour is not None and detour < 1:
        msg = f"a way is never shorter than the straight line; detour is {detour}"
        raise ValueError(msg)
    if detour is not None and network is not None:
        msg = "a walk along streets takes no factor"
        raise ValueError(msg)


def _ids(ids: NDArray[np.object_]) -> tuple[str, ...]:
    return tuple(map(str, ids))


def _inside(row: ParkCoverage, circle: ParkCoverage) -> ParkCoverage:
    """Return a row of walks of which no area exceeds the circle's by what floats add."""
    return replace(
        row,
        area_served_m2=_least(row.area_served_m2, circle.area_served_m2),
        plots_area_served_m2=_least(row.plots_area_served_m2, circle.plots_area_served_m2),
    )


def _least(part: float | None, whole: float | None) -> float | None:
    return None if part is None or whole is None else min(part, whole)


@dataclass(frozen=True, slots=True, eq=False)
class _Ground:
    """The zone (id None) and its parks: areas, what is served of them, and by whom.

    ``near`` holds places of parks, from 1, and of facilities within the radius of them.
    """

    ids: tuple[str | None, ...]
    area_m2: NDArray[np.float64]
    served_m2: NDArray[np.float64] | None
    near: tuple[NDArray[np.int64], NDArray[np.int64]] | None
    overlap_m2: float


def _ground(parks: gpd.GeoDataFrame, approach: Approach, radius_m: float | None) -> _Ground:
    shapes = parks.geometry.to_numpy()
    zone = shapely.union_all(shapes)
    area_m2 = np.concatenate(([shapely.area(zone)], shapely.area(shapes)))
    overlap_m2 = float(area_m2[1:].sum() - area_m2[0])
    is_apart = overlap_m2 <= _NO_OVERLAP * area_m2[0]
    served_m2, near = None, None
    if radius_m is not None:
        parts = approach.area_within_m2(shapes)
        whole = parts.sum() if is_apart else approach.area_within_m2(np.array([zone]))[0]
        served_m2 = np.concatenate(([whole], parts))
        park, facility = approach.near_pairs(shapes)
        near = park + 1, facility
    ids = (None, *(str(park_id) for park_id in parks.index))
    return _Ground(ids, area_m2, served_m2, near, 0.0 if is_apart else overlap_m2)


def _plots(
    demand: gpd.GeoDataFrame, supply: Supply, approach: Approach, radius_m: float | None
) -> pd.DataFrame:
    shapes = demand.geometry.to_numpy()
    at, distance_m = approach.nearest(starts_of(demand))
    area_m2 = np.asarray(shapely.area(shapes), dtype=np.float64)
    share = np.full(len(shapes), np.nan)
    if radius_m is not None:
        flat = area_m2 > 0
        share[flat] = approach.area_within_m2(shapes[flat]) / area_m2[flat]
    ids = np.array([*supply.ids, None], dtype=object)
    columns = {
        model.PARK: demand[model.PARK].to_numpy(dtype=object),
        model.WEIGHT: demand[model.WEIGHT].to_numpy(dtype=np.float64),
        # A column of texts would turn None into NaN.
        model.NEAREST: pd.Series(ids[at], index=demand.index, dtype=object),
        model.DISTANCE: distance_m,
        model.SERVED: distance_m <= (-1 if radius_m is None else radius_m) + HAIR_M,
        model.AREA_SHARE: share,
        _AREA: area_m2,
    }
    return pd.DataFrame(columns, index=demand.index)


def _spacing(ground: _Ground, supply: Supply) -> list[float | None]:
    """Return the largest distance to the next place in the zone and in each park, if any."""
    codes = _codes(ground, supply.parks)
    most = _most(codes, len(ground.ids) - 1, spacing_m(supply)).tolist()
    return [value if np.isfinite(value) else None for value in most]


def _rows(ground: _Ground, plots: pd.DataFrame, supply: Supply) -> list[ParkCoverage]:
    """Return what is measured of the zone and of each park, not judged yet."""
    of_plot, of_facility = (
        _codes(ground, parks) for parks in (plots[model.PARK].to_numpy(dtype=object), supply.parks)
    )
    sums = partial(_sums, of_plot, len(ground.ids) - 1)
    served, area_m2 = plots[model.SERVED].to_numpy(), plots[_AREA].to_numpy()
    weight = plots[model.WEIGHT].to_numpy()
    is_told = ~np.isnan(weight)
    told = np.where(is_told, weight, 0)
    columns = (
        sums(np.ones(len(plots))),
        sums(served),
        sums(area_m2),
        sums(np.nan_to_num(plots[model.AREA_SHARE].to_numpy()) * area_m2),
        sums(told),
        sums(told * served),
        sums(is_told),
        _sums(of_facility, len(ground.ids) - 1, np.ones(len(supply))),
        _most(of_plot, len(ground.ids) - 1, plots[model.DISTANCE].to_numpy()),
    )
    places = _places_inside(of_facility, len(ground.ids) - 1, supply)
    return [
        _row(ground, at, figures, places[at], _serving(ground, at, of_facility, supply))
        for at, figures in enumerate(zip(*(column.tolist() for column in columns), strict=True))
    ]


def _row(
    ground: _Ground,
    at: int,
    figures: tuple[float, ...],
    places: int,
    serving: tuple[int, tuple[str, ...]] | None,
) -> ParkCoverage:
    plots, served, plots_m2, part_m2, weight, weight_served, told, inside, farthest_m = figures
    has_radius = ground.served_m2 is not None
    return ParkCoverage(
        park_id=ground.ids[at],
        area_m2=float(ground.area_m2[at]),
        area_served_m2=None if ground.served_m2 is None else float(ground.served_m2[at]),
        plots=int(plots),
        plots_served=int(served) if has_radius else None,
        plots_area_m2=plots_m2,
        plots_area_served_m2=part_m2 if has_radius else None,
        employees=weight if told else None,
        employees_served=weight_served if told and has_radius else None,
        weights_untold=int(plots - told),
        facilities_inside=int(inside),
        places_inside=places,
        facilities_serving=serving[0] if serving else None,
        from_outside=serving[1] if serving else (),
        farthest_m=farthest_m if np.isfinite(farthest_m) else None,
    )


def _codes(ground: _Ground, parks: NDArray[np.object_]) -> NDArray[np.int64]:
    """Return the place of each park among those of the ground; -1 for none."""
    found: NDArray[np.int64] = pd.Index(ground.ids[1:]).get_indexer(pd.Index(parks))
    return found


def _sums(codes: NDArray[np.int64], count: int, values: NDArray[Any]) -> NDArray[np.float64]:
    """Return sums over what belongs to the zone and to each park; codes of -1 belong to none."""
    inside = codes >= 0
    sums = np.bincount(codes[inside], values[inside], count)
    # Not the sum of sums, which rounds otherwise: the zone is served whole if each plot is.
    return np.concatenate(([values[inside].sum()], sums)).astype(np.float64)


def _most(codes: NDArray[np.int64], count: int, values: NDArray[Any]) -> NDArray[np.float64]:
    """Return the largest value of the zone and of each park; -inf where there is none."""
    most = np.full(count + 1, -np.inf)
    inside = codes >= 0
    np.maximum.at(most, codes[inside] + 1, values[inside])
    most[0] = most[1:].max(initial=-np.inf)
    return most


def _places_inside(codes: NDArray[np.int64], count: int, supply: Supply) -> list[int]:
    inside = codes >= 0
    pairs = np.unique(np.stack((codes[inside], supply.places[inside])), axis=1)
    zone = len(np.unique(supply.places[inside]))
    return [zone, *np.bincount(pairs[0], minlength=count).tolist()]


def _serving(
    ground: _Ground, at: int, of_facility: NDArray[np.int64], supply: Supply
) -> tuple[int, tuple[str, ...]] | None:
    """Return how many facilities are within the radius of a park, and which are not its own.

    Of the zone: within the radius of any park, and of none.
    """
    if ground.near is None:
        return None
    park, facility = ground.near
    if at == 0:
        serving = np.unique(facility)
        outside = of_facility[serving] < 0
    else:
        low, high = np.searchsorted(park, [at, at + 1])
        serving = facility[low:high]
        outside = of_facility[serving] != at - 1
    return len(serving), tuple(map(str, supply.ids[serving[outside]]))
