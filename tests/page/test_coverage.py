"""Coverage as a page carries it, read back in the plainest way and held against the report."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode
from dataclasses import replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import parkmap
from parkmap.model import DemandKind, Scenario
from parkmap.page.content import COVERAGE_ID, detach_texts, scene_data
from parkmap.page.coverage import coverage_data
from parkmap.page.shapes import shapes_of
from parkmap.pipeline import over_time
from parkmap.pipeline.coverage import coverage
from parkmap.pipeline.over_time import with_coverage
from parkmap.pipeline.question import Question
from parkmap.pipeline.scene import make_scene
from tests.page import world
from tests.page.unpacked import numbers, words

if TYPE_CHECKING:
    from parkmap.model import CoverageStudy, Scene

AS_OF = date(2017, 5, 31)


@cache
def sample_scene() -> Scene:
    workspace = parkmap.sample().workspace
    return with_coverage(workspace, make_scene(workspace, as_of=AS_OF, lang="zh"))


@cache
def sample_data() -> dict[str, Any]:
    scene = sample_scene()
    shapes = [shapes_of(mapped.layer.frame.geometry) for mapped in scene.layers]
    told = coverage_data(scene, shapes)
    assert told is not None
    return told


def study_of(day: date, scenario: Scenario) -> CoverageStudy:
    question = Question(as_of=day, known_on=AS_OF, scenario=scenario, demand=DemandKind.ALL)
    return coverage(parkmap.sample().workspace, question)[0]


WALK_DAYS = [
    (date(2017, 3, 15), Scenario.ACTUAL),
    (date(2017, 6, 10), Scenario.SLIP),
    (date(2017, 9, 30), Scenario.PLAN),
    (date(2017, 12, 31), Scenario.PLAN),
]


@pytest.mark.parametrize(("day", "scenario"), WALK_DAYS)
def test_walks_over_time_are_those_that_the_command_walks_on_the_day(
    day: date, scenario: Scenario
) -> None:
    """What is remembered from state to state changes no figure: the command remembers nothing."""
    told = sample_scene().coverage
    assert told is not None
    question = Question(as_of=day, known_on=AS_OF, scenario=scenario, on_network=True)
    study = coverage(parkmap.sample().workspace, question)[0]
    walked = 0
    for rule, one in zip(told.rules, study.measured, strict=True):
        if one.coverage.radius_m is None:
            assert rule.walk is None
            continue
        assert rule.walk is not None
        state = [at for first, at in rule.steps[scenario] if first is None or first <= day][-1]
        found = rule.walk.states[state]
        assert found.parks == one.coverage.parks
        assert found.circle is not None
        assert one.coverage.circle is not None
        assert found.circle.parks == one.coverage.circle.parks
        pd.testing.assert_frame_equal(found.plots, one.coverage.plots, check_exact=True)
        gaps = [some for first, some in rule.walk.gaps[scenario] if first is None or first <= day]
        assert gaps[-1] == one.gaps
        walked += 1
    assert walked == 10


def test_streets_travel_with_their_doors() -> None:
    told, scene = sample_data()["streets"], sample_scene()
    assert scene.coverage is not None
    streets = scene.coverage.streets
    assert streets is not None
    first, span = (numbers(told["numbers"], name) for name in ("first", "span"))
    # Rounded to a centimetre: half of one for each of the arcs at most.
    length_m = sum(numbers(told["numbers"], "length")) / 100
    assert len(first) == len(streets.first)
    assert length_m == pytest.approx(streets.length_m.sum(), abs=0.005 * len(first))
    assert min(first) == 0
    assert min(span) >= 1
    assert max(one + other for one, other in zip(first, span, strict=True)) < len(streets.places)
    doors = told["doors"]["busstops"]
    assert len(numbers(doors, "row")) == len(scene.layers[0].layer.frame)
    assert max(numbers(doors, "gap")) <= 100 * told["snap"]
    lengths = numbers(told["numbers"], "length")
    along = zip(numbers(doors, "along"), numbers(doors, "arc"), strict=True)
    assert all(0 <= at <= lengths[arc] for at, arc in along)
    assert len(numbers(told["plots"], "row")) == len(words(sample_data()["plots"]["pack"], "id"))


def state_on(steps: list[list[int]], day: date) -> int:
    return [state for first, state in steps if first <= day.toordinal()][-1]


def inflated(text: str) -> Any:
    return json.loads(zlib.decompress(b64decode(text)))


@pytest.mark.parametrize(
    ("day", "scenario"),
    [
        (date(2017, 5, 10), Scenario.ACTUAL),
        (date(2017, 6, 30), Scenario.PLAN),
        (date(2017, 6, 30), Scenario.SLIP),
    ],
)
def test_every_rule_tells_what_a_report_of_that_day_tells(day: date, scenario: Scenario) -> None:
    told, study = sample_data(), study_of(day, scenario)
    assert [rule["key"] for rule in told["rules"]] == [
        one.coverage.rule.key for one in study.measured
    ]
    plots = [str(plot) for plot in words(told["plots"]["pack"], "id")]
    for rule, one in zip(told["rules"], study.measured, strict=True):
        state = state_on(rule["steps"][scenario], day)
        for changes, park in zip(inflated(rule["parks"]), one.coverage.parks, strict=True):
            figures = [cells for first, cells in changes if first <= state][-1]
            assert figures[:6] == [
                park.area_m2, park.area_served_m2, park.plots, park.plots_served,
                park.employees, park.employees_served,
            ]  # fmt: skip
            assert figures[6:9] == [
                park.facilities_inside,
                park.places_inside,
                park.facilities_serving,
            ]
            assert figures[10] == park.value
        if rule["radius"] is None:
            continue
        # Plot by plot, and of each state by state.
        served = numbers(rule["numbers"], "served")[state :: rule["states"]]
        far = numbers(rule["numbers"], "distance")[state :: rule["states"]]
        known = one.coverage.plots.loc[plots]
        assert [bool(flag) for flag in served] == known["served"].tolist()
        told_m = [round(one, 1) if one < 1e9 else 0 for one in known["distance_m"].tolist()]
        assert [tenths / 10 for tenths in far] == told_m


def test_gap_is_closed_by_the_task_and_on_the_day_that_a_report_names() -> None:
    told, day = sample_data(), date(2017, 6, 10)
    study, plots = study_of(day, Scenario.SLIP), words(sample_data()["plots"]["pack"], "id")
    rule, one = told["rules"][0], study.measured[0]
    days = rule["gapDays"]["slip"]
    at = max(place for place, first in enumerate(days) if first <= day.toordinal())
    closed = numbers(rule["numbers"], "slip.closed")[at :: len(days)]
    wanted = {gap.plot_id: gap.closed_on.toordinal() if gap.closed_on else 0 for gap in one.gaps}
    assert dict(zip(plots, closed, strict=True)) == {
        plot: wanted.get(str(plot), 0) for plot in plots
    }
    assert len(set(wanted.values())) > 2


def test_rules_of_one_state_each_carry_nothing_of_another() -> None:
    rule = next(one for one in sample_data()["rules"] if one["key"] == "kindergarten_300")
    # The zone's figures change with the second state, those of far parks do not.
    lengths = [len(changes) for changes in inflated(rule["parks"])]
    assert lengths[0] == rule["states"] == 2
    assert min(lengths) == 1


def test_coverage_comes_late_and_only_where_something_is_measured() -> None:
    early, late = detach_texts(scene_data(sample_scene()))
    assert early["coverage"] == COVERAGE_ID
    assert late[COVERAGE_ID] == sample_data()
    nothing, others = detach_texts(scene_data(world.scene()))
    assert nothing["coverage"] is None
    assert COVERAGE_ID not in others


def test_workspace_without_rules_measures_nothing() -> None:
    workspace = parkmap.sample().workspace
    bare = replace(
        workspace,
        layers=tuple(replace(spec, rules=(), radius_m=None) for spec in workspace.layers),
    )
    scene = with_coverage(bare, make_scene(bare, as_of=AS_OF, lang="zh"))
    assert scene.coverage is None
    assert not [one for one in scene.problems if one.code.startswith("coverage.")]


def test_zone_with_much_work_has_the_as_of_day_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    # The sample measures some 80 states; one state of each of the 13 rules is less than 13,000, and
    # one of the 10 with a radius along its 1553 arcs more.
    monkeypatch.setattr(over_time, "MOST_WORK", 13_000)
    workspace = parkmap.sample().workspace
    scene = with_coverage(workspace, make_scene(workspace, as_of=AS_OF, lang="zh"))
    assert scene.coverage is not None
    assert scene.coverage.is_still
    assert [one.code for one in scene.problems if one.code.startswith("coverage.")] == [
        "coverage.still",
        "coverage.walks_left_out",
    ]
    assert not any(one.walk for one in scene.coverage.rules)
    assert scene.coverage.streets is None
    zone = scene.coverage.rules[0].states[0].zone
    assert zone == study_of(AS_OF, Scenario.ACTUAL).measured[0].coverage.zone
    assert {len(rule.states) for rule in scene.coverage.rules} == {1}


@pytest.mark.parametrize("limit", ["MOST_PLACES", "MOST_WORK"])
def test_zone_with_too_much_work_says_that_coverage_is_left_out(
    monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(over_time, limit, 10)
    workspace = parkmap.sample().workspace
    scene = with_coverage(workspace, make_scene(workspace, as_of=AS_OF, lang="zh"))
    assert scene.coverage is None
    assert [one.code for one in scene.problems if one.code.startswith("coverage.")] == [
        "coverage.left_out"
    ]
