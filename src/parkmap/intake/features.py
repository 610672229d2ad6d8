"""What a file of places held, whatever its format: the currency between readers and checks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

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


def plain_value(value: Any) -> Any:  # noqa: ANN401, PLR0911 - one return a kind of value
    """Return a property as JSON could hold it; missing is None, bytes are not told.

    Examples
    --------
    >>> plain_value(date(2017, 6, 30)), plain_value(float("nan"))
    ('2017-06-30', None)
    """
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return None if value != value else value  # noqa: PLR0124 - NaN alone differs from itself
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dict):
        return {str(key): plain_value(one) for key, one in value.items()}
    if isinstance(value, bytes):
        return None
    if hasattr(value, "tolist"):
        return plain_value(value.tolist())
    return [plain_value(one) for one in value] if isinstance(value, (list, tuple)) else str(value)


def unique_names(names: Iterable[str]) -> list[str]:
    """Return column names of which none stands twice: the second gets ``_2``.

    Examples
    --------
    >>> unique_names(["name", "name", "id"])
    ['name', 'name_2', 'id']
    """
    unique: list[str] = []
    for name in names:
        fresh, number = name, 1
        while fresh in unique:
            number += 1
            fresh = f"{name}_{number}"
        unique.append(fresh)
    return unique
