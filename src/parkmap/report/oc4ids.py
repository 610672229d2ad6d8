"""Tasks -> a project package of the Open Contracting for Infrastructure Data Standard, and back.

Of the standard's version 0.9 (https://standard.open-contracting.org/infrastructure/0.9/en/). Its
schema lives in github.com/open-contracting/infrastructure, schema/project-level; the codes below
are those of codelists/projectStatus.csv, partyRole.csv, milestoneType.csv and of OCDS 1.1's
milestoneStatus.csv. docs/status.md says what becomes of what, and what has no place there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import NAMESPACE_URL, uuid5

import orjson
import shapely

from parkmap import model
from parkmap.model import Condition, Stage
from parkmap.names import parts_of
from parkmap.report.grid import both, pair
from parkmap.texts import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from parkmap.model import Interval, Milestone, Scene, Task, TaskOnDate

    Located = Mapping[tuple[str, str], tuple[str, list[object]]]
    """(layer key, facility id) -> its name, and its geometries as GeoJSON."""
    Json = dict[str, object]

VERSION: Final = "0.9"
PROJECT_STATUSES: Final = (
    "identification",
    "preparation",
    "implementation",
    "completion",
    "maintenance",
    "decommissioning",
    "completed",
    "decommissioned",
    "cancelled",
)
"""Codelist projectStatus; ``completed`` is deprecated since 0.9.5 in favour of ``maintenance``."""

_STATUSES: Final = {
    Stage.PROPOSED: "identification",
    Stage.SITING: "identification",
    Stage.INITIATED: "preparation",
    Stage.PERMITTING: "preparation",
    # "Implementation covers the procurement and implementation" of works, unlike in OCDS.
    Stage.PROCUREMENT: "implementation",
    Stage.UNDER_CONSTRUCTION: "implementation",
    Stage.BUILT: "completion",
    Stage.TRIAL: "completion",
    # "Maintenance ... and the day-to-day running of the assets."
    Stage.IN_SERVICE: "maintenance",
    Stage.RETIRED: "decommissioned",
}
_STAGES: Final = {
    "identification": Stage.PROPOSED,
    "preparation": Stage.INITIATED,
    "implementation": Stage.UNDER_CONSTRUCTION,
    "completion": Stage.BUILT,
    "maintenance": Stage.IN_SERVICE,
    "completed": Stage.IN_SERVICE,
    "decommissioning": Stage.RETIRED,
    "decommissioned": Stage.RETIRED,
    "cancelled": Stage.UNKNOWN,
}
_BEGUN: Final = frozenset(
    {Stage.UNDER_CONSTRUCTION, Stage.BUILT, Stage.TRIAL, Stage.IN_SERVICE, Stage.RETIRED}
)
_FINISHED: Final = _BEGUN - {Stage.UNDER_CONSTRUCTION}


def project_status(stage: Stage, condition: Condition = Condition.ACTIVE) -> str | None:
    """Return the code of a stage in projectStatus; None where nothing is known.

    A suspended project has no code of its own and keeps that of its stage.

    Examples
    --------
    >>> project_status(Stage.IN_SERVICE), project_status(Stage.UNKNOWN)
    ('maintenance', None)
    """
    return "cancelled" if condition is Condition.CANCELLED else _STATUSES.get(stage)


def stage_of(code: str) -> tuple[Stage, Condition]:
    """Return the stage that a code of projectStatus says at least, and the condition.

    Where several stages have one code it is the first that the code is sure of; implementation is
    construction, which most of it is.

    Raises
    ------
    KeyError
        If the standard has no such code.

    Examples
    --------
    >>> stage_of("preparation")[0].value, stage_of("cancelled")[1].value
    ('initiated', 'cancelled')
    """
    condition = Condition.CANCELLED if code == "cancelled" else Condition.ACTIVE
    return _STAGES[code], condition


def render_oc4ids(scene: Scene) -> str:
    """Return every task of ``scene`` as a project, in one package, as JSON.

    The package is dated by the day of the scene, and its name is made from zone and day: the same
    scene gives the same text.
    """
    located = _locate(scene)
    zone, day = scene.zone, scene.as_of.isoformat()
    package = {
        "uri": uuid5(NAMESPACE_URL, f"parkmap:{zone.name.zh}:{day}").urn,
        "version": VERSION,
        "publishedDate": _moment(scene.as_of),
        "publisher": {"name": clean(zone.name.zh)},
        "projects": [_project(told, located, scene.as_of) for told in scene.tasks],
    }
    return orjson.dumps(package, option=orjson.OPT_INDENT_2).decode() + "\n"


def _project(told: TaskOnDate, located: Located, as_of: date) -> Json:
    """Return a project; what is not known has no member, as the standard asks."""
    task = told.task
    names = dict.fromkeys(clean(name) for name in parts_of(task.department))
    parties = [{"id": name, "name": name} for name in names]
    members: Json = {
        "id": clean(task.task_id),
        "title": clean(task.name),
        "description": clean(task.content),
        "status": project_status(told.state.stage, told.state.condition),
        "period": _promised_period(task),
        "implementationPeriod": _actual_period(task, as_of),
        "locations": list(_locations(told, located)),
        "parties": [{**party, "roles": ["publicAuthority"]} for party in parties],
        "publicAuthority": parties[0] if parties else None,
        "milestones": _milestones(told, as_of),
        "completion": _completion(task, as_of),
    }
    return _known(members)


def _known(members: Json) -> Json:
    return {name: value for name, value in members.items() if value}


def _promised_period(task: Task) -> Json:
    start = task.start.current or task.start.baseline
    finish = task.finish.current or task.finish.baseline
    return _period(start, finish)


def _actual_period(task: Task, as_of: date) -> Json:
    return _period(_happened(task.start, as_of), _happened(task.finish, as_of))


def _period(start: Interval | None, finish: Interval | None) -> Json:
    return _known(
        {
            "startDate": _moment(start.earliest) if start else None,
            "endDate": _moment(finish.latest) if finish else None,
        }
    )


def _happened(milestone: Milestone, as_of: date) -> Interval | None:
    """Return when a milestone happened; what lies after the day is not known on it."""
    actual = milestone.actual
    return actual if actual and actual.latest <= as_of else None


def _completion(task: Task, as_of: date) -> Json:
    finish = _happened(task.finish, as_of)
    if finish is None:
        return {}
    return _known({"endDate": _moment(finish.latest), "endDateDetails": clean(task.delay_reason)})


def _milestones(told: TaskOnDate, as_of: date) -> list[Json]:
    task, stage = told.task, told.state.stage
    found = []
    for milestone, reached in ((task.start, _BEGUN), (task.finish, _FINISHED)):
        promised, met = milestone.current or milestone.baseline, _happened(milestone, as_of)
        if promised is None and met is None:
            continue
        is_met = met is not None or stage in reached
        members: Json = {
            "id": milestone.kind,
            "title": pair(both(f"report.status.kind_{milestone.kind}")),
            "type": "delivery" if milestone.kind == "finish" else None,
            "description": clean(promised.text) if promised else None,
            "dueDate": _moment(promised.latest) if promised else None,
            "dateMet": _moment(met.latest) if met else None,
            "status": "met" if is_met else _open_status(told, promised, as_of),
        }
        found.append(_known(members))
    return found


def _open_status(told: TaskOnDate, promised: Interval | None, as_of: date) -> str | None:
    """Return the milestoneStatus of what is not known to be met: nobody is blamed on silence."""
    if promised is None or told.state.condition is Condition.CANCELLED:
        return None
    if as_of <= promised.latest:
        return "scheduled"
    return None if told.state.stage is Stage.UNKNOWN else "notMet"


def _locate(scene: Scene) -> Located:
    """Return every facility of a task with what a location tells of it."""
    found: dict[tuple[str, str], tuple[str, list[object]]] = {}
    for mapped in scene.layers:
        wanted = {
            facility
            for told in scene.tasks
            if told.layer == mapped.layer.spec.key
            for facility in told.facilities
        }
        frame = mapped.layer.frame
        for facility, name, geometry in zip(
            frame.index, frame[model.NAME], frame.geometry, strict=True
        ):
            if str(facility) in wanted:
                # The standard knows no collections.
                is_mixed = geometry.geom_type == "GeometryCollection"
                parts = shapely.get_parts(geometry) if is_mixed else [geometry]
                shapes = [orjson.loads(shapely.to_geojson(part)) for part in parts]
                found[mapped.layer.spec.key, str(facility)] = (clean(name or ""), shapes)
    return found


def _locations(told: TaskOnDate, located: Located) -> Iterator[Json]:
    """Yield the places of a task, longitude first; without any, the park that it names."""
    for facility in told.facilities:
        name, shapes = located[told.layer or "", facility]
        for number, shape in enumerate(shapes, 1):
            ending = "" if len(shapes) == 1 else f"-{number}"
            yield _known({"id": clean(facility) + ending, "description": name, "geometry": shape})
    if not told.facilities and told.task.park:
        yield {"id": "park", "description": clean(told.task.park)}


def _moment(day: date) -> str:
    """Return a day as the standard writes it: with a time, which nobody means."""
    return f"{day.isoformat()}T00:00:00Z"
