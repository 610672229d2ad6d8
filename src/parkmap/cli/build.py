"""``parkmap build``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from parkmap.cli.console import LANG, echo_problems, note, progress, source_words, words
from parkmap.cli.options import (
    as_of_option,
    day_of,
    html_file,
    layer_keys,
    layer_option,
    open_workspace,
    workspace_option,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from parkmap.model import Lang
    from parkmap.pipeline.build import Built


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
def build(
    named: str | None,
    wanted: Sequence[str],
    as_of: date | None,
    lang: Lang,
    out: str | None,
    *,
    is_opened: bool,
) -> None:
    """Build one map."""
    workspace = open_workspace(named)
    keys = layer_keys(workspace, wanted)
    file = html_file(out, f"{'-'.join(keys) or 'index'}.html")
    day = day_of(workspace, as_of)

    from parkmap.pipeline import build as pipeline

    with progress(len(workspace.layers) + 3) as on_step:
        built = pipeline.build(
            workspace, file=file, as_of=day, lang=lang, keys=keys, on_step=on_step
        )
    _report(built, day)
    if built.file is None:
        sys.stdout.buffer.write(built.html.encode())
    elif is_opened:
        click.launch(built.file.resolve().as_uri())


def _report(built: Built, day: date) -> None:
    for key, source in built.sources:
        note(words("read", key=key, **source_words(source)))
    echo_problems(built.problems)
    size = f"{built.size_bytes / 1000:,.0f}"
    where = str(built.file) if built.file else "-"
    if built.problems:
        from parkmap.report.text import say_counts

        note(say_counts(built.problems, LANG))
    note(words("map", file=where, size_kb=size, as_of=day.isoformat()))
