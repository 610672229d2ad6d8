"""The best sites among few candidates: one integer programme for maximal cover and p-median.

A demand that several candidates save unequally is taken for several demands, each saved whole by
the first so many of its candidates (the pseudo-Boolean form of Hammer 1968; AlBdaiwi, Ghosh and
Goldengorin 2011). Those with the same candidates then are one, which is what makes it small:

    maximise sum_N weight_N y_N  where  y_N <= sum of x_i for i in N,  sum of x_i = p,
    x_i in {0, 1},  0 <= y_N <= 1
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from parkmap.siting.savings import Savings

MOST: Final = 4_000_000
"""Entries of a programme that is worth while: beyond, HiGHS does not come to an end in minutes."""


def best_sites(
    savings: Savings, count: int, *, time_limit_s: float, gap: float = 0
) -> tuple[list[int], float] | None:
    """Return the best ``count`` sites that were found in time, and the bound of their worth.

    None where the programme would be too large, or none was found in time.
    """
    sets = _sets_of(savings)
    if sets is None:
        return None
    member, of_set, weight = sets
    demand, candidates = len(weight), savings.candidates
    y = np.arange(demand)
    entries = np.concatenate((np.ones(demand), -np.ones(len(member))))
    places = np.concatenate((y, of_set)), np.concatenate((y + candidates, member))
    shape = demand, candidates + demand
    constraints = [
        LinearConstraint(csr_array((entries, places), shape), -np.inf, 0),
        LinearConstraint(
            csr_array(np.concatenate((np.ones(candidates), np.zeros(demand)))[np.newaxis]),
            count,
            count,
        ),
    ]
    found = milp(
        np.concatenate((np.zeros(candidates), -weight)),
        integrality=np.concatenate((np.ones(candidates), np.zeros(demand))),
        bounds=Bounds(0, 1),
        constraints=constraints,
        options={"time_limit": max(time_limit_s, 0.01), "mip_rel_gap": gap},
    )
    if found.x is None:
        return None
    chosen = np.flatnonzero(found.x[:candidates] > 0.5)  # noqa: PLR2004 - whole numbers, in floats
    bound = -found.fun if found.mip_dual_bound is None else -found.mip_dual_bound
    return chosen.tolist(), float(bound)


def _sets_of(
    savings: Savings,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]] | None:
    """Return sets of candidates, each once: members, the set of each member, and weights."""
    order = np.lexsort((savings.row, -savings.worth, savings.column))
    column, worth, row = savings.column[order], savings.worth[order], savings.row[order]
    is_last = np.append(column[1:] != column[:-1], [True] * bool(len(column)))
    below = np.where(is_last, 0, np.append(worth[1:], 0)) if len(worth) else worth
    step = worth - below
    starts = np.flatnonzero(np.append([True] * bool(len(column)), is_last[:-1]))
    start_of = starts[np.searchsorted(starts, np.arange(len(column)), side="right") - 1]
    ends = np.flatnonzero(step > 0)
    if (ends + 1 - start_of[ends]).sum() > MOST:
        return None
    known: dict[bytes, int] = {}
    weights: list[float] = []
    for low, high, gain in zip(
        start_of[ends].tolist(), (ends + 1).tolist(), step[ends].tolist(), strict=True
    ):
        key = np.sort(row[low:high]).tobytes()
        at = known.setdefault(key, len(known))
        if at == len(weights):
            weights.append(0.0)
        weights[at] += gain
    sizes = np.array([len(key) // row.itemsize for key in known], dtype=np.int64)
    member = np.frombuffer(b"".join(known), dtype=row.dtype)
    return member, np.repeat(np.arange(len(sizes)), sizes), np.array(weights)
