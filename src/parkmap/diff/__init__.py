"""Two versions of a register, and of the layers beside it -> what is new, gone, and changed.

``match`` says which task of one version is which of the other, ``changes`` what is told of a task
that both have, ``slippage`` by how much the deadlines moved, ``places`` what became of the
facilities. docs/diff.md tells the same to who reads a report.
"""

from __future__ import annotations

from parkmap.diff.changes import compare
from parkmap.diff.places import TOLERANCE_M, compare_places

__all__ = ["TOLERANCE_M", "compare", "compare_places"]
