"""Two versions of a register: which task is which, what changed, by how many days."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point, box

from parkmap.diff import compare, compare_places
from parkmap.diff.match import same_ids
from parkmap.model import Condition, Interval, Lateness, Milestone, Stage, State, Task
from parkmap.model.diff import Diff, Field, Match, PlaceKind, Version
from tests.metric_world import layer

JUNE = Interval(date(2017, 6, 1), date(2017, 6, 30), "6月底", "month")
UNKNOWN = State(Stage.UNKNOWN, Condition.ACTIVE, Lateness.UNKNOWN)


def day(text: str) -> Interval:
    one = date.fromisoformat(text)
    return Interval(one, one, text, "day")


def task(task_id: str, name: str = "公交站", *, due: str | None = None, **facts: Any) -> Task:
    if due:
        facts["finish"] = Milestone("finish", day(due), day(due))
    return Task(task_id, name or task_id, 2, **facts)


def version(*tasks: Task, **states: State) -> Version:
    known = {one.task_id: states.get(f"t{one.task_id}", UNKNOWN) for one in tasks}
    return Version(tasks, known, "tasks.csv")


def changes(diff: Diff) -> list[tuple[Field, object, object, int | None]]:
    return [(one.field, one.old, one.new, one.days) for pair in diff.pairs for one in pair.changes]


def codes(diff: Diff) -> list[str]:
    return [problem.code for problem in diff.problems]


def ids(diff: Diff) -> tuple[list[tuple[str, str]], list[str], list[str]]:
    pairs = [(pair.old.task_id, pair.new.task_id) for pair in diff.pairs]
    return pairs, [one.task_id for one in diff.new], [one.task_id for one in diff.gone]


# ---- which task is which


def test_id_is_the_same_however_it_is_typed() -> None:
    diff = compare(
        version(task("007"), task("8", "厕所")), version(task("7.0"), task("８", "厕所"))
    )
    assert ids(diff) == ([("007", "7.0"), ("8", "８")], [], [])
    assert diff.is_empty


def test_id_that_means_two_of_the_other_version_means_neither() -> None:
    assert same_ids(["007"], ["7", "07"]) == []
    assert same_ids(["7", "07"], ["007"]) == []


def test_same_name_and_park_under_another_id_is_renumbered() -> None:
    old = version(task("1", "小学", park="东园"), task("2", "厕所", park="东园"))
    new = version(
        task("1", "新任务"), task("2", "小学", park="東園"), task("3", "厕所", park="东园")
    )
    diff = compare(old, new)
    assert ids(diff) == ([("1", "2"), ("2", "3")], ["1"], [])
    assert [pair.match for pair in diff.pairs] == [Match.NAME] * 2
    assert changes(diff) == [
        (Field.TASK_ID, "1", "2", None),
        (Field.TASK_ID, "2", "3", None),
    ]
    # Nobody's id is doubted: the old 1 and 2 are found.
    assert codes(diff) == ["diff.renumbered"]
    assert diff.problems[0].values == {"count": 2, "total": 3}


def test_name_that_two_tasks_of_a_park_bear_stays_open_and_is_told() -> None:
    old = version(task("1", "道路", park="东园"), task("2", "道路", park="东园"))
    new = version(task("8", "道路", park="东园"), task("9", "管网", park="东园"))
    diff = compare(old, new)
    assert ids(diff) == ([], ["8", "9"], ["1", "2"])
    assert codes(diff) == ["diff.ambiguous"]
    assert diff.problems[0].values == {"name": "道路", "park": "东园", "old": 2, "new": 1}


def test_same_name_in_another_park_is_another_task() -> None:
    diff = compare(version(task("1", "道路", park="东园")), version(task("2", "道路", park="西园")))
    assert ids(diff) == ([], ["2"], ["1"])


def test_name_of_another_task_under_the_old_id_is_gone_and_new() -> None:
    diff = compare(version(task("5", "第九小学新建")), version(task("5", "污水处理厂扩容")))
    assert ids(diff) == ([], ["5"], ["5"])
    assert codes(diff) == ["diff.other_task"]
    assert diff.problems[0].values == {
        "id": "5",
        "old": "第九小学新建",
        "new": "污水处理厂扩容",
    }


def test_name_that_was_lengthened_is_the_same_task() -> None:
    # Pairs of characters: 5 in the old name, 9 in the new one, 5 in both: 2 x 5 / 14 = 0.71.
    diff = compare(version(task("5", "第九小学新建")), version(task("5", "第九小学新建（一期）")))
    assert changes(diff) == [(Field.NAME, "第九小学新建", "第九小学新建（一期）", None)]
    assert codes(diff) == []


def test_other_name_with_the_same_content_is_the_same_task() -> None:
    content = "新建公厕3座，6月底前完工"
    diff = compare(
        version(task("5", "公厕建设", content=content)),
        version(task("5", "厕所革命", content=content)),
    )
    assert ids(diff)[0] == [("5", "5")]


def test_ids_prove_nothing_in_a_table_that_was_renumbered() -> None:
    old = version(task("1", "小学"), task("2", "厕所"), task("3", "小兄弟进场施工"))
    # A firm that left and one that came, both on row 3: 3 of 6 and of 5 pairs are the same,
    # 2 x 3 / 11 = 0.55, which would do if ids were to be believed.
    new = version(task("2", "小学"), task("1", "厕所"), task("3", "华恒进场施工"))
    diff = compare(old, new)
    assert ids(diff) == ([("1", "2"), ("2", "1")], ["3"], ["3"])
    assert codes(diff) == ["diff.renumbered", "diff.other_task"]
    assert ids(compare(version(old.tasks[2]), version(new.tasks[2])))[0] == [("3", "3")]


def test_task_without_a_name_is_known_by_its_id() -> None:
    diff = compare(version(task("7", "")), version(task("007", "")))
    assert ids(diff) == ([("7", "007")], [], [])
    assert diff.is_empty


# ---- what changed


def test_slippage_counts_from_latest_day_to_latest_day() -> None:
    old = version(task("1", finish=Milestone("finish", JUNE, JUNE)))
    new = version(task("1", finish=Milestone("finish", JUNE, day("2017-08-15"))))
    diff = compare(old, new)
    # 30 June to 15 August: 31 days of July and 15 of August.
    assert changes(diff) == [(Field.FINISH, JUNE, day("2017-08-15"), 46)]
    assert (diff.pairs[0].finish.days, diff.pairs[0].finish.baseline_days) == (46, 46)
    assert codes(diff) == []


def test_slippage_against_the_baseline_counts_what_was_told_before() -> None:
    first, second = day("2017-07-31"), day("2017-08-31")
    old = version(task("1", finish=Milestone("finish", JUNE, first)))
    new = version(task("1", finish=Milestone("finish", JUNE, second)))
    slip = compare(old, new).pairs[0].finish
    # August has 31 days; from 30 June it is 31 more.
    assert (slip.days, slip.baseline_days) == (31, 62)


def test_earlier_date_counts_down() -> None:
    diff = compare(version(task("1", due="2017-06-30")), version(task("1", due="2017-06-20")))
    assert diff.pairs[0].finish.days == -10


def test_promise_that_was_overwritten_is_told_and_still_counts() -> None:
    diff = compare(version(task("1", due="2017-06-30")), version(task("1", due="2017-09-30")))
    # July 31, August 31, September 30.
    assert diff.pairs[0].finish.baseline_days == 92
    assert [one[0] for one in changes(diff)] == [Field.FINISH, Field.BASELINE_FINISH]
    assert codes(diff) == ["diff.overwritten"]


def test_more_precise_date_is_a_change_of_no_days() -> None:
    old = version(task("1", finish=Milestone("finish", JUNE, JUNE)))
    new = version(task("1", finish=Milestone("finish", JUNE, day("2017-06-30"))))
    assert changes(compare(old, new)) == [(Field.FINISH, JUNE, day("2017-06-30"), 0)]


def test_other_words_for_the_same_days_are_no_change() -> None:
    other = replace(JUNE, text="2017年6月")
    old = version(task("1", finish=Milestone("finish", JUNE, JUNE)))
    new = version(task("1", finish=Milestone("finish", JUNE, other)))
    assert compare(old, new).is_empty


def test_date_that_comes_or_goes_has_no_days() -> None:
    dated, undated = version(task("1", due="2017-06-30")), version(task("1"))
    assert [one[3] for one in changes(compare(undated, dated))] == [None, None]
    assert compare(dated, undated).total.finish.dated == 0


def test_start_slips_on_its_own() -> None:
    old = version(task("1", start=Milestone("start", JUNE, JUNE)))
    new = version(task("1", start=Milestone("start", JUNE, day("2017-07-01"))))
    diff = compare(old, new)
    assert (diff.pairs[0].start.days, diff.pairs[0].finish.days) == (1, None)


def test_stage_and_condition_are_those_of_the_day() -> None:
    built = State(Stage.BUILT, Condition.SUSPENDED, Lateness.ON_TIME)
    diff = compare(version(task("1")), version(task("1"), t1=built))
    assert changes(diff) == [
        (Field.STAGE, Stage.UNKNOWN, Stage.BUILT, None),
        (Field.CONDITION, Condition.ACTIVE, Condition.SUSPENDED, None),
    ]


@pytest.mark.parametrize(
    ("field", "old", "new"),
    [
        ("quantity", 28.0, 30.0),
        ("quantity", None, 3.0),
        ("unit", "座", "个"),
        ("park", "东园", "西园"),
        ("layer", "公交站", "厕所"),
        ("leader", "甲", "乙"),
        ("department", "规划局、国土局", "国土局、规划局"),
        ("person", "张三", ""),
        ("content", "新建", "改建"),
    ],
)
def test_change_of_a_cell_is_told(field: str, old: object, new: object) -> None:
    before, after = (task("1", **dict[str, Any]({field: one})) for one in (old, new))
    assert changes(compare(version(before), version(after))) == [(Field(field), old, new, None)]


@pytest.mark.parametrize(
    ("field", "old", "new"),
    [
        ("park", "食品园·北片", "食品園·北片 "),
        ("department", "规划局、国土局", "規劃局,国土局"),
        ("person", "张　三", "张三"),
        ("content", "新建ABC", "新建ＡＢＣ"),
        ("note", "一", "二"),
        ("progress", "已开工", "在建"),
    ],
)
def test_what_is_only_typed_otherwise_is_no_change(field: str, old: str, new: str) -> None:
    before, after = (task("1", **dict[str, Any]({field: one})) for one in (old, new))
    assert compare(version(before), version(after)).is_empty


# ---- by department


def test_task_of_two_departments_counts_for_both_and_once_in_the_total() -> None:
    both = "规划局、国土局"
    old = version(
        task("1", "小学", due="2017-06-30", department=both),
        task("2", "厕所", due="2017-06-30", department="国土局"),
        task("3", "道路", due="2017-06-30"),
    )
    new = version(
        task("1", "小学", due="2017-07-10", department="規劃局、国土局"),
        task("2", "厕所", due="2017-06-25", department="国土局"),
        task("3", "道路", due="2017-06-30"),
        task("4", "管网", department="规划局"),
    )
    diff = compare(old, new)
    told = {one.department: one for one in diff.departments}
    # 10 days for both; the second one also gained 5. Together 15, while it is 5 in total.
    days = {name: one.finish.days for name, one in told.items()}
    assert days == {"規劃局": 10, "国土局": 5, "": 0}
    assert diff.total.finish.days == 5
    assert (told["国土局"].finish.later, told["国土局"].finish.earlier) == (1, 1)
    assert (told["規劃局"].tasks, told["規劃局"].new) == (1, 1)
    assert diff.total.tasks == 3
    assert [one.department for one in diff.departments] == ["規劃局", "国土局", ""]


def test_gone_task_counts_for_the_department_that_had_it() -> None:
    diff = compare(version(task("1", department="国土局")), version())
    assert [(one.department, one.gone) for one in diff.departments] == [("国土局", 1)]


# ---- places


def moved(*steps: tuple[float, float], kind: str = "point") -> list[tuple[str, float | None]]:
    shapes = {"point": Point(0, 0), "area": box(0, 0, 100, 100)}
    old = layer("stops", [shapes[kind]])
    new = layer("stops", [shapes[kind] if not steps else _shifted(shapes[kind], steps[0])])
    told = compare_places([old], [new], ({}, {}))
    return [(one.kind, one.distance_m and round(one.distance_m, 2)) for one in told]


def _shifted(shape: Any, step: tuple[float, float]) -> Any:
    from shapely.affinity import translate

    return translate(shape, *step)


def test_facility_that_moved_is_told_in_metres() -> None:
    assert moved((30, 40)) == [("moved", 50.0)]  # 3, 4, 5


def test_facility_within_the_tolerance_has_not_moved() -> None:
    assert moved((0.6, 0.7)) == []  # 0.36 + 0.49 = 0.85, below 1


def test_area_moves_with_its_centre() -> None:
    assert moved((30, 40), kind="area") == [("moved", 50.0)]


def test_area_that_grew_has_moved_by_its_farthest_side() -> None:
    old, new = layer("plots", [box(0, 0, 100, 100)]), layer("plots", [box(0, 0, 100, 130)])
    [told] = compare_places([old], [new], ({}, {}))
    assert round(told.distance_m or 0, 2) == 30


def test_area_drawn_otherwise_in_its_box_is_reshaped() -> None:
    dented = box(0, 0, 100, 100).difference(box(40, 49, 60, 51))
    told = compare_places(
        [layer("plots", [box(0, 0, 100, 100)])], [layer("plots", [dented])], ({}, {})
    )
    assert [one.kind for one in told] == [PlaceKind.RESHAPED]


def test_area_drawn_from_another_corner_is_the_same() -> None:
    turned = box(0, 0, 100, 100, ccw=False)
    told = compare_places(
        [layer("plots", [box(0, 0, 100, 100)])], [layer("plots", [turned])], ({}, {})
    )
    assert told == ()


def test_facility_that_came_or_went_is_told() -> None:
    one = layer("stops", [Point(0, 0)], ["甲"])
    two = layer("stops", [Point(0, 0), Point(9, 9)], ["甲", "乙"])
    [come] = compare_places([one], [two], ({}, {}))
    assert (come.kind, come.facility, come.name) == (PlaceKind.NEW, "2", "乙")
    [gone] = compare_places([two], [one], ({}, {}))
    assert (gone.kind, gone.facility, gone.name) == (PlaceKind.GONE, "2", "乙")


def test_layer_of_one_version_gives_all_of_its_facilities() -> None:
    roads = layer("roads", [LineString([(0, 0), (9, 9)]), LineString([(0, 0), (5, 9)])])
    stops = layer("stops", [Point(0, 0)])
    told = compare_places([stops, roads], [stops], ({}, {}))
    assert [(one.layer, one.kind) for one in told] == [("roads", PlaceKind.GONE)] * 2


def test_stage_of_a_facility_is_compared_by_its_id() -> None:
    stops = layer("stops", [Point(0, 0), Point(5, 5)])
    was = pd.DataFrame(
        {"stage": ["siting", "built"], "condition": ["active", "active"]}, index=["1", "2"]
    )
    now = was.assign(stage=["in_service", "built"], condition=["active", "suspended"])
    told = compare_places([stops], [stops], ({"stops": was}, {"stops": now}))
    assert [(one.facility, one.kind, one.old, one.new) for one in told] == [
        ("1", PlaceKind.STAGE, "siting", "in_service"),
        ("2", PlaceKind.CONDITION, "active", "suspended"),
    ]


def test_no_facilities_at_all_are_no_difference() -> None:
    assert compare_places([layer("stops", [])], [layer("stops", [])], ({}, {})) == ()


# ---- properties

DAYS = st.none() | st.integers(0, 400).map(lambda n: date(2017, 1, 1) + timedelta(days=n))
NAMES = st.sampled_from(["公交站", "公交站建设", "公厕", "第九小学", "第九小學", "", "{x}", "=1+1"])
WORDS = st.sampled_from(["", "甲", "乙", "甲、乙", "=cmd"])


@st.composite
def tasks(draw: st.DrawFn) -> Version:
    numbers = draw(st.lists(st.integers(1, 8), unique=True, max_size=8))
    told = []
    for number in numbers:
        spelling = draw(st.sampled_from(["{}", "0{}", "{}.0"]))
        due, revised = draw(DAYS), draw(DAYS)
        baseline = day(due.isoformat()) if due else None
        current = day(revised.isoformat()) if revised else baseline
        told.append(
            task(
                spelling.format(number),
                draw(NAMES),
                park=draw(WORDS),
                department=draw(WORDS),
                finish=Milestone("finish", baseline, current),
            )
        )
    return version(*told)


@given(tasks())
def test_version_does_not_differ_from_itself(one: Version) -> None:
    diff = compare(one, one)
    assert diff.is_empty
    assert len(diff.pairs) == len(one.tasks)


@given(tasks(), tasks())
def test_every_row_is_accounted_for_once(old: Version, new: Version) -> None:
    diff = compare(old, new)
    assert Counter(one.task_id for one in (*(p.old for p in diff.pairs), *diff.gone)) == Counter(
        one.task_id for one in old.tasks
    )
    assert Counter(one.task_id for one in (*(p.new for p in diff.pairs), *diff.new)) == Counter(
        one.task_id for one in new.tasks
    )


@given(tasks(), tasks())
def test_exchanged_versions_give_the_mirror_image(old: Version, new: Version) -> None:
    there, back = compare(old, new), compare(new, old)
    assert (there.new, there.gone) == (
        tuple(sorted(back.gone, key=new.tasks.index)),
        tuple(sorted(back.new, key=old.tasks.index)),
    )
    mirrored = {
        (one.new.task_id, one.old.task_id): (one.match, _turned(one.changes), one.finish.days)
        for one in back.pairs
    }
    assert mirrored == {
        (one.old.task_id, one.new.task_id): (
            one.match,
            {(c.field, c.old, c.new, c.days) for c in one.changes},
            None if one.finish.days is None else -one.finish.days,
        )
        for one in there.pairs
    }


def _turned(told: Any) -> set[Any]:
    return {(c.field, c.new, c.old, None if c.days is None else -c.days) for c in told}


@given(tasks(), tasks())
def test_departments_never_tell_less_than_the_total(old: Version, new: Version) -> None:
    diff = compare(old, new)
    told = diff.departments
    assert sum(one.tasks for one in told) >= diff.total.tasks
    assert sum(one.finish.later for one in told) >= diff.total.finish.later


def test_names_that_thousands_share_are_told_without_pairs_of_them() -> None:
    # Each of 20,000 names stands twice in both: pairs of rows would be 800 million.
    old = version(*(task(f"a{at}", f"道路{at % 20_000}") for at in range(40_000)))
    new = version(*(task(f"b{at}", f"道路{at % 20_000}") for at in range(40_000)))
    diff = compare(old, new)
    assert len(diff.new) == len(diff.gone) == 40_000
    assert codes(diff) == ["diff.ambiguous"] * 20_000
