"""Ways that people walk along, as files tell them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """What may be walked, of all files of a network.

    Attributes
    ----------
    lines
        LineStrings in EPSG:4326.
    node_ids
        One value for each vertex of all lines, in their order: vertices of one value are one. None
        where vertices of one place are.
    barriers
        Geometries in EPSG:4326 that nobody walks through.
    counts
        By file name: how many of its features may be walked.
    """

    lines: NDArray[np.object_]
    node_ids: tuple[object, ...] | None
    barriers: NDArray[np.object_]
    counts: dict[str, int]
