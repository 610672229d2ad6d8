"""Parks, facilities and plots for tests, in metres."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from parkmap.metric import local_crs
from parkmap.model import Criterion, Denominator, Rule, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

CRS = local_crs((118.6, 24.7, 118.6, 24.7))


def rule(radius_m: float | None = 500, **values: Any) -> Rule:
    """Return a rule by share of the area, unless ``values`` say otherwise."""
    told = {"criterion": Criterion.SHARE, "leads": Denominator.AREA, **values}
    return Rule("own", Text("", ""), source=Text("", ""), radius_m=radius_m, **told)


def parks_of(*shapes: shapely.Geometry, crs: Any = CRS) -> gpd.GeoDataFrame:
    """Return parks a, b, c ..."""
    return gpd.GeoDataFrame(geometry=list(shapes), index=list("abcdefgh"[: len(shapes)]), crs=crs)


def facilities_of(
    shapes: Sequence[Any],
    parks: gpd.GeoDataFrame,
    *,
    names: Sequence[str | None] = (),
    **columns: Any,
) -> gpd.GeoDataFrame:
    """Return facilities f0, f1 ...; a pair is a point. They belong to the first park around."""
    geometry = [shapely.Point(one) if isinstance(one, tuple) else one for one in shapes]
    index = pd.Index([f"f{at}" for at in range(len(geometry))], dtype=object)
    frame = gpd.GeoDataFrame(columns, geometry=geometry, index=index, crs=parks.crs)
    told = list(names) or [None] * len(geometry)
    frame["name"] = pd.Series(told, index=index, dtype=object)
    frame["park"] = pd.Series([_park_of(one, parks) for one in geometry], index=index, dtype=object)
    return frame


def plots_of(
    shapes: Sequence[Any],
    parks: gpd.GeoDataFrame,
    weights: Sequence[float | None] | None = None,
    **columns: Any,
) -> gpd.GeoDataFrame:
    """Return plots p0, p1 ... with their weights."""
    frame = facilities_of(shapes, parks, **columns)
    frame.index = pd.Index([f"p{at}" for at in range(len(frame))], dtype=object)
    told = [1.0] * len(frame) if weights is None else weights
    frame["weight"] = np.array(told, dtype=np.float64)
    return frame


def _park_of(shape: shapely.Geometry, parks: gpd.GeoDataFrame) -> str | None:
    inside = parks.index[parks.intersects(shapely.point_on_surface(shape)).to_numpy()]
    return str(inside[0]) if len(inside) else None
