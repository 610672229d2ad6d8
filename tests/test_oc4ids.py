"""The export to OC4IDS: against the standard's codes and required members, and the way back."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import shapely

from parkmap.model import Condition, Interval, Lateness, Milestone, Stage, Task
from parkmap.pipeline.status import export
from parkmap.report.oc4ids import PROJECT_STATUSES, project_status, render_oc4ids, stage_of
from parkmap.workspace import load_workspace
from tests.page.world import layer, mapped, scene
from tests.test_status import told

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT.parent / "shared/data/oc4ids/example.json"
DAY = date(2017, 5, 31)

# Codelists of github.com/open-contracting/infrastructure, schema/project-level/codelists, and of
# the OCDS 1.1 lists that it borrows; required members of its project-package-schema.json and
# project-schema.json, version 0.9.
STATUSES = {
    "identification", "preparation", "implementation", "completion", "maintenance",
    "decommissioning", "decommissioned", "completed", "cancelled",
}  # fmt: skip
DEPRECATED = {"completed"}
ROLES = {
    "buyer", "procuringEntity", "supplier", "tenderer", "funder", "enquirer", "payer", "payee",
    "reviewBody", "interestedParty", "publicAuthority", "administrativeEntity",
    "climateFinanceFocalPoint", "independentMonitor",
}  # fmt: skip
MILESTONE_TYPES = {
    "preProcurement", "approval", "engagement", "assessment", "delivery", "reporting", "financing",
    "payment", "procurement", "contractClose",
}  # fmt: skip
MILESTONE_STATUSES = {"scheduled", "met", "notMet", "partiallyMet"}
GEOMETRIES = {
    "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon",
}  # fmt: skip
PACKAGE_REQUIRED = {"uri", "publisher", "publishedDate", "projects", "version"}
PROJECT_MEMBERS = {
    "id", "title", "description", "status", "period", "implementationPeriod", "locations",
    "parties", "publicAuthority", "milestones", "completion",
}  # fmt: skip
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT00:00:00Z")


def validate(package: dict[str, Any]) -> None:
    """Fail where a package breaks a rule of the standard that parkmap's members fall under."""
    assert set(package) >= PACKAGE_REQUIRED
    assert re.fullmatch(r"(\d+\.)(\d+)", package["version"])
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", package["uri"])
    assert MOMENT.fullmatch(package["publishedDate"])
    assert package["publisher"]["name"]
    ids = [project["id"] for project in package["projects"]]
    assert ids
    assert len(set(ids)) == len(ids)
    assert all(isinstance(one, str) and one for one in ids)
    for project in package["projects"]:
        validate_project(project)


def validate_project(project: dict[str, Any]) -> None:
    assert set(project) <= PROJECT_MEMBERS
    assert is_filled(project), project["id"]
    assert project.get("status", "implementation") in STATUSES - DEPRECATED
    for period in ("period", "implementationPeriod"):
        assert set(project.get(period, {})) <= {"startDate", "endDate"}
        assert all(MOMENT.fullmatch(value) for value in project.get(period, {}).values())
    places = project.get("locations", [])
    assert len({place["id"] for place in places}) == len(places)
    for place in places:
        if "geometry" in place:
            assert set(place["geometry"]) == {"type", "coordinates"}
            assert place["geometry"]["type"] in GEOMETRIES
    parties = project.get("parties", [])
    assert len({party["id"] for party in parties}) == len(parties)
    assert all(set(party["roles"]) <= ROLES for party in parties)
    if "publicAuthority" in project:
        known = [{"id": party["id"], "name": party["name"]} for party in parties]
        assert project["publicAuthority"] in known
    for milestone in project.get("milestones", []):
        assert milestone["id"]
        assert milestone.get("type", "delivery") in MILESTONE_TYPES
        assert milestone.get("status", "met") in MILESTONE_STATUSES


def is_filled(value: object) -> bool:
    """Return whether there is no null, no empty text, list or object in a value."""
    if isinstance(value, dict):
        return bool(value) and all(map(is_filled, value.values()))
    if isinstance(value, list):
        return bool(value) and all(map(is_filled, value))
    return value is not None and value != ""


# ---- codes


def test_codes_are_those_of_the_standard() -> None:
    assert set(PROJECT_STATUSES) == STATUSES
    codes = {project_status(stage) for stage in Stage}
    assert codes - {None} <= STATUSES - DEPRECATED


@pytest.mark.parametrize("code", sorted(STATUSES))
def test_code_comes_back_as_itself(code: str) -> None:
    # What is deprecated comes back as what the standard names instead; 拆除 does not say whether
    # the work is over.
    instead = {"completed": "maintenance", "decommissioning": "decommissioned"}
    assert project_status(*stage_of(code)) == instead.get(code, code)


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.UNKNOWN])
def test_stage_comes_back_as_one_of_the_same_code(stage: Stage) -> None:
    code = project_status(stage)
    assert code is not None
    back, condition = stage_of(code)
    assert project_status(back) == code
    assert condition is Condition.ACTIVE
    # A code never claims service that the stage has not.
    assert (back is Stage.IN_SERVICE) == (stage is Stage.IN_SERVICE)


def test_silence_has_no_code() -> None:
    assert project_status(Stage.UNKNOWN) is None
    with pytest.raises(KeyError):
        stage_of("underConstruction")


def test_what_is_cancelled_is_cancelled_at_any_stage() -> None:
    assert {project_status(stage, Condition.CANCELLED) for stage in Stage} == {"cancelled"}
    assert stage_of("cancelled") == (Stage.UNKNOWN, Condition.CANCELLED)


def test_docs_have_the_codes() -> None:
    docs = (ROOT / "docs/status.md").read_text(encoding="utf-8")
    for stage in Stage:
        if stage is not Stage.UNKNOWN:
            row = next(line for line in docs.splitlines() if line.startswith(f"| {stage} |"))
            assert f"| {project_status(stage)} |" in row


@pytest.mark.skipif(not EXAMPLE.exists(), reason="the shared test data are not here")
def test_example_projects_map_to_our_stages_and_back() -> None:
    package = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    assert package["projects"]
    for project in package["projects"]:
        stage, condition = stage_of(project["status"])
        assert project_status(stage, condition) == project["status"]
    # "maintenance": the motorway is in use.
    assert stage_of(package["projects"][0]["status"])[0] is Stage.IN_SERVICE


# ---- the sample


@pytest.fixture(scope="module")
def package() -> dict[str, Any]:
    text, _ = export(load_workspace(ROOT / "geodata/parkmap.toml"), as_of=DAY)
    parsed: dict[str, Any] = json.loads(text)
    return parsed


def test_sample_follows_the_standard(package: dict[str, Any]) -> None:
    validate(package)
    assert package["version"] == "0.9"
    assert len(package["projects"]) == 63


def test_sample_statuses(package: dict[str, Any]) -> None:
    by_id = {project["id"]: project.get("status") for project in package["projects"]}
    assert by_id["22"] == "maintenance"  # 已投用
    assert by_id["25"] == "completion"  # 已完工，待验收
    assert by_id["32"] == "implementation"  # 停工, begun
    assert by_id["38"] == "implementation"  # 招标中
    assert by_id["27"] == "preparation"  # 正在报批
    assert by_id["33"] == "identification"  # 已选址
    assert by_id["62"] == "cancelled"
    assert by_id["1"] is None


def test_positions_are_longitude_first(package: dict[str, Any]) -> None:
    stops = next(project for project in package["projects"] if project["id"] == "22")
    assert len(stops["locations"]) == 5
    for place in stops["locations"]:
        lon, lat = place["geometry"]["coordinates"]
        assert (round(lon), round(lat)) == (119, 25)


def test_dates_of_a_project(package: dict[str, Any]) -> None:
    project = next(project for project in package["projects"] if project["id"] == "22")
    # 4月份 begins on the 1st, 6月底前 ends on the 30th.
    assert project["period"] == {
        "startDate": "2017-04-01T00:00:00Z",
        "endDate": "2017-06-30T00:00:00Z",
    }
    assert project["implementationPeriod"] == {
        "startDate": "2017-04-05T00:00:00Z",
        "endDate": "2017-05-24T00:00:00Z",
    }
    assert project["completion"] == {"endDate": "2017-05-24T00:00:00Z"}
    assert [(one["id"], one["status"]) for one in project["milestones"]] == [
        ("start", "met"),
        ("finish", "met"),
    ]


def test_task_without_a_place_names_its_park(package: dict[str, Any]) -> None:
    project = next(project for project in package["projects"] if project["id"] == "61")
    assert project["locations"] == [{"id": "park", "description": "全区"}]


def test_persons_are_not_exported(package: dict[str, Any]) -> None:
    assert "经办人" not in json.dumps(package, ensure_ascii=False)
    assert "分管领导" not in json.dumps(package, ensure_ascii=False)


# ---- rules


def projects(*tasks: Any, **world: Any) -> list[dict[str, Any]]:
    found = json.loads(render_oc4ids(scene(tasks=tasks, **world)))
    validate(found)
    listed: list[dict[str, Any]] = found["projects"]
    return listed


def until(day: date) -> Interval:
    return Interval(day, day, day.isoformat(), "day")


@pytest.mark.parametrize(
    ("stage", "condition", "due", "status"),
    [
        (Stage.UNDER_CONSTRUCTION, Condition.ACTIVE, date(2017, 5, 30), "notMet"),
        (Stage.UNDER_CONSTRUCTION, Condition.ACTIVE, DAY, "scheduled"),
        (Stage.BUILT, Condition.ACTIVE, date(2017, 5, 30), "met"),
        (Stage.UNKNOWN, Condition.ACTIVE, date(2017, 5, 30), None),
        (Stage.UNKNOWN, Condition.ACTIVE, date(2017, 6, 1), "scheduled"),
        (Stage.PERMITTING, Condition.CANCELLED, date(2017, 5, 30), None),
    ],
)
def test_status_of_a_finish(
    stage: Stage, condition: Condition, due: date, status: str | None
) -> None:
    finish = Milestone("finish", baseline=until(due))
    [project] = projects(told("1", stage=stage, condition=condition, finish=finish))
    assert project["milestones"][-1].get("status") == status


def test_what_lies_after_the_day_has_not_happened() -> None:
    start = Milestone("start", actual=until(date(2017, 6, 1)))
    [project] = projects(told("1", stage=Stage.PROPOSED, start=start))
    assert not {"implementationPeriod", "milestones", "completion"} & set(project)


def test_collection_becomes_several_locations() -> None:
    point = shapely.Point(118.551, 24.781)
    line = shapely.LineString([(118.551, 24.781), (118.552, 24.781)])
    known = layer("pipes", [shapely.GeometryCollection([point, line])], ids=["p"])
    state = ("A", "1", Stage.BUILT, Condition.ACTIVE, Lateness.ON_TIME, 0)
    [project] = projects(
        told("1", layer_key="pipes", facilities=("p",)), layers=[mapped(known, [state])]
    )
    assert [(one["id"], one["geometry"]["type"]) for one in project["locations"]] == [
        ("p-1", "Point"),
        ("p-2", "LineString"),
    ]


def test_text_of_a_stranger_stays_text() -> None:
    nasty = '"}],"x":[{"\x1b\r\n\u202e\ud800</script>'
    one = told("1", content=nasty, park=nasty, department=nasty)
    [project] = projects(one._replace(task=replace(one.task, task_id=nasty, name=nasty)))
    assert "\x1b" not in project["title"]
    assert project["title"].startswith('"}],"x":[{"')


def test_empty_row_is_a_project_with_an_id() -> None:
    bare = told("1", stage=Stage.UNKNOWN)
    [project] = projects(bare._replace(task=Task("1", "", 2)))
    assert project == {"id": "1"}
