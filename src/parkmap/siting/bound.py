"""How much any sites could save at most, and which candidates no better set can have.

For any v >= 0, a set of p sites saves at most the sum of v and of the p largest sums of
max(0, saving - v) by candidate: the Lagrangian of the p-median (Cornuejols, Fisher and Nemhauser
1977), here for maximal cover, too. Steps along its slope bring the bound down to that of the linear
relaxation. With a set that is known, what a candidate would add to the bound tells whether a better
set can have it: most cannot, and what is left is small enough for exact methods.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from parkmap.siting.savings import Savings

_PATIENCE: Final = 12
"""Steps without a better bound after which they are made half as long."""
_SHORTEST: Final = 0.002
_HAIR: Final = 1e-9
"""Of the value: what sums of floats leave uncertain."""


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """The least bound that was found.

    Attributes
    ----------
    value
        No set of sites saves more.
    is_in, is_out
        bool (candidates,): whether every set that is better than the one known has the candidate,
        or none has.
    """

    value: float
    is_in: NDArray[np.bool_]
    is_out: NDArray[np.bool_]


def bound_of(savings: Savings, count: int, held: NDArray[np.float64], *, steps: int = 400) -> Bound:
    """Return how much ``count`` sites could save at most.

    Parameters
    ----------
    savings
        Of more than ``count`` candidates.
    held
        What the best sites that are known save of each demand.
    steps
        Along the slope at most.
    """
    known = float(held.sum())
    size = np.bincount(savings.column, minlength=savings.demand)
    ceiling = np.zeros(savings.demand)
    np.maximum.at(ceiling, savings.column, savings.worth)
    # With what is held for v this is the bound that follows from submodularity alone.
    v, best = held.copy(), Bound(np.inf, *np.zeros((2, savings.candidates), dtype=np.bool_))
    is_in, is_out = best.is_in, best.is_out
    least, length, waited = np.inf, 1.0, 0
    for _ in range(steps):
        gains = savings.gains(v)
        order = np.argpartition(-gains, [count - 1, count])
        top = order[:count]
        value = float(v.sum() + gains[top].sum())
        is_out |= value - gains[order[count - 1]] + gains < known * (1 - _HAIR)
        is_in |= value - gains + gains[order[count]] < known * (1 - _HAIR)
        if value < least * (1 - 1e-6):
            waited = 0
        else:
            waited += 1
        least = min(least, value)
        if least <= known * (1 + _HAIR) or length < _SHORTEST:
            break
        if waited > _PATIENCE:
            length, waited = length / 2, 0
        slope = 1 - _served(savings, v, top)
        slope[((v <= 0) & (slope > 0)) | ((v >= ceiling) & (slope < 0)) | (size == 0)] = 0
        square = float((slope**2).sum())
        if not square:
            break
        v = np.clip(v - length * (value - known) / square * slope, 0, ceiling)
    return Bound(least, is_in & ~is_out, is_out)


def _served(
    savings: Savings, v: NDArray[np.float64], top: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return how many of some candidates save more than v, for each demand."""
    times = np.zeros(savings.demand)
    for low, high in zip(
        np.searchsorted(savings.row, top),
        np.searchsorted(savings.row, top, side="right"),
        strict=True,
    ):
        column = savings.column[low:high]
        times[column] += savings.worth[low:high] > v[column]
    return times
