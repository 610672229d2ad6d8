"""``parkmap add``: a file becomes a stanza of parkmap.toml, and every guess is told."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from parkmap.errors import WorkspaceError
from parkmap.intake.check import check_places
from parkmap.intake.guess import guess
from parkmap.intake.vector import read_layer
from parkmap.model import LayerSpec, Problem, Severity, Text
from parkmap.output import write_bytes
from parkmap.pipeline.reading import read_files
from parkmap.workspace import (
    Stanza,
    ground_for,
    key_fault,
    path_in,
    symbol_for,
    text_with,
)

if TYPE_CHECKING:
    from pathlib import Path

    from parkmap.intake.guess import Guess
    from parkmap.model import Layer, Workspace

_CHINESE: Final = re.compile("[\u3400-\u9fff]")
_WGS84: Final = "wgs84"
_NO_DATUM: Final = 'datum = "gcj02"  # 未写明坐标系，按 wgs84 读取 / not declared: read as wgs84'


@dataclass(frozen=True, slots=True)
class Added:
    """The stanza, the reasons for what stands in it, and what is odd about the file."""

    stanza: str
    reasons: tuple[Problem, ...]
    problems: tuple[Problem, ...]


def refuse(workspace: Workspace, *, key: str, file: Path) -> Problem | None:
    """Return why ``file`` cannot become the layer ``key``, whatever it holds; None if it can."""
    fault = key_fault(workspace, key)
    if fault is None and path_in(workspace, file) is None:
        values = {"folder": str(workspace.root)}
        return Problem(Severity.ERROR, "add.outside", file.name, values=values)
    return fault


def add(
    workspace: Workspace,
    *,
    key: str,
    file: Path,
    title: str | None = None,
    datum: str | None = None,
    is_dry_run: bool = False,
) -> Added:
    """Look at a file and add it to parkmap.toml as a layer.

    Parameters
    ----------
    workspace
        What parkmap.toml says so far.
    key
        The key of the new layer.
    file
        The file, which must lie in the folder of parkmap.toml unless that allows others.
    title
        The title in both languages; None takes the file's name if it is Chinese.
    datum
        The datum if somebody knows it. It is never guessed: without it, and without a word in
        the file, a comment stands in its place.
    is_dry_run
        Whether parkmap.toml stays as it is.

    Raises
    ------
    WorkspaceError
        If ``refuse`` has a reason, or the stanza does not fit into the file.
    ParkmapError
        If the file cannot be read as a layer, or parkmap.toml cannot be written.
    """
    fault = refuse(workspace, key=key, file=file)
    path = path_in(workspace, file)
    if fault is not None or path is None:
        raise WorkspaceError([fault] if fault else [])
    shown = title or (file.stem if _CHINESE.search(file.stem) else None)
    words = Text(shown or key, f"{key} {file.stem}")
    spec = LayerSpec(key, words, file)
    if datum is not None:
        spec = replace(spec, datum=datum)
    intake = read_layer(spec, year=workspace.zone.year)
    layer = intake.layer
    guessed = guess(layer, is_numbered=any(one.code == "ids.numbered" for one in intake.problems))
    looks, why_looks = _looks(words, layer, guessed.kind)
    origin, why_origin, remarks = _origin(layer, datum)
    values = {"path": path, "title": shown, **looks, **_columns(guessed), **origin}
    told = tuple((name, value) for name, value in values.items() if value)
    stanza = Stanza(key, told, remarks)
    text = text_with(workspace, stanza)
    odd = [one for one in intake.problems if one.code != "ids.numbered"]
    odd += _beside_the_others(workspace, layer, is_ground=looks.get("role") == "base")
    if not is_dry_run:
        write_bytes(workspace.file.resolve(), text.encode())
    return Added(str(stanza), (*guessed.reasons, *why_looks, *why_origin), tuple(odd))


def _columns(guessed: Guess) -> dict[str, str | None]:
    return {"id": guessed.id_column, "name": guessed.name_column}


def _looks(words: Text, layer: Layer, kind: str) -> tuple[dict[str, str], list[Problem]]:
    """Return role and symbol; lines are ground unless they are pipes, and so are green areas."""
    key, file = layer.spec.key, layer.source.file
    symbol = symbol_for(key, words)
    ground = ground_for(key, words, kind)
    if ground or (kind == "lines" and symbol != "pipeline"):
        looks = {"role": "base", **({"symbol": ground} if ground else {})}
        return looks, [Problem(Severity.NOTE, "guess.ground", file)]
    if symbol == "generic":
        return {}, [Problem(Severity.NOTE, "guess.symbol_none", file)]
    told = Problem(Severity.NOTE, "guess.symbol", file, values={"symbol": symbol})
    return {"role": "facility", "symbol": symbol} if kind == "lines" else {"symbol": symbol}, [told]


def _origin(
    layer: Layer, datum: str | None
) -> tuple[dict[str, str], list[Problem], tuple[str, ...]]:
    """Return datum and encoding as far as they are known, and a remark where they are not."""
    source = layer.source
    values: dict[str, str] = {}
    remarks: tuple[str, ...] = ()
    told = source.datum if datum is None else datum
    if datum is None and told == _WGS84:
        reasons = [Problem(Severity.NOTE, "guess.datum_silent", source.file)]
        remarks = (_NO_DATUM,)
    else:
        values["datum"] = told
        code = "guess.datum_declared" if datum is None else "guess.datum_told"
        reasons = [Problem(Severity.NOTE, code, source.file, values={"datum": told})]
    if source.encoding and not source.encoding.lower().startswith(("utf", "ascii")):
        values["encoding"] = source.encoding
        encoding = {"encoding": source.encoding}
        reasons.append(Problem(Severity.NOTE, "guess.encoding", source.file, values=encoding))
    return values, reasons, remarks


def _beside_the_others(workspace: Workspace, layer: Layer, *, is_ground: bool) -> list[Problem]:
    """Return what is odd about the layer beside the parks and roads, as far as they can be read."""
    reading = read_files(workspace, (), lambda _name: None)
    facilities, grounds = ([], [layer]) if is_ground else ([layer], [])
    found = check_places(reading.parks, facilities, [*reading.grounds, *grounds])
    return [problem for problem in found if problem.file == layer.source.file]
