"""How a programme stands on a day: tasks counted, late ones, promises against what serves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from parkmap.model.register import TaskOnDate
    from parkmap.model.scene import Source
    from parkmap.model.vocabulary import Comparison, Condition, Grouping, Lateness, Scenario, Stage
    from parkmap.model.workspace import Text, Zone


@dataclass(frozen=True, slots=True)
class Tally:
    """How many tasks there are of each stage, condition and lateness; zeros included.

    ``most_days`` is how many days the latest of them is late.
    """

    tasks: int
    stages: Mapping[Stage, int]
    conditions: Mapping[Condition, int]
    lateness: Mapping[Lateness, int]
    most_days: int


@dataclass(frozen=True, slots=True)
class Group:
    """The tasks of one park, layer, department, person or month.

    ``key`` is empty for those that name none; ``name`` is then empty, too.
    """

    key: str
    name: Text
    tally: Tally


@dataclass(frozen=True, slots=True)
class Promised:
    """What tasks of one layer and unit promise for one deadline, against what is on the map.

    ``comparison`` is that of all of them (see ``Promise``).

    Attributes
    ----------
    layer
        None where the tasks build nothing that a layer has.
    kind
        Whether the deadline is of the finish, or of the start, where no finish is promised; None
        where there is no deadline at all.
    deadline, due
        The words of the register, and the last day that keeps the promise.
    parks, departments
        As the register writes them, each once.
    quantity
        The sum over the tasks.
    mapped, started, in_service
        Facilities on the map that belong to the tasks, those of them under construction or
        further, and those that serve; None where they cannot be held against the quantity.
    """

    layer: str | None
    unit: str
    comparison: Comparison
    kind: str | None
    deadline: str
    due: date | None
    parks: tuple[str, ...]
    departments: tuple[str, ...]
    tasks: int
    quantity: float
    mapped: int | None
    started: int | None
    in_service: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How many facilities of a layer are in each stage; ``existing`` as in ``MappedLayer``.

    ``untasked`` is the number of those that no task is about.
    """

    layer: str
    stages: Mapping[Stage, int]
    existing: bool
    untasked: int


@dataclass(frozen=True, slots=True)
class Status:
    """A programme on one day, under one assumption.

    Attributes
    ----------
    register
        Where the tasks come from; None without a register.
    layers
        Layer key -> title.
    by, groups
        By what the tasks are counted (None: only in total), and the groups in their order.
    repeated
        How many tasks count in more than one group; ``total`` counts each once.
    tasks
        Every task, in the order of the register.
    late
        Those that are late by a day or more, the longest first.
    off_map
        Those without a facility on the map.
    """

    zone: Zone
    as_of: date
    scenario: Scenario
    register: Source | None
    layers: Mapping[str, Text]
    by: Grouping | None
    total: Tally
    groups: tuple[Group, ...]
    repeated: int
    tasks: tuple[TaskOnDate, ...]
    late: tuple[TaskOnDate, ...]
    off_map: tuple[TaskOnDate, ...]
    promised: tuple[Promised, ...]
    facilities: tuple[Standing, ...]
