"""The responsibility table: tasks, their dates as intervals, and how they stand on a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from parkmap.model.vocabulary import Match

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from parkmap.model.scene import Source
    from parkmap.model.vocabulary import Comparison, Condition, Lateness, Stage


@dataclass(frozen=True, slots=True)
class Interval:
    """A date as a register tells it: never more precise than its words.

    ``earliest`` and ``latest`` are inclusive; ``text`` is the source text, ``precision`` one of
    day, part, month, quarter, half, year.
    """

    earliest: date
    latest: date
    text: str
    precision: str
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class Milestone:
    """A start or a finish: what was promised, what is promised now, and what happened."""

    kind: Literal["start", "finish"]
    baseline: Interval | None = None
    current: Interval | None = None
    actual: Interval | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One of several dates that a row names for itself: "3月底前完成2家；6月底前完成5家".

    ``content`` is what the words beside the date say ("2家").
    """

    kind: Literal["start", "finish"]
    interval: Interval
    content: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One row of the responsibility table.

    ``stage`` and ``condition`` are what the row itself reports, from its stage column or from the
    words of its progress text; ``is_done`` is a bare "已完成" or "100%", whose stage is what the
    layer says a finish means. ``steps`` are the dates of a cell that names several; ``start`` and
    ``finish`` are the first start and the last finish among them.
    """

    task_id: str
    name: str
    row: int
    content: str = ""
    layer: str = ""
    park: str = ""
    quantity: float | None = None
    unit: str = ""
    start: Milestone = Milestone("start")
    finish: Milestone = Milestone("finish")
    stage: Stage | None = None
    condition: Condition | None = None
    progress: str = ""
    is_done: bool = False
    after: tuple[str, ...] = ()
    delay_reason: str = ""
    evidence: str = ""
    support: tuple[str, ...] = ()
    leader: str = ""
    department: str = ""
    person: str = ""
    facilities: tuple[str, ...] = ()
    note: str = ""
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Register:
    """The responsibility table: tasks in the order of the file, ids unique."""

    tasks: tuple[Task, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class State:
    """A task on one day. ``days_late`` counts from the latest day of the missed interval."""

    stage: Stage
    condition: Condition
    lateness: Lateness
    days_late: int = 0


class TaskOnDate(NamedTuple):
    """A task, how it stands, and where it is on the map.

    ``layer`` is the key of the layer that it builds (None: no such layer in the workspace),
    ``park_ids`` the parks that it names and ``park_id`` the one if it is one (none: the whole
    zone, or not found), ``facilities`` the ids of facilities in ``layer`` that belong to it, and
    ``match`` how they were found or why there are none; ``course`` is its course among those
    of ``Scene.courses``. A tuple, for a register has a hundred thousand and a tuple is made in a
    third of the time.
    """

    task: Task
    state: State
    layer: str | None
    park_id: str | None
    facilities: tuple[str, ...]
    course: int
    park_ids: tuple[str, ...] = ()
    match: Match = Match.NO_LAYER


def late_first(tasks: Iterable[TaskOnDate]) -> tuple[TaskOnDate, ...]:
    """Return the late ones of ``tasks``, the longest first, else in the order given."""
    late = [told for told in tasks if told.state.days_late > 0]
    return tuple(sorted(late, key=lambda told: -told.state.days_late))


class Promise(NamedTuple):
    """A number that the register promises, and the facilities on the map that belong to it.

    Of one task, or summed over several of the same layer and parks. ``unit`` is as the register
    writes it. Where ``comparison`` is another than compared, the numbers of facilities are not in
    the unit of ``quantity``. ``started`` counts facilities under construction or further,
    ``in_service`` those that serve. A tuple, as TaskOnDate is.
    """

    tasks: tuple[str, ...]
    layer: str | None
    park_ids: tuple[str, ...]
    quantity: float
    unit: str
    comparison: Comparison
    mapped: int
    started: int
    in_service: int
