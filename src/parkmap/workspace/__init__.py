"""parkmap.toml: found, read and checked into a Workspace; new ones are written here too."""

from __future__ import annotations

from parkmap.workspace.add import Stanza, datum_of, key_fault, path_in, text_with
from parkmap.workspace.create import create_workspace
from parkmap.workspace.find import find_workspace
from parkmap.workspace.load import load_workspace
from parkmap.workspace.looks import ground_for, symbol_for

__all__ = [
    "Stanza",
    "create_workspace",
    "datum_of",
    "find_workspace",
    "ground_for",
    "key_fault",
    "load_workspace",
    "path_in",
    "symbol_for",
    "text_with",
]
