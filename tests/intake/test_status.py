from __future__ import annotations

import pandas as pd
import pytest

from parkmap.intake.status import read_status
from parkmap.model import Condition, Problem, Stage


def read(**columns: list[object]) -> tuple[dict[str, list[object]], list[Problem]]:
    problems: list[Problem] = []
    properties = pd.DataFrame(columns, dtype=object)
    found = read_status(properties, year=2017, file="a.geojson", problems=problems)
    return {name: list(values) for name, values in found.items()}, problems  # type: ignore[call-overload]


def test_file_that_says_nothing_has_no_status() -> None:
    assert read(name=["a", "b"]) == ({}, [])


@pytest.mark.parametrize("text", ["乱写", "已停用", "关闭"])
def test_what_is_not_understood_is_unknown_and_told(text: str) -> None:
    found, problems = read(stage=[text, "投用", None])
    assert found["stage"] == [Stage.UNKNOWN, Stage.IN_SERVICE, None]
    assert [problem.place for problem in problems] == ["feature:1"]


@pytest.mark.parametrize("text", ["/", "—", "", "无", "N/A"])
def test_mark_for_nothing_is_nothing(text: str) -> None:
    assert read(stage=[text]) == ({"stage": [None]}, [])


def test_date_that_is_no_day_leaves_the_stage_unknown() -> None:
    found, problems = read(实际完成=["2018年5月", "2017-05-12"])
    assert found["stage"] == [Stage.UNKNOWN, None]
    assert len(problems) == 1


def test_stage_that_is_told_elsewhere_stands() -> None:
    found, _ = read(stage=["投用"], 实际完成=["2018年5月"])
    assert found["stage"] == [Stage.IN_SERVICE]


def test_column_called_status_holds_stages_and_conditions() -> None:
    found, problems = read(建设状态=["在建", "停工", "正常"])
    assert found["stage"] == [Stage.UNDER_CONSTRUCTION, None, None]
    assert found["condition"] == [None, Condition.SUSPENDED, Condition.ACTIVE]
    assert problems == []
