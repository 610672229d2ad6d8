"""parkmap.toml -> Workspace, with every fault of the file told at once."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from parkmap.errors import WorkspaceError
from parkmap.model import (
    DATE_ORDERS,
    GROUNDS,
    SYMBOLS,
    Criterion,
    Denominator,
    LayerSpec,
    Problem,
    RegisterSpec,
    Role,
    Severity,
    Stage,
    Text,
    Workspace,
    Zone,
)
from parkmap.names import nearest
from parkmap.workspace.basemaps import read_basemaps
from parkmap.workspace.looks import color_for, symbol_for
from parkmap.workspace.network import network_paths, read_network
from parkmap.workspace.rules import read_rules, rule_faults
from parkmap.workspace.schema import (
    FINISHES,
    DemandTable,
    LayerTable,
    ParksTable,
    RegisterTable,
    SourceTable,
    WorkspaceTable,
    known_keys,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum
    from pathlib import Path

    from pydantic_core import ErrorDetails

CANONICAL_COLUMNS: Final = (
    "task_id",
    "name",
    "content",
    "layer",
    "park",
    "quantity",
    "unit",
    "start",
    "finish",
    "revised_start",
    "revised_finish",
    "actual_start",
    "actual_finish",
    "stage",
    "condition",
    "progress",
    "after",
    "delay_reason",
    "evidence",
    "support",
    "leader",
    "department",
    "person",
    "facilities",
    "note",
)
"""Names that ``[register] columns`` may give a header for."""


def load_workspace(file: Path) -> Workspace:
    """Read and check a parkmap.toml.

    Raises
    ------
    WorkspaceError
        With every problem found: a key that is missing, unknown or misspelt, a value that does
        not fit, a path that leaves the folder.
    """
    return check_text(file, _text(file))


def check_text(file: Path, text: str) -> Workspace:
    """Return the workspace that ``text`` describes if it stands in ``file``.

    Raises
    ------
    WorkspaceError
        As ``load_workspace`` does.
    """
    table = _validated(file, _parsed(file, text))
    root = file.resolve().parent
    problems = [*_stray_paths(file, root, table), *_unknown_columns(file, table)]
    basemaps, faults = read_basemaps(table.basemaps, root)
    faults += rule_faults(table.rules, table.layers)
    problems += [_problem(file, code, place, **values) for place, code, values in faults]
    if problems:
        raise WorkspaceError(problems)
    return replace(_workspace(file, root, table), basemaps=basemaps)


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        detail = error.strerror or str(error)
        raise WorkspaceError([_problem(file, "workspace.unreadable", detail=detail)]) from error
    except UnicodeDecodeError as error:
        raise WorkspaceError([_problem(file, "workspace.not_utf8")]) from error


def _parsed(file: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise WorkspaceError([_problem(file, "workspace.not_toml", detail=str(error))]) from error


def _validated(file: Path, data: Mapping[str, Any]) -> WorkspaceTable:
    try:
        return WorkspaceTable.model_validate(data)
    except ValidationError as error:
        raise WorkspaceError([_told(file, detail) for detail in error.errors()]) from error


def _told(file: Path, error: ErrorDetails) -> Problem:
    path = tuple(part for part in error["loc"] if part != "[key]")
    place = ".".join(map(str, path))
    kind = error["type"]
    if kind == "missing":
        return _problem(file, "workspace.missing_key", place)
    if kind == "extra_forbidden":
        return _unknown_key(file, path, place)
    if kind in {"layer_key", "layer_key_reserved"}:
        return _problem(file, f"workspace.{kind}", place, key=path[-1])
    value = _shown(error["input"])
    choices = error.get("ctx", {}).get("choices") or _choices(kind, path)
    expected = _EXPECTED.get(kind, "value")
    return _problem(
        file, f"workspace.expected.{expected}", place, value=value, choices=choices or ""
    )


_EXPECTED: Final[dict[str, str]] = {
    "bool_type": "yes_no",
    "color": "color",
    "datum": "datum",
    "dict_type": "table",
    "enum": "one_of",
    "finish_means": "one_of",
    "unknown_stage": "one_of",
    "float_type": "number",
    "greater_than": "number_in_range",
    "greater_than_equal": "number_in_range",
    "int_type": "whole_number",
    "literal_error": "one_of",
    "iso_date": "date",
    "less_than_equal": "number_in_range",
    "model_type": "table",
    "string_too_long": "short",
    "string_too_short": "text",
    "string_type": "text",
    "subdomain": "subdomain",
    "symbol": "one_of",
    "tile_bd09": "web_mercator",
    "tile_datum": "one_of",
    "too_long": "short",
    "tuple_type": "list",
}


_VOCABULARIES: Final[dict[str, type[StrEnum]]] = {
    "criterion": Criterion,
    "leads": Denominator,
    "role": Role,
}


def _choices(kind: str, path: tuple[Any, ...]) -> str:
    if kind == "literal_error":
        return ", ".join(DATE_ORDERS)
    if kind not in {"enum", "finish_means", "unknown_stage"}:
        return ""
    if path[-1] == "finish_means":
        return ", ".join(FINISHES)
    vocabulary = _VOCABULARIES.get(str(path[-1]), Stage)
    return ", ".join(word for word in vocabulary if word != "unknown")


def _shown(value: object) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."  # noqa: PLR2004 - one line's worth


def _unknown_key(file: Path, path: tuple[Any, ...], place: str) -> Problem:
    known = known_keys(path[:-1])
    meant = nearest(str(path[-1]), known)
    if meant is None:
        return _problem(file, "workspace.unknown_key", place, known=", ".join(known))
    return _problem(file, "workspace.unknown_key_meant", place, meant=meant)


def _stray_paths(file: Path, root: Path, table: WorkspaceTable) -> list[Problem]:
    named: list[tuple[str, str]] = [("parks.path", table.parks.path)]
    named += [(f"layers.{key}.path", layer.path) for key, layer in table.layers.items()]
    if table.register_:
        named.append(("register.path", table.register_.path))
    if table.demand:
        named.append(("demand.path", table.demand.path))
    if table.network:
        named += network_paths(table.network)
    bases = enumerate(table.basemaps)
    named += [(f"basemaps.{at}.path", base.path) for at, base in bases if base.path]
    problems = []
    for place, path in named:
        resolved = _resolved(root / path)
        if resolved is None:
            problems.append(_problem(file, "workspace.bad_path", place, path=path[:60]))
        elif not table.allow_outside and not resolved.is_relative_to(root):
            problems.append(_problem(file, "workspace.path_outside", place, path=path))
    return problems


def _resolved(path: Path) -> Path | None:
    """Return where a path leads; None if nowhere: a NUL, too long a name, a link to itself."""
    try:
        path.lstat()
        return path.resolve()
    except FileNotFoundError:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return None


def _unknown_columns(file: Path, table: WorkspaceTable) -> list[Problem]:
    if table.register_ is None:
        return []
    problems = []
    for name in table.register_.columns:
        if name not in CANONICAL_COLUMNS:
            place = f"register.columns.{name}"
            meant = nearest(name, CANONICAL_COLUMNS)
            code = "workspace.unknown_key_meant" if meant else "workspace.unknown_key"
            known = ", ".join(CANONICAL_COLUMNS)
            problems.append(_problem(file, code, place, meant=meant, known=known))
    return problems


def _workspace(file: Path, root: Path, table: WorkspaceTable) -> Workspace:
    zone = table.zone
    return Workspace(
        file=file,
        root=root,
        zone=Zone(Text(zone.name.zh, zone.name.en), zone.year, zone.illustrative),
        as_of=zone.as_of,
        parks=_place_spec("parks", root, table.parks, symbol="park"),
        layers=tuple(
            _layer_spec(key, root, layer, order)
            for order, (key, layer) in enumerate(table.layers.items())
        ),
        register=_register_spec(root, table.register_) if table.register_ else None,
        demand=_place_spec("demand", root, table.demand, symbol="site") if table.demand else None,
        weight=table.demand.weight if table.demand else None,
        omit=table.page.omit,
        budget_mb=table.page.budget_mb,
        rules=read_rules(table.rules),
        network=read_network(table.network, root) if table.network else None,
    )


def _register_spec(root: Path, table: RegisterTable) -> RegisterSpec:
    return RegisterSpec(
        root / table.path,
        table.columns,
        table.encoding,
        sheet=table.sheet,
        date_order=table.date_order,
        year=table.year,
    )


def _place_spec(key: str, root: Path, table: SourceTable, *, symbol: str) -> LayerSpec:
    named = table if isinstance(table, ParksTable) else None
    told = table if isinstance(table, DemandTable) else None
    title = {"parks": Text("园区", "Parks"), "demand": Text("服务对象", "Demand")}[key]
    return LayerSpec(
        key=key,
        title=title,
        path=root / table.path,
        datum=table.datum,
        table=table.table,
        symbol=symbol,
        id_column=table.id,
        name_column=named.name if named else None,
        name_zh_column=named.name_zh if named else None,
        name_en_column=named.name_en if named else None,
        entrance_column=told.entrance if told else None,
        encoding=table.encoding,
        sheet=table.sheet,
    )


def _layer_spec(key: str, root: Path, table: LayerTable, order: int) -> LayerSpec:
    plain = key.replace("_", " ").capitalize()
    title = Text(table.title.zh, table.title.en) if table.title else Text(plain, plain)
    symbol = table.symbol or symbol_for(key, title)
    return LayerSpec(
        key=key,
        title=title,
        path=root / table.path,
        datum=table.datum,
        table=table.table,
        symbol=symbol,
        symbol_column=table.symbol_by,
        color=table.color or color_for(symbol, order),
        role=table.role or _told_role(table),
        id_column=table.id,
        name_column=table.name,
        name_zh_column=table.name_zh,
        name_en_column=table.name_en,
        task_column=table.task,
        entrance_column=table.entrance,
        encoding=table.encoding,
        sheet=table.sheet,
        radius_m=table.radius_m,
        rules=table.rule,
        stage=table.stage,
        finish_means=table.finish_means,
    )


def _told_role(table: LayerTable) -> Role | None:
    """Return the role that the stanza makes certain; None leaves it to the file."""
    if table.symbol in GROUNDS and table.symbol not in SYMBOLS:
        return Role.BASE
    return None if table.is_plain else Role.FACILITY


def _problem(file: Path, code: str, place: str = "", **values: object) -> Problem:
    return Problem(Severity.ERROR, code, file.name, f"key:{place}" if place else "", values)
