"""Findings -> text for a terminal, in one language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkmap.model import Severity
from parkmap.report.findings import count_by_severity
from parkmap.texts import clean, say, tell_fault, tell_place

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parkmap.model import Lang, Problem
    from parkmap.report.findings import FileFindings, Findings


def render_text(findings: Findings, lang: Lang) -> str:
    """Return every finding under the name of its file, and the counts in the last line."""
    blocks = [_block(one, lang) for one in findings.files]
    clean_files = sum(not one.problems for one in findings.files)
    total = say(
        lang,
        "report.total",
        files=len(findings.files),
        clean=clean_files,
        counts=say_counts(findings.problems, lang),
    )
    return "\n".join([*blocks, total]) + "\n"


def say_counts(problems: Iterable[Problem], lang: Lang) -> str:
    """Return "1 error, 2 warnings", or that there is nothing to say."""
    counts = count_by_severity(problems)
    parts = [
        say(lang, f"report.{severity}{'' if count == 1 else 's'}", count=count)
        for severity, count in counts.items()
        if count
    ]
    return say(lang, "report.comma").join(parts) or say(lang, "report.none")


def _block(one: FileFindings, lang: Lang) -> str:
    head = clean(one.file)
    if not one.problems and one.count is not None:
        return say(lang, "report.clean", file=head, count=one.count)
    lines = [say(lang, "report.file", file=head, counts=say_counts(one.problems, lang))]
    for problem in one.problems:
        severity = say(lang, f"words.severity.{Severity(problem.severity)}")
        place = tell_place(lang, problem)
        where = f"{place}: " if place else ""
        lines.append(f"  {severity}: {where}{tell_fault(lang, problem)}")
    return "\n".join(lines)
