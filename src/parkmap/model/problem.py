"""What is wrong or worth knowing, and where."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parkmap.model.vocabulary import Severity


@dataclass(frozen=True, slots=True)
class Spot:
    """Where in a JSON file something stands; ``line`` and ``column`` count from 1.

    ``path`` is a JSON path such as ``features[16].geometry.coordinates[0]``, empty where the text
    has no structure to point into.
    """

    path: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong or worth knowing, as a code with values.

    ``code`` names a sentence of the locale files (``problem.<code>``); ``values`` fill it. They
    come from strangers: they are values of the sentence, never part of its form. ``place`` is
    ``kind:where`` with a kind of ``messages.place`` (``feature:17``, ``row:3``,
    ``key:layers.busstops.path``), or empty. ``spot`` says more of a place in a JSON file.
    """

    severity: Severity
    code: str
    file: str = ""
    place: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    spot: Spot | None = None

    def __str__(self) -> str:
        """Tell the problem without the locale files, for logs and tracebacks."""
        details = ", ".join(f"{name}={value!r}" for name, value in self.values.items())
        where = ": ".join(part for part in (self.file, self.place) if part)
        return f"{where or 'parkmap'}: {self.code}" + (f" ({details})" if details else "")
