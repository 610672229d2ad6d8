"""The rules: subjects and days -> states. The package's docstring says them in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from parkmap.model import Condition, Lateness, Stage, State
from parkmap.schedule.columns import CONDITIONS, NEVER, STAGES, UNTOLD, subjects_of

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from parkmap.model import Task
    from parkmap.schedule.columns import Subjects
    from parkmap.schedule.scenarios import Assumed

DUE_SOON_DAYS: Final = 30

_LATENESS: Final = {lateness: code for code, lateness in enumerate(Lateness)}
_ACTIVE: Final = CONDITIONS[Condition.ACTIVE]
_CANCELLED: Final = CONDITIONS[Condition.CANCELLED]
_PROPOSED: Final = Stage.PROPOSED
_UNFINISHED: Final = frozenset({Stage.PROPOSED, Stage.UNDER_CONSTRUCTION})
_STARTED: Final = STAGES[Stage.UNDER_CONSTRUCTION]
_UNKNOWN: Final = STAGES[Stage.UNKNOWN]


def _among(*stages: Stage) -> NDArray[np.bool_]:
    return np.array([stage in stages for stage in Stage])


FINISHED: Final = _among(Stage.BUILT, Stage.TRIAL, Stage.IN_SERVICE, Stage.RETIRED)
NOT_BEGUN: Final = _among(
    Stage.PROPOSED, Stage.SITING, Stage.INITIATED, Stage.PERMITTING, Stage.PROCUREMENT
)


@dataclass(frozen=True, slots=True, eq=False)
class States:
    """States by code (places in their enums), in the shape of the days that were asked about.

    ``days_late`` counts from the latest day of the missed interval; ``grows`` says where each
    further day adds one.
    """

    stage: NDArray[np.int64]
    condition: NDArray[np.int64]
    lateness: NDArray[np.int64]
    days_late: NDArray[np.int64]
    grows: NDArray[np.bool_]


def evaluate(subjects: Subjects, day: NDArray[np.int64], assumed: Assumed | None = None) -> States:
    """Return how subjects stand on a day.

    Parameters
    ----------
    subjects
        n subjects.
    day
        Day numbers, (n,): one for each subject. Or (n, k), with columns of (n, 1).
    assumed
        When milestones happen that have not been reported, in the shape of the columns. None: as
        reported.
    """
    stage, condition = reported_stage(subjects, day), subjects.condition + 0 * day
    start, finish = (_by(one, day) for one in (subjects.start_actual, subjects.finish_actual))
    if assumed is not None:
        open_ = subjects.condition != _CANCELLED
        begins = open_ & (assumed.start <= day) & (NOT_BEGUN[stage] | (stage == _UNKNOWN))
        ends = open_ & (assumed.finish <= day) & (finish == NEVER)
        end = _furthest(subjects)
        goes_on = ends & (~FINISHED[stage] | (stage < end))
        condition = np.where(begins | goes_on, _ACTIVE, condition)
        stage = np.where(goes_on, end, np.where(begins & ~ends, _STARTED, stage))
        start = np.where(open_, np.minimum(start, _by(assumed.start, day)), start)
        finish = np.where(goes_on, assumed.finish, finish)
    return _with_lateness(subjects, day, stage, condition, start, finish)


def state_of(task: Task, *, as_of: date, finish_means: Stage) -> State:
    """Return how one task stands on the day ``as_of``, as reported.

    Parameters
    ----------
    task
        A task.
    as_of
        The day that is asked about.
    finish_means
        The stage that a finish brings in the task's layer.
    """
    told = evaluate(subjects_of([task], [finish_means]), np.array([as_of.toordinal()]))
    return states_in_words(told)[0]


def states_in_words(states: States) -> list[State]:
    """Return states of one day, by subject, as the words that they stand for."""
    stages, conditions, latenesses = list(Stage), list(Condition), list(Lateness)
    columns = (states.stage, states.condition, states.lateness, states.days_late)
    codes = list(zip(*(column.tolist() for column in columns), strict=True))
    # Those that are alike share one: few differ, even of a hundred thousand.
    words = {
        code: State(stages[code[0]], conditions[code[1]], latenesses[code[2]], code[3])
        for code in set(codes)
    }
    return [words[code] for code in codes]


def contradictions(task: Task) -> list[str]:
    """Return the codes of what a row of the register says against itself.

    The rules above still decide what counts; these are for the reader of the register.
    """
    start, finish = task.start.actual, task.finish.actual
    told = []
    if start and finish and finish.latest < start.earliest:
        told.append("status.finish_before_start")
    # A site chosen or a permit given may be all that a task was to bring.
    if finish and task.stage in _UNFINISHED:
        told.append("status.finished_yet_not")
    if start and task.stage is _PROPOSED:
        told.append("status.started_yet_not")
    return told


def reported_stage(subjects: Subjects, day: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the stage that reports tell, in the shape of ``day``."""
    start, finish = subjects.start_actual, subjects.finish_actual
    is_begun = start <= day
    is_later = (finish < NEVER) | ((start < NEVER) & ~is_begun)
    return _first_that_holds(
        (finish <= day, _furthest(subjects)),
        (is_later & is_begun, _STARTED),
        (is_later, STAGES[Stage.PROPOSED]),
        (subjects.is_done, subjects.finish_means),
        (subjects.stage != UNTOLD, subjects.stage),
        (is_begun, _STARTED),
        default=_UNKNOWN,
    )


def contradict(of_task: NDArray[np.int64], own: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return where the stage of a task and that of its facility cannot both be right."""
    return (FINISHED[of_task] & ~FINISHED[own]) | (NOT_BEGUN[of_task] & FINISHED[own])


def _furthest(subjects: Subjects) -> NDArray[np.int64]:
    """Return the stage of what is finished: a report may be further on, never further back.

    A retired facility was finished once; "built" beside a finish that means service is a report of
    its own and stands as the contradiction that the programme tells.
    """
    is_further = FINISHED[subjects.stage] & (subjects.stage > subjects.finish_means)
    return np.where(is_further, subjects.stage, subjects.finish_means)


def _with_lateness(
    subjects: Subjects,
    day: NDArray[np.int64],
    stage: NDArray[np.int64],
    condition: NDArray[np.int64],
    start: NDArray[np.int64],
    finish: NDArray[np.int64],
) -> States:
    due, due_start = subjects.finish_latest, subjects.start_latest
    has_due = due < NEVER
    untold = (condition == _CANCELLED) | (~has_due & (due_start == NEVER))
    over = FINISHED[stage] | (finish < NEVER)
    dated = finish < NEVER
    silent = stage == _UNKNOWN
    late_finish = ~over & ~silent & (day > due)
    late_start = NOT_BEGUN[stage] & (start == NEVER) & (day > due_start)
    was_late = over & has_due & dated & (finish > due)
    code = _LATENESS
    lateness = _first_that_holds(
        (untold | (over & ~has_due), code[Lateness.UNKNOWN]),
        (over & ~dated & (day > due), code[Lateness.UNKNOWN]),
        (over & dated & (finish < subjects.finish_earliest), code[Lateness.EARLY]),
        (was_late, code[Lateness.OVERDUE]),
        (over, code[Lateness.ON_TIME]),
        (silent & ((day > due) | (day > due_start)), code[Lateness.UNKNOWN]),
        (silent, code[Lateness.ON_TIME]),
        (late_finish, code[Lateness.OVERDUE]),
        (late_start, code[Lateness.LATE_START]),
        (subjects.is_extended, code[Lateness.EXTENDED]),
        (has_due & (day > due - DUE_SOON_DAYS), code[Lateness.DUE_SOON]),
        default=code[Lateness.ON_TIME],
    )
    days = _first_that_holds(
        (untold, 0),
        (was_late, finish - due),
        (over, 0),
        (late_finish, day - due),
        (late_start, day - due_start),
        default=0,
    )
    grows = ~untold & ~over & (late_finish | late_start)
    return States(stage, condition, lateness, days, grows)


def _by(event: NDArray[np.int64], day: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the day of an event that has happened by ``day``, else ``NEVER``."""
    return np.where(event <= day, event, NEVER)


def _first_that_holds(
    *rules: tuple[NDArray[np.bool_], NDArray[np.int64] | int], default: int
) -> NDArray[np.int64]:
    """Return, place by place, the value of the first rule that holds there."""
    shape = np.broadcast_shapes(*(np.shape(part) for rule in rules for part in rule))
    told: NDArray[np.int64] = np.full(shape, default, dtype=np.int64)
    for holds, value in reversed(rules):
        told = np.where(holds, value, told)
    return told
