"""How the programme stands: the sample by hand, the rules on tiny scenes, the command."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

import parkmap
from parkmap.join.promises import promises_of
from parkmap.model import (
    Condition,
    Grouping,
    Interval,
    Lateness,
    Milestone,
    Role,
    Scenario,
    Stage,
    State,
    Task,
    TaskOnDate,
)
from parkmap.pipeline import status as pipeline
from parkmap.report.forms import Form, render
from parkmap.report.status import late_report_of, report_of
from parkmap.report.table import cells_of
from parkmap.status import status_of
from parkmap.workspace import load_workspace
from tests.page.world import layer, mapped, scene
from tests.test_cli import run, zone  # noqa: F401 - a fixture

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from parkmap.model import Lang, Scene, Status

ROOT = Path(__file__).parents[1]
DAY = date(2017, 5, 31)


def until(day: date, text: str = "") -> Interval:
    return Interval(day, day, text or day.isoformat(), "day")


def told(
    task_id: str,
    lateness: Lateness = Lateness.ON_TIME,
    days_late: int = 0,
    *,
    stage: Stage = Stage.UNDER_CONSTRUCTION,
    condition: Condition = Condition.ACTIVE,
    layer_key: str | None = None,
    park_ids: tuple[str, ...] = (),
    facilities: tuple[str, ...] = (),
    **facts: Any,
) -> TaskOnDate:
    task = Task(task_id, f"任务{task_id}", 2, **facts)
    state = State(stage, condition, lateness, days_late)
    return TaskOnDate(task, state, layer_key, None, facilities, 0, park_ids)


def tell(*tasks: TaskOnDate, by: Grouping | None = None, **world: Any) -> Status:
    made = scene(tasks=tasks, **world)
    layers = [one for one in made.layers if one.role is Role.FACILITY]
    made = replace(made, promises=promises_of(made.tasks, layers))
    return status_of(made, scenario=Scenario.ACTUAL, by=by)


def document(found: Status) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(render(report_of(found), Form.JSON, "zh"))
    return parsed


# ---- counting


def test_task_of_two_departments_counts_in_both_and_once_in_the_total() -> None:
    found = tell(
        told("1", department="规划建设科、社会事务科"),
        told("2", department="规划建设科"),
        by=Grouping.DEPARTMENT,
    )
    assert [(group.key, group.tally.tasks) for group in found.groups] == [
        ("规划建设科", 2),
        ("社会事务科", 1),
    ]
    assert (found.total.tasks, found.repeated) == (2, 1)
    assert document(found)["counts"]["notes"][0]["en"].endswith("more than one row: 1")
    last = list(csv.reader(io.StringIO(render(report_of(found), Form.CSV, "en").decode())))[-1]
    assert (last[0].startswith("Total ("), last[0].endswith("more than one row: 1)")) == (
        True,
        True,
    )
    assert last[1] == "2"


def test_spellings_of_one_department_are_one_group() -> None:
    found = tell(
        told("1", department="规划建设科"),
        told("2", department="規劃建設科"),
        told("3", department="规划 建设科、规划建设科"),
        by=Grouping.DEPARTMENT,
    )
    assert found.groups[0].key == "规划建设科"
    assert found.groups[0].tally.tasks >= 2


def test_names_on_lines_of_one_cell_are_names_of_their_own() -> None:
    found = tell(told("1", department="规划建设科\n社会事务科"), by=Grouping.DEPARTMENT)
    assert [group.key for group in found.groups] == ["规划建设科", "社会事务科"]


def test_task_that_names_nobody_stands_in_a_group_of_its_own_at_the_end() -> None:
    found = tell(told("1"), told("2", person="甲"), by=Grouping.PERSON)
    assert [group.key for group in found.groups] == ["甲", ""]
    assert document(found)["counts"]["rows"][1]["group"] == ""


def test_month_is_of_the_finish_as_it_is_promised_now() -> None:
    june, may = until(date(2017, 6, 30)), until(date(2017, 5, 31))
    found = tell(
        told("1", finish=Milestone("finish", baseline=may, current=june)),
        told("2", finish=Milestone("finish", baseline=may)),
        told("3", start=Milestone("start", baseline=may)),
        by=Grouping.MONTH,
    )
    assert [(group.key, group.tally.tasks) for group in found.groups] == [
        ("2017-05", 1),
        ("2017-06", 1),
        ("", 1),
    ]


def test_parks_stand_in_their_order_under_their_names() -> None:
    found = tell(
        told("1", park_ids=("B",)), told("2", park_ids=("A", "B")), told("3"), by=Grouping.PARK
    )
    assert [(group.key, group.tally.tasks) for group in found.groups] == [
        ("A", 1),
        ("B", 2),
        ("", 1),
    ]
    assert (found.groups[0].name.zh, found.groups[0].name.en) == ("甲园", "Park A")
    assert found.repeated == 1


LATENESS = st.sampled_from(Lateness)
TASKS = st.lists(
    st.tuples(
        LATENESS,
        st.sampled_from(Stage),
        st.sampled_from(Condition),
        st.sampled_from(["", "甲", "甲、乙", "乙、丙、甲"]),
        st.integers(0, 400),
    ),
    max_size=30,
)


@given(TASKS)
def test_rows_out_equal_tasks_in(rows: list[tuple[Lateness, Stage, Condition, str, int]]) -> None:
    tasks = [
        told(str(at), lateness, days, stage=stage, condition=condition, department=department)
        for at, (lateness, stage, condition, department, days) in enumerate(rows)
    ]
    found = tell(*tasks, by=Grouping.DEPARTMENT)
    assert found.total.tasks == len(found.tasks) == len(rows)
    for tally in (found.total, *(group.tally for group in found.groups)):
        assert sum(tally.stages.values()) == tally.tasks
        assert sum(tally.lateness.values()) == tally.tasks
        assert sum(tally.conditions.values()) == tally.tasks
    # Each task counts once for each name in its cell, and once where there is none.
    memberships = sum(max(len(row[3].split("、")), 1) for row in rows)
    assert sum(group.tally.tasks for group in found.groups) == memberships
    assert found.repeated == sum("、" in row[3] for row in rows)
    assert len(found.late) == sum(row[4] > 0 for row in rows)


# ---- lists


def test_longest_late_stand_first_and_equal_ones_in_order() -> None:
    found = tell(
        told("1", Lateness.OVERDUE, 3),
        told("2"),
        told("3", Lateness.OVERDUE, 40),
        told("4", Lateness.LATE_START, 3),
    )
    assert [one.task.task_id for one in found.late] == ["3", "1", "4"]


def test_late_start_tells_the_deadline_of_the_start() -> None:
    start = Milestone("start", current=until(date(2017, 4, 30), "4月份"))
    finish = Milestone("finish", current=until(date(2017, 6, 30), "6月底前"))
    found = tell(
        told("1", Lateness.LATE_START, 31, start=start, finish=finish),
        told("2", Lateness.OVERDUE, 1, start=start, finish=finish),
    )
    rows = document(found)["late"]["rows"]
    assert [(row["kind"], row["deadline"], row["due"]) for row in rows] == [
        ("start", "4月份", "2017-04-30"),
        ("finish", "6月底前", "2017-06-30"),
    ]


def test_first_promise_is_told_where_it_was_moved() -> None:
    finish = Milestone(
        "finish", baseline=until(DAY, "3月底"), current=until(date(2017, 9, 30), "9月底前")
    )
    [row] = document(tell(told("1", finish=finish)))["tasks"]["rows"]
    assert (row["deadline"], row["promised"]) == ("9月底前", "3月底")


def test_task_without_a_facility_is_not_on_the_map() -> None:
    found = tell(told("1"), told("2", layer_key="stops", facilities=("s1",)))
    assert [one.task.task_id for one in found.off_map] == ["1"]


def test_late_report_has_nothing_but_every_late_item() -> None:
    tasks = [told(str(at), Lateness.OVERDUE, at + 1) for at in range(25)]
    found = tell(*tasks)
    text = render(late_report_of(found), Form.TABLE, "en").decode()
    assert all(f"任务{at}" in text for at in range(25))
    assert "more rows" not in text
    assert "more rows" in render(report_of(found), Form.TABLE, "en").decode()


@pytest.mark.slow
def test_report_of_a_hundred_thousand_tasks_is_short_enough_to_be_read() -> None:
    several = [
        told(
            str(at),
            list(Lateness)[at % 7],
            at % 9,
            stage=list(Stage)[at % 11],
            park_ids=("A", "B")[: at % 3],
            department=f"科室{at % 40}、科室{at % 7}",
            quantity=1.0,
            unit="座",
            layer_key="stops",
            finish=Milestone("finish", baseline=until(date(2017, 1 + at % 12, 28))),
        )
        for at in range(100_000)
    ]
    made = scene(tasks=several)
    made = replace(made, promises=promises_of(made.tasks, made.layers[:1]))
    found = status_of(made, scenario=Scenario.ACTUAL, by=Grouping.DEPARTMENT)
    text = render(report_of(found), Form.TABLE, "zh")
    assert found.total.tasks == 100_000
    assert len(text.splitlines()) < 400


# ---- promises

WORK, DONE = Stage.UNDER_CONSTRUCTION, Stage.IN_SERVICE


def stops(*rows: tuple[str | None, Stage]) -> Mapping[str, Any]:
    """Return a layer of stops, each with the task that builds it and its stage."""
    known = layer("stops", [shapely.Point(118.551 + at / 1000, 24.781) for at in range(len(rows))])
    states = [("A", task, stage, Condition.ACTIVE, Lateness.ON_TIME, 0) for task, stage in rows]
    return {"layers": [mapped(known, states)]}


def test_promises_of_one_layer_unit_and_deadline_are_added_up() -> None:
    june = Milestone("finish", current=until(date(2017, 6, 30), "6月底前"))
    facts: Any = {"layer_key": "stops", "unit": "座", "finish": june}
    found = tell(
        told("1", quantity=2.0, park="甲园", department="建设科", **facts),
        told("2", quantity=1.0, park="乙园", department="建设科、社会科", **facts),
        told("3", quantity=None, **facts),
        **stops(("1", DONE), ("1", WORK), ("2", Stage.PERMITTING), (None, DONE)),
    )
    [one] = found.promised
    # The third promises no number.
    assert (one.tasks, one.quantity, one.unit, one.deadline) == (2, 3.0, "座", "6月底前")
    # Two stops of task 1 and one of task 2; the fourth belongs to none.
    assert (one.mapped, one.started, one.in_service) == (3, 2, 1)
    assert (one.parks, one.departments) == (("甲园", "乙园"), ("建设科", "社会科"))


def test_promise_without_a_layer_has_no_numbers_of_facilities() -> None:
    [one] = tell(told("1", quantity=130.0, unit="公顷")).promised
    assert (one.quantity, one.mapped, one.in_service, one.kind) == (130.0, None, None, None)


def test_trial_is_no_service() -> None:
    trial = told("1", layer_key="stops", quantity=1.0, unit="座")
    [one] = tell(trial, **stops(("1", Stage.TRIAL))).promised
    assert (one.mapped, one.started, one.in_service) == (1, 1, 0)


def test_facilities_are_counted_by_layer_and_stage() -> None:
    [one] = tell(**stops(("1", DONE), (None, DONE), (None, Stage.UNKNOWN))).facilities
    assert (one.stages[DONE], one.stages[Stage.UNKNOWN], sum(one.stages.values())) == (2, 1, 3)


# ---- hostile texts


def test_text_of_a_stranger_is_text_in_every_form() -> None:
    nasty = "=cmd|' /C calc'!A0\x1b[2J\r\n\u202e{{ 7*7 }}"
    facts: Any = dict.fromkeys(
        ("park", "unit", "department", "leader", "person", "progress", "delay_reason"), nasty
    )
    found = tell(told(nasty, Lateness.OVERDUE, 9, content=nasty, **facts), by=Grouping.DEPARTMENT)
    for form in Form:
        data = render(report_of(found), form, "zh")
        assert b"\x1b" not in data or form is Form.XLSX
    rows = csv.reader(
        io.StringIO(render(late_report_of(found), Form.CSV, "zh").decode("utf-8-sig"))
    )
    assert not [cell for row in rows for cell in row if cell.startswith("=")]


@pytest.mark.parametrize("form", Form)
def test_same_status_gives_the_same_bytes(form: Form) -> None:
    workspace = load_workspace(ROOT / "geodata/parkmap.toml")
    again = pipeline.status(workspace, as_of=DAY, by=Grouping.PERSON)
    first = render(sample(DAY, by=Grouping.PERSON).report, form, "zh")
    assert first == render(again.report, form, "zh")


# ---- the sample, by hand


@cache
def sample(
    day: date = DAY, *, by: Grouping | None = None, scenario: Scenario = Scenario.ACTUAL
) -> pipeline.Told:
    workspace = load_workspace(ROOT / "geodata/parkmap.toml")
    return pipeline.status(workspace, as_of=day, by=by, scenario=scenario)


@pytest.fixture(scope="module")
def by_department() -> Status:
    return sample(by=Grouping.DEPARTMENT).status


def test_sample_by_stage(by_department: Status) -> None:
    stages = {stage.value: count for stage, count in by_department.total.stages.items() if count}
    # Ids of geodata/tasks.csv, by what their dates and 进展情况 say on 31 May 2017.
    assert stages == {
        "unknown": len([*range(1, 21), 61, 62]),  # 20 firms without a word, land, one cancelled
        "in_service": len([22, 24, 30, 48, 53]),  # the five with 实际完成 that build something
        "under_construction": len(
            [21, 23, 26, 28, 29, 31, 32, 37, 40, 41, 47, 50, 51, 54, 56, 59, 60]
        ),
        "permitting": len([27, 34, 35, 36, 49, 52, 55, 63]),
        "trial": len([39, 46, 57]),
        "siting": len([33, 58]),
        "procurement": len([38, 45]),
        "initiated": len([42, 43]),
        "built": len([25]),
        "proposed": len([44]),
    }
    assert sum(stages.values()) == by_department.total.tasks == 63


def test_sample_by_lateness(by_department: Status) -> None:
    lateness = {one.value: count for one, count in by_department.total.lateness.items() if count}
    # 6月底前 is June, 6月中旬 the 11th to 20th: what was done in May is early. 上半年 is all of
    # January to June, so 48, done on 18 May, is on time. 30 June is 30 days off, and not yet near.
    early, late_start, overdue, extended = [22, 24, 30, 53], [27, 49, 55], [59], [60]
    unknown = [*range(1, 8), 62]  # seven firms silent since March, one cancelled
    others = 63 - 4 - 3 - 1 - 1 - 8
    assert lateness == {
        "early": len(early),
        "late_start": len(late_start),
        "overdue": len(overdue),
        "extended": len(extended),
        "unknown": len(unknown),
        "on_time": others,
    }


def test_sample_late_items(by_department: Status) -> None:
    # 一季度 ended on 31 March: 30 days of April and 31 of May. April ended 31 days ago.
    assert [(one.task.task_id, one.state.days_late) for one in by_department.late] == [
        ("55", 30 + 31),
        ("27", 31),
        ("49", 31),
        ("59", 31),
    ]


def test_sample_by_department(by_department: Status) -> None:
    counts = {group.key: group.tally.tasks for group in by_department.groups}
    both_named = [21, 30, 31, 32, 33, 50, 56, 61]
    assert counts == {
        "招商服务科": 7 + 2,  # 1 to 7, and 21, 61
        "经济发展科": 13 + 1 + 6,  # 8 to 20, 21, 41 to 46
        "规划建设科": 8 + 3 + 2 + 9 + 2,  # 22 to 29, 30 to 32, 33 and 34, 47 to 55, 56 and 61
        "社会事务科": 3 + 1 + 5,  # 30 to 32, 33, 35 to 38 and 40
        "党群工作科": 1,  # 39
        "安全环保科": 7,  # 50, 56 to 60, 62
        "财政金融科": 1,  # 63
    }
    assert by_department.repeated == len(both_named)
    assert sum(counts.values()) == 63 + len(both_named)


def test_sample_months() -> None:
    counts = {group.key: group.tally.tasks for group in sample(by=Grouping.MONTH).status.groups}
    # Six firms, eight batches of stops, three toilets, and 34, 39, 46, 48, 53, 57, 63.
    assert counts["2017-06"] == 6 + 8 + 3 + 7
    # Seven firms and two schools promise a start alone.
    assert counts[""] == 7 + 2
    assert sum(counts.values()) == 63


def test_sample_parks() -> None:
    counts = {group.key: group.tally.tasks for group in sample(by=Grouping.PARK).status.groups}
    # 8 to 20 and 41 name both parts of the food park: 14 tasks that count in each.
    assert counts["food_north"] == 4 + 14 + 4  # 1 to 4; 22, 30, 50, 57
    assert counts["food_south"] == 3 + 14 + 4  # 5 to 7; 21, 23, 48, 53
    assert counts[""] == 3  # 59, 61, 63: the whole zone
    assert sum(counts.values()) == 63 + 14


def test_sample_tasks_that_are_not_on_the_map(by_department: Status) -> None:
    assert [one.task.task_id for one in by_department.off_map] == ["33", "34", "61", "62", "63"]


@pytest.mark.parametrize(
    ("key", "promise", "parks", "departments", "facts"),
    [
        # 17 stops serve, 5 are being built and 1 is: 23 have begun.
        (
            ("busstops", "finish", "6月底前"),
            (28, "座"),
            "食品园·北片 食品园·南片 新塘园 五里园（永和二期） 安东园 时尚园 电商园",
            "规划建设科",
            (28, 17 + 5 + 1, 17),
        ),
        (
            ("toilets", "finish", "6月底前"),
            (3, "座"),
            "食品园·北片 新塘园 五里园（永和二期）",
            "规划建设科 社会事务科",
            (3, 3, 1),
        ),
        (
            ("enterprises", "start", "3月底"),
            (7, "家"),
            "食品园·北片 食品园·南片",
            "招商服务科",
            (7, 0, 0),
        ),
        (
            ("enterprises", "finish", "上半年"),
            (6, "家"),
            "食品园·北片、食品园·南片",
            "经济发展科",
            (6, 0, 0),
        ),
        (
            ("enterprises", "finish", "下半年"),
            (7, "家"),
            "食品园·北片、食品园·南片",
            "经济发展科",
            (7, 0, 0),
        ),
        (
            ("services", "finish", "7月"),
            (1, "处"),
            "食品园·南片",
            "招商服务科 经济发展科",
            (1, 1, 0),
        ),
        (("schools", "start", "年底前"), (2, "所"), "新塘园", "社会事务科", (2, 0, 0)),
        (
            ("schools", "finish", "2018年8月"),
            (2, "所"),
            "五里园（永和二期）",
            "社会事务科",
            (2, 1, 0),
        ),
    ],
)
def test_promises_of_the_report_against_what_serves(
    key: tuple[str, str, str],
    promise: tuple[int, str],
    parks: str,
    departments: str,
    facts: tuple[int, int, int],
    by_department: Status,
) -> None:
    [one] = [one for one in by_department.promised if (one.layer, one.kind, one.deadline) == key]
    assert (one.quantity, one.unit) == promise
    assert (" ".join(one.parks), " ".join(one.departments)) == (parks, departments)
    assert (one.mapped, one.started, one.in_service) == facts


def test_site_of_the_ninth_schools_is_promised_without_a_facility(by_department: Status) -> None:
    steps = [one for one in by_department.promised if one.layer is None and one.unit == "所"]
    assert [(one.deadline, one.parks, one.departments) for one in steps] == [
        ("3月底", ("新塘园",), ("社会事务科", "规划建设科")),
        ("6月底前", ("新塘园",), ("规划建设科",)),
    ]


def test_plan_has_everything_done_by_its_date() -> None:
    workspace = load_workspace(ROOT / "geodata/parkmap.toml")
    day = date(2017, 6, 30)
    done = pipeline.status(workspace, as_of=day, known_on=DAY, scenario=Scenario.PLAN).status
    [found] = [one for one in done.promised if one.layer == "busstops"]
    assert (found.quantity, found.in_service) == (28, 28)


# ---- forms


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("by", [None, *Grouping])
def test_table_fits_a_hundred_columns(lang: Lang, by: Grouping | None) -> None:
    text = render(sample(by=by).report, Form.TABLE, lang).decode()
    assert max(map(cells_of, text.splitlines())) <= 100


def test_head_tells_zone_day_scenario_source_and_that_it_is_illustrative() -> None:
    text = render(sample().report, Form.TABLE, "zh").decode()
    assert text.splitlines()[:4] == [
        "晋江经济开发区：任务进展",
        "截至 2017-05-31；情形：现状",
        "来源：tasks.csv，63 项任务",
        "示例数据，位置为示意",
    ]


def test_facilities_without_a_task_are_counted_by_layer() -> None:
    # Of the sample's six schools two are there already, and no row of tasks.csv is about them.
    rows = {row["layer"]: row for row in document(sample().status)["facilities"]["rows"]}
    assert (rows["schools"]["facilities"], rows["schools"]["untasked"]) == (6, 2)
    assert rows["busstops"]["untasked"] == 0


def test_json_has_the_members_that_the_docs_promise() -> None:
    found = document(sample(by=Grouping.PARK).status)
    docs = (ROOT / "docs/status.md").read_text(encoding="utf-8")
    members = set(found)
    for name in ("counts", "late", "promised", "facilities", "off_map", "tasks"):
        members |= set(found[name]["rows"][0])
    assert {name for name in members if f"`{name}`" not in docs} == set()
    assert found["counts"]["total"]["stage"]["in_service"] == 5
    assert found["counts"]["rows"][0]["lateness"]["most_days"] == 0
    assert (found["as_of"], found["scenario"], found["by"]) == ("2017-05-31", "actual", "park")


def test_workspace_without_a_register_has_no_tasks() -> None:
    empty: Scene = replace(scene(tasks=()), register=None)
    found = status_of(empty, scenario=Scenario.ACTUAL, by=Grouping.PARK)
    assert found.total.tasks == 0
    text = render(report_of(found), Form.TABLE, "en").decode()
    assert "the workspace has no register of tasks" in text


# ---- Python


def test_api_counts_like_the_command() -> None:
    frame = parkmap.sample().status(by="department", scenario="actual")
    assert frame.index[-1] == "total"
    assert frame.loc["total", "stage_in_service"] == 5
    assert frame.loc["规划建设科", "most_days_late"] == 61
    assert list(parkmap.sample().status("2017-06-30").index) == ["total"]
    with pytest.raises(ValueError, match="colour"):
        parkmap.sample().status(by="colour")


# ---- the command


def test_command_prints_the_table_and_keeps_messages_on_stderr(zone: Path) -> None:  # noqa: F811
    done = run("status", "--as-of", "2017-05-31", cwd=zone)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Jinjiang Economic Development Zone: status of tasks\n")
    assert "Note: " in done.stderr
    assert "Note: " not in done.stdout


def test_ending_of_the_file_says_the_form(zone: Path) -> None:  # noqa: F811
    for name, start in (("a.csv", b"\xef\xbb\xbf"), ("a.json", b"{"), ("a.xlsx", b"PK")):
        done = run("status", "--late", "-o", name, cwd=zone)
        assert done.returncode == 0, done.stderr
        assert done.stdout == ""
        assert (zone / name).read_bytes().startswith(start)


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("-o", "a.pdf"), 2, "ends in none of .txt, .csv, .json, .xlsx"),
        (("--format", "xlsx"), 2, "name a file with -o"),
        (("--format", "oc4ids", "--late"), 2, "neither --by nor --late"),
        (("--late", "--by", "month"), 2, "--by does not go with it"),
        (("--format", "csv", "-o", "tasks.csv"), 73, "tasks.csv: is a file that"),
        (("--by", "colour"), 2, "colour"),
    ],
)
def test_wrong_words_are_told(
    zone: Path,  # noqa: F811
    words: Sequence[str],
    code: int,
    message: str,
) -> None:
    before = (zone / "tasks.csv").read_bytes()
    done = run("status", *words, cwd=zone)
    assert (done.returncode, message in done.stderr) == (code, True), done.stderr
    assert (zone / "tasks.csv").read_bytes() == before


def test_export_without_tasks_is_refused(zone: Path) -> None:  # noqa: F811
    file = zone / "parkmap.toml"
    text = file.read_text(encoding="utf-8")
    start = text.index("[register]")
    file.write_text(text[:start] + text[text.index("[demand]") :], encoding="utf-8")
    done = run("status", "--format", "oc4ids", cwd=zone)
    assert done.returncode == 65
    assert "there is no task to export" in done.stderr
