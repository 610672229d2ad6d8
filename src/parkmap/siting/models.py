"""The four questions: all or most within a radius, the shortest ways, the shortest farthest way.

Each takes the same world and gives an answer with the bound that shows how good it is. Facilities
that stand count with the distance from each demand to the nearest of them, and never move.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import csr_array

from parkmap.metric import HAIR_M
from parkmap.siting.bound import bound_of
from parkmap.siting.cover import greedy_cover, least_cover
from parkmap.siting.exact import best_sites
from parkmap.siting.savings import Savings
from parkmap.siting.swap import greedy, improved

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Worth = Callable[[float], float]

TIME_LIMIT_S: Final = 60.0
_LARGE: Final = 1_000_000
"""Savings from which on fewer steps go into the bound."""
_CLOSE: Final = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """Candidates, demand, and what stands.

    Attributes
    ----------
    distances
        csr_array (candidates, demand) in metres. What is not stored is farther than ``limit_m``;
        a stored 0 is no way at all.
    weights
        float64 (demand,), none below 0.
    standing_m
        float64 (demand,): to the nearest facility that stands; inf without any.
    limit_m
        Up to which distance all pairs are stored; inf: all there are.
    """

    distances: csr_array
    weights: NDArray[np.float64]
    standing_m: NDArray[np.float64]
    limit_m: float = np.inf

    @property
    def pairs(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        """Candidate, demand and metres of each pair."""
        row = np.repeat(np.arange(self.distances.shape[0]), np.diff(self.distances.indptr))
        return row, self.distances.indices.astype(np.int64), self.distances.data


@dataclass(frozen=True, slots=True)
class Answer:
    """Sites in rising order, what they are worth, and what the best could be worth.

    ``value`` is a number of sites, the weight served, a sum of weighted metres, or metres.
    """

    sites: tuple[int, ...]
    value: float
    bound: float

    @property
    def gap(self) -> float:
        """How far the bound is away, as a share of the value; 0: no better answer exists."""
        apart = abs(self.value - self.bound)
        return 0.0 if apart <= _CLOSE * max(abs(self.value), 1) else apart / abs(self.value or 1)


class UnservableError(ValueError):
    """Not everyone can be served.

    Attributes
    ----------
    count
        The fewest sites that would do, where more would.
    radius_m
        The least radius with which as many sites as are allowed, or all, would do; inf where the
        distances do not tell.
    unserved
        How much demand no candidate is near enough to.
    """

    def __init__(
        self, *, unserved: int = 0, count: int | None = None, radius_m: float = np.inf
    ) -> None:
        self.unserved, self.count, self.radius_m = unserved, count, radius_m
        super().__init__(f"not everyone can be served; {count} sites or {radius_m:g} m would do")


def max_cover(
    world: World, count: int, *, radius_m: float, time_limit_s: float = TIME_LIMIT_S
) -> Answer:
    """Return the sites that serve most within a radius (Church and ReVelle 1974).

    There are fewer than ``count`` where more would serve nobody.
    """
    served = float(world.weights[world.standing_m <= radius_m + HAIR_M].sum())
    savings = cover_savings(world, radius_m)
    return _answer(savings, count, time_limit_s, worth=lambda saved: served + saved)


def median(world: World, count: int, *, time_limit_s: float = TIME_LIMIT_S) -> Answer:
    """Return the sites with the least sum of weighted ways (Hakimi 1964).

    Raises
    ------
    UnservableError
        If with these sites anyone is farther from a facility than the distances reach.
    """
    savings, without = way_savings(world)
    found = _answer(savings, count, time_limit_s, worth=lambda saved: without - saved)
    far = int((nearest_m(world, found.sites) > world.limit_m).sum())
    if far or not np.isfinite(found.value):
        raise UnservableError(unserved=far)
    return found


def cover_all(
    world: World,
    *,
    radius_m: float,
    most: int | None = None,
    time_limit_s: float = TIME_LIMIT_S,
) -> Answer:
    """Return the fewest sites with which everyone is within a radius.

    ``most`` is how many sites there may be.

    Raises
    ------
    UnservableError
        If no candidate is near enough to someone, or more sites are needed.
    """
    start = time.monotonic()
    sites, bound, lonely = _cover(world, radius_m, time_limit_s)
    if lonely:
        raise UnservableError(unserved=lonely, radius_m=_lonely_m(world))
    if most is not None and len(sites) > most:
        left_s = time_limit_s - (time.monotonic() - start)
        try:
            radius_m = center(world, most, time_limit_s=left_s).value
        except UnservableError:
            radius_m = np.inf
        raise UnservableError(count=len(sites), radius_m=radius_m)
    return Answer(tuple(sites), len(sites), bound)


def center(world: World, count: int, *, time_limit_s: float = TIME_LIMIT_S) -> Answer:
    """Return the sites with the shortest way of whoever is farthest (Hakimi 1964; Minieka 1970).

    The radius is halved in on, among all distances: each is tried by covering everyone within it.
    Sites that are left over go where they shorten the sum of weighted ways most.

    Raises
    ------
    UnservableError
        If with these sites someone is farther from a facility than the distances reach.
    """
    start = time.monotonic()
    steps = _radii(world)
    low, high = 0, len(steps) - 1
    best, proven = None, 0
    while low <= high:
        middle = (low + high) // 2
        left_s = time_limit_s - (time.monotonic() - start)
        sites, bound, lonely = _cover(world, steps[middle], left_s, enough=count)
        if not lonely and len(sites) <= count:
            best, high = sites, middle - 1
        else:
            proven = middle + 1 if lonely or bound > count else proven
            low = middle + 1
    if best is None:
        raise UnservableError(unserved=int((~np.isfinite(_least_m(world))).sum()))
    sites = _filled(world, best, count)
    value = float(nearest_m(world, sites)[world.weights > 0].max(initial=0))
    bound_m = float(steps[proven]) if proven < len(steps) else value
    return Answer(tuple(sites), value, min(bound_m, value))


def cover_savings(world: World, radius_m: float) -> Savings:
    """Return what is newly served within a radius by each candidate."""
    row, column, metres = world.pairs
    is_new = world.standing_m > radius_m + HAIR_M
    worth = np.where((metres <= radius_m + HAIR_M) & is_new[column], world.weights[column], 0)
    return Savings.of_pairs(world.distances.shape, row, column, worth)


def way_savings(world: World) -> tuple[Savings, float]:
    """Return what each candidate spares of weighted ways, and their sum without any.

    Who has nothing near enough has a way of the limit; so the sum of ways can only be too small,
    and is not where nobody is so far.
    """
    row, column, metres = world.pairs
    limit_m = world.limit_m if np.isfinite(world.limit_m) else metres.max(initial=0)
    way_m = np.minimum(world.standing_m, limit_m)
    worth = world.weights[column] * (way_m[column] - metres)
    savings = Savings.of_pairs(world.distances.shape, row, column, worth)
    return savings, float((world.weights * way_m).sum())


def nearest_m(world: World, sites: tuple[int, ...] | list[int]) -> NDArray[np.float64]:
    """Return how far each demand is from the nearest site or what stands; inf: out of reach."""
    nearest = world.standing_m.copy()
    for site in sites:
        low, high = world.distances.indptr[site : site + 2]
        column = world.distances.indices[low:high]
        nearest[column] = np.minimum(nearest[column], world.distances.data[low:high])
    return nearest


def _answer(savings: Savings, count: int, time_limit_s: float, *, worth: Worth) -> Answer:
    """Return the sites that save most: a good set, a bound, and what is left by programme."""
    start = time.monotonic()
    sites = improved(savings, greedy(savings, count))
    held = savings.best_of(sites)
    known = float(held.sum())
    useful = int((savings.gains(np.zeros(savings.demand)) > 0).sum())
    if len(sites) < count or useful <= count:
        return Answer(tuple(sites), worth(known), worth(known))
    steps = 60 if len(savings.worth) > _LARGE else 400
    bound = bound_of(savings, count, held, steps=steps)
    fixed, free = np.flatnonzero(bound.is_in), np.flatnonzero(~bound.is_out & ~bound.is_in)
    places = count - len(fixed)
    if bound.value <= known * (1 + _CLOSE) or places <= 0 or len(free) < places:
        return Answer(tuple(sites), worth(known), worth(known))
    base = savings.best_of(fixed.tolist())
    left_s = time_limit_s - (time.monotonic() - start)
    found = best_sites(savings.take(free, base), places, time_limit_s=left_s)
    if found is None:
        return Answer(tuple(sites), worth(known), worth(bound.value))
    others = sorted([*fixed.tolist(), *free[found[0]].tolist()])
    saved = float(savings.best_of(others).sum())
    if saved > known * (1 + _CLOSE):
        sites, known = others, saved
    most = max(known, min(bound.value, float(base.sum()) + found[1]))
    return Answer(tuple(sites), worth(known), worth(most))


def _cover(
    world: World, radius_m: float, time_limit_s: float, *, enough: int = 0
) -> tuple[list[int], int, int]:
    """Return few sites that serve everyone, how few at least, and how many no site is near to.

    With ``enough`` sites nobody looks for fewer.
    """
    needed = np.flatnonzero((world.weights > 0) & (world.standing_m > radius_m + HAIR_M))
    row, column, metres = world.pairs
    near = metres <= radius_m + HAIR_M
    shape = world.distances.shape
    cover = csr_array((np.ones(near.sum()), (row[near], column[near])), shape)[:, needed]
    lonely = int((np.bincount(cover.indices, minlength=len(needed)) == 0).sum())
    if lonely:
        return [], 0, lonely
    if not len(needed):
        return [], 0, 0
    first = greedy_cover(cover)
    if len(first) <= enough:
        return first, 1, 0
    sites, bound = least_cover(cover, time_limit_s=time_limit_s)
    return sites, bound, 0


def _least_m(world: World) -> NDArray[np.float64]:
    """Return how far each demand is from the nearest candidate or what stands."""
    least = world.standing_m.copy()
    _, column, metres = world.pairs
    np.minimum.at(least, column, metres)
    least[world.weights <= 0] = 0
    return least


def _lonely_m(world: World) -> float:
    return float(_least_m(world).max(initial=0))


def _radii(world: World) -> NDArray[np.float64]:
    """Return the distances that may be that of whoever is farthest, in rising order."""
    found = np.unique(np.concatenate((world.distances.data, world.standing_m)))
    found = found[np.isfinite(found)]
    least = _lonely_m(world)
    radii: NDArray[np.float64] = found[found >= least]
    return radii


def _filled(world: World, sites: list[int], count: int) -> list[int]:
    """Return sites with as many more as are left over."""
    now = World(world.distances, world.weights, nearest_m(world, sites), world.limit_m)
    savings, _ = way_savings(now)
    return sorted({*sites, *greedy(savings, count - len(sites))})
