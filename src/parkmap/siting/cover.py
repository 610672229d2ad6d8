"""The fewest sites that serve everyone: set cover (Toregas and others 1971).

A demand whose candidates are all candidates of another is the harder one of both: the other is
served with it. A candidate that serves nothing beyond another is never needed. Without these, again
and again, little is left, often nothing (Church and Murray 2018, chapter 2); an integer programme
does the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MOST: Final = 40_000_000
"""Products of a comparison of all with all that still take seconds."""
_WHOLE: Final = 1e-6


def least_cover(cover: csr_array, *, time_limit_s: float) -> tuple[list[int], int]:
    """Return the fewest rows that together have every column, and how few they could be at least.

    Parameters
    ----------
    cover
        Ones where a candidate (row) serves a demand (column); no column is empty.
    """
    rows, columns = _reduced(cover)
    left = cover[rows][:, columns]
    first = greedy_cover(left)
    if len(first) <= 1:
        return sorted(rows[first].tolist()), len(first)
    found = milp(
        np.ones(left.shape[0]),
        integrality=np.ones(left.shape[0]),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(csr_array(left.T), 1, np.inf),
        options={"time_limit": max(time_limit_s, 0.01)},
    )
    # HiGHS tells no bound where it has not even begun.
    bound = 1 if found.mip_dual_bound is None else int(np.ceil(found.mip_dual_bound - _WHOLE))
    best = first if found.x is None else np.flatnonzero(found.x > 0.5).tolist()  # noqa: PLR2004 - whole numbers, in floats
    best = min(first, best, key=len)
    return sorted(rows[best].tolist()), max(min(bound, len(best)), 1)


def greedy_cover(cover: csr_array) -> list[int]:
    """Return rows that together have every column, those left out that turn out not needed."""
    open_ = np.ones(cover.shape[1])
    chosen: list[int] = []
    while open_.any():
        site = int((cover @ open_).argmax())
        chosen.append(site)
        open_[cover.indices[cover.indptr[site] : cover.indptr[site + 1]]] = 0
    times = np.asarray(cover[chosen].sum(axis=0)) if chosen else np.zeros(0)
    for site in list(chosen):
        own = cover.indices[cover.indptr[site] : cover.indptr[site + 1]]
        if (times[own] > 1).all():
            times[own] -= 1
            chosen.remove(site)
    return chosen


def _reduced(cover: csr_array) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the candidates and the demand that are left, in rising order."""
    rows, columns = np.arange(cover.shape[0]), np.arange(cover.shape[1])
    while True:
        before = len(rows), len(columns)
        left = cover[rows][:, columns]
        columns = columns[~_contains_another(csr_array(left.T), keeps="smaller")]
        left = cover[rows][:, columns]
        rows = rows[~_contains_another(left, keeps="larger")]
        if (len(rows), len(columns)) == before:
            return rows, columns


def _contains_another(sets: csr_array, *, keeps: str) -> NDArray[np.bool_]:
    """Return which sets are not needed, as another is a part of them, or has them as a part.

    Of equal sets the first is needed.
    """
    size = np.diff(sets.indptr)
    idle = (size == 0) if keeps == "larger" else np.zeros(len(size), dtype=np.bool_)
    # Sums of squares are what the product of all with all takes.
    if (np.bincount(sets.indices, minlength=1).astype(np.float64) ** 2).sum() > _MOST:
        return idle
    both = (sets @ csr_array(sets.T)).tocoo()
    one, other, shared = both.row, both.col, both.data
    inside = (shared == size[one]) & (one != other)
    is_proper = inside & (size[one] < size[other])
    is_equal = inside & (size[one] == size[other])
    idle[other[is_equal & (one < other)]] = True
    idle[(other if keeps == "smaller" else one)[is_proper]] = True
    return idle
