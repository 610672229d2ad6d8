"""The rules that ship: complete, cited, and told in the docs as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from parkmap.errors import WorkspaceError
from parkmap.model import SYMBOLS, Criterion, Denominator, Force, Problem, Rule, Text
from parkmap.standards import NEEDS, radius_rule, rules_for, standards
from parkmap.workspace import load_workspace
from tests.workspace_world import LEAST
from tools.make_standards_page import PAGE, page

if TYPE_CHECKING:
    from pathlib import Path

RULES = standards()


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_rule_is_complete(rule: Rule) -> None:
    assert getattr(rule, NEEDS[rule.criterion]) > 0
    assert set(rule.symbols) <= set(SYMBOLS)
    assert rule.source.zh
    assert rule.source.en
    assert rule.least_share is None or 0 < rule.least_share <= 1
    texts = [rule.title, rule.source, rule.for_reference, rule.note]
    assert all(text.zh and text.en for text in texts if text is not None)
    # A table of 100 columns has room for this much.
    assert len(rule.title.en) <= 26


def test_every_criterion_says_what_it_needs() -> None:
    assert NEEDS.keys() == set(Criterion)


def test_what_nobody_has_read_is_not_called_verified() -> None:
    assert not any(rule.verified for rule in RULES.values())


def test_rules_of_the_two_profiles_of_bus_stops() -> None:
    people, short, long = rules_for({"bus"})
    assert (people.radius_m, people.least_share, people.leads) == (500, 0.9, Denominator.EMPLOYEES)
    assert (short.radius_m, short.least_share, short.leads) == (300, 0.5, Denominator.AREA)
    assert (long.radius_m, long.least_share, long.leads) == (500, 0.9, Denominator.AREA)
    assert people.force is Force.IN_FORCE
    assert short.force is long.force is Force.REPEALED


def test_rules_of_toilets_conflict_and_all_are_shown() -> None:
    rules = rules_for({"toilet"})
    assert [rule.criterion for rule in rules] == ["nearest", "density", "spacing"]


def test_residential_clauses_are_for_reference() -> None:
    residential = [rule for rule in RULES.values() if "GB 50180" in rule.source.en]
    assert len(residential) == 8
    assert all(rule.for_reference for rule in residential)


def test_a_school_is_not_measured_as_a_middle_school_unasked() -> None:
    assert [rule.key for rule in rules_for({"school"})] == ["primary_school_500"]
    assert [rule.key for rule in rules_for({"kindergarten"})] == ["kindergarten_300"]
    assert rules_for({"generic"}) == ()


def test_bare_radius_has_no_limit() -> None:
    rule = radius_rule(Text("食堂", "Canteens"), 250)
    assert (rule.radius_m, rule.least_share, rule.title.en) == (250, None, "250 m")


def test_docs_tell_the_rules_as_they_are() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


OWN = """
[layers.stops]
path = "stops.geojson"
rule = ["shuttle", "bus_300_area"]
[layers.canteens]
path = "canteens.geojson"
rule = "shuttle"
[layers.schools]
path = "schools.geojson"
[rules.shuttle]
title = { zh = "接驳 200 m", en = "shuttle, 200 m" }
radius_m = 200
least_share = 0.6
"""


def test_workspace_adds_rules_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "parkmap.toml"
    file.write_text(LEAST + OWN, encoding="utf-8")
    workspace = load_workspace(file)
    (rule,) = workspace.rules
    assert (rule.key, rule.radius_m, rule.least_share) == ("shuttle", 200, 0.6)
    assert (rule.title.zh, rule.leads) == ("接驳 200 m", Denominator.EMPLOYEES)
    rules = [spec.rules for spec in workspace.layers]
    assert rules == [("shuttle", "bus_300_area"), ("shuttle",), None]


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ('[rules.a]\ncriterion = "spacing"', "rules.lacks", "rules.a"),
        ('[rules.a]\ncriterion = "travel_time"', "rules.lacks", "rules.a"),
        ("[rules.bus_sdg]\nradius_m = 3", "rules.taken", "rules.bus_sdg"),
        ("[rules.radius]\nradius_m = 3", "rules.taken", "rules.radius"),
        ('[layers.a]\npath = "a"\nrule = "bus_330_area"', "rules.unknown_meant", "layers.a.rule"),
        ('[layers.a]\npath = "a"\nrule = ["全新"]', "rules.unknown", "layers.a.rule"),
        ("[rules.a]\nleast_share = 90", "workspace.expected.number_in_range", None),
        ('[rules.a]\ncriterion = "x"', "workspace.expected.one_of", None),
        ('[rules.a]\nsymbols = ["route"]', "workspace.expected.one_of", None),
    ],
)
def test_faulty_rules_are_told(tmp_path: Path, text: str, code: str, place: str | None) -> None:
    file = tmp_path / "parkmap.toml"
    file.write_text(LEAST + text, encoding="utf-8")
    with pytest.raises(WorkspaceError) as caught:
        load_workspace(file)
    told: Problem = caught.value.problems[0]
    assert told.code == code
    assert place is None or told.place == f"key:{place}"
