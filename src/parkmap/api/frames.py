"""Layers and tasks as frames of pandas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd

from parkmap import model
from parkmap.model import Condition

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parkmap.model import Layer, Milestone, Tally, TaskOnDate

_STATES: Final = (
    model.PARK,
    model.TASK,
    model.STAGE,
    model.CONDITION,
    model.LATENESS,
    model.DAYS_LATE,
)
_OF_TASK: Final = ("name", "content", "quantity", "unit", "leader", "department", "person")


def layer_frame(layer: Layer, states: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return a layer with its names, states and own columns; ``Atlas.layers`` says which."""
    names = layer.frame[[model.NAME, model.NAME_ZH, model.NAME_EN]]
    known = pd.concat([names, states[[name for name in _STATES if name in states]]], axis=1)
    taken = {*known.columns, "id", "geometry"}
    own = layer.properties[[name for name in layer.properties if name not in taken]]
    table = pd.concat([known, own], axis=1).rename_axis("id")
    return gpd.GeoDataFrame(table, geometry=layer.frame.geometry.to_numpy(), crs=layer.frame.crs)


def task_frame(told: Sequence[TaskOnDate]) -> pd.DataFrame:
    """Return tasks, one row each; ``Atlas.tasks`` says what the columns are."""
    index = pd.Index([one.task.task_id for one in told], name="task_id", dtype=object)
    columns = {name: [getattr(one.task, name) for one in told] for name in _OF_TASK}
    frame = pd.DataFrame(columns, index=index)
    frame["layer"] = [one.layer for one in told]
    frame["park"] = [one.park_id for one in told]
    frame["parks"] = [one.park_ids for one in told]
    frame["facilities"] = [one.facilities for one in told]
    frame["match"] = [str(one.match) for one in told]
    frame["start_by"] = _last_days(one.task.start for one in told)
    frame["finish_by"] = _last_days(one.task.finish for one in told)
    for name in (model.STAGE, model.CONDITION, model.LATENESS):
        frame[name] = [_state(one, name) for one in told]
    frame[model.DAYS_LATE] = [one.state.days_late for one in told]
    return frame


def tally_row(name: str, tally: Tally) -> dict[str, object]:
    """Return what is counted of tasks as columns."""
    return {
        "name": name,
        "tasks": tally.tasks,
        **{f"stage_{stage}": count for stage, count in tally.stages.items()},
        **{f"lateness_{lateness}": count for lateness, count in tally.lateness.items()},
        "suspended": tally.conditions[Condition.SUSPENDED],
        "cancelled": tally.conditions[Condition.CANCELLED],
        "most_days_late": tally.most_days,
    }


def _last_days(milestones: Iterable[Milestone]) -> pd.DatetimeIndex:
    promised = [one.current or one.baseline for one in milestones]
    return pd.DatetimeIndex([one.latest if one else pd.NaT for one in promised])


def _state(told: TaskOnDate, name: str) -> str:
    return str(getattr(told.state, name))
