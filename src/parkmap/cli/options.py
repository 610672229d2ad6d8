"""Options that commands share, and what the words of a command line mean."""

from __future__ import annotations

import os
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Final

import click

from parkmap.cli.console import words
from parkmap.texts import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from parkmap.model import Workspace


class Day(click.ParamType[date]):
    """An ISO date: YYYY-MM-DD."""

    name = "date"

    def convert(
        self, value: str | date, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Return the date; other spellings that ISO 8601 knows are refused."""
        if isinstance(value, date):
            return value
        try:
            day = date.fromisoformat(value)
        except ValueError:
            day = None
        if day is None or day.isoformat() != value:
            self.fail(words("bad_date", value=clean(value)), param, ctx)
        return day


class Datum(click.ParamType[str]):
    """A datum, spelt as parkmap.toml spells it."""

    name = "datum"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the datum that is meant."""
        from parkmap.workspace import datum_of

        datum = datum_of(value)
        if datum is None:
            self.fail(words("bad_datum", value=value), param, ctx)
        return datum


workspace_option: Final = click.option(
    "-w", "--workspace", "named", type=click.Path(), help=words("help.workspace")
)
layer_option: Final = click.option(
    "--layer", "wanted", multiple=True, metavar="KEY", help=words("help.layer")
)
as_of_option: Final = click.option(
    "--as-of", type=Day(), metavar="YYYY-MM-DD", help=words("help.as_of")
)
scenario_option: Final = click.option(
    "--scenario",
    type=click.Choice(("actual", "plan", "slip")),
    default="actual",
    show_default=True,
    help=words("help.scenario"),
)
json_option: Final = click.option("--json", "as_json", is_flag=True, help=words("help.json"))


def workspace_file(named: str | None) -> Path:
    """Return the parkmap.toml that ``-w`` names, or the nearest."""
    from pathlib import Path

    from parkmap.workspace import find_workspace

    return find_workspace(Path(named) if named else None, start=Path.cwd())


def open_workspace(named: str | None) -> Workspace:
    """Return the workspace that ``-w`` names, or the nearest."""
    from parkmap.workspace import load_workspace

    return load_workspace(workspace_file(named))


def day_of(workspace: Workspace, as_of: date | None = None) -> date:
    """Return the day that is meant: the one that is named, else the workspace's, else today."""
    return as_of or workspace.as_of or date.today()  # noqa: DTZ011 - the office's own calendar day


def layer_keys(workspace: Workspace, wanted: Sequence[str]) -> tuple[str, ...]:
    """Return the keys of the layers that are meant, in the order of the workspace."""
    from parkmap import workspace as room

    try:
        return room.layer_keys(workspace, wanted)
    except room.UnknownLayerError as error:
        code = "unknown_layer_meant" if error.near else "unknown_layer"
        known = ", ".join(error.known)
        told = words(code, name=error.name, near=error.near, known=known)
        raise click.BadParameter(told, param_hint="--layer") from error


def html_file(out: str | None, name: str) -> Path | None:
    """Return the file that ``-o`` means; None is stdout.

    What names a folder that exists, ends with a slash or has no ending is a folder, and takes the
    file ``name``.
    """
    from pathlib import Path

    if out == "-":
        return None
    path = Path(out or "maps")
    is_folder = path.is_dir() or not path.suffix or str(out).endswith(("/", os.sep))
    return path / name if is_folder else path


def report_file(out: str, known: Sequence[str]) -> Path:
    """Return the file that ``-o`` means; its ending must be a ``known`` one."""
    from pathlib import Path

    file = Path(out)
    if file.suffix.lower() not in known:
        told = words("bad_report", file=out, known=", ".join(known))
        raise click.BadParameter(told, param_hint="-o")
    return file


@contextmanager
def names_told(**options: str) -> Iterator[None]:
    """Tell of a park or rule that there is not, and which option named it.

    ``options`` has by kind those that are called otherwise (``park="--within"``).

    Raises
    ------
    click.BadParameter
        In place of ``UnknownNameError``.
    """
    from parkmap.pipeline.question import UnknownNameError

    try:
        yield
    except UnknownNameError as error:
        code = f"unknown_{error.kind}{'_meant' if error.near else ''}"
        # Ids of parks come from a file.
        names = {"name": error.name, "near": error.near, "known": ", ".join(error.known)}
        told = words(code, **{key: clean(text) for key, text in names.items()})
        option = options.get(error.kind, f"--{error.kind}")
        raise click.BadParameter(told, param_hint=option) from error
