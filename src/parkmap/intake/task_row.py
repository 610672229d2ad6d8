"""One row of a responsibility table -> Task, or what else the row is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeVar

from parkmap.intake.deadline import Deadline, parse_deadline
from parkmap.intake.progress import parse_condition, parse_progress, parse_stage
from parkmap.model import Condition, Interval, Milestone, Problem, Severity, Stage, Step, Task
from parkmap.names import parts_of, spelling_of, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from parkmap.intake.deadline import Kind
    from parkmap.intake.header import Header
    from parkmap.model import RegisterSpec

COLUMNS: Final = (
    "task_id", "name", "content", "layer", "park", "quantity", "unit", "start", "finish",
    "revised_start", "revised_finish", "actual_start", "actual_finish", "stage", "condition",
    "progress", "after", "delay_reason", "evidence", "support", "leader", "department", "person",
    "facilities", "note",
)  # fmt: skip
_PLAIN: Final = (
    "content", "layer", "park", "progress", "delay_reason", "evidence", "leader", "department",
    "person", "note",
)  # fmt: skip
_TOTAL: Final = re.compile(
    r"(?:本页|本表|全区|全年|以上|各项|项目)?(?:合计|总计|小计|共计|累计|总数|subtotal|total)(?:[:：].*|\d.*)?"
)
_NOTE: Final = re.compile(
    r"(?:备注|注|附注|说明|填表|制表|填报|审核|审批|联系人|联系电话|单位负责人|单位盖章|报送|打印|第\d+页|共\d+页)"
    r"(?:人|单位|日期|时间|说明)?(?:[:：\d(（].*|$)|^\*.*"
)
_HEADING: Final = re.compile(
    r"[（(][一二三四五六七八九十]{1,3}[)）].*|[一二三四五六七八九十]{1,3}[、.．,，:：].*"
    r"|第[一二三四五六七八九十]{1,3}[部类章节].*"
)
_HEADING_ID: Final = re.compile(
    r"[（(]?[一二三四五六七八九十]{1,3}[)）]?[、.．]?|[IVX]{1,4}[.、]?|[A-Z][.、]"
)
_EXAMPLE: Final = frozenset({"示例", "例", "样例", "例如", "example"})
_SEPARATORS: Final = re.compile(r"[、,，;；/\n]")
_QUANTITY: Final = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*([^\d\s、,，;；]*)")
_RARELY_MORE: Final = 2
_LONGEST_ID: Final = 6

T = TypeVar("T")


def is_blank(cells: Sequence[str]) -> bool:
    """Tell whether no cell of a row says anything."""
    return not any(cell.strip() for cell in cells)


def is_aside(cells: Sequence[str]) -> bool:
    """Tell whether a row is a total, a note or a heading by its first words."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    first = filled[0]
    if _TOTAL.fullmatch(spelling_of(first)) or _NOTE.fullmatch(first):
        return True
    return len(filled) == 1 and bool(_HEADING.fullmatch(first))


class RowReader:
    """Turns rows into tasks and collects what is wrong with them.

    ``is_yearless`` becomes True with the first date that took the register's year.
    """

    def __init__(
        self, spec: RegisterSpec, header: Header, year: int, *, is_1904: bool, is_text: bool
    ) -> None:
        self.file, self.header, self.columns = spec.path.name, header, header.columns
        self.order, self.year, self.is_1904, self.is_text = (
            spec.date_order, year, is_1904, is_text,
        )  # fmt: skip
        self.problems: list[Problem] = []
        self.left_out = 0
        self.is_yearless = False
        self.has_numerals_for_headings = False

    def look_at(self, rows: Sequence[Sequence[str]]) -> None:
        """Find out whether "一" in the column of ids is a heading: not where every id is such."""
        at = self.columns["task_id"]
        ids = [cells[at].strip() for cells in rows if at < len(cells)]
        self.has_numerals_for_headings = any(
            one and not _HEADING_ID.fullmatch(one) and not _TOTAL.fullmatch(spelling_of(one))
            for one in ids
        )

    def read(self, number: int, cells: Sequence[str]) -> Task | None:
        """Return the task of a row that is not blank, or None for a row that is none."""
        row = {
            meaning: text_of(cells[place]) if place < len(cells) else ""
            for meaning, place in self.columns.items()
        }
        filled = [cell.strip() for cell in cells if cell.strip()]
        code = self._other_than_a_task(row, cells, filled)
        if code:
            self.left_out += 1
            self._say(Severity.NOTE, code, number, text=filled[0][:40])
            return None
        self._check_width(number, cells)
        if not row["task_id"]:
            self._say(Severity.ERROR, "table.no_task_id", number, text=filled[0][:40])
            return None
        return self._task(number, row)

    def _other_than_a_task(
        self, row: dict[str, str], cells: Sequence[str], filled: Sequence[str]
    ) -> str:
        """Return the message for a row that is no task, or an empty text."""
        first, task_id = spelling_of(filled[0]), row["task_id"]
        if [spelling_of(cell) for cell in cells if cell.strip()] == [
            spelling_of(name) for name in self.header.names if name
        ]:
            return "table.repeated_header"
        if spelling_of(task_id) in _EXAMPLE:
            return "table.example"
        is_total = _TOTAL.fullmatch(first) or _TOTAL.fullmatch(spelling_of(row.get("name", "")))
        is_unnumbered = not task_id or filled[0] == task_id
        if is_total or (is_unnumbered and _NOTE.fullmatch(filled[0])):
            return "table.not_a_task"
        is_alone = len(set(filled)) == 1 and _HEADING.fullmatch(filled[0])
        is_numbered = (
            self.has_numerals_for_headings
            and len(filled) <= _RARELY_MORE
            and _HEADING_ID.fullmatch(task_id)
        )
        if is_alone or is_numbered:
            return "table.heading"
        is_empty = filled == [task_id] and len(task_id) <= _LONGEST_ID
        return "table.only_an_id" if is_empty else ""

    def _check_width(self, number: int, cells: Sequence[str]) -> None:
        """Tell cells beside the table: in a text file they mean that the row is out of step."""
        beyond = [cell for cell in cells[len(self.header.names) :] if cell.strip()]
        if beyond:
            severity = Severity.ERROR if self.is_text else Severity.WARNING
            code = "table.ragged" if self.is_text else "table.beside"
            values = {"text": beyond[0][:40], "width": len(self.header.names)}
            self._say(severity, code, number, **values)

    def _task(self, number: int, row: dict[str, str]) -> Task:
        quantity, unit = self._quantity(number, row.get("quantity", ""))
        progress = parse_progress(row.get("progress", ""), quantity=quantity)
        if row.get("progress") and not progress.is_understood:
            self._misread(number, "progress", row["progress"])
        start, finish, steps = self._milestones(number, row)
        stage, condition = self._status(number, row)
        return Task(
            task_id=row["task_id"],
            name=row.get("name", "") or row.get("content", "") or row["task_id"],
            row=number,
            quantity=quantity,
            unit=row.get("unit", "") or unit,
            start=start,
            finish=finish,
            stage=stage or progress.stage,
            condition=condition or progress.condition,
            is_done=progress.is_done,
            after=_split(row.get("after", "")),
            support=parts_of(row.get("support", "")),
            facilities=_split(row.get("facilities", "")),
            steps=steps,
            **{name: row.get(name, "") for name in _PLAIN},
        )

    def _status(self, number: int, row: dict[str, str]) -> tuple[Stage | None, Condition | None]:
        """Return what the columns of stage and condition say; one called 状态 may hold either."""

        def either(text: str) -> tuple[Stage | None, Condition | None] | None:
            condition = parse_condition(text)
            stage = None if condition else parse_stage(text)
            return (stage, condition) if stage or condition else None

        stage = self._parsed(number, row, "stage", parse_stage)
        other_stage, condition = self._parsed(number, row, "condition", either) or (None, None)
        return stage or other_stage, condition

    def _milestones(
        self, number: int, row: dict[str, str]
    ) -> tuple[Milestone, Milestone, tuple[Step, ...]]:
        cells = {
            column: self._deadline(number, row, column)
            for column in (
                "start", "finish", "revised_start", "revised_finish", "actual_start",
                "actual_finish",
            )
        }  # fmt: skip
        start, finish = self._both(number, cells["start"], cells["finish"], is_planned=True)
        new_start, new_finish = self._both(
            number, cells["revised_start"], cells["revised_finish"], is_planned=True
        )
        began, ended = self._both(
            number, cells["actual_start"], cells["actual_finish"], is_planned=False
        )
        self._check_order(number, new_start or start, new_finish or finish)
        return (
            Milestone("start", start, new_start or start, began),
            Milestone("finish", finish, new_finish or finish, ended),
            cells["start"].steps + cells["finish"].steps,
        )

    def _both(
        self, number: int, start: Deadline, finish: Deadline, *, is_planned: bool
    ) -> tuple[Interval | None, Interval | None]:
        """Return a start and a finish from the two cells that may tell either."""
        for one, other in ((start.start, finish.start), (start.finish, finish.finish)):
            if one and other and (one.latest < other.earliest or other.latest < one.earliest):
                self._say(
                    Severity.WARNING, "deadline.contradiction", number,
                    one=one.text, other=other.text,
                )  # fmt: skip
        both = (start.start or finish.start, finish.finish or start.finish)
        for interval in both:
            if is_planned and interval and interval.latest.year < self.year:
                values = {"text": interval.text, "latest": interval.latest.isoformat()}
                self._say(Severity.WARNING, "deadline.past_year", number, **values)
        return both

    def _check_order(self, number: int, start: Interval | None, finish: Interval | None) -> None:
        if start and finish and finish.latest < start.earliest:
            values = {"start": start.text, "finish": finish.text}
            self._say(Severity.WARNING, "deadline.finish_before_start", number, **values)

    def _deadline(self, number: int, row: dict[str, str], column: str) -> Deadline:
        text = row.get(column, "")
        if not text or text in {"-", "—", "——", "/", "无", "\\"}:
            return Deadline()
        kind: Kind = "start" if column.endswith("start") else "finish"
        told = parse_deadline(
            text, year=self.year, kind=kind, order=self.order, is_1904=self.is_1904
        )
        self.is_yearless = self.is_yearless or told.is_yearless
        header = self.header.name_of(column)
        if told.code:
            is_plan = told.code in {"deadline.open", "deadline.recurring"}
            severity = Severity.NOTE if is_plan else Severity.WARNING
            self._say(severity, told.code, number, column=header, text=text)
        for code in told.notes:
            severity = Severity.WARNING if code == "deadline.other_column" else Severity.NOTE
            day = told.finish or told.start
            latest = day.latest.isoformat() if day else ""
            self._say(severity, code, number, column=header, text=text, latest=latest)
        for interval in {told.start, told.finish}:
            if interval and interval.ambiguous:
                values = {"text": interval.text, "latest": interval.latest.isoformat()}
                self._say(Severity.WARNING, "deadline.ambiguous", number, **values)
        return told

    def _parsed(
        self, number: int, row: dict[str, str], column: str, parse: Callable[[str], T | None]
    ) -> T | None:
        text = row.get(column, "")
        meaning = parse(text) if text else None
        if text and meaning is None:
            self._misread(number, column, text)
        return meaning

    def _quantity(self, number: int, text: str) -> tuple[float | None, str]:
        match = _QUANTITY.fullmatch(text)
        if match is None:
            if text:
                self._misread(number, "quantity", text)
            return None, ""
        return float(match[1].replace(",", "") + (match[2] or "")), match[3]

    def _misread(self, number: int, column: str, text: str) -> None:
        header = self.header.name_of(column)
        self._say(Severity.WARNING, "value.not_understood", number, column=header, text=text)

    def _say(self, severity: Severity, code: str, number: int, **values: object) -> None:
        self.problems.append(Problem(severity, code, self.file, f"row:{number}", values))


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in _SEPARATORS.split(text) if part.strip())
