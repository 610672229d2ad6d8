"""New workspaces: an empty one with comments, or a copy of the sample zone.

Both get a ``tasks-template.xlsx`` for the departments to fill in.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path

from parkmap.errors import OutputError
from parkmap.model import Problem, Severity
from parkmap.workspace.find import FILE_NAME
from parkmap.workspace.tasks_template import FILE_NAME as TASKS_FILE_NAME
from parkmap.workspace.tasks_template import make_tasks_template


def create_workspace(folder: Path, *, sample: bool = False) -> tuple[Path, ...]:
    """Write a workspace into ``folder`` and return the files written, parkmap.toml first.

    Nothing that exists is overwritten.

    Raises
    ------
    OutputError
        If a file that would be written is there already, or the folder cannot be written.
    """
    contents = _sample_files() if sample else {FILE_NAME: _template()}
    contents[TASKS_FILE_NAME] = make_tasks_template(_layer_titles(contents[FILE_NAME]))
    standing = [folder / name for name in contents if (folder / name).exists()]
    if standing:
        raise OutputError(
            [Problem(Severity.ERROR, "output.exists", str(path)) for path in standing]
        )
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in sorted(contents, key=lambda name: (name != FILE_NAME, name)):
            (folder / name).write_bytes(contents[name])
            written.append(folder / name)
    except OSError as error:
        detail = error.strerror or str(error)
        problem = Problem(
            Severity.ERROR, "output.unwritable", str(folder), values={"detail": detail}
        )
        raise OutputError([problem]) from error
    return tuple(written)


def sample_folder() -> Path:
    """Return the folder of the sample zone: in the wheel, or beside ``src`` in a checkout."""
    packed = files("parkmap") / "_sample"
    return Path(str(packed)) if packed.is_dir() else Path(__file__).parents[3] / "geodata"


def _layer_titles(workspace: bytes) -> list[str]:
    """Return the Chinese titles of the layers that a new parkmap.toml has."""
    layers = tomllib.loads(workspace.decode("utf-8")).get("layers", {})
    return [layer["title"]["zh"] for layer in layers.values()]


def _template() -> bytes:
    return (files("parkmap.workspace") / "template.toml").read_bytes()


def _sample_files() -> dict[str, bytes]:
    return {
        entry.name: entry.read_bytes()
        for entry in sample_folder().iterdir()
        if entry.is_file() and not entry.name.startswith(".")
    }
