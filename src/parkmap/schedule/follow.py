"""Which task comes after which, as the register's column says."""

from __future__ import annotations

from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

import numpy as np

from parkmap.names import NameIndex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from parkmap.model import Task


@dataclass(frozen=True, slots=True, eq=False)
class Following:
    """Pairs of tasks, and what is wrong with them.

    Attributes
    ----------
    after
        int64 (m, 2): places of a task and of another that follows it.
    unknown
        Place of a task, and a name under ``after`` that no task has.
    circles
        Places of tasks each of which waits for the next, and the last for the first.
    """

    after: NDArray[np.int64]
    unknown: tuple[tuple[int, str], ...]
    circles: tuple[tuple[int, ...], ...]


def following(tasks: Sequence[Task]) -> Following:
    """Find the tasks that ``after`` names, by id as ``names.NameIndex`` compares them."""
    pairs: list[tuple[int, int]] = []
    unknown: list[tuple[int, str]] = []
    places = {task.task_id: place for place, task in enumerate(tasks)}
    index: NameIndex | None = None
    for place, task in enumerate(tasks):
        for name in task.after:
            found = name if name in places else None
            if found is None:
                # Made when it is needed: most registers spell their own ids as they are.
                index = index or NameIndex(places)
                found = index.find(name)
            if found is None:
                unknown.append((place, name))
            else:
                pairs.append((places[found], place))
    after = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return Following(after, tuple(unknown), tuple(_circles(pairs)))


def _circles(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, ...]]:
    """Return circles until none is left: each that is found is opened where it closes."""
    before: dict[int, set[int]] = {}
    for one, follower in pairs:
        before.setdefault(follower, set()).add(one)
    circles: list[tuple[int, ...]] = []
    while True:
        try:
            TopologicalSorter(before).prepare()
        except CycleError as error:
            # The sorter names its first node again at the end, each before what follows it.
            circle: list[int] = error.args[1]
            circles.append(tuple(circle[:-1]))
            before[circle[1]].discard(circle[0])
        else:
            return circles
