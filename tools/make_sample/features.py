"""GeoJSON as the sample is committed: one feature a line, RFC 7946, always marked illustrative."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from shapely import LineString, MultiLineString, Point, Polygon
from shapely.geometry.polygon import orient

from tools.make_sample.metric import to_lonlat

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

MARK: Final = {"geometry_source": "illustrative"}
NOTE: Final = "示例数据：图形、位置和进展均为示意，不是实测。Illustrative sample, not surveyed."

Feature = dict[str, Any]


def feature(key: str, shape: BaseGeometry, properties: Mapping[str, object]) -> Feature:
    """Return a feature in longitude and latitude with its id, properties and the mark."""
    return {
        "type": "Feature",
        "id": key,
        "properties": {"id": key, **properties, **MARK},
        "geometry": _geometry(shape),
    }


def collection(name: str, features: Sequence[Feature]) -> str:
    """Return the text of a file, one feature a line."""
    head = {"type": "FeatureCollection", "name": name, **MARK, "note": NOTE}
    opening = _dump(head)[:-1] + ', "features": [\n'
    return opening + ",\n".join(map(_dump, features)) + "\n]}\n"


def _geometry(shape: BaseGeometry) -> dict[str, object]:
    match shape:
        case Point():
            coordinates: object = to_lonlat([(shape.x, shape.y)])[0]
        case LineString():
            coordinates = to_lonlat([(x, y) for x, y in shape.coords])
        case MultiLineString():
            coordinates = [to_lonlat([(x, y) for x, y in part.coords]) for part in shape.geoms]
        case Polygon():
            turned = orient(shape, sign=1.0)
            rings = [turned.exterior, *turned.interiors]
            coordinates = [to_lonlat([(x, y) for x, y in ring.coords]) for ring in rings]
        case _:
            raise TypeError(shape.geom_type)
    return {"type": shape.geom_type, "coordinates": coordinates}


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
