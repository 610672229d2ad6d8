"""What a sheet hides from a reader of rows: other sheets, hidden parts, merged cells, errors.

Each function tells what it finds. Nothing is dropped for being hidden.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from parkmap.intake.cells import ERROR_WORDS, Sheet, cell_name, column_name, refuse
from parkmap.model import Problem, Severity
from parkmap.names import NameIndex, key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from parkmap.intake.cells import Book
    from parkmap.intake.header import Header

_SHOWN: Final = 8
_SCIENTIFIC: Final = re.compile(r"-?\d(?:\.\d+)?[Ee]\+?\d{2,}")
_HELP: Final = re.compile(r"说明|须知|字典|选项|下拉")
"""Names of sheets that nobody expects to be read."""
_HASHES: Final = re.compile(r"#{3,}")


def choose_sheet(
    book: Book,
    find: Callable[[Sheet], Header | None],
    *,
    file: str,
    wanted: str | None,
    problems: list[Problem],
) -> tuple[Sheet, Header] | None:
    """Return the sheet with the table and its header, or None if none has one.

    Raises
    ------
    DataError
        If the wanted sheet is missing, or several have a table and none is wanted.
    """
    sheets = [sheet for sheet in book.sheets if not sheet.is_empty]
    if not sheets:
        raise refuse("sheet.empty", file)
    if wanted is not None:
        name = NameIndex(sheet.name for sheet in sheets).find(wanted)
        if name is None:
            raise refuse("sheet.missing", file, wanted=wanted, names=_names(sheets))
        (sheet,) = (sheet for sheet in sheets if sheet.name == name)
        header = find(sheet)
        return (sheet, header) if header else None
    found = [(sheet, header) for sheet in sheets if (header := find(sheet)) is not None]
    visible = [pair for pair in found if not pair[0].is_hidden]
    if len(visible) > 1 or (not visible and len(found) > 1):
        raise refuse("sheet.several", file, names=_names([sheet for sheet, _ in visible or found]))
    if not found:
        return None
    chosen = (visible or found)[0]
    if chosen[0].is_hidden:
        values = {"sheet": chosen[0].name}
        problems.append(Problem(Severity.WARNING, "sheet.hidden", file, values=values))
    hidden = [sheet for sheet, _ in found if sheet is not chosen[0]]
    if hidden:
        values = {"sheet": chosen[0].name, "names": _names(hidden)}
        problems.append(Problem(Severity.WARNING, "sheet.hidden_twin", file, values=values))
    others = [
        sheet
        for sheet in sheets
        if sheet is not chosen[0] and sheet not in hidden and not _HELP.search(sheet.name)
    ]
    if others:
        values = {"sheet": chosen[0].name, "names": _names(others)}
        problems.append(Problem(Severity.NOTE, "sheet.others", file, values=values))
    return chosen


def hidden_parts(sheet: Sheet, header: Header, file: str) -> list[Problem]:
    """Tell rows and used columns that a spreadsheet would not show; they are read all the same."""
    problems = []
    rows = [
        row + 1
        for row in sorted(sheet.hidden_rows)
        if header.bottom < row < len(sheet.rows) and any(map(str.strip, sheet.rows[row]))
    ]
    if rows:
        values = {"rows": some(rows), "count": len(rows)}
        problems.append(Problem(Severity.WARNING, "sheet.hidden_rows", file, values=values))
    columns = [
        f"{column_name(column)}（{header.names[column]}）"
        for column in sorted(header.columns.values())
        if column in sheet.hidden_columns
    ]
    if columns:
        values = {"columns": some(columns)}
        problems.append(Problem(Severity.WARNING, "sheet.hidden_columns", file, values=values))
    return problems


def rivals_of(
    sheet: Sheet, header: Header, file: str, *, strict: Collection[str]
) -> Iterator[Problem]:
    """Tell columns that may be meant as well as the one that is used.

    Two that say different things are an error where their meaning is ``strict``, else a warning;
    two that never differ are a note.
    """
    body = sheet.rows[header.bottom + 1 :]
    for meaning, rivals in header.rivals.items():
        used = header.columns[meaning]
        for rival in rivals:
            pairs = ((key_of(_at(row, used)), key_of(_at(row, rival))) for row in body)
            differs = any(other and one != other for one, other in pairs)
            values = {
                "used": f"{header.names[used]}（{column_name(used)}）",
                "other": f"{header.names[rival]}（{column_name(rival)}）",
                "meaning": meaning,
            }
            severity = Severity.NOTE
            if differs:
                severity = Severity.ERROR if meaning in strict else Severity.WARNING
            code = "table.rival_column" if differs else "table.twin_column"
            yield Problem(severity, code, file, f"row:{header.bottom + 1}", values)


def tell_cells(
    sheet: Sheet, header: Header, file: str, *, ids: Collection[str]
) -> Iterator[Problem]:
    """Tell cells whose value is lost, and blank them: errors, formulas without a result, digits."""
    meanings = {column: meaning for meaning, column in header.columns.items()}
    _blank_error_words(sheet, header)
    for (row, column), text in sorted(sheet.errors.items()):
        if row > header.bottom and column in meanings:
            severity = Severity.ERROR if meanings[column] in ids else Severity.WARNING
            yield _of_cell(severity, "sheet.error_cell", sheet, file, (row, column), text=text)
    for row, column in sorted(sheet.uncached):
        if row > header.bottom and column in meanings:
            yield _of_cell(Severity.ERROR, "sheet.uncached", sheet, file, (row, column))
    for row, column in sorted(sheet.lossy | _scientific(sheet, header, meanings)):
        if row > header.bottom and column in meanings:
            severity = Severity.ERROR if meanings[column] in ids else Severity.WARNING
            text = _at(sheet.rows[row], column)
            yield _of_cell(severity, "sheet.lossy", sheet, file, (row, column), text=text)


def with_merges_filled(
    sheet: Sheet,
    header: Header,
    file: str,
    *,
    once: Collection[str],
    problems: list[Problem],
) -> list[list[str]]:
    """Return the rows with cells that are merged downwards filled into each of their rows.

    What is merged across columns stays in the first of them, since the others mean something else.
    Columns in ``once`` are not filled. Rows that are one cell from end to end are headings.
    """
    rows = [list(row) for row in sheet.rows]
    used = {column: meaning for meaning, column in header.columns.items()}
    filled: list[str] = []
    for top, left, bottom, right in sorted(sheet.merges):
        if (
            top <= header.bottom
            or bottom >= len(rows) + 1
            or not _at(sheet.rows[top], left).strip()
        ):
            continue
        name = f"{cell_name(top, left)}:{cell_name(bottom, right)}"
        place = f"cell:{sheet.name}!{name}"
        across = [used[column] for column in range(left, right + 1) if column in used]
        if len(across) > 1 and len(across) * 2 <= len(used):
            problems.append(Problem(Severity.WARNING, "table.merged_across", file, place))
        if bottom == top or left not in used:
            continue
        if used[left] in once:
            code = "table.merged_id" if used[left] == "task_id" else "table.merged_once"
            severity = Severity.ERROR if used[left] == "task_id" else Severity.WARNING
            values = {"column": header.names[left]}
            problems.append(Problem(severity, code, file, place, values))
            continue
        for row in range(top + 1, min(bottom + 1, len(rows))):
            rows[row] += [""] * (left + 1 - len(rows[row]))
            rows[row][left] = sheet.rows[top][left]
        filled.append(name)
    if filled:
        told: dict[str, object] = {"cells": some(filled), "count": len(filled)}
        problems.append(Problem(Severity.NOTE, "table.merged_filled", file, values=told))
    return rows


def some(values: Sequence[object]) -> str:
    """Return the first of ``values`` in one line, and how many there are if that is not all."""
    shown = ", ".join(map(str, values[:_SHOWN]))
    return shown if len(values) <= _SHOWN else f"{shown} … ({len(values)})"


def _names(sheets: Sequence[Sheet]) -> str:
    return some([sheet.name for sheet in sheets])


def _at(row: Sequence[str], column: int) -> str:
    return row[column] if column < len(row) else ""


def _blank_error_words(sheet: Sheet, header: Header) -> None:
    """Move error words that stand as texts to where a workbook has its errors."""
    for row, cells in enumerate(sheet.rows[header.bottom + 1 :], header.bottom + 1):
        for column, cell in enumerate(cells):
            if cell.startswith("#") and (cell in ERROR_WORDS or _HASHES.fullmatch(cell.strip())):
                sheet.errors[row, column] = cell.strip()
                cells[column] = ""


def _scientific(sheet: Sheet, header: Header, meanings: dict[int, str]) -> set[tuple[int, int]]:
    """Return cells of texts such as 1.23457E+17, which a spreadsheet made of a long number."""
    return {
        (row, column)
        for row in range(header.bottom + 1, len(sheet.rows))
        for column in meanings
        if _SCIENTIFIC.fullmatch(_at(sheet.rows[row], column).strip())
    }


def _of_cell(
    severity: Severity, code: str, sheet: Sheet, file: str, place: tuple[int, int], **values: object
) -> Problem:
    name = cell_name(*place)
    where = f"cell:{sheet.name}!{name}" if sheet.name else f"cell:{name}"
    return Problem(severity, code, file, where, values)
