"""By what tasks are counted: which groups a task is in, and in which order they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from parkmap import model
from parkmap.model import Grouping, Text
from parkmap.names import key_of, parts_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from parkmap.model import Scene, TaskOnDate

_COLUMNS: Final = {
    Grouping.DEPARTMENT: "department",
    Grouping.LEADER: "leader",
    Grouping.PERSON: "person",
}


def members_of(scene: Scene, by: Grouping) -> dict[str, list[TaskOnDate]]:
    """Return group key -> its tasks, in the order of the groups; an empty key names none."""
    members: dict[str, list[TaskOnDate]] = {}
    keys_of = _keys_of(by)
    for told in scene.tasks:
        for key in keys_of(told):
            members.setdefault(key, []).append(told)
    order = list(members)
    if by is Grouping.PARK:
        order = [str(park) for park in scene.parks.frame.index]
    elif by is Grouping.LAYER:
        order = [one.layer.spec.key for one in scene.layers]
    elif by is Grouping.MONTH:
        order.sort()
    last = [""] if "" in members else []
    return {key: members[key] for key in (*filter(None, order), *last) if key in members}


def names_of(scene: Scene, by: Grouping) -> dict[str, Text]:
    """Return group key -> its name in both languages, where the workspace has names."""
    if by is Grouping.LAYER:
        return {one.layer.spec.key: one.layer.spec.title for one in scene.layers}
    if by is not Grouping.PARK:
        return {}
    names = scene.parks.frame[[model.NAME, model.NAME_ZH, model.NAME_EN]]
    return {
        str(key): Text(zh or name or str(key), en or name or str(key))
        for key, name, zh, en in names.itertuples(name=None)
    }


def _keys_of(by: Grouping) -> Callable[[TaskOnDate], tuple[str, ...]]:
    """Return what gives a task the keys of its groups."""
    if by is Grouping.PARK:
        return lambda told: told.park_ids or ("",)
    if by is Grouping.LAYER:
        return lambda told: (told.layer or "",)
    if by is Grouping.MONTH:
        return lambda told: (_month(told),)
    return _Names(_COLUMNS[by]).of


def _month(told: TaskOnDate) -> str:
    finish = told.task.finish.current or told.task.finish.baseline
    return finish.latest.isoformat()[:7] if finish else ""


class _Names:
    """The names in a column of the register, each under its first spelling.

    The same cell stands in thousands of rows, so each is taken apart once.
    """

    def __init__(self, column: str) -> None:
        self._column = column
        self._spellings: dict[str, str] = {}
        self._by_text: dict[str, tuple[str, ...]] = {}

    def of(self, told: TaskOnDate) -> tuple[str, ...]:
        """Return the names that a task's cell holds; an empty one if it holds none."""
        text: str = getattr(told.task, self._column)
        if text not in self._by_text:
            names = [self._spellings.setdefault(key_of(name), name) for name in parts_of(text)]
            self._by_text[text] = tuple(dict.fromkeys(names)) or ("",)
        return self._by_text[text]
