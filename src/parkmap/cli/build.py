"""``parkmap build``: once, or whenever a file changes."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from parkmap.cli.console import LANG, echo_problems, note, progress, source_words, words
from parkmap.cli.options import (
    as_of_option,
    day_of,
    html_file,
    layer_keys,
    layer_option,
    workspace_file,
    workspace_option,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from parkmap.model import Lang
    from parkmap.pipeline.build import Built


@dataclass(frozen=True, slots=True)
class Order:
    """One map, as the command line asks for it."""

    toml: Path
    wanted: Sequence[str]
    as_of: date | None
    lang: Lang
    out: str | None

    def fulfil(self) -> Built:
        """Build the map from the files as they are now, and say what there is to say."""
        from parkmap.pipeline import build as pipeline
        from parkmap.workspace import load_workspace

        workspace = load_workspace(self.toml)
        keys = layer_keys(workspace, self.wanted)
        file = html_file(self.out, f"{'-'.join(keys) or 'index'}.html")
        day = day_of(workspace, self.as_of)
        with progress(len(workspace.layers) + 3) as on_step:
            built = pipeline.build(
                workspace, file=file, as_of=day, lang=self.lang, keys=keys, on_step=on_step
            )
        report_built(built, day)
        return built


@click.command(help=words("help.build"))
@workspace_option
@layer_option
@as_of_option
@click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help=words("help.lang"),
)
@click.option("-o", "--out", type=click.Path(allow_dash=True), help=words("help.out"))
@click.option("--open", "is_opened", is_flag=True, help=words("help.open"))
@click.option("--watch", "is_watched", is_flag=True, help=words("help.watch"))
@click.option("--serve", "is_served", is_flag=True, help=words("help.serve"))
@click.option("--port", type=click.IntRange(0, 65535), help=words("help.port"))
def build(  # noqa: PLR0913 - click hands over every option
    named: str | None,
    wanted: Sequence[str],
    as_of: date | None,
    lang: Lang,
    out: str | None,
    port: int | None,
    *,
    is_opened: bool,
    is_watched: bool,
    is_served: bool,
) -> None:
    """Build one map."""
    if out == "-" and (is_watched or is_served):
        raise click.UsageError(words("no_stdout"))
    if port is not None and not is_served:
        raise click.UsageError(words("port_alone"))
    order = Order(workspace_file(named), wanted, as_of, lang, out)
    if is_watched or is_served:
        from parkmap.cli.live import keep_building

        keep_building(order, is_served=is_served, port=port, is_opened=is_opened)
        return
    built = order.fulfil()
    if built.file is None:
        sys.stdout.buffer.write(built.html.encode())
    elif is_opened:
        click.launch(built.file.resolve().as_uri())


def report_built(built: Built, day: date) -> None:
    """Say what was read, what is odd about it, and what was written."""
    for key, source in built.sources:
        note(words("read", key=key, **source_words(source)))
    echo_problems(built.problems)
    size = f"{built.size_bytes / 1000:,.0f}"
    where = str(built.file) if built.file else "-"
    if built.problems:
        from parkmap.report.text import say_counts

        note(say_counts(built.problems, LANG))
    note(words("map", file=where, size_kb=size, as_of=day.isoformat()))
