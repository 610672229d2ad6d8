"""What each candidate saves of each demand: the one form in which sites are chosen.

The best of the chosen sites serves each demand, so a set of sites is worth the sum, over all
demand, of its largest saving. Where a saving is the whole weight within a radius, that is maximal
cover; where it is the way that is spared, it is the p-median.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Savings:
    """Savings above zero, by candidate and then by demand.

    Attributes
    ----------
    candidates, demand
        How many there are of each.
    row, column
        int64 (n,): the candidate and the demand of each saving.
    worth
        float64 (n,): the saving.
    """

    candidates: int
    demand: int
    row: NDArray[np.int64]
    column: NDArray[np.int64]
    worth: NDArray[np.float64]

    @classmethod
    def of_pairs(
        cls,
        shape: tuple[int, int],
        row: NDArray[np.int64],
        column: NDArray[np.int64],
        worth: NDArray[np.float64],
    ) -> Savings:
        """Return savings of pairs in any order, without those that save nothing."""
        kept = np.flatnonzero(worth > 0)
        kept = kept[np.lexsort((column[kept], row[kept]))]
        row, column = row[kept].astype(np.int64), column[kept].astype(np.int64)
        return cls(*shape, row, column, worth[kept])

    @property
    def most(self) -> float:
        """What all candidates together save."""
        best = np.zeros(self.demand)
        np.maximum.at(best, self.column, self.worth)
        return float(best.sum())

    def gains(self, held: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what each candidate would save beyond what is ``held`` of each demand."""
        rest = self.worth - held[self.column]
        return self.by_candidate(np.maximum(rest, 0, out=rest))

    def by_candidate(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return sums, for each candidate, of a value for each saving."""
        return np.bincount(self.row, values, self.candidates).astype(np.float64)

    def best_of(self, sites: Sequence[int]) -> NDArray[np.float64]:
        """Return what a set of sites saves of each demand."""
        best = np.zeros(self.demand)
        for site in sites:
            low, high = np.searchsorted(self.row, [site, site + 1])
            column = self.column[low:high]
            best[column] = np.maximum(best[column], self.worth[low:high])
        return best

    def take(self, candidates: NDArray[np.int64], held: NDArray[np.float64]) -> Savings:
        """Return what some candidates, in rising order, save beyond what is held."""
        place = np.full(self.candidates, -1)
        place[candidates] = np.arange(len(candidates))
        rest = self.worth - held[self.column]
        kept = np.flatnonzero((place[self.row] >= 0) & (rest > 0))
        row = place[self.row[kept]]
        return Savings(len(candidates), self.demand, row, self.column[kept], rest[kept])
