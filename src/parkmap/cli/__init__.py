"""The command line: parse, call one pipeline function, echo.

``console`` says how a command talks, ``options`` what its words mean; the other modules hold the
commands. Everything heavy is imported inside the commands: ``parkmap --help`` must not wait for
geopandas.
"""

from __future__ import annotations

import gc
import sys

import click

from parkmap import __version__
from parkmap.cli import build, check, coverage, diff, files, status, suggest
from parkmap.cli.console import Commands, words


@click.group(
    cls=Commands,
    help=words("help.main"),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="parkmap")
def cli() -> None:
    """Group the commands."""


for command in (
    build.build,
    check.check,
    coverage.coverage,
    diff.diff,
    files.add,
    files.init,
    files.layers,
    status.status,
    suggest.suggest,
):
    cli.add_command(command)


def main() -> None:
    """Run the command line; a console that cannot show a character gets its code instead."""
    # Registers of 100,000 rows are objects by the million that all live to the end: looking through
    # them for rubbish, time and again, took a third of a run.
    gc.set_threshold(2_000_000, 20, 20)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    cli(prog_name="parkmap")
