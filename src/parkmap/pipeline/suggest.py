"""``parkmap suggest``: where the next facilities should go, and what they would bring."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from parkmap import model
from parkmap.coverage import (
    STRIP_M,
    kind_of_rule,
    measure,
    nearest,
    pairs_within,
    starts_of,
    supplies,
    supply_of,
)
from parkmap.coverage.network import doors_of, nearest_door
from parkmap.errors import DataError
from parkmap.metric import HAIR_M, proj_of
from parkmap.model import (
    Added,
    Denominator,
    Grouping,
    Problem,
    Scenario,
    Severity,
    Site,
    SiteKind,
    SitingModel,
    SitingStudy,
)
from parkmap.pipeline.alternatives import alternatives_of
from parkmap.pipeline.candidates import candidates_in, candidates_of, parks_at, samples_of
from parkmap.pipeline.metres import in_metres
from parkmap.pipeline.network import need_network, network_in
from parkmap.pipeline.question import named_rules, parks_meant
from parkmap.pipeline.scene import make_scene
from parkmap.pipeline.wish import rule_of
from parkmap.siting import (
    UnservableError,
    World,
    center,
    cover_all,
    max_cover,
    median,
    nearest_m,
)
from parkmap.status.groups import names_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from parkmap.coverage.network import Network
    from parkmap.model import Coverage, Rule, Scene, Workspace
    from parkmap.pipeline.candidates import Candidates
    from parkmap.pipeline.metres import Metres
    from parkmap.pipeline.reading import OnStep
    from parkmap.pipeline.wish import Wish
    from parkmap.siting import Answer

_LAST: Final = date.max
_MOST_PAIRS: Final = 5_000_000
"""Candidates times demand of which all distances are held at once."""
_SAMPLES: Final = 20_000
_SAMPLE_SHARE: Final = 1 / 12
"""Of the radius: how far apart samples of the area are, unless there would be too many."""


def suggest(
    workspace: Workspace, wish: Wish, *, on_step: OnStep = lambda _name: None
) -> tuple[SitingStudy, tuple[Problem, ...]]:
    """Read the workspace's files and return where facilities would go.

    Raises
    ------
    ParkmapError
        With every fault found in all the files; or if not everyone can be served as is asked, with
        what would do.
    UnknownNameError
        If a park or rule that is asked for is not there.
    """
    scene = make_scene(
        workspace, as_of=wish.as_of, lang="zh", known_on=wish.known_on, on_step=on_step
    )
    siting, problems = siting_in(workspace, scene, wish, on_step=on_step)
    return siting.study(siting.solved()), problems


def siting_in(
    workspace: Workspace, scene: Scene, wish: Wish, *, on_step: OnStep = lambda _name: None
) -> tuple[Siting, tuple[Problem, ...]]:
    """Return a wish with all that its answer is made from, and what there is to say of it.

    Raises
    ------
    ParkmapError
        If nothing can be measured, or no site is allowed.
    UnknownNameError
        If a park or rule that is asked for is not there.
    """
    rules = named_rules(workspace, [wish.rule] if wish.rule else [])
    places = in_metres(scene, workspace.weight)
    within = parks_meant(scene.parks, wish.within) if wish.within else ()
    rule, radius_m = rule_of(workspace, places, wish, rules)
    told: tuple[Problem, ...] = ()
    said: tuple[Problem, ...] = ()
    if wish.file is None:
        candidates = candidates_of(places, wish.kinds, step_m=wish.step_m, within=within)
    else:
        candidates, told = candidates_in(wish.file, places, year=workspace.zone.year, within=within)
    if not len(candidates):
        raise DataError([Problem(Severity.ERROR, "siting.no_candidates", workspace.file.name)])
    network = None
    if wish.on_network:
        network, said = network_in(places, need_network(workspace), on_step)
    siting = Siting(workspace, places, wish, rule, radius_m, candidates, within, network)
    return siting, (*scene.problems, *places.problems, *told, *said)


class Siting:
    """One wish, with all that its answer is made from."""

    def __init__(
        self,
        workspace: Workspace,
        places: Metres,
        wish: Wish,
        rule: Rule,
        radius_m: float,
        candidates: Candidates,
        within: tuple[str, ...],
        network: Network | None,
    ) -> None:
        self.workspace, self.places, self.wish = workspace, places, wish
        self.network = network
        self.strip_m = workspace.network.strip_m if workspace.network else STRIP_M
        self.rule, self.radius_m = rule, radius_m
        self.candidates, self.within = candidates, within
        facilities = places.facilities[wish.key]
        is_meant = kind_of_rule(facilities, rule)
        facilities = facilities[is_meant]
        serve = self._serve(Scenario.ACTUAL, wish.as_of)[is_meant]
        then = self._serve(Scenario.PLAN, _LAST)[is_meant]
        self.standing, self.planned = int(serve.sum()), int((then & ~serve).sum())
        self.supply = facilities[serve | then if wish.counts_planned else serve]
        # Whatever the rule is about has been chosen: sites need neither its symbol nor its size.
        self.bare = replace(rule, symbols=(), least_facility_m2=None, most_facility_m2=None)
        self.by = self._denominator()
        self.sample_m: float | None = None
        self.starts, self.weights = self._demand()

    def study(self, solved: tuple[World, Answer]) -> SitingStudy:
        """Return the whole answer."""
        world, answer = solved
        sites = answer.sites
        before, after = self._measured(()), self._measured(sites)
        whole = float(world.weights.sum())
        reached = nearest_m(world, sites) <= self.radius_m + HAIR_M
        wish = self.wish
        alternatives = alternatives_of(
            world, sites, self.candidates, model=wish.model, radius_m=self.radius_m
        )
        lonlat = self.candidates.lonlat(sites)
        value, bound = (self._told(one, whole) for one in (answer.value, answer.bound))
        return SitingStudy(
            zone=self.places.scene.zone,
            as_of=wish.as_of,
            layer=wish.key,
            title=self.places.layer(wish.key).layer.spec.title,
            model=wish.model,
            by=self.by,
            asked=wish.sites,
            detour=wish.detour,
            weight=self.workspace.weight,
            crs=proj_of(self.places.crs),
            park_names=names_of(self.places.scene, Grouping.PARK),
            within=self.within,
            before=before,
            after=after,
            sites=tuple(
                Site(
                    *lonlat[at],
                    self.candidates.parks[site],
                    SiteKind(self.candidates.kinds[site]),
                    str(self.candidates.places[site]),
                    _added(before, self._measured((site,))),
                    _added(self._measured([one for one in sites if one != site]), after),
                    alternatives[at],
                )
                for at, site in enumerate(sites)
            ),
            value=value,
            bound=bound,
            gap=answer.gap,
            served=float(world.weights[reached].sum()) / whole if whole else 0.0,
            standing=self.standing,
            planned=self.planned,
            counts_planned=wish.counts_planned,
            candidates=self.candidates.counts(),
            step_m=wish.step_m,
            demand=len(self.starts),
            sample_m=self.sample_m,
        )

    def _serve(self, scenario: Scenario, day: date) -> NDArray[np.bool_]:
        return supplies(self.places.stages(self.wish.key, scenario, day))

    def _denominator(self) -> Denominator:
        """Return what is asked for, else what the rule leads with as far as it can be counted."""
        demand = self.places.demand
        is_mine = self._counts(demand[model.PARK].to_numpy(dtype=object))
        by = self.wish.by or self.rule.leads
        if (
            self.wish.by is None
            and by is Denominator.EMPLOYEES
            and demand[model.WEIGHT][is_mine].isna().all()
        ):
            by = Denominator.PLOTS
        if by is not Denominator.AREA and not len(demand):
            if self.wish.by is not None:
                file = self.workspace.file.name
                raise DataError([Problem(Severity.ERROR, "coverage.no_demand", file)])
            by = Denominator.AREA
        return by

    def _demand(self) -> tuple[NDArray[np.object_], NDArray[np.float64]]:
        """Return where those who are to be served set out, and what each counts."""
        if self.by is Denominator.AREA:
            area_m2 = float(shapely.area(shapely.union_all(self.places.parks.geometry.to_numpy())))
            self.sample_m = max(self.radius_m * _SAMPLE_SHARE, (area_m2 / _SAMPLES) ** 0.5)
            xy = samples_of(self.places, self.sample_m)
            parks = parks_at(self.places, xy)
            starts, weights = np.asarray(shapely.points(xy)), np.full(len(xy), self.sample_m**2)
        else:
            demand = self.places.demand
            starts, parks = starts_of(demand), demand[model.PARK].to_numpy(dtype=object)
            # For those who count nobody, a plot without a number is still one to be reached.
            untold = 0.0 if self.wish.model in {SitingModel.MAX_COVER, SitingModel.MEDIAN} else 1.0
            told = np.nan_to_num(demand[model.WEIGHT].to_numpy(dtype=np.float64), nan=untold)
            weights = told if self.by is Denominator.EMPLOYEES else np.ones(len(starts))
        is_mine = self._counts(parks)
        if not is_mine.any():
            file = self.workspace.file.name
            raise DataError([Problem(Severity.ERROR, "siting.no_demand", file)])
        return starts[is_mine], weights[is_mine]

    def _counts(self, parks: NDArray[np.object_]) -> NDArray[np.bool_]:
        """Return which demand counts by its park: as coverage has it, in no park none does."""
        meant = set(self.within or self.places.parks.index)
        return np.array([park in meant for park in parks], dtype=np.bool_)

    def solved(self) -> tuple[World, Answer]:
        """Return the answer with as many distances as it takes."""
        xy = np.concatenate((self.candidates.xy, shapely.get_coordinates(self.starts)))
        farthest_m = float(np.hypot(*np.ptp(xy, axis=0))) * (self.wish.detour or 1)
        if self.network is not None:
            # No shortest walk is longer than all streets and the ways to their doors.
            farthest_m = float(self.network.length_m.sum()) + 2 * self.network.snap_m
        is_small = len(self.candidates) * len(self.starts) <= _MOST_PAIRS
        limit_m = self.radius_m
        if self.wish.model is not SitingModel.MAX_COVER and is_small:
            limit_m = farthest_m
        while True:
            world = self._world(limit_m)
            try:
                return world, self._answer(world)
            except UnservableError as error:
                if limit_m >= farthest_m or np.isfinite(error.radius_m):
                    raise DataError([self._unservable(error)]) from error
                limit_m *= 2

    def _world(self, limit_m: float) -> World:
        supply, network = supply_of(self.supply), self.network
        if network is None:
            _, straight_m = nearest(self.starts, supply)
            standing_m = straight_m * (self.wish.detour or 1.0)
        else:
            doors = (doors_of(network, shapes) for shapes in (self.starts, supply.shapes))
            _, standing_m = nearest_door(network, *doors)
        sites = np.asarray(shapely.points(self.candidates.xy))
        distances = pairs_within(
            sites, self.starts, limit_m, network=network, detour=self.wish.detour
        )
        return World(distances, self.weights, standing_m, limit_m)

    def _answer(self, world: World) -> Answer:
        wish, limit_s = self.wish, self.wish.time_limit_s
        if wish.model is SitingModel.COVER_ALL:
            return cover_all(world, radius_m=self.radius_m, most=wish.sites, time_limit_s=limit_s)
        count = wish.sites or 1
        if wish.model is SitingModel.MAX_COVER:
            return max_cover(world, count, radius_m=self.radius_m, time_limit_s=limit_s)
        solve = median if wish.model is SitingModel.MEDIAN else center
        return solve(world, count, time_limit_s=limit_s)

    def _unservable(self, error: UnservableError) -> Problem:
        radius_m = round(error.radius_m + 0.05, 1) if np.isfinite(error.radius_m) else None
        values: dict[str, object] = {
            "layer": self.wish.key,
            "radius_m": round(self.radius_m),
            "sites": self.wish.sites,
            "count": error.count,
            "unserved": error.unserved,
            "enough_m": radius_m,
        }
        code = "siting.too_few" if error.count is not None else "siting.too_far"
        if radius_m is None:
            code = "siting.no_way"
        return Problem(Severity.ERROR, code, self.workspace.file.name, values=values)

    def _told(self, value: float, whole: float) -> float:
        """Return the value of an answer as it is told: shares and means instead of sums."""
        is_sum = self.wish.model in {SitingModel.MAX_COVER, SitingModel.MEDIAN}
        return value / whole if is_sum and whole else value

    def _measured(self, sites: Sequence[int]) -> Coverage:
        """Return what is served with some sites."""
        return measure(
            self.places.parks,
            self.supply_with(sites),
            self.places.demand,
            self.bare,
            by=self.by,
            detour=self.wish.detour,
            network=self.network,
            strip_m=self.strip_m,
        )

    def supply_with(self, sites: Sequence[int]) -> gpd.GeoDataFrame:
        """Return what counts as supply, and some sites."""
        at = np.array(sites, dtype=np.int64)
        index = pd.Index([f"+{site}" for site in sites], dtype=object)
        columns = {
            name: pd.Series([None] * len(at), index=index, dtype=object)
            for name in self.supply.columns
            if name != "geometry"
        }
        columns[model.PARK] = pd.Series(self.candidates.parks[at], index=index, dtype=object)
        new = gpd.GeoDataFrame(
            columns,
            geometry=shapely.points(self.candidates.xy[at]),
            index=index,
            crs=self.places.crs,
        )
        supply = pd.concat([self.supply.astype(dict.fromkeys(columns, object)), new])
        return gpd.GeoDataFrame(supply, geometry="geometry", crs=self.places.crs)


def _added(before: Coverage, after: Coverage) -> Added:
    one, other = before.zone, after.zone
    employees = None
    if one.employees_served is not None and other.employees_served is not None:
        employees = other.employees_served - one.employees_served
    return Added(
        (other.area_served_m2 or 0) - (one.area_served_m2 or 0),
        (other.plots_served or 0) - (one.plots_served or 0),
        employees,
    )
