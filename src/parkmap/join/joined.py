"""Everything matched with everything, in the order of the rules of this package."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parkmap.join.naming import take_names
from parkmap.join.owners import Owners, take_listed, take_properties, tell_useless_ids
from parkmap.join.parks import locate, parks_of_tasks
from parkmap.join.tally import References, judge, row_problem, some
from parkmap.join.unfound import tell_unfound
from parkmap.model import Match
from parkmap.names import spelling_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import pandas as pd

    from parkmap.model import Layer, LayerSpec, Problem, Register, Zone


@dataclass(frozen=True, slots=True, eq=False)
class Joined:
    """What belongs to what.

    Attributes
    ----------
    parks
        Layer key -> Series of park ids (or None) on the index of the layer's frame.
    tasks
        Layer key -> Series of task ids (or None) on the index of the layer's frame.
    matches
        Layer key -> Series of how each facility got its task (``Match``: property, listed, name;
        or None) on the index of the layer's frame.
    task_layers
        Task id -> layer key, or None.
    task_parks
        Task id -> ids of the parks that its row names; none for the whole zone.
    task_matches
        Task id -> how it got its facilities, or why it has none.
    untasked
        Layer key -> ids of facilities without a task, for each layer that the register has tasks
        for.
    problems
        What did not match: errors where it is too much, warnings and notes.
    """

    parks: Mapping[str, pd.Series[str]]
    tasks: Mapping[str, pd.Series[str]]
    matches: Mapping[str, pd.Series[str]]
    task_layers: Mapping[str, str | None]
    task_parks: Mapping[str, tuple[str, ...]]
    task_matches: Mapping[str, Match]
    untasked: Mapping[str, tuple[str, ...]]
    problems: tuple[Problem, ...]


def join(
    layers: Sequence[Layer],
    register: Register | None,
    parks: Layer,
    zone: Zone,
    *,
    grounds: Sequence[LayerSpec] = (),
    unread: Sequence[LayerSpec] = (),
) -> Joined:
    """Match facilities with parks and tasks, and tasks with layers and parks.

    Parameters
    ----------
    layers
        Every layer of facilities of the workspace, shown or not: which facility an id names, and
        which task a facility has, must not depend on what is looked at.
    register
        The responsibility table, if there is one.
    parks
        The parks, in the order that decides about borders.
    zone
        The zone, whose name means all parks.
    grounds, unread
        The other layers of the workspace: the ground, and those that could not be read. A row may
        name them; that nothing is found there is no fault of the row's.

    Returns
    -------
    Joined
        Nothing is dropped: what finds no match stays, with None, and is told.
    """
    problems: list[Problem] = []
    park_ids = {layer.spec.key: locate(layer, parks) for layer in layers}
    owners = Owners(layers)
    if register is None:
        tell_useless_ids(layers, problems)
        return Joined(park_ids, *owners.series(), {}, {}, {}, {}, tuple(problems))
    specs = [*(layer.spec for layer in layers), *grounds, *unread]
    named = _named_layers(register, specs, problems)
    take_properties(owners, register, problems)
    ambiguous = take_listed(owners, register, named, problems, is_whole=not unread)
    task_parks = parks_of_tasks(register, parks, zone, problems)
    ambiguous |= take_names(
        owners, register, named, problems, parks=park_ids, task_parks=task_parks
    )
    task_layers = _layers_of(register, named, owners, problems)
    task_matches = _matches_of(register, named, owners, ambiguous)
    problems += tell_unfound(
        register, task_matches, named, set(owners.layers), {spec.key for spec in unread}
    )
    return Joined(
        park_ids,
        *owners.series(),
        task_layers,
        task_parks,
        task_matches,
        _untasked(owners, set(task_layers.values())),
        tuple(problems),
    )


def _named_layers(
    register: Register, specs: Sequence[LayerSpec], problems: list[Problem]
) -> dict[str, str | None]:
    """Return task id -> the layer that its row names, by key or title, or None."""
    by_name: dict[str, str] = {}
    for spec in specs:
        for name in (spec.key, spec.title.zh, spec.title.en):
            by_name.setdefault(spelling_of(name), spec.key)
    texts = dict.fromkeys(task.layer for task in register.tasks if task.layer)
    keys = {text: by_name.get(spelling_of(text)) for text in texts}
    given = [task.layer for task in register.tasks if task.layer]
    missed = [text for text in given if keys[text] is None]
    file = register.source.file
    told = judge(References("join.unmatched_layers", file, len(given), missed))
    problems += [told] if told else []
    return {task.task_id: keys.get(task.layer) for task in register.tasks}


def _layers_of(
    register: Register,
    named: Mapping[str, str | None],
    owners: Owners,
    problems: list[Problem],
) -> dict[str, str | None]:
    has = owners.layers_of_tasks()
    found: dict[str, str | None] = {}
    for task in register.tasks:
        in_layers = has.get(task.task_id, [])
        only = in_layers[0] if len(in_layers) == 1 else None
        told = named[task.task_id] if named[task.task_id] in owners.layers else None
        found[task.task_id] = told or only
        others = sorted(key for key in in_layers if key != told) if told and in_layers else []
        if others:
            values = {"task": task.task_id, "layer": told, "others": some(others)}
            problems.append(row_problem(register, task.row, "join.other_layer", **values))
    return found


def _matches_of(
    register: Register,
    named: Mapping[str, str | None],
    owners: Owners,
    ambiguous: Collection[str],
) -> dict[str, Match]:
    found: dict[str, Match] = {}
    for task in register.tasks:
        task_id = task.task_id
        if task_id in owners.found:
            match = owners.found[task_id]
        elif task_id in ambiguous:
            match = Match.AMBIGUOUS
        elif named[task_id] or (task.facilities and not task.layer):
            match = Match.UNLOCATED
        else:
            match = Match.UNKNOWN_LAYER if task.layer else Match.NO_LAYER
        found[task_id] = match
    return found


def _untasked(owners: Owners, promised: Collection[str | None]) -> dict[str, tuple[str, ...]]:
    return {
        key: tuple(
            str(facility)
            for facility, task_id in zip(layer.frame.index, owners.tasks[key], strict=True)
            if task_id is None
        )
        for key, layer in owners.layers.items()
        if key in promised
    }
