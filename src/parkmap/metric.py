"""Lengths and areas: one local transverse Mercator, centred on the zone.

EPSG:3857's "500 m" is 454 m at Jinjiang; in the local projection 500 m is 500.00 m. Degrees never
enter a computation of lengths: everything metric goes through this module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyproj import CRS, Geod

from parkmap.errors import DataError
from parkmap.model import Problem, Severity

if TYPE_CHECKING:
    import geopandas as gpd

    from parkmap.model import Bounds

MAX_WIDTH_M: Final = 250_000
"""Widest zone, in metres; at its edge, 125 km off the meridian, lengths are 0.02 % too long."""

_GEOD: Final = Geod(ellps="WGS84")


def local_crs(bounds: Bounds) -> CRS:
    """Return the transverse Mercator on WGS 84 centred on ``bounds`` (degrees), in metres.

    Raises
    ------
    DataError
        If the bounds are wider or higher than ``MAX_WIDTH_M``.
    """
    west, south, east, north = bounds
    lon, lat = (west + east) / 2, (south + north) / 2
    width_m = _GEOD.line_length([west, east], [lat, lat])
    height_m = _GEOD.line_length([lon, lon], [south, north])
    if max(width_m, height_m) > MAX_WIDTH_M:
        values = {
            "width_km": round(max(width_m, height_m) / 1000),
            "limit_km": MAX_WIDTH_M // 1000,
        }
        raise DataError([Problem(Severity.ERROR, "zone.too_wide", values=values)])
    return CRS.from_proj4(
        f"+proj=tmerc +lat_0={lat:.6f} +lon_0={lon:.6f} +k=1 +x_0=0 +y_0=0 +ellps=WGS84 +units=m"
    )


def to_metres(frame: gpd.GeoDataFrame, crs: CRS) -> gpd.GeoDataFrame:
    """Return ``frame`` (EPSG:4326) in the local projection ``crs``."""
    return frame.to_crs(crs)
