"""Where a report goes, and in which form: what commands that report share."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import click

from parkmap.cli.console import note, words
from parkmap.cli.options import report_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from parkmap.model import Workspace

_FORMS: Final = ("table", "csv", "json", "xlsx")
_SUFFIXES: Final = {".txt": "table", ".csv": "csv", ".json": "json", ".xlsx": "xlsx"}

out_option: Final = click.option(
    "-o", "--out", type=click.Path(allow_dash=True), help=words("help.report_out")
)


def form_option(*more: str, told: str = "") -> Callable[[Any], Any]:
    """Return the option for the form of a report; ``more`` are forms of one command alone.

    ``told`` is the key of what they are, where it is not that of the one form.
    """
    choice = click.Choice((*_FORMS, *more))
    keys = [told] if told else [f"format_{one}" for one in more]
    told = " ".join(words(f"help.{key}") for key in ["format", *keys])
    return click.option("--format", "form", type=choice, help=told)


@dataclass(frozen=True, slots=True)
class Destination:
    """The form of a report, and its file; None is standard output."""

    form: str
    file: Path | None

    @classmethod
    def of(cls, form: str | None, out: str | None) -> Destination:
        """Return what ``--format`` and ``-o`` mean: without a form, the file's ending says it."""
        if out is None or out == "-":
            if form == "xlsx" and out is None:
                raise click.UsageError(words("xlsx_file"))
            return cls(form or "table", None)
        if form is None:
            file = report_file(out, tuple(_SUFFIXES))
            return cls(_SUFFIXES[file.suffix.lower()], file)

        from pathlib import Path

        return cls(form, Path(out))

    def spare_inputs(self, workspace: Workspace) -> None:
        """Refuse a file that the report is made from."""
        if self.file is not None:
            from parkmap.pipeline.reading import spare_inputs

            spare_inputs(workspace, self.file)

    def put(self, data: bytes) -> None:
        """Write the report, or print it: a table in the letters of the console, others as is."""
        if self.file is not None:
            from parkmap.output import write_bytes

            write_bytes(self.file, data)
            note(words("wrote", file=self.file))
        elif self.form == "table":
            click.echo(data.decode(), nl=False)
        else:
            sys.stdout.buffer.write(data)
