"""How far it is between many places, as a sparse matrix: what siting and coverage share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from parkmap.coverage.network.doors import doors_of
from parkmap.coverage.network.walk import sparse_of, walks_within
from parkmap.metric import HAIR_M

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from parkmap.coverage.network.graph import Network


def pairs_within(
    starts: NDArray[np.object_],
    ends: NDArray[np.object_],
    limit_m: float,
    *,
    network: Network | None = None,
    detour: float | None = None,
) -> csr_array:
    """Return the metres between places that are no farther than a limit from each other.

    Parameters
    ----------
    starts, ends
        Points, MultiPoints of which the nearest counts, lines or polygons, in one projection in
        metres: that of the network, if there is one.
    limit_m
        Metres; exactly at it is within.
    network
        Measure walks along its streets, from door to door; what is farther than ``snap_m`` from
        every street is within the limit of nothing.
    detour
        Take the straight line times this factor; not together with a network.

    Returns
    -------
    float64 (starts, ends). What is not stored is beyond the limit; a distance of zero is stored
    as zero, so ask ``nnz`` and ``indices``, never ``matrix != 0``, and keep clear of
    ``eliminate_zeros``.

    Raises
    ------
    ValueError
        If both a network and a factor are given.

    Examples
    --------
    >>> places = shapely.points([[0, 0], [300, 400]])
    >>> pairs = pairs_within(places[:1], places, 500)
    >>> pairs.indices.tolist(), pairs.data.tolist()
    ([0, 1], [0.0, 500.0])
    """
    if network is not None and detour is not None:
        msg = "a walk along streets takes no factor"
        raise ValueError(msg)
    if network is not None:
        return walks_within(network, doors_of(network, starts), doors_of(network, ends), limit_m)
    straight_m = limit_m / (detour or 1)
    tree = shapely.STRtree(ends)
    row, column = tree.query(starts, predicate="dwithin", distance=straight_m + HAIR_M)
    metres = np.asarray(shapely.distance(starts[row], ends[column])) * (detour or 1)
    return sparse_of(row, column, metres, (len(starts), len(ends)))
