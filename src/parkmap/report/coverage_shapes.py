"""CoverageStudy -> GeoJSON: served and other parts of parks, and plots that are not served."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import orjson
import shapely

from parkmap import model
from parkmap.report.coverage import SCHEMA_VERSION, facts_of
from parkmap.report.coverage_rows import parks_told
from parkmap.texts import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parkmap.model import CoverageStudy, Measured, ParkCoverage, Text

_DECIMALS: Final = 7
"""Of a degree: a centimetre."""


def render_geojson(study: CoverageStudy, *, note: Text) -> bytes:
    """Return a FeatureCollection in WGS 84 (RFC 7946).

    Parameters
    ----------
    study
        What was measured, with its ``shapes``.
    note
        What the segments of the polygons cost; it stands in the file beside what the figures mean.
    """
    features = [
        feature
        for one in study.measured
        if one.shapes is not None
        for feature in _features(study, one)
    ]
    about = {
        fact.key: {"zh": fact.line.zh, "en": fact.line.en}
        for fact in facts_of(study)
        if fact.line is not None
    }
    document = {
        "type": "FeatureCollection",
        "version": SCHEMA_VERSION,
        "report": "coverage",
        "about": {**about, "shapes": {"zh": note.zh, "en": note.en}},
        "features": features,
    }
    return orjson.dumps(document) + b"\n"


def _features(study: CoverageStudy, one: Measured) -> Iterator[dict[str, Any]]:
    rows = {park.park_id: park for park in parks_told(study, one.coverage)}
    if one.shapes is None:
        return
    columns = (one.shapes[model.PARK], one.shapes[model.SERVED], one.shapes.geometry)
    for park_id, is_served, shape in zip(*columns, strict=True):
        if park_id in rows:
            yield {
                "type": "Feature",
                "properties": _properties(study, one, rows[park_id], is_served=bool(is_served)),
                "geometry": orjson.Fragment(shapely.to_geojson(_rounded(shape))),
            }


def _properties(
    study: CoverageStudy, one: Measured, park: ParkCoverage, *, is_served: bool
) -> dict[str, Any]:
    name = study.park_names[park.park_id or ""]
    return {
        "kind": "served" if is_served else "gap",
        "park_id": clean(park.park_id or ""),
        "park_name": clean(name.zh),
        "layer": one.layer,
        "rule": one.coverage.rule.key,
        "radius_m": one.coverage.radius_m,
        "distance": one.coverage.distance,
        "scenario": study.scenario,
        "date": study.as_of,
        "area_share": park.area_share,
        "verdict": park.verdict,
    }


def _rounded(shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.transform(shape, lambda places: np.round(places, _DECIMALS))
