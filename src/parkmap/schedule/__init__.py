"""How a task or facility stands on a day: its stage, its condition, and its lateness.

The three are never mixed. Rules, in the order in which they are asked; ``day`` is the day that is
asked about, and of every date given as an interval its latest day counts: before it and inside it
nothing is late, the day after it is the first late one.

Stage, as reported
    1. An actual finish on or before ``day``: what a finish means for the layer, or what is
       reported if that is further on. A finish without a start is a finish all the same.
    2. An actual finish or start after ``day``: the row tells of a later time than is asked about.
       With the start on or before ``day`` it is under construction, else proposed.
    3. Done without a date ("已完成"): what a finish means.
    4. A reported stage (stage column, else the words of the progress text). Nothing tells since
       when it holds, so it holds on every day.
    5. An actual start on or before ``day``: under construction. A start without a finish never
       becomes a finish by itself.
    6. Unknown. Silence is not "not started", and never "built".

Condition
    As reported. Suspended and cancelled things keep their stage; what is suspended can be late,
    what is cancelled cannot.

Lateness, against the current (else baseline) dates
    1. Cancelled, or nothing is known of either the stage or the dates: unknown.
    2. Finished: early before the earliest day of the interval, overdue by the days after its
       latest day, else on time. Finished on an unknown day: on time until the latest day, since it
       was finished before; unknown after it.
    3. Past the latest day of the finish: overdue, if it is known not to be finished.
    4. Not begun, and past the latest day of the start: late start.
    5. A revised date later than the promised one: extended. It keeps its baseline, which reports
       show beside it; late is only what misses the revised date.
    6. Fewer than ``DUE_SOON_DAYS`` days before the latest day of the finish: due soon.
    7. On time.
    With an unknown stage, a deadline that has passed makes the lateness unknown: nobody is called
    late on silence. So ``actual`` grows only later from day to day, until an actual date arrives.

Facility
    1. Its own stage or dates, if it has any, against the dates of its task.
    2. Else the state of its task.
    3. Else the stage that parkmap.toml gives the whole layer.
    4. Else, in a layer for which nothing tells a status (no task, no stage, no row of the
       register), existing ground truth: in service.
    5. Else unknown.

Scenarios
    ``actual``
        The rules above, and nothing else: after the last report everything stays as it was.
    Up to the day ``known_on`` what is known holds in each of them; they tell of the days after it.
    ``plan``
        What has not happened by ``day`` has happened if its promise was for ``day`` or before: a
        start is a start, a finish a finish, on the latest day of the current (else baseline)
        interval. What happened sooner, happened then; what is cancelled never happens; what is
        suspended goes on. What has no date keeps its reported stage, and unknown stays unknown.
    ``slip``
        As ``plan``, with dates that have moved by what is known on the day ``known_on``:
        - A late milestone moves by its lateness so far. A late start moves the finish, too.
        - What is known not to have happened by ``known_on`` happens on the next day at the
          earliest.
        - Tasks that name a task under ``after`` move as far as its last milestone does, or as far
          as their own lateness, whichever is more; what has happened already does not move. In a
          circle of such tasks all move alike.
        - Silence moves nothing: what is unknown is not late.
        No date ever moves forward, so ``slip`` is never earlier than ``plan``.
"""

from parkmap.schedule.columns import Subjects, subjects_of
from parkmap.schedule.follow import Following, following
from parkmap.schedule.programme import LayerPart, Programme, programme_of
from parkmap.schedule.rules import (
    DUE_SOON_DAYS,
    States,
    contradictions,
    evaluate,
    state_of,
    states_in_words,
)
from parkmap.schedule.scenarios import Assumed, assume
from parkmap.schedule.steps import states_at, steps_of

__all__ = [
    "DUE_SOON_DAYS",
    "Assumed",
    "Following",
    "LayerPart",
    "Programme",
    "States",
    "Subjects",
    "assume",
    "contradictions",
    "evaluate",
    "following",
    "programme_of",
    "state_of",
    "states_at",
    "states_in_words",
    "steps_of",
    "subjects_of",
]
