"""What ``parkmap suggest`` is asked for, and the rule that is meant."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from parkmap.errors import DataError
from parkmap.model import Problem, Severity, SiteKind, SitingModel
from parkmap.pipeline.question import Question, pairs_of
from parkmap.siting import TIME_LIMIT_S

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from parkmap.model import Denominator, Rule, Workspace
    from parkmap.pipeline.metres import Metres

STEP_M: Final = 50.0


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for.

    Attributes
    ----------
    key, sites
        The key of the layer; how many sites, of ``cover-all`` at most (None: as many as it takes).
    rule, radius_m
        The rule, or a bare radius, instead of the layer's own.
    by
        What is to be served; None: what the rule leads with.
    detour, on_network
        How much longer than the straight line ways are thought to be; or walks along streets.
    kinds, file, step_m
        Which candidates, or a file of them; how far apart along plots and in a grid.
    counts_planned
        Whether what the plan finishes counts as supply.
    within
        Names or ids of parks to which candidates and demand are limited.
    """

    key: str
    sites: int | None
    as_of: date
    known_on: date
    model: SitingModel = SitingModel.MAX_COVER
    rule: str | None = None
    radius_m: float | None = None
    by: Denominator | None = None
    detour: float | None = None
    on_network: bool = False
    kinds: tuple[SiteKind, ...] = (SiteKind.STREETS, SiteKind.PLOTS)
    file: Path | None = None
    step_m: float = STEP_M
    counts_planned: bool = True
    within: tuple[str, ...] = ()
    time_limit_s: float = TIME_LIMIT_S


def rule_of(
    workspace: Workspace, places: Metres, wish: Wish, rules: Sequence[Rule]
) -> tuple[Rule, float]:
    """Return the rule that is meant: of several the one with the layer's radius, else the first."""
    question = Question(
        as_of=wish.as_of,
        known_on=wish.known_on,
        keys=(wish.key,),
        rules=(wish.rule,) if wish.rule else (),
        radius_m=wish.radius_m if wish.rule is None else None,
    )
    pairs = pairs_of(workspace, places, question, rules)
    known = [(spec, rule) for spec, rule in pairs if rule.radius_m is not None]
    if not known:
        raise DataError([Problem(Severity.ERROR, "coverage.no_rule", workspace.file.name)])
    own = [rule for spec, rule in known if rule.radius_m == spec.radius_m]
    rule = (own or [rule for _, rule in known])[0]
    radius_m = wish.radius_m or rule.radius_m or 0.0
    return replace(rule, radius_m=radius_m), radius_m
