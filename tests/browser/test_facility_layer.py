"""FacilityLayer on a plain folium map with folium's own layer control."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING

import folium
import geopandas as gpd
import pytest
import shapely
from playwright.sync_api import Page, Route, expect

from parkmap.page import FacilityLayer
from tests.page.hostile import HOSTILE

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

LAT, LON = 24.78, 118.55


def points(count: int, **columns: list[object]) -> gpd.GeoDataFrame:
    spots = [shapely.Point(LON + at * 0.002, LAT) for at in range(count)]
    return gpd.GeoDataFrame(columns, geometry=spots, crs=4326)


class Stock:
    """A stock page: Leaflet comes from its wheel, whatever else it links is empty."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.page: Page = browser.new_page()
        self.folder = folder
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.route(lambda url: not url.startswith("file:"), self._answer)

    def open(self, *layers: FacilityLayer) -> Page:
        chart = folium.Map((LAT, LON + 0.004), zoom_start=16, tiles=None)
        chart.options["maxZoom"] = 20
        for layer in layers:
            layer.add_to(chart)
        folium.LayerControl(collapsed=False).add_to(chart)
        file = self.folder / "stock.html"
        chart.save(str(file))
        self.page.goto(file.as_uri())
        self.page.wait_for_timeout(300)
        return self.page

    def _answer(self, route: Route) -> None:
        name = route.request.url.rsplit("/", 1)[-1]
        if name not in {"leaflet.js", "leaflet.css"}:
            route.fulfill(body="")
            return
        files = metadata.files("XStatic-Leaflet") or []
        body = next(path for path in files if path.name == name).read_text(encoding="utf-8")
        kind = "text/javascript" if name.endswith("js") else "text/css"
        route.fulfill(body=body, content_type=kind)


@pytest.fixture
def stock(browser: Browser, tmp_path: Path) -> Stock:
    return Stock(browser, tmp_path)


def click(page: Page, at: int) -> None:
    spot = page.evaluate(
        """([lat, lon]) => {
          const name = Object.keys(window).find((key) => /^map_[0-9a-f]{32}$/.test(key));
          const point = window[name].latLngToContainerPoint([lat, lon]);
          return [point.x, point.y];
        }""",
        [LAT, LON + at * 0.002],
    )
    page.mouse.click(*spot)


def test_click_shows_all_columns_as_text(stock: Stock) -> None:
    frame = points(3, name=["a", "b", "c"], lines=[[1], None, 3])
    page = stock.open(FacilityLayer(frame, name="Stops", symbol="bus", label="name"))
    click(page, 0)
    expect(page.locator(".pm-details h2")).to_have_text("a")
    expect(page.locator(".pm-details dt")).to_have_text(["name", "lines"])
    expect(page.locator(".pm-details dd")).to_have_text(["a", "[1]"])
    assert stock.errors == []


def test_layer_control_switches_layers(stock: Stock) -> None:
    first = FacilityLayer(points(2, a=[1, 2]), name="One")
    second = FacilityLayer(points(2, a=[1, 2]), name="Two", show=False)
    page = stock.open(first, second)
    expect(page.locator(".pm-canvas")).to_have_count(1)
    page.get_by_label("Two").check()
    expect(page.locator(".pm-canvas")).to_have_count(2)
    page.get_by_label("One").uncheck()
    page.get_by_label("Two").uncheck()
    expect(page.locator(".pm-canvas")).to_have_count(0)
    assert stock.errors == []


def test_layer_is_drawn(stock: Stock) -> None:
    page = stock.open(FacilityLayer(points(2, a=[1, 2]), color="#123456"))
    painted = page.evaluate(
        """() => {
          const canvas = document.querySelector('.pm-canvas');
          const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          return data.some((value) => value);
        }"""
    )
    assert painted


def test_hostile_text_shows_exactly_and_does_not_run(stock: Stock) -> None:
    columns: dict[str, list[object]] = {text: [text, text] for text in HOSTILE}
    layers = [FacilityLayer(points(2, **columns), name=name, show=False) for name in HOSTILE]
    page = stock.open(*layers)
    names = page.locator(".leaflet-control-layers-overlays label").evaluate_all(
        "(labels) => labels.map((label) => label.textContent.slice(1))"
    )
    assert names == list(HOSTILE)
    page.locator(".leaflet-control-layers-overlays input").first.check()
    page.wait_for_timeout(200)
    # Forty names, one of them long, hide the map below them.
    page.locator(".leaflet-control-layers").evaluate("(control) => control.remove()")
    click(page, 1)
    expect(page.locator(".pm-details")).to_be_visible()
    for part in ("dt", "dd"):
        told = page.locator(f".pm-details {part}").evaluate_all(
            "(items) => items.map((item) => item.textContent)"
        )
        assert told == list(HOSTILE)
    assert page.evaluate("window.flag") is None
    assert stock.errors == []
