from __future__ import annotations

import datetime as dt
import io
import os
import sys
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
import xlwt

from parkmap.errors import DataError
from parkmap.intake import sheet as sheet_module
from parkmap.intake.sheet import read_book
from tests.corpus.tables.workbooks import (
    cells,
    ods_row,
    old_workbook,
    raw_workbook,
    spreadsheet,
    workbook,
)

if TYPE_CHECKING:
    from pathlib import Path

    from parkmap.intake.cells import Sheet

DAY = dt.datetime(2017, 6, 30)  # noqa: DTZ001 - a cell has no zone


def first_sheet(folder: Path, data: bytes, suffix: str = ".xlsx") -> Sheet:
    path = folder / f"table{suffix}"
    path.write_bytes(data)
    return read_book(path).sheets[0]


def shown(value: Any, code: str, **options: Any) -> bytes:
    def change(book: Any, sheet: Any) -> None:
        sheet.write(0, 0, value, book.add_format({"num_format": code}))

    return workbook((), change, **options)


def code_of(folder: Path, data: bytes, suffix: str = ".xlsx") -> str:
    with pytest.raises(DataError) as caught:
        first_sheet(folder, data, suffix)
    return caught.value.problems[0].code


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (DAY, "yyyy-mm-dd", "2017-06-30"),
        (DAY, 'm"月"d"日"', "2017-06-30"),
        (DAY, 'yyyy"年"m"月"', "2017-06"),
        (DAY, "yyyy-mm-dd hh:mm", "2017-06-30"),
        (DAY.replace(hour=17, minute=30), "yyyy-mm-dd hh:mm", "2017-06-30 17:30"),
        (0.6, "0%", "60%"),
        (1, "0%", "100%"),
        (0.125, "0.0%", "12.5%"),
        (7.0, "General", "7"),
        (118.58599999999999, "0.00", "118.586"),
        (True, "General", "TRUE"),
    ],
)
def test_number_is_read_as_its_cell_shows_it(
    tmp_path: Path, value: Any, code: str, text: str
) -> None:
    assert first_sheet(tmp_path, shown(value, code)).rows == [[text]]


def test_dates_of_a_workbook_that_counts_from_1904_are_the_same_days(tmp_path: Path) -> None:
    data = shown(DAY, "yyyy-mm-dd", default_date_format="yyyy-mm-dd", date_1904=True)
    assert first_sheet(tmp_path, data).rows == [["2017-06-30"]]


def test_old_workbook_shows_a_month_as_a_month(tmp_path: Path) -> None:
    def change(_book: Any, sheet: Any) -> None:
        month = xlwt.easyxf(num_format_str='yyyy"年"m"月"')
        sheet.write(0, 0, DAY, month)
        sheet.write(0, 1, 0.6, xlwt.easyxf(num_format_str="0%"))
        sheet.write(0, 2, DAY, xlwt.easyxf(num_format_str="yyyy-mm-dd"))

    rows = first_sheet(tmp_path, old_workbook((), change), ".xls").rows
    assert rows == [["2017-06", "60%", "2017-06-30"]]


def test_spreadsheet_of_libreoffice_keeps_repeats_merges_and_hidden_rows(tmp_path: Path) -> None:
    content = (
        ods_row(["a", "b"])
        + ods_row(["c"], 'table:number-rows-repeated="2" table:visibility="collapse"')
        + '<table:table-row><table:table-cell table:number-rows-spanned="2"'
        ' office:value-type="float" office:value="7"><text:p>7</text:p></table:table-cell>'
        "</table:table-row>"
    )
    sheet = first_sheet(tmp_path, spreadsheet(content), ".ods")
    assert sheet.rows == [["a", "b"], ["c"], ["c"], ["7"]]
    assert sheet.hidden_rows == {1, 2}
    assert sheet.merges == [(3, 0, 4, 0)]


def test_digits_of_a_long_number_are_kept_and_told(tmp_path: Path) -> None:
    row = "<row><c><v>123456789012345678901234567890</v></c></row>"
    sheet = first_sheet(tmp_path, raw_workbook(row))
    assert sheet.rows == [["123456789012345678901234567890"]]
    assert sheet.lossy == {(0, 0)}


def test_pronunciation_is_no_part_of_a_text(tmp_path: Path) -> None:
    row = '<row><c t="inlineStr"><is><t>站</t><rPh sb="0" eb="1"><t>zhan</t></rPh></is></c></row>'
    assert first_sheet(tmp_path, raw_workbook(row)).rows == [["站"]]


def test_cells_without_references_stand_side_by_side(tmp_path: Path) -> None:
    assert first_sheet(tmp_path, raw_workbook(cells(["a", "b"], ["c"]))).rows == [["a", "b"], ["c"]]


def test_styled_blank_cells_far_off_do_no_harm(tmp_path: Path) -> None:
    row = cells(["a"]) + '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert first_sheet(tmp_path, raw_workbook(row)).rows == [["a"]]


@pytest.mark.parametrize(
    ("code", "text"),
    [('="007"', "007"), ("007", "007"), ("NA", "NA"), ("nan", "nan"), ("1e5", "1e5")],
)
def test_text_file_keeps_its_texts(tmp_path: Path, code: str, text: str) -> None:
    data = f"a,b\n{code},x".encode()
    assert first_sheet(tmp_path, data, ".csv").rows[1] == [text, "x"]


@pytest.mark.skipif(os.name == "nt", reason="needs a program that only fails")
def test_process_that_dies_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert code_of(tmp_path, workbook()) == "sheet.crashed"


def test_process_without_enough_memory_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("resource")
    monkeypatch.setattr(sheet_module, "MEMORY_MB", 64)
    many = raw_workbook(cells(*[[str(number) * 40] * 20 for number in range(20_000)]))
    assert code_of(tmp_path, many) in {"sheet.too_large", "sheet.crashed"}


def test_process_that_takes_too_long_is_ended_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet_module, "SECONDS", 0.001)
    assert code_of(tmp_path, workbook()) == "sheet.too_slow"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_refused(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        packed.writestr("xl/workbook.xml", "<workbook/>")
    assert code_of(tmp_path, stream.getvalue()) == "sheet.damaged"
