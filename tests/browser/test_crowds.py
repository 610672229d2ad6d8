"""Crowds of facilities as discs, and shapes drawn with the vertices that a zoom needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely
from playwright.sync_api import Page, expect

from parkmap.model import Condition, Lateness, Stage, Text
from tests.page import world

if TYPE_CHECKING:
    from parkmap.model import MappedLayer, Scene
    from tests.browser.watched import Watched

pytestmark = pytest.mark.browser

ATLAS = """
const atlas = () => {
  let found;
  map_0.eachLayer((layer) => { if (layer.page) found = layer.page.parts.atlas; });
  return found;
};
"""
# What is drawn, in the view and around it.
DRAWN = f"""
() => {{
  {ATLAS}
  const {{ clusters, singles }} = atlas().clusters.now;
  return {{
    discs: clusters.map(({{ count, late, fills }}) => ({{ count, late, fills: Object.fromEntries(fills) }})),
    singles: singles.map((rows) => rows.length),
    at: clusters.map(({{ x, y }}) => [x, y]),
  }};
}}
"""  # noqa: E501 - a line of JavaScript
PIXELS = """
() => {
  const canvas = document.querySelector('.pm-canvas');
  const copy = document.createElement('canvas');
  copy.width = canvas.width;
  copy.height = canvas.height;
  copy.getContext('2d').drawImage(canvas, 0, 0);
  return [...copy.getContext('2d').getImageData(0, 0, copy.width, copy.height).data];
}
"""


def crowd(key: str, count: int, *, late_every: int = 0, seed: int = 1) -> MappedLayer:
    """Return facilities at random places of the tiny world; each nth is late."""
    rng = np.random.default_rng(seed)
    places = rng.uniform(
        (world.WEST, world.SOUTH), (world.WEST + 0.02, world.SOUTH + 0.01), (count, 2)
    )
    known = world.layer(key, [shapely.Point(place) for place in places], title=Text(key, key))
    rows = []
    for at in range(count):
        late = bool(late_every) and at % late_every == 0
        lateness = Lateness.OVERDUE if late else Lateness.ON_TIME
        rows.append((None, None, Stage.IN_SERVICE, Condition.ACTIVE, lateness, 40 if late else 0))
    return world.mapped(known, rows)


def crowded(**options: Any) -> Scene:
    layers = [crowd("stops", 3000, late_every=100), crowd("posts", 500, seed=2)]
    return world.scene(layers=layers, tasks=[], **options)


def settle(page: Page, script: str) -> None:
    """Do something with the map, and wait until it is drawn."""
    page.evaluate(f"() => {{ {script} }}")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def test_discs_and_symbols_add_up_to_what_is_shown(watched: Watched) -> None:
    page = watched.open_scene(crowded())
    drawn = page.evaluate(DRAWN)
    assert drawn["discs"]
    assert sum(disc["count"] for disc in drawn["discs"]) + sum(drawn["singles"]) == 3500
    assert all(sum(disc["fills"].values()) == disc["count"] for disc in drawn["discs"])
    assert sum(disc["late"] for disc in drawn["discs"]) > 0


def test_hidden_layer_is_not_counted(watched: Watched) -> None:
    page = watched.open_scene(crowded())
    page.get_by_role("switch", name="stops").click()
    settle(page, "")
    drawn = page.evaluate(DRAWN)
    assert sum(disc["count"] for disc in drawn["discs"]) + sum(drawn["singles"]) == 500


def test_rows_that_are_not_shown_are_not_counted(watched: Watched) -> None:
    page = watched.open_scene(crowded())
    settle(page, f"""{ATLAS}
      const {{ facilities }} = atlas().world.groups[0];
      facilities.show(Uint8Array.from({{ length: 3000 }}, (_, row) => row % 3 === 0));
      atlas().canvas.ask();""")  # fmt: skip
    drawn = page.evaluate(DRAWN)
    assert sum(disc["count"] for disc in drawn["discs"]) + sum(drawn["singles"]) == 1000 + 500


def test_discs_stay_where_they_are_while_the_map_moves(watched: Watched) -> None:
    page = watched.open_scene(crowded())
    before = page.evaluate(DRAWN)["at"]
    settle(page, "map_0.panBy([37, -21], { animate: false })")
    after = page.evaluate(DRAWN)["at"]
    assert before == after


def test_click_on_a_disc_zooms_in_until_facilities_show(watched: Watched) -> None:
    page = watched.open_scene(crowded(), reduced_motion="reduce")
    zoom = page.evaluate("map_0.getZoom()")
    for _ in range(6):
        spot = page.evaluate(f"""() => {{
          {ATLAS}
          const {{ clusters }} = atlas().clusters.now;
          const box = map_0.getContainer().getBoundingClientRect();
          const spots = clusters.map(({{ x, y }}) => map_0.latLngToContainerPoint(
            L.CRS.EPSG3857.unproject(L.point(x / 10, y / 10))));
          const inside = spots.find(({{ x, y }}) => x > 80 && y > 80 && x < box.width - 80 && y < box.height - 80);
          return inside ? [box.x + inside.x, box.y + inside.y] : null;
        }}""")  # noqa: E501 - a line of JavaScript
        if spot is None:
            break
        page.mouse.move(*spot)
        expect(page.locator(".pm-hint")).to_contain_text("点击放大")
        page.mouse.click(*spot)
        page.wait_for_timeout(60)
    drawn = page.evaluate(DRAWN)
    assert page.evaluate("map_0.getZoom()") > zoom
    assert sum(drawn["singles"]) > 0


def test_few_symbols_are_drawn_each(watched: Watched) -> None:
    layers = [crowd("stops", 150)]
    page = watched.open_scene(world.scene(layers=layers, tasks=[]))
    assert page.evaluate(DRAWN)["discs"] == []
    assert page.evaluate(DRAWN)["singles"] == [150]


def test_simplified_shapes_look_as_whole_ones_do(watched: Watched) -> None:
    turns = np.linspace(0, 2 * np.pi, 2000)[:-1]
    radii = 0.004 * (1 + 0.2 * np.sin(7 * turns) + 0.01 * np.sin(211 * turns))
    outline = np.stack([np.cos(turns), np.sin(turns)], axis=1) * radii[:, None]
    middle = np.array([world.WEST + 0.01, world.SOUTH + 0.005])
    park = shapely.Polygon(outline + middle)
    scene = world.scene(parks=world.layer("parks", [park], names=["圆"]), layers=[], tasks=[])
    page = watched.open_scene(scene)
    simplified = np.array(page.evaluate(PIXELS), dtype=int)
    settle(page, f"{ATLAS} atlas().world.parks.numbers.pathZoom.fill(0); atlas().canvas.ask();")
    whole = np.array(page.evaluate(PIXELS), dtype=int)
    differing = (np.abs(simplified - whole).reshape(-1, 4).max(axis=1) > 96).mean()
    assert differing < 0.001
