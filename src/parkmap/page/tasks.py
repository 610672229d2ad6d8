"""Tasks as compact columns: courses, places and dates as numbers, words in chunks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from parkmap.model import Comparison
from parkmap.names import parts_of
from parkmap.page.pack import Column, Field, as_plain, pack_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from parkmap.model import Interval, Scene, Task, TaskOnDate
    from parkmap.page.shapes import Shapes

_MILESTONES: Final = ("start", "finish")
_VERSIONS: Final = ("baseline", "current", "actual")

_WORDS: Final[dict[str, Callable[[Task], object]]] = {
    "id": lambda task: task.task_id,
    "name": lambda task: task.name,
    "content": lambda task: task.content,
    "layerText": lambda task: task.layer,
    "parkText": lambda task: task.park,
    "quantity": lambda task: as_plain(task.quantity),
    "unit": lambda task: task.unit,
    "progress": lambda task: task.progress,
    "leader": lambda task: task.leader,
    "department": lambda task: task.department,
    "person": lambda task: task.person,
    "delay_reason": lambda task: task.delay_reason,
    "evidence": lambda task: task.evidence,
    "support": lambda task: as_plain(task.support) if task.support else None,
    "after": lambda task: as_plain(task.after) if task.after else None,
    "note": lambda task: task.note,
}
"""What the page calls each text of a task, in the order of its columns; the id stands first."""


def tasks_data(scene: Scene, shapes: Sequence[Shapes]) -> dict[str, Any]:
    """Return the tasks of a scene as JSON-ready columns.

    A task may name several parks, departments and persons. Each set of several is written once;
    the codes of a column count the single values from 1, then the sets, and 0 is none.

    Parameters
    ----------
    scene
        The scene.
    shapes
        Where the rows of each layer are, in the order of ``scene.layers``.
    """
    tasks = scene.tasks
    parks = {str(park): place for place, park in enumerate(scene.parks.frame.index)}
    park_codes, park_sets = _coded(
        [[parks[park] for park in known.park_ids if park in parks] for known in tasks], len(parks)
    )
    departments, department_codes, department_sets = _named(
        known.task.department for known in tasks
    )
    persons, person_codes, person_sets = _named(known.task.person for known in tasks)
    columns = [
        Column("course", _numbers(known.course for known in tasks)),
        Column("park", park_codes),
        Column("department", department_codes),
        Column("person", person_codes),
        *_on_map(scene, shapes),
        Column("promised", _promised(scene)),
        *_days(tasks),
    ]
    fields = [
        *(Field(name, _series(map(word, _bare(tasks)))) for name, word in _WORDS.items()),
        Field("match", _series(str(known.match) for known in tasks)),
        *_date_words(tasks),
    ]
    return {
        "parkSets": park_sets,
        "departments": departments,
        "departmentSets": department_sets,
        "persons": persons,
        "personSets": person_sets,
        "pack": pack_columns(columns, fields, np.arange(len(tasks))),
    }


def _bare(tasks: Sequence[TaskOnDate]) -> Iterable[Task]:
    return (known.task for known in tasks)


def _series(values: Iterable[object]) -> pd.Series:
    return pd.Series(list(values), dtype=object)


def _numbers(values: Iterable[int]) -> NDArray[np.int64]:
    return np.fromiter(values, dtype=np.int64)


def _named(texts: Iterable[str]) -> tuple[list[str], NDArray[np.int64], list[list[int]]]:
    """Return who is named in any of the texts, and the codes of whom each text names."""
    places: dict[str, int] = {}
    known: dict[str, list[int]] = {}
    told = []
    for text in texts:
        if text not in known:
            known[text] = [places.setdefault(name, len(places)) for name in parts_of(text)]
        told.append(known[text])
    return list(places), *_coded(told, len(places))


def _coded(told: Sequence[Sequence[int]], count: int) -> tuple[NDArray[np.int64], list[list[int]]]:
    """Return a code for each set of places below ``count``, and the sets of several."""
    sets: dict[tuple[int, ...], int] = {}
    codes = [
        places[0] + 1
        if len(places) == 1
        else count + 1 + sets.setdefault(tuple(places), len(sets))
        if places
        else 0
        for places in told
    ]
    return _numbers(codes), [list(places) for places in sets]


def _on_map(scene: Scene, shapes: Sequence[Shapes]) -> list[Column]:
    """Return the layer of each task, and the stored rows of its facilities."""
    layers = {mapped.layer.spec.key: place for place, mapped in enumerate(scene.layers)}
    layer_of = [-1 if known.layer is None else layers.get(known.layer, -1) for known in scene.tasks]
    ids: list[list[str]] = [[] for _ in scene.layers]
    owners: list[list[int]] = [[] for _ in scene.layers]
    for at, (known, layer) in enumerate(zip(scene.tasks, layer_of, strict=True)):
        if layer >= 0:
            ids[layer] += known.facilities
            owners[layer] += [at] * len(known.facilities)
    found = [np.zeros((2, 0), dtype=np.int64)]
    for mapped, where, wanted, owner in zip(scene.layers, shapes, ids, owners, strict=True):
        stored = pd.Index(mapped.layer.frame.index[where.order])
        rows = stored.get_indexer(pd.Index(wanted, dtype=object)) if wanted else []
        found.append(np.stack([_numbers(owner), np.asarray(rows, dtype=np.int64)]))
    owned, rows = np.concatenate(found, axis=1)
    is_there = rows >= 0
    owned, rows = owned[is_there], rows[is_there]
    return [
        Column("layer", _numbers(layer_of) + 1),
        Column("rowCount", np.bincount(owned, minlength=len(scene.tasks)).astype(np.int64)),
        Column("row", rows[np.lexsort((rows, owned))], is_delta=True),
    ]


def _promised(scene: Scene) -> NDArray[np.int64]:
    """Return how many facilities each task promises; 0 where its number counts none."""
    numbers = {
        task: round(promise.quantity)
        for promise in scene.promises
        if promise.comparison is Comparison.COMPARED
        for task in promise.tasks
    }
    return _numbers(numbers.get(task.task_id, 0) for task in _bare(scene.tasks))


def _days(tasks: Sequence[TaskOnDate]) -> list[Column]:
    """Return the ends of every interval as ``date.toordinal`` counts, 0 for none."""
    columns = []
    ambiguous = np.zeros(len(tasks), dtype=np.int64)
    for bit, (name, intervals) in enumerate(_intervals(tasks)):
        columns += [
            Column(
                f"{name}From", _numbers(one.earliest.toordinal() if one else 0 for one in intervals)
            ),
            Column(
                f"{name}To", _numbers(one.latest.toordinal() if one else 0 for one in intervals)
            ),
        ]
        ambiguous |= _numbers(int(one is not None and one.ambiguous) << bit for one in intervals)
    return [*columns, Column("ambiguous", ambiguous)]


def _date_words(tasks: Sequence[TaskOnDate]) -> list[Field]:
    return [
        Field(name, _series(one.text if one else None for one in intervals))
        for name, intervals in _intervals(tasks)
    ]


def _intervals(tasks: Sequence[TaskOnDate]) -> list[tuple[str, list[Interval | None]]]:
    """Return name -> the interval of each task: startBaseline, startCurrent, ... finishActual."""
    return [
        (
            f"{milestone}{version.capitalize()}",
            [getattr(getattr(task, milestone), version) for task in _bare(tasks)],
        )
        for milestone in _MILESTONES
        for version in _VERSIONS
    ]
