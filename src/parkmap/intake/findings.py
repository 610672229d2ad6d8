"""What there is to say of one file while it is read, in the order in which it was found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from parkmap.errors import DataError
from parkmap.intake.json_text import Path, spots
from parkmap.model import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

MOST: Final = 20
"""Problems of one code that are told of one file; the rest is counted."""


@dataclass(slots=True)
class _Entry:
    problem: Problem
    path: Path | None


class Findings:
    """Problems of one file, told at the end: at most ``MOST`` of a code, with their places.

    Parameters
    ----------
    file
        The file's name.
    data
        Its text as UTF-8 where it is JSON, in which paths can be found.

    Attributes
    ----------
    prefix
        The path from the top of the JSON to the list of features; None where the one feature is
        the top.
    geometry_path
        The path from a feature to its geometry, empty where the geometry is the top.
    """

    def __init__(self, file: str, data: bytes | None = None) -> None:
        self.file, self.data = file, data
        self.prefix: Path | None = ("features",)
        self.geometry_path: Path = ("geometry",)
        self._entries: list[_Entry] = []

    @property
    def has_errors(self) -> bool:
        """Whether anything was found that keeps the file from being used."""
        return any(entry.problem.severity is Severity.ERROR for entry in self._entries)

    def refuse(
        self, code: str, position: int | None = None, path: Path = (), **values: object
    ) -> None:
        """Tell what keeps the file from being used; ``path`` is within the feature."""
        self._add(Severity.ERROR, code, position, path, values)

    def warn(
        self, code: str, position: int | None = None, path: Path = (), **values: object
    ) -> None:
        """Tell what was mended or left out."""
        self._add(Severity.WARNING, code, position, path, values)

    def note(
        self, code: str, position: int | None = None, path: Path = (), **values: object
    ) -> None:
        """Tell a choice that the reader should know of."""
        self._add(Severity.NOTE, code, position, path, values)

    def extend(self, problems: Iterable[Problem]) -> None:
        """Take over problems that were found elsewhere."""
        self._entries += [_Entry(problem, None) for problem in problems]

    def problems(self) -> tuple[Problem, ...]:
        """Return what is to be said, with places in the text, and counts for what is not."""
        kept = list(self._first_of_each())
        paths = [entry.path for entry in kept if entry.path is not None]
        found = spots(self.data, paths) if self.data is not None and paths else {}
        return tuple(
            replace(entry.problem, spot=found.get(entry.path)) if entry.path else entry.problem
            for entry in kept
        )

    def refuse_errors(self) -> None:
        """Raise what keeps the file from being used, if anything does.

        Raises
        ------
        DataError
            With every error.
        """
        if self.has_errors:
            told = self.problems()
            raise DataError([one for one in told if one.severity is Severity.ERROR])

    def _add(
        self,
        severity: Severity,
        code: str,
        position: int | None,
        path: Path,
        values: Mapping[str, object],
    ) -> None:
        place = "" if position is None else f"feature:{position + 1}"
        whole: Path = path
        if position is not None:
            whole = (*self.prefix, position, *path) if self.prefix is not None else path
        problem = Problem(severity, code, self.file, place, values)
        self._entries.append(_Entry(problem, whole if self.data is not None else None))

    def _first_of_each(self) -> Iterator[_Entry]:
        counts: dict[str, int] = {}
        for entry in self._entries:
            counts[entry.problem.code] = counts.get(entry.problem.code, 0) + 1
        told: dict[str, int] = {}
        for entry in self._entries:
            code = entry.problem.code
            told[code] = told.get(code, 0) + 1
            if told[code] <= MOST:
                yield entry
            if told[code] == MOST and counts[code] > MOST:
                values = {"count": counts[code] - MOST}
                more = Problem(entry.problem.severity, "source.more", self.file, values=values)
                yield _Entry(more, None)
