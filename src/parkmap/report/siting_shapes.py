"""SitingStudy -> GeoJSON: the sites, and what else is near each."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import orjson

from parkmap.report.siting import SCHEMA_VERSION, facts_of, value_of
from parkmap.texts import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parkmap.model import Alternative, Site, SitingStudy


def render_geojson(study: SitingStudy) -> bytes:
    """Return a FeatureCollection of points in WGS 84 (RFC 7946)."""
    about = {
        fact.key: {"zh": clean(fact.line.zh), "en": clean(fact.line.en)}
        for fact in facts_of(study)
        if fact.line is not None
    }
    document = {
        "type": "FeatureCollection",
        "version": SCHEMA_VERSION,
        "report": "siting",
        "about": about,
        "features": list(_features(study)),
    }
    return orjson.dumps(document) + b"\n"


def _features(study: SitingStudy) -> Iterator[dict[str, Any]]:
    for number, site in enumerate(study.sites, start=1):
        more: dict[str, object] = {
            "place": clean(site.place),
            "from": site.kind,
            "adds": asdict(site.adds),
            "lost": asdict(site.lost),
        }
        yield _feature(study, site, "site", site=number, **more)
        for rank, one in enumerate(site.alternatives, start=1):
            value = value_of(study, one)
            more = {"rank": rank, "away_m": round(one.away_m), "value": value}
            yield _feature(study, one, "alternative", site=number, **more)


def _feature(
    study: SitingStudy, point: Site | Alternative, kind: str, **properties: object
) -> dict[str, Any]:
    name = study.park_names[point.park_id] if point.park_id is not None else None
    return {
        "type": "Feature",
        "properties": {
            "kind": kind,
            "layer": study.layer,
            "park_id": None if point.park_id is None else clean(point.park_id),
            "park_name": clean(name.zh) if name else None,
            **properties,
        },
        "geometry": {"type": "Point", "coordinates": [point.lon, point.lat]},
    }
