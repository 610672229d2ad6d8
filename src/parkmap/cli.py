"""The command line: parse, call one pipeline function, echo.

Data go to stdout; messages and progress go to stderr, in Chinese on a Chinese system and in English
elsewhere (``PARKMAP_LANG=zh`` or ``en`` decides otherwise). Everything heavy is imported inside the
commands: ``parkmap --help`` must not wait for geopandas.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import click

from parkmap import __version__
from parkmap.errors import ParkmapError
from parkmap.texts import clean, say, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from click._termui_impl import ProgressBar

    from parkmap.model import Lang, Problem, Source, Workspace
    from parkmap.pipeline.build import Built, LayerRow


def _console_lang() -> Lang:
    """Return the language of messages: ``PARKMAP_LANG``, else the system's, else English."""
    names = [os.environ.get(name, "") for name in ("PARKMAP_LANG", "LC_ALL", "LC_MESSAGES", "LANG")]
    told = next((name for name in names if name), "")
    if not told and os.name == "nt":
        import locale

        told = locale.getlocale()[0] or ""
    return "zh" if told.lower().startswith(("zh", "chinese")) else "en"


LANG: Final = _console_lang()
_SHOWN: Final = 10
"""Problems of one kind and file that are printed beside a build; a check prints all."""
_REPORTS: Final = (".html", ".xlsx", ".json")


def _cli(key: str, /, **values: object) -> str:
    return say(LANG, f"cli.{key}", **values)


class _Commands(click.Group):
    """A group whose commands end with a message and a documented code, not with a traceback."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own signature
        try:
            return super().invoke(ctx)
        except ParkmapError as error:
            _echo_problems(error.problems)
            ctx.exit(error.exit_code)


class _Day(click.ParamType[date]):
    """An ISO date: YYYY-MM-DD."""

    name = "date"

    def convert(
        self, value: str | date, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        if isinstance(value, date):
            return value
        try:
            day = date.fromisoformat(value)
        except ValueError:
            day = None
        if day is None or day.isoformat() != value:
            self.fail(_cli("bad_date", value=clean(value)), param, ctx)
        return day


class _Datum(click.ParamType[str]):
    """A datum, spelt as parkmap.toml spells it."""

    name = "datum"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from parkmap.workspace import datum_of

        datum = datum_of(value)
        if datum is None:
            self.fail(_cli("bad_datum", value=value), param, ctx)
        return datum


@click.group(
    cls=_Commands,
    help=_cli("help.main"),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="parkmap")
def cli() -> None:
    """Group the commands."""


_workspace_option: Final = click.option(
    "-w", "--workspace", "named", type=click.Path(), help=_cli("help.workspace")
)


@cli.command(help=_cli("help.build"))
@_workspace_option
@click.option("--layer", "wanted", multiple=True, metavar="KEY", help=_cli("help.layer"))
@click.option("--as-of", type=_Day(), metavar="YYYY-MM-DD", help=_cli("help.as_of"))
@click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help=_cli("help.lang"),
)
@click.option("-o", "--out", type=click.Path(allow_dash=True), help=_cli("help.out"))
@click.option("--open", "is_opened", is_flag=True, help=_cli("help.open"))
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
    workspace = _workspace(named)
    keys = _keys(workspace, wanted)
    file = _map_file(out, keys)
    day = as_of or workspace.as_of or date.today()  # noqa: DTZ011 - the office's own calendar day

    from parkmap.pipeline import build as pipeline

    with _progress(len(workspace.layers) + 3) as on_step:
        built = pipeline.build(
            workspace, file=file, as_of=day, lang=lang, keys=keys, on_step=on_step
        )
    _report(built, day)
    if built.file is None:
        sys.stdout.buffer.write(built.html.encode())
    elif is_opened:
        click.launch(built.file.resolve().as_uri())


@cli.command(help=_cli("help.check"))
@_workspace_option
@click.option("--json", "as_json", is_flag=True, help=_cli("help.json"))
@click.option("--strict", "is_strict", is_flag=True, help=_cli("help.strict"))
@click.option("-o", "--out", type=click.Path(), help=_cli("help.check_out"))
@click.pass_context
def check(
    ctx: click.Context, named: str | None, out: str | None, *, as_json: bool, is_strict: bool
) -> None:
    """Say everything that is wrong with a workspace."""
    file = _report_file(out) if out else None
    workspace = _checked_workspace(named, as_json=as_json)
    day = workspace.as_of or date.today()  # noqa: DTZ011 - the office's own calendar day

    from parkmap.pipeline import check as pipeline
    from parkmap.report.findings import to_json
    from parkmap.report.text import render_text

    with _progress(len(workspace.layers) + 3) as on_step:
        checked = pipeline.check(workspace, as_of=day, is_strict=is_strict, on_step=on_step)
    findings = checked.findings
    click.echo(to_json(findings) if as_json else render_text(findings, LANG), nl=False)
    if file is not None:
        pipeline.write_report(findings, file)
        click.echo(_cli("wrote", file=file), err=True)
    ctx.exit(checked.exit_code)


@cli.command(help=_cli("help.add"))
@click.argument("key")
@click.argument("file", type=click.Path())
@_workspace_option
@click.option("--title", help=_cli("help.title"))
@click.option("--datum", type=_Datum(), help=_cli("help.datum"))
@click.option("--dry-run", "is_dry_run", is_flag=True, help=_cli("help.dry_run"))
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

    workspace = _workspace(named)

    from parkmap.pipeline import add as pipeline

    path = Path(file)
    fault = pipeline.refuse(workspace, key=key, file=path)
    if fault is not None:
        raise click.UsageError(tell(LANG, fault))
    added = pipeline.add(
        workspace, key=key, file=path, title=title, datum=datum, is_dry_run=is_dry_run
    )
    _echo_problems([*added.reasons, *added.problems])
    click.echo(added.stanza, nl=False)
    said = _cli("not_added") if is_dry_run else _cli("added", file=workspace.file)
    click.echo(said, err=True)


@cli.command(help=_cli("help.layers"))
@_workspace_option
@click.option("--json", "as_json", is_flag=True, help=_cli("help.json"))
def layers(named: str | None, *, as_json: bool) -> None:
    """List the layers."""
    workspace = _workspace(named)

    import json

    from parkmap.pipeline import build as pipeline

    with _progress(len(workspace.layers) + 2) as on_step:
        rows = pipeline.list_layers(workspace, on_step=on_step)
    if as_json:
        click.echo(json.dumps([_layer_json(row) for row in rows], ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo(_layer_line(row))


@cli.command(help=_cli("help.init"))
@click.argument("folder", type=click.Path())
@click.option("--sample", is_flag=True, help=_cli("help.sample"))
def init(folder: str, *, sample: bool) -> None:
    """Write a new workspace."""
    from pathlib import Path

    from parkmap.workspace import create_workspace

    for file in create_workspace(Path(folder), sample=sample):
        click.echo(_cli("wrote", file=file), err=True)
    click.echo(_cli("next_sample" if sample else "next_empty", folder=folder), err=True)


def main() -> None:
    """Run the command line; a console that cannot show a character gets its code instead."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    cli(prog_name="parkmap")


def _workspace(named: str | None) -> Workspace:
    from pathlib import Path

    from parkmap.workspace import find_workspace, load_workspace

    return load_workspace(find_workspace(Path(named) if named else None, start=Path.cwd()))


def _checked_workspace(named: str | None, *, as_json: bool) -> Workspace:
    """Return the workspace; where parkmap.toml is wrong, say so on stdout too if JSON is wanted."""
    try:
        return _workspace(named)
    except ParkmapError as error:
        if as_json:
            from parkmap.report.findings import broken, to_json

            click.echo(to_json(broken(error.problems)), nl=False)
        raise


def _report_file(out: str) -> Path:
    from pathlib import Path

    file = Path(out)
    if file.suffix.lower() not in _REPORTS:
        known = ", ".join(_REPORTS)
        raise click.BadParameter(_cli("bad_report", file=out, known=known), param_hint="-o")
    return file


def _keys(workspace: Workspace, wanted: Sequence[str]) -> tuple[str, ...]:
    """Return the keys of the layers that are meant, in the order of the workspace."""
    from parkmap.names import nearest, spelling_of

    exact = {spec.key: spec.key for spec in workspace.layers}
    by_name: dict[str, str] = {}
    for spec in workspace.layers:
        for name in (spec.key, spec.title.zh, spec.title.en):
            by_name.setdefault(spelling_of(name), spec.key)
    meant = []
    for name in wanted:
        key = exact.get(name) or by_name.get(spelling_of(name))
        if key is None:
            known = list(exact)
            near = nearest(name, [*known, *by_name])
            near = by_name.get(spelling_of(near), near) if near else None
            code = "unknown_layer_meant" if near else "unknown_layer"
            raise click.BadParameter(
                _cli(code, name=name, near=near or "", known=", ".join(known)),
                param_hint="--layer",
            )
        meant.append(key)
    return tuple(spec.key for spec in workspace.layers if spec.key in meant)


def _map_file(out: str | None, keys: Sequence[str]) -> Path | None:
    """Return the file to write; None is stdout.

    What names a folder that exists, ends with a slash or has no ending is a folder.
    """
    from pathlib import Path

    name = f"{'-'.join(keys) or 'index'}.html"
    if out == "-":
        return None
    path = Path(out or "maps")
    is_folder = path.is_dir() or not path.suffix or str(out).endswith(("/", os.sep))
    return path / name if is_folder else path


@contextmanager
def _progress(length: int) -> Iterator[Callable[[str], None]]:
    """Show a bar on stderr where a person looks at it, and nothing where a script does."""

    def shown(item: object) -> str:
        return str(item or "")

    bar: ProgressBar[object] = click.progressbar(
        length=length, file=sys.stderr, hidden=not sys.stderr.isatty(), item_show_func=shown
    )
    with bar:
        yield lambda name: bar.update(1, name)


def _report(built: Built, day: date) -> None:
    for key, source in built.sources:
        click.echo(_cli("read", key=key, **_source_words(source)), err=True)
    _echo_problems(built.problems)
    size = f"{built.size_bytes / 1000:,.0f}"
    where = str(built.file) if built.file else "-"
    if built.problems:
        from parkmap.report.text import say_counts

        click.echo(say_counts(built.problems, LANG), err=True)
    click.echo(_cli("map", file=where, size_kb=size, as_of=day.isoformat()), err=True)


def _echo_problems(problems: Iterable[Problem]) -> None:
    """Print problems to stderr: of each kind and file a few, for a screen holds no more."""
    shown: dict[tuple[str, str], int] = {}
    left = 0
    for problem in problems:
        kind = problem.file, problem.code
        shown[kind] = shown.get(kind, 0) + 1
        if shown[kind] > _SHOWN:
            left += 1
            continue
        severity = say(LANG, f"words.severity.{problem.severity}")
        click.echo(f"{severity}: {tell(LANG, problem)}", err=True)
    if left:
        click.echo(_cli("more", count=left), err=True)


def _source_words(source: Source) -> dict[str, object]:
    shown = source.count - source.left_out
    how = ", ".join(filter(None, (source.encoding.upper(), _datum_words(source.datum))))
    left_out = _cli("left_out", count=source.left_out) if source.left_out else ""
    return {"file": clean(source.file), "count": shown, "how": how, "left_out": left_out}


def _datum_words(datum: str) -> str:
    return say(LANG, f"words.datum.{datum}") if datum and ":" not in datum else datum


def _layer_line(row: LayerRow) -> str:
    title = clean(row.spec.title.zh if LANG == "zh" else row.spec.title.en)
    words = _source_words(row.source)
    kind = _cli(f"kind.{row.kind}")
    role = _cli(f"role.{row.role}")
    return f"{row.spec.key}\t{row.count}\t{kind}\t{role}\t{title}\t{words['file']} ({words['how']})"


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
