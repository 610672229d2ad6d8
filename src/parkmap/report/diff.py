"""Two versions compared -> a report: the changes, the departments, the facilities.

docs/diff.md lists its members.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from parkmap.model import Interval, Text
from parkmap.report.grid import Cell, Column, Fact, Grid, Kind, Made, Named, Report, both
from parkmap.texts import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from parkmap.model import Task
    from parkmap.model.diff import (
        Change,
        DepartmentSlip,
        Diff,
        Pair,
        PlaceChange,
        SlipSum,
        Value,
    )
    from parkmap.report.grid import Row

VERSION: Final = 1
"""Of the JSON; docs/diff.md describes it."""
_MOST: Final = 200
"""Rows of a grid on a terminal."""
_SUMS: Final = (
    "dated", "later", "earlier", "days", "baseline_dated", "baseline_later", "baseline_days",
)  # fmt: skip
_ON_SCREEN: Final = frozenset(
    {
        ("finish", "later"),
        ("finish", "earlier"),
        ("finish", "days"),
        ("finish", "baseline_days"),
        ("start", "days"),
    }
)


@dataclass(frozen=True, slots=True)
class Sides:
    """What was compared: names of the versions, titles of the layers, and how.

    ``tolerance_m`` is None where the facilities were not compared.
    """

    old: str
    new: str
    as_of: date
    layers: Mapping[str, Text]
    tolerance_m: float | None


def diff_report(diff: Diff, sides: Sides) -> Report:
    """Return what differs as grids: the first has every change of a task."""
    grids = [_changes(diff), _departments(diff)]
    if sides.tolerance_m is not None:
        grids.append(_places(diff, sides))
    title = both("report.diff.title")
    return Report("diff", VERSION, title, sides.as_of, tuple(_facts(diff, sides)), tuple(grids))


def _facts(diff: Diff, sides: Sides) -> Iterator[Fact]:
    names = {"old": clean(sides.old), "new": clean(sides.new)}
    yield Fact("old", sides.old, both("report.diff.versions", **names))
    yield Fact("new", sides.new)
    yield Fact("as_of", sides.as_of, both("report.diff.as_of", day=sides.as_of.isoformat()))
    total = diff.total
    counts = {"new": total.new, "gone": total.gone, "changed": len(diff.changed)}
    kept = both("report.diff.tasks", **counts, same=total.tasks - counts["changed"])
    yield Fact("changed", counts["changed"], kept)
    yield Fact("same", total.tasks - counts["changed"])
    if total.finish.dated:
        yield Fact("finish_days", total.finish.days, _slip_line(total.finish))
    if sides.tolerance_m is not None:
        yield Fact("tolerance_m", sides.tolerance_m, _places_line(diff, sides.tolerance_m))


def _slip_line(told: SlipSum) -> Text:
    return both(
        "report.diff.slipped",
        days=f"{told.days:+,}",
        later=told.later,
        earlier=told.earlier,
        dated=told.dated,
        baseline=f"{told.baseline_days:+,}",
    )


def _places_line(diff: Diff, tolerance_m: float) -> Text:
    kinds = [place.kind.value for place in diff.places]
    counts = {kind: kinds.count(kind) for kind in ("new", "gone", "moved", "reshaped", "stage")}
    return both("report.diff.places_line", **counts, tolerance=f"{tolerance_m:g}")


def _column(key: str, kind: Kind = Kind.TEXT, *, is_wide: bool = False) -> Column:
    return Column(key, both(f"report.diff.head.{key}"), kind, on_screen=not is_wide)


def _changes(diff: Diff) -> Grid:
    columns = (
        _column("what"),
        _column("id"),
        _column("name"),
        _column("park", is_wide=True),
        _column("department"),
        _column("person", is_wide=True),
        _column("field"),
        _column("old"),
        _column("new"),
        _column("days", Kind.DAYS),
        _column("baseline_days", Kind.DAYS),
        _column("old_date", Kind.DATE, is_wide=True),
        _column("new_date", Kind.DATE, is_wide=True),
        _column("old_id", is_wide=True),
    )
    items: list[tuple[Pair, Change] | tuple[str, Task]] = [
        (pair, change) for pair in diff.pairs for change in pair.changes
    ]
    items += [("new", task) for task in diff.new]
    items += [("gone", task) for task in diff.gone]
    rows = Made(items, _row)
    notes = (both("report.diff.days_note"),)
    title = both("report.diff.grid.tasks")
    return Grid("tasks", title, columns, rows, notes=notes, most=_MOST)


def _row(item: tuple[Pair, Change] | tuple[str, Task]) -> Row:
    return _only_row(*item) if isinstance(item[0], str) else _changed_row(*item)


def _changed_row(pair: Pair, change: Change) -> Row:
    slip = {"start": pair.start, "finish": pair.finish}.get(change.field)
    old, new = _dates(change.old, change.new)
    return (
        _word("what", "changed"),
        *_of_task(pair.new),
        _word("field", change.field),
        _cell(change.old),
        _cell(change.new),
        change.days,
        slip.baseline_days if slip else None,
        old,
        new,
        pair.old.task_id,
    )


def _only_row(what: str, task: Task) -> Row:
    """Return the row of a task that one version has, with its deadline."""
    field = "finish" if task.finish.current or not task.start.current else "start"
    due = task.finish.current or task.start.current
    old, new = (due, None) if what == "gone" else (None, due)
    return (
        _word("what", what),
        *_of_task(task),
        _word("field", field) if due else None,
        _cell(old),
        _cell(new),
        None,
        None,
        *_dates(old, new),
        task.task_id if what == "gone" else None,
    )


def _of_task(task: Task) -> Row:
    return (task.task_id, task.name, task.park, task.department, task.person)


def _dates(old: Value, new: Value) -> tuple[date | None, date | None]:
    before, after = (one.latest if isinstance(one, Interval) else None for one in (old, new))
    return before, after


def _cell(value: Value) -> Cell:
    """Return a value as a cell: of a date its last day, and the words that say so."""
    if isinstance(value, Interval):
        day = value.latest.isoformat()
        return day if value.text in {"", day} else f"{day} ({value.text})"
    return value


@cache
def _word(kind: str, value: str) -> Named:
    return Named(str(value), both(f"report.diff.{kind}.{value}"))


def _departments(diff: Diff) -> Grid:
    columns = [_column("department")]
    columns += [_column(key, Kind.NUMBER) for key in ("tasks", "new_tasks", "gone_tasks")]
    columns += [_sum_column("finish", key) for key in _SUMS]
    columns += [_sum_column("start", key) for key in _SUMS]
    nobody = Named("", both("report.diff.nobody"))
    rows = tuple(_department_row(one.department or nobody, one) for one in diff.departments)
    return Grid(
        "departments",
        both("report.diff.grid.departments"),
        tuple(columns),
        rows,
        total=_department_row(both("report.diff.total"), diff.total),
        notes=(both("report.diff.total_note"),),
        most=_MOST,
    )


def _sum_column(milestone: str, key: str) -> Column:
    title = both(f"report.diff.of_{milestone}", what=both(f"report.diff.sum.{key}"))
    kind = Kind.DAYS if key.endswith("days") else Kind.NUMBER
    return Column(f"{milestone}_{key}", title, kind, on_screen=(milestone, key) in _ON_SCREEN)


def _department_row(name: Cell, told: DepartmentSlip) -> Row:
    return (
        name,
        told.tasks,
        told.new,
        told.gone,
        *(getattr(told.finish, key) for key in _SUMS),
        *(getattr(told.start, key) for key in _SUMS),
    )


def _places(diff: Diff, sides: Sides) -> Grid:
    columns = (
        _column("what"),
        _column("layer"),
        Column("id", both("report.diff.head.facility")),
        _column("name"),
        _column("distance_m", Kind.NUMBER),
        _column("old"),
        _column("new"),
    )
    rows = tuple(_place_row(place, sides.layers) for place in diff.places)
    return Grid("places", both("report.diff.grid.places"), columns, rows, most=_MOST)


def _place_row(place: PlaceChange, layers: Mapping[str, Text]) -> Row:
    return (
        _word("what", place.kind),
        Named(place.layer, layers[place.layer]),
        place.facility,
        place.name,
        None if place.distance_m is None else round(place.distance_m, 1),
        place.old,
        place.new,
    )
