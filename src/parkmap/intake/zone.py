"""The parks, as the ground of all else: whether they overlap, and who lies where they do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from parkmap import model
from parkmap.intake.duplicates import label_of
from parkmap.metric import to_metres
from parkmap.model import Problem, Severity
from parkmap.names import spelling_of

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray
    from pyproj import CRS

    from parkmap.model import Bounds, Layer

NOISE_M2: Final = 1.0
"""Overlaps up to this area are the rounding of coordinates, and are not told."""
SLIVER_M: Final = 1.0
"""Overlaps narrower than this (twice area by perimeter) are slips of drawing: a note."""
TINY_PART_M2: Final = 100.0
TINY_PART_SHARE: Final = 0.001
"""A piece smaller than both is a remnant of drawing, not a part of the park."""
BESIDE_M: Final = 1_000.0
"""A layer may end this far from the zone; further off it does not belong to it."""
FAR_M: Final = 20_000.0
"""Nothing that serves a zone stands further from it, unless the zone is wider than that."""
_MOST_PAIRS: Final = 100_000
"""Most pairs of parks that are measured: more is one park drawn again and again."""
_DEGREE_M: Final = 111_320.0


def without_strays(parks: Layer) -> tuple[Layer, list[Problem]]:
    """Return the parks that lie together, and a warning for each that lies far from them.

    A park is a stray if it is further from the median of all than ``FAR_M`` and ten times the
    median distance: half of the parks may err before the measure does.
    """
    centre = shapely.get_coordinates(shapely.centroid(parks.frame.geometry.to_numpy()))
    middle = np.median(centre, axis=0)
    offset = (centre - middle) * _DEGREE_M * [np.cos(np.radians(middle[1])), 1.0]
    distance = np.hypot(offset[:, 0], offset[:, 1])
    limit = max(FAR_M, 10 * float(np.median(distance)))
    is_stray = distance > limit
    problems = [
        _warning(parks, "zone.stray_park", int(at), distance_km=_km(distance[at]))
        for at in np.flatnonzero(is_stray)
    ]
    kept = replace(parks, frame=parks.frame[~is_stray], properties=parks.properties[~is_stray])
    return kept, problems


def check_parks(parks: Layer, crs: CRS | None) -> list[Problem]:
    """Return what is odd about the parks: names told twice, overlaps, pieces too small to be meant.

    ``crs`` is the local projection in metres; None, and only names are looked at.
    """
    problems = _namesakes(parks)
    if crs is not None:
        metric = to_metres(parks.frame, crs).geometry.to_numpy()
        problems += _tiny_parts(parks, metric)
        problems += _overlaps(parks, metric)
    return problems


def check_reach(layer: Layer, bounds: Bounds) -> list[Problem]:
    """Return a warning if ``layer`` lies away from the zone, or one for each feature that does."""
    if not len(layer.frame):
        return []
    boxes = shapely.bounds(layer.frame.geometry.to_numpy())
    distance = _distances_m(boxes, bounds)
    nearest = float(distance.min())
    if nearest > BESIDE_M:
        swapped = _distances_m(boxes[:, [1, 0, 3, 2]], bounds)
        code = "zone.swapped" if np.median(swapped) <= BESIDE_M else "zone.elsewhere"
        values = {"count": len(boxes), "distance_km": _km(nearest)}
        return [Problem(Severity.WARNING, code, layer.source.file, values=values)]
    limit = max(FAR_M, float(np.hypot(*_size_m(bounds))))
    return [
        _warning(layer, "zone.outlier", int(at), distance_km=_km(distance[at]))
        for at in np.flatnonzero(distance > limit)
    ]


def count_outside(layer: Layer, parks: Layer) -> list[Problem]:
    """Return a note that counts the facilities outside every park, if there are any."""
    points = shapely.point_on_surface(layer.frame.geometry.to_numpy())
    outside = int((~inside(points, parks)).sum())
    if not outside:
        return []
    values = {"count": outside, "total": len(points)}
    return [Problem(Severity.NOTE, "zone.outside_parks", layer.source.file, values=values)]


def inside(points: NDArray[np.object_], parks: Layer) -> NDArray[np.bool_]:
    """Return which points lie in a park; the border counts as inside."""
    tree = shapely.STRtree(parks.frame.geometry.to_numpy())
    found = np.zeros(len(points), dtype=bool)
    found[tree.query(points, predicate="intersects")[0]] = True
    return found


def _distances_m(boxes: NDArray[np.float64], bounds: Bounds) -> NDArray[np.float64]:
    """Return how far boxes (degrees) are from ``bounds``, in metres; good to a percent or so."""
    west, south, east, north = bounds
    d_lon = np.maximum(np.maximum(west - boxes[:, 2], boxes[:, 0] - east), 0.0)
    d_lat = np.maximum(np.maximum(south - boxes[:, 3], boxes[:, 1] - north), 0.0)
    shrink = np.cos(np.radians((south + north) / 2))
    return np.asarray(np.hypot(d_lon * shrink, d_lat) * _DEGREE_M)


def _size_m(bounds: Bounds) -> tuple[float, float]:
    west, south, east, north = bounds
    shrink = float(np.cos(np.radians((south + north) / 2)))
    return (east - west) * shrink * _DEGREE_M, (north - south) * _DEGREE_M


def _namesakes(parks: Layer) -> list[Problem]:
    first: dict[str, int] = {}
    problems = []
    for position, name in enumerate(parks.frame[model.NAME].tolist()):
        spelling = spelling_of(name) if name else ""
        if spelling and spelling in first:
            row = int(parks.frame[model.ROW].iloc[first[spelling]])
            problems.append(_warning(parks, "parks.same_name", position, first=row))
        first.setdefault(spelling, position)
    return problems


def _tiny_parts(parks: Layer, metric: NDArray[Any]) -> list[Problem]:
    parts, owner = shapely.get_parts(metric, return_index=True)
    area = shapely.area(parts)
    limit = np.minimum(TINY_PART_M2, TINY_PART_SHARE * shapely.area(metric))
    tiny = area < limit[owner]
    problems = []
    for position in np.unique(owner[tiny]):
        values = {
            "count": int(tiny[owner == position].sum()),
            "area_m2": f"{area[tiny & (owner == position)].sum():.1f}",
        }
        problems.append(_note(parks, "parks.tiny_part", int(position), **values))
    return problems


def _overlaps(parks: Layer, metric: NDArray[Any]) -> list[Problem]:
    one, other = shapely.STRtree(metric).query(metric, predicate="intersects")
    is_pair = other < one
    one, other = one[is_pair], other[is_pair]
    order = np.lexsort((other, one))[:_MOST_PAIRS]
    problems = []
    if len(one) > _MOST_PAIRS:
        many = {"pairs": len(one), "limit": _MOST_PAIRS}
        file = parks.source.file
        problems.append(Problem(Severity.WARNING, "parks.many_pairs", file, values=many))
    one, other = one[order], other[order]
    common = shapely.intersection(metric[one], metric[other])
    area, perimeter = shapely.area(common), shapely.length(common)
    smaller = np.minimum(shapely.area(metric[one]), shapely.area(metric[other]))
    for at in np.flatnonzero(area > NOISE_M2):
        is_sliver = 2 * area[at] / perimeter[at] < SLIVER_M
        told = _note if is_sliver else _warning
        values: dict[str, object] = {
            "other": label_of(parks, int(other[at])),
            "first": int(parks.frame[model.ROW].iloc[other[at]]),
            "area_m2": f"{area[at]:,.0f}",
            "share": f"{area[at] / smaller[at]:.1%}",
        }
        code = "parks.sliver" if is_sliver else "parks.overlap"
        problems.append(told(parks, code, int(one[at]), **values))
    return problems


def _km(distance_m: float) -> str:
    return f"{distance_m / 1000:,.0f}" if distance_m >= 10_000 else f"{distance_m / 1000:.1f}"  # noqa: PLR2004 - one digit less


def _warning(layer: Layer, code: str, position: int, **values: object) -> Problem:
    return _problem(Severity.WARNING, layer, code, position, values)


def _note(layer: Layer, code: str, position: int, **values: object) -> Problem:
    return _problem(Severity.NOTE, layer, code, position, values)


def _problem(
    severity: Severity, layer: Layer, code: str, position: int, values: dict[str, object]
) -> Problem:
    place = f"feature:{int(layer.frame[model.ROW].iloc[position])}"
    told = {"name": label_of(layer, position), **values}
    return Problem(severity, code, layer.source.file, place, told)
