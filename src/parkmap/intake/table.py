"""A responsibility table -> Register: headers found, dates and progress read, nothing dropped.

docs/tables.md lists what is accepted, what is mended and told, and what is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from parkmap.errors import DataError
from parkmap.intake.cells import Sheet, refuse
from parkmap.intake.columns import UnknownColumnError, all_spellings, unknown_column
from parkmap.intake.grid import (
    choose_sheet,
    hidden_parts,
    rivals_of,
    tell_cells,
    with_merges_filled,
)
from parkmap.intake.header import Header, find_header, nearly_header
from parkmap.intake.sheet import read_book
from parkmap.intake.strange import strange_columns
from parkmap.intake.task_row import COLUMNS, RowReader, is_blank
from parkmap.model import Problem, Register, RegisterSpec, Severity, Source, Task
from parkmap.names import NameIndex, key_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkmap.intake.cells import Book

_NEEDED: Final = ("task_id",)
_IDS: Final = frozenset({"task_id", "after", "facilities"})
_STRICT: Final = frozenset(COLUMNS) - {
    "name", "content", "note", "progress", "delay_reason", "evidence", "support",
}  # fmt: skip
"""Columns that decide something: two of them that differ are refused, not chosen between."""
_ONCE: Final = frozenset({"task_id", "quantity", "facilities"})
"""Columns whose merged cells are not repeated: one number for three rows is not three of it."""
_PEOPLE: Final = ("leader", "department", "person", "park")
_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年")


@dataclass(frozen=True, slots=True)
class RegisterIntake:
    """A register and what there is to say of its file: warnings and notes, never errors."""

    register: Register
    problems: tuple[Problem, ...]


def read_register(spec: RegisterSpec, *, year: int) -> RegisterIntake:
    """Read a responsibility table from a text file or a workbook.

    The header row is the first that holds a column for the task id and two more known ones; what
    stands above it is a title. Rows of totals, headings and notes are left out and told.

    Parameters
    ----------
    spec
        Where the table is, and headers that parkmap does not know.
    year
        The year of "6月底", unless ``spec.year`` tells another for this table. A title that names
        other years only is a contradiction, and refused if any date depends on it.

    Raises
    ------
    SourceError
        If the file is missing, unreadable, or no table.
    DataError
        With every fault that keeps the table from being used.
    """
    file = spec.path.name
    book = read_book(spec.path, encoding=spec.encoding, known=all_spellings())
    problems: list[Problem] = []
    if book.delimiter == "，":
        problems.append(Problem(Severity.WARNING, "sheet.delimiter", file))
    sheet, header = _choose(book, spec, problems)
    problems += hidden_parts(sheet, header, file)
    problems += rivals_of(sheet, header, file, strict=_STRICT)
    problems += strange_columns(sheet, header, file)
    problems += tell_cells(sheet, header, file, ids=_IDS)
    rows = with_merges_filled(sheet, header, file, once=_ONCE, problems=problems)
    reader = RowReader(spec, header, spec.year or year, is_1904=book.is_1904, is_text=book.is_text)
    reader.look_at(rows[header.bottom + 1 :])
    tasks = [
        task
        for number, cells in enumerate(rows[header.bottom + 1 :], header.bottom + 2)
        if not is_blank(cells) and (task := reader.read(number, cells))
    ]
    problems += reader.problems
    problems += _told_of_ids(tasks, file)
    problems += _told_of_year(rows, header, reader, spec, year)
    if book.is_text:
        problems += _told_of_blanks(tasks, header, file)
    if not tasks and not reader.left_out:
        problems.append(Problem(Severity.WARNING, "table.no_rows", file))
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    if errors:
        raise DataError(errors)
    tasks = _with_known_ids(tasks, file, problems)
    source = Source(file, book.encoding, "", len(tasks) + reader.left_out, reader.left_out)
    return RegisterIntake(Register(tuple(tasks), source), tuple(problems))


def _choose(book: Book, spec: RegisterSpec, problems: list[Problem]) -> tuple[Sheet, Header]:
    """Return the sheet with the table, and its header."""
    file = spec.path.name

    def find(sheet: Sheet) -> Header | None:
        try:
            found = find_header(sheet, COLUMNS, needed=_NEEDED, named=spec.columns)
            if found is None:
                _check_id_column(sheet, spec)
        except UnknownColumnError as error:
            raise DataError([unknown_column(error, file)]) from error
        return found

    chosen = choose_sheet(book, find, file=file, wanted=spec.sheet, problems=problems)
    if chosen is not None:
        return chosen
    for sheet in book.sheets:
        top = nearly_header(sheet, COLUMNS)
        if top is not None:
            raise refuse("table.no_id_column", file, f"row:{top + 1}")
    raise refuse("table.no_header", file)


def _check_id_column(sheet: Sheet, spec: RegisterSpec) -> None:
    """Refuse a sheet that has a header, but not the column of task ids that is named."""
    named = spec.columns.get("task_id")
    header = find_header(sheet, COLUMNS, needed=_NEEDED) if named else None
    if named and header:
        raise UnknownColumnError(named, [name for name in header.names if name])


def _told_of_ids(tasks: Sequence[Task], file: str) -> list[Problem]:
    """Tell every id that stands twice, however it is typed."""
    first: dict[str, int] = {}
    problems = []
    for task in tasks:
        key = key_of(task.task_id)
        if key in first:
            values = {"id": task.task_id, "first": first[key]}
            problems.append(
                Problem(Severity.ERROR, "table.same_id", file, f"row:{task.row}", values)
            )
        first.setdefault(key, task.row)
    return problems


def _told_of_year(
    rows: Sequence[Sequence[str]], header: Header, reader: RowReader, spec: RegisterSpec, year: int
) -> list[Problem]:
    """Tell a title that names another year than the zone's, where a date depends on it."""
    title = " ".join(cell for cells in rows[: header.bottom] for cell in cells)
    told = sorted({int(found) for found in _YEAR.findall(title)})
    if not told or spec.year or year in told or not reader.is_yearless:
        return []
    values = {"told": ", ".join(map(str, told)), "year": year, "first": told[-1]}
    return [Problem(Severity.ERROR, "deadline.title_year", spec.path.name, values=values)]


def _told_of_blanks(tasks: Sequence[Task], header: Header, file: str) -> list[Problem]:
    """Tell blanks below filled cells in a text file, which merged cells leave when saved as one."""
    problems = []
    for meaning in _PEOPLE:
        cells = [getattr(task, meaning) for task in tasks] if meaning in header.columns else []
        blank = sum(not cell for cell in cells)
        if cells and cells[0] and blank * 3 >= len(cells):
            values = {"column": header.name_of(meaning), "count": blank}
            problems.append(Problem(Severity.NOTE, "table.maybe_merged", file, values=values))
    return problems


def _with_known_ids(tasks: list[Task], file: str, problems: list[Problem]) -> list[Task]:
    """Return the tasks with every predecessor under the id that its own row has."""
    index = NameIndex(task.task_id for task in tasks)
    known = []
    for task in tasks:
        found = {one: index.find(one) for one in task.after}
        for one, meant in found.items():
            if meant is None or meant == task.task_id:
                values = {"id": one}
                problem = Problem(
                    Severity.WARNING, "table.unknown_after", file, f"row:{task.row}", values
                )
                problems.append(problem)
        after = tuple(meant or one for one, meant in found.items())
        known.append(replace(task, after=after) if after != task.after else task)
    return known
