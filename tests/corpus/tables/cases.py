# ruff: noqa: E501 - a case is a line
"""Tables as departments send them, each with what must become of it.

Verdicts: ``accept`` (nothing above a note is told), ``mend`` (read, and told), ``reject`` (refused,
and told). ``word`` stands in the Chinese message.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from tests.corpus.tables.workbooks import (
    HEADER,
    ROW,
    archive,
    cells,
    ods_row,
    old_workbook,
    raw_workbook,
    spreadsheet,
    workbook,
)

if TYPE_CHECKING:
    from collections.abc import Callable

OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")


@dataclass(frozen=True, slots=True)
class Case:
    """A file and its verdict. ``make`` is called when the case runs: some files are large."""

    name: str
    suffix: str
    make: Callable[[], bytes]
    verdict: Literal["accept", "mend", "reject"]
    word: str = ""
    spec: dict[str, Any] = field(default_factory=dict)
    tasks: int | None = None


def text(*rows: str, encoding: str = "utf-8", mark: str = ",") -> Callable[[], bytes]:
    """Return a maker of a text file: the usual header and row, then ``rows``."""
    lines = [mark.join(HEADER), mark.join(ROW), *rows]
    return lambda: "\n".join(lines).encode(encoding)


def whole(content: str, encoding: str = "utf-8") -> Callable[[], bytes]:
    """Return a maker of a text file of nothing else."""
    return lambda: content.encode(encoding)


def deadline(cell: str) -> Callable[[], bytes]:
    """Return a maker of a table with one deadline."""
    return whole(f'{",".join(HEADER)}\n1,公交站,安东园,"{cell}",甲\n')


def cell_at(name: str) -> Callable[[], bytes]:
    """Return a maker of a workbook with a stray cell."""
    return lambda: raw_workbook(cells(HEADER, ROW) + f'<row><c r="{name}"><v>1</v></c></row>')


def with_format(code: str, value: Any) -> Callable[[], bytes]:
    """Return a maker of a workbook whose deadline is a number shown by ``code``."""

    def change(book: Any, sheet: Any) -> None:
        shown = book.add_format({"num_format": code})
        write = sheet.write_datetime if isinstance(value, dt.datetime) else sheet.write_number
        write(1, 3, value, shown)

    return lambda: workbook(change=change)


def two_sheets(state: str = "") -> Callable[[], bytes]:
    """Return a maker of a workbook with the table on two sheets."""

    def change(book: Any, _sheet: Any) -> None:
        other = book.add_worksheet("旧表")
        other.write_row(0, 0, HEADER)
        other.write_row(1, 0, ROW)
        if state == "hidden":
            other.hide()

    return lambda: workbook(change=change)


def merged(area: str, value: str, *rows: tuple[str, ...]) -> Callable[[], bytes]:
    """Return a maker of a workbook of ``rows`` with one merged area."""
    return lambda: workbook((HEADER, *rows), lambda _book, sheet: sheet.merge_range(area, value))


_HEAD: Final = ",".join(HEADER)
_SECOND: Final = ("2", "公厕", "安东园", "6月底前", "甲")
_BOMB: Final = "<row>" + '<c t="inlineStr"><is><t>0</t></is></c>' * 100 + "</row>"

TEXT_CASES: Final = (
    Case("empty", ".csv", whole(""), "reject", "空文件"),
    Case("only_blanks", ".csv", whole(" \r\n \r\n"), "reject", "空文件"),
    Case("plain", ".csv", text(), "accept", tasks=1),
    Case("utf8_mark", ".csv", text(encoding="utf-8-sig"), "accept", tasks=1),
    Case("gbk", ".csv", text(encoding="gbk"), "accept", tasks=1),
    Case("utf16_mark_tabs", ".txt", text(encoding="utf-16", mark="\t"), "accept", tasks=1),
    Case("utf16_no_mark", ".csv", text(encoding="utf-16-le"), "reject", "空字符"),
    Case("big5_as_gbk", ".csv", text(encoding="utf-8"), "reject", "encoding", {"encoding": "ascii"}),
    Case("unknown_encoding", ".csv", text(), "reject", "编码", {"encoding": "utf-99"}),
    Case("nul", ".csv", text("2,公\0厕,,,"), "reject", "空字符"),
    Case("html", ".csv", whole("<!DOCTYPE html><html><body>登录</body></html>"), "reject", "网页"),
    Case("xlsx_called_csv", ".csv", workbook, "reject", ".xlsx"),
    Case("xls_called_csv", ".csv", old_workbook, "reject", ".xls"),
    Case("tabs_called_csv", ".csv", text(mark="\t"), "accept", tasks=1),
    Case("semicolons", ".csv", text(mark=";"), "accept", tasks=1),
    Case("full_width_commas", ".csv", text(mark="，"), "mend", "全角逗号", tasks=1),
    Case("spaces_as_delimiter", ".csv", text(mark=" "), "reject", "表头"),
    Case("cr_line_ends", ".csv", lambda: text()().replace(b"\n", b"\r"), "accept", tasks=1),
    Case("quote_never_closed", ".csv", text('2,"公厕,安东园,6月底前,甲', "3,a,,,"), "reject", "引号"),
    Case(
        "quote_closed_rows_later", ".csv",
        text('2,"公厕,安东园,6月底前,甲', '3,学校,安东园,6月底前,"乙', '4,路",安东园,,'), "reject", "引号",
    ),
    Case("text_after_quote", ".csv", text('2,"公"厕,安东园,,'), "reject", "引号"),
    Case("very_long_cell", ".csv", text(f'2,{"长" * 140_000},,,'), "reject", "13 万字"),
    Case("line_break_in_cell", ".csv", text('2,"公厕\n三座",安东园,,'), "accept", tasks=2),
    Case("row_too_long", ".csv", text("2,公厕,安东园,6月底前,甲,乙"), "reject", "比表头多"),
    Case("no_header", ".csv", whole("a,b,c\n1,2,3"), "reject", "表头"),
    Case("header_without_id", ".csv", whole("项目名称,所属园区,完成时间\n站,安东园,6月"), "reject", "序号"),
    Case("same_id_twice", ".csv", text("1,公厕,,,"), "reject", "重复"),
    Case("same_id_full_width", ".csv", text("１,公厕,,,"), "reject", "重复"),
    Case("no_id", ".csv", text(",公厕,安东园,,"), "reject", "没有序号"),
    Case("scientific_id", ".csv", text("1.23457E+17,公厕,,,"), "reject", "15 位"),
    Case("thirty_digits", ".csv", text(f"{'123456789' * 3}000,公厕,,,甲"), "accept", tasks=2),
    Case("park_called_na", ".csv", text("2,公厕,NA,6月底前,甲"), "accept", tasks=2),
    Case("total", ".csv", text("合计,,,,", "填表人：某,,,,"), "accept", "合计", tasks=1),
    Case("heading", ".csv", text("一、食品园,,,,", "2,公厕,安东园,6月底前,甲"), "accept", "标题", tasks=2),
    Case("header_again", ".csv", text(_HEAD, "2,公厕,安东园,6月底前,甲"), "accept", "表头", tasks=2),
    Case("numbered_blank", ".csv", text("2,,,,"), "accept", "没有内容", tasks=1),
    Case("no_rows", ".csv", whole(_HEAD), "mend", "没有任务", tasks=0),
    Case("error_word", ".csv", text("2,公厕,安东园,#REF!,甲"), "mend", "#REF!", tasks=2),
    Case("narrow_column", ".csv", text("2,公厕,安东园,########,甲"), "mend", "错误值", tasks=2),
    Case("error_as_id", ".csv", text("#N/A,公厕,安东园,,"), "reject", "#N/A"),
    Case("two_columns_differ", ".csv", whole("序号,项目名称,责任科室,责任单位\n1,站,甲科,乙局"), "reject", "责任单位"),
    Case("two_columns_agree", ".csv", whole("序号,项目名称,责任科室,责任单位\n1,站,甲科,甲科"), "accept", "责任单位"),
    Case("same_header_twice", ".csv", whole("序号,项目名称,完成时间,完成时间\n1,站,6月,7月"), "reject", "完成时间"),
    Case("unknown_column", ".csv", whole("序号,项目名称,完成时间,投资额\n1,站,6月,3"), "accept", "投资额"),
    Case("named_column_missing", ".csv", text(), "reject", "地界", {"columns": {"park": "地界"}}),
    Case("traditional_header", ".csv", whole("序號,項目名稱,所屬園區,完成時間\n1,站,安東園,6月"), "accept", tasks=1),
    Case("starred_header", ".csv", whole("*序号,项目名称（必填）,完成时间\n1,站,6月"), "accept", tasks=1),
    Case(
        "two_row_header", ".csv",
        whole("序号,项目名称,时限,,责任分工,\n,,启动时间,完成时间,责任领导,责任人\n1,站,4月,6月,甲,乙"),
        "accept", tasks=1,
    ),
    Case("title_of_another_year", ".csv", whole(f"2016年责任分解表\n{_HEAD}\n{','.join(ROW)}"), "reject", "2016"),
    Case(
        "title_of_another_year_settled", ".csv",
        whole(f"2016年责任分解表\n{_HEAD}\n{','.join(ROW)}"), "accept", spec={"year": 2016},
    ),
    Case("unknown_predecessor", ".csv", whole("序号,项目名称,前置任务\n1,站,9"), "mend", "前置任务"),
    Case("merged_then_saved_as_csv", ".csv", text("2,公厕,,,", "3,学校,,,"), "accept", "合并单元格"),
)  # fmt: skip

DEADLINE_CASES: Final = (
    Case("before_month", ".csv", deadline("6月前"), "mend", "几种理解"),
    Case("day_first", ".csv", deadline("30/06/2017"), "mend", "date_order"),
    Case("month_and_day", ".csv", deadline("3/4"), "mend", "date_order"),
    Case(
        "day_first_declared", ".csv", deadline("30/06/2017"), "accept", spec={"date_order": "dmy"}
    ),
    Case("decimal", ".csv", deadline("6.3"), "mend", "末尾的 0"),
    Case("october_as_a_number", ".csv", deadline("2017.1"), "mend", "末尾的 0"),
    Case("holiday", ".csv", deadline("春节前"), "mend", "节日"),
    Case("soon", ".csv", deadline("尽快"), "mend", "看不出时限"),
    Case("no_such_day", ".csv", deadline("2月30日"), "mend", "看不出时限"),
    Case("backwards", ".csv", deadline("11月至3月"), "mend", "颠倒"),
    Case("about_the_start", ".csv", deadline("4月份启动"), "mend", "启动还是完成"),
    Case("last_year", ".csv", deadline("2016年6月"), "mend", "早于本表年份"),
    Case("open", ".csv", deadline("长期"), "accept", "没有时限"),
    Case("serial", ".csv", deadline("42916"), "accept", "序号"),
    Case("steps", ".csv", deadline("3月底前…2家;6月底前…5家"), "accept", "节点"),
    Case("range", ".csv", deadline("3—6月"), "accept"),
)

WORKBOOK_CASES: Final = (
    Case("plain_xlsx", ".xlsx", workbook, "accept", tasks=1),
    Case("plain_xlsm", ".xlsm", workbook, "accept", tasks=1),
    Case("plain_xls", ".xls", old_workbook, "accept", tasks=1),
    Case("plain_et", ".et", old_workbook, "accept", tasks=1),
    Case("plain_ods", ".ods", lambda: spreadsheet(ods_row(HEADER) + ods_row(ROW)), "accept", tasks=1),
    Case("xlsx_called_xls", ".xls", workbook, "reject", ".xlsx"),
    Case("xls_called_xlsx", ".xlsx", old_workbook, "reject", ".xls"),
    Case("html_called_xls", ".xls", whole("<html><table><tr><td>序号</td></tr></table></html>"), "reject", "网页"),
    Case("xml_2003", ".xls", whole('<?xml version="1.0"?><Workbook></Workbook>'), "reject", "XML"),
    Case("csv_called_xls", ".xls", text(), "reject", "不是电子表格"),
    Case("csv_called_xlsx", ".xlsx", text(), "reject", "不是电子表格"),
    Case("zip_of_something", ".xlsx", lambda: archive({"a.txt": "x"}), "reject", "不是电子表格"),
    Case("truncated", ".xlsx", lambda: workbook()[:-200], "reject", "损坏"),
    Case("truncated_xls", ".xls", lambda: old_workbook()[:1500], "reject", "损坏"),
    Case("ole_of_something", ".xls", lambda: OLE + bytes(2048), "reject", "损坏"),
    Case(
        "password", ".xlsx",
        lambda: OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(512),
        "reject", "密码",
    ),
    Case("doctype", ".xlsx", lambda: raw_workbook(
        "", extra={"xl/worksheets/sheet1.xml": '<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'}
    ), "reject", "DTD"),
    Case("far_cell", ".xlsx", cell_at("XFD1048576"), "reject", "离表格太远"),
    Case("far_row", ".xlsx", cell_at("F1048576"), "reject", "F1048576"),
    Case("cell_of_no_sheet", ".xlsx", cell_at("ZZZ9999999"), "reject", "损坏"),
    Case("far_cell_xls", ".xls", lambda: old_workbook(
        change=lambda _book, sheet: sheet.write(65535, 255, "x")), "reject", "离表格太远"),
    Case("bomb_ods", ".ods", lambda: spreadsheet(
        ods_row(HEADER) + ods_row(["1"] * 5, 'table:number-rows-repeated="1048000"')
    ), "reject", "离表格太远"),
    Case("empty_repeats_ods", ".ods", lambda: spreadsheet(
        ods_row(HEADER) + ods_row(ROW) +
        '<table:table-row table:number-rows-repeated="1048574"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
    ), "accept", tasks=1),
    Case("zip_bomb", ".xlsx", lambda: raw_workbook(_BOMB * 5_000), "reject", "压缩比"),
    Case("blank_bomb", ".xlsx", lambda: raw_workbook(
        "", extra={"xl/sharedStrings.xml": b"<sst>" + b" " * (64 << 20) + b"</sst>"}
    ), "reject", "压缩比"),
    Case("deep_xml", ".xlsx", lambda: raw_workbook("<a>" * 5000 + "</a>" * 5000), "reject", "过大"),
    Case("missing_member", ".xlsx", lambda: raw_workbook("", extra={
        "xl/_rels/workbook.xml.rels": "<Relationships/>"}), "reject", "损坏"),
    Case("outside_member", ".xlsx", lambda: raw_workbook("", extra={
        "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="rId1" '
        'Target="../../../etc/passwd"/></Relationships>'}), "reject", "损坏"),
    Case("broken_xml", ".xlsx", lambda: raw_workbook("<row><c>"), "reject", "损坏"),
    Case("shared_text_missing", ".xlsx", lambda: raw_workbook(
        '<row><c t="s"><v>7</v></c></row>'), "reject", "损坏"),
    Case("no_cells", ".xlsx", lambda: workbook(()), "reject", "空文件"),
    Case("two_tables", ".xlsx", two_sheets(), "reject", "旧表"),
    Case("two_tables_settled", ".xlsx", two_sheets(), "accept", spec={"sheet": "旧表"}),
    Case("sheet_missing", ".xlsx", two_sheets(), "reject", "总表", {"sheet": "总表"}),
    Case("hidden_twin", ".xlsx", two_sheets("hidden"), "mend", "隐藏"),
    Case("hidden_row", ".xlsx", lambda: workbook(
        (HEADER, ROW, _SECOND), lambda _book, sheet: sheet.set_row(2, None, None, {"hidden": True})
    ), "mend", "隐藏", tasks=2),
    Case("hidden_column", ".xlsx", lambda: workbook(
        change=lambda _book, sheet: sheet.set_column(4, 4, None, None, {"hidden": True})
    ), "mend", "E（责任领导）", tasks=1),
    Case("hidden_row_xls", ".xls", lambda: old_workbook(
        (HEADER, ROW, _SECOND), lambda _book, sheet: setattr(sheet.row(2), "hidden", True)
    ), "mend", "隐藏", tasks=2),
    Case("merged_leader", ".xlsx", merged("E2:E3", "甲", ROW, (*_SECOND[:4], "")), "accept", "E2:E3", tasks=2),
    Case("merged_leader_xls", ".xls", lambda: old_workbook(
        (HEADER, ROW, _SECOND), lambda _book, sheet: sheet.write_merge(1, 2, 4, 4, "乙")
    ), "accept", "E2:E3", tasks=2),
    Case("merged_id", ".xlsx", merged("A2:A3", "1", ROW, ("", *_SECOND[1:])), "reject", "纵向合并"),
    Case("merged_across", ".xlsx", merged("C2:D2", "安东园", ROW), "mend", "横向合并"),
    Case("merged_heading", ".xlsx", merged("A2:E2", "一、食品园", (), ROW), "accept", "标题", tasks=1),
    Case("formula_without_result", ".xlsx", lambda: raw_workbook(
        cells(HEADER) + '<row><c t="inlineStr"><is><t>1</t></is></c><c><f>A1</f></c></row>'
    ), "reject", "S!B2"),
    Case("error_cell", ".xlsx", lambda: workbook(
        change=lambda _book, sheet: sheet.write_formula(1, 3, "=1/0", None, "#DIV/0!")
    ), "mend", "任务!D2"),
    Case("error_cell_in_another_column", ".xlsx", lambda: workbook(
        change=lambda _book, sheet: sheet.write_formula(1, 8, "=1/0", None, "#DIV/0!")
    ), "accept"),
    Case("long_number_as_id", ".xlsx", lambda: workbook(
        change=lambda _book, sheet: sheet.write_number(1, 0, 350582199001011234)
    ), "reject", "15 位"),
    Case("long_text_as_id", ".xlsx", lambda: workbook(
        (HEADER, ("350582199001011234", *ROW[1:]))), "accept", tasks=1),
    Case("date_cell", ".xlsx", with_format("yyyy-mm-dd", dt.datetime(2017, 6, 30)), "accept", tasks=1),  # noqa: DTZ001
    Case("month_cell", ".xlsx", with_format('yyyy"年"m"月"', dt.datetime(2017, 6, 1)), "accept", tasks=1),  # noqa: DTZ001
    Case("date_without_format", ".xlsx", with_format("0", 42916), "accept", "序号", tasks=1),
    Case("month_and_day_as_a_number", ".xlsx", with_format("0.0", 6.3), "mend", "末尾的 0"),
    Case("cell_beside_the_table", ".xlsx", lambda: workbook(
        change=lambda _book, sheet: sheet.write(1, 8, "注意")), "mend", "右侧"),
    Case("xlsb", ".xlsb", lambda: b"PK\3\4", "reject", ".xlsb"),
)  # fmt: skip

CASES: Final = TEXT_CASES + DEADLINE_CASES + WORKBOOK_CASES
