"""parkmap.toml: found, read and checked into a Workspace; new ones are written here too."""

from __future__ import annotations

from parkmap.workspace.create import create_workspace
from parkmap.workspace.find import find_workspace
from parkmap.workspace.load import load_workspace

__all__ = ["create_workspace", "find_workspace", "load_workspace"]
