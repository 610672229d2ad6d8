"""What was promised, against what is on the map, has begun, and serves."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING

from parkmap.model import Comparison, Promised
from parkmap.names import parts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from parkmap.model import Interval, Promise, Task

    Key = tuple[str | None, str, Comparison, str | None, str, date | None]
    """Layer, unit, comparison, kind of milestone, words of the deadline, its last day."""


def sum_up(
    promises: Iterable[Promise], tasks: Mapping[str, Task], *, layers: Sequence[str]
) -> tuple[Promised, ...]:
    """Return promises of single tasks as one row for each layer, unit and deadline.

    By layer in the order of ``layers``, then by deadline; what has no layer, or no deadline, stands
    last.
    """
    members: dict[Key, list[tuple[Promise, Task]]] = defaultdict(list)
    for promise in promises:
        task = tasks[promise.tasks[0]]
        kind, interval = _promised_date(task)
        text, due = (interval.text, interval.latest) if interval else ("", None)
        key = (promise.layer, promise.unit, promise.comparison, kind, text, due)
        members[key].append((promise, task))
    order = {key: place for place, key in enumerate(layers)}

    def place(key: Key) -> tuple[int, date]:
        return order.get(key[0] or "", len(order)), key[-1] or date.max

    return tuple(_promised(key, members[key]) for key in sorted(members, key=place))


def _promised_date(task: Task) -> tuple[str | None, Interval | None]:
    finish, start = task.finish, task.start
    due = finish.current or finish.baseline
    if due is not None:
        return finish.kind, due
    begin = start.current or start.baseline
    return (None, None) if begin is None else (start.kind, begin)


def _promised(key: Key, members: Sequence[tuple[Promise, Task]]) -> Promised:
    layer, unit, comparison, kind, deadline, due = key
    promises, those = zip(*members, strict=True)
    cells = dict.fromkeys([task.department for task in those])
    is_compared = comparison is Comparison.COMPARED
    return Promised(
        layer=layer,
        unit=unit,
        comparison=comparison,
        kind=kind,
        deadline=deadline,
        due=due,
        parks=tuple(filter(None, dict.fromkeys([task.park for task in those]))),
        departments=tuple(dict.fromkeys(chain.from_iterable(map(parts_of, cells)))),
        tasks=len(those),
        quantity=sum([promise.quantity for promise in promises]),
        mapped=sum([promise.mapped for promise in promises]) if is_compared else None,
        started=sum([promise.started for promise in promises]) if is_compared else None,
        in_service=sum([promise.in_service for promise in promises]) if is_compared else None,
    )
