"""The exceptions that parkmap raises on purpose.

Each carries the problems that caused it, never prose: words are chosen at the edge, in the
reader's language. ``exit_code`` follows the BSD ``sysexits`` convention, so that a script can
tell bad data from a missing file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parkmap.model import Problem


class ParkmapError(Exception):
    """Something the user can mend; anything else that is raised is a bug.

    Parameters
    ----------
    problems
        Every problem found, in the order of the files and rows they stand in. Never empty.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("; ".join(str(problem) for problem in self.problems))


class DataError(ParkmapError):
    """A file was read, and what it says is wrong, ambiguous or would be lost (EX_DATAERR)."""

    exit_code: ClassVar[int] = 65


class SourceError(ParkmapError):
    """A file that is needed is missing or cannot be read (EX_NOINPUT)."""

    exit_code: ClassVar[int] = 66


class OutputError(ParkmapError):
    """A result could not be written; what stood there before still stands (EX_CANTCREAT)."""

    exit_code: ClassVar[int] = 73


class WorkspaceError(ParkmapError):
    """parkmap.toml is missing, or says what parkmap does not understand (EX_CONFIG)."""

    exit_code: ClassVar[int] = 78
