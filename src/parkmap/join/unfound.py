"""What to say of tasks that have nothing on the map.

A few are as it should be, and at the most a note: not every task builds what a map shows. Where it
is more than half of them, register and layers do not speak of each other, and every figure that
needs both is empty: that is a warning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkmap.join.tally import STOP_ABOVE, some
from parkmap.model import Match, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from parkmap.model import Register

_NOWHERE = frozenset({Match.UNLOCATED, Match.NO_LAYER})


def tell_unfound(
    register: Register,
    matches: Mapping[str, Match],
    named: Mapping[str, str | None],
    facilities: Collection[str],
    unread: Collection[str],
) -> list[Problem]:
    """Tell which tasks have nothing on the map, and what was found by its name alone.

    Parameters
    ----------
    register
        The responsibility table.
    matches
        Task id -> how it got its facilities, or why it has none.
    named
        Task id -> key of the layer that its row names, or None.
    facilities
        Keys of the layers of facilities that were read.
    unread
        Keys of the layers that could not be read: where one is, nobody knows what is missing.
    """
    file, tasks = register.source.file, register.tasks
    problems = []
    by_name = [one.task_id for one in tasks if not one.layer and matches[one.task_id] is Match.NAME]
    if by_name:
        values: dict[str, object] = {"count": len(by_name), "tasks": some(by_name)}
        problems.append(Problem(Severity.NOTE, "join.by_name_alone", file, values=values))
    told: set[str] = set()
    asking = [one.task_id for one in tasks if named[one.task_id] in facilities]
    asked = ((tasks, "join.most_without_layer"), (asking, "join.most_unlocated"))
    layerless = [one.task_id for one in tasks if not one.layer and matches[one.task_id] in _NOWHERE]
    unlocated = [task_id for task_id in asking if matches[task_id] is Match.UNLOCATED]
    for (given, code), missed in zip(asked, (layerless, unlocated), strict=True):
        if facilities and not unread and len(missed) > STOP_ABOVE * len(given):
            values = {"missed": len(missed), "given": len(given), "tasks": some(missed)}
            problems.append(Problem(Severity.WARNING, code, file, values=values))
            told.update(missed)
    nowhere = [
        task_id
        for task_id, match in matches.items()
        if match is Match.UNLOCATED and named[task_id] not in unread and task_id not in told
    ]
    if nowhere:
        values = {"count": len(nowhere), "tasks": some(nowhere)}
        problems.append(Problem(Severity.NOTE, "join.unlocated", file, values=values))
    return problems
