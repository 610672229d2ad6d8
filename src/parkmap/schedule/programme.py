"""The whole programme: the courses of all tasks and of all facilities, each once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from parkmap import model
from parkmap.model import Condition, Problem, Scenario, Severity, Stage
from parkmap.schedule.columns import (
    CONDITIONS,
    NEVER,
    STAGES,
    UNTOLD,
    Subjects,
    joined,
    ordinals,
    subjects_of,
)
from parkmap.schedule.follow import following
from parkmap.schedule.rules import contradict, evaluate
from parkmap.schedule.scenarios import assume
from parkmap.schedule.steps import assumed_after, steps_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from parkmap.model import Layer, Steps, Task
    from parkmap.schedule.follow import Following
    from parkmap.schedule.scenarios import Assumed

_OWN: Final = (model.STAGE, model.CONDITION, model.ACTUAL_START, model.ACTUAL_FINISH)


@dataclass(frozen=True, slots=True, eq=False)
class LayerPart:
    """A layer of facilities in the programme.

    Attributes
    ----------
    layer
        The facilities.
    task_ids
        The task id of each, or None, on the index of the layer's frame.
    is_promised
        Whether the register has tasks for this layer.
    """

    layer: Layer
    task_ids: pd.Series[str]
    is_promised: bool


@dataclass(frozen=True, slots=True, eq=False)
class Programme:
    """Who runs which course.

    Attributes
    ----------
    steps
        The courses in each scenario.
    tasks
        int64: the course of each task.
    layers
        int64 by layer key: the course of each facility, in the order of the frame.
    existing
        Layers for which nothing tells a status, so that all facilities are taken for existing.
    following
        Which task comes after which.
    problems
        Where a facility and its task cannot both be right.
    """

    steps: Mapping[Scenario, Steps]
    tasks: NDArray[np.int64]
    layers: Mapping[str, NDArray[np.int64]]
    existing: frozenset[str]
    following: Following
    problems: tuple[Problem, ...]


def programme_of(
    tasks: Sequence[Task],
    finish_means: Sequence[Stage],
    parts: Sequence[LayerPart],
    *,
    as_of: date,
    known_on: date,
    scenarios: Collection[Scenario] = tuple(Scenario),
) -> Programme:
    """Return how everything comes about.

    Parameters
    ----------
    tasks
        The rows of the register.
    finish_means
        What a finish of each brings.
    parts
        The layers of facilities.
    as_of
        The day on which contradictions are looked for.
    known_on
        The last day of which anything is known: up to it all scenarios are ``actual``.
    scenarios
        Those in which steps are wanted.
    """
    base = joined([subjects_of(tasks, finish_means), _untasked()])
    follows = following(tasks)
    known = pd.Index([*(task.task_id for task in tasks), None], dtype=object)
    subjects, followers = [base], [follows.after]
    rows: dict[str, NDArray[np.int64]] = {}
    problems: list[Problem] = []
    existing = set()
    offset = len(base)
    for part in parts:
        one = _part(part, base, known, as_of)
        subjects.append(one.subjects)
        followers.append(_inherit(follows.after, one.tasks, offset))
        rows[part.layer.spec.key] = one.rows + offset
        problems += one.problems
        existing.update([part.layer.spec.key] if one.existing else [])
        offset += len(one.subjects)
    everyone = joined(subjects)
    assumed = assume(everyone, after=np.concatenate(followers), known_on=known_on)
    wanted = {scenario: assumed[scenario] for scenario in scenarios}
    steps, courses = _courses(everyone, wanted, known_on)
    of_layers = {key: courses[at] for key, at in rows.items()}
    of_tasks = courses[: len(tasks)]
    return Programme(steps, of_tasks, of_layers, frozenset(existing), follows, tuple(problems))


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """Subjects of a layer, the place of each one's task (the last: none), and each row's subject.

    All facilities that say nothing of their own share the subject of their task.
    """

    subjects: Subjects
    tasks: NDArray[np.int64]
    rows: NDArray[np.int64]
    existing: bool
    problems: list[Problem]


def _part(part: LayerPart, base: Subjects, known: pd.Index[str], as_of: date) -> _Part:
    layer, frame = part.layer, part.layer.frame
    own = [column for column in _OWN if column in frame.columns]
    has_task = part.task_ids.notna().to_numpy()
    names_tasks = model.TASK in frame.columns and bool(frame[model.TASK].notna().any())
    # A condition alone tells no status: "正常" may stand beside any stage.
    tells = _told(frame, [column for column in own if column != model.CONDITION])
    is_silent = not (part.is_promised or names_tasks or tells.any() or has_task.any())
    existing = is_silent and layer.spec.stage is None
    default = Stage.IN_SERVICE if existing else layer.spec.stage or Stage.UNKNOWN
    none = len(known) - 1
    task = np.full(len(frame), none, dtype=np.int64)
    task[has_task] = known.get_indexer(pd.Index(part.task_ids[has_task].to_numpy(dtype=object)))
    told = _told(frame, own)
    codes, shared = pd.factorize(task[~told])
    of_rows = np.empty(len(frame), dtype=np.int64)
    of_rows[~told] = codes
    of_rows[told] = len(shared) + np.arange(told.sum())
    places = np.concatenate((shared, task[told])).astype(np.int64)
    plain = base.take(places).meaning(layer.spec.finish_means)
    plain.stage[places == none] = STAGES[default]
    subjects = _with_own(plain, frame[told], own, first=len(shared))
    ids = known.to_numpy(dtype=object)[places]
    problems = _contradictions(layer, told, ids, (plain, subjects), as_of)
    return _Part(subjects, places, of_rows, existing, problems)


def _with_own(subjects: Subjects, frame: pd.DataFrame, own: list[str], *, first: int) -> Subjects:
    """Return subjects, from ``first`` on with their own facts in place of what the task reports.

    One stop of a batch may be in service while the batch is not: once a facility tells a stage or a
    date of its own, nothing that the task reports of itself is mixed in.
    """
    if frame.empty:
        return subjects
    columns = {name: frame[name].tolist() if name in own else [None] * len(frame) for name in _OWN}
    stage = _coded(columns[model.STAGE], STAGES)
    condition = _coded(columns[model.CONDITION], CONDITIONS)
    start, finish = (
        ordinals(None if pd.isna(day) else day for day in columns[name])
        for name in (model.ACTUAL_START, model.ACTUAL_FINISH)
    )
    tells = (stage != UNTOLD) | (start < NEVER) | (finish < NEVER)
    active = CONDITIONS[Condition.ACTIVE]
    theirs = subjects.take(np.arange(first, len(subjects)))
    without = np.where(tells, active, theirs.condition)
    mine = replace(
        theirs,
        stage=np.where(tells, stage, theirs.stage),
        condition=np.where(condition != UNTOLD, condition, without),
        is_done=theirs.is_done & ~tells,
        start_actual=np.where(tells, start, theirs.start_actual),
        finish_actual=np.where(tells, finish, theirs.finish_actual),
    )
    return joined([subjects.take(np.arange(first)), mine])


def _contradictions(
    layer: Layer,
    told: NDArray[np.bool_],
    tasks: NDArray[np.object_],
    subjects: tuple[Subjects, Subjects],
    as_of: date,
) -> list[Problem]:
    """Tell where a facility and its task, by the place of a subject, cannot both be right.

    Of ``subjects`` the first says what the task does, the second what the facility says.
    """
    first = len(tasks) - int(told.sum())
    rows = first + np.flatnonzero(pd.notna(tasks[first:]))
    day = np.full(len(rows), as_of.toordinal())
    of_task, own = (evaluate(one.take(rows), day).stage for one in subjects)
    wrong = np.flatnonzero(contradict(of_task, own))
    frame = layer.frame[told].iloc[rows[wrong] - first]
    stages = list(Stage)
    return [
        Problem(
            Severity.WARNING,
            "status.contradiction",
            layer.source.file,
            f"feature:{row}",
            {
                "facility": str(facility),
                "task": tasks[rows[at]],
                "own": stages[own[at]],
                "of_task": stages[of_task[at]],
            },
        )
        for facility, row, at in zip(frame.index, frame[model.ROW], wrong, strict=True)
    ]


def _courses(
    subjects: Subjects, assumed: Mapping[Scenario, Assumed | None], known_on: date
) -> tuple[dict[Scenario, Steps], NDArray[np.int64]]:
    """Return the courses of subjects, those that are alike once, and the course of each subject."""
    days = [column for one in assumed.values() if one for column in (one.start, one.finish)]
    matrix = np.ascontiguousarray(np.stack([*subjects.columns().values(), *days], axis=1))
    alike = matrix.view(np.dtype((np.void, matrix.itemsize * matrix.shape[1]))).ravel()
    _, rows, courses = np.unique(alike, return_index=True, return_inverse=True)
    unique = subjects.take(rows)
    known = steps_of(unique, None)
    steps = {
        scenario: assumed_after(known, steps_of(unique, one.take(rows)), known_on) if one else known
        for scenario, one in assumed.items()
    }
    return steps, courses


def _inherit(after: NDArray[np.int64], tasks: NDArray[np.int64], offset: int) -> NDArray[np.int64]:
    """Return pairs of a task and the place of a facility, from ``offset`` on, that follows it."""
    order = np.argsort(tasks, kind="stable")
    low = np.searchsorted(tasks[order], after[:, 1], side="left")
    high = np.searchsorted(tasks[order], after[:, 1], side="right")
    counts = high - low
    start = np.repeat(low, counts)
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    before = np.repeat(after[:, 0], counts)
    return np.stack((before, order[start + within] + offset), axis=1).astype(np.int64)


def _untasked() -> Subjects:
    return subjects_of([model.Task("", "", 0)], [Stage.IN_SERVICE])


def _told(frame: pd.DataFrame, columns: list[str]) -> NDArray[np.bool_]:
    """Return which rows say anything in ``columns``."""
    told = np.zeros(len(frame), dtype=np.bool_)
    for column in columns:
        told |= frame[column].notna().to_numpy()
    return told


def _coded(values: Iterable[object], words: Iterable[str]) -> NDArray[np.int64]:
    places = {str(word): place for place, word in enumerate(words)}
    return np.array([places.get(str(value), UNTOLD) for value in values], dtype=np.int64)
