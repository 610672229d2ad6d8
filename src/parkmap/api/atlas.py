"""A workspace, opened: its data as frames, its map as a page, what is late and who is served."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from parkmap.api.frames import layer_frame, tally_row, task_frame
from parkmap.api.page import Page
from parkmap.api.sites import Sites
from parkmap.api.told import as_day, telling
from parkmap.model import (
    LANGS,
    DemandKind,
    Denominator,
    Distance,
    Grouping,
    Scenario,
    SiteKind,
    SitingModel,
)
from parkmap.pipeline import build as building
from parkmap.pipeline import coverage as serving
from parkmap.pipeline import status as programme
from parkmap.pipeline import suggest as siting
from parkmap.pipeline.question import Question
from parkmap.pipeline.scene import make_scene
from parkmap.pipeline.wish import STEP_M, Wish
from parkmap.report.coverage_frame import frame_of
from parkmap.report.siting_frame import frame_of as sites_of
from parkmap.siting import TIME_LIMIT_S
from parkmap.workspace import layer_keys

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from parkmap.model import Lang, Scene, Workspace


@dataclass(frozen=True, slots=True, repr=False)
class Atlas:
    """A workspace, opened. It keeps no data: every call reads the files as they are then.

    Attributes
    ----------
    workspace
        What parkmap.toml says.
    """

    workspace: Workspace

    @property
    def as_of(self) -> date:
        """The day that is meant where none is named: the workspace's, else today."""
        return self.workspace.as_of or date.today()  # noqa: DTZ011 - the office's own calendar day

    def page(
        self, as_of: date | str | None = None, *, lang: Lang = "zh", layers: Iterable[str] = ()
    ) -> Page:
        """Return the map.

        Parameters
        ----------
        as_of
            The day of the map, as a date or like "2017-05-31".
        lang
            The language in which the page opens, zh or en; it holds both.
        layers
            Keys or titles of the layers to show beside parks and ground; none: all.

        Raises
        ------
        ParkmapError
            With every fault found in all the files.
        UnknownLayerError
            If a layer is not in the workspace.

        Examples
        --------
        >>> import parkmap
        >>> page = parkmap.sample().page(lang="en", layers=["busstops"])
        >>> page.html[:15]
        '<!DOCTYPE html>'
        """
        if lang not in LANGS:
            msg = f"lang is one of {', '.join(LANGS)}, not {lang!r}"
            raise ValueError(msg)
        keys = layer_keys(self.workspace, _several(layers))
        day = self._day(as_of)
        with telling():
            built = building.build(self.workspace, file=None, as_of=day, lang=lang, keys=keys)
        return Page(built.html, built.problems, day, lang, self.workspace)

    def layers(self, as_of: date | str | None = None) -> dict[str, gpd.GeoDataFrame]:
        """Return every layer as a GeoDataFrame of your own, by key; the parks are ``parks``.

        The index is the id, the coordinates are WGS 84 (lon, lat). The columns are ``name``,
        ``name_zh`` and ``name_en``; for facilities also ``park``, ``task``, ``stage``,
        ``condition``, ``lateness`` and ``days_late`` on the day; then the file's own, but for one
        whose name is taken by these. What ``[page] omit`` withholds is not here either, for
        notebooks are passed on as well.

        Raises
        ------
        ParkmapError
            With every fault found in all the files.

        Examples
        --------
        >>> import parkmap
        >>> stops = parkmap.sample().layers("2017-06-30")["busstops"]
        >>> len(stops), stops.crs.to_string()
        (28, 'EPSG:4326')
        >>> int((stops["lateness"] == "overdue").sum())
        0
        """
        scene = self._scene(as_of)
        mapped = {one.layer.spec.key: layer_frame(one.layer, one.states) for one in scene.layers}
        return {
            "parks": layer_frame(scene.parks, pd.DataFrame(index=scene.parks.frame.index)),
            **mapped,
        }

    def tasks(self, as_of: date | str | None = None) -> pd.DataFrame:
        """Return the responsibility table: one row for each task, how it stands on the day.

        The index is the task's id. ``layer`` is the key of the layer that it builds, ``park`` the
        id of its park if it is one, ``parks`` the ids of all, ``facilities`` the ids of what it
        builds on the map, and ``match`` how they were found or why there are none (``property``,
        ``listed``, ``name``; ``ambiguous``, ``unlocated``, ``unknown_layer``, ``no_layer``).
        ``start_by`` and ``finish_by`` are the last days that keep the promise as it stands now.
        Without a register there are no rows.

        Raises
        ------
        ParkmapError
            With every fault found in all the files.

        Examples
        --------
        >>> import parkmap
        >>> tasks = parkmap.sample().tasks()
        >>> int(tasks.loc[tasks["lateness"] == "overdue", "days_late"].min()) > 0
        True
        """
        return task_frame(self._scene(as_of).tasks)

    def status(
        self,
        as_of: date | str | None = None,
        *,
        by: str | None = None,
        scenario: str = "actual",
    ) -> pd.DataFrame:
        """Return how many tasks there are of each stage and lateness, and how late the latest is.

        One row for each park, layer, department, leader, person or month that ``by`` names, and
        last the total, whose index is ``total``. A task of two departments counts in both, and once
        in the total. What names none has an empty index. Columns: ``name``, ``tasks``,
        ``stage_...``, ``lateness_...``, ``suspended``, ``cancelled`` and ``most_days_late``.

        Parameters
        ----------
        as_of
            The day, as a date or like "2017-05-31".
        by
            park, layer, department, leader, person or month; None: the total alone.
        scenario
            actual, plan or slip.

        Raises
        ------
        ParkmapError
            With every fault found in all the files.

        Examples
        --------
        >>> import parkmap
        >>> status = parkmap.sample().status(by="department")
        >>> int(status.loc["total", "tasks"]), int(status.loc["规划建设科", "lateness_late_start"])
        (63, 3)
        """
        grouping, assumed = Grouping(by) if by else None, Scenario(scenario)
        with telling():
            found = programme.status(
                self.workspace,
                as_of=self._day(as_of),
                scenario=assumed,
                known_on=self.as_of,
                by=grouping,
            ).status
        tallies = [(one.key, one.name.zh, one.tally) for one in found.groups]
        tallies.append(("total", "", found.total))
        rows = {key: tally_row(name, tally) for key, name, tally in tallies}
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis(by or "group")

    def coverage(  # noqa: PLR0913 - each is a question of its own, and all have a default
        self,
        as_of: date | str | None = None,
        *,
        layers: Iterable[str] = (),
        parks: Iterable[str] = (),
        rules: Iterable[str] = (),
        radius_m: float | None = None,
        by: str | None = None,
        scenario: str = "actual",
        demand: str = "all",
        detour: float | None = None,
        distance: str = "euclid",
    ) -> pd.DataFrame:
        """Return who is served: one row for each layer, rule and park, and for the zone.

        The zone's row has ``park_id`` None; it counts once what parks share. The columns are those
        of ``parkmap coverage --format json``; docs/coverage.md says what they mean.

        Parameters
        ----------
        as_of
            The day, as a date or like "2017-05-31".
        layers, parks
            Keys or titles of layers, ids or names of parks; none: all.
        rules, radius_m
            Keys of rules, and a bare radius in metres, instead of the layers' own.
        by
            The share to judge by: area, plots or employees; None: what each rule leads with.
        scenario
            actual, plan or slip.
        demand
            all plots, or those occupied on the day.
        detour
            How much longer than the straight line the way is thought to be.
        distance
            euclid, or network for walks along the streets of ``[network]``.

        Raises
        ------
        ParkmapError
            With every fault found in all the files.
        LookupError
            If a layer, park or rule is not there.

        Examples
        --------
        >>> import parkmap
        >>> rows = parkmap.sample().coverage(layers=["busstops"], rules=["bus_500_people"])
        >>> zone = rows.iloc[0]
        >>> int(zone["facilities_inside"]), zone["verdict"], round(float(zone["area_share"]), 3)
        (17, 'fail', 0.678)
        """
        question = Question(
            as_of=self._day(as_of),
            known_on=self.as_of,
            scenario=Scenario(scenario),
            keys=layer_keys(self.workspace, _several(layers)),
            parks=_several(parks),
            rules=_several(rules),
            radius_m=radius_m,
            by=Denominator(by) if by else None,
            demand=DemandKind(demand),
            detour=detour,
            on_network=Distance(distance) is Distance.NETWORK,
        )
        with telling():
            study, _ = serving.coverage(self.workspace, question)
        return frame_of(study)

    def suggest(  # noqa: PLR0913 - each is a question of its own, and all but two have a default
        self,
        layer: str,
        sites: int | None = None,
        *,
        as_of: date | str | None = None,
        model: str = "max-cover",
        by: str | None = None,
        rule: str | None = None,
        radius_m: float | None = None,
        detour: float | None = None,
        distance: str = "euclid",
        candidates: str | Path | Iterable[str] = ("streets", "plots"),
        step_m: float = STEP_M,
        count_planned: bool = True,
        within: Iterable[str] = (),
        time_limit_s: float = TIME_LIMIT_S,
    ) -> Sites:
        """Return where the next facilities of a layer would go: one point for each site.

        ``.page()`` of what is returned is the map that shows them, before and after.

        Columns: ``park_id``, ``park_name``, ``kind`` and ``place`` (what the candidate comes from);
        ``adds_area_m2``, ``adds_plots``, ``adds_employees``: what the site would serve beyond what
        counts as supply; ``lost_...``: what would be lost if it alone were left out. ``attrs`` hold
        ``value``, ``bound`` and ``gap`` (0: no better answer exists); docs/siting.md says of what.

        Parameters
        ----------
        layer
            Key or title.
        sites
            How many; with ``cover-all`` at most, None for as many as it takes.
        as_of
            The day, as a date or like "2017-05-31".
        model
            max-cover, cover-all, median or center.
        by
            What is to be served: area, plots or employees; None: what the rule leads with.
        rule, radius_m
            The key of a rule, or a bare radius, instead of the layer's own.
        detour
            How much longer than the straight line the way is thought to be.
        distance
            euclid, the straight line; network, the walk along the streets of ``[network]``.
        candidates
            streets, plots and grid, or one file of sites; ``step_m`` apart along plots and in a
            grid.
        count_planned
            Whether what the plan finishes counts as supply.
        within
            Parks, by id or name, to which candidates and demand are limited.
        time_limit_s
            After which the best answer so far is taken.

        Raises
        ------
        ParkmapError
            With every fault found in all the files; or if not everyone can be served as is asked,
            with what would do.
        LookupError
            If a layer, park or rule is not there.

        Examples
        --------
        >>> import parkmap
        >>> sites = parkmap.sample().suggest("toilets", 3)
        >>> len(sites), sites.attrs["gap"], bool((sites["adds_employees"] > 0).all())
        (3, 0.0, True)
        """
        kinds, file = _candidates(candidates)
        wish = Wish(
            key=layer_keys(self.workspace, (layer,))[0],
            sites=sites,
            as_of=self._day(as_of),
            known_on=self.as_of,
            model=SitingModel(model),
            rule=rule,
            radius_m=radius_m,
            by=Denominator(by) if by else None,
            detour=detour,
            on_network=Distance(distance) is Distance.NETWORK,
            kinds=kinds,
            file=file,
            step_m=step_m,
            counts_planned=count_planned,
            within=_several(within),
            time_limit_s=time_limit_s,
        )
        if sites is None and wish.model is not SitingModel.COVER_ALL:
            msg = f"say how many sites; only {SitingModel.COVER_ALL.value} finds it out"
            raise ValueError(msg)
        with telling():
            study, _ = siting.suggest(self.workspace, wish)
        return Sites.of(sites_of(study), self.workspace, wish)

    def _scene(self, as_of: date | str | None) -> Scene:
        with telling():
            return make_scene(self.workspace, as_of=self._day(as_of), lang="zh")

    def _day(self, as_of: date | str | None) -> date:
        return as_day(as_of) or self.as_of

    def __repr__(self) -> str:
        keys = ", ".join(spec.key for spec in self.workspace.layers)
        return f"<Atlas {str(self.workspace.file)!r}: {keys}>"


def _several(names: Iterable[str]) -> tuple[str, ...]:
    """Return names as they are meant: a text is one name, not several of one letter."""
    return (names,) if isinstance(names, str) else tuple(names)


def _candidates(told: str | Path | Iterable[str]) -> tuple[tuple[SiteKind, ...], Path | None]:
    """Return which kinds of candidates are meant, or which file."""
    known = {str(kind) for kind in SiteKind} - {str(SiteKind.FILE)}
    if isinstance(told, Path) or (isinstance(told, str) and told not in known):
        return (), Path(told)
    return tuple(SiteKind(one) for one in _several(told)), None
