"""Who is served on every day, as compact columns: what the Coverage tab looks up.

A rule has states, one for each set of facilities that serve together on any day; a day of a
scenario leads to a state. Numbers of parks travel as JSON, and only where a state differs from the
one before it; those of plots as columns, in which equal neighbours cost next to nothing.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from parkmap.model import (
    DISTANCE,
    LANGS,
    NAME,
    NAME_EN,
    NAME_ZH,
    NEAREST,
    PARK,
    SERVED,
    WEIGHT,
    Criterion,
    Denominator,
    Role,
    Verdict,
)
from parkmap.page.pack import SMALLEST, Column, Field, deflated, pack_columns, pack_numbers
from parkmap.page.shapes import shapes_of
from parkmap.page.streets import streets_data
from parkmap.texts import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from parkmap.model import Coverage, Layer, ParkCoverage, Rule, RuleOverTime, Scene, Text
    from parkmap.page.shapes import Shapes

_FIGURES: Final = {
    Criterion.DENSITY: "by_density",
    Criterion.PER_EMPLOYEES: "by_employees",
    Criterion.AREA: "by_area",
    Criterion.SPACING: "by_spacing",
}
_DENOMINATORS: Final = list(Denominator)
_VERDICTS: Final = list(Verdict)
_TENTHS: Final = 10
"""Metres travel as tenths: what a report tells of them."""


def coverage_data(scene: Scene, shapes: Sequence[Shapes]) -> dict[str, Any] | None:
    """Return who is served as JSON-ready values; None where nothing is measured.

    Parameters
    ----------
    scene
        The scene.
    shapes
        Where the rows of each layer are, in the order of ``scene.layers``.
    """
    told = scene.coverage
    if told is None or not told.rules:
        return None
    keys = [mapped.layer.spec.key for mapped in scene.layers]
    order = np.zeros(0, dtype=np.intp)
    plots = None
    if scene.demand is not None:
        where = shapes_of(scene.demand.frame.geometry)
        order = where.order
        plots = _plots(scene, scene.demand, where, told.rules[0])
    return {
        "isStill": told.is_still,
        "weight": told.weight,
        "plots": plots,
        "layer": _shown_place(scene),
        "rules": [
            _rule(scene, one, shapes[keys.index(one.layer)], keys.index(one.layer), order)
            for one in told.rules
        ],
        "streets": told.streets
        and streets_data(
            told.streets,
            {key: _stored(shapes[keys.index(key)].order) for key in told.streets.doors},
            _stored(order),
        ),
    }


def _stored(order: NDArray[np.intp]) -> NDArray[np.int64]:
    """Return where each row of a frame is stored."""
    stored = np.empty(len(order), dtype=np.int64)
    stored[order] = np.arange(len(order))
    return stored


def _shown_place(scene: Scene) -> int:
    """Return the place of the layer whose facilities are the plots; -1 for none."""
    for place, mapped in enumerate(scene.layers):
        is_demand = scene.demand is not None and mapped.layer.spec.key == scene.demand.spec.key
        if is_demand and mapped.role is Role.FACILITY:
            return place
    return -1


def _plots(scene: Scene, demand: Layer, where: Shapes, first: RuleOverTime) -> dict[str, Any]:
    known = first.states[0].plots.iloc[where.order]
    parks = pd.Index([str(park) for park in scene.parks.frame.index])
    at = parks.get_indexer(pd.Index(known[PARK], dtype=object))
    weights = [None if np.isnan(one) else one for one in known[WEIGHT].tolist()]
    names = [demand.frame.index.to_series(), *(demand.frame[one] for one in _NAMES)]
    columns = [
        Column("x", where.x, is_delta=True),
        Column("y", where.y, is_delta=True),
        Column("park", at.astype(np.int64) + 1),
    ]
    fields = [Field(name, values) for name, values in zip(("id", *_NAMES), names, strict=True)]
    return {
        "pack": pack_columns(columns, fields, where.order),
        "weights": deflated(_json(weights)),
    }


_NAMES: Final = (NAME, NAME_ZH, NAME_EN)


def _rule(
    scene: Scene, told: RuleOverTime, where: Shapes, layer: int, order: NDArray[np.intp]
) -> dict[str, Any]:
    coverage = told.states[0]
    rows = pd.Series(_stored(where.order), index=scene.layers[layer].layer.frame.index)
    columns = _serving(scene, told, rows, where)
    return {
        **rule_head(coverage, layer),
        "states": len(told.states),
        "steps": {
            scenario: [[_day(day), state] for day, state in steps]
            for scenario, steps in told.steps.items()
        },
        "gapDays": {
            scenario: [_day(day) for day, _ in steps] for scenario, steps in told.gaps.items()
        },
        **_told(told, rows, order, columns),
        "walk": told.walk
        and {
            "distance": told.walk.states[0].distance,
            **_told(told.walk, rows, order, []),
        },
    }


def rule_head(coverage: Coverage, layer: int) -> dict[str, Any]:
    """Return what a rule asks, and how it was measured; ``layer`` is the place of its layer."""
    rule = coverage.rule
    return {
        "layer": layer,
        "key": rule.key,
        "title": _text(rule.title),
        "criterion": rule.criterion,
        "leads": _DENOMINATORS.index(rule.leads),
        "radius": coverage.radius_m,
        "distance": coverage.distance,
        **_limit(rule),
        "source": _text(rule.source),
        "clause": rule.clause,
        "edition": rule.edition,
        "force": rule.force,
        "verified": rule.verified,
        "note": _text(rule.for_reference or rule.note),
    }


def _told(
    told: RuleOverTime, rows: pd.Series[int], order: NDArray[np.intp], columns: list[Column]
) -> dict[str, object]:
    """Return what was measured in one way, behind columns that are of any."""
    if told.states[0].radius_m is not None:
        columns = [*columns, *_plot_columns(told, rows, order), *_closing(told, rows, order)]
    return {
        "numbers": pack_numbers(columns, SMALLEST),
        "parks": deflated(_json(_parks(told)), SMALLEST),
    }


def _limit(rule: Rule) -> dict[str, object]:
    """Return what a figure is held against; ``isMost`` where it may not be more."""
    if rule.criterion in (Criterion.SHARE, Criterion.NEAREST):
        least = 1 if rule.criterion is Criterion.NEAREST else rule.least_share
        return {"limit": least, "isMost": False, "isShare": True}
    most = {Criterion.AREA: rule.most_km2_per_facility, Criterion.SPACING: rule.most_spacing_m}
    least = {
        Criterion.DENSITY: rule.least_per_km2,
        Criterion.PER_EMPLOYEES: rule.least_per_1000_employees,
    }.get(rule.criterion)
    is_most = rule.criterion in most
    limit = most[rule.criterion] if is_most else least
    return {"limit": limit, "isMost": is_most, "isShare": False}


def _serving(scene: Scene, told: RuleOverTime, rows: pd.Series[int], where: Shapes) -> list[Column]:
    """Return which facilities serve in which state: those that ever do, row by row."""
    by_row = told.serving[:, where.order].T
    ever = np.flatnonzero(by_row.any(axis=1))
    columns = [
        Column("serveRow", ever, is_delta=True),
        Column("serves", by_row[ever].astype(np.int64).reshape(-1), is_delta=True),
    ]
    entrances = scene.coverage.entrances.get(told.layer) if scene.coverage else None
    if entrances is None or not entrances.notna().any():
        return columns
    doors = gpd.GeoDataFrame(geometry=entrances[entrances.notna()]).explode().geometry
    at = shapes_of(doors)
    return [
        *columns,
        Column("doorRow", rows[doors.index].to_numpy()[at.order]),
        Column("doorX", at.x, is_delta=True),
        Column("doorY", at.y, is_delta=True),
    ]


def _plot_columns(
    told: RuleOverTime, rows: pd.Series[int], order: NDArray[np.intp]
) -> list[Column]:
    """Return of each plot, state by state: the nearest, how far, and whether that is near enough.

    What is too far is the distance less the radius; ``hair`` is what rounding adds to that.
    """
    shape = (len(order), len(told.states))
    radius_m = told.states[0].radius_m or 0
    nearest, distance, hair, served = (np.zeros(shape, dtype=np.int64) for _ in range(4))
    for at, coverage in enumerate(told.states):
        plots = coverage.plots.iloc[order]
        is_any = plots[NEAREST].notna().to_numpy()
        nearest[is_any, at] = rows[plots[NEAREST][is_any]].to_numpy() + 1
        far = plots[DISTANCE].to_numpy(dtype=np.float64)
        served[:, at] = plots[SERVED].to_numpy()
        distance[is_any, at] = _tenths(far[is_any])
        is_gap = is_any & ~plots[SERVED].to_numpy(dtype=np.bool_)
        excess = _tenths(far[is_gap] - radius_m)
        hair[is_gap, at] = excess - distance[is_gap, at] + round(radius_m * _TENTHS)
    told_of = {"nearest": nearest, "distance": distance, "hair": hair, "served": served}
    return [Column(name, one.reshape(-1), is_delta=True) for name, one in told_of.items()]


def _tenths(metres: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return metres as a report rounds them, in tenths."""
    return np.array([round(round(one, 1) * _TENTHS) for one in metres.tolist()], dtype=np.int64)


def _closing(told: RuleOverTime, rows: pd.Series[int], order: NDArray[np.intp]) -> list[Column]:
    """Return of each plot, day by day, which facility closes its gap, and when."""
    plots = pd.Index(told.states[0].plots.index[order])
    columns = []
    for scenario, steps in told.gaps.items():
        facility, day = (np.zeros((len(plots), len(steps)), dtype=np.int64) for _ in range(2))
        for at, (_, gaps) in enumerate(steps):
            closed = {gap.plot_id: gap.facility for gap in gaps if gap.facility is not None}
            place = plots.get_indexer(pd.Index(list(closed), dtype=object))
            facility[place, at] = rows[list(closed.values())].to_numpy() + 1
            day[place, at] = [_day(gap.closed_on) for gap in gaps if gap.facility is not None]
        columns += [
            Column(f"{scenario}.closing", facility.reshape(-1), is_delta=True),
            Column(f"{scenario}.closed", day.reshape(-1), is_delta=True),
        ]
    return columns


def _parks(told: RuleOverTime) -> list[list[list[object]]]:
    """Return of the zone and of each park the states in which it is another, and its figures."""
    found: list[list[list[object]]] = [[] for _ in told.states[0].parks]
    for at, (coverage, judged) in enumerate(zip(told.states, told.judged, strict=True)):
        for changes, park, judgement in zip(found, coverage.parks, judged, strict=True):
            figures = figures_of(coverage.rule, park, judgement)
            if not changes or changes[-1][1] != figures:
                changes.append([at, figures])
    return found


def figures_of(
    rule: Rule, park: ParkCoverage, judgement: Iterable[tuple[Denominator | None, Verdict]]
) -> list[object]:
    """Return the figures of a park as the page reads them, with how it is judged by each share."""
    figures = _figures(rule, park)
    for by, verdict in judgement:
        figures += [-1 if by is None else _DENOMINATORS.index(by), _VERDICTS.index(verdict)]
    return figures


def _figures(rule: Rule, park: ParkCoverage) -> list[object]:
    sentence = _FIGURES.get(rule.criterion)
    words = (
        [say(lang, f"report.coverage.{sentence}", value=park.value) for lang in LANGS]
        if sentence and park.value is not None
        else None
    )
    return [
        park.area_m2,
        park.area_served_m2,
        park.plots,
        park.plots_served,
        park.employees,
        park.employees_served,
        park.facilities_inside,
        park.places_inside,
        park.facilities_serving,
        park.weights_untold,
        park.value,
        words,
    ]


def _day(day: date | None) -> int:
    return day.toordinal() if day else 0


def _text(text: Text | None) -> dict[str, str] | None:
    return None if text is None else {"zh": text.zh, "en": text.en}


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
