"""Status -> Report: the grids of ``parkmap status``; docs/status.md describes their columns."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Final

from parkmap import model
from parkmap.model import Condition, Grouping, Lateness, Stage, Text
from parkmap.report.grid import (
    Band,
    Column,
    Fact,
    Grid,
    Kind,
    Made,
    Named,
    Report,
    both,
    word_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkmap.model import Group, Interval, Promised, Status, Tally, TaskOnDate
    from parkmap.report.grid import Cell, Row

SCHEMA_VERSION: Final = 1
"""Of the JSON; docs/status.md describes it. Raised when a reader of the old form would err."""
_MOST_PROMISED: Final = 100
_MOST_LISTED: Final = 10
_MOST_PARKS: Final = 2
"""Rows of a list that a terminal shows beside the counts."""
_CONDITIONS: Final = (Condition.SUSPENDED, Condition.CANCELLED)


def report_of(status: Status) -> Report:
    """Return everything: counts, late items, promises, facilities, tasks without a place."""
    late = _list("late", status, status.late, most=_MOST_LISTED)
    off_map = _list("off_map", status, status.off_map, most=_MOST_LISTED)
    tasks = _list("tasks", status, status.tasks, most=0)
    grids = (_counts(status), late, _promised(status), _facilities(status), off_map, tasks)
    return _report(status, grids)


def late_report_of(status: Status) -> Report:
    """Return the late items, every one of them, and nothing else."""
    return _report(status, (_list("late", status, status.late, most=None),))


def _report(status: Status, grids: tuple[Grid, ...]) -> Report:
    title = both("report.status.title", zone=status.zone.name)
    return Report("status", SCHEMA_VERSION, title, status.as_of, _facts(status), grids)


def _facts(status: Status) -> tuple[Fact, ...]:
    zone, register = status.zone, status.register
    day = status.as_of.isoformat()
    scenario = word_of(status.scenario)
    source = (
        both("report.status.source", file=register.file, count=len(status.tasks))
        if register
        else both("report.status.no_register")
    )
    illustrative = both("report.status.illustrative") if zone.illustrative else None
    return (
        Fact("zone", zone.name),
        Fact("as_of", status.as_of, both("report.status.day", day=day, scenario=scenario)),
        Fact("scenario", status.scenario),
        Fact("source", register.file if register else None, source),
        Fact("illustrative", zone.illustrative, illustrative),
        Fact("by", status.by),
    )


def _counts(status: Status) -> Grid:
    stage = Band("stage", both("report.status.by_stage"))
    lateness = Band("lateness", both("report.status.by_lateness"))
    condition = Band("condition", both("report.status.by_condition"))
    head = _field(status.by) if status.by else both("report.status.all")
    columns = (
        Column("group", head),
        Column("tasks", both("report.status.tasks"), Kind.NUMBER),
        *(Column(one.value, word_of(one), Kind.NUMBER, stage) for one in Stage),
        *(Column(one.value, word_of(one), Kind.NUMBER, lateness) for one in Lateness),
        Column("most_days", both("report.status.most_days"), Kind.DAYS, lateness),
        *(Column(one.value, word_of(one), Kind.NUMBER, condition) for one in _CONDITIONS),
    )
    notes: tuple[Text, ...] = ()
    if status.by and status.repeated:
        notes = (both("report.status.repeated", count=status.repeated),)
    return Grid(
        "counts",
        both("report.status.counts"),
        columns,
        tuple((_group_name(group, status.by), *_numbers(group.tally)) for group in status.groups),
        total=(Named("total", both("report.status.total")), *_numbers(status.total)),
        notes=notes,
    )


def _group_name(group: Group, by: Grouping | None) -> Named:
    if group.key:
        return Named(group.key, group.name)
    told = "no_park" if by is Grouping.PARK else "no_layer" if by is Grouping.LAYER else "untold"
    return Named("", both(f"report.status.{told}"))


def _numbers(tally: Tally) -> Row:
    return (
        tally.tasks,
        *tally.stages.values(),
        *tally.lateness.values(),
        tally.most_days,
        *(tally.conditions[one] for one in _CONDITIONS),
    )


def _list(key: str, status: Status, tasks: Sequence[TaskOnDate], *, most: int | None) -> Grid:
    """Return tasks one by one; a screen shows who answers for what, and by when."""
    columns = (
        Column(
            model.DAYS_LATE, both("report.status.days_late"), Kind.DAYS, on_screen=key == "late"
        ),
        Column("task", _field("task")),
        Column("name", _field("name")),
        Column(model.LATENESS, _field("lateness"), on_screen=key == "late"),
        Column("layer", _field("layer"), on_screen=False),
        Column("park", _field("park")),
        Column("park_ids", both("report.status.park_ids"), on_screen=False),
        Column("kind", both("report.status.kind"), on_screen=False),
        Column("deadline", both("report.status.deadline")),
        Column("due", both("report.status.due"), Kind.DATE, on_screen=False),
        Column("promised", both("report.status.promised_first"), on_screen=False),
        Column("department", _field("department")),
        Column("leader", _field("leader")),
        Column("person", _field("person")),
        Column(model.STAGE, _field("stage"), on_screen=key != "late"),
        Column(model.CONDITION, _field("condition"), on_screen=False),
        Column("quantity", _field("quantity"), Kind.NUMBER, on_screen=False),
        Column("unit", both("report.status.unit"), on_screen=False),
        Column("facilities", both("report.status.facilities_of"), Kind.NUMBER, on_screen=False),
        Column("match", both("report.status.match"), on_screen=key == "off_map"),
        Column("progress", _field("progress")),
        Column("reason", _field("delay_reason")),
    )
    rows = Made(tasks, partial(_task_row, status))
    return Grid(key, both(f"report.status.list_{key}", count=len(rows)), columns, rows, most=most)


def _task_row(status: Status, told: TaskOnDate) -> Row:
    task, state = told.task, told.state
    kind, deadline = _deadline(told)
    first = (task.start if kind == "start" else task.finish).baseline
    return (
        state.days_late,
        task.task_id,
        task.name,
        state.lateness,
        _layer(status, told.layer),
        task.park,
        ", ".join(told.park_ids),
        _kind(kind),
        deadline.text if deadline else None,
        deadline.latest if deadline else None,
        first.text if first and first != deadline else None,
        task.department,
        task.leader,
        task.person,
        state.stage,
        state.condition,
        task.quantity,
        task.unit,
        len(told.facilities),
        told.match,
        task.progress,
        task.delay_reason,
    )


def _deadline(told: TaskOnDate) -> tuple[str | None, Interval | None]:
    """Return the date that a task has missed, or is to keep: its start or its finish.

    The start if it should have begun, else the finish; without a finish, the start. As promised
    now, else as promised first.
    """
    milestones = (told.task.finish, told.task.start)
    if told.state.lateness is Lateness.LATE_START:
        milestones = milestones[::-1]
    for milestone in milestones:
        interval = milestone.current or milestone.baseline
        if interval is not None:
            return milestone.kind, interval
    return None, None


def _promised(status: Status) -> Grid:
    columns = (
        Column("layer", _field("layer")),
        Column("deadline", both("report.status.deadline")),
        Column("kind", both("report.status.kind")),
        Column("due", both("report.status.due"), Kind.DATE, on_screen=False),
        Column("quantity", both("report.status.promised"), Kind.NUMBER),
        Column("unit", both("report.status.unit")),
        Column("comparison", both("report.status.comparison"), on_screen=False),
        Column("mapped", both("report.status.mapped"), Kind.NUMBER),
        Column("started", both("report.status.started"), Kind.NUMBER),
        Column("in_service", word_of(Stage.IN_SERVICE), Kind.NUMBER),
        Column("tasks", both("report.status.tasks"), Kind.NUMBER),
        Column("parks", _field("park")),
        Column("departments", _field("department")),
    )
    rows = Made(status.promised, partial(_promised_row, status))
    notes = (both("report.status.promised_note"),)
    title = both("report.status.list_promised")
    return Grid("promised", title, columns, rows, notes=notes, most=_MOST_PROMISED)


def _promised_row(status: Status, one: Promised) -> Row:
    return (
        _layer(status, one.layer),
        one.deadline,
        _kind(one.kind),
        one.due,
        one.quantity,
        one.unit,
        one.comparison,
        one.mapped,
        one.started,
        one.in_service,
        one.tasks,
        _parks(one.parks),
        "、".join(one.departments),
    )


def _parks(parks: Sequence[str]) -> Cell:
    """Return the names of parks, of many their number: programs read the names all the same."""
    names = "、".join(parks)
    if len(parks) <= _MOST_PARKS:
        return names
    return Named(names, both("report.status.parks", count=len(parks)))


def _facilities(status: Status) -> Grid:
    stage = Band("stage", both("report.status.by_stage"))
    columns = (
        Column("layer", _field("layer")),
        Column("facilities", both("report.status.facilities"), Kind.NUMBER),
        Column("untasked", both("report.status.untasked"), Kind.NUMBER),
        *(Column(one.value, word_of(one), Kind.NUMBER, stage) for one in Stage),
    )
    rows = tuple(
        (_layer(status, one.layer), sum(one.stages.values()), one.untasked, *one.stages.values())
        for one in status.facilities
    )
    existing = [status.layers[one.layer] for one in status.facilities if one.existing]
    notes = tuple(both("report.status.existing", layer=title) for title in existing)
    title = both("report.status.list_facilities")
    return Grid("facilities", title, columns, rows, notes=notes)


def _layer(status: Status, key: str | None) -> Cell:
    return Named(key, status.layers.get(key, Text(key, key))) if key else None


@cache
def _kind(kind: str | None) -> Cell:
    return Named(kind, both(f"report.status.kind_{kind}")) if kind else None


def _field(name: str) -> Text:
    return both(f"words.field.{name}")
