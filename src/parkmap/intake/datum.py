"""Coordinates in the datums that departments use, moved to WGS 84.

GCJ-02 ("Mars" coordinates, Gaode and Tencent) displaces WGS 84 by a smooth function of the place,
566 m at Jinjiang; BD-09 (Baidu) displaces GCJ-02 once more. The forward function is public; the
inverse has no closed form and is iterated until it has converged. Both are vectorised over NumPy
arrays. Outside the rectangle in which the displacement is defined nothing moves.

CGCS2000 and WGS 84 differ by less than a metre and are taken for equal.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError
from pyproj.transformer import Transformer, TransformerGroup

from parkmap.errors import DataError
from parkmap.model import Problem, Severity

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_A: Final = 6378245.0  # Krassowsky 1940, which the displacement is defined on
_E2: Final = 0.00669342162296594323
_BD_PI: Final = np.pi * 3000.0 / 180.0
_CHINA: Final = (72.004, 0.8293, 137.8347, 55.8271)
_STEPS: Final = 12  # each step gains about three digits; six reach the last bit


def settle_datum(
    declared: str | None, stated: str | None, *, file: str, is_wgs84_by_format: bool
) -> tuple[str, Problem | None]:
    """Return the datum to read a file in, and what there is to say of the choice.

    Parameters
    ----------
    declared
        What parkmap.toml says, or None.
    stated
        What the file says: None for nothing, empty for something that has no known name.
    is_wgs84_by_format
        Whether the format means WGS 84 where it says nothing.

    Raises
    ------
    DataError
        If the two contradict each other, or nobody says anything.
    """
    if declared is None:
        if stated:
            return stated, None
        if stated is None and is_wgs84_by_format:
            return "wgs84", None
        code = "datum.not_stated" if stated is None else "datum.not_named"
        raise DataError([_problem(code, file)])
    if not stated or _family(declared) == _family(stated):
        return declared, None
    values = {"declared": declared, "stated": stated}
    if declared in {"gcj02", "bd09"} and _family(stated) == "wgs84":
        # No code stands for these, so programs write WGS 84 into the file.
        return declared, Problem(Severity.NOTE, "datum.declared_wins", file, values=values)
    if declared == "cgcs2000" and _is_cgcs2000(CRS.from_user_input(stated)):
        # The same datum, in metres of a Gauss-Krueger grid.
        return stated, Problem(Severity.NOTE, "datum.stated_grid", file, values=values)
    raise DataError([_problem("datum.contradiction", file, **values)])


def crs_name(crs: CRS | None) -> str | None:
    """Return the datum that a coordinate system of a file is; empty for one without a name."""
    if crs is None:
        return None
    flat = crs.to_2d()
    code = flat.to_epsg()
    if code in {4326, 4979}:
        return "wgs84"
    if code is not None:
        return f"EPSG:{code}"
    authority = flat.to_authority()
    return ":".join(authority) if authority else ""


def _family(datum: str) -> str:
    is_wgs84 = datum in {"wgs84", "cgcs2000", "EPSG:4326", "EPSG:4490"}
    return "wgs84" if is_wgs84 else datum


def to_wgs84(geometry: NDArray[np.object_], datum: str, *, file: str) -> NDArray[np.object_]:
    """Return geometries in WGS 84 (lon, lat degrees) from ``datum``.

    Parameters
    ----------
    geometry
        Array of shapely geometries with coordinates in ``datum``: lon, lat for the geographic
        ones, easting, northing for a projected ``EPSG:n``.
    datum
        ``wgs84``, ``cgcs2000``, ``gcj02``, ``bd09``, ``EPSG:n`` or another authority's code.
    file
        The file's name, for the message.

    Raises
    ------
    DataError
        If the EPSG code is unknown, or no transformation to WGS 84 is known for these places (Xian
        1980 and Beijing 1954 need parameters of the survey office; a projected code may belong to
        another zone).
    """
    if datum in {"wgs84", "cgcs2000"} or len(geometry) == 0:
        return geometry
    if datum == "gcj02":
        return _moved(geometry, gcj02_to_wgs84)
    if datum == "bd09":
        return _moved(geometry, bd09_to_wgs84)
    return _from_epsg(geometry, datum, file)


def gcj02_to_wgs84(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Return WGS 84 lon, lat (degrees) of GCJ-02 ones, exact to 1e-6 m.

    The displacement is a contraction: subtracting what it is at the last estimate converges.
    """
    x, y = lon.copy(), lat.copy()
    for _ in range(_STEPS):
        moved_x, moved_y = wgs84_to_gcj02(x, y)
        x += lon - moved_x
        y += lat - moved_y
    inside = in_china(lon, lat)
    return np.where(inside, x, lon), np.where(inside, y, lat)


def wgs84_to_gcj02(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Return GCJ-02 lon, lat (degrees) of WGS 84 ones; places outside China stay."""
    x, y = lon - 105.0, lat - 35.0
    wave = (20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)) * 2.0 / 3.0
    root = np.sqrt(np.abs(x))
    d_lat = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + wave
    d_lat += _waves(y, ((20.0, 1.0), (40.0, 1 / 3), (160.0, 1 / 12), (320.0, 1 / 30)))
    d_lon = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + wave
    d_lon += _waves(x, ((20.0, 1.0), (40.0, 1 / 3), (150.0, 1 / 12), (300.0, 1 / 30)))
    phi = np.radians(lat)
    w2 = 1 - _E2 * np.sin(phi) ** 2
    d_lat = np.degrees(d_lat / (_A * (1 - _E2) / (w2 * np.sqrt(w2))))
    d_lon = np.degrees(d_lon / (_A / np.sqrt(w2) * np.cos(phi)))
    inside = in_china(lon, lat)
    return np.where(inside, lon + d_lon, lon), np.where(inside, lat + d_lat, lat)


def bd09_to_wgs84(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Return WGS 84 lon, lat (degrees) of BD-09 ones."""
    return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))


def bd09_to_gcj02(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Return GCJ-02 lon, lat (degrees) of BD-09 ones, exact to 1e-6 m."""
    x, y = lon - 0.0065, lat - 0.006
    for _ in range(_STEPS):
        moved_x, moved_y = gcj02_to_bd09(x, y)
        x = x + lon - moved_x
        y = y + lat - moved_y
    return x, y


def gcj02_to_bd09(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Return BD-09 lon, lat (degrees) of GCJ-02 ones."""
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BD_PI)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BD_PI)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


def in_china(lon: Floats, lat: Floats) -> NDArray[np.bool_]:
    """Return where the GCJ-02 displacement is defined."""
    west, south, east, north = _CHINA
    return (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)


def _waves(value: Floats, terms: tuple[tuple[float, float], ...]) -> Floats:
    total = np.zeros_like(value)
    for amplitude, frequency in terms:
        total += amplitude * np.sin(value * frequency * np.pi)
    return total * 2.0 / 3.0


def _moved(geometry: NDArray[np.object_], move: object) -> NDArray[np.object_]:
    def apply(coords: Floats) -> Floats:
        return np.column_stack(move(coords[:, 0], coords[:, 1]))  # type: ignore[operator]

    return shapely.transform(geometry, apply)


def _from_epsg(geometry: NDArray[np.object_], datum: str, file: str) -> NDArray[np.object_]:
    try:
        source = CRS.from_user_input(datum)
    except CRSError as error:
        raise DataError([_problem("datum.unknown", file, datum=datum)]) from error
    base = source.geodetic_crs
    # CGCS2000 is WGS 84 here, though PROJ knows no transformation and would call it a ballpark.
    is_same = base is not None and base.to_epsg() in {4326, 4490}
    target = base if is_same else CRS.from_epsg(4326)
    if source == target:
        return geometry
    with warnings.catch_warnings():
        # Of grids that are not installed: ways without one are found, and judged by their area.
        warnings.simplefilter("ignore", UserWarning)
        group = TransformerGroup(source, target, always_xy=True, allow_ballpark=False)
    transformer = next((one for one in group.transformers if _covers(one, source, geometry)), None)
    if transformer is None:
        raise DataError([_no_way(group, source, geometry, datum, file)])

    def apply(coords: Floats) -> Floats:
        return np.column_stack(transformer.transform(coords[:, 0], coords[:, 1]))

    return shapely.transform(geometry, apply)


def _no_way(
    group: TransformerGroup,
    source: CRS,
    geometry: NDArray[np.object_],
    datum: str,
    file: str,
) -> Problem:
    """Return why no transformation fits, and what was likely meant; nothing is moved on it."""
    area = source.area_of_use.name if source.area_of_use else "?"
    values = {"datum": datum, "name": source.name, "area": area}
    if not group.transformers or not source.is_projected:
        return _problem("datum.no_way", file, **values)
    swapped = shapely.transform(geometry, lambda coords: coords[:, ::-1])
    if any(_covers(one, source, swapped) for one in group.transformers):
        return _problem("datum.northing_first", file, **values)
    zone = _zone_of(geometry)
    meant = f"EPSG:{_CGCS2000_ZONES.get(zone, 0)}"
    if zone in _CGCS2000_ZONES and meant != datum and _is_cgcs2000(source):
        return _problem("datum.other_zone", file, zone=zone, meant=meant, **values)
    return _problem("datum.no_way", file, **values)


def _zone_of(geometry: NDArray[np.object_]) -> int:
    """Return the zone number before the eastings (39,500,000 m: 39), 0 where there is none."""
    zones = set((shapely.get_coordinates(geometry)[:, 0] // 1_000_000).tolist())
    return int(zones.pop()) if len(zones) == 1 else 0


def _is_cgcs2000(source: CRS) -> bool:
    return source.geodetic_crs is not None and source.geodetic_crs.to_epsg() == 4490  # noqa: PLR2004


# 6 degree zones 13 to 23 are EPSG:4491 to 4501, 3 degree zones 25 to 45 are EPSG:4513 to 4533.
_CGCS2000_ZONES: Final = {zone: 4478 + zone for zone in range(13, 24)} | {
    zone: 4488 + zone for zone in range(25, 46)
}


def _covers(transformer: Transformer, source: CRS, geometry: NDArray[np.object_]) -> bool:
    """Return whether the places lie where the transformation was made for.

    A datum has several transformations, each good for one region: the parameters of another
    region are wrong by many metres. Likewise a projected CRS is good near its own meridian.
    """
    coords = shapely.get_coordinates(geometry)
    if not np.isfinite(coords).all():
        return False
    lon, lat = transformer.transform(coords[:, 0], coords[:, 1])
    margin = 1.0  # degrees; areas of use are rough outlines
    return all(
        np.all((lon >= area.west - margin) & (lon <= area.east + margin))
        and np.all((lat >= area.south - margin) & (lat <= area.north + margin))
        for area in (transformer.area_of_use, source.area_of_use)
        if area is not None
    )


def _problem(code: str, file: str, **values: object) -> Problem:
    return Problem(Severity.ERROR, code, file, values=values)
