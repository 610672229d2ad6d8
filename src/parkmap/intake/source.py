"""The bytes of a file that parkmap.toml names, or why they cannot be had."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkmap.errors import SourceError
from parkmap.model import Problem, Severity
from parkmap.names import nearest

if TYPE_CHECKING:
    from pathlib import Path


def read_bytes(path: Path, *, suffixes: tuple[str, ...]) -> bytes:
    """Return what stands in a file whose ending is one of ``suffixes``.

    Raises
    ------
    SourceError
        If there is no such file, it ends otherwise, or it cannot be read.
    """
    if not path.is_file():
        raise missing(path)
    if path.suffix.lower() not in suffixes:
        raise _error(path, "source.format", suffix=path.suffix, known=", ".join(suffixes))
    try:
        return path.read_bytes()
    except OSError as error:
        raise _error(path, "source.unreadable", detail=error.strerror or str(error)) from error


def missing(path: Path) -> SourceError:
    """Return the error that there is no file, with one beside it that may be meant."""
    meant = _near(path)
    return _error(path, "source.missing_meant" if meant else "source.missing", meant=meant)


def _near(path: Path) -> str:
    """Return the name of a file beside ``path`` that is spelt much like it, or an empty text."""
    folder = path.parent
    beside = {entry.stem: entry.name for entry in folder.iterdir()} if folder.is_dir() else {}
    return beside.get(nearest(path.stem, beside, likeness=0.8) or "", "")


def _error(path: Path, code: str, **values: object) -> SourceError:
    return SourceError([Problem(Severity.ERROR, code, path.name, values=values)])
