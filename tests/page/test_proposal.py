"""A proposal as a page carries it; its figures are held against the command elsewhere."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import shapely

import parkmap
from parkmap.model import LAND, Land
from parkmap.page import render_page, render_within, resources
from parkmap.page.content import scene_data
from parkmap.page.proposal import proposal_data
from parkmap.pipeline.propose import with_proposal
from parkmap.pipeline.wish import Wish
from tests.page import world
from tests.page.test_coverage import AS_OF, sample_scene
from tests.page.unpacked import numbers

if TYPE_CHECKING:
    from parkmap.model import Layer, Proposal, Scene


@cache
def proposed() -> Scene:
    wish = Wish("toilets", 3, AS_OF, AS_OF)
    return with_proposal(parkmap.sample().workspace, sample_scene(), wish)


def proposal() -> Proposal:
    told = proposed().proposal
    assert told is not None
    return told


def data(scene: Scene) -> dict[str, Any]:
    told = proposal_data(scene)
    assert told is not None
    return told


def test_page_without_one_carries_nothing_of_it() -> None:
    told = scene_data(world.scene())
    assert told["proposal"] is None
    assert not [key for key in sentences_of(told) if key.startswith("page.sites.")]
    plain, whole = resources.page_script(), resources.page_script(frozenset({"proposal"}))
    for name in ("Proposal", "ProposalMap", "ProposalPanel"):
        assert f"class {name} " not in plain
        assert f"class {name} " in whole
    assert ".pm-proposal" not in resources.late_style()


def sentences_of(told: dict[str, Any]) -> dict[str, str]:
    read: dict[str, str] = json.loads(zlib.decompress(b64decode(told["texts"])))["zh"]
    return read


def test_it_opens_beside_its_rule_or_the_first_of_its_layer() -> None:
    assert data(proposed())["opens"] == "toilets:toilet_300"
    study = proposal().study
    bare = replace(study, after=replace(study.after, rule=replace(study.after.rule, key="radius")))
    scene = replace(proposed(), proposal=replace(proposal(), study=bare))
    assert data(scene)["opens"] == "toilets:toilet_300"
    assert data(replace(proposed(), coverage=None))["opens"] == ""


def test_land_travels_by_what_becomes_of_it() -> None:
    square = shapely.box(118.6, 24.7, 118.61, 24.71)
    rest = shapely.box(118.61, 24.7, 118.62, 24.71)
    land = gpd.GeoDataFrame({LAND: [Land.LEFT, Land.SERVED]}, geometry=[rest, square], crs=4326)
    told = data(replace(proposed(), proposal=replace(proposal(), land=land)))["land"]
    # Served, gained, left: in this order; neighbours are stored from the west.
    assert numbers(told, "land") == [0, 2]
    assert numbers(told, "pathSize") == [5, 5]


def test_where_nothing_is_served_all_land_is_gained_or_left() -> None:
    scene = sample_scene()
    none = [
        replace(one, courses=one.courses[:0], states=one.states[:0], layer=without_rows(one.layer))
        if one.layer.spec.key == "toilets"
        else one
        for one in scene.layers
    ]
    wish = Wish("toilets", 1, AS_OF, AS_OF)
    bare = with_proposal(parkmap.sample().workspace, replace(scene, layers=tuple(none)), wish)
    assert bare.proposal is not None
    assert set(bare.proposal.land[LAND]) == {Land.GAINED, Land.LEFT}
    assert set(numbers(data(bare)["land"], "land")) == {1, 2}


def without_rows(layer: Layer) -> Layer:
    return replace(layer, frame=layer.frame[:0], properties=layer.properties[:0])


def test_same_proposal_gives_the_same_bytes() -> None:
    assert render_page(proposed()) == render_page(proposed())


def test_budget_names_it_among_the_heaviest() -> None:
    places = shapely.points([[118.6 + at / 9000, 24.7 + at % 97 / 9000] for at in range(9000)])
    land = gpd.GeoDataFrame(
        {LAND: [Land.LEFT] * len(places)}, geometry=shapely.buffer(places, 1e-4), crs=4326
    )
    scene = replace(proposed(), proposal=replace(proposal(), land=land))
    _, problems = render_within(scene, budget_bytes=1000)
    assert str(problems[0].values["largest"]).startswith("proposal ")
