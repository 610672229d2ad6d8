"""The page as a planner uses it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import shapely
from playwright.sync_api import Page, expect

from parkmap.model import Condition, Lateness, Stage
from parkmap.page import render_page
from tests.browser.watched import late_pixels, wait_until
from tests.page import world

if TYPE_CHECKING:
    from tests.browser.watched import Watched

pytestmark = pytest.mark.browser

LAYER = ".pm-layers li"
HASH = re.compile


def click_at(page: Page, lon: float, lat: float) -> None:
    """Click a place on the map."""
    point = place(page, lon, lat)
    page.mouse.click(point["x"], point["y"])


def place(page: Page, lon: float, lat: float) -> dict[str, float]:
    """Return where a place of the world is on the screen."""
    point: dict[str, float] = page.evaluate(
        """([lon, lat]) => {
          const box = map_0.getContainer().getBoundingClientRect();
          const point = map_0.latLngToContainerPoint([lat, lon]);
          return {x: box.x + point.x, y: box.y + point.y};
        }""",
        [lon, lat],
    )
    return point


def stop(at: int) -> tuple[float, float]:
    """Return lon, lat of a stop of the tiny world, counted from 1."""
    return world.WEST + at * world.STEP / 4, world.SOUTH + world.STEP / 2


def test_layers_show_the_counts_of_the_scene(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    expect(page.locator(LAYER)).to_contain_text(["公交站", "企业", "道路"])
    assert page.locator(".pm-count").all_inner_texts() == ["6", "2", "1"]


def test_header_says_zone_date_and_that_data_are_illustrative(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    expect(page.locator("#pm-name")).to_contain_text("小园区")
    expect(page.locator("#pm-date")).to_have_text("截至 2017年5月31日")
    expect(page.locator("#pm-chips")).to_have_text("示例数据，位置为示意")
    expect(page.locator("#pm-approval")).to_contain_text("审图号")


def test_facilities_are_drawn(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    red = late_pixels(page)
    assert red > 100  # the rings of two late stops, in #c43c1e


def test_click_shows_the_card_of_a_facility(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    click_at(page, *stop(3))
    card = page.locator("#pm-card")
    expect(card.locator("h2")).to_have_text("三站")
    for told in ("公交站", "甲园", "在建", "逾期 40 天", "T1 新建公交站", "6月底前", "规划建设科",
                 "经办人乙", "分管领导甲"):  # fmt: skip
        expect(card).to_contain_text(told)


def test_card_shows_every_property_but_missing_ones(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    click_at(page, *stop(5))
    expect(page.locator(".pm-others dt")).to_have_text(["lines", "road"])
    expect(page.locator(".pm-others dd")).to_have_text(['["7",8]', "西路"])
    click_at(page, *stop(4))
    expect(page.locator(".pm-others dt")).to_have_text(["lines"])
    expect(page.locator(".pm-others dd")).to_have_text(["true"])


def test_existing_layer_says_so(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    expect(page.locator(LAYER).nth(1)).to_contain_text("现状设施，按投用计")
    click_at(page, world.WEST + 0.35 * world.STEP, world.SOUTH + 0.2 * world.STEP)
    expect(page.locator("#pm-card")).to_contain_text("现状设施，按投用计")


def test_unknown_facilities_are_counted(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    expect(page.locator(LAYER).first).to_contain_text("投用 2，未报 1")


def test_click_on_a_park_shows_its_card(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    click_at(page, world.WEST + 1.1 * world.STEP, world.SOUTH + 0.9 * world.STEP)
    card = page.locator("#pm-card")
    expect(card.locator("h2")).to_have_text("乙园")
    expect(card).to_contain_text("投用 0 / 共 2")
    expect(card).to_contain_text("改造公交站")


def test_hovering_names_what_is_there(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    point = place(page, *stop(2))
    page.mouse.move(point["x"], point["y"])
    expect(page.locator(".pm-hint")).to_have_text("二站")
    page.mouse.move(point["x"], point["y"] - 300)
    expect(page.locator(".pm-hint")).to_have_count(0)


def test_switching_a_layer_off_changes_the_legend(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    before = page.locator(".pm-legend:not(.pm-park-legend)").inner_text()
    assert "报批" in before
    assert re.search(r"投用\s+4", before)
    page.get_by_role("switch", name="公交站").click()
    expect(page.locator(".pm-legend:not(.pm-park-legend) li")).to_have_count(1)
    expect(page.locator(".pm-legend:not(.pm-park-legend)")).to_have_text("投用2")
    assert "hide=stops" in page.url
    page.get_by_role("switch", name="公交站").press("Space")
    assert page.locator(".pm-legend:not(.pm-park-legend)").inner_text() == before


def test_legend_adds_up_to_what_is_shown(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    counts = [
        int(text) for text in page.locator(".pm-legend:not(.pm-park-legend) b").all_inner_texts()
    ]
    late = 2  # a ring around symbols that are counted under their stage
    assert sum(counts) == 6 + 2 + late


def test_language_switch_changes_every_word(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    page.get_by_role("button", name="English").click()
    expect(page.locator("#pm-name")).to_contain_text("Little Zone")
    expect(page.locator("#pm-date")).to_have_text("As of 31 May 2017")
    assert page.evaluate("document.documentElement.lang") == "en"
    for tab in ("Map", "Progress", "Coverage"):
        page.get_by_role("tab", name=tab).click()
        words = page.locator("#pm-panel").inner_text()
        from_files = "一二三四五六新建改造智慧平台公交站规划设科经办人乙甲月底前年用事业分管领导丙"
        assert not re.findall(rf"[\u4e00-\u9fff](?<![{from_files}])", words), tab


def test_page_opens_in_the_language_of_the_scene(watched: Watched) -> None:
    page = watched.open_scene(world.scene(lang="en"))
    expect(page.get_by_role("tab").first).to_have_text("Map")
    assert page.title() == "Little Zone · Facilities map"


def test_progress_tells_state_deadline_and_people(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    page.get_by_role("tab", name="进展").click()
    expect(page.locator(".pm-task")).to_have_count(3)
    rows = page.locator(".pm-task").all_inner_texts()
    for told in ("在建", "逾期 40 天", "6月底前", "规划建设科", "经办人乙", "图上 3 处"):
        assert told in rows[0]
    assert "未落图" in rows[2]
    assert page.locator(".pm-figures b").all_inner_texts() == ["3", "0", "2", "0"]


def test_progress_can_show_only_what_is_late(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    page.get_by_role("tab", name="进展").click()
    page.get_by_label("只看逾期（2）").check()
    expect(page.locator(".pm-task")).to_have_count(2)


def test_click_on_a_task_selects_its_facilities(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    page.get_by_role("tab", name="进展").click()
    page.locator(".pm-task").nth(1).click()
    expect(page.locator("#pm-card h2")).to_have_text("改造公交站")
    expect(page.locator(".pm-task").nth(1)).to_have_attribute("aria-selected", "true")
    page.wait_for_timeout(400)
    bounds = page.evaluate("map_0.getBounds().toBBoxString()").split(",")
    west, east = float(bounds[0]), float(bounds[2])
    assert west < stop(4)[0] < stop(5)[0] < east


def test_coverage_counts_facilities_by_park(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    page.get_by_role("tab", name="覆盖").click()
    rows = [re.sub(r"\s+", " ", text) for text in page.locator("table tr").all_inner_texts()]
    assert rows[1:] == ["甲园 2/3 1/1", "乙园 0/2 1/1", "园区外 0/1 –", "合计 2/6 2/2"]


def test_keys_walk_through_facilities_in_view(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    page.locator(".folium-map").focus()
    page.keyboard.press("n")
    expect(page.locator("#pm-card h2")).to_have_text("一站")
    page.keyboard.press("n")
    expect(page.locator("#pm-card h2")).to_have_text("二站")
    page.keyboard.press("p")
    expect(page.locator("#pm-card h2")).to_have_text("一站")
    expect(page.locator("#pm-live")).to_contain_text("一站，第 1 处")
    page.keyboard.press("Escape")
    expect(page.locator("#pm-card")).to_be_hidden()


def test_layer_lists_its_facilities_for_the_keyboard(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    page.get_by_role("button", name="公交站，共 6 处，列出设施").press("Enter")
    expect(page.locator(".pm-row")).to_have_count(6)
    page.get_by_role("button", name="四站").press("Enter")
    expect(page.locator("#pm-card h2")).to_have_text("四站")


def test_tabs_work_with_arrow_keys(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    page.get_by_role("tab", name="图层").press("ArrowRight")
    tab = page.get_by_role("tab", name="进展")
    expect(tab).to_be_focused()
    expect(tab).to_have_attribute("aria-selected", "true")


def test_back_button_undoes_tab_and_selection(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    page.get_by_role("tab", name="进展").click()
    page.locator(".pm-task").first.click()
    expect(page.locator("#pm-card")).to_be_visible()
    page.evaluate("history.back()")
    expect(page.locator("#pm-card")).to_be_hidden()
    page.evaluate("history.back()")
    expect(page.get_by_role("tab", name="图层")).to_have_attribute("aria-selected", "true")


def test_address_brings_back_what_was_seen(watched: Watched) -> None:
    hash_ = "#m=16/24.785/118.555&lang=en&tab=coverage&hide=plots&sel=f:stops:stops-3"
    page = watched.open_scene(world.scene(), hash_=hash_)
    expect(page.locator("#pm-card h2")).to_have_text("Stop 3")
    expect(page.get_by_role("tab", name="Coverage")).to_have_attribute("aria-selected", "true")
    assert page.evaluate("map_0.getZoom()") == 16


def test_address_that_means_nothing_is_ignored(watched: Watched) -> None:
    page = watched.open_scene(world.scene(), hash_="#m=x/1/%&lang=fr&tab=no&sel=f:none:1&hide=,,")
    expect(page.locator("#pm-card")).to_be_hidden()
    expect(page.locator(LAYER)).to_have_count(3)


def test_panel_folds_away(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    before = page.evaluate("map_0.getSize().x")
    page.get_by_role("button", name="收起面板").click()
    expect(page.locator("#pm-body")).to_be_hidden()
    assert page.evaluate("map_0.getSize().x") == before + 360


def test_fit_shows_the_whole_zone(watched: Watched) -> None:
    page = watched.open_scene(world.scene(), hash_="#m=18/24.7/118.5")
    page.get_by_role("button", name="显示全区").click()
    assert page.evaluate("map_0.getBounds().contains([[24.78, 118.55], [24.79, 118.57]])")


def test_map_zooms_and_stays_sharp(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    page.get_by_role("button", name="放大").click()
    page.wait_for_timeout(600)
    assert page.locator(".pm-canvas").evaluate("(canvas) => canvas.style.transform").endswith(
        "scale(1)"
    )  # fmt: skip


@pytest.mark.parametrize("width", [320, 640])
def test_phone_shows_map_and_sheet_without_sideways_scrolling(watched: Watched, width: int) -> None:
    page = watched.open_scene(world.scene(), width=width, height=640)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    stage = page.locator("#pm-stage").bounding_box()
    panel = page.locator("#pm-panel").bounding_box()
    assert stage
    assert panel
    assert stage["height"] > 200
    assert panel["y"] >= stage["y"] + stage["height"] - 1
    page.get_by_role("button", name="收起面板").click()
    grown = page.locator("#pm-stage").bounding_box()
    assert grown
    assert grown["height"] > stage["height"]


def test_dark_scheme_draws_a_dark_ground(watched: Watched) -> None:
    page = watched.open_scene(world.scene(), color_scheme="dark")
    assert page.locator("#pm-stage").evaluate(
        "(stage) => getComputedStyle(stage).backgroundColor"
    ) == "rgb(31, 37, 43)"  # fmt: skip


def test_scene_without_anything_says_so(watched: Watched) -> None:
    page = watched.open_scene(world.scene(layers=[], tasks=[], parks=world.layer("parks", [])))
    expect(page.locator("#pm-body")).to_contain_text("没有设施图层。")
    page.get_by_role("tab", name="进展").click()
    expect(page.locator("#pm-body")).to_contain_text("没有责任分解表")
    page.get_by_role("tab", name="覆盖").click()
    expect(page.locator("#pm-body")).to_contain_text("没有园区数据。")


def test_old_browser_gets_a_sentence(watched: Watched) -> None:
    page = watched.page()
    page.add_init_script("delete window.DecompressionStream")
    file = watched.folder / "old.html"
    from parkmap.page import render_page

    file.write_text(render_page(world.scene()), encoding="utf-8", newline="\n")
    page.goto(file.as_uri())
    expect(page.locator("#pm-old")).to_contain_text("需要较新的浏览器")
    expect(page.locator("#pm-old")).to_contain_text("needs a newer browser")


def test_reader_without_scripts_sees_the_summary(watched: Watched) -> None:
    from parkmap.page import render_page

    file = watched.folder / "plain.html"
    file.write_text(render_page(world.scene()), encoding="utf-8", newline="\n")
    context = watched.browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(file.as_uri())
    expect(page.locator("noscript h1").first).to_be_visible()
    context.close()


def test_page_works_in_a_sandboxed_frame(watched: Watched) -> None:
    # A notebook shows the page in a frame that has no origin, so no history.
    from html import escape

    from parkmap.page import render_page

    size = 'width="1200" height="800"'  # room for the rows of a list
    frame = f'<iframe {size} sandbox="allow-scripts" srcdoc="{escape(render_page(world.scene()))}">'
    file = watched.folder / "frame.html"
    file.write_text(frame + "</iframe>", encoding="utf-8", newline="\n")
    page = watched.page()
    page.goto(file.as_uri())
    inside = page.frame_locator("iframe")
    inside.get_by_role("tab", name="进展").click()
    expect(inside.locator(".pm-task")).to_have_count(3)


def key_in_focus(page: Page) -> str:
    """Return what a keyboard reader is on."""
    return str(page.evaluate("document.activeElement.dataset.key || document.activeElement.id"))


def test_focus_stays_in_a_list_and_comes_back_from_the_card(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    page.locator("[data-key=list-stops]").click()
    row = page.locator(".pm-facilities .pm-row").nth(2)
    row.focus()
    key = key_in_focus(page)
    page.keyboard.press("Enter")
    expect(page.locator("#pm-card")).to_be_visible()
    assert key_in_focus(page) == key
    page.locator(".pm-close").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#pm-card")).to_be_hidden()
    assert key_in_focus(page) == key


def test_link_in_the_card_moves_the_focus_to_the_new_heading(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    page.locator("[data-key=list-stops]").click()
    page.locator(".pm-facilities .pm-row").first.click()
    link = page.locator("#pm-card .pm-link").first
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#pm-card-title")).to_be_focused()


def test_address_with_a_choice_and_no_view_looks_there(watched: Watched) -> None:
    # Park B is the eastern half of the zone: in a view of the whole zone its middle stands right
    # of the middle of the map, by the card. Looked at by itself it stands left of the card.
    page = watched.open_scene(world.scene(), hash_="#sel=p:B")
    expect(page.locator("#pm-card")).to_contain_text("乙园")
    wait_until(page, "window.location.hash.includes('m=')")
    zoom, _, lng = page.evaluate(
        "new URLSearchParams(location.hash.slice(1)).get('m').split('/').map(Number)"
    )
    west, _, east, _ = world.scene().parks.frame.geometry["B"].bounds
    degrees = 360 / (256 * 2**zoom)  # of a pixel, east-west, in Web Mercator
    card = page.locator("#pm-card").bounding_box()
    stage = page.locator("#pm-stage").bounding_box()
    assert card is not None
    assert stage is not None
    left, right = ((edge - lng) / degrees + stage["width"] / 2 for edge in (west, east))
    assert left > 0
    assert right < card["x"] - stage["x"]


def test_each_click_on_a_pile_chooses_the_next_of_it(watched: Watched) -> None:
    place = shapely.Point(world.WEST + world.STEP / 2, world.SOUTH + world.STEP / 2)
    row = ("A", None, Stage.IN_SERVICE, Condition.ACTIVE, Lateness.UNKNOWN, 0)
    piled = [
        world.mapped(world.layer("stops", [place, place], names=["甲站", "乙站"]), [row, row]),
        world.mapped(world.layer("toilets", [place], names=["丙厕"]), [row]),
    ]
    address = f"#m=18/{place.y}/{place.x}"
    page = watched.open_scene(world.scene(layers=piled, tasks=()), hash_=address)
    box = page.locator("#pm-stage").bounding_box()
    assert box is not None
    # The layer drawn last lies on top, and in a layer the row drawn last; after the lowest, again.
    for name in ("丙厕", "乙站", "甲站", "丙厕"):
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        expect(page.locator("#pm-card h2")).to_have_text(name)
        page.wait_for_timeout(350)  # two clicks within less are a double click, which zooms


def test_reader_without_scripts_sees_the_zone_beside_the_summary(watched: Watched) -> None:
    file = watched.folder / "mailed.html"
    file.write_text(render_page(world.scene()), encoding="utf-8")
    for width, height in ((1280, 800), (360, 740)):
        page = watched.page(width=width, height=height, java_script_enabled=False)
        page.goto(file.as_uri())
        look, told = (page.locator(one).bounding_box() for one in ("#pm-look", "noscript"))
        assert look is not None
        assert told is not None
        assert min(look["width"], look["height"]) > 200
        beside = told["x"] + told["width"] <= look["x"]
        below = look["y"] + look["height"] <= told["y"]
        assert beside or below
        expect(page.locator("#pm-tools")).to_be_hidden()


def test_first_look_goes_when_the_map_has_come(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    expect(page.locator("#pm-look")).to_have_count(0)


def test_first_look_stays_away_where_the_address_says_where_to_look(watched: Watched) -> None:
    file = watched.folder / "halfway.html"
    html = render_page(world.scene())
    # Without what starts the map the page stays as it is before the map has come.
    begun = re.sub(r'(id="parkmap-start">).*?(</script>)', r"\1\2", html, flags=re.DOTALL)
    assert begun != html
    file.write_text(begun, encoding="utf-8")
    for hash_, count in (("", 1), ("#tab=coverage", 1), ("#m=14/24.78/118.56", 0), ("#sel=p:A", 0)):
        page = watched.page()
        page.goto(file.as_uri() + hash_)
        expect(page.locator("#pm-look")).to_have_count(count)
