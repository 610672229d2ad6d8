"""How a task stands on a day: its stage, its condition, and its lateness.

The three are never mixed. Rules, in the order in which they are asked; ``as_of`` is the day:

Stage
    1. An actual finish on or before ``as_of``: what a finish means for the layer.
    2. An actual finish or start after ``as_of``: the row tells of a later time than is asked
       about. With the start on or before ``as_of`` the task is under construction, else proposed.
    3. Done without a date ("已完成"): what a finish means.
    4. A reported stage (stage column, else the words of the progress text).
    5. An actual start on or before ``as_of``: under construction.
    6. Unknown. Silence is not "not started", and never "built".

Lateness, against the current (else baseline) dates, whose latest day counts
    1. Cancelled, or nothing is known of either the stage or the dates: unknown.
    2. Finished: early before the earliest day of the interval, overdue by the days after its
       latest day, else on time. Finished on an unknown day: on time until the latest day, since it
       was finished before; unknown after it.
    3. Past the latest day of the finish: overdue, if it is known not to be finished.
    4. Not begun, and past the latest day of the start: late start.
    5. A revised date later than the promised one: extended.
    6. Fewer than ``DUE_SOON_DAYS`` days before the latest day of the finish: due soon.
    7. On time.
    With an unknown stage, a deadline that has passed makes the lateness unknown: nobody is called
    late on silence.

Facility
    1. Its own stage or dates, if it has any, against the dates of its task.
    2. Else the state of its task.
    3. Else the stage that parkmap.toml gives the whole layer.
    4. Else, in a layer for which nothing tells a status (no task, no stage, no row of the
       register), existing ground truth: in service.
    5. Else unknown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from parkmap import model
from parkmap.model import (
    Condition,
    Interval,
    Lateness,
    Layer,
    Milestone,
    Problem,
    Severity,
    Stage,
    State,
    Task,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

DUE_SOON_DAYS: Final = 30

_FINISHED: Final = frozenset({Stage.BUILT, Stage.TRIAL, Stage.IN_SERVICE, Stage.RETIRED})
_NOT_BEGUN: Final = frozenset(
    {Stage.PROPOSED, Stage.SITING, Stage.INITIATED, Stage.PERMITTING, Stage.PROCUREMENT}
)


def state_of(task: Task, *, as_of: date, finish_means: Stage) -> State:
    """Return how ``task`` stands on the day ``as_of``.

    Parameters
    ----------
    task
        A task, or a facility's own facts over those of its task.
    as_of
        The day that is asked about.
    finish_means
        The stage that a finish brings in the task's layer.
    """
    stage = _stage(task, as_of, finish_means)
    condition = task.condition or Condition.ACTIVE
    lateness, days_late = _lateness(task, stage, condition, as_of)
    return State(stage, condition, lateness, days_late)


@dataclass(frozen=True, slots=True, eq=False)
class FacilityStates:
    """The states of a layer's facilities: a frame like ``MappedLayer.states``, without PARK."""

    frame: pd.DataFrame
    existing: bool
    problems: tuple[Problem, ...]


def states_of(
    layer: Layer,
    task_ids: pd.Series[str],
    tasks: Mapping[str, Task],
    *,
    as_of: date,
    is_promised: bool,
) -> FacilityStates:
    """Return how every facility of ``layer`` stands on the day ``as_of``.

    Parameters
    ----------
    layer
        The facilities.
    task_ids
        The task id of each, or None, on the index of the layer's frame.
    tasks
        Task id -> task.
    as_of
        The day that is asked about.
    is_promised
        Whether the register has tasks for this layer.
    """
    spec, frame = layer.spec, layer.frame
    own = [column for column in _OWN if column in frame.columns]
    has_task = task_ids.notna()
    names_tasks = model.TASK in frame.columns and bool(frame[model.TASK].notna().any())
    # A condition alone tells no status: "正常" may stand beside any stage.
    tells = _told(frame, [column for column in own if column != model.CONDITION])
    is_silent = not (is_promised or names_tasks or bool(tells.any()) or bool(has_task.any()))
    existing = is_silent and spec.stage is None
    default = Stage.IN_SERVICE if existing else spec.stage or Stage.UNKNOWN
    untasked = replace(_NO_TASK, stage=default)
    states = [State(default, Condition.ACTIVE, Lateness.UNKNOWN)] * len(frame)
    problems: list[Problem] = []
    told = _told(frame, own)
    for position in (told | has_task).to_numpy().nonzero()[0]:
        task = tasks[task_ids.iloc[position]] if has_task.iloc[position] else untasked
        facts = {name: frame[name].iloc[position] for name in own} if told.iloc[position] else {}
        state = state_of(_with_own(task, facts), as_of=as_of, finish_means=spec.finish_means)
        if facts and task is not untasked:
            problems += _contradiction(layer, int(position), task, state, as_of)
        states[position] = state
    return FacilityStates(_as_frame(states, task_ids), existing, tuple(problems))


def contradictions(task: Task) -> list[str]:
    """Return the codes of what a row of the register says against itself.

    The rules above still decide what counts; these are for the reader of the register.
    """
    start, finish = task.start.actual, task.finish.actual
    told = []
    if start and finish and finish.latest < start.earliest:
        told.append("status.finish_before_start")
    # A site chosen or a permit given may be all that a task was to bring.
    if finish and task.stage in {Stage.PROPOSED, Stage.UNDER_CONSTRUCTION}:
        told.append("status.finished_yet_not")
    if start and task.stage is Stage.PROPOSED:
        told.append("status.started_yet_not")
    return told


def _as_frame(states: list[State], task_ids: pd.Series[str]) -> pd.DataFrame:
    columns = {
        model.TASK: task_ids,
        model.STAGE: [state.stage.value for state in states],
        model.CONDITION: [state.condition.value for state in states],
        model.LATENESS: [state.lateness.value for state in states],
        model.DAYS_LATE: [state.days_late for state in states],
    }
    return pd.DataFrame(columns, index=task_ids.index)


_OWN: Final = (model.STAGE, model.CONDITION, model.ACTUAL_START, model.ACTUAL_FINISH)
_NO_TASK: Final = Task("", "", 0)


def _told(frame: pd.DataFrame, columns: list[str]) -> pd.Series[bool]:
    """Return which rows say anything in ``columns``."""
    if not columns:
        return pd.Series(data=False, index=frame.index)
    return frame[columns].notna().any(axis="columns")


def _with_own(task: Task, facts: Mapping[str, Any]) -> Task:
    """Return ``task`` with a facility's own facts in place of what the task reports.

    One stop of a batch may be in service while the batch is not: once a facility tells a stage or a
    date of its own, nothing that the task reports of itself is mixed in.
    """
    known = {name: value for name, value in facts.items() if value is not None}
    if not known:
        return task
    condition = known.get(model.CONDITION)
    if known.keys() == {model.CONDITION}:
        return replace(task, condition=condition)
    return replace(
        task,
        stage=known.get(model.STAGE),
        condition=condition,
        is_done=False,
        start=_milestone(task.start, known.get(model.ACTUAL_START)),
        finish=_milestone(task.finish, known.get(model.ACTUAL_FINISH)),
    )


def _milestone(promised: Milestone, actual: date | None) -> Milestone:
    day = Interval(actual, actual, actual.isoformat(), "day") if actual else None
    return replace(promised, actual=day)


def _contradiction(
    layer: Layer, position: int, task: Task, state: State, as_of: date
) -> list[Problem]:
    """Tell where a facility and its task cannot both be right."""
    of_task = state_of(task, as_of=as_of, finish_means=layer.spec.finish_means).stage
    is_wrong = (of_task in _FINISHED and state.stage not in _FINISHED) or (
        of_task in _NOT_BEGUN and state.stage in _FINISHED
    )
    if not is_wrong:
        return []
    facility = str(layer.frame.index[position])
    values = {"facility": facility, "task": task.task_id, "own": state.stage, "of_task": of_task}
    place = f"feature:{layer.frame[model.ROW].iloc[position]}"
    return [Problem(Severity.WARNING, "status.contradiction", layer.source.file, place, values)]


def _stage(task: Task, as_of: date, finish_means: Stage) -> Stage:
    start, finish = task.start.actual, task.finish.actual
    if finish and finish.latest <= as_of:
        return _furthest(finish_means, task.stage)
    is_begun = start is not None and start.latest <= as_of
    if finish or (start and not is_begun):
        return Stage.UNDER_CONSTRUCTION if is_begun else Stage.PROPOSED
    if task.is_done:
        return finish_means
    if task.stage is not None:
        return task.stage
    return Stage.UNDER_CONSTRUCTION if is_begun else Stage.UNKNOWN


def _furthest(finish_means: Stage, reported: Stage | None) -> Stage:
    """Return the stage of a finished task: what is reported may be further on, never further back.

    A retired facility was finished once; "built" beside a finish that means service is a report of
    its own and stands as the contradiction that the join tells.
    """
    order = list(Stage)
    if reported in _FINISHED and order.index(reported) > order.index(finish_means):
        return reported
    return finish_means


def _lateness(task: Task, stage: Stage, condition: Condition, as_of: date) -> tuple[Lateness, int]:
    start = task.start.current or task.start.baseline
    finish = task.finish.current or task.finish.baseline
    if condition is Condition.CANCELLED or (start is None and finish is None):
        return Lateness.UNKNOWN, 0
    actual = task.finish.actual
    if stage in _FINISHED or (actual and actual.latest <= as_of):
        return _finished(actual, finish, as_of)
    finish_days, start_days = _days_after(finish, as_of), _days_after(start, as_of)
    if stage is Stage.UNKNOWN:
        is_silent_past_a_date = finish_days > 0 or start_days > 0
        return (Lateness.UNKNOWN if is_silent_past_a_date else Lateness.ON_TIME), 0
    if finish_days > 0:
        return Lateness.OVERDUE, finish_days
    is_begun = task.start.actual is not None and task.start.actual.latest <= as_of
    if stage in _NOT_BEGUN and not is_begun and start_days > 0:
        return Lateness.LATE_START, start_days
    return _in_time(task, finish_days), 0


def _in_time(task: Task, finish_days: int) -> Lateness:
    if _is_extended(task):
        return Lateness.EXTENDED
    return Lateness.DUE_SOON if finish_days > -DUE_SOON_DAYS else Lateness.ON_TIME


def _finished(
    actual: Interval | None, promised: Interval | None, as_of: date
) -> tuple[Lateness, int]:
    if promised is None:
        return Lateness.UNKNOWN, 0
    if actual is None:
        is_before = as_of <= promised.latest
        return (Lateness.ON_TIME if is_before else Lateness.UNKNOWN), 0
    if actual.latest < promised.earliest:
        return Lateness.EARLY, 0
    days = (actual.latest - promised.latest).days
    return (Lateness.OVERDUE, days) if days > 0 else (Lateness.ON_TIME, 0)


def _days_after(interval: Interval | None, as_of: date) -> int:
    """Return the days from the latest day of ``interval`` to ``as_of``; without one, far before."""
    return (as_of - interval.latest).days if interval else -1_000_000


def _is_extended(task: Task) -> bool:
    return any(
        milestone.baseline
        and milestone.current
        and milestone.current.latest > milestone.baseline.latest
        for milestone in (task.start, task.finish)
    )
