"""Which parkmap.toml is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from parkmap.errors import WorkspaceError
from parkmap.model import Problem, Severity

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME: Final = "parkmap.toml"


def find_workspace(named: Path | None, *, start: Path) -> Path:
    """Return the workspace file: the one ``named`` (a file or its folder), or the nearest.

    Without a name it is looked for in ``start``, then in ``start/geodata``, then likewise in each
    parent.

    Raises
    ------
    WorkspaceError
        If there is none.
    """
    if named is not None:
        file = named / FILE_NAME if named.is_dir() else named
        if not file.is_file():
            raise WorkspaceError([Problem(Severity.ERROR, "workspace.not_found", str(named))])
        return file
    for folder in (start, *start.parents):
        for file in (folder / FILE_NAME, folder / "geodata" / FILE_NAME):
            if file.is_file():
                return file
    raise WorkspaceError([Problem(Severity.ERROR, "workspace.none_here", str(start))])
