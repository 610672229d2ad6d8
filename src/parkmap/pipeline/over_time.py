"""Who is served on every day of every scenario: what ``parkmap coverage`` tells, for a page."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np

from parkmap import model
from parkmap.coverage import gaps_of, judged, kind_of_rule
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
from parkmap.pipeline.coverage import Study
from parkmap.pipeline.metres import in_metres
from parkmap.pipeline.question import Question, pairs_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from parkmap.model import Coverage, Gap, ParkCoverage, Rule, Scene, Verdict, Workspace
    from parkmap.pipeline.metres import Metres

    Judgement = tuple[tuple[Denominator | None, Verdict], ...]
    Pair = tuple[str, Rule]

MOST_PLACES: Final = 200_000
"""Facilities and plots of a zone; with more, not even one day is measured for a page."""
MOST_WORK: Final = 300_000
"""Places to be measured on all days together: some ten seconds. With more, only the as-of day."""
_EACH, _EACH_PARK = 400, 6
"""As much work as so many places is a measurement, however little it measures, and a park."""
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
        return _noted(scene, Problem(Severity.NOTE, "coverage.left_out", values=values))
    try:
        places = in_metres(scene, workspace.weight)
    except DataError as error:
        # A zone too wide to be measured can be looked at all the same.
        return _noted(scene, *(replace(one, severity=Severity.NOTE) for one in error.problems))
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
            return _noted(scene, Problem(Severity.NOTE, "coverage.left_out", values=values))
        scene = _noted(scene, Problem(Severity.NOTE, "coverage.still", values={"count": count}))
    told = CoverageOverTime(
        rules=tuple(study.rule(*pair) for pair in pairs),
        entrances=_entrances(places),
        weight=workspace.weight,
        is_still=is_still,
    )
    return replace(_noted(scene, *places.problems), coverage=told)


def _noted(scene: Scene, *problems: Problem) -> Scene:
    new = tuple(one for one in problems if one not in scene.problems)
    return replace(scene, problems=(*scene.problems, *new))


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
            judged=tuple(tuple(_judgement(park, rule) for park in one.parks) for one in coverages),
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
                    known[sign] = gaps_of(states[place], demand, study.coming(key))
                if not told or told[-1][1] is not known[sign]:
                    told.append((day, known[sign]))
            found[scenario] = tuple(told)
        return found


def _ahead(scenario: Scenario) -> tuple[Scenario, ...]:
    return (Scenario.PLAN,) if scenario is Scenario.ACTUAL else ()


def _holds(first: date | None, day: date | None) -> bool:
    """Return whether a step that begins on ``first`` has begun on ``day``; None is from ever."""
    return first is None or (day is not None and first <= day)


def _judgement(park: ParkCoverage, rule: Rule) -> Judgement:
    if rule.criterion not in _SHARES:
        return ((park.judged_by, park.verdict),) * len(Denominator)
    told = [judged(park, rule, by=one, spacing_m=None) for one in Denominator]
    return tuple((one.judged_by, one.verdict) for one in told)
