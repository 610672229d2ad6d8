"""One self-contained interactive map of a development zone: status and coverage of facilities.

``parkmap.open("geodata").page().save("map.html")`` is the whole of it; docs/api.md tells the rest.
Public names are imported when they are first used, so that ``import parkmap`` stays light.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parkmap.api import Atlas, Comparison, Page, Sites, compare, open, sample  # noqa: A004 - parkmap.open is meant
    from parkmap.errors import DataError, OutputError, ParkmapError, SourceError, WorkspaceError
    from parkmap.model import Problem
    from parkmap.texts import tell
    from parkmap.workspace import UnknownLayerError

__version__ = "0.1.0"

__all__ = [
    "Atlas",
    "Comparison",
    "DataError",
    "OutputError",
    "Page",
    "ParkmapError",
    "Problem",
    "Sites",
    "SourceError",
    "UnknownLayerError",
    "WorkspaceError",
    "__version__",
    "compare",
    "open",
    "sample",
    "tell",
]

_HOMES = {
    "Atlas": "api",
    "Comparison": "api",
    "DataError": "errors",
    "OutputError": "errors",
    "Page": "api",
    "ParkmapError": "errors",
    "Problem": "model",
    "Sites": "api",
    "SourceError": "errors",
    "UnknownLayerError": "workspace",
    "WorkspaceError": "errors",
    "compare": "api",
    "open": "api",
    "sample": "api",
    "tell": "texts",
}


if not TYPE_CHECKING:  # a type checker knows the names above, and no others

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            msg = f"module 'parkmap' has no attribute {name!r}"
            raise AttributeError(msg)
        from importlib import import_module

        return getattr(import_module(f"parkmap.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
