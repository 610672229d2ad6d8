"""References that are given and find nothing: how many of how many, and what follows.

A reference is what a file gives to be found elsewhere. There are four kinds, each counted by
itself, so that many good ones of one kind never hide the bad ones of another:

- task ids that the facilities of one layer hold (``join.unmatched_tasks``),
- facilities that rows list by id (``join.unmatched_facilities``),
- layers that rows name, once for each row (``join.unmatched_layers``),
- parks that rows name, once for each name in a row (``join.unmatched_parks``); the whole zone is
  a name that is found.

The denominator is what is given: an empty cell is no reference, and a row that names no layer,
since it builds nothing that a map shows, has not failed. The numerator is what nothing answers to;
what several things answer to was found, and is told as ambiguous. A task whose layer is known but
has no facility for it gave no reference that failed either: it is listed as not on the map.

More than ``WARN_ABOVE`` unmatched is a warning, more than ``STOP_ABOVE`` an error: the files are
then likely not of the same zone, year or numbering, and a map of the rest would mislead.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from parkmap.model import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parkmap.model import Layer, Register

WARN_ABOVE: Final = Fraction(5, 100)
STOP_ABOVE: Final = Fraction(50, 100)

SHOWN: Final = 5
"""Examples in one message."""


@dataclass(frozen=True, slots=True)
class References:
    """References of one kind in one file; ``missed`` are those that found nothing."""

    code: str
    file: str
    given: int
    missed: Sequence[str]


def judge(references: References) -> Problem | None:
    """Return the warning or the error that the share of unmatched references brings, if any."""
    missed = len(references.missed)
    share = Fraction(missed, references.given) if references.given else Fraction(0)
    if share <= WARN_ABOVE:
        return None
    severity = Severity.ERROR if share > STOP_ABOVE else Severity.WARNING
    values = {
        "missed": missed,
        "given": references.given,
        "share": f"{float(share):.1%}",
        "text": some(references.missed),
    }
    return Problem(severity, references.code, references.file, values=values)


def some(values: Iterable[object]) -> str:
    """Return the first few of what differs, for a message."""
    shown = list(dict.fromkeys(map(str, values)))
    return ", ".join(shown[:SHOWN]) + (" ..." if len(shown) > SHOWN else "")


def row_problem(register: Register, row: int, code: str, **values: object) -> Problem:
    """Return a warning of one row of the register."""
    return Problem(Severity.WARNING, code, register.source.file, f"row:{row}", values)


def layer_problem(layer: Layer, code: str, **values: object) -> Problem:
    """Return a warning of a whole layer."""
    return Problem(Severity.WARNING, code, layer.source.file, values=values)
