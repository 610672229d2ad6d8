"""Columns of a register that nobody reads: told, with a warning where that loses promises."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from parkmap.intake.cells import column_name
from parkmap.intake.grid import some
from parkmap.intake.header import header_spelling
from parkmap.model import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parkmap.intake.cells import Sheet
    from parkmap.intake.header import Header

_DATES: Final = re.compile(r"(?:时限|时间|日期)$")
_OF_THE_TABLE: Final = re.compile(r"(?:填报|填表|制表|更新|报送|上报|录入|统计)(?:时间|日期|时限)$")
"""When a row was written, which promises nothing."""


def strange_columns(sheet: Sheet, header: Header, file: str) -> Iterator[Problem]:
    """Tell columns whose header is not known, and a register that neither names nor describes."""
    place = f"row:{header.bottom + 1}"
    known = {*header.columns.values(), *(at for rivals in header.rivals.values() for at in rivals)}
    strange = [
        name or column_name(column)
        for column, name in enumerate(header.names)
        if column not in known and _is_filled(sheet, header, column)
    ]
    if not {"name", "content"} & header.columns.keys():
        values: dict[str, object] = {"columns": some(strange)}
        yield Problem(Severity.WARNING, "table.no_name_column", file, place, values)
    dated = [name for name in strange if _is_promise(header_spelling(name))]
    for name in dated:
        values = {"column": name}
        yield Problem(Severity.WARNING, "table.unknown_date_column", file, place, values)
    rest = [name for name in strange if name not in dated]
    if rest:
        yield Problem(Severity.NOTE, "table.unknown_columns", file, values={"columns": some(rest)})


def _is_promise(spelling: str) -> bool:
    return bool(_DATES.search(spelling)) and not _OF_THE_TABLE.search(spelling)


def _is_filled(sheet: Sheet, header: Header, column: int) -> bool:
    body = sheet.rows[header.bottom + 1 :]
    return any(row[column].strip() for row in body if column < len(row))
