"""Findings -> a spreadsheet: one row a problem, for a department that works in one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkmap.model import LANGS, Severity, Text
from parkmap.report.book import render_book
from parkmap.report.findings import SCHEMA_VERSION, count_by_severity
from parkmap.report.grid import Column, Grid, Kind, Report, both, word_of
from parkmap.texts import say, tell_fault, tell_place

if TYPE_CHECKING:
    from parkmap.model import Problem
    from parkmap.report.findings import FileFindings, Findings
    from parkmap.report.grid import Row

_HEADS = ("head_file", "head_severity", "head_place", "fault_zh", "fault_en", "head_code")


def render_xlsx(findings: Findings) -> bytes:
    """Return the findings as an xlsx file: a sheet of problems and a sheet of files."""
    columns = tuple(Column(head, both(f"report.{head}")) for head in _HEADS)
    rows = tuple(_problem_row(problem) for problem in findings.problems)
    problems = Grid("problems", both("report.sheet_problems"), columns, rows)
    title = both("report.title")
    grids = (problems, _files(findings))
    return render_book(Report("check", SCHEMA_VERSION, title, findings.as_of, (), grids))


def _problem_row(problem: Problem) -> Row:
    place = " / ".join(dict.fromkeys(tell_place(lang, problem) for lang in LANGS))
    faults = (tell_fault(lang, problem) for lang in LANGS)
    return (problem.file, Severity(problem.severity), place, *faults, problem.code)


def _files(findings: Findings) -> Grid:
    """Return the grid of files, and under it whose check this is."""
    columns = (
        Column("head_file", both("report.head_file")),
        Column("head_layers", both("report.head_layers")),
        Column("head_records", both("report.head_records"), Kind.NUMBER),
        *(Column(severity, word_of(severity), Kind.NUMBER) for severity in Severity),
    )
    rows = tuple(_file_row(one) for one in findings.files)
    return Grid("files", both("report.sheet_files"), columns, rows, notes=_about(findings))


def _file_row(one: FileFindings) -> Row:
    return (one.file, ", ".join(one.layers), one.count, *count_by_severity(one.problems).values())


def _about(findings: Findings) -> tuple[Text, ...]:
    lines = [findings.zone.name] if findings.zone else []
    if findings.as_of:
        day = findings.as_of.isoformat()
        lines.append(Text(*(f"{say(lang, 'report.as_of')} {day}" for lang in LANGS)))
    if findings.zone and findings.zone.illustrative:
        lines.append(both("report.illustrative"))
    return tuple(lines)
