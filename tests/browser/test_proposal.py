"""A page with a proposal: sites, figures before and after, land on the map, print, exports."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from playwright.sync_api import Page, expect

import parkmap
from parkmap.cli import cli
from parkmap.model import Denominator, Scene
from parkmap.pipeline.propose import with_proposal
from parkmap.pipeline.wish import Wish
from parkmap.report.grid import Kind, shown
from parkmap.report.siting import facts_of
from parkmap.workspace import load_workspace
from tests.browser.test_accessibility import AXE, SMALL, faults, page_for_axe
from tests.browser.test_coverage import hostile_zone
from tests.browser.test_print import pages
from tests.page.hostile import HOSTILE
from tests.page.test_coverage import AS_OF, sample_scene

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.watched import Watched

pytestmark = pytest.mark.browser

SAMPLE = Path(__file__).parents[2] / "geodata"
SITES = ".pm-sites > li"
ASKED = {
    "toilets": (Wish("toilets", 3, AS_OF, AS_OF), ("--layer", "toilets", "--sites", "3")),
    "busstops": (
        Wish("busstops", 5, AS_OF, AS_OF, by=Denominator.AREA),
        ("--layer", "busstops", "--sites", "5", "--by", "area"),
    ),
    "walked": (
        Wish("toilets", 3, AS_OF, AS_OF, on_network=True),
        ("--layer", "toilets", "--sites", "3", "--distance", "network"),
    ),
}
VERDICTS = {"pass": "达标", "fail": "不达标", "for_reference": "参照", "not_assessable": "不评定"}


@cache
def proposed(name: str = "toilets") -> Scene:
    return with_proposal(parkmap.sample().workspace, sample_scene(), ASKED[name][0])


@cache
def told_by_command(name: str, form: str = "json") -> bytes:
    words = ["suggest", "-w", str(SAMPLE), *ASKED[name][1], "--format", form]
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 0, done.output
    return done.stdout_bytes


def report(name: str = "toilets") -> dict[str, Any]:
    told: dict[str, Any] = json.loads(told_by_command(name))
    return told


def open_page(watched: Watched, name: str = "toilets", rest: str = "", **options: Any) -> Page:
    page = watched.open_scene(proposed(name), hash_=rest, **options)
    expect(page.locator(".pm-proposal")).to_be_visible()
    return page


def text(page: Page, selector: str) -> str:
    """Return every text of an element, a space between two; what is out of view has no lines."""
    told: str = page.locator(selector).evaluate(
        """(one) => {
          const walker = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
          const found = [];
          while (walker.nextNode()) found.push(walker.currentNode.data);
          return found.join(' ');
        }"""
    )
    return re.sub(r"\s+", " ", told)


def share(value: float | None) -> str:
    return shown(value, Kind.SHARE, "zh").replace("-", "–")


def test_page_opens_on_the_proposal_and_its_rule(watched: Watched) -> None:
    page = open_page(watched)
    expect(page.locator("#pm-tab-coverage")).to_have_attribute("aria-selected", "true")
    expect(page.locator("[data-key=sites-after]")).to_be_checked()
    expect(page.locator("[data-key='cover-rule-toilets:toilet_300']")).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(page.locator(SITES)).to_have_count(3)


def test_address_has_the_last_word(watched: Watched) -> None:
    page = watched.open_scene(proposed(), hash_="#tab=map")
    expect(page.locator("#pm-tab-map")).to_have_attribute("aria-selected", "true")
    assert page.locator(".pm-proposal").count() == 0
    page = open_page(watched, rest="#sites=before")
    expect(page.locator("[data-key=sites-before]")).to_be_checked()
    page = open_page(watched, rest="#rule=busstops:bus_500_people")
    expect(page.locator("[data-key=sites-off]")).to_be_checked()
    assert page.locator(SITES).count() == 0


@pytest.mark.parametrize("name", sorted(ASKED))
def test_sites_tell_what_the_command_tells(watched: Watched, name: str) -> None:
    page, known = open_page(watched, name), report(name)
    assert page.locator(SITES).count() == len(known["sites"]["rows"]) > 0
    for row in known["sites"]["rows"]:
        told = text(page, f"{SITES}:nth-child({row['site']})")
        assert told.startswith(f"{row['site']} {row['park']}")
        assert f"{row['lon']}, {row['lat']}" in told
        for what, word in (("adds", "单独增加"), ("lost", "缺此一处的损失")):
            area, plots, people = row[what].values()
            people = int(people) if people == int(people) else people
            figures = f"用地 {area:,} m² · 地块 {plots:,} · 职工 {people:,}"
            assert f"{word}：{figures}" in told
        others = [one for one in known["alternatives"]["rows"] if one["site"] == row["site"]]
        assert len(others) > 0
        for letter, one in zip("abc", others, strict=False):
            assert f"{letter} 相距 {one['away_m']} m，换后 {share(one['value'])}" in told


@pytest.mark.parametrize("name", sorted(ASKED))
def test_parks_have_the_shares_and_verdicts_of_the_command(watched: Watched, name: str) -> None:
    page, known = open_page(watched, name), report(name)
    rows = known["parks"]["rows"]
    assert page.locator(".pm-site-parks tbody tr").count() == len(rows) == 8
    for row in rows:
        told = text(page, f".pm-site-parks tr[data-park='{row['park_id'] or ''}']")
        for one in Denominator:
            # The arrow between them is for those who cannot see one above the other.
            assert f"{share(row[one]['before'])} → {share(row[one]['after'])}" in told
        before, after = (VERDICTS[row["verdict"][when]] for when in ("before", "after"))
        assert (f"{before} → {after}" if before != after else before) in told
    zone = rows[0][known["by"]]
    expect(page.locator(".pm-proposal .pm-cover-zone > b")).to_have_text(
        f"{share(zone['before'])} → {share(zone['after'])}"
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", sorted(ASKED))
def test_what_was_asked_and_counted_stands_there(watched: Watched, name: str, lang: str) -> None:
    page = open_page(watched, name, f"#lang={lang}")
    told = text(page, ".pm-proposal")
    proposal = proposed(name).proposal
    assert proposal is not None
    for fact in facts_of(proposal.study):
        if fact.line is not None:
            line = fact.line.zh if lang == "zh" else fact.line.en
            assert re.sub(r"\s+", " ", line) in told
    assert {"zh": "首先查看之处", "en": "where to look first"}[lang] in told
    assert {"zh": "不随时间轴变化", "en": "time bar does not change"}[lang] in told


def test_zone_without_coverage_has_its_proposal(watched: Watched) -> None:
    """Of a zone that is too large no day is measured for the page."""
    page = watched.open_scene(replace(proposed(), coverage=None))
    expect(page.locator(SITES)).to_have_count(3)
    expect(page.locator(".pm-proposal .pm-cover-served")).to_be_visible()
    switch(page, "before")
    expect(page.locator(".pm-proposal .pm-cover-gained")).to_have_count(0)


def test_detour_tells_the_radius_that_was_asked_for(watched: Watched) -> None:
    wish = replace(ASKED["toilets"][0], detour=1.5)
    page = watched.open_scene(with_proposal(parkmap.sample().workspace, sample_scene(), wish))
    told = text(page, ".pm-proposal")
    assert "300 m 内职工" in told
    assert "估算" in told


def test_what_is_not_proven_says_so(watched: Watched) -> None:
    scene = proposed()
    assert scene.proposal is not None
    study = replace(scene.proposal.study, value=0.25, bound=0.3, gap=0.2)
    lines = {fact.key: fact.line for fact in facts_of(study) if fact.line is not None}
    page = watched.open_scene(
        replace(scene, proposal=replace(scene.proposal, study=study, told=lines)), hash_="#lang=en"
    )
    assert "not proven, the bound is 30.0% of the demand served (gap 20.00%)" in text(
        page, ".pm-site-day"
    )


def pixels(page: Page) -> list[list[int]]:
    """Return red, green and blue of the canvas, one for each eighth pixel of the view."""
    found: list[list[int]] = page.evaluate(
        """async () => {
          await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
          const canvas = document.querySelector('.pm-canvas');
          const {width, height} = canvas;
          const copy = document.createElement('canvas');
          Object.assign(copy, {width, height});
          const context = copy.getContext('2d');
          context.drawImage(canvas, 0, 0);
          const {data} = context.getImageData(0, 0, width, height);
          const found = [];
          for (let y = 0; y < height; y += 8)
            for (let x = 0; x < width; x += 8)
              found.push([x - width / 2, y - height / 2,
                ...data.slice(4 * (y * width + x), 4 * (y * width + x) + 3)]);
          return found;
        }"""
    )
    return found


def switch(page: Page, mode: str) -> None:
    page.locator(f"[data-key=sites-{mode}]").check(force=True)
    page.wait_for_timeout(200)


def test_switch_changes_the_ground_of_a_site_and_no_other(watched: Watched) -> None:
    site = report()["sites"]["rows"][1]
    page = watched.open_scene(proposed(), hash_=f"#m=16/{site['lat']}/{site['lon']}")
    after = pixels(page)
    switch(page, "before")
    before = pixels(page)
    # A pixel of zoom 16 at this latitude is 156,543 m x cos(24.73 degrees) / 2^16 = 2.17 m.
    radius = 300 / 2.17
    inside, outside = [], []
    violet = {"after": 0, "before": 0}
    for (x, y, *one), (_, _, *other) in zip(after, before, strict=True):
        away = (x**2 + y**2) ** 0.5
        changed = sum(abs(a - b) for a, b in zip(one, other, strict=True)) > 12
        if away < 0.95 * radius:
            inside.append(changed)
            for mode, (_, green, blue) in (("after", one), ("before", other)):
                violet[mode] += blue - green > 25
        elif 1.05 * radius < away < 1.4 * radius:
            outside.append(changed)
    assert sum(inside) > 0.8 * len(inside)
    # What the sites add is violet, --gain #6b3fa8; before it was a gap, red lines on paper.
    assert violet["after"] > 0.8 * len(inside)
    assert violet["before"] < 0.2 * len(inside)
    # Notes below the names of parks change, and nothing else.
    assert sum(outside) < 0.08 * len(outside)
    switch(page, "after")
    assert pixels(page) == after


def test_back_button_undoes_the_switch(watched: Watched) -> None:
    page = open_page(watched)
    switch(page, "before")
    assert "sites=before" in page.url
    switch(page, "off")
    assert page.locator(SITES).count() == 0
    page.go_back()
    expect(page.locator("[data-key=sites-before]")).to_be_checked()
    page.go_back()
    expect(page.locator("[data-key=sites-after]")).to_be_checked()
    assert "sites=" not in page.url


def test_switch_is_walked_with_keys(watched: Watched) -> None:
    page = open_page(watched)
    page.locator("[data-key=sites-after]").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[data-key=sites-before]")).to_be_checked()
    expect(page.locator("[data-key=sites-before]")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-key=sites-after]")).to_be_checked()


def test_enter_flies_to_a_site_and_opens_its_card(watched: Watched) -> None:
    page, known = open_page(watched), report()
    page.locator("[data-key=site-1]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#pm-card-title")).to_have_text("选址 2")
    assert "sel=s:2" in page.url
    expect(page.locator("[data-key=site-1]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".pm-proposal .pm-cover-other")).to_be_visible()
    row = known["sites"]["rows"][1]
    card = text(page, "#pm-card")
    for words in (row["park"], row["place"], f"{row['adds']['area_m2']:,} m²"):
        assert words in card
    assert f"WGS 84 {row['lon']}, {row['lat']}" in card
    for one in [one for one in known["alternatives"]["rows"] if one["site"] == 2]:
        assert f"相距 {one['away_m']} m，换后 {share(one['value'])}" in card
        assert f"{one['lon']}, {one['lat']}" in card
    page.keyboard.press("Escape")
    expect(page.locator("#pm-card")).to_be_hidden()
    expect(page.locator("[data-key=site-1]")).to_be_focused()


def test_pin_on_the_map_is_named_and_chosen(watched: Watched) -> None:
    site = report()["sites"]["rows"][2]
    page = open_page(watched, rest=f"#m=16/{site['lat']}/{site['lon']}")
    box = page.locator("#pm-stage .leaflet-container").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y - 20)
    expect(page.locator(".pm-hint")).to_have_text("选址 3")
    page.mouse.click(x, y - 20)
    expect(page.locator("#pm-card-title")).to_have_text("选址 3")
    switch(page, "off")
    page.keyboard.press("Escape")
    page.mouse.click(x, y - 20)
    expect(page.locator("#pm-card-title")).not_to_have_text("选址 3")


def test_coordinate_is_copied(watched: Watched) -> None:
    page, row = open_page(watched), report()["sites"]["rows"][0]
    page.evaluate("document.execCommand = () => { window.copied = getSelection() + ''; return 1 }")
    page.evaluate("delete Navigator.prototype.clipboard")
    page.locator("[data-key=site-copy-0]").click()
    expect(page.locator("#pm-toast")).to_have_text("坐标已复制")
    assert page.evaluate("window.copied") in {"", f"{row['lon']}, {row['lat']}"}


def test_address_brings_back_what_is_shown(watched: Watched) -> None:
    page = open_page(watched, rest="#sites=before&lang=en&sel=s:3&cov=both")
    expect(page.locator("#pm-card-title")).to_have_text("Site 3")
    page.locator("#pm-zoom-out").click()
    page.wait_for_timeout(500)
    again = watched.open_scene(proposed(), hash_="#" + page.url.split("#")[1])
    expect(again.locator("#pm-card-title")).to_have_text("Site 3")
    expect(again.locator("[data-key=sites-before]")).to_be_checked()
    expect(again.locator("#pm-cover-fill")).to_be_checked()
    for nothing in ("s:0", "s:4", "s:x", "s:-1", "s:1.5"):
        page = open_page(watched, rest=f"#sel={nothing}")
        expect(page.locator("#pm-card")).to_be_hidden()


def test_another_rule_or_a_second_day_puts_it_away_and_the_switch_brings_it_back(
    watched: Watched,
) -> None:
    page = open_page(watched)
    page.locator("[data-key=cover-layer-busstops]").click()
    expect(page.locator("[data-key=sites-off]")).to_be_checked()
    switch(page, "after")
    expect(page.locator(SITES)).to_have_count(3)
    assert "rule=" not in page.url
    page.locator("#pm-cover-compare").check()
    expect(page.locator("[data-key=sites-off]")).to_be_checked()
    switch(page, "before")
    expect(page.locator(SITES)).to_have_count(3)
    assert "vs=" not in page.url


def test_time_bar_does_not_change_the_figures(watched: Watched) -> None:
    page = open_page(watched)
    before = text(page, ".pm-proposal")
    page.evaluate("location.hash = '#d=2017-12-31'")
    expect(page.locator("#pm-when")).to_be_visible()
    page.wait_for_timeout(300)
    assert text(page, ".pm-proposal") == before


@pytest.mark.parametrize(("form", "key"), [("csv", "sites-csv"), ("geojson", "sites-geojson")])
def test_files_are_those_of_the_command(watched: Watched, form: str, key: str) -> None:
    page = open_page(watched, rest="#lang=en")
    with page.expect_download() as waiting:
        page.locator(f"[data-key={key}]").click()
    name = waiting.value.suggested_filename
    assert name.endswith(f"-2017-05-31-sites.{form}")
    saved = Path(waiting.value.path()).read_bytes()
    proposal = proposed().proposal
    assert proposal is not None
    assert saved == (proposal.csv["en"] if form == "csv" else told_by_command("toilets", form))


def test_picture_names_the_pins_in_the_letters_of_its_legend(watched: Watched) -> None:
    page = open_page(watched)
    page.evaluate(
        """() => {
          window.written = {};
          const { fillText } = CanvasRenderingContext2D.prototype;
          CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
            window.written[text] = [this.fillStyle, this.textAlign, this.font];
            return fillText.call(this, text, ...rest);
          };
        }"""
    )
    page.locator("#pm-tools").click()
    with page.expect_download():
        page.locator("[data-tool=png]").click()
    written = page.evaluate("window.written")
    # Ink as on the paper of pictures, from the left, as the words of any other legend.
    assert written["拟建选址：公共厕所"] == written["缺口"] == written["公共厕所 3"]
    assert written["缺口"][:2] == ["#1d2530", "left"]


def test_search_finds_sites_by_number_and_park(watched: Watched) -> None:
    page = open_page(watched)
    page.locator("#pm-query").fill("选址 2")
    found = page.locator("#pm-found [role=group][aria-labelledby=pm-found-site] [role=option]")
    expect(found).to_have_count(1)
    page.locator("#pm-query").fill("时尚园")
    expect(found).to_have_count(1)
    found.click()
    expect(page.locator("#pm-card-title")).to_have_text("选址 2")


def test_map_prints_with_numbers_and_legend(watched: Watched) -> None:
    page = open_page(watched)
    assert pages(page.pdf(prefer_css_page_size=True)) == [(297, 210)]
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    told = text(page, "#pm-foot")
    (zone,) = [row for row in report()["parks"]["rows"] if row["park_id"] is None]
    people = zone["employees"]
    for words in ("拟建选址：公共厕所", "建前已覆盖", "选址新增覆盖", "缺口",
                  "公共厕所 · 全部职工 300 m 内 · 300 m 内职工 ≥100%", "GB 55013-2021",
                  f"建前 {share(people['before'])} → 建后 {share(people['after'])}",
                  f"全区 {share(people['after'])} {VERDICTS[zone['verdict']['after']]}",
                  "截至 2017年5月31日 提出"):  # fmt: skip
        assert words in told
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")


def test_table_of_sites_and_parks_prints_on_its_own_sheet(watched: Watched) -> None:
    page, known = open_page(watched), report()
    page.evaluate("window.print = () => {}")
    page.locator("[data-key=sites-print]").click()
    page.locator("#pm-dialog button[type=submit]").click()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    told = text(page, "#pm-sheets")
    for row in known["sites"]["rows"]:
        assert f"选址 {row['site']} {row['park']} {row['lon']}, {row['lat']}" in told
    for row in known["parks"]["rows"]:
        shares = [row[one] for one in Denominator]
        pairs = " ".join(f"{share(one['before'])} → {share(one['after'])}" for one in shares)
        assert pairs in told
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert (
        page.locator("#pm-sheets .pm-sheet").count() == 0
        or not page.locator("#pm-sheets").is_visible()
    )


def test_hostile_names_stay_text(watched: Watched, tmp_path: Path) -> None:
    scene = hostile_zone(tmp_path)
    workspace = load_workspace(tmp_path / "zone/parkmap.toml")
    page = watched.open_scene(with_proposal(workspace, scene, ASKED["toilets"][0]))
    names = page.locator(".pm-site .pm-cover-name").evaluate_all(
        "(all) => all.map((one) => one.textContent)"
    )
    assert len(names) == 3
    assert set(names) <= set(HOSTILE)
    parks = page.locator(".pm-site-park").evaluate_all("(all) => all.map((one) => one.textContent)")
    assert sorted(parks[1:]) == sorted(HOSTILE[:7])
    page.locator("[data-key=site-0]").click()
    expect(page.locator("#pm-card")).to_be_visible()
    page.evaluate("window.print = () => {}")
    page.locator("[data-key=sites-print]").click()
    page.locator("#pm-dialog button[type=submit]").click()
    page.wait_for_timeout(300)
    assert page.evaluate("window.flag") is None
    assert page.locator("body :is(script:not([type]), svg[onload], img, iframe, base)").count() == 1


def test_page_without_a_proposal_passes_over_its_address(watched: Watched) -> None:
    page = watched.open_scene(sample_scene(), hash_="#sites=before&sel=s:1&tab=coverage")
    expect(page.locator(".pm-cover-park").first).to_be_visible()
    assert page.locator(".pm-proposal").count() == 0
    expect(page.locator("#pm-card")).to_be_hidden()


@pytest.mark.parametrize("width", [320, 360])
def test_phone_shows_numbers_and_all_of_the_block(watched: Watched, width: int) -> None:
    page = open_page(watched, "busstops", "#lang=en", width=width, height=640)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    wide = "((body) => body.scrollWidth - body.clientWidth)(document.querySelector('#pm-body'))"
    assert page.evaluate(wide) == 0
    assert page.evaluate(SMALL) == []
    page.locator("[data-key=site-4]").click()
    expect(page.locator("#pm-card-title")).to_have_text("Site 5")


@pytest.mark.skipif(not AXE.exists(), reason="axe-core comes with npm ci in tests/browser")
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_axe_finds_nothing_serious(
    browser: Browser, tmp_path: Path, lang: str, scheme: Any, width: int
) -> None:
    asked = f"#lang={lang}&sel=s:1"
    page = page_for_axe(browser, tmp_path, proposed(), asked, scheme=scheme, width=width)
    expect(page.locator("#pm-card")).to_be_visible()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert faults(page) == []
    page.context.close()
