"""Two versions of a register and its layers, and what differs between them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parkmap.model.problem import Problem
    from parkmap.model.register import Interval, State, Task
    from parkmap.model.vocabulary import Condition, Stage

    Value = Interval | StrEnum | str | float | None


class Field(StrEnum):
    """What may differ between two versions of one task or facility."""

    TASK_ID = "task_id"
    NAME = "name"
    CONTENT = "content"
    LAYER = "layer"
    PARK = "park"
    QUANTITY = "quantity"
    UNIT = "unit"
    START = "start"
    FINISH = "finish"
    BASELINE_START = "baseline_start"
    BASELINE_FINISH = "baseline_finish"
    ACTUAL_START = "actual_start"
    ACTUAL_FINISH = "actual_finish"
    STAGE = "stage"
    CONDITION = "condition"
    LEADER = "leader"
    DEPARTMENT = "department"
    PERSON = "person"


class Match(StrEnum):
    """What makes two rows the same task."""

    ID = "id"
    NAME = "name"
    """Name and park; the id is another."""


class PlaceKind(StrEnum):
    """What became of a facility."""

    NEW = "new"
    GONE = "gone"
    MOVED = "moved"
    RESHAPED = "reshaped"
    """A line or an area that lies where it lay and is drawn otherwise."""
    STAGE = "stage"
    CONDITION = "condition"


@dataclass(frozen=True, slots=True)
class Version:
    """The tasks of one version, and how each of them stands on the day of the comparison."""

    tasks: tuple[Task, ...]
    states: Mapping[str, State]
    file: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs; of a start or finish also by how many days, where both are dated."""

    field: Field
    old: Value
    new: Value
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Slip:
    """By how many days one milestone of a task moved; None where a date is missing.

    ``days`` counts from the old current date, ``baseline_days`` from the baseline.
    """

    days: int | None
    baseline_days: int | None


@dataclass(frozen=True, slots=True)
class Pair:
    """One task in both versions."""

    old: Task
    new: Task
    match: Match
    changes: tuple[Change, ...]
    start: Slip
    finish: Slip


@dataclass(frozen=True, slots=True)
class PlaceChange:
    """What became of one facility, one line for each thing.

    ``distance_m`` is in metres and only told of what moved; ``old`` and ``new`` are stages or
    conditions.
    """

    layer: str
    facility: str
    name: str
    kind: PlaceKind
    distance_m: float | None = None
    old: Stage | Condition | None = None
    new: Stage | Condition | None = None


@dataclass(frozen=True, slots=True)
class SlipSum:
    """How a milestone moved over several tasks; days later count up, days earlier down."""

    dated: int = 0
    """Tasks with the date in both versions."""
    later: int = 0
    earlier: int = 0
    days: int = 0
    baseline_dated: int = 0
    """Tasks with a date and a baseline."""
    baseline_later: int = 0
    baseline_days: int = 0


@dataclass(frozen=True, slots=True)
class DepartmentSlip:
    """What changed for one department. ``department`` is empty for tasks that name none."""

    department: str
    tasks: int
    new: int
    gone: int
    start: SlipSum
    finish: SlipSum


@dataclass(frozen=True, slots=True)
class Diff:
    """What differs between two versions.

    Attributes
    ----------
    pairs
        Every task that both versions have, changed or not, in the order of the new one.
    new, gone
        Tasks that only the new, only the old version has, each in its order.
    total, departments
        By how much the deadlines moved: each task once; and for each department.
    problems
        Where the matching was in doubt, and how it was decided.
    places
        What became of the facilities.
    """

    pairs: tuple[Pair, ...]
    new: tuple[Task, ...]
    gone: tuple[Task, ...]
    total: DepartmentSlip
    departments: tuple[DepartmentSlip, ...]
    problems: tuple[Problem, ...] = ()
    places: tuple[PlaceChange, ...] = ()

    @property
    def changed(self) -> tuple[Pair, ...]:
        """The tasks of which anything differs."""
        return tuple(pair for pair in self.pairs if pair.changes)

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not (self.new or self.gone or self.places or self.changed)
