"""Every table of the corpus gets its verdict, in words, within its limits."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from parkmap.errors import ParkmapError
from parkmap.intake.table import read_register
from parkmap.model import LANGS, RegisterSpec, Severity
from parkmap.texts import tell
from tests.corpus.tables.cases import CASES, Case

if TYPE_CHECKING:
    from pathlib import Path

    from parkmap.model import Problem

SECONDS = 10
LEAST = 60


def verdict_of(path: Path, case: Case) -> tuple[str, tuple[Problem, ...], int]:
    try:
        intake = read_register(RegisterSpec(path, **case.spec), year=2017)
    except ParkmapError as error:
        return "reject", error.problems, 0
    told = [one for one in intake.problems if one.severity is not Severity.NOTE]
    return "mend" if told else "accept", intake.problems, len(intake.register.tasks)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.name}{case.suffix}")
def test_table_gets_its_verdict(case: Case, tmp_path: Path) -> None:
    path = tmp_path / f"tasks{case.suffix}"
    path.write_bytes(case.make())
    began = time.monotonic()
    verdict, problems, tasks = verdict_of(path, case)
    took = time.monotonic() - began
    words = "\n".join(tell("zh", problem) for problem in problems)
    assert (verdict, case.word in words) == (case.verdict, True), words
    assert case.tasks in {None, tasks}
    assert took < SECONDS
    for lang in LANGS:
        assert all(tell(lang, problem) for problem in problems)


def test_corpus_is_large_and_its_names_are_unique() -> None:
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names)
    assert sum(case.verdict != "accept" for case in CASES) >= LEAST
