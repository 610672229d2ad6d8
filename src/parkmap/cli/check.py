"""``parkmap check``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from parkmap.cli.console import LANG, note, progress, words
from parkmap.cli.options import (
    day_of,
    json_option,
    open_workspace,
    report_file,
    workspace_option,
)
from parkmap.errors import ParkmapError

if TYPE_CHECKING:
    from parkmap.model import Workspace

_REPORTS: Final = (".html", ".xlsx", ".json")


@click.command(help=words("help.check"))
@workspace_option
@json_option
@click.option("--strict", "is_strict", is_flag=True, help=words("help.strict"))
@click.option("-o", "--out", type=click.Path(), help=words("help.check_out"))
@click.pass_context
def check(
    ctx: click.Context, named: str | None, out: str | None, *, as_json: bool, is_strict: bool
) -> None:
    """Say everything that is wrong with a workspace."""
    file = report_file(out, _REPORTS) if out else None
    workspace = _checked_workspace(named, as_json=as_json)
    day = day_of(workspace)

    from parkmap.pipeline import check as pipeline
    from parkmap.report.findings import to_json
    from parkmap.report.text import render_text

    with progress(len(workspace.layers) + 3) as on_step:
        checked = pipeline.check(workspace, as_of=day, is_strict=is_strict, on_step=on_step)
    findings = checked.findings
    click.echo(to_json(findings) if as_json else render_text(findings, LANG), nl=False)
    if file is not None:
        pipeline.write_report(findings, file)
        note(words("wrote", file=file))
    ctx.exit(checked.exit_code)


def _checked_workspace(named: str | None, *, as_json: bool) -> Workspace:
    """Return the workspace; where parkmap.toml is wrong, say so on stdout too if JSON is wanted."""
    try:
        return open_workspace(named)
    except ParkmapError as error:
        if as_json:
            from parkmap.report.findings import broken, to_json

            click.echo(to_json(broken(error.problems)), nl=False)
        raise
