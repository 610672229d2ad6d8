"""Lengths and areas: one local transverse Mercator, centred on the zone.

EPSG:3857's "500 m" is 454 m at Jinjiang; in the local projection 500 m is 500.00 m. Degrees never
enter a computation of lengths: everything metric goes through this module.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pyproj import CRS, Geod

from parkmap.errors import DataError
from parkmap.model import Problem, Severity

if TYPE_CHECKING:
    import geopandas as gpd

    from parkmap.model import Bounds

MAX_WIDTH_M: Final = 250_000
"""Widest zone, in metres; at its edge, 125 km off the meridian, lengths are 0.02 % too long."""
HAIR_M: Final = 1e-6
"""A plot at exactly the radius counts; a micrometre is what projections leave uncertain."""

_MERCATOR: Final = re.compile(r"(?:Popular Visualisation Pseudo )?Mercator\b")
_ORIGIN: Final = ("Latitude of natural origin", "Longitude of natural origin")
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


def proj_of(crs: CRS) -> str:
    """Return a projection of ``local_crs`` as PROJ spells it.

    Examples
    --------
    >>> proj_of(local_crs((118.5, 24.6, 118.7, 24.8)))
    '+proj=tmerc +lat_0=24.7 +lon_0=118.6 +k=1 +x_0=0 +y_0=0 +ellps=WGS84 +units=m'
    """
    told = crs.coordinate_operation.params if crs.coordinate_operation else []
    lat, lon = (next(one.value for one in told if one.name.startswith(name)) for name in _ORIGIN)
    return f"+proj=tmerc +lat_0={lat:.9g} +lon_0={lon:.9g} +k=1 +x_0=0 +y_0=0 +ellps=WGS84 +units=m"


def require_metres(crs: CRS | None) -> None:
    """Refuse coordinates in which a length is not what it is on the ground.

    Degrees, Web Mercator and its like, feet, and coordinates of which nobody says what they are.
    ``local_crs`` with ``to_metres`` makes good ones; a transverse Mercator zone that the places lie
    in (UTM, Gauss-Krueger) will do.

    Raises
    ------
    DataError
        Saying which of these it is.
    """
    code = None
    if crs is None:
        code = "metric.no_crs"
    elif not crs.is_projected:
        code = "metric.degrees"
    elif crs.coordinate_operation and _MERCATOR.match(crs.coordinate_operation.method_name):
        code = "metric.mercator"
    elif any(axis.unit_conversion_factor != 1 for axis in crs.axis_info):
        code = "metric.not_metres"
    if code is not None:
        values = {"crs": crs.name if crs else ""}
        raise DataError([Problem(Severity.ERROR, code, values=values)])


def to_metres(frame: gpd.GeoDataFrame, crs: CRS) -> gpd.GeoDataFrame:
    """Return ``frame`` (EPSG:4326) in the local projection ``crs``."""
    return frame.to_crs(crs)
