"""One self-contained interactive map of a development zone: status and coverage of facilities.

Public names are imported when they are first used, so that ``import parkmap`` stays light.
"""

from __future__ import annotations

__version__ = "0.1.0"

__all__ = ["__version__"]
