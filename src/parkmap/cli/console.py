"""What a command says, and to whom: data to stdout, messages and progress to stderr.

Messages are Chinese on a Chinese system and English elsewhere; ``PARKMAP_LANG=zh`` or ``en``
decides otherwise.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import click

from parkmap.errors import ParkmapError
from parkmap.texts import COLON, clean, say, spoken_lang, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from click._termui_impl import ProgressBar

    from parkmap.model import Lang, Problem, Source


LANG: Final[Lang] = spoken_lang()
_SHOWN: Final = 10
"""Problems of one kind and file that are printed beside a build; a check prints all."""


class Commands(click.Group):
    """A group whose commands end with a message and a documented code, not with a traceback."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own signature
        """Run a command; what a user can mend becomes sentences and an exit code."""
        try:
            return super().invoke(ctx)
        except ParkmapError as error:
            echo_problems(error.problems)
            ctx.exit(error.exit_code)


def words(key: str, /, **values: object) -> str:
    """Return a sentence of the command line in the language of its reader."""
    return say(LANG, f"cli.{key}", **values)


def note(text: str) -> None:
    """Print a message, which is no data."""
    click.echo(text, err=True)


def echo_problems(problems: Iterable[Problem]) -> None:
    """Print problems to stderr: of each kind and file a few, for a screen holds no more."""
    shown: dict[tuple[str, str], int] = {}
    left = 0
    for problem in problems:
        kind = problem.file, problem.code
        shown[kind] = shown.get(kind, 0) + 1
        if shown[kind] > _SHOWN:
            left += 1
            continue
        severity = say(LANG, f"words.severity.{problem.severity}")
        note(f"{severity}{COLON[LANG]}{tell(LANG, problem)}")
    if left:
        note(words("more", count=left))


@contextmanager
def progress(length: int) -> Iterator[Callable[[str], None]]:
    """Show a bar on stderr where a person looks at it, and nothing where a script does."""

    def shown(item: object) -> str:
        return str(item or "")

    bar: ProgressBar[object] = click.progressbar(
        length=length, file=sys.stderr, hidden=not sys.stderr.isatty(), item_show_func=shown
    )
    with bar:
        yield lambda name: bar.update(1, name)


def source_words(source: Source) -> dict[str, object]:
    """Return what is said of a source: its file, how many are shown, and how it was read."""
    shown = source.count - source.left_out
    how = ", ".join(filter(None, (source.encoding.upper(), _datum_words(source.datum))))
    left_out = words("left_out", count=source.left_out) if source.left_out else ""
    return {"file": clean(source.file), "count": shown, "how": how, "left_out": left_out}


def _datum_words(datum: str) -> str:
    return say(LANG, f"words.datum.{datum}") if datum and ":" not in datum else datum
