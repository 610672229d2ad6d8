"""What a progress text says of a task: its stage and condition, as far as it really says so.

A cell like "已完成选址，正在报批，计划年底开工" is read clause by clause. Of each clause is asked

- whether it is about the future (计划, 预计, 力争; or a date without 已): it says nothing of what
  has been reached;
- whether it denies (未, 停止, not): it says nothing, but for "未开工", which says that nothing has
  been reached;
- whether it is about a part (部分, 一期, 主体, 2座, 80%): what part of the thing has reached, the
  thing has not: something finished in part is under construction.

Of the rest the furthest stage counts; but where a clause says what is going on now (正在施工,
在建, 未开工), a finish elsewhere in the cell is the finish of a part. Nothing is called built or in
service on a doubt.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from parkmap.model import Condition, Stage


@dataclass(frozen=True, slots=True)
class Progress:
    """What was understood; all None or False where nothing was.

    ``is_wish`` is True where a clause tells what is to come, or what has not come: it says nothing
    of what has been reached, but it is no riddle.
    """

    stage: Stage | None = None
    condition: Condition | None = None
    is_done: bool = False
    is_wish: bool = False

    @property
    def is_understood(self) -> bool:
        """True where the text said anything."""
        reached = self.is_done or self.stage is not None
        return reached or self.condition is not None or self.is_wish


@dataclass(frozen=True, slots=True)
class _Clause:
    """The stage that one clause tells, and whether it tells what is going on now."""

    stage: Stage
    is_now: bool


def parse_progress(text: str, *, quantity: float | None = None) -> Progress:
    """Return what a progress text says.

    Parameters
    ----------
    text
        A cell of the register.
    quantity
        How many the task is to bring: "3座已投用" is all of them where this is 3, else a part.

    Examples
    --------
    >>> parse_progress("已完成选址，正在报批，计划年底开工").stage.value
    'permitting'
    >>> parse_progress("停工（管线迁改）").condition.value
    'suspended'
    >>> parse_progress("正在施工，6月底投用").stage.value
    'under_construction'
    >>> parse_progress("预计6月底投用")
    Progress(stage=None, condition=None, is_done=False, is_wish=True)
    """
    plain = _plain(text)
    percent = re.fullmatch(r"(\d+(?:\.\d+)?)%", plain)
    if percent:
        return _from_percent(float(percent[1]))
    if _DONE.fullmatch(plain):
        return Progress(is_done=True)
    parts = [part for part in _BREAKS.split(plain) if part]
    if parts == ["施工"]:
        return Progress(Stage.UNDER_CONSTRUCTION)
    conditions = [one for part in parts if (one := _condition(part)) is not None]
    clauses = [told for part in parts if (told := _clause(part, quantity)) is not None]
    is_wish = any(_is_later(part) or _NEGATED.search(part) for part in parts)
    return Progress(
        _furthest(clauses), conditions[-1] if conditions else None, is_wish=bool(is_wish)
    )


def parse_stage(text: str) -> Stage | None:
    """Return the stage of a stage column: a code of the vocabulary, or words for it."""
    plain = "_".join(unicodedata.normalize("NFKC", text).casefold().split())
    if plain in set(Stage):
        return Stage(plain)
    return _STAGE_WORDS.get(_plain(text)) or parse_progress(text).stage


def parse_condition(text: str) -> Condition | None:
    """Return the condition of a condition column: a code of the vocabulary, or words for it."""
    plain = _plain(text)
    if plain in set(Condition):
        return Condition(plain)
    return _condition(plain) or (Condition.ACTIVE if plain in {"正常", "正常推进"} else None)


_BREAKS: Final = re.compile(r"[,，.。;；:：、()（）\n]|而|但|其中")
_DONE: Final = re.compile(
    r"(?:\d{1,2}月(?:\d{1,2}日)?(?:份|底)?)?(?:已|均已|全部|已全部|按期|已按期|如期|已如期)?"
    r"(?:完成|办结|完成任务)[。.]?|done|completed"
)
_DATE: Final = re.compile(r"\d月|\d日|年底|年内|年末|季度|半年|今年|明年|本月|下月|月底")
_PAST: Final = re.compile(r"已|于|完成|完毕|现")
_FUTURE: Final = re.compile(
    r"预计|计划|拟|将|力争|确保|争取|准备|即将|下一步|待|筹备|前期|tobe|planned|will|expected"
)
_NOT_STARTED: Final = re.compile(
    r"(?:未|没有?|待)(?:启动|开工|动工|开始|建设|实施)|未建|notstarted|notyetstarted"
)
_NEGATED: Final = re.compile(
    r"未|没有|没|无法|不能|不得|尚不|不具备|停止|停运|停用|关闭|停业|not|un(?=built|finished)|closed"
)
_PART: Final = re.compile(
    r"部分|主体|基本|大部|多数|一半|过半|[一二三四首]期|标段|样板|\d+(?:\.\d+)?%|"
    r"\d+(?:\.\d+)?(?:座|个|处|家|条|段|栋|幢|公里|千米|米|km|亩)"
)
_WHOLE: Final = re.compile(r"全部|全面|均|悉数|都已")
_COUNT: Final = re.compile(r"(\d+(?:\.\d+)?)(?:座|个|处|家|条|段|栋|幢)")
_NOW: Final = re.compile(r"正在|在建|施工中|建设中|装修中|进行中|招标中|报批中|under_?construction")
_STAGES: Final = (
    (Stage.PROCUREMENT, re.compile(r"招标|招投标|采购|procurement")),
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
    (Stage.PERMITTING, re.compile(r"报批|审批|报建|施工许可|规划调整|permitting")),
    (Stage.INITIATED, re.compile(r"立项|可研|initiated")),
    (Stage.SITING, re.compile(r"选址|siting")),
    (Stage.PROPOSED, re.compile(r"谋划|proposed")),
)
_FINISHED: Final = frozenset({Stage.BUILT, Stage.TRIAL, Stage.IN_SERVICE})
# What a stage column says in one word and a progress text does not.
_STAGE_WORDS: Final = {
    "规划": Stage.PROPOSED,
    "规划中": Stage.PROPOSED,
    "拟建": Stage.PROPOSED,
    "待建": Stage.PROPOSED,
    "未建": Stage.PROPOSED,
    "planned": Stage.PROPOSED,
    "已建": Stage.BUILT,
    "现状": Stage.IN_SERVICE,
    "现有": Stage.IN_SERVICE,
    "既有": Stage.IN_SERVICE,
    "existing": Stage.IN_SERVICE,
}
_FULL: Final = 100


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _from_percent(percent: float) -> Progress:
    if percent >= _FULL:
        return Progress(is_done=True)
    return Progress(Stage.UNDER_CONSTRUCTION if percent > 0 else Stage.PROPOSED)


def _condition(clause: str) -> Condition | None:
    if re.search(r"终止|取消|撤销|cancel", clause):
        return Condition.CANCELLED
    if re.search(r"停工|停建|停运|停用|暂停|暂缓|缓建|suspend", clause):
        return Condition.SUSPENDED
    return None


def _clause(clause: str, quantity: float | None) -> _Clause | None:
    if clause == "施工":
        return None  # the name of a step, of which the next clause speaks
    if _NOT_STARTED.search(clause):
        return _Clause(Stage.PROPOSED, is_now=True)
    if _is_later(clause) or _NEGATED.search(clause):
        return None
    if re.search(r"停工|复工", clause):
        return _Clause(Stage.UNDER_CONSTRUCTION, is_now=True)
    stage = next((stage for stage, words in _STAGES if words.search(clause)), None)
    if stage is None:
        return None
    if stage in _FINISHED and _is_part(clause, quantity):
        stage = Stage.UNDER_CONSTRUCTION
    return _Clause(stage, is_now=bool(_NOW.search(clause)))


def _is_later(clause: str) -> bool:
    is_dated = _DATE.search(clause) and not _PAST.search(clause)
    return bool(_FUTURE.search(clause) or is_dated)


def _is_part(clause: str, quantity: float | None) -> bool:
    if _WHOLE.search(clause):
        return False
    counts = [float(count) for count in _COUNT.findall(clause)]
    if quantity is not None and counts == [quantity] and not _PART.search(_COUNT.sub("", clause)):
        return False
    return bool(_PART.search(clause))


def _furthest(clauses: list[_Clause]) -> Stage | None:
    order = list(Stage).index
    if any(clause.stage is not Stage.RETIRED for clause in clauses):
        # "旧房已拆除，正在施工": what was pulled down made room for the thing.
        clauses = [clause for clause in clauses if clause.stage is not Stage.RETIRED]
    if not clauses:
        return None
    stage = max((clause.stage for clause in clauses), key=order)
    goes_on = any(clause.is_now and clause.stage not in _FINISHED for clause in clauses)
    return Stage.UNDER_CONSTRUCTION if stage in _FINISHED and goes_on else stage
