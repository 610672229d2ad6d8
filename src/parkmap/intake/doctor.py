"""The datum doctor, which asks whether places would stand better in another datum.

GCJ-02 lies some 500 m off WGS 84 and BD-09 some 1.2 km, so a layer in the wrong datum is not
visibly wrong: it is wrong by a street or two. The doctor reads the same numbers in each of the
three datums and asks two witnesses. The parks: how many facilities lie inside? The roads: how far
is the nearest? It speaks only where a witness is clear, and it never moves anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely

from parkmap.intake.datum import (
    bd09_to_wgs84,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    in_china,
    wgs84_to_gcj02,
)
from parkmap.model import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from numpy.typing import NDArray
    from pyproj import CRS

    from parkmap.model import Layer

    Floats = NDArray[np.float64]
    Move = Callable[[Floats, Floats], tuple[Floats, Floats]]

LEAST: Final = 10
"""Facilities that a suspicion needs."""
RISE: Final = 0.3
"""By how much the share inside parks must rise; it must double, too."""
OFF_ROAD_M: Final = 30.0
"""Median distance from the roads that is suspicious: stops and doors are nearer."""
ROAD_GAIN: Final = 3.0
"""By what factor that distance must fall."""
OFFSET_M: Final = (150.0, 2_000.0)
"""A constant offset from the roads that is told although no datum explains it."""
SCATTER: Final = 0.25
"""How much offsets may scatter, by their mean, to be called constant."""
_MOST: Final = 5_000
"""Points of a layer that are looked at; more say no more."""


def _same(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    return lon, lat


def _wgs84_to_bd09(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


_READ: Final[Mapping[str, Move]] = {
    "wgs84": _same, "gcj02": gcj02_to_wgs84, "bd09": bd09_to_wgs84,
}  # fmt: skip
_WRITE: Final[Mapping[str, Move]] = {
    "wgs84": _same, "gcj02": wgs84_to_gcj02, "bd09": _wgs84_to_bd09,
}  # fmt: skip
_WGS84: Final = frozenset({"wgs84", "cgcs2000", "EPSG:4326", "EPSG:4490"})


@dataclass(frozen=True, slots=True, eq=False)
class _Patient:
    """The points of one layer: as read (degrees), with the datum that they are declared in."""

    layer: Layer
    datum: str
    lonlat: Floats

    @property
    def file(self) -> str:
        return self.layer.source.file


@dataclass(frozen=True, slots=True, eq=False)
class _Witnesses:
    parks: shapely.STRtree
    roads: shapely.STRtree | None
    crs: CRS

    def share_inside(self, lonlat: Floats) -> float:
        inside = np.zeros(len(lonlat), dtype=bool)
        inside[self.parks.query(shapely.points(lonlat), predicate="intersects")[0]] = True
        return float(inside.mean())

    def offsets_m(self, lonlat: Floats) -> Floats:
        """Return the vectors (n, 2) from each point to the nearest place on a road."""
        assert self.roads is not None  # noqa: S101 - callers ask only where there are roads
        points = gpd.GeoSeries(shapely.points(lonlat), crs="EPSG:4326").to_crs(self.crs).to_numpy()
        where, road = self.roads.query_nearest(points, all_matches=False)
        lines = shapely.shortest_line(points[where], self.roads.geometries[road])
        ends = shapely.get_coordinates(lines).reshape(-1, 2, 2)
        return np.asarray(ends[:, 1] - ends[:, 0])


@dataclass(frozen=True, slots=True)
class _Suspicion:
    """A datum that fits better, and by which witness (``inside`` or ``roads``)."""

    datum: str
    witness: str
    before: float
    after: float
    count: int


def examine(
    parks: Layer, facilities: Sequence[Layer], roads: Sequence[Layer], crs: CRS
) -> list[Problem]:
    """Return a warning for each file that seems to be in another datum than it is read in.

    Parameters
    ----------
    parks
        The parks, without those that lie far off.
    facilities
        Layers to examine. Layers of one folder and datum with fewer than ``LEAST`` facilities are
        examined together, and a file is named only if its own facilities fit better.
    roads
        Ground layers of roads; may be empty.
    crs
        The local projection, in metres.
    """
    west, south, east, north = parks.frame.total_bounds
    if not in_china(np.array([west, east]), np.array([south, north])).any():
        return []
    patients = [one for layer in facilities if (one := _patient(layer)) is not None]
    witnesses = _Witnesses(_tree(parks), _road_tree(roads, crs), crs)
    found: dict[str, Problem] = {}
    for pool in _pools(patients):
        suspicion = _suspect(pool, witnesses)
        if suspicion is None:
            continue
        for one in pool:
            if one.file not in found and _is_better(one, suspicion, witnesses):
                found[one.file] = _told(one, suspicion)
    if not found:  # one wrong file is likelier to be theirs than the parks
        told = _parks_instead(parks, patients, witnesses)
        if told is not None:
            return [told]
    for one in patients:
        offset = _constant_offset(one, witnesses) if witnesses.roads is not None else None
        if offset is not None:
            found.setdefault(one.file, offset)
    return list(found.values())


def _patient(layer: Layer) -> _Patient | None:
    """Return the layer's points, or None where no datum can be mistaken for another."""
    declared = "wgs84" if layer.source.datum in _WGS84 else layer.source.datum
    if declared not in _READ or not len(layer.frame):
        return None
    step = -(-len(layer.frame) // _MOST)
    geometry = layer.frame.geometry.to_numpy()[::step]
    lonlat = shapely.get_coordinates(shapely.point_on_surface(geometry))
    return _Patient(layer, declared, lonlat)


def _tree(layer: Layer) -> shapely.STRtree:
    return shapely.STRtree(layer.frame.geometry.to_numpy())


def _road_tree(roads: Sequence[Layer], crs: CRS) -> shapely.STRtree | None:
    lines = [road.frame.geometry.to_crs(crs).to_numpy() for road in roads if len(road.frame)]
    return shapely.STRtree(np.concatenate(lines)) if lines else None


def _pools(patients: Sequence[_Patient]) -> list[list[_Patient]]:
    """Return who is examined together: each large layer alone, small ones, then all of a source."""
    sources: dict[tuple[str, str], list[_Patient]] = {}
    for one in patients:
        sources.setdefault((str(one.layer.spec.path.parent), one.datum), []).append(one)
    pools = []
    for pool in sources.values():
        small = [one for one in pool if len(one.lonlat) < LEAST]
        pools += [[one] for one in pool if len(one.lonlat) >= LEAST]
        pools += [small, pool]
    return [pool for pool in pools if sum(len(one.lonlat) for one in pool) >= LEAST]


def _read_as(lonlat: Floats, declared: str, datum: str) -> Floats:
    """Return points that were read as ``declared`` as they lie if their numbers are ``datum``."""
    raw = _WRITE[declared](lonlat[:, 0], lonlat[:, 1])
    return np.column_stack(_READ[datum](*raw))


def _suspect(pool: Sequence[_Patient], witnesses: _Witnesses) -> _Suspicion | None:
    """Return the datum that fits best, if it fits clearly better than the declared one."""
    declared = pool[0].datum
    lonlat = np.vstack([one.lonlat for one in pool])
    read = {datum: _read_as(lonlat, declared, datum) for datum in _READ if datum != declared}
    before = witnesses.share_inside(lonlat)
    shares = {datum: witnesses.share_inside(points) for datum, points in read.items()}
    best = max(shares, key=lambda datum: shares[datum])
    if _is_clear(before, shares[best]):
        return _Suspicion(best, "inside", before, shares[best], len(lonlat))
    if witnesses.roads is None:
        return None
    off = float(np.median(_lengths(witnesses.offsets_m(lonlat))))
    offs = {
        datum: float(np.median(_lengths(witnesses.offsets_m(points))))
        for datum, points in read.items()
        if shares[datum] >= before  # the parks must not contradict the roads
    }
    best = min(offs, key=lambda datum: offs[datum], default="")
    if best and off >= OFF_ROAD_M and offs[best] * ROAD_GAIN <= off:
        return _Suspicion(best, "roads", off, offs[best], len(lonlat))
    return None


def _is_clear(before: float, after: float) -> bool:
    return after >= before + RISE and after >= 2 * before


def _is_better(one: _Patient, suspicion: _Suspicion, witnesses: _Witnesses) -> bool:
    """Return whether a layer itself fits the datum better that its pool is suspected of."""
    points = _read_as(one.lonlat, one.datum, suspicion.datum)
    if suspicion.witness == "inside":
        return witnesses.share_inside(points) > witnesses.share_inside(one.lonlat)
    off, offs = (_lengths(witnesses.offsets_m(where)) for where in (one.lonlat, points))
    return bool(np.median(offs) < np.median(off))


def _parks_instead(
    parks: Layer, patients: Sequence[_Patient], witnesses: _Witnesses
) -> Problem | None:
    """Return a warning about the parks' own file, where moving the parks explains where all lies.

    If facilities were read right and the parks wrong, no other reading of the facilities fits.
    """
    declared = "wgs84" if parks.source.datum in _WGS84 else parks.source.datum
    if declared not in _READ or not patients:
        return None
    lonlat = np.vstack([one.lonlat for one in patients])
    if len(lonlat) < LEAST:
        return None
    before = witnesses.share_inside(lonlat)
    shares = {}
    for datum in _READ:
        if datum != declared:
            moved = _moved(parks.frame.geometry.to_numpy(), declared, datum)
            shares[datum] = _Witnesses(shapely.STRtree(moved), None, witnesses.crs).share_inside(
                lonlat
            )
    best = max(shares, key=lambda datum: shares[datum])
    if not _is_clear(before, shares[best]):
        return None
    values = {
        "datum": best, "declared": declared, "count": len(lonlat),
        "before": f"{before:.0%}", "after": f"{shares[best]:.0%}",
    }  # fmt: skip
    return Problem(Severity.WARNING, "doctor.parks", parks.source.file, values=values)


def _moved(geometry: NDArray[Any], declared: str, datum: str) -> NDArray[np.object_]:
    def move(coords: Floats) -> Floats:
        return _read_as(coords, declared, datum)

    return np.asarray(shapely.transform(geometry, move), dtype=object)


def _constant_offset(one: _Patient, witnesses: _Witnesses) -> Problem | None:
    """Return a warning where points stand beside the roads by one and the same vector."""
    is_points = (shapely.get_dimensions(one.layer.frame.geometry.to_numpy()) == 0).all()
    if len(one.lonlat) < LEAST or not is_points:
        return None
    offsets = witnesses.offsets_m(one.lonlat)
    mean = offsets.mean(axis=0)
    length = float(np.hypot(*mean))
    scatter = float(np.sqrt(((offsets - mean) ** 2).sum(axis=1).mean()))
    least, most = OFFSET_M
    if not least <= length <= most or scatter > SCATTER * length:
        return None
    east_m, north_m = (-round(float(part)) for part in mean)
    values = {"count": len(offsets), "east_m": f"{east_m:+d}", "north_m": f"{north_m:+d}"}
    return Problem(Severity.WARNING, "doctor.offset", one.file, values=values)


def _lengths(vectors: Floats) -> Floats:
    return np.asarray(np.hypot(vectors[:, 0], vectors[:, 1]))


def _told(one: _Patient, suspicion: _Suspicion) -> Problem:
    is_share = suspicion.witness == "inside"
    form = "{:.0%}" if is_share else "{:.0f}"
    values = {
        "datum": suspicion.datum,
        "declared": one.datum,
        "count": suspicion.count,
        "before": form.format(suspicion.before),
        "after": form.format(suspicion.after),
        "table": one.layer.spec.key,
    }
    code = "doctor.inside" if is_share else "doctor.roads"
    return Problem(Severity.WARNING, code, one.file, values=values)
