"""CoverageStudy -> Report: the grids of ``parkmap coverage``; docs/coverage.md describes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from parkmap.model import Denominator, Text
from parkmap.report.coverage_rows import (
    coverage_columns,
    coverage_row,
    figure_of,
    lead_cells,
    lead_columns,
    minutes,
    named_park,
    parks_told,
    share,
)
from parkmap.report.grid import Band, Column, Fact, Grid, Kind, Named, Report, both, word_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from parkmap.model import Contribution, CoverageStudy, Gap, Measured, ParkCoverage, Rule
    from parkmap.report.grid import Cell, Row

SCHEMA_VERSION: Final = 1
"""Of the JSON; docs/coverage.md describes it. Raised when a reader of the old form would err."""
_MOST_GAPS: Final = 10


def report_of(study: CoverageStudy) -> Report:
    """Return everything: shares by park, comparison, days of change, gaps, and the rules."""
    grids = [_coverage(study)]
    if study.compared_on is not None:
        grids.append(_compared(study, study.compared_on))
    if study.has_timeline:
        grids += [_timeline(study), _contributions(study)]
    grids += [_gaps(study), _rules(study)]
    title = both("report.coverage.title", zone=study.zone.name)
    return Report("coverage", SCHEMA_VERSION, title, study.as_of, facts_of(study), tuple(grids))


def facts_of(study: CoverageStudy) -> tuple[Fact, ...]:
    """Return what holds for all figures: the day, how was measured, and what was counted."""
    demand, then = word_of(study.demand), study.compared_on
    people = "demand" if study.weight else "no_weight"
    distance = (
        _said("detour", factor=study.detour)
        if study.detour
        else _said("distance", distance=_distances(study))
    )
    day, scenario = study.as_of.isoformat(), word_of(study.scenario)
    supply = "supply_trial" if study.with_trial else "supply"
    illustrative = _said("illustrative") if study.zone.illustrative else None
    return (
        Fact("zone", study.zone.name),
        Fact("as_of", study.as_of, _said("day", day=day, scenario=scenario)),
        Fact("scenario", study.scenario),
        Fact("compared_on", then, _said("compare", day=then.isoformat()) if then else None),
        Fact("crs", study.crs, _said("crs_network" if study.network else "crs", crs=study.crs)),
        Fact("detour", study.detour, distance),
        *_network_facts(study),
        Fact("demand", study.demand, _said(people, demand=demand, weight=study.weight)),
        Fact("weight", study.weight),
        Fact("with_trial", study.with_trial, _said(supply)),
        Fact("illustrative", study.zone.illustrative, illustrative),
    )


def _network_facts(study: CoverageStudy) -> tuple[Fact, ...]:
    """Return how was walked, null where it was not."""
    network = study.network
    if network is None:
        return Fact("walk_m_s", None), Fact("strip_m", None), Fact("snap_m", None)
    walk = _said("walk", metres=network.walk_m_s * 60, snap_m=network.snap_m)
    return (
        Fact("walk_m_s", round(network.walk_m_s, 4), walk),
        Fact("strip_m", network.strip_m, _said("strip", strip_m=network.strip_m)),
        Fact("snap_m", network.snap_m),
    )


def _said(key: str, **values: object) -> Text:
    return both(f"report.coverage.{key}", **values)


def _distances(study: CoverageStudy) -> Text:
    kinds = dict.fromkeys(word_of(one.coverage.distance) for one in study.measured)
    return Text("、".join(kind.zh for kind in kinds), ", ".join(kind.en for kind in kinds))


def _coverage(study: CoverageStudy) -> Grid:
    told = [(one, park) for one in study.measured for park in parks_told(study, one.coverage)]
    rows = tuple(coverage_row(study, one, one.coverage, park, study.as_of) for one, park in told)
    notes = [_said("notes_walked" if study.network else "notes")]
    by_plots = sum(
        park.judged_by is Denominator.PLOTS and one.coverage.rule.leads is Denominator.EMPLOYEES
        for one, park in told
    )
    if by_plots:
        notes.append(_said("plots_lead", count=by_plots))
    return Grid(
        "coverage",
        _said("rows"),
        coverage_columns(on_network=study.network is not None),
        rows,
        notes=tuple(notes),
    )


def _compared(study: CoverageStudy, day: date) -> Grid:
    """Return the grid of two days; the earlier is before, whichever of them was asked about."""
    days = sorted((study.as_of, day))
    heads = [_said("on", day=one.isoformat()) for one in days]
    columns = list(lead_columns())
    for one in Denominator:
        band = Band(one.value, word_of(one))
        columns += [
            Column("before", heads[0], Kind.SHARE, band),
            Column("after", heads[1], Kind.SHARE, band),
            Column("change", _said("change"), Kind.SHARE, band),
        ]
    verdict = Band("verdict", _said("verdict"))
    columns += [
        Column(key, head, band=verdict)
        for key, head in zip(("before", "after"), heads, strict=True)
    ]
    rows = tuple(
        _compared_row(study, one, *sides)
        for one in study.measured
        for sides in _sides(study, one, is_later=day > study.as_of)
    )
    return Grid("compared", _said("compared"), tuple(columns), rows)


def _sides(
    study: CoverageStudy, one: Measured, *, is_later: bool
) -> Iterator[tuple[ParkCoverage, ParkCoverage]]:
    if one.compared is None:
        return
    pair = parks_told(study, one.coverage), parks_told(study, one.compared)
    for now, then in zip(*pair, strict=True):
        yield (now, then) if is_later else (then, now)


def _compared_row(
    study: CoverageStudy, one: Measured, before: ParkCoverage, after: ParkCoverage
) -> Row:
    cells: list[Cell] = [*lead_cells(study, one, before)]
    for denominator in Denominator:
        first, last = before.share_by(denominator), after.share_by(denominator)
        change = None if first is None or last is None else last - first
        cells += [share(first), share(last), share(change)]
    return (*cells, before.verdict, after.verdict)


def _timeline(study: CoverageStudy) -> Grid:
    columns = (
        *lead_columns(),
        Column("from", _said("from"), Kind.DATE),
        *(Column(f"{one}_share", word_of(one), Kind.SHARE) for one in Denominator),
        Column("facilities_inside", _said("facilities_inside"), Kind.NUMBER),
        Column("judged", _said("judged"), on_screen=False),
        Column("verdict", _said("verdict")),
    )
    rows = tuple(
        (
            *lead_cells(study, one, park),
            day,
            *(share(park.share_by(denominator)) for denominator in Denominator),
            park.facilities_inside,
            figure_of(coverage.rule, park),
            park.verdict,
        )
        for one in study.measured
        for day, coverage in one.over_time
        for park in parks_told(study, coverage)
    )
    return Grid("timeline", _said("timeline"), columns, rows, notes=(_said("timeline_note"),))


def _contributions(study: CoverageStudy) -> Grid:
    lost = Band("lost", _said("lost"))
    columns = (
        *lead_columns()[:2],
        Column("task_id", _said("task_id")),
        *_task_columns(),
        Column("by", _said("by"), Kind.DATE),
        *(Column(one.value, word_of(one), Kind.SHARE, lost) for one in Denominator),
        Column("facilities", _said("facilities"), on_screen=False),
    )
    rows = tuple(
        _contribution_row(study, one, told) for one in study.measured for told in one.contributions
    )
    title = _said("contributions")
    return Grid("contributions", title, columns, rows, notes=(_said("lost_note"),))


def _contribution_row(study: CoverageStudy, one: Measured, told: Contribution) -> Row:
    rule = one.coverage.rule
    return (
        Named(one.layer, one.title),
        Named(rule.key, rule.title),
        told.task_id,
        *_task_cells(study, told.task_id),
        one.over_time[-1][0],
        *(share(told.lost.get(denominator)) for denominator in Denominator),
        ", ".join(told.facilities),
    )


def _task_columns() -> tuple[Column, ...]:
    return (
        Column("task", _said("task"), on_screen=False),
        Column("department", _said("department")),
        Column("deadline", _said("deadline"), Kind.DATE),
    )


def _task_cells(study: CoverageStudy, task_id: str | None) -> Row:
    task = study.tasks.get(task_id) if task_id else None
    if task is None:
        return (None, None, None)
    promise = task.finish.current or task.finish.baseline
    return (task.name, task.department, promise.latest if promise else None)


def _gaps(study: CoverageStudy) -> Grid:
    columns = (
        *lead_columns(),
        Column("plot", _said("plot")),
        Column("employees", _said("employees"), Kind.NUMBER),
        Column("nearest", _said("nearest"), on_screen=False),
        Column("distance_m", _said("distance_m"), Kind.NUMBER, on_screen=False),
        Column("excess_m", _said("excess_m"), Kind.NUMBER),
        Column("minutes", _said("minutes"), Kind.NUMBER, on_screen=False),
        Column("facility", _said("facility"), on_screen=False),
        Column("task_id", _said("closed_by")),
        *_task_columns(),
        Column("closed_on", _said("closed_on"), Kind.DATE, on_screen=False),
    )
    shown = {None, *study.shown}
    rows = tuple(
        _gap_row(study, one, gap)
        for one in study.measured
        for gap in one.gaps
        if gap.park_id in shown
    )
    title, note = _said("gaps"), _said("gaps_note")
    return Grid("gaps", title, columns, rows, notes=(note,), most=_MOST_GAPS)


def _gap_row(study: CoverageStudy, one: Measured, gap: Gap) -> Row:
    rule = one.coverage.rule
    return (
        Named(one.layer, one.title),
        Named(rule.key, rule.title),
        None if gap.park_id is None else named_park(study, gap.park_id),
        gap.park_id,
        gap.plot_id,
        gap.employees,
        gap.nearest,
        _metres(gap.distance_m),
        _metres(gap.excess_m),
        minutes(study, gap.distance_m),
        gap.facility,
        gap.task_id,
        *_task_cells(study, gap.task_id),
        gap.closed_on,
    )


def _metres(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _rules(study: CoverageStudy) -> Grid:
    columns = (
        Column("rule", _said("rule")),
        Column("title", _said("asks")),
        Column("source", _said("source")),
        Column("clause", _said("clause")),
        Column("edition", _said("edition")),
        Column("force", _said("force")),
        Column("verified", _said("verified"), on_screen=False),
        Column("note", _said("note")),
    )
    rules = {
        (one.coverage.rule.key, one.coverage.rule.source): one.coverage.rule
        for one in study.measured
    }
    rows = tuple((*rule_cells(rule), rule.for_reference or rule.note) for rule in rules.values())
    is_open = any(not rule.verified for rule in rules.values())
    notes = (_said("unverified"),) if is_open else ()
    return Grid("rules", _said("rules"), columns, rows, notes=notes)


def rule_cells(rule: Rule) -> tuple[Cell, ...]:
    """Return what every report tells of a rule: key, what it asks, and where that stands."""
    return (
        rule.key,
        rule.title,
        rule.source,
        rule.clause or None,
        rule.edition or None,
        rule.force,
        rule.verified,
    )
