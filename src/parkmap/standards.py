"""The rules that ship with parkmap, each with its source: ``standards.toml`` as nouns."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from parkmap.model import Criterion, Denominator, Force, Rule, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

_FILE: Final = Path(__file__).with_name("standards.toml")

NEEDS: Final[Mapping[Criterion, str]] = {
    Criterion.SHARE: "radius_m",
    Criterion.NEAREST: "radius_m",
    Criterion.DENSITY: "least_per_km2",
    Criterion.PER_EMPLOYEES: "least_per_1000_employees",
    Criterion.AREA: "most_km2_per_facility",
    Criterion.SPACING: "most_spacing_m",
    Criterion.TRAVEL_TIME: "most_minutes",
}
"""The field without which a criterion says nothing."""

_WORDS: Final = ("title", "source", "for_reference", "note")


@cache
def standards() -> Mapping[str, Rule]:
    """Return the rules by key, in the order of the file.

    Examples
    --------
    >>> standards()["bus_300_area"].radius_m
    300
    """
    tables = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {key: _rule(key, table) for key, table in tables.items()}


def rules_for(symbols: set[str]) -> tuple[Rule, ...]:
    """Return the rules that facilities with some symbols are measured against unasked."""
    return tuple(
        rule for rule in standards().values() if rule.by_default and symbols & set(rule.symbols)
    )


def radius_rule(layer: Text, radius_m: float) -> Rule:
    """Return the rule that a bare radius makes: it has no limit, so there is no verdict."""
    metres = f"{radius_m:g} m"
    return Rule(
        key="radius",
        title=Text(metres, metres),
        criterion=Criterion.SHARE,
        source=Text(f"{layer.zh}：工作区自定半径", f"{layer.en}: the workspace's own radius"),
        leads=Denominator.EMPLOYEES,
        radius_m=radius_m,
    )


def _rule(key: str, table: Mapping[str, Any]) -> Rule:
    values = dict(table)
    for name in _WORDS:
        if name in values:
            values[name] = Text(**values[name])
    values["criterion"] = Criterion(values["criterion"])
    values["leads"] = Denominator(values.get("leads", Denominator.AREA))
    values["force"] = Force(values.get("force", Force.IN_FORCE))
    values["symbols"] = tuple(values.get("symbols", ()))
    return Rule(key=key, **values)
