"""``parkmap coverage``: who is served on a day, on another, and over time."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd

from parkmap import model
from parkmap.coverage import (
    OPENS,
    SHOWN_ERROR,
    SHOWN_SEGMENTS,
    SHOWN_SHORT,
    Walks,
    contributions_of,
    days_of_change,
    gaps_of,
    kind_of_rule,
    measure,
    measure_walks,
    opening_days,
    shown_within,
    supplies,
    supply_of,
)
from parkmap.coverage.approach import Walked
from parkmap.coverage.network.streets import STRIP_SEGMENTS
from parkmap.metric import proj_of
from parkmap.model import (
    CoverageStudy,
    DemandKind,
    Grouping,
    Measured,
    Problem,
    Role,
    Scenario,
    Severity,
)
from parkmap.pipeline.metres import in_metres
from parkmap.pipeline.network import need_network, network_in
from parkmap.pipeline.question import named_rules, pairs_of, parks_meant
from parkmap.pipeline.scene import make_scene
from parkmap.report.coverage_shapes import render_geojson
from parkmap.report.grid import both
from parkmap.status.groups import names_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from parkmap.coverage.network import Network
    from parkmap.model import Coverage, Layer, LayerSpec, NetworkSpec, Rule, Workspace
    from parkmap.pipeline.metres import Metres
    from parkmap.pipeline.question import Question
    from parkmap.pipeline.reading import OnStep

_TOLD: Final = 5
"""Ids that a warning names."""
_BEFORE: Final = date.min
"""Before the first change of anything."""


def coverage(
    workspace: Workspace,
    question: Question,
    *,
    on_step: OnStep = lambda _name: None,
) -> tuple[CoverageStudy, tuple[Problem, ...]]:
    """Read the workspace's files and return who is served, and all there is to say of the files.

    Raises
    ------
    ParkmapError
        With every fault found in all the files.
    UnknownNameError
        If a park or rule that is asked for is not there.
    """
    rules = named_rules(workspace, question.rules)
    scene = make_scene(
        workspace,
        as_of=question.as_of,
        lang="zh",
        scenario=question.scenario,
        known_on=question.known_on,
        on_step=on_step,
    )
    places = in_metres(scene, workspace.weight)
    shown = parks_meant(scene.parks, question.parks)
    spec = need_network(workspace) if question.on_network else None
    network, told = network_in(places, spec, on_step) if spec else (None, ())
    study = Study(places, question, network, spec)
    measured = [
        study.measured(layer, rule) for layer, rule in pairs_of(workspace, places, question, rules)
    ]
    study_problems = _problems(workspace, places, measured)
    tasks = {told.task.task_id: told.task for told in scene.tasks}
    found = CoverageStudy(
        zone=scene.zone,
        as_of=question.as_of,
        scenario=question.scenario,
        compared_on=question.compare,
        demand=question.demand,
        weight=workspace.weight,
        detour=question.detour,
        with_trial=question.with_trial,
        crs=proj_of(places.crs),
        park_names=names_of(scene, Grouping.PARK),
        shown=shown,
        tasks={key: tasks[key] for key in _tasks_told(measured) if key in tasks},
        measured=tuple(measured),
        has_timeline=question.has_timeline,
        network=spec,
    )
    return found, (*scene.problems, *places.problems, *told, *study_problems)


def shapes(study: CoverageStudy) -> bytes:
    """Return a study that has shapes as GeoJSON."""
    if study.network is not None:
        note = both(
            "report.coverage.strips_note",
            strip_m=study.network.strip_m,
            segments=STRIP_SEGMENTS,
        )
    else:
        note = both(
            "report.coverage.shapes_note",
            segments=SHOWN_SEGMENTS,
            short=SHOWN_SHORT,
            area=SHOWN_ERROR,
        )
    return render_geojson(study, note=note)


class Study:
    """One question, asked of layer after layer and rule after rule."""

    def __init__(
        self,
        places: Metres,
        question: Question,
        network: Network | None = None,
        spec: NetworkSpec | None = None,
    ) -> None:
        self.places, self.question, self.network = places, question, network
        self.walks = Walks(network, spec.strip_m) if network and spec else None

    def measured(self, spec: LayerSpec, rule: Rule) -> Measured:
        """Return one layer against one rule."""
        question = self.question
        now = self._coverage(spec.key, rule, question.as_of)
        compared = self._coverage(spec.key, rule, question.compare) if question.compare else None
        over_time = tuple(self._over_time(spec.key, rule)) if question.has_timeline else ()
        return Measured(
            layer=spec.key,
            title=spec.title,
            coverage=now,
            gaps=gaps_of(
                now, self.demand(question.as_of), self.coming(spec.key), network=self.network
            ),
            compared=compared,
            over_time=over_time,
            contributions=self._contributions(spec.key, over_time),
            shapes=self._shapes(spec.key, rule, now) if question.has_shapes else None,
        )

    def _coverage(self, key: str, rule: Rule, day: date | None) -> Coverage:
        return self.served_by(key, rule, self.serve(key, day), day)

    def served_by(
        self,
        key: str,
        rule: Rule,
        serve: NDArray[np.bool_],
        day: date | None,
        *,
        circle: Coverage | None = None,
    ) -> Coverage:
        """Return what some of the facilities of a layer serve of the demand of a day.

        ``circle`` is the same by the straight line, where walks are measured and it is known.
        """
        parks, facilities, demand = self._frames(key, serve, day)
        by, detour = self.question.by, self.question.detour
        if self.walks is None:
            return measure(parks, facilities, demand, rule, by=by, detour=detour)
        return measure_walks(parks, facilities, demand, rule, self.walks, by=by, circle=circle)

    def _frames(
        self, key: str, serve: NDArray[np.bool_], day: date | None
    ) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, gpd.GeoDataFrame]:
        return self.places.parks, self.places.facilities[key][serve], self.demand(day)

    def serve(self, key: str, day: date | None) -> NDArray[np.bool_]:
        """Return which facilities of a layer serve on a day; None is before the first change."""
        stages = self.places.stages(key, self.question.scenario, day or _BEFORE)
        return supplies(stages, with_trial=self.question.with_trial)

    def demand(self, day: date | None) -> gpd.GeoDataFrame:
        """Return the plots that are to be served on a day; None is before the first change."""
        question = self.question
        return self.places.demand_on(question.demand, question.scenario, day or _BEFORE)

    def coming(self, key: str) -> gpd.GeoDataFrame:
        """Return what does not serve yet, with the day on which it will; see ``opens``."""
        facilities = self.places.facilities[key]
        days = pd.Series(self.opens(key), index=facilities.index, dtype=object)
        return facilities.assign(**{OPENS: days})[~self.serve(key, self.question.as_of)]

    def opens(self, key: str) -> list[date | None]:
        """Return the first day after the question's on which each facility begins to serve.

        In ``actual`` nothing is expected to happen, so it is the plan that says when.
        """
        question = self.question
        is_actual = question.scenario is Scenario.ACTUAL
        scenario = Scenario.PLAN if is_actual else question.scenario
        mapped = self.places.layer(key)
        return opening_days(
            self.places.scene.courses[scenario],
            mapped.courses,
            after=question.as_of,
            with_trial=question.with_trial,
        )

    def days(self, key: str) -> set[date]:
        """Return the days on which the supply of a layer changes."""
        question = self.question
        courses = self.places.layer(key).courses
        steps = self.places.scene.courses[question.scenario]
        return set(days_of_change(steps, courses, with_trial=question.with_trial))

    def _over_time(self, key: str, rule: Rule) -> Iterator[tuple[date | None, Coverage]]:
        demand = self.places.scene.demand
        days = self.days(key)
        if self.question.demand is DemandKind.OCCUPIED and demand is not None:
            days |= self._days_of_demand(demand)
        yield None, self._coverage(key, rule, None)
        for day in sorted(days):
            yield day, self._coverage(key, rule, day)

    def _days_of_demand(self, demand: Layer) -> set[date]:
        """Return the days on which plots may become occupied."""
        scene = self.places.scene
        steps = scene.courses[self.question.scenario]
        found: set[date] = set()
        for mapped in scene.layers:
            if mapped.layer.spec.key == demand.spec.key and mapped.role is Role.FACILITY:
                found.update(days_of_change(steps, mapped.courses, with_trial=True))
        return found

    def _contributions(
        self, key: str, over_time: Sequence[tuple[date | None, Coverage]]
    ) -> tuple[model.Contribution, ...]:
        """Return what each task is still to bring by the last day of change."""
        if not over_time or over_time[-1][0] is None:
            return ()
        last, whole = over_time[-1]
        then = self.serve(key, last)
        new = then & ~self.serve(key, self.question.as_of)
        return contributions_of(
            whole,
            *self._frames(key, then, last),
            new=new[then],
            detour=self.question.detour,
            walks=self.walks,
        )

    def _shapes(self, key: str, rule: Rule, now: Coverage) -> gpd.GeoDataFrame | None:
        if now.radius_m is None:
            return None
        parks = self.places.parks
        serving = self.places.facilities[key][self.serve(key, self.question.as_of)]
        supply = supply_of(serving[kind_of_rule(serving, rule)])
        areas = parks.geometry.to_numpy()
        if self.walks is None:
            served, gaps = shown_within(areas, supply, now.radius_m)
        else:
            served, gaps = Walked.of(self.walks, supply, now.radius_m).shown_within(areas)
        columns = {
            model.PARK: [*parks.index, *parks.index],
            model.SERVED: [True] * len(served) + [False] * len(gaps),
        }
        frame = gpd.GeoDataFrame(columns, geometry=[*served, *gaps], crs=parks.crs)
        return frame[~frame.geometry.is_empty].to_crs("EPSG:4326")


def _tasks_told(measured: Sequence[Measured]) -> set[str]:
    closing = {gap.task_id for one in measured for gap in one.gaps if gap.task_id}
    return closing | {told.task_id for one in measured for told in one.contributions}


def _problems(workspace: Workspace, places: Metres, measured: Sequence[Measured]) -> list[Problem]:
    """Return what a reader of the figures has to know."""
    said: list[Problem] = []
    if places.scene.demand is None:
        said.append(Problem(Severity.NOTE, "coverage.no_demand", workspace.file.name))
    if not measured:
        said.append(Problem(Severity.WARNING, "coverage.no_rule", workspace.file.name))
    file = places.scene.parks.source.file
    overlap_m2 = max((one.coverage.overlap_m2 for one in measured), default=0)
    if overlap_m2:
        shared = {"area_m2": round(overlap_m2)}
        said.append(Problem(Severity.NOTE, "coverage.overlap", file, values=shared))
    untold = max((one.coverage.zone.weights_untold for one in measured), default=0)
    if untold and workspace.weight and places.scene.demand is not None:
        values: dict[str, object] = {"count": untold, "column": workspace.weight}
        source = places.scene.demand.source.file
        said.append(Problem(Severity.NOTE, "coverage.untold", source, values=values))
    snap_m = workspace.network.snap_m if workspace.network else 0
    if measured and places.scene.demand is not None:
        said += _plots_off_streets(measured[0].coverage, places.scene.demand.source.file, snap_m)
    for key in dict.fromkeys(one.layer for one in measured):
        of_layer = [one for one in measured if one.layer == key]
        said += _layer_problems(places, key, of_layer, snap_m)
    return said


def _layer_problems(
    places: Metres, key: str, measured: Sequence[Measured], snap_m: float
) -> list[Problem]:
    mapped = places.layer(key)
    counts = {
        "coverage.doubled": max(one.coverage.doubled for one in measured),
        "coverage.shapes": max(one.coverage.shapes for one in measured),
    }
    file = mapped.layer.source.file
    said = [
        Problem(Severity.NOTE, code, file, values={"count": count})
        for code, count in counts.items()
        if count
    ]
    far = dict.fromkeys(one for each in measured for one in each.coverage.far_facilities)
    return said + told_of_far(file, "network.far_facilities", list(far), snap_m)


def _plots_off_streets(coverage: Coverage, file: str, snap_m: float) -> list[Problem]:
    return told_of_far(file, "network.far_plots", coverage.far_plots, snap_m)


def told_of_far(file: str, code: str, ids: Sequence[str], snap_m: float) -> list[Problem]:
    """Return a warning that some are too far from every street; the first few by their ids."""
    if not ids:
        return []
    more = " ..." if len(ids) > _TOLD else ""
    told = ", ".join(ids[:_TOLD]) + more
    values: dict[str, object] = {"count": len(ids), "ids": told, "snap_m": snap_m}
    return [Problem(Severity.WARNING, code, file, values=values)]
