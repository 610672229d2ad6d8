"""Coordinates typed in and copied out, against intake.datum and PROJ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect
from pyproj import Transformer

from parkmap.intake.datum import gcj02_to_wgs84, wgs84_to_gcj02
from tests.browser.pure import call
from tests.page import world

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.watched import Watched

pytestmark = pytest.mark.browser

BOUNDS = [world.WEST, world.SOUTH, world.WEST + 0.02, world.SOUTH + 0.01]
PLACE = (118.555, 24.785)
# By PROJ: zone 40 of the three-degree grid (EPSG:4528 with the zone before the easting).
EAST, NORTH = Transformer.from_crs("EPSG:4490", "EPSG:4528", always_xy=True).transform(*PLACE)
MARS = [float(value[0]) for value in wgs84_to_gcj02(np.array([PLACE[0]]), np.array([PLACE[1]]))]


def in_china(count: int) -> np.ndarray:
    rng = np.random.default_rng(7)
    return np.stack([rng.uniform(74, 135, count), rng.uniform(2, 55, count)], axis=1)


def test_gcj02_agrees_with_the_reading_of_files(browser: Browser) -> None:
    places = in_china(4000)
    told = call(
        browser,
        ("datum",),
        """return given.map(([lng, lat]) => {
          const there = toGcj02(lng, lat), back = fromGcj02(lng, lat);
          return [there.lng, there.lat, back.lng, back.lat];
        });""",
        places.tolist(),
    )
    lon, lat = places.T
    wanted = np.stack([*wgs84_to_gcj02(lon, lat), *gcj02_to_wgs84(lon, lat)], axis=1)
    assert np.abs(np.array(told) - wanted).max() < 1e-9


@pytest.mark.parametrize("zone", [25, 33, 39, 40, 45])
def test_grid_agrees_with_proj(browser: Browser, zone: int) -> None:
    rng = np.random.default_rng(zone)
    places = np.stack([rng.uniform(-3, 3, 1000) + 3 * zone, rng.uniform(0, 56, 1000)], axis=1)
    told = np.array(
        call(
            browser,
            ("datum",),
            """return given[1].map(([lng, lat]) => {
              const {east, north} = toGrid(lng, lat, given[0]);
              const back = fromGrid(given[0], east, north);
              return [east, north, back.lng, back.lat];
            });""",
            [zone, places.tolist()],
        )
    )
    # EPSG:4513 is zone 25 with the zone before the easting, 4514 is zone 26, and so on.
    grid = Transformer.from_crs("EPSG:4490", f"EPSG:{4513 + zone - 25}", always_xy=True)
    east, north = grid.transform(*places.T)
    assert np.abs(told[:, 0] + zone * 1e6 - east).max() < 1e-3  # metres
    assert np.abs(told[:, 1] - north).max() < 1e-3
    assert np.abs(told[:, 2:] - places).max() < 1e-9


def read(browser: Browser, typed: list[str], bounds: list[float]) -> list[list[dict[str, Any]]]:
    script = """const MOST_LATITUDE = 85;
      return given[0].map((typed) => placesFrom(typed, given[1]));"""
    told: list[list[dict[str, Any]]] = call(browser, ("datum", "places"), script, [typed, bounds])
    return told


def test_degrees_are_read_however_they_are_written(browser: Browser) -> None:
    typed = [
        "118.555, 24.785", "24.785 118.555", "118.555，24.785", "１１８．５５５，２４．７８５",
        "N24.785 E118.555", "北24.785，东118.555", "118°33'18\"E, 24°47'6\"N",
        "118°33′18″ 24°47′06″", "118度33分18秒 24度47分6秒",
    ]  # fmt: skip
    for text, places in zip(typed, read(browser, typed, BOUNDS), strict=True):
        assert [place["form"] for place in places] == ["wgs84", "gcj02"], text
        assert (places[0]["lng"], places[0]["lat"]) == pytest.approx(PLACE, abs=1e-8), text


def test_grid_is_read_in_either_order_with_or_without_zone(browser: Browser) -> None:
    bare = EAST - 40e6
    typed = [
        f"{EAST:.4f}, {NORTH:.4f}", f"{NORTH:.4f} {EAST:.4f}", f"{bare:.4f}, {NORTH:.4f}",
        f"X={NORTH:.4f}, Y={bare:.4f}",
    ]  # fmt: skip
    for text, places in zip(typed, read(browser, typed, BOUNDS), strict=True):
        assert [place["form"] for place in places] == ["grid"], text
        assert (places[0]["lng"], places[0]["lat"]) == pytest.approx(PLACE, abs=1e-8), text


def test_what_is_no_coordinate_is_not_taken_for_one(browser: Browser) -> None:
    typed = ["", "12 34", "公交站", "118.5", "200.5 95.5", "1.5, 2.5, 3.5", "99999999 2700000"]
    assert read(browser, typed, BOUNDS) == [[]] * len(typed)


def test_order_in_doubt_is_the_one_nearer_to_the_zone(browser: Browser) -> None:
    for bounds in ([24.9, 60.1, 25.0, 60.2], [60.1, 24.9, 60.2, 25.0]):
        place = read(browser, ["24.94, 60.17"], bounds)[0][0]
        assert abs(place["lng"] - bounds[0]) < 1


def locate(page: Page, typed: str) -> None:
    page.locator("#pm-tools").click()
    page.get_by_role("menuitem", name="坐标定位").click()
    page.locator("#pm-place").fill(typed)


def center(page: Page) -> list[float]:
    told: list[float] = page.evaluate("[map_0.getCenter().lng, map_0.getCenter().lat]")
    return told


def test_map_flies_to_what_is_typed_and_marks_it(watched: Watched) -> None:
    page = watched.open_scene(world.scene(), hash_="#m=12/24.6/118.3")
    locate(page, f"{EAST:.3f} {NORTH:.3f}")
    expect(page.locator("#pm-place-found button")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#pm-card h2")).to_have_text("118.555000, 24.785000")
    expect(page.locator(".pm-overlay")).to_have_count(1)
    page.wait_for_timeout(400)
    assert center(page) == pytest.approx(PLACE, abs=0.02)
    assert "sel=c:118.555,24.785" in page.url
    page.evaluate("history.back()")
    expect(page.locator("#pm-card")).to_be_hidden()
    expect(page.locator(".pm-overlay")).to_have_count(0)


def test_gcj02_is_offered_and_moved(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    locate(page, f"{MARS[0]:.7f}, {MARS[1]:.7f}")
    page.locator("#pm-place-found button").nth(1).click()
    expect(page.locator("#pm-card h2")).to_have_text("118.555000, 24.785000")


def test_search_box_takes_coordinates_too(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    page.locator("#pm-query").fill("24.785, 118.555")
    page.get_by_role("option").first.click()
    expect(page.locator("#pm-card h2")).to_have_text("118.555000, 24.785000")
    expect(page.locator("#pm-card")).to_contain_text("甲园")


def test_nonsense_is_answered_kindly(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    locate(page, "<b>12</b>")
    expect(page.locator("#pm-place-found")).to_have_text("未能识别，请检查数字。")


def test_right_click_tells_a_coordinate_in_each_form(watched: Watched) -> None:
    page = watched.open_scene(world.scene(), hash_=f"#sel=c:{PLACE[0]},{PLACE[1]}")
    forms = page.locator(".pm-forms output").all_inner_texts()
    assert forms == [
        "118.555000, 24.785000",
        f"{MARS[0]:.6f}, {MARS[1]:.6f}",
        f"{EAST:.2f}, {NORTH:.2f}",
        f"{EAST - 40e6:.2f}, {NORTH:.2f}",
    ]
    page.mouse.click(900, 300, button="right")
    expect(page.locator("#pm-card h2")).not_to_have_text("118.555000, 24.785000")


def test_coordinate_of_a_facility_is_copied(watched: Watched) -> None:
    page = watched.open_scene(world.scene(), hash_="#sel=f:stops:stops-2")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#pm-card summary").first.click()
    page.locator(".pm-copy").first.click()
    expect(page.locator("#pm-toast")).to_have_text("坐标已复制")
    assert page.evaluate("navigator.clipboard.readText()") == "118.555000, 24.785000"


def test_place_outside_china_has_degrees_alone(watched: Watched) -> None:
    page = watched.open_scene(world.scene(), hash_="#sel=c:24.94,60.17")
    expect(page.locator(".pm-forms output")).to_have_text(["24.940000, 60.170000"])


def test_key_tells_the_middle_of_the_map(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    page.locator(".folium-map").focus()
    page.keyboard.press("c")
    lng, lat = center(page)
    expect(page.locator("#pm-card h2")).to_have_text(f"{lng:.6f}, {lat:.6f}")
