"""Faulty workbooks, written part by part so that each has the one fault it is about."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any, Final

import xlsxwriter
import xlwt

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Rows = Sequence[Sequence[Any]]

HEADER: Final = ("序号", "项目名称", "所属园区", "完成时间", "责任领导")
ROW: Final = ("1", "公交站", "安东园", "6月底前", "甲")
MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/relationships"


def workbook(
    rows: Rows = (HEADER, ROW),
    change: Callable[[Any, Any], object] = lambda _book, _sheet: None,
    *,
    name: str = "任务",
    **options: Any,
) -> bytes:
    """Return an xlsx of ``rows``; ``change`` gets the xlsxwriter workbook and sheet."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, **options}) as book:
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        change(book, sheet)
    return stream.getvalue()


def raw_workbook(sheet: str, *, extra: Mapping[str, str | bytes] | None = None) -> bytes:
    """Return an xlsx whose sheetData is ``sheet``, with members added or replaced."""
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" '
        f'Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData>'
        "</worksheet>",
    }
    return archive({**members, **(extra or {})})


def archive(members: Mapping[str, str | bytes]) -> bytes:
    """Return a zip of ``members``."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return stream.getvalue()


def cells(*rows: Sequence[str]) -> str:
    """Return rows as inline strings."""
    return "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + "</row>"
        for row in rows
    )


def spreadsheet(content: str) -> bytes:
    """Return an ods whose table rows are ``content``."""
    names = ("office", "table", "text")
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names
    )
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="任务">{content}</table:table></office:spreadsheet>'
            "</office:body></office:document-content>",
        }
    )


def ods_row(row: Sequence[str], attributes: str = "") -> str:
    """Return a table row of strings."""
    filled = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
        for cell in row
    )
    return f"<table:table-row {attributes}>{filled}</table:table-row>"


def old_workbook(
    rows: Rows = (HEADER, ROW), change: Callable[[Any, Any], object] = lambda _book, _sheet: None
) -> bytes:
    """Return an xls of ``rows``; ``change`` gets the xlwt workbook and sheet."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("任务", cell_overwrite_ok=True)
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    change(book, sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
