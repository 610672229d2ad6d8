"""Columns that may not be shown are taken out of a Scene, before anything renders it."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from parkmap import model
from parkmap.model import Layer, Scene, Task

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

_STRUCTURE = frozenset({"task_id", "row", "layer", "start", "finish", "stage", "condition"})
"""Fields of a task that the page cannot do without."""


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
    hidden = {*omit, *(meaning_of(name) for name in omit)}
    return replace(
        scene,
        parks=_layer(scene.parks, hidden, meaning_of),
        layers=tuple(
            replace(mapped, layer=_layer(mapped.layer, hidden, meaning_of))
            for mapped in scene.layers
        ),
        tasks=tuple(replace(told, task=_task(told.task, hidden)) for told in scene.tasks),
    )


def unknown_columns(
    scene: Scene, omit: Collection[str], *, meaning_of: Callable[[str], str]
) -> tuple[str, ...]:
    """Return the names of ``omit`` that are no column of anything: misspelt, so still shown."""
    layers = [scene.parks, *(mapped.layer for mapped in scene.layers)]
    known = {field.name for field in fields(Task)}
    known |= {str(column) for layer in layers for column in layer.properties.columns}
    return tuple(name for name in omit if name not in known and meaning_of(name) not in known)


def _layer(layer: Layer, hidden: Collection[str], meaning_of: Callable[[str], str]) -> Layer:
    properties = layer.properties
    gone = [name for name in properties.columns if {str(name), meaning_of(str(name))} & set(hidden)]
    names = [name for name in (model.NAME, model.NAME_ZH, model.NAME_EN) if name in hidden]
    frame = layer.frame.assign(**dict.fromkeys(names)) if names else layer.frame
    return replace(layer, frame=frame, properties=properties.drop(columns=gone))


def _task(task: Task, hidden: Collection[str]) -> Task:
    blank: dict[str, Any] = {
        field.name: field.default
        for field in fields(Task)
        if field.name in hidden and field.name not in _STRUCTURE
    }
    if "name" in blank:
        blank["name"] = task.task_id
    return replace(task, **blank)
