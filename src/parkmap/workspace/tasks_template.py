"""``tasks-template.xlsx``: an empty responsibility table that a department can fill in.

The same layers give the same bytes.
"""

from __future__ import annotations

import io
import tomllib
from datetime import UTC, datetime
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from parkmap.model import Condition, Stage
from parkmap.texts import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FILE_NAME: Final = "tasks-template.xlsx"

_HEADER_ROW: Final = 1
_EXAMPLE_ROW: Final = 2
_LAST_ROW: Final = 999
_LAYERS_COLUMN: Final = "C"
_MOST_LAYERS: Final = 40
_CREATED: Final = datetime(2017, 1, 1, tzinfo=UTC)  # fixed: a clock would change the bytes


def make_tasks_template(layers: Sequence[str]) -> bytes:
    """Return the workbook, with ``layers`` (titles) to choose from.

    The header stands under a title row; the row below it is an example whose id, 示例, keeps it
    from being read as a task. Ids and dates are formatted as text, since a spreadsheet makes 6.3
    of 6.30 and 7 of 007.
    """
    # Here, not above: `parkmap --help` and every build do without it.
    from xlsxwriter import Workbook  # noqa: PLC0415

    told = tomllib.loads(
        (files("parkmap.workspace") / "tasks_template.toml").read_text(encoding="utf-8")
    )
    stream = io.BytesIO()
    with Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"title": told["title"], "created": _CREATED.replace(tzinfo=None)})
        plain = {"font_name": "宋体", "font_size": 11, "valign": "vcenter", "text_wrap": True}
        formats = {
            "title": book.add_format({**plain, "bold": True, "font_size": 16, "align": "center"}),
            "header": book.add_format(
                {**plain, "bold": True, "align": "center", "border": 1, "bg_color": "#DCE6F1"}
            ),
            "cell": book.add_format(plain),
            "text": book.add_format({**plain, "num_format": "@"}),
            "example": book.add_format({**plain, "italic": True, "font_color": "#7F7F7F"}),
        }
        _write_tasks(book.add_worksheet(told["sheet"]), told, formats)
        _write_notes(book.add_worksheet(told["notes_sheet"]), told, layers, formats)
    return stream.getvalue()


def _write_tasks(sheet: Worksheet, told: dict[str, Any], formats: dict[str, Format]) -> None:
    columns = told["column"]
    first, last = f"${_LAYERS_COLUMN}$2", f"${_LAYERS_COLUMN}${_MOST_LAYERS + 1}"
    sheet.merge_range(0, 0, 0, len(columns) - 1, told["title"], formats["title"])
    sheet.set_row(0, 28)
    sheet.freeze_panes(_HEADER_ROW + 1, 2)
    lists = {
        "stages": [say("zh", f"words.stage.{one}") for one in Stage if one is not Stage.UNKNOWN],
        "conditions": [say("zh", f"words.condition.{one}") for one in Condition],
        "layers": f"={told['notes_sheet']}!{first}:{last}",
    }
    for at, column in enumerate(columns):
        cell = formats["text" if column.get("text") else "cell"]
        sheet.set_column(at, at, column["width"], cell)
        sheet.write_string(_HEADER_ROW, at, column["name"], formats["header"])
        sheet.write(_EXAMPLE_ROW, at, column["example"], formats["example"])
        if "list" in column:
            # A warning, not a stop: a department may know a layer or stage that we do not.
            rule = {
                "validate": "list", "source": lists[column["list"]], "error_type": "warning",
                "error_title": column["name"], "error_message": "不在下拉列表中，确定要用吗？",
            }  # fmt: skip
            sheet.data_validation(_EXAMPLE_ROW, at, _LAST_ROW, at, rule)


def _write_notes(
    sheet: Worksheet, told: dict[str, Any], layers: Sequence[str], formats: dict[str, Format]
) -> None:
    sheet.set_column(0, 0, 90, formats["cell"])
    sheet.set_column(2, 2, 20, formats["cell"])
    for row, note in enumerate(told["notes"]):
        sheet.write_string(row, 0, note, formats["cell"])
    sheet.write_string(0, 2, told["layers_title"], formats["header"])
    for row, layer in enumerate(layers[:_MOST_LAYERS], 1):
        sheet.write_string(row, 2, layer, formats["cell"])
