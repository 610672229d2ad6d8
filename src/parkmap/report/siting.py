"""SitingStudy -> Report: the grids of ``parkmap suggest``; docs/siting.md describes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from parkmap.model import Denominator, Distance, SitingModel, Text
from parkmap.report.coverage import rule_cells
from parkmap.report.grid import Band, Column, Fact, Grid, Kind, Named, Report, both, word_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parkmap.model import Added, Alternative, Coverage, ParkCoverage, Site, SitingStudy
    from parkmap.report.grid import Cell, Row

SCHEMA_VERSION: Final = 1
"""Of the JSON; docs/siting.md describes it. Raised when a reader of the old form would err."""
_MOST_ALTERNATIVES: Final = 15
_WAYS: Final = (SitingModel.MEDIAN, SitingModel.CENTER)


def report_of(study: SitingStudy) -> Report:
    """Return everything: sites, what else is near, and what they bring by park."""
    title = both("report.siting.title", zone=study.zone.name, layer=study.title)
    grids = (_sites(study), _alternatives(study), _parks(study), _rule(study))
    return Report("siting", SCHEMA_VERSION, title, study.as_of, facts_of(study), grids)


def facts_of(study: SitingStudy) -> tuple[Fact, ...]:
    """Return what holds for all figures: what was asked, what was counted, how good it is."""
    coverage, day = study.after, study.as_of.isoformat()
    supply = "supply_planned" if study.counts_planned else "supply"
    illustrative = _said("illustrative") if study.zone.illustrative else None
    return (
        Fact("zone", study.zone.name),
        Fact("as_of", study.as_of, _said("day", day=day)),
        Fact("layer", study.layer),
        Fact(
            "model", study.model, _said("model", model=word_of(study.model), demand=_demand(study))
        ),
        Fact("by", study.by),
        Fact("asked", study.asked),
        Fact("rule", coverage.rule.key),
        Fact("radius_m", coverage.rule.radius_m, _distance(study)),
        Fact("distance", coverage.distance),
        Fact("detour", study.detour),
        Fact("crs", study.crs, _crs(study)),
        Fact("standing", study.standing, _said(supply, now=study.standing, more=study.planned)),
        Fact("planned", study.planned),
        Fact("counts_planned", study.counts_planned),
        *(Fact(kind.value, count) for kind, count in study.candidates.items()),
        Fact("candidates", sum(study.candidates.values()), _candidates(study)),
        Fact("step_m", study.step_m),
        Fact("demand", study.demand),
        Fact("sample_m", study.sample_m, _sample(study)),
        Fact("weight", study.weight),
        Fact("within", ", ".join(study.within), _within(study)),
        Fact("value", _figure(study, study.value), _worth(study)),
        Fact("bound", _figure(study, study.bound)),
        Fact("gap", round(study.gap, 6)),
        Fact("served", round(study.served, 6)),
        Fact("illustrative", study.zone.illustrative, illustrative),
    )


def value_of(study: SitingStudy, alternative: Alternative) -> float:
    """Return what the sites are worth with an alternative, as every form tells it."""
    return round(alternative.value, 1 if study.model in _WAYS else 6)


def _said(key: str, **values: object) -> Text:
    return both(f"report.siting.{key}", **values)


def _figure(study: SitingStudy, value: float) -> float:
    return round(value, 1 if study.model in _WAYS else 6)


def _demand(study: SitingStudy) -> Text:
    if study.by is Denominator.EMPLOYEES:
        return _said("employees_of", count=study.demand, weight=study.weight)
    return _said(f"{study.by}_of", count=study.demand)


def _distance(study: SitingStudy) -> Text:
    key = "detour" if study.detour else "radius"
    if study.after.distance is Distance.NETWORK:
        key = "walk"
    return _said(
        key, radius=study.after.rule.radius_m, factor=study.detour, rule=study.after.rule.key
    )


def _crs(study: SitingStudy) -> Text:
    if study.after.distance is Distance.NETWORK:
        return both("report.coverage.crs_network", crs=study.crs)
    return _said("crs", crs=study.crs)


def _candidates(study: SitingStudy) -> Text:
    kinds = [(word_of(kind), count) for kind, count in study.candidates.items()]
    told = Text(
        "、".join(f"{kind.zh} {count:,}" for kind, count in kinds),
        ", ".join(f"{kind.en} {count:,}" for kind, count in kinds),
    )
    return _said("candidates", kinds=told, step=study.step_m)


def _sample(study: SitingStudy) -> Text | None:
    """Return how far the sampled share is from the exact one, where area is sampled."""
    zone = study.after.zone
    if study.sample_m is None or zone.area_share is None or study.within:
        return None
    off = abs(study.served - zone.area_share)
    return _said("sample", step=study.sample_m, count=study.demand, off=off)


def _within(study: SitingStudy) -> Text | None:
    if not study.within:
        return None
    names = [study.park_names[park_id] for park_id in study.within]
    told = Text("、".join(one.zh for one in names), ", ".join(one.en for one in names))
    return _said("within", parks=told)


def _worth(study: SitingStudy) -> Text:
    value = _said(f"value_{study.model.name.lower()}", value=study.value)
    if not study.gap:
        return _said("proven", value=value)
    bound = _said(f"value_{study.model.name.lower()}", value=study.bound)
    return _said("unproven", value=value, bound=bound, gap=study.gap)


def _sites(study: SitingStudy) -> Grid:
    adds, lost = Band("adds", _said("adds")), Band("lost", _said("lost"))
    columns = (
        Column("site", _said("site"), Kind.NUMBER),
        Column("park", _said("park")),
        Column("park_id", _said("park_id"), on_screen=False),
        Column("lon", _said("lon")),
        Column("lat", _said("lat")),
        Column("kind", _said("kind")),
        Column("place", _said("place")),
        *_added_columns(adds),
        *_added_columns(lost),
    )
    rows = tuple(_site_row(study, at, site) for at, site in enumerate(study.sites, start=1))
    notes = [_said("sites_note")]
    if study.asked and len(study.sites) < study.asked:
        notes.append(_said("fewer", count=len(study.sites), asked=study.asked))
    return Grid("sites", _said("sites"), columns, rows, notes=tuple(notes))


def _added_columns(band: Band) -> Iterable[Column]:
    return (
        Column("area_m2", _said("area_m2"), Kind.NUMBER, band),
        Column("plots", word_of(Denominator.PLOTS), Kind.NUMBER, band),
        Column("employees", word_of(Denominator.EMPLOYEES), Kind.NUMBER, band),
    )


def _site_row(study: SitingStudy, at: int, site: Site) -> Row:
    return (
        at,
        _park(study, site.park_id),
        site.park_id,
        f"{site.lon:.6f}",
        f"{site.lat:.6f}",
        site.kind,
        site.place,
        *_added_cells(site.adds),
        *_added_cells(site.lost),
    )


def _added_cells(added: Added) -> tuple[Cell, ...]:
    return (round(added.area_m2), added.plots, added.employees)


def _park(study: SitingStudy, park_id: str | None) -> Named | None:
    if park_id is None:
        return None
    name = study.park_names[park_id]
    return Named(name.zh, name)


def _alternatives(study: SitingStudy) -> Grid:
    unit = Kind.NUMBER if study.model in _WAYS else Kind.SHARE
    columns = (
        Column("site", _said("site"), Kind.NUMBER),
        Column("rank", _said("rank"), Kind.NUMBER),
        Column("park", _said("park")),
        Column("park_id", _said("park_id"), on_screen=False),
        Column("lon", _said("lon")),
        Column("lat", _said("lat")),
        Column("away_m", _said("away_m"), Kind.NUMBER),
        Column("value", _said("with_it"), unit),
    )
    rows = tuple(
        (
            at,
            rank,
            _park(study, one.park_id),
            one.park_id,
            f"{one.lon:.6f}",
            f"{one.lat:.6f}",
            round(one.away_m),
            value_of(study, one),
        )
        for at, site in enumerate(study.sites, start=1)
        for rank, one in enumerate(site.alternatives, start=1)
    )
    key = "with_way" if study.model in _WAYS else "with_share"
    notes = (_said(key, demand=_demand(study)),)
    title = _said("alternatives")
    return Grid("alternatives", title, columns, rows, notes=notes, most=_MOST_ALTERNATIVES)


def _parks(study: SitingStudy) -> Grid:
    columns = [Column("park", _said("park")), Column("park_id", _said("park_id"), on_screen=False)]
    for one in Denominator:
        band = Band(one.value, word_of(one))
        columns += [
            Column("before", _said("before"), Kind.SHARE, band),
            Column("after", _said("after"), Kind.SHARE, band),
            Column("change", _said("change"), Kind.SHARE, band),
        ]
    verdict = Band("verdict", _said("verdict"))
    columns += [Column(key, _said(key), band=verdict) for key in ("before", "after")]
    rows = tuple(_park_row(study, *pair) for pair in _pairs(study.before, study.after))
    return Grid("parks", _said("parks"), tuple(columns), rows, notes=(_said("exact"),))


def _pairs(before: Coverage, after: Coverage) -> Iterable[tuple[ParkCoverage, ParkCoverage]]:
    return zip(before.parks, after.parks, strict=True)


def _park_row(study: SitingStudy, before: ParkCoverage, after: ParkCoverage) -> Row:
    zone = Named(study.zone.name.zh, _said("zone_row"))
    cells: list[Cell] = [_park(study, before.park_id) or zone, before.park_id]
    for one in Denominator:
        first, last = before.share_by(one), after.share_by(one)
        change = None if first is None or last is None else round(last - first, 6)
        cells += [_rounded(first), _rounded(last), change]
    return (*cells, before.verdict, after.verdict)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def _rule(study: SitingStudy) -> Grid:
    keys = ("rule", "asks", "source", "clause", "edition", "force", "verified")
    columns = tuple(Column(key, _said(key)) for key in keys)
    return Grid("rules", _said("rules"), columns, (rule_cells(study.after.rule),))
