from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from parkmap.errors import DataError
from parkmap.intake.table import RegisterIntake, read_register
from parkmap.model import RegisterSpec, Stage

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "序号,项目名称,所属园区,数量,启动时间,完成时间,责任科室,责任人,进展情况,实际启动,实际完成"


def read(
    folder: Path, *rows: str, header: str = HEADER, encoding: str = "utf-8", **spec: Any
) -> RegisterIntake:
    path = folder / "tasks.csv"
    path.write_text("\n".join([header, *rows]), encoding=encoding)
    return read_register(RegisterSpec(path, **spec), year=2017)


def test_row_becomes_a_task(tmp_path: Path) -> None:
    row = "1,新建公交站,安东园,28座,4月份,6月底前,规划建设科,经办人甲,正在施工,2017-04-10,"
    (task,) = read(tmp_path, row).register.tasks
    assert (task.task_id, task.name, task.park, task.quantity) == ("1", "新建公交站", "安东园", 28)
    assert task.finish.current is not None
    assert task.finish.current.latest == date(2017, 6, 30)
    assert task.start.actual is not None
    assert task.start.actual.latest == date(2017, 4, 10)
    assert task.stage is Stage.UNDER_CONSTRUCTION
    assert task.row == 2


def test_gbk_table_under_a_title_row_is_read(tmp_path: Path) -> None:
    intake = read(tmp_path, HEADER, "1,站", header="重点工作责任分解表", encoding="gbk")
    assert [task.name for task in intake.register.tasks] == ["站"]
    assert intake.register.source.encoding == "gb18030"


def test_total_row_is_left_out_and_told(tmp_path: Path) -> None:
    intake = read(tmp_path, "1,站", "合计,,,28")
    assert len(intake.register.tasks) == 1
    assert [problem.code for problem in intake.problems] == ["table.not_a_task"]


def test_missing_and_repeated_ids_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        read(tmp_path, "1,站", "1,站二", ",站三")
    told = {(problem.place, problem.code) for problem in caught.value.problems}
    assert told == {("row:3", "table.same_id"), ("row:4", "table.no_task_id")}


def test_deadline_that_is_not_understood_stays_unknown_and_is_told(tmp_path: Path) -> None:
    intake = read(tmp_path, "1,站,,,,尽快完成")
    assert intake.register.tasks[0].finish.current is None
    assert [problem.code for problem in intake.problems] == ["deadline.unknown"]


def test_header_of_the_workspace_is_used(tmp_path: Path) -> None:
    header = "序号,项目名称,地界,责任科室"
    intake = read(tmp_path, "1,站,安东园,科", header=header, columns={"park": "地界"})
    assert intake.register.tasks[0].park == "安东园"


def test_header_of_the_workspace_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"column\.missing"):
        read(tmp_path, "1,站", columns={"park": "地界"})


def test_table_without_a_header_row_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"table\.no_header"):
        read(tmp_path, "1,2,3", header="a,b,c")
