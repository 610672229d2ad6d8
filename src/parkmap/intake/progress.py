"""What a progress text says of a task: its stage and condition, as far as it really says so.

A cell like "已完成选址，正在报批，计划年底开工" is read clause by clause. A clause about the future
(计划, 预计, 力争 ...) or a negation says nothing of what has been reached, but for "未开工", which
says that nothing has. Of the rest, the furthest stage counts.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from parkmap.model import Condition, Stage


@dataclass(frozen=True, slots=True)
class Progress:
    """What was understood; all None or False where nothing was."""

    stage: Stage | None = None
    condition: Condition | None = None
    is_done: bool = False

    @property
    def is_understood(self) -> bool:
        """True where the text said anything."""
        return self.is_done or self.stage is not None or self.condition is not None


def parse_progress(text: str) -> Progress:
    """Return what a progress text says.

    Examples
    --------
    >>> parse_progress("已完成选址，正在报批，计划年底开工").stage.value
    'permitting'
    >>> parse_progress("停工（管线迁改）").condition.value
    'suspended'
    >>> parse_progress("预计6月底投用").is_understood
    False
    """
    plain = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    percent = re.fullmatch(r"(\d+(?:\.\d+)?)%", plain)
    if percent:
        return _from_percent(float(percent[1]))
    stages: list[Stage] = []
    condition, is_done = None, False
    for clause in filter(None, re.split(r"[,，。;；、()（）]", plain)):
        condition = _condition(clause) or condition
        is_done = is_done or bool(_DONE.fullmatch(clause))
        stage = _stage(clause)
        if stage is not None:
            stages.append(stage)
    return Progress(max(stages, key=list(Stage).index, default=None), condition, is_done)


def parse_stage(text: str) -> Stage | None:
    """Return the stage of a stage column: a code of the vocabulary, or words for it."""
    plain = "_".join(unicodedata.normalize("NFKC", text).casefold().split())
    if plain in set(Stage):
        return Stage(plain)
    return parse_progress(text).stage


def parse_condition(text: str) -> Condition | None:
    """Return the condition of a condition column: a code of the vocabulary, or words for it."""
    plain = unicodedata.normalize("NFKC", text).casefold().strip()
    if plain in set(Condition):
        return Condition(plain)
    return _condition(plain) or (Condition.ACTIVE if plain in {"正常", "正常推进"} else None)


_DONE: Final = re.compile(r"(?:已|均已|全部|已全部|按期|已按期)?(?:完成|办结)|done|completed")
_FUTURE: Final = re.compile(r"预计|计划|拟|将|力争|确保|争取|准备|即将|下一步|待|筹备|前期")
_NOT_STARTED: Final = re.compile(r"(?:未|没有?|待)(?:启动|开工|动工|开始|建设|实施)|notstarted")
_NEGATED: Final = re.compile(r"未|没有|没|无法|不能|不得|尚不")
_STAGES: Final = (
    (Stage.RETIRED, re.compile(r"已?拆除(?:完毕)?$|已报废|retired")),
    (Stage.TRIAL, re.compile(r"试(?:运行|营运|运营|投产|生产|营业|用)|trial")),
    (
        Stage.IN_SERVICE,
        re.compile(r"投用|投入使用|交付使用|投产|投入生产|运营|开放|启用|in_?service|operating"),
    ),
    (Stage.BUILT, re.compile(r"竣工|完工|建成|通过验收|built")),
    (
        Stage.UNDER_CONSTRUCTION,
        re.compile(
            r"在建|施工(?!图|许可|招标|单位|方案|合同)|已?开工|动工|建设中|正在建设|装修中|正在装修"
            r"|under_?construction"
        ),
    ),
    (Stage.PROCUREMENT, re.compile(r"招标|招投标|采购|procurement")),
    (Stage.PERMITTING, re.compile(r"报批|审批|报建|施工许可|规划调整|permitting")),
    (Stage.INITIATED, re.compile(r"立项|可研|initiated")),
    (Stage.SITING, re.compile(r"选址|siting")),
    (Stage.PROPOSED, re.compile(r"谋划|proposed")),
)
_FULL: Final = 100


def _from_percent(percent: float) -> Progress:
    if percent >= _FULL:
        return Progress(is_done=True)
    return Progress(Stage.UNDER_CONSTRUCTION if percent > 0 else Stage.PROPOSED)


def _condition(clause: str) -> Condition | None:
    if re.search(r"终止|取消|撤销|cancel", clause):
        return Condition.CANCELLED
    if re.search(r"停工|停建|暂停|暂缓|缓建|suspend", clause):
        return Condition.SUSPENDED
    return None


def _stage(clause: str) -> Stage | None:
    if _NOT_STARTED.search(clause):
        return Stage.PROPOSED
    if _FUTURE.search(clause) or _NEGATED.search(clause):
        return None
    if re.search(r"停工|复工", clause):
        return Stage.UNDER_CONSTRUCTION
    return next((stage for stage, words in _STAGES if words.search(clause)), None)
