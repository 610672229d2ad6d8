"""Scene -> Status: tasks counted, late items, promises against what serves.

Rules
-----
Groups
    A task counts in every department, person or park that its row names, and once in the total.
    Spellings that names.key_of takes for one are one group, under the first of them. What names
    nothing is a group of its own, the last. Parks and layers stand in the order of the workspace,
    months in time, all else in the order of the register.
Month
    Of the last day of the finish as it is promised now, else as it was promised first.
Late
    By a day or more: past its deadline, or not begun past its start. What was finished too late
    stays late by as many days.
Promised
    What tasks of one layer, unit and deadline promise in number is one row; without a finish the
    start is what is promised. Which facilities count stands in parkmap.join.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING

from parkmap import model
from parkmap.model import Condition, Lateness, Role, Stage, Standing, Status, Tally, late_first
from parkmap.status.groups import members_of, names_of
from parkmap.status.promises import sum_up

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from parkmap.model import Grouping, MappedLayer, Scenario, Scene, TaskOnDate


def status_of(scene: Scene, *, scenario: Scenario, by: Grouping | None = None) -> Status:
    """Return how the programme of ``scene`` stands on its day.

    Parameters
    ----------
    scene
        The tasks and facilities on the day, in the states of ``scenario``.
    scenario
        Under which assumption these states hold.
    by
        By what to count the tasks besides in total.
    """
    layers = [one for one in scene.layers if one.role is Role.FACILITY]
    members = members_of(scene, by) if by is not None else {}
    names = names_of(scene, by) if by is not None else {}
    return Status(
        zone=scene.zone,
        as_of=scene.as_of,
        scenario=scenario,
        register=scene.register,
        layers={one.layer.spec.key: one.layer.spec.title for one in layers},
        by=by,
        total=tally(scene.tasks),
        groups=tuple(
            model.Group(key, names.get(key, model.Text(key, key)), tally(those))
            for key, those in members.items()
        ),
        repeated=_repeated(members),
        tasks=scene.tasks,
        late=late_first(scene.tasks),
        off_map=tuple(told for told in scene.tasks if not told.facilities),
        promised=sum_up(
            scene.promises,
            {told.task.task_id: told.task for told in scene.tasks},
            layers=[one.layer.spec.key for one in layers],
        ),
        facilities=tuple(_standing(one) for one in layers),
    )


def tally(tasks: Sequence[TaskOnDate]) -> Tally:
    """Return how many of ``tasks`` there are of each stage, condition and lateness."""
    # Tasks that stand alike share a state, so each is looked into once.
    standing = list(map(attrgetter("state"), tasks))
    times = Counter(map(id, standing))
    states = dict(zip(map(id, standing), standing, strict=True))
    stages: Counter[Stage] = Counter()
    conditions: Counter[Condition] = Counter()
    lateness: Counter[Lateness] = Counter()
    for known, state in states.items():
        stages[state.stage] += times[known]
        conditions[state.condition] += times[known]
        lateness[state.lateness] += times[known]
    return Tally(
        tasks=len(tasks),
        stages={one: stages[one] for one in Stage},
        conditions={one: conditions[one] for one in Condition},
        lateness={one: lateness[one] for one in Lateness},
        most_days=max((state.days_late for state in states.values()), default=0),
    )


def _repeated(members: Mapping[str, Sequence[TaskOnDate]]) -> int:
    """Return how many tasks are in more than one group."""
    times = Counter(map(id, chain.from_iterable(members.values())))
    return sum(count > 1 for count in times.values())


def _standing(mapped: MappedLayer) -> Standing:
    counts = mapped.states[model.STAGE].value_counts()
    stages = {one: int(counts.get(one.value, 0)) for one in Stage}
    untasked = int(mapped.states[model.TASK].isna().sum())
    return Standing(mapped.layer.spec.key, stages, mapped.existing, untasked)
