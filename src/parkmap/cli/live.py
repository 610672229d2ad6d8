"""``parkmap build --watch`` and ``--serve``: a build after every change, until Ctrl-C."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from threading import Event
from typing import TYPE_CHECKING, Final

import click

from parkmap.cli.console import LANG, echo_problems, note, words
from parkmap.errors import OutputError, ParkmapError
from parkmap.texts import tell

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from parkmap.cli.build import Order
    from parkmap.pipeline.build import Built
    from parkmap.serve import Preview

_SENTENCES: Final = ("waiting", "old", "none", "more", "ended")
"""What the outer frame says."""


def keep_building(order: Order, *, is_served: bool, port: int | None, is_opened: bool) -> None:
    """Build now and after every change; Ctrl-C is the ordinary end.

    A faulty file is told and waited for. What no change of a file can mend ends the command at
    the first build: a layer that is not there, a map that cannot be written.
    """
    from parkmap.serve import keep

    try:
        with ExitStack() as stack:
            preview = stack.enter_context(_listening(port)) if is_served else None
            if preview is not None:
                note(words("serving", url=preview.url))
            builds = _Builds(order, preview, is_opened=is_opened)
            keep(builds.files, builds.attempt, stop=Event())
    except KeyboardInterrupt:
        note(words("stopped"))


class _Builds:
    """One build after another, and what is left of the last."""

    def __init__(self, order: Order, preview: Preview | None, *, is_opened: bool) -> None:
        self.order = order
        self.preview = preview
        self.is_opened = is_opened
        self.is_first = True
        self.last: Path | None = None
        self.known: tuple[Path, ...] = (order.toml,)

    def files(self) -> tuple[Path, ...]:
        """Return the files to watch; while parkmap.toml is broken, those that it named before."""
        from parkmap.pipeline.reading import files_of
        from parkmap.workspace import load_workspace

        with suppress(ParkmapError):  # the attempt that follows says what is wrong
            self.known = files_of(load_workspace(self.order.toml))
        return self.known

    def attempt(self) -> None:
        """Build once; what is wrong with a file is told, and the last good map stays."""
        try:
            self._succeed(self.order.fulfil())
        except click.UsageError as error:
            if self.is_first:
                raise
            note(error.format_message())
            self._fail([error.format_message()])
        except ParkmapError as error:
            if self.is_first and isinstance(error, OutputError):
                raise
            echo_problems(error.problems)
            self._fail([tell(LANG, problem, show=str) for problem in error.problems])
        self.is_first = False
        note(words("watching", count=len(self.known)))

    def _succeed(self, built: Built) -> None:
        self.last = built.file
        if self.preview is not None:
            self.preview.show(built.html)
        if self.is_opened and built.file is not None:
            address = self.preview.url if self.preview else built.file.resolve().as_uri()
            click.launch(address)
            self.is_opened = False

    def _fail(self, messages: Sequence[str]) -> None:
        note(words("kept_old", file=self.last) if self.last else words("kept"))
        if self.preview is None:
            return
        self.preview.fail(messages)
        if self.is_opened:
            # The frame tells what is wrong, and shows the map as soon as there is one.
            click.launch(self.preview.url)
            self.is_opened = False


def _listening(port: int | None) -> Preview:
    from parkmap.serve import Preview, TakenPortError

    sentences = {name: _sentence(name) for name in _SENTENCES}
    try:
        return Preview(LANG, sentences, port=port)
    except TakenPortError as error:
        told = words("port_taken", port=port)
        raise click.BadParameter(told, param_hint="--port") from error


def _sentence(name: str) -> str:
    """Return a sentence of the outer frame; a count is filled in there."""
    return words(f"preview.{name}", count="{count}")
