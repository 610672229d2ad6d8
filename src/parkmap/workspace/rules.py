"""``[rules.KEY]`` and ``rule``: rules of a workspace's own, and which ones its layers name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkmap.model import Rule, Text
from parkmap.names import nearest
from parkmap.standards import NEEDS, standards

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from parkmap.workspace.schema import LayerTable, RuleTable, Words

    Fault = tuple[str, str, dict[str, object]]
    """Path of the key, code, values."""


def read_rules(tables: Mapping[str, RuleTable]) -> tuple[Rule, ...]:
    """Return the rules that tables describe, in their order."""
    return tuple(_rule(key, table) for key, table in tables.items())


def rule_faults(
    tables: Mapping[str, RuleTable], layers: Mapping[str, LayerTable]
) -> Iterator[Fault]:
    """Tell what is wrong with rules, and with the names of rules in layers."""
    for key, table in tables.items():
        needed = NEEDS[table.criterion]
        if key in standards() or key == "radius":
            yield f"rules.{key}", "rules.taken", {"key": key}
        if needed not in type(table).model_fields or getattr(table, needed) is None:
            yield f"rules.{key}", "rules.lacks", {"criterion": table.criterion, "key": needed}
    known = [*tables, *standards()]
    for key, layer in layers.items():
        for name in layer.rule or ():
            if name in known:
                continue
            meant = nearest(name, known)
            code = "rules.unknown_meant" if meant else "rules.unknown"
            yield (
                f"layers.{key}.rule",
                code,
                {"name": name, "meant": meant, "known": ", ".join(known)},
            )


def _rule(key: str, table: RuleTable) -> Rule:
    return Rule(
        key=key,
        title=_text(table.title) or Text(key, key),
        criterion=table.criterion,
        source=_text(table.source) or Text("工作区自定", "the workspace's own"),
        symbols=table.symbols,
        leads=table.leads,
        radius_m=table.radius_m,
        least_share=table.least_share,
        least_per_km2=table.least_per_km2,
        least_per_1000_employees=table.least_per_1000_employees,
        most_km2_per_facility=table.most_km2_per_facility,
        most_spacing_m=table.most_spacing_m,
        clause=table.clause,
        edition=table.edition,
        verified=table.source is None,
        for_reference=_text(table.for_reference),
    )


def _text(words: Words | None) -> Text | None:
    return Text(words.zh, words.en) if words else None
