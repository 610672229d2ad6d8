"""``parkmap diff``."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from parkmap.cli.console import LANG, echo_problems, note, progress, words
from parkmap.cli.options import Day
from parkmap.cli.report import Destination, form_option, out_option
from parkmap.texts import clean

if TYPE_CHECKING:
    from parkmap.pipeline.diff import Versions

_YEARS = click.IntRange(1900, 2999)


@click.command(help=words("help.diff"))
@click.argument("old", type=click.Path())
@click.argument("new", type=click.Path())
@click.option("-w", "--workspace", "named", type=click.Path(), help=words("help.diff_workspace"))
@click.option("--as-of", type=Day(), metavar="YYYY-MM-DD", help=words("help.diff_as_of"))
@click.option("--year", type=_YEARS, help=words("help.year"))
@click.option("--old-year", type=_YEARS, help=words("help.old_year"))
@click.option(
    "--tolerance",
    "tolerance_m",
    type=click.FloatRange(0, 100_000),
    default=1.0,
    show_default=True,
    metavar="METRES",
    help=words("help.tolerance"),
)
@form_option()
@out_option
@click.option("--exit-code", "tells_by_code", is_flag=True, help=words("help.exit_code"))
@click.pass_context
def diff(  # noqa: PLR0913, PLR0917 - click hands over every option
    ctx: click.Context,
    old: str,
    new: str,
    named: str | None,
    as_of: date | None,
    year: int | None,
    old_year: int | None,
    tolerance_m: float,
    form: str | None,
    out: str | None,
    *,
    tells_by_code: bool,
) -> None:
    """Say what differs between two versions."""
    from pathlib import Path

    from parkmap.pipeline import diff as pipeline
    from parkmap.report.diff import diff_report
    from parkmap.report.forms import Form, render

    destination = Destination.of(form, out)
    versions = pipeline.find_versions(
        Path(old),
        Path(new),
        named=Path(named) if named else None,
        start=Path.cwd(),
        year=year,
        old_year=old_year,
    )
    if destination.file is not None:
        pipeline.spare_versions(versions, destination.file)
    _tell_years(versions)
    day = as_of or versions.as_of or date.today()  # noqa: DTZ011 - the office's own calendar day
    with progress(pipeline.count_files(versions)) as on_step:
        compared = pipeline.compare_versions(
            versions, as_of=day, tolerance_m=tolerance_m, on_step=on_step
        )
    echo_problems(compared.problems)
    report = diff_report(compared.diff, compared.sides)
    destination.put(render(report, Form(destination.form), LANG))
    if tells_by_code and not compared.diff.is_empty:
        ctx.exit(1)


def _tell_years(versions: Versions) -> None:
    """Say of a table alone in which year its dates are read: a guess that a reader must know."""
    around = versions.around
    for side in (versions.old, versions.new):
        if side.workspace is None:
            file = clean(str(side.path))
            by = {"workspace": clean(str(around.file))} if around else {}
            note(words("read_year_by" if by else "read_year", file=file, year=side.year, **by))
