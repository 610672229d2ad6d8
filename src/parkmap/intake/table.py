"""A responsibility table -> Register: headers found, dates and progress read, nothing dropped."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from parkmap.errors import DataError
from parkmap.intake.columns import UnknownColumnError, find_column, spellings, unknown_column
from parkmap.intake.deadline import parse_interval
from parkmap.intake.decode import decode
from parkmap.intake.progress import parse_condition, parse_progress, parse_stage
from parkmap.intake.source import read_bytes
from parkmap.model import (
    Interval,
    Milestone,
    Problem,
    Register,
    RegisterSpec,
    Severity,
    Source,
    Task,
)
from parkmap.names import spelling_of, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Literal

_COLUMNS: Final = (
    "task_id", "name", "content", "layer", "park", "quantity", "unit", "start", "finish",
    "revised_start", "revised_finish", "actual_start", "actual_finish", "stage", "condition",
    "progress", "after", "delay_reason", "evidence", "support", "leader", "department", "person",
    "facilities", "note",
)  # fmt: skip
_TOTALS: Final = frozenset({"合计", "总计", "小计", "total"})
_NOTES: Final = re.compile(r"^(?:备注|注|说明|填表|制表|审核)[::]?")
_SEPARATORS: Final = re.compile(r"[、,，;；/\n]")
_SUFFIXES: Final = (".csv", ".tsv", ".txt")
_DELIMITERS: Final = (",", "\t", ";")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RegisterIntake:
    """A register and what there is to say of its file: warnings and notes, never errors."""

    register: Register
    problems: tuple[Problem, ...]


def read_register(spec: RegisterSpec, *, year: int) -> RegisterIntake:
    """Read a responsibility table from a CSV file.

    The header row is the first that holds a column for the task id and two more known ones; what
    stands above it is a title. Rows of totals and notes are left out and told.

    Parameters
    ----------
    spec
        Where the table is, and headers that parkmap does not know.
    year
        The year of "6月底".

    Raises
    ------
    SourceError
        If the file is missing, unreadable, or not a CSV file.
    DataError
        With every fault that keeps the table from being used: no header row, a row without a task
        id, an id that stands twice.
    """
    file = spec.path.name
    text, encoding = decode(
        read_bytes(spec.path, suffixes=_SUFFIXES), file=file, declared=spec.encoding
    )
    rows = _rows(text, file)
    header, columns = _header(rows, spec, file)
    reader = _RowReader(file, columns, year)
    tasks = [
        task
        for number, cells in enumerate(rows[header + 1 :], header + 2)
        if any(cell.strip() for cell in cells) and (task := reader.read(number, cells))
    ]
    reader.check_ids(tasks)
    errors = [problem for problem in reader.problems if problem.severity is Severity.ERROR]
    if errors:
        raise DataError(errors)
    source = Source(file, encoding, "", len(tasks) + reader.left_out, reader.left_out)
    return RegisterIntake(Register(tuple(tasks), source), tuple(reader.problems))


def _rows(text: str, file: str) -> list[list[str]]:
    known = {spelling for meaning in _COLUMNS for spelling in spellings(meaning)}

    def fit(delimiter: str) -> int:
        head = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        cells = (cell for _, row in zip(range(20), head, strict=False) for cell in row)
        return sum(spelling_of(cell) in known for cell in cells)

    try:
        delimiter = max(_DELIMITERS, key=fit)
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        problem = Problem(Severity.ERROR, "table.invalid", file, values={"detail": str(error)})
        raise DataError([problem]) from error


def _header(rows: list[list[str]], spec: RegisterSpec, file: str) -> tuple[int, dict[str, int]]:
    """Return the position of the header row and the position of each canonical column."""
    for position, cells in enumerate(rows[:30]):
        headers = [cell.strip() for cell in cells]
        try:
            columns = _columns(headers, spec)
        except UnknownColumnError as error:
            if "task_id" in _columns(headers, RegisterSpec(spec.path)):
                raise DataError([unknown_column(error, file)]) from error
            continue
        if "task_id" in columns and len(columns) > 2:  # noqa: PLR2004 - an id alone is no header
            return position, columns
    raise DataError([Problem(Severity.ERROR, "table.no_header", file)])


def _columns(headers: Sequence[str], spec: RegisterSpec) -> dict[str, int]:
    found: dict[str, int] = {}
    named = [headers.index(name) for name in spec.columns.values() if name in headers]
    free = [header for place, header in enumerate(headers) if place not in named]
    for meaning in _COLUMNS:
        wanted = spec.columns.get(meaning)
        column = find_column(headers if wanted else free, meaning, named=wanted)
        if column:
            found[meaning] = headers.index(column)
    return found


class _RowReader:
    """Turns rows into tasks and collects what is wrong with them."""

    def __init__(self, file: str, columns: dict[str, int], year: int) -> None:
        self.file, self.columns, self.year = file, columns, year
        self.problems: list[Problem] = []
        self.left_out = 0

    def read(self, number: int, cells: Sequence[str]) -> Task | None:
        """Return the task of a row, or None for a row that is none."""
        row = {
            meaning: text_of(cells[place]) if place < len(cells) else ""
            for meaning, place in self.columns.items()
        }
        filled = [cell.strip() for cell in cells if cell.strip()]
        if spelling_of(filled[0]) in _TOTALS or (len(filled) == 1 and _NOTES.match(filled[0])):
            self.left_out += 1
            self._say(Severity.NOTE, "table.not_a_task", number, text=filled[0])
            return None
        if not row["task_id"]:
            self._say(Severity.ERROR, "table.no_task_id", number, text=filled[0])
            return None
        return self._task(number, row)

    def check_ids(self, tasks: Sequence[Task]) -> None:
        """Tell every id that stands twice."""
        first: dict[str, int] = {}
        for task in tasks:
            if task.task_id in first:
                row = first[task.task_id]
                self._say(Severity.ERROR, "table.same_id", task.row, id=task.task_id, first=row)
            first.setdefault(task.task_id, task.row)

    def _task(self, number: int, row: dict[str, str]) -> Task:
        progress = parse_progress(row.get("progress", ""))
        if row.get("progress") and not progress.is_understood:
            self._misread(number, "progress", row["progress"])
        return Task(
            task_id=row["task_id"],
            name=row.get("name", "") or row.get("content", "") or row["task_id"],
            row=number,
            quantity=self._quantity(number, row.get("quantity", "")),
            start=self._milestone(number, row, "start"),
            finish=self._milestone(number, row, "finish"),
            stage=self._parsed(number, row, "stage", parse_stage) or progress.stage,
            condition=self._parsed(number, row, "condition", parse_condition) or progress.condition,
            is_done=progress.is_done,
            after=_split(row.get("after", "")),
            support=_split(row.get("support", "")),
            facilities=_split(row.get("facilities", "")),
            **{name: row.get(name, "") for name in _PLAIN},
        )

    def _milestone(
        self, number: int, row: dict[str, str], kind: Literal["start", "finish"]
    ) -> Milestone:
        baseline = self._interval(number, row, kind)
        revised = self._interval(number, row, f"revised_{kind}")
        actual = self._interval(number, row, f"actual_{kind}")
        return Milestone(kind, baseline, revised or baseline, actual)

    def _interval(self, number: int, row: dict[str, str], column: str) -> Interval | None:
        interval = self._parsed(
            number, row, column, lambda text: parse_interval(text, year=self.year)
        )
        if interval and interval.ambiguous:
            values = {"text": interval.text, "latest": interval.latest.isoformat()}
            self._say(Severity.WARNING, "deadline.ambiguous", number, **values)
        return interval

    def _parsed(
        self, number: int, row: dict[str, str], column: str, parse: Callable[[str], T | None]
    ) -> T | None:
        text = row.get(column, "")
        meaning = parse(text) if text else None
        if text and meaning is None:
            self._misread(number, column, text)
        return meaning

    def _quantity(self, number: int, text: str) -> float | None:
        match = re.match(r"\d+(?:\.\d+)?", text.replace(",", ""))
        if text and match is None:
            self._misread(number, "quantity", text)
        return float(match[0]) if match else None

    def _misread(self, number: int, column: str, text: str) -> None:
        self._say(Severity.WARNING, "value.not_understood", number, column=column, text=text)

    def _say(self, severity: Severity, code: str, number: int, **values: object) -> None:
        self.problems.append(Problem(severity, code, self.file, f"row:{number}", values))


_PLAIN: Final = (
    "content", "layer", "park", "unit", "progress", "delay_reason", "evidence", "leader",
    "department", "person", "note",
)  # fmt: skip


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in _SEPARATORS.split(text) if part.strip())
