"""``parkmap suggest --format html``: the map of the zone with a proposal in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely

from parkmap.coverage import shown_within, supply_of
from parkmap.coverage.approach import Walked, Walks
from parkmap.model import LAND, LANGS, Land, Proposal
from parkmap.pipeline.build import publish
from parkmap.pipeline.over_time import with_coverage
from parkmap.pipeline.reading import spare_inputs
from parkmap.pipeline.scene import make_scene, noted
from parkmap.pipeline.suggest import siting_in
from parkmap.report.records import render_csv
from parkmap.report.siting import report_of
from parkmap.report.siting_shapes import render_geojson

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from parkmap.model import Lang, Scene, Workspace
    from parkmap.pipeline.build import Built
    from parkmap.pipeline.reading import OnStep
    from parkmap.pipeline.suggest import Siting
    from parkmap.pipeline.wish import Wish

_SLIVER_M2: Final = 1.0
_NOTED: Final = ("sites", "parks")
"""Grids whose notes a page tells, too."""


def propose(
    workspace: Workspace,
    wish: Wish,
    *,
    file: Path | None,
    lang: Lang,
    on_step: OnStep = lambda _name: None,
) -> Built:
    """Read the workspace's files and write its map with where facilities would go.

    Parameters
    ----------
    workspace
        What parkmap.toml says.
    wish
        What is asked for; its day is that of the map.
    file
        The map to write; what stands there stays until the new one is whole. None: no file, the
        map is returned.
    lang
        The language in which the page opens; it holds both.
    on_step
        Called with the name of each file before it is read, and of the map before it is written.

    Raises
    ------
    ParkmapError
        With every fault found in all the files; or if not everyone can be served as is asked, with
        what would do.
    UnknownNameError
        If a park or rule that is asked for is not there.
    """
    if file is not None:
        spare_inputs(workspace, file)
    # Of another day than what is known of, a map differs in slip alone, which no proposal counts.
    scene = make_scene(workspace, as_of=wish.as_of, lang=lang, on_step=on_step)
    scene = with_proposal(workspace, with_coverage(workspace, scene), wish, on_step=on_step)
    return publish(workspace, scene, file=file, on_step=on_step)


def with_proposal(
    workspace: Workspace, scene: Scene, wish: Wish, *, on_step: OnStep = lambda _name: None
) -> Scene:
    """Return a scene with where facilities would go, and among its problems what there is to say.

    Raises
    ------
    ParkmapError
        If not everyone can be served as is asked, with what would do.
    UnknownNameError
        If a park or rule that is asked for is not there.
    """
    siting, problems = siting_in(workspace, scene, wish, on_step=on_step)
    solved = siting.solved()
    study = siting.study(solved)
    report = report_of(study)
    lines = {fact.key: fact.line for fact in report.facts if fact.line is not None}
    notes = {
        f"{grid.key}.{at}": note
        for grid in report.grids
        if grid.key in _NOTED
        for at, note in enumerate(grid.notes)
    }
    proposal = Proposal(
        study=study,
        land=_land(siting, solved[1].sites),
        told={**lines, **notes},
        csv={one: render_csv(report, one).encode() for one in LANGS},
        geojson=render_geojson(study),
    )
    return replace(noted(scene, *problems), proposal=proposal)


def _land(siting: Siting, sites: Sequence[int]) -> gpd.GeoDataFrame:
    """Return all land of the parks as polygons in EPSG:4326: served, gained by sites, and left."""
    zone = shapely.union_all(siting.places.parks.geometry.to_numpy())
    before, after = (_served(siting, zone, some) for some in ((), sites))
    parts = {
        Land.SERVED: before,
        Land.GAINED: shapely.difference(after, before),
        Land.LEFT: shapely.difference(zone, shapely.union(before, after)),
    }
    frame = gpd.GeoDataFrame(
        {LAND: list(parts)}, geometry=list(parts.values()), crs=siting.places.crs
    ).explode(ignore_index=True)
    # Where edges run along each other an overlay leaves lines, and slivers that nobody sees.
    return frame[shapely.area(frame.geometry) >= _SLIVER_M2].to_crs("EPSG:4326")


def _served(siting: Siting, zone: shapely.Geometry, sites: Sequence[int]) -> shapely.Geometry:
    areas, supply = np.array([zone]), supply_of(siting.supply_with(sites))
    if siting.network is None:
        radius_m = siting.radius_m / (siting.wish.detour or 1)
        served, _ = shown_within(areas, supply, radius_m)
    else:
        walks = Walks(siting.network, siting.strip_m)
        walked = Walked.of(walks, supply, siting.radius_m)
        served, _ = walked.shown_within(areas)
    (shape,) = served.tolist()
    return shape  # type: ignore[no-any-return]
