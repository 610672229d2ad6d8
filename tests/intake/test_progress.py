from __future__ import annotations

import pytest

from parkmap.intake.progress import parse_condition, parse_progress, parse_stage
from parkmap.model import Condition, Stage


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("已投用", Stage.IN_SERVICE),
        ("试运行", Stage.TRIAL),
        ("已竣工", Stage.BUILT),
        ("正在施工", Stage.UNDER_CONSTRUCTION),
        ("招标中", Stage.PROCUREMENT),
        ("正在报批", Stage.PERMITTING),
        ("已取得施工许可证", Stage.PERMITTING),
        ("已立项", Stage.INITIATED),
        ("已完成选址，正在报批，计划年底开工", Stage.PERMITTING),
        ("尚未开工", Stage.PROPOSED),
        ("60%", Stage.UNDER_CONSTRUCTION),
    ],
)
def test_progress_words_give_their_stage(text: str, stage: Stage) -> None:
    assert parse_progress(text).stage is stage


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("正在施工，6月底投用", Stage.UNDER_CONSTRUCTION),
        ("招标中，年底竣工", Stage.PROCUREMENT),
        ("在建(年底投用)", Stage.UNDER_CONSTRUCTION),
        ("已建成2座，在建1座", Stage.UNDER_CONSTRUCTION),
        ("5座已投用，3座在建", Stage.UNDER_CONSTRUCTION),
        ("完工80%", Stage.UNDER_CONSTRUCTION),
        ("主体完工", Stage.UNDER_CONSTRUCTION),
        ("一期已投产，二期在建", Stage.UNDER_CONSTRUCTION),
        ("运营单位招标中", Stage.PROCUREMENT),
        ("旧房已拆除，正在施工", Stage.UNDER_CONSTRUCTION),
        ("选址，已完成；施工，未开工", Stage.SITING),
    ],
)
def test_a_part_or_a_plan_is_not_the_whole(text: str, stage: Stage) -> None:
    told = parse_progress(text)
    assert told.stage is stage
    assert not told.is_done


@pytest.mark.parametrize(
    ("text", "quantity", "stage"),
    [
        ("3座已投用", 3, Stage.IN_SERVICE),
        ("3座已投用", 5, Stage.UNDER_CONSTRUCTION),
        ("28座公交站已全部投用", None, Stage.IN_SERVICE),
        ("6月已投用", None, Stage.IN_SERVICE),
        ("已于5月12日投用", None, Stage.IN_SERVICE),
    ],
)
def test_all_that_was_promised_is_the_whole(
    text: str, quantity: float | None, stage: Stage
) -> None:
    assert parse_progress(text, quantity=quantity).stage is stage


@pytest.mark.parametrize(
    "text",
    [
        "预计6月底投用", "尚未完工", "未投用", "力争年内建成", "6月底投用", "not built",
        "to be built", "not in service", "停止运营", "征地、拆迁，已完成",
    ],
)  # fmt: skip
def test_a_wish_or_a_denial_is_never_built(text: str) -> None:
    told = parse_progress(text)
    assert told.stage is None
    assert not told.is_done


def test_done_without_more_leaves_the_stage_to_the_layer() -> None:
    assert parse_progress("已完成").is_done
    assert parse_progress("已完成").stage is None
    assert not parse_progress("已完成选址").is_done


def test_stop_of_work_is_a_condition() -> None:
    assert parse_progress("停工（管线迁改）").condition is Condition.SUSPENDED
    assert parse_condition("终止") is Condition.CANCELLED


def test_stage_column_takes_codes_and_words() -> None:
    assert parse_stage("in_service") is parse_stage("投用") is Stage.IN_SERVICE
    assert parse_stage("乱写") is None
