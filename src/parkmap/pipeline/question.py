"""What ``parkmap coverage`` is asked: which layers, rules and parks are meant."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from parkmap import model
from parkmap.model import DemandKind, Scenario
from parkmap.names import NameIndex, nearest
from parkmap.standards import radius_rule, rules_for, standards

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from parkmap.model import Denominator, Layer, LayerSpec, Rule, Workspace
    from parkmap.pipeline.metres import Metres


class UnknownNameError(LookupError):
    """A park or a rule was asked for that there is not.

    Attributes
    ----------
    kind
        park or rule.
    name, near, known
        What was asked for, what may have been meant (or empty), and what there is.
    """

    def __init__(self, kind: str, name: str, known: Sequence[str]) -> None:
        self.kind, self.name, self.known = kind, name, tuple(known)
        self.near = nearest(name, known) or ""
        meant = f"; did you mean {self.near}?" if self.near else ""
        super().__init__(f"no {kind} {name!r}{meant} ({kind}s: {', '.join(known)})")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about coverage.

    Attributes
    ----------
    as_of, scenario
        The day, and under which assumption.
    known_on
        The last day of which anything is known, from which ``slip`` counts.
    keys, parks
        Keys of layers, names or ids of parks; none: all.
    rules, radius_m
        Rules by key, and a bare radius, instead of those that layers are measured against.
    by
        The denominator to judge by, instead of the one that each rule leads with.
    compare
        A day to compare with.
    has_timeline, has_shapes
        Whether every day of change, and polygons to look at, are wanted.
    demand, with_trial, detour
        See ``DemandKind``, ``coverage.supplies`` and ``coverage.measure``.
    on_network
        Whether walks along the streets of ``[network]`` are measured.
    """

    as_of: date
    known_on: date
    scenario: Scenario = Scenario.ACTUAL
    keys: tuple[str, ...] = ()
    parks: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    radius_m: float | None = None
    by: Denominator | None = None
    compare: date | None = None
    has_timeline: bool = False
    has_shapes: bool = False
    demand: DemandKind = DemandKind.ALL
    with_trial: bool = False
    detour: float | None = None
    on_network: bool = False


def named_rules(workspace: Workspace, names: Sequence[str]) -> tuple[Rule, ...]:
    """Return the rules of some keys: the workspace's own, and those that ship.

    Raises
    ------
    UnknownNameError
        For the first name that is no rule's.
    """
    known = _known_rules(workspace)
    for name in names:
        if name not in known:
            raise UnknownNameError("rule", name, tuple(known))
    return tuple(known[name] for name in names)


def pairs_of(
    workspace: Workspace, places: Metres, question: Question, rules: Sequence[Rule]
) -> Iterator[tuple[LayerSpec, Rule]]:
    """Return which layer is measured against which rule, in the order of the workspace."""
    known = _known_rules(workspace)
    for key, facilities in places.facilities.items():
        if question.keys and key not in question.keys:
            continue
        spec = places.layer(key).layer.spec
        symbols = set(facilities[model.SYMBOL])
        if question.rules or question.radius_m is not None:
            asked = [rule for rule in rules if not rule.symbols or symbols & set(rule.symbols)]
            if question.radius_m is not None:
                asked.append(radius_rule(spec.title, question.radius_m))
        else:
            asked = [_fitting(known[name], symbols) for name in spec.rules or ()]
            asked += rules_for(symbols) if spec.rules is None else []
            if spec.radius_m is not None and not _is_told(asked, spec):
                asked.append(radius_rule(spec.title, spec.radius_m))
        is_demand = places.scene.demand is not None and spec.path == places.scene.demand.spec.path
        # Nobody is served by the plots that are to be served, unless somebody asks for just that.
        if not is_demand or key in question.keys:
            yield from ((spec, rule) for rule in asked)


def parks_meant(parks: Layer, names: Sequence[str]) -> tuple[str, ...]:
    """Return the ids of the parks that are meant by id or name, in the order of the file."""
    if not names:
        return tuple(map(str, parks.frame.index))
    ids: dict[str, set[str]] = {}
    columns = [parks.frame[name] for name in (model.NAME, model.NAME_ZH, model.NAME_EN)]
    for park_id, *told in zip(parks.frame.index, *columns, strict=True):
        for name in (park_id, *told):
            if name:
                ids.setdefault(str(name), set()).add(str(park_id))
    index = NameIndex(ids)
    meant: set[str] = set()
    for name in names:
        found = index.find(name)
        if found is None:
            raise UnknownNameError("park", name, tuple(map(str, parks.frame.index)))
        meant |= ids[found]
    return tuple(str(park_id) for park_id in parks.frame.index if str(park_id) in meant)


def _known_rules(workspace: Workspace) -> Mapping[str, Rule]:
    return {**{rule.key: rule for rule in workspace.rules}, **standards()}


def _fitting(rule: Rule, symbols: set[str]) -> Rule:
    """Return a rule that a layer names: where its symbols are other ones, the name counts."""
    return rule if symbols & set(rule.symbols) else replace(rule, symbols=())


def _is_told(asked: Sequence[Rule], spec: LayerSpec) -> bool:
    """Return whether a rule for every facility of a layer has its radius, so tells its shares."""
    return spec.symbol_column is None and spec.radius_m in {rule.radius_m for rule in asked}
