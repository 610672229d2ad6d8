"""What a check found, grouped by file, and its JSON form."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from parkmap.model import Severity
from parkmap.texts import clean, tell_fault, tell_place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from parkmap.model import Lang, Problem, Zone

SCHEMA_VERSION: Final = 1
"""Of the JSON; docs/check.md describes it. Raised when a reader of the old form would err."""

_RANK: Final = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
_PLURAL: Final = {
    Severity.ERROR: "errors",
    Severity.WARNING: "warnings",
    Severity.NOTE: "notes",
}


@dataclass(frozen=True, slots=True)
class FileFindings:
    """One file: who uses it, how many records it holds (None: it failed), what is wrong."""

    file: str
    layers: tuple[str, ...]
    count: int | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """All of a check. ``zone`` and ``as_of`` are None where parkmap.toml itself failed."""

    workspace: str
    zone: Zone | None
    as_of: date | None
    files: tuple[FileFindings, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem, in the order of the files."""
        return tuple(problem for one in self.files for problem in one.problems)


def gather(
    workspace: str,
    *,
    zone: Zone | None,
    as_of: date | None,
    used: Iterable[tuple[str, str, int | None]],
    problems: Iterable[Problem],
) -> Findings:
    """Group problems by file, errors first, in the order of the files.

    Parameters
    ----------
    workspace
        The name of the workspace file.
    zone, as_of
        Whose check this is, and its day.
    used
        File, key of the layer that it fills, count of its records or None, in the order of the
        workspace. A file that several layers use stands once.
    problems
        All that was found; a file that is not among ``used`` stands last.
    """
    keys: dict[str, list[str]] = {}
    counts: dict[str, int | None] = {}
    for file, key, count in used:
        keys.setdefault(file, []).append(key)
        counts.setdefault(file, count)
    found: dict[str, list[Problem]] = {file: [] for file in keys}
    for problem in problems:
        found.setdefault(problem.file, []).append(problem)
    files = [
        FileFindings(file, tuple(keys.get(file, ())), counts.get(file), _sorted(those))
        for file, those in found.items()
    ]
    return Findings(workspace, zone, as_of, tuple(files))


def broken(problems: Sequence[Problem]) -> Findings:
    """Return the findings of a workspace file that is itself wrong."""
    return gather(problems[0].file, zone=None, as_of=None, used=(), problems=problems)


def stricter(findings: Findings) -> Findings:
    """Return the findings with every warning an error; notes stay notes."""
    files = [
        replace(one, problems=tuple(_strict(problem) for problem in one.problems))
        for one in findings.files
    ]
    return replace(findings, files=tuple(files))


def count_by_severity(problems: Iterable[Problem]) -> dict[Severity, int]:
    """Return how many errors, warnings and notes there are, zeros included."""
    counts = dict.fromkeys(Severity, 0)
    for problem in problems:
        counts[problem.severity] += 1
    return counts


def to_json(findings: Findings) -> str:
    """Return the findings as JSON; docs/check.md describes its members."""
    zone = findings.zone
    document = {
        "version": SCHEMA_VERSION,
        "workspace": clean(findings.workspace),
        "zone": {"zh": zone.name.zh, "en": zone.name.en} if zone else None,
        "as_of": findings.as_of.isoformat() if findings.as_of else None,
        "files": [_file_json(one) for one in findings.files],
        "counts": _counts_json(findings.problems),
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _file_json(one: FileFindings) -> dict[str, object]:
    return {
        "file": clean(one.file),
        "layers": list(one.layers),
        "count": one.count,
        "problems": [_problem_json(problem) for problem in one.problems],
        "counts": _counts_json(one.problems),
    }


def _problem_json(problem: Problem) -> dict[str, object]:
    return {
        "severity": problem.severity.value,
        "code": problem.code,
        "place": clean(problem.place),
        "zh": _words(problem, "zh"),
        "en": _words(problem, "en"),
        "values": _plain(problem.values),
    }


def _words(problem: Problem, lang: Lang) -> str:
    place, fault = tell_place(lang, problem), tell_fault(lang, problem)
    return f"{place}: {fault}" if place else fault


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    return {
        name: value if isinstance(value, int | float | None) else _text(value)
        for name, value in values.items()
    }


def _text(value: object) -> str:
    return clean(value.isoformat() if isinstance(value, date) else str(value))


def _counts_json(problems: Iterable[Problem]) -> dict[str, int]:
    return {_PLURAL[severity]: count for severity, count in count_by_severity(problems).items()}


def _sorted(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return errors first, and by feature or row what is equally grave."""
    return tuple(sorted(problems, key=lambda one: (_RANK[one.severity], _number(one.place))))


def _number(place: str) -> int:
    number = place.rpartition(":")[2]
    return int(number) if number.isascii() and number.isdigit() else 0


def _strict(problem: Problem) -> Problem:
    is_warning = problem.severity is Severity.WARNING
    return replace(problem, severity=Severity.ERROR) if is_warning else problem
