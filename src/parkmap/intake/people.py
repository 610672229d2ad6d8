"""Demand and facilities as they count: how many people a plot has, and where one goes in."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from parkmap.intake.datum import to_wgs84
from parkmap.model import Problem, Severity
from parkmap.names import text_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from parkmap.model import Layer

_NUMBER: Final = r"[+-]?\d{1,9}(?:\.\d{1,15})?"
_PLACE: Final = re.compile(rf"({_NUMBER})[,，]({_NUMBER})")
_SPARE: Final = re.compile(r"[\s\[\]()（）]+")


def read_weights(
    layer: Layer, column: str | None
) -> tuple[NDArray[np.float64], tuple[Problem, ...]]:
    """Return the number that ``column`` has for each plot, NaN where it tells none.

    What is no number, or a negative one, tells none, and is a warning; an empty cell is not.
    """
    missing = np.full(len(layer.frame), np.nan)
    if column is None:
        return missing, ()
    if column not in layer.properties:
        return missing, (_warning(layer, "people.no_column", column=column),)
    told = [text_of(value) for value in layer.properties[column].tolist()]
    weights = np.array([_number(text) for text in told], dtype=np.float64)
    bad = [text for text, weight in zip(told, weights, strict=True) if text and np.isnan(weight)]
    if not bad:
        return weights, ()
    values = {"column": column, "count": len(bad), "value": bad[0]}
    return weights, (_warning(layer, "people.no_number", **values),)


def read_entrances(layer: Layer) -> tuple[NDArray[np.object_], tuple[Problem, ...]]:
    """Return where one goes in, MultiPoints in EPSG:4326, or None where nothing tells.

    A cell of the layer's ``entrance`` column holds ``lon,lat`` in the datum of the file; several
    entrances stand one after another, with a semicolon between them.
    """
    column = layer.spec.entrance_column
    found = np.full(len(layer.frame), None, dtype=object)
    if column is None:
        return found, ()
    if column not in layer.properties:
        return found, (_warning(layer, "people.no_column", column=column),)
    told = [text_of(value) for value in layer.properties[column].tolist()]
    read = [_places(text) for text in told]
    bad = [text for text, places in zip(told, read, strict=True) if text and not places]
    at = np.flatnonzero([bool(places) for places in read])
    points = np.array([shapely.MultiPoint(read[one]) for one in at], dtype=object)
    found[at] = to_wgs84(points, layer.source.datum, file=layer.source.file)
    if not bad:
        return found, ()
    values = {"column": column, "count": len(bad), "value": bad[0]}
    return found, (_warning(layer, "people.no_place", **values),)


def _number(text: str) -> float:
    plain = text.replace(",", "").replace("，", "")
    try:
        value = float(plain)
    except ValueError:
        return np.nan
    return value if math.isfinite(value) and value >= 0 else np.nan


def _places(text: str) -> list[tuple[float, float]]:
    """Return pairs of numbers; nothing where a part of the text is none."""
    plain = _SPARE.sub("", text).rstrip(";；")
    matches = [_PLACE.fullmatch(part) for part in re.split("[;；]", plain)]
    return [(float(one[1]), float(one[2])) for one in matches if one] if all(matches) else []


def _warning(layer: Layer, code: str, **values: object) -> Problem:
    return Problem(Severity.WARNING, code, layer.source.file, values=values)
