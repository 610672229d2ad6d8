"""Rows of ``parkmap coverage``: a park under a rule, with the columns that every grid shares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from parkmap.model import Criterion, Denominator
from parkmap.report.grid import Column, Kind, Named, both, word_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from parkmap.model import Coverage, CoverageStudy, Measured, ParkCoverage, Rule, Text
    from parkmap.report.grid import Cell, Row

_FIGURES: Final = {
    Criterion.DENSITY: "by_density",
    Criterion.PER_EMPLOYEES: "by_employees",
    Criterion.AREA: "by_area",
    Criterion.SPACING: "by_spacing",
}
_ON_SCREEN: Final = (
    "layer",
    "rule",
    "park_name",
    "facilities_inside",
    "facilities_serving",
    "area_share",
    "plots_share",
    "employees_share",
    "judged",
    "verdict",
)
_KINDS: Final = {
    "park_id": Kind.TEXT,
    "park_name": Kind.TEXT,
    "layer": Kind.TEXT,
    "rule": Kind.TEXT,
    "radius_m": Kind.NUMBER,
    "distance": Kind.TEXT,
    "scenario": Kind.TEXT,
    "date": Kind.DATE,
    "area_m2": Kind.NUMBER,
    "area_served_m2": Kind.NUMBER,
    "area_share": Kind.SHARE,
    "plots": Kind.NUMBER,
    "plots_served": Kind.NUMBER,
    "plots_share": Kind.SHARE,
    "employees": Kind.NUMBER,
    "employees_served": Kind.NUMBER,
    "employees_share": Kind.SHARE,
    "facilities_inside": Kind.NUMBER,
    "facilities_serving": Kind.NUMBER,
    "verdict": Kind.TEXT,
    "judged": Kind.TEXT,
    "judged_by": Kind.TEXT,
    "value": Kind.NUMBER,
    "places_inside": Kind.NUMBER,
    "from_outside": Kind.TEXT,
    "plots_area_m2": Kind.NUMBER,
    "plots_area_served_m2": Kind.NUMBER,
    "plots_area_share": Kind.SHARE,
    "weights_untold": Kind.NUMBER,
    "farthest_m": Kind.NUMBER,
    "farthest_min": Kind.NUMBER,
    "circle_share": Kind.SHARE,
    "circle_area_share": Kind.SHARE,
    "circle_plots_share": Kind.SHARE,
    "circle_employees_share": Kind.SHARE,
}
_ON_SCREEN_WALKED: Final = (
    *(key for key in _ON_SCREEN if key != "facilities_inside"),
    "circle_share",
)
_TITLES: Final = {"park_name": "park", "distance": "distance_kind"}
_SCREEN_ORDER: Final = ("layer", "rule", "park_name", "park_id")


def lead_columns() -> tuple[Column, ...]:
    """Return the columns that say whose row it is."""
    return tuple(
        Column(
            key,
            both(f"report.coverage.{_TITLES.get(key, key)}"),
            on_screen=key in _ON_SCREEN,
        )
        for key in _SCREEN_ORDER
    )


def lead_cells(study: CoverageStudy, measured: Measured, park: ParkCoverage) -> Row:
    """Return the cells of ``lead_columns``."""
    rule = measured.coverage.rule
    layer = Named(measured.layer, measured.title)
    return (layer, Named(rule.key, rule.title), named_park(study, park.park_id), park.park_id)


def coverage_columns(*, on_network: bool) -> tuple[Column, ...]:
    """Return the columns of the first grid; docs/coverage.md says what they mean.

    On the screen a share of the circle stands beside those of walks, in place of what is inside.
    """
    on_screen = _ON_SCREEN_WALKED if on_network else _ON_SCREEN
    rest = [key for key in _KINDS if key not in _SCREEN_ORDER]
    return (
        *lead_columns(),
        *(
            Column(
                key,
                both(f"report.coverage.{_TITLES.get(key, key)}"),
                _KINDS[key],
                on_screen=key in on_screen,
            )
            for key in rest
        ),
    )


def coverage_row(
    study: CoverageStudy, measured: Measured, coverage: Coverage, park: ParkCoverage, day: date
) -> Row:
    """Return the cells of ``coverage_columns``; square metres to a hundredth, shares to 1e-6."""
    judged = figure_of(coverage.rule, park)
    return (
        *lead_cells(study, measured, park),
        _rounded(coverage.radius_m, 2),
        coverage.distance,
        study.scenario,
        day,
        _rounded(park.area_m2, 2),
        _rounded(park.area_served_m2, 2),
        share(park.area_share),
        park.plots,
        park.plots_served,
        share(park.plots_share),
        park.employees,
        park.employees_served,
        share(park.employees_share),
        park.facilities_inside,
        park.facilities_serving,
        park.verdict,
        judged,
        park.judged_by,
        _rounded(park.value, 6),
        park.places_inside,
        ", ".join(park.from_outside),
        _rounded(park.plots_area_m2, 2),
        _rounded(park.plots_area_served_m2, 2),
        share(park.plots_area_share),
        park.weights_untold,
        _rounded(park.farthest_m, 2),
        minutes(study, park.farthest_m),
        *map(share, circle_shares(coverage, park)),
    )


def parks_told(study: CoverageStudy, coverage: Coverage) -> Iterator[ParkCoverage]:
    """Return the zone and the parks that are to be told of."""
    shown = {None, *study.shown}
    return (park for park in coverage.parks if park.park_id in shown)


def named_park(study: CoverageStudy, park_id: str | None) -> Named:
    """Return a park by its name; the zone by its own."""
    if park_id is None:
        return Named(study.zone.name.zh, both("report.coverage.zone_row"))
    name = study.park_names[park_id]
    return Named(name.zh, name)


def figure_of(rule: Rule, park: ParkCoverage) -> Text | None:
    """Return what was judged: which of the shares beside it, or a figure with its unit."""
    if park.judged_by is not None:
        return word_of(park.judged_by)
    if park.value is None:
        return None
    return both(f"report.coverage.{_FIGURES[rule.criterion]}", value=park.value)


def share(value: float | None) -> Cell:
    """Return a share as every form tells it."""
    return _rounded(value, 6)


def minutes(study: CoverageStudy, metres: float | None) -> float | None:
    """Return how long a walk takes at the speed of the network; None of straight lines."""
    if study.network is None or metres is None:
        return None
    return _rounded(metres / study.network.walk_m_s / 60, 1)


def circle_shares(coverage: Coverage, park: ParkCoverage) -> tuple[float | None, ...]:
    """Return what a straight line would serve, where walks were measured.

    First by the share that is judged, else of the area; then of area, plots and employees.
    """
    if coverage.circle is None:
        return (None,) * (1 + len(Denominator))
    circle = next(one for one in coverage.circle.parks if one.park_id == park.park_id)
    lead = circle.share_by(park.judged_by) if park.judged_by else None
    if lead is None:
        lead = circle.share_by(Denominator.AREA)
    return (lead, *(circle.share_by(denominator) for denominator in Denominator))


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
