from __future__ import annotations

import json
import re
from base64 import b64decode
from typing import Any

import pytest

from parkmap.model import Basemap, BasemapSpec, Text, TileLevel, Tiles
from parkmap.page import policy, render_page, render_within
from parkmap.texts import tell
from tests.intake.tiles_world import png
from tests.page import world
from tests.page.hostile import HOSTILE

GRASS, WATER = png((0, 120, 0)), png((0, 0, 200))


def served(*hosts: str, key: str = "served") -> Basemap:
    """Return a base map of a server."""
    urls = tuple(f"{host}/{{z}}/{{x}}/{{y}}.png" for host in hosts)
    spec = BasemapSpec(key, "basemaps.0", Text("局网", "Office"), urls=urls, hosts=hosts)
    return Basemap(spec, "© A", None)


def embedded() -> Basemap:
    """Return a base map of two tiles side by side, the second missing below."""
    tiles = Tiles((GRASS, WATER), (TileLevel(14, 13588, 7000, 2, (1, 2, 1, 0)),))
    return Basemap(BasemapSpec("air", "basemaps.0", Text("航片", "Air")), "© B", tiles)


def image_sources(html: str) -> str:
    found = re.search(r"img-src ([^;\"]*)", html)
    assert found
    return found[1]


def block(html: str, name: str) -> Any:
    found = re.search(f'<script type="application/json" id="{name}">(.*?)</script>', html)
    assert found
    return json.loads(found[1])


def test_page_without_base_maps_may_ask_nobody() -> None:
    assert image_sources(render_page(world.scene())) == "data: blob:"
    assert image_sources(render_page(world.scene(basemaps=[embedded()]))) == "data: blob:"


def test_policy_names_each_declared_host_once_and_nothing_else() -> None:
    bases = [served("https://a.org", "http://10.1.2.3:8080"), served("https://a.org", key="two")]
    html = render_page(world.scene(basemaps=bases))
    assert image_sources(html) == "data: blob: https://a.org http://10.1.2.3:8080"
    assert "connect-src 'none'" in html


@pytest.mark.parametrize(
    "host",
    ["https://*", "https://a.org; script-src *", "https://a.org/", "a.org", "data:",
     "https://a.org\n", "https://a.org 'unsafe-inline'", 'https://a.org"', "https://a.org:x"],
)  # fmt: skip
def test_host_that_is_more_than_a_host_stops_the_build(host: str) -> None:
    with pytest.raises(ValueError, match="no host"):
        policy.content_policy([], [host])


def test_tiles_travel_once_each_at_the_end_of_the_page() -> None:
    html = render_page(world.scene(basemaps=[served("https://a.org"), embedded()]))
    (_, head) = block(html, "parkmap-data")["basemaps"]
    assert head["block"] == "parkmap-tiles-1"
    assert head["levels"] == [
        {"zoom": 14, "column": 13588, "row": 7000, "columns": 2, "places": [1, 2, 1, 0]}
    ]
    assert [b64decode(text) for text in block(html, "parkmap-tiles-1")] == [GRASS, WATER]
    assert html.index('id="parkmap-tiles-1"') > html.index('id="parkmap-code"')


def test_hostile_titles_and_attributions_are_data_alone() -> None:
    bases = [
        Basemap(BasemapSpec(text, "basemaps.0", Text(text, text)), text, None) for text in HOSTILE
    ]
    html = render_page(world.scene(basemaps=bases))
    heads = block(html, "parkmap-data")["basemaps"]
    assert [head["attribution"] for head in heads] == list(HOSTILE)
    shell = re.sub(r'<script type="application/json".*?</script>', "", html, flags=re.DOTALL)
    plain = render_page(world.scene())
    assert shell == re.sub(
        r'<script type="application/json".*?</script>', "", plain, flags=re.DOTALL
    )


def test_heavy_base_map_is_named_by_the_warning() -> None:
    tiles = Tiles((png((1, 2, 3), padding=90_000),), (TileLevel(14, 13588, 7000, 1, (1,)),))
    base = Basemap(BasemapSpec("air", "basemaps.0", Text("航片", "Air")), "", tiles)
    _, (problem,) = render_within(world.scene(basemaps=[base]), budget_bytes=1000)
    assert str(problem.values["largest"]).startswith("air 0.1 MB; ")
    assert "air" in tell("zh", problem)
