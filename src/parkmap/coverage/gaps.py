"""Plots that are not served: how far they are, and which task would serve them first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from parkmap import model
from parkmap.coverage.distances import pairs_within
from parkmap.coverage.measure import starts_of
from parkmap.coverage.supply import kind_of_rule, with_entrances
from parkmap.model import Gap

if TYPE_CHECKING:
    from datetime import date

    import geopandas as gpd
    from scipy.sparse import csr_array

    from parkmap.coverage.network import Network
    from parkmap.model import Coverage

OPENS: Final = "opens"
"""Column of facilities to come: the day (a date, or None) on which each begins to serve."""

_COLUMNS: Final = (model.PARK, model.WEIGHT, model.NEAREST, model.DISTANCE)
_NO_TASK: Final = (None, None, None)


def gaps_of(
    coverage: Coverage,
    demand: gpd.GeoDataFrame,
    coming: gpd.GeoDataFrame,
    *,
    network: Network | None = None,
    near: csr_array | None = None,
) -> tuple[Gap, ...]:
    """Return the plots that are not served: those of most employees first, then the farthest.

    Parameters
    ----------
    coverage
        What was measured; without a radius there are no gaps.
    demand
        What it was measured with.
    coming
        The facilities of the layer that do not serve yet, in the same projection; columns as for
        ``measure``, and ``TASK`` (id or None) and ``OPENS``. One that no plan puts into service
        closes no gap.
    network
        What it was measured with.
    near
        What of ``demand`` lies within the radius of what of ``coming``, as ``pairs_within`` tells,
        where that is known.
    """
    if coverage.radius_m is None:
        return ()
    is_gap = ~coverage.plots[model.SERVED].to_numpy(dtype=np.bool_)
    unserved = coverage.plots[is_gap]
    opens = kind_of_rule(coming, coverage.rule) & coming[OPENS].notna().to_numpy()
    opened = coming[opens]
    if near is None:
        starts = starts_of(demand.loc[unserved.index])
        near = pairs_within(starts, with_entrances(opened), coverage.radius_m, network=network)
    else:
        near = near[is_gap][:, opens]
    first = _first_near(near, opened)
    closing = {at: _closing(opened, at) for at in set(first) if at >= 0}
    told = [closing.get(at, _NO_TASK) for at in first]
    gaps = [
        Gap(
            plot_id=str(plot_id),
            park_id=park_id,
            employees=None if np.isnan(weight) else weight,
            nearest=near,
            distance_m=distance_m if near is not None else None,
            excess_m=distance_m - coverage.radius_m if near is not None else None,
            facility=facility,
            task_id=task_id,
            closed_on=day,
        )
        for plot_id, park_id, weight, near, distance_m, (facility, task_id, day) in zip(
            unserved.index,
            *(unserved[name].tolist() for name in _COLUMNS),
            told,
            strict=True,
        )
    ]
    return tuple(sorted(gaps, key=_urgency))


def _first_near(near: csr_array, opened: gpd.GeoDataFrame) -> list[int]:
    """Return the place of the facility near each start that opens first; -1 for none."""
    start = np.repeat(np.arange(near.shape[0]), np.diff(near.indptr))
    facility = near.indices
    days = np.array([day.toordinal() for day in opened[OPENS]], dtype=np.int64)
    order = np.lexsort((facility, days[facility], start))
    start, facility = start[order], facility[order]
    found = np.full(near.shape[0], -1)
    places, first = np.unique(start, return_index=True)
    found[places] = facility[first]
    return [int(at) for at in found]


def _closing(opened: gpd.GeoDataFrame, at: int) -> tuple[str, str | None, date]:
    task_id = opened[model.TASK].iloc[at]
    day: date = opened[OPENS].iloc[at]
    return str(opened.index[at]), None if pd.isna(task_id) else str(task_id), day


def _urgency(gap: Gap) -> tuple[float, float, str]:
    excess_m = np.inf if gap.excess_m is None else gap.excess_m
    return -(gap.employees or 0), -excess_m, gap.plot_id
