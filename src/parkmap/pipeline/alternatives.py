"""What else is near a proposed site, and what the sites would be worth with it instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from parkmap.metric import HAIR_M
from parkmap.model import Alternative, SitingModel
from parkmap.siting import cover_savings, exchanges, nearest_m, way_savings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from parkmap.pipeline.candidates import Candidates
    from parkmap.siting import World

_MOST: Final = 3
_APART: Final = 0.25
"""Of the radius: alternatives that are nearer to each other are one."""
_COVERS: Final = (SitingModel.MAX_COVER, SitingModel.COVER_ALL)


def alternatives_of(
    world: World,
    sites: Sequence[int],
    candidates: Candidates,
    *,
    model: SitingModel,
    radius_m: float,
) -> list[tuple[Alternative, ...]]:
    """Return for each site the best candidates near it, apart from it and from each other.

    Their value is the model's: a share of the demand, the mean way or the longest in metres.
    """
    found = []
    swapped = _swapped(world, sites, model, radius_m) if sites else None
    sign = -1 if model in _COVERS else 1
    xy = candidates.xy
    for at, site in enumerate(sites):
        away_m = np.hypot(*(xy - xy[site]).T)
        near = np.flatnonzero((away_m <= radius_m) & (away_m > 0))
        near = near[~np.isin(near, sites)]
        values = _farthest(world, sites, site, near) if swapped is None else swapped[near, at]
        worth = dict(zip(near.tolist(), values.tolist(), strict=True))
        taken = [site]
        for one in near[np.lexsort((near, sign * values))].tolist():
            apart_m = np.hypot(*(xy[taken] - xy[one]).T).min()
            if apart_m >= _APART * radius_m and len(taken) <= _MOST:
                taken.append(one)
        others = taken[1:]
        found.append(
            tuple(
                Alternative(*place, candidates.parks[one], float(away_m[one]), worth[one])
                for place, one in zip(candidates.lonlat(others), others, strict=True)
            )
        )
    return found


def _swapped(
    world: World, sites: Sequence[int], model: SitingModel, radius_m: float
) -> NDArray[np.float64] | None:
    """Return what the sites are worth with a candidate in place of one; None: no sum tells."""
    whole = float(world.weights.sum())
    if model is SitingModel.CENTER:
        return None
    if model is SitingModel.MEDIAN:
        savings, without = way_savings(world)
        return (without - exchanges(savings, sites).swapped) / whole
    stands = world.standing_m <= radius_m + HAIR_M
    served = float(world.weights[stands].sum())
    return (served + exchanges(cover_savings(world, radius_m), sites).swapped) / whole


def _farthest(
    world: World, sites: Sequence[int], site: int, near: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the longest way with each candidate in place of a site."""
    others = [one for one in sites if one != site]
    counts = world.weights > 0
    rows = (nearest_m(world, [*others, one])[counts].max(initial=0) for one in near.tolist())
    return np.array(list(rows), dtype=np.float64)
