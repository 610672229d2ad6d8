"""A new stanza in parkmap.toml, with every other byte of the file as it was."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from os import path
from typing import TYPE_CHECKING, Any, Final

import tomlkit
from pydantic_core import PydanticCustomError

from parkmap.errors import WorkspaceError
from parkmap.model import Problem, Severity
from parkmap.workspace.load import check_text
from parkmap.workspace.schema import read_datum, read_layer_key

if TYPE_CHECKING:
    from pathlib import Path

    from parkmap.model import Workspace

_HEAD: Final = re.compile(r"\s*\[")
_LAYER_HEAD: Final = re.compile(r"\s*\[\s*layers\s*\.")
_IS_COMMENT: Final = re.compile(r"\s*#(?!\s*\[)")
"""A comment, but no table that is commented out."""
_SAYS_NOTHING: Final = re.compile(r"\s*(?:#.*)?$")


@dataclass(frozen=True, slots=True)
class Stanza:
    """A layer's table: its keys in order, and remarks that stand in it as comments."""

    key: str
    values: tuple[tuple[str, str], ...]
    remarks: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the stanza as TOML."""
        table = tomlkit.table()
        for name, value in self.values:
            table.add(name, value)
        for remark in self.remarks:
            table.add(tomlkit.comment(remark))
        layers = tomlkit.table(is_super_table=True)
        layers.add(self.key, table)
        document = tomlkit.document()
        document.add("layers", layers)
        return tomlkit.dumps(document)


def key_fault(workspace: Workspace, key: str) -> Problem | None:
    """Return why ``key`` cannot be the key of a new layer, or None."""
    values = {"key": key}
    try:
        read_layer_key(key)
    except PydanticCustomError as error:
        code = {
            "layer_key": "workspace.layer_key",
            "layer_key_reserved": "workspace.layer_key_reserved",
        }[error.type]
        return Problem(Severity.ERROR, code, values=values)
    if key in {spec.key for spec in workspace.layers}:
        return Problem(Severity.ERROR, "add.key_taken", workspace.file.name, values=values)
    return None


def datum_of(text: str) -> str | None:
    """Return a datum as parkmap.toml spells it, or None if there is none of this name."""
    try:
        return read_datum(text)
    except PydanticCustomError:
        return None


def path_in(workspace: Workspace, file: Path) -> str | None:
    """Return ``file`` as the stanza names it, with slashes; None if it may not be named.

    A file outside the folder of parkmap.toml may be, where that says ``allow_outside = true``.
    """
    root = workspace.file.resolve().parent
    found = file.resolve()
    if found.is_relative_to(root):
        return found.relative_to(root).as_posix()
    if tomllib.loads(_text(workspace).removeprefix("\ufeff")).get("allow_outside") is not True:
        return None
    try:
        return path.relpath(found, root).replace("\\", "/")
    except ValueError:  # another drive
        return found.as_posix()


def text_with(workspace: Workspace, stanza: Stanza) -> str:
    """Return the text of parkmap.toml with ``stanza`` after the last layer, all else untouched.

    Raises
    ------
    WorkspaceError
        If the layers stand in a form that no stanza can follow (an inline table), or if the file
        would then be wrong.
    """
    text = _text(workspace)
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines(keepends=True)
    block = str(stanza).rstrip("\n").replace("\n", end) + end
    for place in (_after_layers(lines), len(lines)):
        head = "".join(lines[:place])
        gap = ("" if head.endswith("\n") or not head else end) + end
        grown = f"{head}{gap}{block}{''.join(lines[place:])}"
        if _only_adds(text, grown, stanza.key):
            check_text(workspace.file, grown.removeprefix("\ufeff"))
            return grown
    detail = "[layers]"
    problem = Problem(
        Severity.ERROR, "add.not_written", workspace.file.name, values={"detail": detail}
    )
    raise WorkspaceError([problem])


def _text(workspace: Workspace) -> str:
    """Return parkmap.toml as it stands, byte order mark and line ends included."""
    return workspace.file.read_bytes().decode("utf-8")


def _after_layers(lines: list[str]) -> int:
    """Return the line after the last layer and its remarks; the end without any layer.

    Comments right below what a layer says are its own, be they options or remarks. A blank line, a
    table that is commented out, and what runs into the head of the next table end them.
    """
    place, in_layer = len(lines), False
    for number, line in enumerate(lines):
        if _HEAD.match(line):
            in_layer = bool(_LAYER_HEAD.match(line))
        if in_layer and not _SAYS_NOTHING.match(line):
            place = number + 1
    end = place
    while end < len(lines) and _IS_COMMENT.match(lines[end]):
        end += 1
    runs_into_head = end < len(lines) and _HEAD.match(lines[end])
    return place if runs_into_head else end


def _only_adds(text: str, grown: str, key: str) -> bool:
    """Return whether ``grown`` says what ``text`` says, and of one layer more."""
    before = tomllib.loads(text.removeprefix("\ufeff"))
    try:
        after: dict[str, Any] = tomllib.loads(grown.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError:
        return False
    layers = after.get("layers", {})
    if layers.pop(key, None) is None:
        return False
    return after == {**before, "layers": before.get("layers", {})}
