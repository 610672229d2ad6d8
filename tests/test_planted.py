"""The list of planted mistakes fits the code; ``make mutants`` shows that tests notice them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tools.mutants.__main__ import counts_of, share_of, table_of
from tools.mutants.planted import Mistake, mistakes, planted

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("mistake", mistakes(), ids=lambda one: one.what)
def test_planted_mistake_changes_what_still_stands_there_and_compiles(mistake: Mistake) -> None:
    source = (ROOT / mistake.file).read_text(encoding="utf-8")
    compile(planted(mistake, source), mistake.file, "exec")
    assert all((ROOT / test).exists() for test in mistake.tests)


def test_mistake_that_no_longer_applies_is_an_error() -> None:
    old = Mistake("degrees", "nothing", "a.py", "gone", "", ())
    with pytest.raises(ValueError, match="must stand there once"):
        planted(old, "here")


def test_mutant_that_no_test_runs_was_not_noticed() -> None:
    lines = [
        f"  parkmap.metric.x_proj_of__mutmut_{at}: {how}"
        for at, how in enumerate(("killed", "killed", "timeout", "survived", "no tests"))
    ]
    told = counts_of(["Running", *lines])
    assert told == {
        "parkmap.metric": Counter({"killed": 2, "timeout": 1, "survived": 1, "no tests": 1})
    }
    # Two killed and one timeout of five.
    assert share_of(told["parkmap.metric"]) == pytest.approx(3 / 5)
    assert table_of(told)[-1] == "| metric | 5 | 2 | 1 | 1 | 1 | 60.0% |"
