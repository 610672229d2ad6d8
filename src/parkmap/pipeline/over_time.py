"""Who is served on every day of every scenario: what ``parkmap coverage`` tells, for a page."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
from scipy.sparse import csr_array

from parkmap import model
from parkmap.coverage import gaps_of, judged, kind_of_rule, pairs_within, starts_of
from parkmap.coverage.supply import with_entrances
from parkmap.errors import DataError
from parkmap.model import (
    CoverageOverTime,
    Criterion,
    Denominator,
    Problem,
    Role,
    RuleOverTime,
    Scenario,
    Severity,
)
from parkmap.pipeline.coverage import Study, told_of_far
from parkmap.pipeline.metres import in_metres
from parkmap.pipeline.network import network_in
from parkmap.pipeline.question import Question, pairs_of
from parkmap.pipeline.scene import noted
from parkmap.pipeline.streets import streets_to_draw

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from parkmap.coverage.network import Network
    from parkmap.model import (
        Coverage,
        Gap,
        NetworkSpec,
        ParkCoverage,
        Rule,
        Scene,
        Verdict,
        Workspace,
    )
    from parkmap.pipeline.metres import Metres

    Judgement = tuple[tuple[Denominator | None, Verdict], ...]
    Pair = tuple[str, Rule]

MOST_PLACES: Final = 200_000
"""Facilities and plots of a zone; with more, not even one day is measured for a page."""
MOST_WORK: Final = 300_000
"""Places to be measured on all days together: some ten seconds. With more, only the as-of day."""
_EACH, _EACH_PARK = 400, 6
"""As much work as so many places is a measurement, however little it measures, and a park."""
_EACH_ARC: Final = 1
"""The same of a measurement along streets, for each arc of the network."""
_MOST_LOOKS: Final = 20_000_000
"""Facilities times days: to look which serve takes a second or two."""
_SHARES: Final = (Criterion.SHARE, Criterion.NEAREST)
# The plan first: the others are mostly made of its states.
_SCENARIOS: Final = (Scenario.PLAN, Scenario.SLIP, Scenario.ACTUAL)


def with_coverage(workspace: Workspace, scene: Scene) -> Scene:
    """Return a scene with who is served, and among its problems what of that is left out.

    Where there are no parks, or no layer has a rule, nothing is measured.
    """
    facilities = [one.layer for one in scene.layers if one.role is Role.FACILITY]
    count = sum(len(one.frame) for one in facilities)
    if not len(scene.parks.frame) or not count:
        return scene
    if scene.demand is not None:
        count += len(scene.demand.frame)
    if count > MOST_PLACES:
        values: dict[str, object] = {"count": count, "most": MOST_PLACES}
        return noted(scene, Problem(Severity.NOTE, "coverage.left_out", values=values))
    try:
        places = in_metres(scene, workspace.weight)
    except DataError as error:
        # A zone too wide to be measured can be looked at all the same.
        return noted(scene, *(replace(one, severity=Severity.NOTE) for one in error.problems))
    question = Question(as_of=scene.as_of, known_on=scene.as_of)
    pairs = [(spec.key, rule) for spec, rule in pairs_of(workspace, places, question, ())]
    if not pairs:
        return scene
    study = _OverTime(places, question)
    is_still = sum(study.work(*pair) for pair in pairs) > MOST_WORK
    if is_still:
        study = _OverTime(places, question, days=())
        if sum(study.work(*pair) for pair in pairs) > MOST_WORK:
            values = {"count": count, "most": MOST_PLACES}
            return noted(scene, Problem(Severity.NOTE, "coverage.left_out", values=values))
        scene = noted(scene, Problem(Severity.NOTE, "coverage.still", values={"count": count}))
    rules = [study.rule(*pair) for pair in pairs]
    told = CoverageOverTime(
        rules=tuple(rules), entrances=_entrances(places), weight=workspace.weight, is_still=is_still
    )
    scene = replace(noted(scene, *places.problems), coverage=told)
    is_round = any(rule.radius_m is not None for _, rule in pairs)
    return _with_walks(scene, study, workspace.network) if workspace.network and is_round else scene


def _with_walks(scene: Scene, study: _OverTime, spec: NetworkSpec) -> Scene:
    """Return a scene that is measured with walks as well, unless that would take too long."""
    network, said = network_in(study.places, spec)
    scene = noted(scene, *said)
    told = scene.coverage
    if told is None:
        return scene
    if sum(study.work_of_walks(one, network) for one in told.rules) > MOST_WORK:
        values: dict[str, object] = {"arcs": network.arcs}
        file = spec.files[0].path.name
        return noted(scene, Problem(Severity.NOTE, "coverage.walks_left_out", file, values=values))
    walks = Study(study.places, study.question, network, spec)
    rules = tuple(study.with_walk(one, walks) for one in told.rules)
    keys = dict.fromkeys(one.layer for one in rules if one.walk)
    streets = streets_to_draw(study.places, network, spec, keys)
    scene = replace(scene, coverage=replace(told, rules=rules, streets=streets))
    return noted(scene, *_far_doors(study.places, rules, spec.snap_m))


def _far_doors(places: Metres, rules: Sequence[RuleOverTime], snap_m: float) -> Iterator[Problem]:
    """Yield warnings of plots, and of facilities of each layer, that are far from every street."""
    walked = [(one.layer, state) for one in rules if one.walk for state in one.walk.states]
    demand = places.scene.demand
    if demand is not None:
        yield from told_of_far(
            demand.source.file, "network.far_plots", walked[0][1].far_plots, snap_m
        )
    for key in dict.fromkeys(layer for layer, _ in walked):
        ids = dict.fromkeys(
            one for layer, state in walked if layer == key for one in state.far_facilities
        )
        file = places.layer(key).layer.source.file
        yield from told_of_far(file, "network.far_facilities", list(ids), snap_m)


def _entrances(places: Metres) -> dict[str, gpd.GeoSeries]:
    return {
        key: gpd.GeoSeries(frame[model.ENTRANCE], index=frame.index, crs=places.crs).to_crs(4326)
        for key, frame in places.facilities.items()
        if model.ENTRANCE in frame
    }


@dataclass(slots=True)
class _States:
    """What each set of facilities serves, measured once."""

    masks: list[NDArray[np.bool_]] = field(default_factory=list)
    places: dict[bytes, int] = field(default_factory=dict)

    def place(self, mask: NDArray[np.bool_]) -> int:
        """Return the place of a set, which is a new one perhaps."""
        known = self.places.setdefault(mask.tobytes(), len(self.masks))
        if known == len(self.masks):
            self.masks.append(mask)
        return known


class _OverTime:
    """One question, asked of every day; ``days`` empty: of the as-of day alone, as of ever."""

    def __init__(
        self, places: Metres, question: Question, *, days: tuple[date, ...] | None = None
    ) -> None:
        self.places, self.question, self.only = places, question, days

    def work(self, key: str, rule: Rule) -> int:
        """Return how many places are to be measured, with every set of facilities together."""
        states, kind = _States(), self._kind(key, rule)
        if len(self._days(key, _SCENARIOS)) * len(kind) > _MOST_LOOKS:
            return MOST_WORK + 1
        steps = sum(len(self._steps(key, kind, one, states)) for one in _SCENARIOS)
        plots = len(self.places.demand)
        each = _EACH + plots + _EACH_PARK * len(self.places.parks) + int(kind.sum())
        return len(states.masks) * each + steps * plots // 4

    def work_of_walks(self, told: RuleOverTime, network: Network) -> int:
        """Return how many places that is as much work as, to measure its states along streets."""
        if told.states[0].radius_m is None:
            return 0
        plots, parks = len(self.places.demand), len(self.places.parks)
        return len(told.states) * (_EACH + plots + _EACH_PARK * parks + _EACH_ARC * network.arcs)

    def with_walk(self, told: RuleOverTime, walks: Study) -> RuleOverTime:
        """Return what is told of a rule, with the same along streets."""
        rule, day = told.states[0].rule, self.question.as_of
        if rule.radius_m is None:
            return told
        states = tuple(
            walks.served_by(told.layer, rule, mask, day, circle=circle)
            for mask, circle in zip(told.serving, told.states, strict=True)
        )
        near = self._near(told, states, walks)
        walk = replace(
            told,
            states=states,
            judged=_judged(states),
            gaps=self._gaps(told.layer, rule, told.steps, states, near=near),
        )
        return replace(told, walk=walk)

    def _near(self, told: RuleOverTime, states: Sequence[Coverage], walks: Study) -> csr_array:
        """Return the walks within the radius from plots that have a gap to what may close it."""
        rule, demand = states[0].rule, walks.demand(self.question.as_of)
        facilities = self.places.facilities[told.layer]
        served = np.array([one.plots[model.SERVED].to_numpy(dtype=np.bool_) for one in states])
        plots = np.flatnonzero(~served.all(axis=0))
        coming = np.flatnonzero(~told.serving.all(axis=0) & kind_of_rule(facilities, rule))
        starts, ends = starts_of(demand.iloc[plots]), with_entrances(facilities.iloc[coming])
        radius_m = rule.radius_m or 0
        found = pairs_within(starts, ends, radius_m, network=walks.network).tocoo()
        cells = plots[found.row], coming[found.col]
        return csr_array((found.data, cells), shape=(len(demand), len(facilities)))

    def rule(self, key: str, rule: Rule) -> RuleOverTime:
        """Return one layer against one rule."""
        states, kind = _States(), self._kind(key, rule)
        steps = {one: self._steps(key, kind, one, states) for one in _SCENARIOS}
        study = Study(self.places, self.question)
        coverages = tuple(
            study.served_by(key, rule, mask, self.question.as_of) for mask in states.masks
        )
        return RuleOverTime(
            layer=key,
            states=coverages,
            serving=np.array(states.masks),
            judged=_judged(coverages),
            steps=steps,
            gaps=self._gaps(key, rule, steps, coverages),
        )

    def _kind(self, key: str, rule: Rule) -> NDArray[np.bool_]:
        return kind_of_rule(self.places.facilities[key], rule)

    def _study(self, scenario: Scenario, day: date | None) -> Study:
        as_of = day or date.min
        return Study(self.places, replace(self.question, scenario=scenario, as_of=as_of))

    def _days(self, key: str, scenarios: Iterable[Scenario]) -> list[date | None]:
        if self.only is not None:
            return [None]
        days = [self._study(scenario, None).days(key) for scenario in scenarios]
        return [None, *sorted(set().union(*days))]

    def _steps(
        self, key: str, kind: NDArray[np.bool_], scenario: Scenario, states: _States
    ) -> tuple[tuple[date | None, int], ...]:
        steps: list[tuple[date | None, int]] = []
        study = self._study(scenario, None)
        for day in self._days(key, [scenario]):
            on = self.question.as_of if self.only is not None else day
            place = states.place(study.serve(key, on) & kind)
            if not steps or steps[-1][1] != place:
                steps.append((day, place))
        return tuple(steps)

    def _gaps(
        self,
        key: str,
        rule: Rule,
        steps: Mapping[Scenario, Sequence[tuple[date | None, int]]],
        states: Sequence[Coverage],
        *,
        near: csr_array | None = None,
    ) -> dict[Scenario, tuple[tuple[date | None, tuple[Gap, ...]], ...]]:
        known: dict[object, tuple[Gap, ...]] = {}
        if rule.radius_m is None:
            return {}
        demand = Study(self.places, self.question).demand(self.question.as_of)
        found = {}
        for scenario in _SCENARIOS:
            # In actual it is the plan that says what is to come, so its days count, too.
            days = self._days(key, {scenario, *_ahead(scenario)})
            told: list[tuple[date | None, tuple[Gap, ...]]] = []
            for day in days:
                on = self.question.as_of if self.only is not None else day
                place = [at for first, at in steps[scenario] if _holds(first, day)][-1]
                study = self._study(scenario, on)
                sign = place, tuple(study.opens(key))
                if sign not in known:
                    some = None if near is None else near[:, ~study.serve(key, on)]
                    known[sign] = gaps_of(states[place], demand, study.coming(key), near=some)
                if not told or told[-1][1] is not known[sign]:
                    told.append((day, known[sign]))
            found[scenario] = tuple(told)
        return found


def _ahead(scenario: Scenario) -> tuple[Scenario, ...]:
    return (Scenario.PLAN,) if scenario is Scenario.ACTUAL else ()


def _holds(first: date | None, day: date | None) -> bool:
    """Return whether a step that begins on ``first`` has begun on ``day``; None is from ever."""
    return first is None or (day is not None and first <= day)


def _judged(states: Sequence[Coverage]) -> tuple[tuple[Judgement, ...], ...]:
    return tuple(tuple(_judgement(park, one.rule) for park in one.parks) for one in states)


def _judgement(park: ParkCoverage, rule: Rule) -> Judgement:
    if rule.criterion not in _SHARES:
        return ((park.judged_by, park.verdict),) * len(Denominator)
    told = [judged(park, rule, by=one, spacing_m=None) for one in Denominator]
    return tuple((one.judged_by, one.verdict) for one in told)
