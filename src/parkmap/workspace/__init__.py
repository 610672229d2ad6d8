"""parkmap.toml: found, read and checked into a Workspace; new ones are written here too."""

from __future__ import annotations

from parkmap.workspace.add import Stanza, datum_of, key_fault, path_in, text_with
from parkmap.workspace.create import create_workspace, sample_folder
from parkmap.workspace.find import find_workspace
from parkmap.workspace.keys import UnknownLayerError, input_files, layer_keys
from parkmap.workspace.load import load_workspace
from parkmap.workspace.looks import ground_for, symbol_for

__all__ = [
    "Stanza",
    "UnknownLayerError",
    "create_workspace",
    "datum_of",
    "find_workspace",
    "ground_for",
    "input_files",
    "key_fault",
    "layer_keys",
    "load_workspace",
    "path_in",
    "sample_folder",
    "symbol_for",
    "text_with",
]
