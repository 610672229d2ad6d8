"""The drawing that a page begins with."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import shapely

from parkmap.model import Condition, Lateness, Stage
from parkmap.page import render_page
from parkmap.page.content import scene_data
from parkmap.page.first_look import MOST_DOTS, MOST_VERTICES, SIDE
from tests.page import world

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkmap.model import MappedLayer, Scene

BLUE = "#123456"


def drawing(scene: Scene) -> ET.Element:
    return ET.fromstring(scene_data(scene)["look"])  # noqa: S314 - ours, and no entity in it


def dots(path: ET.Element) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"M(-?\d+) (-?\d+)h0", path.attrib["d"])]


def points(places: Sequence[tuple[float, float]]) -> MappedLayer:
    """Return facilities at places told in shares of the bounds, from the south-west."""
    at = [
        shapely.Point(world.WEST + 2 * world.STEP * x, world.SOUTH + world.STEP * y)
        for x, y in places
    ]
    state = (None, None, Stage.UNKNOWN, Condition.ACTIVE, Lateness.UNKNOWN, 0)
    return world.mapped(world.layer("points", at, color=BLUE), [state] * len(at))


def test_parks_and_facilities_stand_where_they_are() -> None:
    found = drawing(world.scene(layers=[world.stops()]))
    # Two hundredths of a degree are 1000 units across; a hundredth up is half of that, stretched
    # by Mercator's 1 / cos(latitude).
    height = 500 / math.cos(math.radians(world.SOUTH + world.STEP / 2))
    assert found.attrib["viewBox"] == f"0 0 {SIDE} {height:.0f}"
    parks, stops = found
    corners = re.findall(r"[ML](\d+) (\d+)", parks.attrib["d"])
    # A park is 0.9 of its half across, and all of it up.
    assert {(int(x), int(y)) for x, y in corners} == {
        (x, y) for x in (0, 450, 500, 950) for y in (0, round(height))
    }
    # Six stops a quarter of STEP apart, half-way up.
    assert [x for x, _ in dots(stops)] == [125, 250, 375, 500, 625, 750]
    assert {y for _, y in dots(stops)} <= {math.floor(height / 2), math.ceil(height / 2)}


def test_facilities_are_drawn_in_the_colour_of_their_layer_and_ground_is_not() -> None:
    _, *layers = drawing(world.scene(layers=[points([(0.5, 0.5)]), world.road()]))
    assert [layer.attrib["stroke"] for layer in layers] == [BLUE]


def test_crowd_becomes_fewer_dots_amid_those_that_they_are_of() -> None:
    random = np.random.default_rng(7)
    places = np.clip(random.normal(0.5, 0.15, (20_000, 2)), 0, 1)
    _, *sizes = drawing(world.scene(layers=[points([(x, y) for x, y in places.tolist()])]))
    found = [(*dot, float(path.attrib["stroke-width"])) for path in sizes for dot in dots(path)]
    assert 100 < len(found) <= MOST_DOTS
    # The thickest stand where most are: within a deviation of the middle.
    x, y, width = np.array(found).T
    thick = width == width.max()
    assert np.hypot(x[thick] / SIDE - 0.5, y[thick] / y.max() - 0.5).max() < 0.15
    assert width.max() > 2 * width.min()


def test_facilities_on_the_edge_are_drawn_and_those_beyond_are_not() -> None:
    corners = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)]
    _, *layers = drawing(world.scene(layers=[points([*corners, (1.2, 0.5), (0.5, -0.3)])]))
    found = [dot for layer in layers for dot in dots(layer)]
    assert sorted({x for x, _ in found}) == [0, SIDE]
    assert len(found) == len(corners)


def test_many_parks_are_drawn_up_to_a_limit_the_largest_first() -> None:
    # A thousand squares of four corners and one large one: a ring repeats its first corner.
    squares = [
        shapely.box(x, y, x + 2e-4, y + 2e-4)
        for x in world.WEST + 0.01 + np.arange(25) * 4e-4
        for y in world.SOUTH + np.arange(40) * 2.4e-4
    ]
    large = shapely.box(world.WEST, world.SOUTH, world.WEST + 0.008, world.SOUTH + 0.01)
    (parks,) = drawing(world.scene(layers=[], parks=world.layer("parks", [*squares, large])))
    rings = parks.attrib["d"].split("z")[:-1]
    assert len(rings) == MOST_VERTICES // 5
    assert rings[0].startswith("M0 ") or "L0 " in rings[0]


def test_holes_are_outlined_too() -> None:
    frame = shapely.box(world.WEST, world.SOUTH, world.WEST + 0.02, world.SOUTH + 0.01)
    hole = shapely.box(
        world.WEST + 0.005, world.SOUTH + 0.002, world.WEST + 0.015, world.SOUTH + 0.008
    )
    parks = world.layer("parks", [frame.difference(hole)])
    (outline,) = drawing(world.scene(layers=[], parks=parks))
    assert outline.attrib["d"].count("z") == 2


def test_empty_zone_has_no_drawing() -> None:
    empty = world.scene(layers=[], tasks=[], parks=world.layer("parks", []))
    assert scene_data(empty)["look"] == ""
    assert 'id="pm-look"' not in render_page(empty)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_page_holds_it_before_its_data(lang: str) -> None:
    html = render_page(world.scene(lang=lang))
    assert html.index('id="pm-look"') < html.index('id="parkmap-data"')
    assert '"look"' not in html
