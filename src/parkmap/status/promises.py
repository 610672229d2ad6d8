"""What was promised, against what is on the map, has begun, and serves."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from parkmap import model
from parkmap.model import Promised, Stage
from parkmap.names import parts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from parkmap.model import Interval, MappedLayer, Task, TaskOnDate

    Counts = Mapping[tuple[str, str], tuple[int, int, int]]
    """(layer key, task id) -> facilities mapped, started, in service."""
    Key = tuple[str | None, str, str | None, str, date | None]
    """Layer, unit, kind of milestone, words of the deadline, its last day."""

_STARTED: Final = [Stage.UNDER_CONSTRUCTION, Stage.BUILT, Stage.TRIAL, Stage.IN_SERVICE]


def promises_of(tasks: Iterable[TaskOnDate], layers: Sequence[MappedLayer]) -> tuple[Promised, ...]:
    """Return what ``tasks`` promise, one row for each layer, unit and deadline.

    By layer in the order given, then by deadline; what has no layer, or no deadline, stands last.
    """
    order = {mapped.layer.spec.key: place for place, mapped in enumerate(layers)}
    return sum_up(tasks, facilities_of_tasks(layers), order=order)


def sum_up(
    tasks: Iterable[TaskOnDate], counts: Counts, *, order: Mapping[str, int]
) -> tuple[Promised, ...]:
    """Return promises with the numbers of facilities that ``counts`` has for each task."""
    members: dict[Key, list[TaskOnDate]] = {}
    for told in tasks:
        kind, interval = _promised_date(told.task)
        text, due = (interval.text, interval.latest) if interval else ("", None)
        members.setdefault((told.layer, told.task.unit, kind, text, due), []).append(told)

    def place(key: Key) -> tuple[int, date]:
        return order.get(key[0] or "", len(order)), key[4] or date.max

    return tuple(_promise(key, members[key], counts) for key in sorted(members, key=place))


def facilities_of_tasks(layers: Iterable[MappedLayer]) -> Counts:
    """Return how many facilities of each layer and task are mapped, started and in service."""
    counts: dict[tuple[str, str], tuple[int, int, int]] = {}
    for mapped in layers:
        states = mapped.states[mapped.states[model.TASK].notna()]
        stage = states[model.STAGE]
        told = states.assign(
            mapped=1,
            started=stage.isin(_STARTED).astype(int),
            serving=(stage == Stage.IN_SERVICE).astype(int),
        )
        sums = told.groupby(model.TASK, sort=False)[["mapped", "started", "serving"]].sum()
        for task_id, *numbers in sums.itertuples(name=None):
            one, two, three = numbers
            counts[mapped.layer.spec.key, str(task_id)] = (int(one), int(two), int(three))
    return counts


def _promised_date(task: Task) -> tuple[str | None, Interval | None]:
    for milestone in (task.finish, task.start):
        interval = milestone.current or milestone.baseline
        if interval is not None:
            return milestone.kind, interval
    return None, None


def _promise(key: Key, tasks: Sequence[TaskOnDate], counts: Counts) -> Promised:
    layer, unit, kind, deadline, due = key
    numbers = [told.task.quantity for told in tasks if told.task.quantity is not None]
    found = [counts.get((layer or "", told.task.task_id), (0, 0, 0)) for told in tasks]
    sums = [sum(column) for column in zip(*found, strict=True)] if layer else [None] * 3
    return Promised(
        layer=layer,
        unit=unit,
        kind=kind,
        deadline=deadline,
        due=due,
        parks=tuple(dict.fromkeys(told.task.park for told in tasks if told.task.park)),
        departments=tuple(
            dict.fromkeys(name for told in tasks for name in parts_of(told.task.department))
        ),
        tasks=len(tasks),
        quantity=sum(numbers) if numbers else None,
        mapped=sums[0],
        started=sums[1],
        in_service=sums[2],
    )
