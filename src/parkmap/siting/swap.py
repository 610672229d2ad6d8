"""Sites by greedy choice and by swaps: a good answer at once, which exact methods then improve.

Greedy takes the candidate that saves most, again and again: at least 63 % of the best for sets of
that size (Nemhauser, Wolsey and Fisher 1978). A swap changes one chosen site for one candidate
(Teitz and Bart 1968); all swaps are valued in one pass over the savings (Resende and Werneck 2007).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from parkmap.siting.savings import Savings

_NOTHING: Final = 1e-9
"""Of all that can be saved: gains of less are rounding, and would let swaps go in circles."""


@dataclass(frozen=True, slots=True, eq=False)
class Exchange:
    """What every change of one site is worth.

    Attributes
    ----------
    value
        What the sites save.
    lost
        float64 (sites,): what is lost if a site is left out.
    swapped
        float64 (candidates, sites): what the set saves with a candidate in place of a site.
    """

    value: float
    lost: NDArray[np.float64]
    swapped: NDArray[np.float64]


def greedy(savings: Savings, count: int) -> list[int]:
    """Return at most ``count`` sites, each the one that saves most beyond those before it.

    Of equal candidates the first is taken. There are fewer where nothing more is saved.
    """
    sites: list[int] = []
    held = np.zeros(savings.demand)
    least = _NOTHING * savings.most
    for _ in range(count):
        gains = savings.gains(held)
        site = int(gains.argmax()) if len(gains) else 0
        if not len(gains) or gains[site] <= least:
            break
        sites.append(site)
        held = np.maximum(held, savings.best_of([site]))
    return sites


def improved(savings: Savings, sites: Sequence[int]) -> list[int]:
    """Return sites that no swap of one for another candidate makes better."""
    found = list(sites)
    least = _NOTHING * savings.most
    while found:
        exchange = exchanges(savings, found)
        best = int(exchange.swapped.argmax())
        candidate, place = divmod(best, len(found))
        if exchange.swapped[candidate, place] - exchange.value <= least:
            break
        found[place] = candidate
    return sorted(found)


def exchanges(savings: Savings, sites: Sequence[int]) -> Exchange:
    """Return what each site, and each swap, is worth."""
    count = len(sites)
    first, second, who = _two_best(savings, sites)
    lost = np.bincount(who, first - second, count + 1)[1:].astype(np.float64)
    column, worth = savings.column, savings.worth
    gain = savings.gains(first)
    # Where a site goes, a candidate takes over what is better than the second best.
    over = np.flatnonzero((worth > second[column]) & (who[column] > 0))
    at = column[over]
    taken = np.minimum(worth[over], first[at]) - second[at]
    cell = savings.row[over] * count + who[at] - 1
    extra = np.bincount(cell, taken, savings.candidates * count)
    value = float(first.sum())
    swapped = value + gain[:, np.newaxis] - lost + extra.reshape(savings.candidates, count)
    return Exchange(value, lost, swapped)


def _two_best(
    savings: Savings, sites: Sequence[int]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Return the largest and the next saving of each demand, and whose the largest is, from 1."""
    first, second = np.zeros(savings.demand), np.zeros(savings.demand)
    who = np.zeros(savings.demand, dtype=np.int64)
    for place, site in enumerate(sites, start=1):
        own = savings.best_of([site])
        is_best = own > first
        second = np.where(is_best, first, np.maximum(second, own))
        first = np.maximum(first, own)
        who[is_best] = place
    return first, second, who
