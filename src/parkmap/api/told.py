"""What every way into the API shares: words under an error, a day as it is written."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from parkmap.errors import ParkmapError
from parkmap.texts import spoken_lang, tell

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_TOLD: Final = 10
"""Problems that are told under a traceback; ``error.problems`` holds all."""


@contextmanager
def telling() -> Iterator[None]:
    """Put the words of problems under the traceback of an error that holds only their codes."""
    try:
        yield
    except ParkmapError as error:
        for problem in error.problems[:_MOST_TOLD]:
            error.add_note(tell(spoken_lang(), problem))
        raise


def as_day(told: date | str | None) -> date | None:
    """Return a day that is given as a date, a time or like "2017-05-31"."""
    if isinstance(told, str):
        return date.fromisoformat(told)
    return told.date() if isinstance(told, datetime) else told
