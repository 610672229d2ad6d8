"""What a file of places held, whatever its format: the currency between readers and checks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray


@dataclass(slots=True, eq=False)
class Features:
    """One entry a feature, in the order of the file.

    Attributes
    ----------
    geometry
        Array of shapely geometries as the file has them, 2D, None where there is none to draw.
    columns
        Properties by name, each as long as ``geometry``; a missing value is None.
    ids
        Ids that the format itself keeps (GeoJSON's ``id``); None where it has none.
    crs
        The coordinate system that the file states: ``wgs84``, ``EPSG:n`` or another authority's;
        None where it states none, empty where it states one that nobody can name.
    is_wgs84_by_format
        True where the format's rules say WGS 84 for a file that states nothing.
    encoding
        Of its texts, for the reader of the page.
    exact
        Returns the values of a property, or of the format's ids for None, with every number as
        written; None where the reader keeps numbers exactly anyway.
    """

    geometry: NDArray[np.object_]
    columns: Mapping[str, Sequence[Any]]
    ids: Sequence[object] | None = None
    crs: str | None = None
    is_wgs84_by_format: bool = False
    encoding: str = ""
    exact: Callable[[str | None], list[object]] | None = None

    def __len__(self) -> int:
        """Return the number of features."""
        return len(self.geometry)
