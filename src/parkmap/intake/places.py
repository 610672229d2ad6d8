"""Whether geometries lie on Earth, and whether their areas are what was meant.

Data are never moved on a guess: axes that look swapped, or metres without a declared coordinate
system, are told and refused. Areas that cross themselves are mended only where every way of
mending them comes to the same area as the file's own outline.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from parkmap.errors import DataError
from parkmap.metric import local_crs

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from parkmap.intake.findings import Findings
    from parkmap.model import Bounds

    Mask = NDArray[np.bool_]

SAME_SHARE: Final = 0.001
"""Largest difference, as a share, at which two areas are the same: slivers, not a bow-tie."""
_FLAT_SHARE: Final = 1e-9
"""A hull thinner than this share of its box squared encloses nothing."""
_FUZZ: Final = 1e-9
"""Degrees by which rounding may carry a place beyond 180 or 90."""


def check_places(
    geometry: NDArray[np.object_], raw: NDArray[np.object_], findings: Findings, *, datum: str
) -> None:
    """Tell geometries that lie nowhere on Earth, on (0, 0), or around the world.

    Parameters
    ----------
    geometry
        In WGS 84, degrees; None where there is none.
    raw
        The same before they were moved from ``datum``, for the message.
    """
    bounds = shapely.bounds(geometry)
    known = np.asarray(~shapely.is_missing(geometry), dtype=bool)
    limits = np.array([-180, -90, -180, -90]) - _FUZZ, np.array([180, 90, 180, 90]) + _FUZZ
    with np.errstate(invalid="ignore"):
        on_earth = ((bounds >= limits[0]) & (bounds <= limits[1])).all(1)
    _tell_strays(known, known & ~on_earth, raw, findings, datum)
    wide = known & on_earth & (bounds[:, 2] - bounds[:, 0] > 180)  # noqa: PLR2004 - half the Earth
    for position in np.flatnonzero(wide):
        findings.refuse("geometry.antimeridian", int(position), findings.geometry_path)
    for position in np.flatnonzero(known & (bounds == 0).all(1)):
        findings.warn("geometry.null_island", int(position), findings.geometry_path)


def mend_areas(geometry: NDArray[np.object_], findings: Findings) -> None:
    """Mend, in place, areas that are not valid but can mean one area only; refuse the others."""
    areal = np.flatnonzero(shapely.get_dimensions(geometry) == 2)  # noqa: PLR2004
    for position in areal[~shapely.is_valid(geometry[areal])]:
        mended = _mended(geometry[position], int(position), findings)
        if mended is not None:
            geometry[position] = mended


def tell_kinds(geometry: NDArray[np.object_], findings: Findings) -> None:
    """Note where a file mixes points, lines and areas."""
    counts = np.bincount(shapely.get_dimensions(geometry[~shapely.is_missing(geometry)]), None, 3)
    if np.count_nonzero(counts) > 1:
        points, lines, areas = (int(count) for count in counts)
        findings.note("geometry.mixed", points=points, lines=lines, areas=areas)


def _tell_strays(
    known: Mask, strays: Mask, raw: NDArray[np.object_], findings: Findings, datum: str
) -> None:
    """Tell what lies off the Earth: once where all do for the same reason, else one by one."""
    if not strays.any():
        return
    found = []
    for position in np.flatnonzero(strays):
        x, y = _stray_point(raw[position])
        values: dict[str, Any] = {"x": f"{x:.10g}", "y": f"{y:.10g}", "datum": datum}
        found.append((int(position), _reason(x, y), values))
    codes = {code for _, code, _ in found}
    if len(found) > 1 and len(codes) == 1 and strays.sum() == known.sum():
        findings.refuse(_OF_ALL[codes.pop()], count=len(found), **found[0][2])
        return
    for at, code, values in found:
        findings.refuse(code, at, findings.geometry_path, **values)


_OF_ALL: Final = {
    "geometry.metres": "geometry.metres_all",
    "geometry.swapped": "geometry.swapped_all",
    "geometry.off_earth": "geometry.off_earth_all",
}


def _stray_point(geometry: BaseGeometry) -> tuple[float, float]:
    """Return the vertex that lies farthest from what degrees can be."""
    coords = shapely.get_coordinates(geometry)
    excess = np.maximum(np.abs(coords[:, 0]) - 180, np.abs(coords[:, 1]) - 90)
    x, y = coords[int(np.argmax(np.nan_to_num(excess, nan=np.inf)))]
    return float(x), float(y)


def _reason(x: float, y: float) -> str:
    if max(abs(x), abs(y)) > 360:  # noqa: PLR2004 - no angle is larger
        return "geometry.metres"
    if abs(x) <= 90 < abs(y) <= 180:  # noqa: PLR2004 - a longitude stands where a latitude belongs
        return "geometry.swapped"
    return "geometry.off_earth"


def _mended(broken: BaseGeometry, position: int, findings: Findings) -> BaseGeometry | None:
    path = findings.geometry_path
    if _is_flat(broken):
        findings.refuse("geometry.zero_area", position, path)
        return None
    linework = _areas_of(shapely.make_valid(broken))
    structure = _areas_of(shapely.make_valid(broken, method="structure", keep_collapsed=False))
    if linework.is_empty and structure.is_empty:
        findings.refuse("geometry.zero_area", position, path)
        return None
    before, after, other = (_area_m2(one) for one in (broken, linework, structure))
    values = {
        "reason": _reason_words(broken),
        "before": f"{before:,.0f}",
        "after": f"{after:,.0f}",
    }
    is_same = after > 0 and max(abs(after - before), abs(after - other)) <= SAME_SHARE * after
    if is_same:
        findings.warn("geometry.mended", position, path, **values)
        return linework
    findings.refuse("geometry.invalid", position, path, **values)
    return None


def _is_flat(geometry: BaseGeometry) -> bool:
    west, south, east, north = geometry.bounds
    size = max(east - west, north - south)
    return bool(geometry.convex_hull.area <= _FLAT_SHARE * size * size)


def _areas_of(geometry: BaseGeometry) -> BaseGeometry:
    parts = [part for part in shapely.get_parts(geometry) if shapely.get_dimensions(part) == 2]  # noqa: PLR2004
    flat = [piece for part in parts for piece in shapely.get_parts(part)]
    return flat[0] if len(flat) == 1 else shapely.MultiPolygon(flat)


def _area_m2(geometry: BaseGeometry) -> float:
    """Return the area of a geometry in degrees, also of one that crosses itself."""
    if geometry.is_empty:
        return 0.0
    bounds: Bounds = geometry.bounds
    try:
        crs = local_crs(bounds)
    except DataError:  # wider than a zone: near enough for a comparison
        scale = 111_320.0**2 * float(np.cos(np.radians((bounds[1] + bounds[3]) / 2)))
        return float(abs(geometry.area) * scale)
    from pyproj import Transformer  # noqa: PLC0415 - only for a faulty file

    move = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform
    metric = shapely.transform(geometry, lambda xy: np.column_stack(move(xy[:, 0], xy[:, 1])))
    return float(abs(metric.area))


def _reason_words(broken: BaseGeometry) -> str:
    """Return the place where GEOS found the first fault: ``118.6 24.7``."""
    text = shapely.is_valid_reason(broken)
    return text.partition("[")[2].rstrip("]") or text
