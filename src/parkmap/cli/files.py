"""``parkmap init``, ``add`` and ``layers``: which files a workspace has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from parkmap.cli.console import LANG, echo_problems, note, progress, source_words, words
from parkmap.cli.options import Datum, json_option, open_workspace, workspace_option
from parkmap.texts import clean, tell

if TYPE_CHECKING:
    from parkmap.pipeline.build import LayerRow


@click.command(help=words("help.add"))
@click.argument("key")
@click.argument("file", type=click.Path())
@workspace_option
@click.option("--title", help=words("help.title"))
@click.option("--datum", type=Datum(), help=words("help.datum"))
@click.option("--dry-run", "is_dry_run", is_flag=True, help=words("help.dry_run"))
def add(
    key: str,
    file: str,
    named: str | None,
    title: str | None,
    datum: str | None,
    *,
    is_dry_run: bool,
) -> None:
    """Add a file to parkmap.toml."""
    from pathlib import Path

    workspace = open_workspace(named)

    from parkmap.pipeline import add as pipeline

    path = Path(file)
    fault = pipeline.refuse(workspace, key=key, file=path)
    if fault is not None:
        raise click.UsageError(tell(LANG, fault))
    added = pipeline.add(
        workspace, key=key, file=path, title=title, datum=datum, is_dry_run=is_dry_run
    )
    echo_problems([*added.reasons, *added.problems])
    click.echo(added.stanza, nl=False)
    note(words("not_added") if is_dry_run else words("added", file=workspace.file))


@click.command(help=words("help.layers"))
@workspace_option
@json_option
def layers(named: str | None, *, as_json: bool) -> None:
    """List the layers."""
    workspace = open_workspace(named)

    import json

    from parkmap.pipeline import build as pipeline

    with progress(len(workspace.layers) + 2) as on_step:
        rows = pipeline.list_layers(workspace, on_step=on_step)
    if as_json:
        click.echo(json.dumps([_layer_json(row) for row in rows], ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo(_layer_line(row))


@click.command(help=words("help.init"))
@click.argument("folder", type=click.Path())
@click.option("--sample", is_flag=True, help=words("help.sample"))
def init(folder: str, *, sample: bool) -> None:
    """Write a new workspace."""
    from pathlib import Path

    from parkmap.workspace import create_workspace

    for file in create_workspace(Path(folder), sample=sample):
        note(words("wrote", file=file))
    note(words("next_sample" if sample else "next_empty", folder=folder))


def _layer_line(row: LayerRow) -> str:
    title = clean(row.spec.title.zh if LANG == "zh" else row.spec.title.en)
    source = source_words(row.source)
    kind = words(f"kind.{row.kind}")
    role = words(f"role.{row.role}")
    where = f"{source['file']} ({source['how']})"
    return f"{row.spec.key}\t{row.count}\t{kind}\t{role}\t{title}\t{where}"


def _layer_json(row: LayerRow) -> dict[str, object]:
    return {
        "key": row.spec.key,
        "title": {"zh": row.spec.title.zh, "en": row.spec.title.en},
        "count": row.count,
        "left_out": row.source.left_out,
        "kind": row.kind,
        "role": row.role.value,
        "source": row.source.file,
        "encoding": row.source.encoding,
        "datum": row.source.datum,
    }
