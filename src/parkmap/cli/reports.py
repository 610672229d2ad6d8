"""In which form a report leaves, and where to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from parkmap.cli.console import words

if TYPE_CHECKING:
    from parkmap.report.forms import Form

format_option: Final = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "xlsx"]),
    help=words("help.format"),
)
report_option: Final = click.option(
    "-o", "--out", type=click.Path(allow_dash=True), help=words("help.report_out")
)


def form_of(named: str | None, out: str | None) -> Form:
    """Return the form that is meant: the one that is named, else what the file's ending says."""
    from pathlib import Path

    from parkmap.report.forms import SUFFIXES, Form

    if named is None and out not in {None, "-"}:
        suffix = Path(str(out)).suffix.lower()
        if suffix not in SUFFIXES:
            told = words("bad_report", file=out, known=", ".join(SUFFIXES))
            raise click.BadParameter(told, param_hint="-o")
        return SUFFIXES[suffix]
    form = Form(named or "table")
    if form is Form.XLSX and out is None:
        raise click.UsageError(words("book_needs_file"))
    return form
