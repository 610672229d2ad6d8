from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from parkmap.model import (
    Comparison,
    Condition,
    Criterion,
    DemandKind,
    Denominator,
    Distance,
    Force,
    Lateness,
    Match,
    Problem,
    Severity,
    SiteKind,
    SitingModel,
    Stage,
    Verdict,
)
from parkmap.texts import say, sentences, tell

SOURCE = Path(__file__).parents[1] / "src/parkmap"


def fields(sentence: str) -> set[str]:
    return {name.split("!")[0] for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("section", ["cli", "messages", "report", "words"])
def test_both_languages_have_the_same_sentences_with_the_same_gaps(section: str) -> None:
    zh, en = sentences("zh", section), sentences("en", section)
    assert zh.keys() == en.keys()
    for key in zh:
        assert fields(zh[key]) <= fields(en[key]), key


def test_every_code_in_the_source_has_a_sentence_and_every_sentence_a_code() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))
    known = {
        key.removeprefix("problem.") for key in sentences("en", "messages") if "problem" in key
    }
    quoted = set(re.findall(r'"([a-z_]+(?:\.[a-z0-9_]+)+)"', source))
    built = {key for key in known if key.startswith("workspace.expected.")}
    built |= {"workspace.layer_key", "workspace.layer_key_reserved"}
    assert known - built <= quoted
    rooms = {key.split(".")[0] for key in known}
    keys_of_toml = {"parks.path", "register.path", "demand.path", "network.path"}
    coded = {code for code in quoted if code.split(".")[0] in rooms and code.count(".") == 1}
    assert coded - keys_of_toml <= known


def test_docs_list_every_check_of_layers_against_each_other() -> None:
    docs = (SOURCE.parents[1] / "docs/check.md").read_text(encoding="utf-8")
    rooms = {"duplicate", "zone", "doctor", "register"}
    codes = {
        key.removeprefix("problem.")
        for key in sentences("en", "messages")
        if key.startswith("problem.") and key.split(".")[1] in rooms
    }
    assert {code for code in codes if code.removesuffix("_meant") not in docs} == set()


def test_vocabulary_is_complete() -> None:
    words = sentences("zh", "words")
    places = (Match, Comparison, Distance, DemandKind, SiteKind, SitingModel)
    for kind in (Stage, Condition, Lateness, Criterion, Denominator, Force, Verdict, *places):
        assert {f"{kind.__name__.lower()}.{value}" for value in kind} <= words.keys()


def test_values_are_never_read_as_sentences() -> None:
    problem = Problem(
        Severity.ERROR,
        "json.html",
        "{0.__class__}.geojson",
        "feature:17",
        {"wanted": "GeoJSON"},
    )
    assert tell("en", problem).startswith("{0.__class__}.geojson: feature 17: is a web page")


def test_problem_is_told_in_both_languages() -> None:
    problem = Problem(Severity.ERROR, "ids.missing", "a.geojson", "feature:17", {"key": "id"})
    assert tell("en", problem).startswith("a.geojson: feature 17: has no 'id'; add one")
    assert tell("zh", problem).startswith("a.geojson：第 17 个要素：没有“id”。请补上")


def test_stages_are_told_in_words() -> None:
    values = {"facility": "s2", "task": "1", "own": Stage.BUILT, "of_task": Stage.IN_SERVICE}
    problem = Problem(Severity.WARNING, "status.contradiction", "a.geojson", values=values)
    assert tell("zh", problem) == "a.geojson：设施“s2”为 竣工，而其任务 1 为 投用，以设施自身为准"


def test_missing_sentence_is_a_bug() -> None:
    with pytest.raises(KeyError):
        say("en", "words.stage.halfway")
