"""Base maps: the choice, servers in and out of reach, alignment, tiles in the page, pictures."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pytest
from playwright.sync_api import expect

from parkmap.intake.datum import wgs84_to_gcj02
from parkmap.intake.tile_grid import grid_over
from parkmap.model import Basemap, BasemapSpec, Text, TileLevel, Tiles
from parkmap.page import render_page
from tests.browser.test_accessibility import AXE, faults
from tests.browser.watched import NOTE_VIOLATIONS, READY, wait_until
from tests.intake.tiles_world import png, tile
from tests.page import world
from tests.page.hostile import HOSTILE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page, Route

    from tests.browser.watched import Watched

pytestmark = pytest.mark.browser

HOST = "https://tile.example.org"
BOUNDS = (world.WEST, world.SOUTH, world.WEST + 2 * world.STEP, world.SOUTH + world.STEP)
Answer = Literal["open", "closed"]


def served(crs: Literal["wgs84", "gcj02"] = "wgs84", *, is_default: bool = False) -> Basemap:
    spec = BasemapSpec(
        "served", "basemaps.0", Text("局网底图", "Office tiles"), crs=crs,
        urls=(f"{HOST}/{{z}}/{{x}}/{{y}}.png",), hosts=(HOST,), is_default=is_default,
    )  # fmt: skip
    return Basemap(spec, "© 测绘院", None)


def embedded(*zooms: int) -> Basemap:
    """Return a base map whose tiles the page carries, each of a colour that tells which it is."""
    images: list[bytes] = []
    levels = []
    for zoom in zooms or (14, 15, 16):
        grid = grid_over(BOUNDS, zoom)
        places = []
        for row in range(grid.north, grid.south + 1):
            for column in range(grid.west, grid.east + 1):
                images.append(tile(zoom, column, row))
                places.append(len(images))
        levels.append(TileLevel(zoom, grid.west, grid.north, grid.columns, tuple(places)))
    spec = BasemapSpec("air", "basemaps.1", Text("航片", "Aerial"))
    return Basemap(spec, "© 航摄单位", Tiles(tuple(images), tuple(levels)))


def tile_at(url: str) -> bytes:
    found = re.search(r"/(\d+)/(\d+)/(\d+)\.png$", url)
    assert found
    return tile(int(found[1]), int(found[2]), int(found[3]))


class Online:
    """Pages with a network that has one server of tiles, and what they asked and did wrong."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.browser = browser
        self.folder = folder
        self.answer: Answer = "open"
        self.asked: list[str] = []
        self.errors: list[str] = []
        self.pages: list[Page] = []

    def open(
        self, *bases: Basemap, hash_: str = "", is_routed: bool = True, **options: Any
    ) -> Page:
        context = self.browser.new_context(viewport={"width": 1280, "height": 800}, **options)
        context.add_init_script(NOTE_VIOLATIONS)
        page = context.new_page()
        if is_routed:
            page.route(lambda url: not url.startswith("file:"), self._serve)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("dialog", lambda dialog: self.errors.append(dialog.message))
        file = self.folder / f"page-{len(self.pages)}.html"
        html = render_page(world.scene(basemaps=bases))
        file.write_text(html, encoding="utf-8", newline="\n")
        self.pages.append(page)
        page.goto(file.as_uri() + hash_)
        wait_until(page, READY)
        return page

    def _serve(self, route: Route) -> None:
        self.asked.append(route.request.url)
        if self.answer == "closed" or not route.request.url.startswith(f"{HOST}/"):
            route.abort()
        else:
            # The driver adds the header that lets tiles into pictures.
            route.fulfill(body=tile_at(route.request.url), content_type="image/png")


@pytest.fixture
def online(browser: Browser, tmp_path: Path) -> Iterator[Online]:
    """Yield a way to open pages with a network; afterwards, no policy may have been touched."""
    opened = Online(browser, tmp_path)
    yield opened
    for page in opened.pages:
        assert page.evaluate("window.violations") == []
        page.context.close()
    assert opened.errors == []


def option(page: Page, name: str) -> Locator:
    return page.get_by_role("radio", name=name)


def tiles(page: Page) -> list[dict[str, Any]]:
    """Return the tiles that are shown: their address and where they are in the map's container."""
    wait_until(
        page,
        """() => {
          const all = [...document.querySelectorAll('.leaflet-tile-pane img')];
          return all.length && all.every((tile) => tile.classList.contains('leaflet-tile-loaded'));
        }""",
    )
    found: list[dict[str, Any]] = page.evaluate(
        """() => {
          const frame = map_0.getContainer().getBoundingClientRect();
          return [...document.querySelectorAll('.leaflet-tile-pane img')].map((tile) => {
            const box = tile.getBoundingClientRect();
            return {src: tile.getAttribute('src'), x: box.x - frame.x, y: box.y - frame.y,
              width: box.width, height: box.height};
          });
        }"""
    )
    return found


def no_tiles(page: Page) -> None:
    expect(page.locator(".leaflet-tile-pane img")).to_have_count(0)


def test_page_without_base_maps_has_no_choice(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    expect(page.locator(".pm-bases")).to_have_count(0)
    expect(page.locator("#pm-credit")).to_be_hidden()


def test_embedded_base_map_needs_no_network(watched: Watched) -> None:
    page = watched.open_scene(world.scene(basemaps=[embedded()]))
    expect(option(page, "纸面")).to_be_checked()
    no_tiles(page)
    option(page, "航片").check()
    shown = tiles(page)
    assert all(one["src"].startswith("blob:") for one in shown)
    expect(page.locator("#pm-credit")).to_have_text("航片 © 航摄单位")
    assert page.evaluate("location.hash").endswith("base=air")
    option(page, "纸面").check()
    no_tiles(page)
    expect(page.locator("#pm-credit")).to_be_hidden()
    assert "base" not in page.evaluate("location.hash")


@pytest.mark.parametrize(("zoom", "native"), [(15, 15), (14.5, 15), (18, 16), (12, 14)])
def test_embedded_tiles_lie_where_they_belong_at_every_zoom(
    watched: Watched, zoom: float, native: int
) -> None:
    hash_ = f"#base=air&m={zoom}/24.785/118.56"
    page = watched.open_scene(world.scene(basemaps=[embedded()]), hash_=hash_)
    shown = tiles(page)
    # The tile under the middle of the zone.
    column = math.floor((118.56 + 180) / 360 * 2**native)
    left = page.evaluate(
        "(lng) => map_0.latLngToContainerPoint([24.785, lng]).x", column / 2**native * 360 - 180
    )
    side = 256 * 2 ** (zoom - native)
    assert any(
        one["x"] == pytest.approx(left, abs=1.5) and one["width"] == pytest.approx(side, abs=0.1)
        for one in shown
    )


def test_choice_is_in_the_address_and_comes_back(watched: Watched) -> None:
    page = watched.open_scene(world.scene(basemaps=[embedded()]), hash_="#base=air&lang=en")
    expect(option(page, "Aerial")).to_be_checked()
    assert tiles(page)
    expect(page.locator("#pm-credit")).to_have_text("Aerial © 航摄单位")
    page.get_by_role("button", name="中文").click()
    expect(page.locator("#pm-credit")).to_have_text("航片 © 航摄单位")


def test_base_map_that_an_address_names_and_the_file_lacks_is_passed_over(
    watched: Watched,
) -> None:
    page = watched.open_scene(world.scene(basemaps=[embedded()]), hash_="#base=other")
    expect(option(page, "纸面")).to_be_checked()
    no_tiles(page)


def test_page_may_open_on_a_base_map_and_be_turned_to_paper(watched: Watched) -> None:
    base = embedded()
    usual = Basemap(replace(base.spec, is_default=True), base.attribution, base.tiles)
    page = watched.open_scene(world.scene(basemaps=[usual]))
    expect(option(page, "航片")).to_be_checked()
    assert tiles(page)
    assert "base" not in page.evaluate("location.hash")
    option(page, "纸面").check()
    no_tiles(page)
    assert page.evaluate("location.hash").endswith("base=none")


def test_choice_is_made_with_the_keyboard(watched: Watched) -> None:
    page = watched.open_scene(world.scene(basemaps=[embedded()]))
    option(page, "纸面").focus()
    page.keyboard.press("ArrowDown")
    expect(option(page, "航片")).to_be_checked()
    expect(option(page, "航片")).to_be_focused()
    assert tiles(page)


def test_ground_of_the_zone_rests_on_a_base_map(watched: Watched) -> None:
    page = watched.open_scene(world.scene(basemaps=[embedded()]))
    # Beside both parks, on the road that runs through them.
    look = """() => {
      const canvas = document.querySelector('.pm-canvas');
      const at = map_0.latLngToContainerPoint([24.785, 118.5695]);
      const density = canvas.width / canvas.clientWidth;
      const one = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
      one.drawImage(canvas, -Math.round(at.x * density), -Math.round(at.y * density));
      return one.getImageData(0, 0, 1, 1).data[3];
    }"""
    assert page.evaluate(look) == 255
    option(page, "航片").check()
    wait_until(page, f"({look})() === 0")
    option(page, "纸面").check()
    wait_until(page, f"({look})() === 255")


def test_server_is_asked_for_one_tile_when_the_page_opens(online: Online) -> None:
    page = online.open(served())
    expect(page.locator(".pm-base").nth(1)).to_contain_text("来自 tile.example.org")
    # 118.56 E, 24.785 N at zoom 13: 8192 * 298.56 / 360 = 6793.8; row by the textbook.
    phi = math.radians(24.785)
    row = (1 - math.log(math.tan(phi) + 1 / math.cos(phi)) / math.pi) / 2 * 8192
    assert online.asked == [f"{HOST}/13/6793/{math.floor(row)}.png"]
    expect(option(page, "纸面")).to_be_checked()
    option(page, "局网底图").check()
    assert all(one["src"].startswith(HOST) for one in tiles(page))


def test_server_out_of_reach_is_grey_says_why_and_is_tried_again(online: Online) -> None:
    online.answer = "closed"
    page = online.open(served())
    choice = page.locator(".pm-base").nth(1)
    expect(choice).to_contain_text("连不上 tile.example.org")
    expect(option(page, "局网底图")).to_have_attribute("aria-disabled", "true")
    # For the driver it is disabled; a reader may well choose it.
    choice.click(force=True)
    expect(page.locator("#pm-toast")).to_contain_text("连不上 tile.example.org")
    expect(option(page, "纸面")).to_be_checked()
    no_tiles(page)
    online.answer = "open"
    choice.click(force=True)
    expect(option(page, "局网底图")).to_be_checked()
    assert tiles(page)


def test_wanted_base_map_comes_as_soon_as_there_is_a_network(online: Online) -> None:
    online.answer = "closed"
    page = online.open(served(), hash_="#base=served")
    expect(page.locator(".pm-base").nth(1)).to_contain_text("连不上")
    expect(option(page, "纸面")).to_be_checked()
    online.answer = "open"
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(option(page, "局网底图")).to_be_checked()
    assert tiles(page)
    assert "base=served" in page.evaluate("location.hash")


def test_without_a_network_nobody_is_asked(watched: Watched) -> None:
    page = watched.open_scene(world.scene(basemaps=[served()]), hash_="#base=served")
    expect(page.locator(".pm-base").nth(1)).to_contain_text("连不上 tile.example.org")
    no_tiles(page)


@pytest.mark.parametrize("place", [(24.785, 118.56), (24.72, 118.48), (24.86, 118.66)])
@pytest.mark.parametrize("zoom", [13, 15, 18])
def test_gcj02_tiles_lie_under_the_data(
    online: Online, zoom: int, place: tuple[float, float]
) -> None:
    """A place lies within a pixel or so of where its tile shows it, over 20 km, to the edges.

    Rounding each of two edges takes half a pixel (0.7 across), the slant of an edge some tenths.
    """
    lat, lng = place
    page = online.open(served("gcj02"), hash_=f"#base=served&m={zoom}/{lat}/{lng}&fold=1")
    assert max(misfits_of(page, zoom)) < 1.2
    # After a pan, the tiles follow.
    page.evaluate("map_0.panBy([517, -311], {animate: false})")
    assert max(misfits_of(page, zoom)) < 1.2


def misfits_of(page: Page, zoom: int) -> list[float]:
    """Return, for places all over the view, how far tiles show them from where they are."""
    boxes = {one["src"]: one for one in tiles(page)}
    size = page.evaluate("(({x, y}) => [x, y])(map_0.getSize())")
    misfits = []
    for right in (0.02, 0.5, 0.98):
        for down in (0.02, 0.5, 0.98):
            x, y = size[0] * right, size[1] * down
            lng, lat = page.evaluate(
                "([x, y]) => { const p = map_0.containerPointToLatLng([x, y]);"
                " return [p.lng, p.lat]; }",
                [x, y],
            )
            moved = wgs84_to_gcj02(np.array([lng]), np.array([lat]))
            lon, up = float(moved[0][0]), math.radians(float(moved[1][0]))
            across = (lon + 180) / 360 * 2**zoom
            below = (1 - math.asinh(math.tan(up)) / math.pi) / 2 * 2**zoom
            box = boxes[f"{HOST}/{zoom}/{int(across)}/{int(below)}.png"]
            misfits.append(
                math.hypot(
                    box["x"] + across % 1 * box["width"] - x,
                    box["y"] + below % 1 * box["height"] - y,
                )
            )
    return misfits


def test_gcj02_moves_neither_data_nor_coordinates(online: Online) -> None:
    page = online.open(served("gcj02"), hash_="#base=served&m=16/24.785/118.56")
    tiles(page)
    assert page.evaluate("[map_0.getCenter().lat, map_0.getCenter().lng]") == pytest.approx(
        [24.785, 118.56],
        abs=2e-5,  # a pixel
    )
    page.locator(".leaflet-container").focus()
    page.keyboard.press("c")
    # To a pixel of this zoom.
    expect(page.locator("#pm-card output").first).to_contain_text(
        re.compile(r"118\.5599|118\.5600")
    )


def export(page: Page, folder: Path) -> bytes:
    page.locator("#pm-tools").click()
    with page.expect_download() as download:
        page.locator("[data-tool=png]").click()
    path = folder / "picture.png"
    download.value.save_as(path)
    return path.read_bytes()


WRITTEN = """() => {
  window.written = [];
  window.drawn = 0;
  const { fillText, drawImage } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
    window.written.push(text);
    return fillText.call(this, text, ...rest);
  };
  CanvasRenderingContext2D.prototype.drawImage = function (image, ...rest) {
    if (image.classList && image.classList.contains('leaflet-tile')) window.drawn += 1;
    return drawImage.call(this, image, ...rest);
  };
}"""


def test_picture_holds_embedded_tiles_and_whose_they_are(watched: Watched, tmp_path: Path) -> None:
    page = watched.open_scene(world.scene(basemaps=[embedded()]), hash_="#base=air")
    count = len(tiles(page))
    page.evaluate(WRITTEN)
    assert export(page, tmp_path).startswith(b"\x89PNG")
    assert page.evaluate("window.drawn") == count
    assert "底图：航片 © 航摄单位" in page.evaluate("window.written")


def test_picture_holds_tiles_of_a_server_that_allows_it(online: Online, tmp_path: Path) -> None:
    page = online.open(served(), hash_="#base=served")
    count = len(tiles(page))
    page.evaluate(WRITTEN)
    assert export(page, tmp_path).startswith(b"\x89PNG")
    assert page.evaluate("window.drawn") == count
    assert "底图：局网底图 © 测绘院" in page.evaluate("window.written")


class PlainTiles(BaseHTTPRequestHandler):
    """A server that gives tiles to anybody, and says nothing of pictures."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.end_headers()
        self.wfile.write(tile_at(self.path))

    def log_message(self, *_told: object) -> None:
        """Log nothing."""


@pytest.fixture
def plain_server() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), PlainTiles)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_server_that_forbids_pictures_is_told_of_and_the_rest_is_offered(
    online: Online, plain_server: str, tmp_path: Path
) -> None:
    spec = replace(
        served().spec, urls=(f"{plain_server}/{{z}}/{{x}}/{{y}}.png",), hosts=(plain_server,)
    )
    page = online.open(Basemap(spec, "© 测绘院", None), hash_="#base=served", is_routed=False)
    assert tiles(page)
    page.evaluate(WRITTEN)
    page.locator("#pm-tools").click()
    page.locator("[data-tool=png]").click()
    dialog = page.locator("#pm-dialog")
    expect(dialog).to_contain_text("不允许页面把它的瓦片做成图片")
    with page.expect_download() as download:
        dialog.get_by_role("button", name="导出不含底图的图片").click()
    path = tmp_path / "picture.png"
    download.value.save_as(path)
    assert path.read_bytes().startswith(b"\x89PNG")
    assert page.evaluate("window.drawn") == 0
    assert not [text for text in page.evaluate("window.written") if "测绘院" in text]
    # On the screen the base map stays.
    assert tiles(page)


def test_sheet_holds_the_base_map_and_whose_it_is(watched: Watched) -> None:
    page = watched.open_scene(world.scene(basemaps=[embedded()]), hash_="#base=air")
    page.evaluate("window.print = () => { window.printed = true; }")
    page.locator("#pm-tools").click()
    page.get_by_role("menuitem", name="打印").click()
    page.locator("#pm-dialog button[type=submit]").click()
    wait_until(page, "window.printed === true")
    assert tiles(page)
    expect(page.locator("#pm-credit")).to_be_visible()
    expect(page.locator("#pm-foot")).to_contain_text("底图：航片 © 航摄单位")
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1


def test_hostile_titles_and_attributions_are_text(watched: Watched) -> None:
    base = embedded(14)
    bases = [
        Basemap(replace(base.spec, key=f"b{at}", title=Text(text, text)), text, base.tiles)
        for at, text in enumerate(HOSTILE[:12])
    ]
    page = watched.open_scene(world.scene(basemaps=bases), hash_="#base=b0")
    titles = page.locator(".pm-base .pm-title").all_text_contents()
    assert titles[1:] == list(HOSTILE[:12])
    for at in range(12):
        page.locator(f"#pm-base-{at}").check()
        credit = page.locator("#pm-credit").text_content()
        assert credit == f"{HOSTILE[at]} {HOSTILE[at]}"
    assert page.evaluate("window.flag") is None


def test_dark_screen_dims_the_tiles_and_paper_does_not(watched: Watched) -> None:
    scene = world.scene(basemaps=[embedded()])
    page = watched.open_scene(scene, hash_="#base=air", color_scheme="dark")
    tiles(page)
    dims = "getComputedStyle(document.querySelector('.leaflet-tile-pane')).filter"
    assert "brightness" in page.evaluate(dims)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(dims) == "none"


def test_image_that_is_shared_is_made_once(watched: Watched) -> None:
    grid = grid_over(BOUNDS, 16)
    level = TileLevel(16, grid.west, grid.north, grid.columns, (1,) * grid.size)
    base = Basemap(embedded().spec, "", Tiles((png((9, 9, 9)),), (level,)))
    page = watched.open_scene(world.scene(basemaps=[base]), hash_="#base=air")
    shown = tiles(page)
    assert len(shown) > 4
    assert len({one["src"] for one in shown}) == 1


@pytest.mark.skipif(not AXE.exists(), reason="axe-core comes with npm ci in tests/browser")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_choice_is_for_everybody(browser: Browser, tmp_path: Path, scheme: Any) -> None:
    # axe is no script of the page: its policy is set aside.
    context = browser.new_context(bypass_csp=True, offline=True, color_scheme=scheme)
    page = context.new_page()
    file = tmp_path / "page.html"
    scene = world.scene(lang="en", basemaps=[served(), embedded()])
    file.write_text(render_page(scene), encoding="utf-8", newline="\n")
    page.goto(file.as_uri() + "#base=air")
    wait_until(page, READY)
    assert tiles(page)
    page.add_script_tag(path=AXE)
    assert faults(page) == []
    context.close()
