"""What tasks promise in number, against the facilities on the map.

A promise is compared where one facility is one unit of it: the quantity is a whole number and its
unit one of ``COUNTING_WORDS`` ("28座"). Hectares, kilometres and sums of money are told as they
stand, and so is a number without a unit. A task that names no layer builds nothing that could be
counted, and one that was cancelled promises nothing any more.

mapped
    The facilities of the task in its layer, whatever their stage.
started
    Those of them that are under construction or further; a retired one was built once.
in service
    Those of them that are in service, and not suspended or cancelled.

Sums are by layer and parks as the rows name them, so that each task counts once: a task of two
parks stands in a line of its own, for nobody knows how its number is divided.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from parkmap import model
from parkmap.join.tally import some
from parkmap.model import Comparison, Condition, Problem, Promise, Severity, Stage
from parkmap.names import key_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from parkmap.model import MappedLayer, Source, TaskOnDate

# Looked up in their classes, members cost more than what is done with them here.
_CANCELLED: Final = Condition.CANCELLED
_COMPARED: Final = Comparison.COMPARED
COUNTING_WORDS: Final = frozenset("座个处所家条套项根台盏栋幢间块宗口段支")
_STARTED: Final = frozenset(
    {Stage.UNDER_CONSTRUCTION, Stage.BUILT, Stage.TRIAL, Stage.IN_SERVICE, Stage.RETIRED}
)


def promises_of(tasks: Sequence[TaskOnDate], layers: Sequence[MappedLayer]) -> tuple[Promise, ...]:
    """Return the promise of each task that has a quantity, in their order.

    Parameters
    ----------
    tasks
        Tasks as they stand on the day.
    layers
        Layers with the states of their facilities on that day. A task of a layer that is not among
        them has no promise here, because nothing is known of its facilities.
    """
    counts: dict[str | None, _Counts] = {
        mapped.layer.spec.key: _Counts.of(mapped) for mapped in layers
    }
    counts[None] = _Counts({}, {}, {})
    units = dict.fromkeys(known.task.unit for known in tasks)
    counting = frozenset(unit for unit in units if key_of(unit) in COUNTING_WORDS)
    return tuple(
        _promise(known, known.task.quantity, counts[known.layer], counting)
        for known in tasks
        if known.task.quantity is not None and known.layer in counts
    )


def sums_of(promises: Sequence[Promise]) -> tuple[Promise, ...]:
    """Return the compared promises summed by layer and parks, in the order of their first task.

    A unit that not all tasks of a sum have is left out of it.
    """
    groups: dict[tuple[str | None, tuple[str, ...]], list[Promise]] = defaultdict(list)
    for one in promises:
        if one.comparison is _COMPARED:
            groups[one.layer, one.park_ids].append(one)
    return tuple(_sum(group) for group in groups.values())


def tell_differences(
    promises: Sequence[Promise], tasks: Sequence[TaskOnDate], source: Source
) -> list[Problem]:
    """Return what differs between the numbers of the register and of the map.

    Fewer facilities than promised is a warning. More is a note, for one road may be drawn in three
    pieces. None at all is not told again: the join lists the task as not on the map. Whether what
    is mapped is in service in time is a matter of lateness, not of numbers.
    """
    differing = [
        one for one in promises if one.comparison is _COMPARED and 0 < one.mapped != one.quantity
    ]
    those = {one.tasks[0] for one in differing}
    rows = {known.task.task_id: known.task.row for known in tasks if known.task.task_id in those}
    told = []
    for one in differing:
        is_fewer = one.mapped < one.quantity
        code = "promise.fewer" if is_fewer else "promise.more"
        severity = Severity.WARNING if is_fewer else Severity.NOTE
        values = {"text": f"{one.quantity:.0f}{one.unit}", "mapped": one.mapped}
        told.append(Problem(severity, code, source.file, f"row:{rows[one.tasks[0]]}", values))
    other = [one.tasks[0] for one in promises if one.comparison is Comparison.UNCOUNTABLE]
    if other:
        values = {"count": len(other), "tasks": some(other)}
        told.append(Problem(Severity.NOTE, "promise.uncountable", source.file, values=values))
    return told


@dataclass(frozen=True, slots=True)
class _Counts:
    """Facilities of one layer by task."""

    mapped: Mapping[str, int]
    started: Mapping[str, int]
    in_service: Mapping[str, int]

    @classmethod
    def of(cls, mapped: MappedLayer) -> _Counts:
        """Count the facilities of a layer."""
        if model.TASK not in mapped.states.columns:
            return cls({}, {}, {})
        states = mapped.states[mapped.states[model.TASK].notna()]
        serves = (states[model.STAGE] == Stage.IN_SERVICE) & (
            states[model.CONDITION] == Condition.ACTIVE
        )
        started = states[model.STAGE].isin(_STARTED)
        ids = states[model.TASK]
        return cls(Counter(ids), Counter(ids[started]), Counter(ids[serves]))


def _promise(
    known: TaskOnDate, quantity: float, facilities: _Counts, counting: Collection[str]
) -> Promise:
    task, layer = known.task, known.layer
    if known.state.condition is _CANCELLED:
        comparison = Comparison.CANCELLED
    elif layer is None:
        comparison = Comparison.NO_LAYER
    elif quantity % 1 == 0 and task.unit in counting:
        comparison = _COMPARED
    else:
        comparison = Comparison.UNCOUNTABLE
    task_id = task.task_id
    return Promise(
        (task_id,),
        layer,
        known.park_ids,
        quantity,
        task.unit,
        comparison,
        facilities.mapped.get(task_id, 0),
        facilities.started.get(task_id, 0),
        facilities.in_service.get(task_id, 0),
    )


def _sum(group: Sequence[Promise]) -> Promise:
    units = {one.unit for one in group}
    return Promise(
        tasks=tuple(task_id for one in group for task_id in one.tasks),
        layer=group[0].layer,
        park_ids=group[0].park_ids,
        quantity=sum([one.quantity for one in group]),
        unit=units.pop() if len(units) == 1 else "",
        comparison=Comparison.COMPARED,
        mapped=sum([one.mapped for one in group]),
        started=sum([one.started for one in group]),
        in_service=sum([one.in_service for one in group]),
    )
