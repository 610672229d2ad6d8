"""Columns that may not be shown are taken out of a Scene, before anything renders it."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from parkmap import model
from parkmap.model import Layer, Problem, Promise, Scene, Task

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

_STRUCTURE = frozenset({"task_id", "row", "layer", "start", "finish", "stage", "condition"})
"""Fields of a task that the page cannot do without."""
_QUOTES = ("text", "park", "value")
"""Values of a problem that are words of a file."""


def withhold(scene: Scene, omit: Collection[str], *, meaning_of: Callable[[str], str]) -> Scene:
    """Return ``scene`` without the columns of ``omit``.

    Parameters
    ----------
    scene
        What would be shown.
    omit
        Canonical names ("person") or headers ("责任人").
    meaning_of
        Gives the canonical name of a header, or the header itself where it has none. A column is
        withheld if it, or what it means, is in ``omit``.
    """
    if not omit:
        return scene
    hidden = _hidden(omit, meaning_of)
    return replace(
        scene,
        parks=_layer(scene.parks, hidden, meaning_of),
        demand=_layer(scene.demand, hidden, meaning_of) if scene.demand else None,
        layers=tuple(
            replace(mapped, layer=_layer(mapped.layer, hidden, meaning_of))
            for mapped in scene.layers
        ),
        tasks=tuple(told._replace(task=_task(told.task, hidden)) for told in scene.tasks),
        problems=tuple(_problem(problem) for problem in scene.problems),
        promises=_promises(scene.promises, hidden),
        promise_sums=_promises(scene.promise_sums, hidden),
    )


def withhold_tasks(
    tasks: Iterable[Task], omit: Collection[str], *, meaning_of: Callable[[str], str]
) -> tuple[Task, ...]:
    """Return ``tasks`` without the columns of ``omit``; see ``withhold``."""
    if not omit:
        return tuple(tasks)
    hidden = _hidden(omit, meaning_of)
    return tuple(_task(task, hidden) for task in tasks)


def unheeded(
    layers: Iterable[Layer], omit: Collection[str], *, meaning_of: Callable[[str], str]
) -> dict[str, str]:
    """Return the names of ``omit`` that would withhold nothing, each with the code of the reason.

    ``omit.unknown``: no column of anything, misspelt perhaps, so that it would still be shown;
    ``omit.needed``: a column that the map cannot do without.
    """
    known = {field.name for field in fields(Task)}
    known |= {str(column) for layer in layers for column in layer.properties.columns}
    told: dict[str, str] = {}
    for name in omit:
        if meaning_of(name) in _STRUCTURE:
            told[name] = "omit.needed"
        elif name not in known and meaning_of(name) not in known:
            told[name] = "omit.unknown"
    return told


def _hidden(omit: Collection[str], meaning_of: Callable[[str], str]) -> frozenset[str]:
    return frozenset({*omit, *(meaning_of(name) for name in omit)})


def _layer(layer: Layer, hidden: frozenset[str], meaning_of: Callable[[str], str]) -> Layer:
    properties, spec = layer.properties, layer.spec
    gone = [name for name in properties.columns if {str(name), meaning_of(str(name))} & hidden]
    named = {
        model.NAME: spec.name_column,
        model.NAME_ZH: spec.name_zh_column,
        model.NAME_EN: spec.name_en_column,
    }
    names = [name for name, column in named.items() if {name, column} & hidden]
    blank = pd.Series([None] * len(properties), index=properties.index, dtype=object)
    frame = layer.frame.assign(**dict.fromkeys(names, blank)) if names else layer.frame
    return replace(layer, frame=frame, properties=properties.drop(columns=gone))


def _problem(problem: Problem) -> Problem:
    """Return a problem without what it quotes of a file: the quote may be of a withheld column."""
    quoted = {name: "…" for name in _QUOTES if name in problem.values}
    return replace(problem, values={**problem.values, **quoted}) if quoted else problem


def _promises(promises: tuple[Promise, ...], hidden: frozenset[str]) -> tuple[Promise, ...]:
    if "quantity" in hidden:
        return ()
    return tuple(one._replace(unit="") for one in promises) if "unit" in hidden else promises


def _task(task: Task, hidden: frozenset[str]) -> Task:
    blank: dict[str, Any] = {
        field.name: field.default
        for field in fields(Task)
        if field.name in hidden and field.name not in _STRUCTURE
    }
    if "name" in blank:
        blank["name"] = task.task_id
    return replace(task, **blank)
