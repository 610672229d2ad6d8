from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from parkmap.errors import DataError
from parkmap.intake.table import RegisterIntake, read_register
from parkmap.model import RegisterSpec, Severity, Stage
from tests.corpus.tables.workbooks import workbook

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


def read_rows(folder: Path, rows: Any, change: Any = None, **spec: Any) -> RegisterIntake:
    path = folder / "tasks.xlsx"
    path.write_bytes(workbook(rows, change) if change else workbook(rows))
    return read_register(RegisterSpec(path, **spec), year=2017)


def test_cells_merged_downwards_belong_to_each_of_their_rows(tmp_path: Path) -> None:
    rows = (("序号", "项目名称", "责任领导"), ("1", "站", ""), ("2", "厕", ""), ("3", "校", "乙"))
    intake = read_rows(tmp_path, rows, lambda _book, sheet: sheet.merge_range("C2:C3", "甲"))
    assert [task.leader for task in intake.register.tasks] == ["甲", "甲", "乙"]


def test_merged_quantity_counts_once(tmp_path: Path) -> None:
    rows = (("序号", "项目名称", "数量"), ("1", "站", ""), ("2", "厕", ""))
    intake = read_rows(tmp_path, rows, lambda _book, sheet: sheet.merge_range("C2:C3", 28))
    assert [task.quantity for task in intake.register.tasks] == [28, None]
    assert [problem.code for problem in intake.problems] == ["table.merged_once"]


def test_header_of_two_rows_gives_each_column_its_meaning(tmp_path: Path) -> None:
    rows = (
        ("2017年重点工作责任分解表",),
        ("序号", "项目名称", "计划", "", "实际", ""),
        ("", "", "启动时间", "完成时间", "启动时间", "完成时间"),
        ("1", "站", "4月", "6月", "2017-04-10", ""),
    )
    (task,) = read_rows(tmp_path, rows).register.tasks
    assert task.start.baseline is not None
    assert task.start.actual is not None
    assert task.start.baseline.text == "4月"
    assert task.start.actual.latest == date(2017, 4, 10)
    assert task.finish.actual is None


def test_sheet_of_the_workspace_is_read(tmp_path: Path) -> None:
    def change(book: Any, _sheet: Any) -> None:
        other = book.add_worksheet("二季度")
        other.write_row(0, 0, ("序号", "项目名称", "完成时间"))
        other.write_row(1, 0, ("9", "路", "6月"))

    rows = (("序号", "项目名称", "完成时间"), ("1", "站", "6月"))
    (task,) = read_rows(tmp_path, rows, change, sheet="二季度").register.tasks
    assert task.name == "路"


def test_one_cell_may_tell_start_and_finish(tmp_path: Path) -> None:
    row = '1,站,,28座,,"28座公交站，4月份启动，6月份完成"'
    (task,) = read(tmp_path, row).register.tasks
    assert task.start.current is not None
    assert task.finish.current is not None
    assert task.start.current.latest == date(2017, 4, 30)
    assert task.finish.current.latest == date(2017, 6, 30)


def test_several_finishes_stay_as_steps(tmp_path: Path) -> None:
    (task,) = read(tmp_path, "1,站,,,,3月底前完成2家；6月底前完成5家").register.tasks
    assert [step.content for step in task.steps] == ["2家", "5家"]
    assert task.finish.current is not None
    assert task.finish.current.latest == date(2017, 6, 30)


def test_start_that_two_cells_tell_differently_is_told(tmp_path: Path) -> None:
    intake = read(tmp_path, "1,站,,,3月,4月启动，6月完成")
    assert [problem.code for problem in intake.problems] == ["deadline.contradiction"]
    assert intake.register.tasks[0].start.current is not None
    assert intake.register.tasks[0].start.current.text == "3月"


def test_finish_before_the_start_is_told(tmp_path: Path) -> None:
    intake = read(tmp_path, "1,站,,,6月,3月")
    assert [problem.code for problem in intake.problems] == ["deadline.finish_before_start"]


@pytest.mark.parametrize(
    ("cell", "quantity", "unit"),
    [
        ("28座", 28, "座"),
        ("1.5", 1.5, ""),
        ('"1,200 平方米"', 1200, "平方米"),
        ("28座和3个", None, ""),
    ],
)
def test_quantity_is_one_number_with_its_unit(
    tmp_path: Path, cell: str, quantity: float | None, unit: str
) -> None:
    (task,) = read(tmp_path, f"1,站,,{cell}").register.tasks
    assert (task.quantity, task.unit) == (quantity, unit)


def test_supporting_departments_are_split_and_rows_are_not(tmp_path: Path) -> None:
    (task,) = read(
        tmp_path, "1,站,甲局（牵头）、乙局", header="序号,项目名称,配合单位"
    ).register.tasks
    assert task.support == ("甲局", "乙局")


def test_predecessor_is_found_by_its_value(tmp_path: Path) -> None:
    tasks = read(tmp_path, "007,站,", "8,厕,7.0", header="序号,项目名称,前置任务").register.tasks
    assert tasks[1].after == ("007",)


def test_year_of_the_title_matters_only_to_dates_without_one(tmp_path: Path) -> None:
    title = "2016年重点工作责任分解表"
    intake = read(tmp_path, HEADER, "1,站,,,,2016年6月", header=title)
    assert [problem.code for problem in intake.problems] == ["deadline.past_year"]
    with pytest.raises(DataError, match=r"deadline\.title_year"):
        read(tmp_path, HEADER, "1,站,,,,6月", header=title)


def test_chinese_numeral_is_a_heading_only_among_other_ids(tmp_path: Path) -> None:
    among = read(tmp_path, "一,基础设施", "1,站", header="序号,项目名称,完成时间")
    assert [task.name for task in among.register.tasks] == ["站"]
    only = read(tmp_path, "一,站", "二,厕", header="序号,项目名称,完成时间")
    assert [task.name for task in only.register.tasks] == ["站", "厕"]


@pytest.mark.parametrize(
    ("meaning", "header"),
    [
        ("name", "工作项目"), ("name", "重点工作"), ("name", "重点任务"), ("name", "任务名称"),
        ("content", "具体内容"), ("content", "工作任务"), ("content", "建设规模及内容"),
        ("park", "所属片区"), ("park", "片区"), ("department", "牵头科室"),
        ("department", "牵头部门"), ("department", "主办单位"), ("person", "负责人"),
        ("leader", "包抓领导"), ("support", "配合部门"), ("progress", "形象进度"),
    ],
)  # fmt: skip
def test_headers_of_ordinary_tables_are_known(tmp_path: Path, meaning: str, header: str) -> None:
    intake = read(tmp_path, "1,2017-06-30,在建", header=f"序号,完成时限,{header}")
    (task,) = intake.register.tasks
    wanted: Any = ("在建",) if meaning == "support" else "在建"
    assert getattr(task, meaning) == wanted
    assert "table.unknown_columns" not in {one.code for one in intake.problems}


@pytest.mark.parametrize(
    ("kind", "header"),
    [
        ("start", "开工时限"), ("start", "计划开工时间"), ("start", "开始时间"),
        ("finish", "完工时间"), ("finish", "竣工时间"), ("finish", "截止日期"),
        ("finish", "计划完工时间（年月）"),
    ],
)  # fmt: skip
def test_headers_of_dates_are_known(tmp_path: Path, kind: str, header: str) -> None:
    intake = read(tmp_path, "1,站,2017-06-30", header=f"序号,项目名称,{header}")
    planned = getattr(intake.register.tasks[0], kind).current
    assert planned is not None
    assert planned.latest == date(2017, 6, 30)
    assert intake.problems == ()


def test_register_without_names_and_contents_is_warned_of(tmp_path: Path) -> None:
    intake = read(tmp_path, "1,站,科,6月底", header="序号,甲乙丙,责任科室,完成时限")
    told = {one.code: (one.severity, one.place, one.values) for one in intake.problems}
    assert told == {
        "table.no_name_column": (Severity.WARNING, "row:1", {"columns": "甲乙丙"}),
        "table.unknown_columns": (Severity.NOTE, "", {"columns": "甲乙丙"}),
    }


@pytest.mark.parametrize(
    ("header", "is_promise"),
    [
        ("移交时限", True), ("移交时间（月）", True), ("移交日期", True), ("移交", False),
        ("填报时间", False), ("更新日期", False),
    ],
)  # fmt: skip
def test_unknown_column_of_dates_is_a_warning(
    tmp_path: Path, header: str, is_promise: bool
) -> None:
    intake = read(tmp_path, "1,站,科,6月底", header=f"序号,名称,责任科室,{header}")
    (told,) = intake.problems
    if is_promise:
        assert (told.severity, told.code) == (Severity.WARNING, "table.unknown_date_column")
        assert told.values == {"column": header}
    else:
        assert (told.severity, told.code) == (Severity.NOTE, "table.unknown_columns")
    blank = read(tmp_path, "1,站,科,", header=f"序号,名称,责任科室,{header}")
    assert blank.problems == ()


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("预计6月底投用", []),
        ("尚未完工", []),
        ("甲乙丙丁", ["value.not_understood"]),
    ],
)
def test_wish_in_a_progress_says_nothing_and_is_no_riddle(
    tmp_path: Path, text: str, codes: list[str]
) -> None:
    intake = read(tmp_path, f"1,站,{text}", header="序号,项目名称,进展情况")
    assert intake.register.tasks[0].stage is None
    assert [one.code for one in intake.problems] == codes
