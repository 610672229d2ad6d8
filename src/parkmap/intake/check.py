"""Layers against each other, against the zone and against the register -> what is odd.

Nothing here is an error: each file is sound by itself, and a person must say what is meant. The
thresholds stand as constants in ``duplicates``, ``zone`` and ``doctor``; docs/check.md lists them
with their reasons.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from parkmap.errors import DataError
from parkmap.intake.doctor import examine
from parkmap.intake.duplicates import find_duplicates
from parkmap.intake.zone import check_parks, check_reach, count_outside, without_strays
from parkmap.metric import local_crs
from parkmap.model import Problem, Severity
from parkmap.names import nearest, spelling_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyproj import CRS

    from parkmap.model import Bounds, Layer, LayerSpec, Register


def check_places(
    parks: Layer | None, facilities: Sequence[Layer], grounds: Sequence[Layer]
) -> list[Problem]:
    """Return what is odd about layers that were read, in their order: warnings and notes.

    Parameters
    ----------
    parks
        The parks; None if their file could not be used, and only duplicates are looked for.
    facilities
        Layers of things that serve.
    grounds
        Layers of the ground: roads, water and the like.
    """
    if parks is None or not len(parks.frame):
        return [one for layer in facilities for one in find_duplicates(layer, _crs_of(layer, []))]
    near, problems = without_strays(parks)
    crs = _crs_of(near, problems)
    problems += check_parks(parks, crs)
    bounds = _bounds(near)
    for layer in (*facilities, *grounds):
        problems += check_reach(layer, bounds)
    for layer in facilities:
        problems += find_duplicates(layer, crs)
        problems += count_outside(layer, parks)
    if crs is not None:
        problems += examine(near, facilities, [one for one in grounds if _is_road(one)], crs)
    return problems


def check_register(register: Register, layers: Sequence[LayerSpec]) -> list[Problem]:
    """Return a warning for each layer that tasks name and the workspace does not have."""
    known = {
        spelling_of(name): spec.key
        for spec in layers
        for name in (spec.key, spec.title.zh, spec.title.en)
    }
    texts = dict.fromkeys(task.layer for task in register.tasks if task.layer)
    strange = {text for text in texts if spelling_of(text) not in known}
    rows: dict[str, list[int]] = {}
    for task in register.tasks:
        if task.layer in strange:
            rows.setdefault(task.layer, []).append(task.row)
    problems = []
    for name, where in rows.items():
        near = nearest(name, known)
        values = {
            "layer": name,
            "count": len(where),
            "meant": known[near] if near else "",
            "known": ", ".join(spec.key for spec in layers),
        }
        code = "register.unknown_layer_meant" if near else "register.unknown_layer"
        place = f"row:{where[0]}"
        problems.append(Problem(Severity.WARNING, code, register.source.file, place, values))
    return problems


def _is_road(layer: Layer) -> bool:
    return layer.spec.symbol == "road"


def _crs_of(layer: Layer, problems: list[Problem]) -> CRS | None:
    """Return the local projection; None, with a warning, where the zone is too wide for one."""
    if not len(layer.frame):
        return None
    try:
        return local_crs(_bounds(layer))
    except DataError as error:
        file = layer.source.file
        problems += [replace(one, severity=Severity.WARNING, file=file) for one in error.problems]
        return None


def _bounds(layer: Layer) -> Bounds:
    west, south, east, north = (float(value) for value in layer.frame.total_bounds)
    return west, south, east, north
