"""Distances and areas, against PROJ's geodesics and by hand on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from playwright.sync_api import Page, expect
from pyproj import Geod

from tests.browser.pure import call
from tests.page import world

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.watched import Watched

pytestmark = pytest.mark.browser

GEOD = Geod(ellps="WGS84")
# A degree of longitude at 24.785 N on the ellipsoid, by PROJ; Web Mercator says 111,319.5 m.
STEP_M = GEOD.inv(118.55, 24.785, 118.56, 24.785)[2]


def spot(page: Page, lon: float, lat: float) -> tuple[float, float]:
    x, y = page.evaluate(
        """([lon, lat]) => {
          const box = map_0.getContainer().getBoundingClientRect();
          const point = map_0.latLngToContainerPoint([lat, lon]);
          return [box.x + point.x, box.y + point.y];
        }""",
        [lon, lat],
    )
    return x, y


def start(page: Page, tool: str) -> None:
    page.locator("#pm-tools").click()
    page.get_by_role("menuitem", name=tool).click()


def test_distances_agree_with_proj(browser: Browser) -> None:
    rng = np.random.default_rng(4)
    lon, lat = rng.uniform(-180, 180, (2000, 2)), rng.uniform(-80, 80, (2000, 2))
    near = rng.uniform(-0.02, 0.02, (2000, 2))
    lon[:1000, 1], lat[:1000, 1] = lon[:1000, 0] + near[:1000, 0], lat[:1000, 0] + near[:1000, 1]
    pairs = np.stack([lon[:, 0], lat[:, 0], lon[:, 1], lat[:, 1]], axis=1)
    told = call(
        browser,
        ("geodesy",),
        "return given.map(([a, b, c, d]) => distanceBetween({lng: a, lat: b}, {lng: c, lat: d}));",
        pairs.tolist(),
    )
    wanted = GEOD.inv(*pairs.T)[2]
    assert np.abs(np.array(told) - wanted)[:1000].max() < 1e-3  # metres, within a zone
    assert (np.abs(np.array(told) / wanted - 1)).max() < 1e-3


@pytest.mark.parametrize(("size", "exact"), [(0.01, 5e-6), (1.0, 1e-5), (8.0, 1e-3)])
def test_areas_agree_with_proj(browser: Browser, size: float, exact: float) -> None:
    areas = [
        [
            (118.5, lat), (118.5 + size, lat + size / 9), (118.5 + size * 0.8, lat + size),
            (118.5 + size / 4, lat + size * 0.7),
        ]
        for lat in (-60.0, 0.0, 24.8, 60.2)
    ]  # fmt: skip
    script = "return given.map((corners) => areaOf(corners.map(([lng, lat]) => ({lng, lat}))));"
    told = call(browser, ("geodesy",), script, areas)
    wanted = [
        abs(GEOD.polygon_area_perimeter([x for x, _ in corners], [y for _, y in corners])[0])
        for corners in areas
    ]
    assert told == pytest.approx(wanted, rel=exact)


def test_clicks_add_up_to_a_distance_on_the_ground(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    start(page, "测量距离")
    for at in (0.02, 0.52, 1.02):
        page.mouse.click(*spot(page, 118.55 + at * 0.01, 24.785))
    told = page.locator("#pm-measure b").inner_text()
    assert told.endswith(" km")
    # A pixel at this zoom is some 2 m.
    assert float(told.split()[0]) * 1000 == pytest.approx(STEP_M, abs=6)


def test_area_is_told_with_its_perimeter(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    start(page, "测量面积")
    for lon, lat in ((0.001, 0.001), (0.008, 0.001), (0.008, 0.008), (0.001, 0.008)):
        page.mouse.click(*spot(page, world.WEST + lon, world.SOUTH + lat))
    page.keyboard.press("Enter")
    # 0.007 degrees are 707.8 m eastwards here and 775.4 m northwards.
    told = page.locator("#pm-measure b").inner_text()
    assert told.endswith(" ha")
    assert float(told.split()[0]) == pytest.approx(70.78 * 0.7754, rel=0.02)
    expect(page.locator("#pm-measure")).to_contain_text("周长 2.9")


def test_double_click_ends_and_adds_no_point(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    start(page, "测量距离")
    page.mouse.click(*spot(page, world.WEST + 0.002, world.SOUTH + 0.005))
    zoom = page.evaluate("map_0.getZoom()")
    page.mouse.dblclick(*spot(page, world.WEST + 0.012, world.SOUTH + 0.005))
    expect(page.locator("#pm-measure")).not_to_contain_text("双击")
    told = page.locator("#pm-measure b").inner_text()
    page.mouse.move(600, 300)
    assert page.locator("#pm-measure b").inner_text() == told
    assert page.evaluate("map_0.getZoom()") == zoom


def test_keys_measure_undo_and_cancel(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    start(page, "测量距离")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(400)
    page.keyboard.press("Space")
    expect(page.locator("#pm-measure b")).not_to_have_text("0 m")
    page.keyboard.press("Backspace")
    expect(page.locator("#pm-measure b")).to_have_text("0 m")
    page.keyboard.press("Escape")
    expect(page.locator("#pm-measure")).to_be_hidden()


def test_measuring_selects_nothing(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    start(page, "测量距离")
    page.mouse.click(*spot(page, world.WEST + 0.0025, world.SOUTH + 0.005))
    expect(page.locator("#pm-card")).to_be_hidden()


def test_taps_measure_on_a_phone(watched: Watched) -> None:
    page = watched.open_scene(world.scene(), width=360, height=640, has_touch=True)
    page.locator("#pm-tools").tap()
    page.get_by_role("menuitem", name="测量距离").tap()
    page.touchscreen.tap(*spot(page, world.WEST + 0.004, world.SOUTH + 0.004))
    page.touchscreen.tap(*spot(page, world.WEST + 0.014, world.SOUTH + 0.004))
    expect(page.locator("#pm-measure b")).to_contain_text("1.0")
