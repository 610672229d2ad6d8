"""The Coverage tab, and what coverage draws on the map."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from pyproj import Geod

from parkmap.model import Denominator, Scenario
from parkmap.page import render_page
from parkmap.pipeline.coverage import coverage
from parkmap.pipeline.over_time import with_coverage
from parkmap.pipeline.question import Question
from parkmap.pipeline.scene import make_scene
from parkmap.report.coverage import report_of
from parkmap.report.grid import Kind, shown
from parkmap.workspace import load_workspace
from tests.browser.test_accessibility import AXE, SMALL, faults, page_for_axe
from tests.browser.test_print import MM, pages
from tests.browser.watched import READY, wait_until
from tests.page.hostile import HOSTILE
from tests.page.test_coverage import AS_OF, sample_scene

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from parkmap.model import CoverageStudy, ParkCoverage, Scene
    from tests.browser.watched import Watched

pytestmark = pytest.mark.browser

SAMPLE = Path(__file__).parents[2] / "geodata"
PARKS = ".pm-cover-park"
GAPS = "#pm-rows-gaps .pm-task"
TALL: ViewportSize = {"width": 1280, "height": 6000}


@cache
def study(day: date, scenario: Scenario, by: Denominator | None = None) -> CoverageStudy:
    workspace = load_workspace(SAMPLE / "parkmap.toml")
    question = Question(
        as_of=day, known_on=AS_OF, scenario=scenario, by=by, compare=date(2017, 12, 31)
    )
    return coverage(workspace, question)[0]


def parks_of(told: CoverageStudy, rule: str) -> dict[str, ParkCoverage]:
    measured = next(one for one in told.measured if one.coverage.rule.key == rule)
    return {park.park_id or "": park for park in measured.coverage.parks}


def open_tab(watched: Watched, rest: str = "", **options: Any) -> Page:
    page = watched.open_scene(sample_scene(), hash_=f"#tab=coverage{rest}", **options)
    expect(page.locator(PARKS).first).to_be_visible()
    return page


def to_gaps(page: Page) -> None:
    """Scroll to the list of gaps, once all is there: only rows in view are made."""
    expect(page.locator(PARKS).first).to_be_visible()
    cards = page.locator(".pm-cover-rules button")
    expect(page.locator(".pm-cover-rules .pm-verdict")).to_have_count(cards.count())
    page.locator("#pm-gaps-title").evaluate("(title) => title.scrollIntoView()")
    expect(page.locator(f"{GAPS} .pm-gap-near").first).to_be_visible()


def row(page: Page, park: str) -> str:
    text: str = page.locator(f"{PARKS}[data-park={park}]").evaluate("(row) => row.innerText")
    return re.sub(r"\s+", " ", text)


def share(value: float | None) -> str:
    return shown(None if value is None else round(value, 6), Kind.SHARE, "zh").replace("-", "–")


VERDICTS = {"pass": "达标", "fail": "不达标", "for_reference": "参照", "not_assessable": "不评定"}


def expected(park: ParkCoverage, by: Denominator) -> list[str]:
    """Return what a row tells: what is judged, the verdict, and all three shares."""
    names = {"area": "用地", "plots": "地块", "employees": "职工"}
    return [
        VERDICTS[park.verdict],
        share(park.share_by(park.judged_by or by)),
        *(f"{names[one]} {share(park.share_by(one))}" for one in Denominator),
        f"区内 {park.facilities_inside}",
    ]


@pytest.mark.parametrize(
    ("rest", "day", "scenario"),
    [
        ("", AS_OF, Scenario.ACTUAL),
        ("&d=2017-06-30", date(2017, 6, 30), Scenario.PLAN),
        ("&d=2017-06-30&sc=slip", date(2017, 6, 30), Scenario.SLIP),
        ("&d=2017-05-10&sc=slip", date(2017, 5, 10), Scenario.ACTUAL),
    ],
)
def test_rows_tell_what_the_command_tells_of_the_day(
    watched: Watched, rest: str, day: date, scenario: Scenario
) -> None:
    page = open_tab(watched, rest)
    parks = parks_of(study(day, scenario), "bus_500_people")
    zone = parks.pop("")
    expect(page.locator(".pm-cover-zone > b")).to_have_text(share(zone.employees_share))
    assert page.locator(PARKS).count() == len(parks)
    for key, park in parks.items():
        told = row(page, key)
        for words in expected(park, Denominator.EMPLOYEES):
            assert words in told, (key, told)


@pytest.mark.parametrize("by", list(Denominator))
def test_denominator_judges_as_the_command_asked_for_it(watched: Watched, by: Denominator) -> None:
    page = open_tab(watched, "&rule=busstops:bus_500_area")
    page.locator(f"[data-key=cover-by-{by}]").check()
    assert ("by=" in page.url) == (by is not Denominator.AREA)  # what the rule leads with
    for key, park in parks_of(study(AS_OF, Scenario.ACTUAL, by), "bus_500_area").items():
        if key:
            told = row(page, key)
            assert f"{VERDICTS[park.verdict]} {share(park.share_by(by))}" in told


def test_layer_and_rule_are_chosen_and_the_back_button_undoes_it(watched: Watched) -> None:
    page = open_tab(watched)
    assert page.locator(".pm-cover-rules button").count() == 3
    page.locator("[data-key='cover-rule-busstops:bus_300_area']").click()
    expect(page.locator(".pm-cover-zone")).to_contain_text("300 m 内用地")
    page.get_by_role("button", name="公共厕所").first.click()
    expect(page.locator(".pm-cover-rules button")).to_have_count(3)
    assert "rule=toilets:toilet_300" in page.url
    page.evaluate("history.back()")
    expect(page.locator(".pm-cover-zone")).to_contain_text("300 m 内用地")
    page.evaluate("history.back()")
    expect(page.locator(".pm-cover-zone")).to_contain_text("500 m 内职工")


def test_rule_without_a_share_shows_its_figure(watched: Watched) -> None:
    page = open_tab(watched, "&rule=toilets:toilet_density")
    zone = parks_of(study(AS_OF, Scenario.ACTUAL), "toilet_density")[""]
    expect(page.locator(".pm-cover-zone > b")).to_have_text(f"每 km² {zone.value:.2f} 座")
    expect(page.locator(".pm-cover-by")).to_have_count(0)
    expect(page.locator("[data-key=cover-shade]")).to_have_count(0)
    expect(page.locator("#pm-gaps-title")).to_have_count(0)


def test_rule_says_where_it_stands(watched: Watched) -> None:
    page = open_tab(watched, "&rule=busstops:bus_300_area")
    expect(page.locator(".pm-cover-source")).to_contain_text(
        "GB 50220-95《城市道路交通规划设计规范》 · 第 3.3.2 条 · 1995 版 · 已废止 · 未核对条文"
    )


def test_verdict_reads_by_word_and_shape(watched: Watched) -> None:
    page = open_tab(watched)
    marks = page.locator(f"{PARKS} .pm-verdict").evaluate_all(
        "(marks) => marks.map((mark) => [mark.textContent, mark.querySelector('path').outerHTML])"
    )
    shapes = {word: {mark for one, mark in marks if one == word} for word, _ in marks}
    assert set(shapes) == {"达标", "不达标"}
    assert all(len(one) == 1 for one in shapes.values())
    assert shapes["达标"] != shapes["不达标"]


def test_bar_has_a_mark_at_what_the_rule_asks(watched: Watched) -> None:
    page = open_tab(watched)
    marks = page.locator(".pm-cover-mark").evaluate_all(
        "(all) => all.map((one) => one.getAttribute('d'))"
    )
    assert set(marks) == {"M90 0V14"}  # 90 % of 100


def test_slider_and_scenario_move_the_figures(watched: Watched) -> None:
    page = open_tab(watched, "&d=2017-06-30")
    by_plan = row(page, "andong")
    page.locator("[data-key=scenario-slip]").check()
    told = parks_of(study(date(2017, 6, 30), Scenario.SLIP), "bus_500_people")["andong"]
    expect(page.locator(f"{PARKS}[data-park=andong] > b")).to_have_text(share(told.employees_share))
    assert row(page, "andong") != by_plan
    page.locator("#pm-time-day").press("Home")
    zone = page.locator(".pm-cover-zone > b")
    expect(zone).to_have_text("0.0%")


def test_two_days_are_compared_as_the_command_compares_them(watched: Watched) -> None:
    page = open_tab(watched, "&vs=2017-12-31")
    # The page is of the as-of day; after it, its scenario is the plan.
    plan = coverage(
        load_workspace(SAMPLE / "parkmap.toml"),
        Question(as_of=AS_OF, known_on=AS_OF, scenario=Scenario.PLAN, compare=date(2017, 12, 31)),
    )[0]
    before = parks_of(study(AS_OF, Scenario.ACTUAL), "bus_500_people")
    grid = next(one for one in report_of(plan).grids if one.key == "compared")
    after_at = [(one.band.key if one.band else "", one.key) for one in grid.columns]
    rows_ = [one for one in grid.rows if getattr(one[1], "key", "") == "bus_500_people"]
    for cells in rows_:
        told = dict(zip(after_at, cells, strict=True))
        park_id = told["", "park_id"] or ""
        first, last = before[str(park_id)].employees_share, told["employees", "after"]
        text = f"{share(first)} → {share(last)}"  # type: ignore[arg-type] # a share
        if park_id:
            assert text in row(page, str(park_id))
        else:
            expect(page.locator(".pm-cover-zone .pm-cover-change")).to_contain_text(text)
    expect(page.locator(".pm-cover-legend").first).to_contain_text("未覆盖")
    page.locator("[data-key=cover-swap]").click()
    assert "d=2017-12-31" in page.url
    assert "vs=2017-05-31" in page.url
    expect(page.locator(".pm-cover-zone > b")).to_have_text("96.3%")
    page.locator("[data-key=cover-compare]").uncheck()
    expect(page.locator(".pm-cover-change")).to_have_count(0)


def test_gaps_tell_the_nearest_and_what_closes_them(watched: Watched) -> None:
    page = open_tab(watched)
    measured = study(AS_OF, Scenario.ACTUAL).measured[0]
    to_gaps(page)
    expect(page.locator(GAPS).first).to_have_attribute("aria-setsize", str(len(measured.gaps)))
    first, told = measured.gaps[0], page.locator(GAPS).first
    tasks = study(AS_OF, Scenario.ACTUAL).tasks
    expect(told).to_contain_text(f"{first.employees:,.0f} 职工")
    expect(told).to_contain_text(
        f"{round(first.distance_m or 0, 1):,.10g} m，超出 {round(first.excess_m or 0, 1):,.10g} m"
    )
    assert first.task_id
    expect(told).to_contain_text(f"{first.task_id} {tasks[first.task_id].name}")
    expect(told).to_contain_text(tasks[first.task_id].department)
    expect(told).to_contain_text("期限 2017年6月30日")


def test_gap_flies_to_its_plot_whose_card_tells_the_same(watched: Watched) -> None:
    page = open_tab(watched, "&m=12/24.6/118.2")
    to_gaps(page)
    name = page.locator(f"{GAPS} .pm-task-name b").first.inner_text()
    page.locator(GAPS).first.click()
    card = page.locator("#pm-card")
    expect(card.locator("h2")).to_have_text(name)
    expect(card).to_contain_text("超出")
    expect(card).to_contain_text("覆盖 · 公交站 · 500 m 内职工 ≥90%")
    # The view has moved there.
    wait_until(page, "!location.hash.includes('m=12/')")
    expect(page.locator(f"{GAPS}.pm-marked")).to_have_count(1)


def test_gaps_are_filtered_by_park_and_sorted(watched: Watched) -> None:
    page = open_tab(watched)
    gaps = study(AS_OF, Scenario.ACTUAL).measured[0].gaps
    page.locator("[data-key=gap-park]").select_option("fashion")
    there = [gap for gap in gaps if gap.park_id == "fashion"]
    to_gaps(page)
    expect(page.locator(GAPS).first).to_have_attribute("aria-setsize", str(len(there)))
    page.locator("[data-key=gap-sort]").select_option("far")
    far = round(max(gap.excess_m or 0 for gap in there), 1)
    expect(page.locator(GAPS).first).to_contain_text(f"超出 {far:,.10g} m")
    assert "gp=fashion" in page.url
    assert "gs=far" in page.url


def test_gap_list_is_walked_with_keys(watched: Watched) -> None:
    page = open_tab(watched)
    page.locator("#pm-rows-gaps").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#pm-card")).to_be_visible()


def test_chart_has_its_lines_and_a_click_moves_the_day(watched: Watched) -> None:
    page = open_tab(watched)
    chart = page.locator("[data-key=cover-chart]")
    for kind in ("actual", "plan", "slip", "limit", "day"):
        expect(chart.locator(f".pm-v-{kind}")).to_have_count(1)
    expect(chart).to_have_attribute("aria-label", re.compile("全区，2017年5月31日 现状 69.5%，"))
    box = chart.bounding_box()
    assert box
    page.locator("#pm-body").evaluate("(body) => body.scrollTop = 0")
    chart.click(position={"x": box["width"] - 1, "y": 40})
    expect(page.locator(".pm-cover-zone > b")).to_have_text("96.3%")
    page.evaluate("history.back()")
    expect(page.locator(".pm-cover-zone > b")).to_have_text("69.5%")


def test_days_of_change_are_listed_for_the_keyboard(watched: Watched) -> None:
    page = open_tab(watched)
    page.locator("[data-key=cover-days] > summary").click()
    days = page.locator(".pm-cover-days li")
    assert days.count() == 12  # those of the actual stops, then those of the plan
    day = days.last.get_by_role("button")
    told = days.last.locator("b").inner_text()
    day.press("Enter")
    expect(page.locator(".pm-cover-zone > b")).to_have_text(told)


def test_park_on_the_map_and_its_row_choose_each_other(watched: Watched) -> None:
    page = open_tab(watched)
    page.locator(f"{PARKS}[data-park=andong]").click()
    card = page.locator("#pm-card")
    expect(card).to_contain_text("覆盖 · 公交站 · 500 m 内职工 ≥90%")
    expect(card).to_contain_text("不达标 0.0%")
    expect(page.locator(f"{PARKS}[aria-pressed=true]")).to_have_attribute("data-park", "andong")
    expect(page.locator(".pm-cover-chart figcaption")).to_contain_text("安东园")
    page.locator(".pm-close").click()
    x, y = page.evaluate(
        """() => {
          const box = map_0.getContainer().getBoundingClientRect();
          const point = map_0.latLngToContainerPoint([24.7905, 118.5545]);
          return [box.x + point.x, box.y + point.y];
        }"""
    )
    name = chosen_by_click(page, x, y)
    expect(page.locator(f"{PARKS}[aria-pressed=true] .pm-cover-name")).to_have_text(name)


def chosen_by_click(page: Page, x: float, y: float) -> str:
    """Click near a place until a park is chosen, and return its name."""
    canvas = page.locator(".folium-map").bounding_box()
    assert canvas
    for step in range(60):
        page.mouse.click(canvas["x"] + 60 + step * 13, canvas["y"] + canvas["height"] / 2)
        page.wait_for_timeout(30)
        if "sel=p:" in page.url:
            return page.locator("#pm-card h2").inner_text()
    raise AssertionError((x, y))


def test_park_filter_narrows_rows_and_gaps_and_no_figure(watched: Watched) -> None:
    page = open_tab(watched, "&park=fashion,ecommerce&late=overdue")
    expect(page.locator(PARKS)).to_have_count(2)
    expect(page.locator(".pm-cover-zone > b")).to_have_text("69.5%")
    gaps = study(AS_OF, Scenario.ACTUAL).measured[0].gaps
    there = sum(gap.park_id in {"fashion", "ecommerce"} for gap in gaps)
    expect(page.locator(".pm-filter-note")).to_contain_text(f"{there} 个地块未覆盖")


def test_nothing_is_inflated_before_it_is_asked_for(watched: Watched) -> None:
    page = watched.page()
    page.add_init_script(
        """window.inflated = 0;
        const Stream = DecompressionStream;
        DecompressionStream = class {
          constructor(kind) {
            window.inflated += 1;
            return new Stream(kind);
          }
        }"""
    )
    file = watched.folder / "late.html"
    file.write_text(render_page(sample_scene()), encoding="utf-8", newline="\n")
    page.goto(file.as_uri())
    wait_until(page, READY)
    page.wait_for_timeout(200)
    before = page.evaluate("window.inflated")
    page.locator("#pm-tab-progress").click()
    page.wait_for_timeout(200)
    assert page.evaluate("window.inflated") <= before + 1  # the words of the tasks
    page.locator("#pm-tab-coverage").click()
    expect(page.locator(PARKS).first).to_be_visible()
    # Plots and their weights; numbers and parks of each of the layer's three rules.
    assert page.evaluate("window.inflated") >= before + 2 + 3 * 2


def one_stop(tmp_path: Path, lat: float) -> Scene:
    """Return a square park of some 4 km around one stop."""
    half = 0.02
    west, south, east, north = 118.5 - half, lat - half, 118.5 + half, lat + half
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]

    def write(file: str, kind: str, coordinates: Any, **properties: str) -> None:
        feature = {
            "type": "Feature", "properties": properties,
            "geometry": {"type": kind, "coordinates": coordinates},
        }  # fmt: skip
        told = {"type": "FeatureCollection", "features": [feature]}
        (tmp_path / file).write_text(json.dumps(told), encoding="utf-8")

    write("parks.geojson", "Polygon", [ring], park_id="P", name="园")
    write("stops.geojson", "Point", [118.5, lat], id="s1", name="站")
    (tmp_path / "parkmap.toml").write_text(
        '[zone]\nname = "区"\nyear = 2017\nas_of = "2017-05-31"\n'
        '[parks]\npath = "parks.geojson"\nid = "park_id"\nname = "name"\n'
        '[layers.stops]\npath = "stops.geojson"\ntitle = "站"\nid = "id"\nradius_m = 500\n',
        encoding="utf-8",
    )
    workspace = load_workspace(tmp_path / "parkmap.toml")
    return with_coverage(workspace, make_scene(workspace, as_of=AS_OF, lang="zh"))


@pytest.mark.parametrize("lat", [0.5, 24.7, 55.0])
def test_served_ground_ends_at_the_radius_in_every_direction(
    watched: Watched, tmp_path: Path, lat: float
) -> None:
    page = watched.open_scene(one_stop(tmp_path, lat), hash_="#tab=coverage&hide=stops")
    expect(page.locator(PARKS)).to_have_count(1)
    geod = Geod(ellps="WGS84")
    page.evaluate("([lat, lon]) => map_0.setView([lat, lon], 15.5, {animate: false})", [lat, 118.5])
    # Pixels are two to three metres: five metres off the edge are clear of it.
    spots = [
        [bearing, metres, *geod.fwd(118.5, lat, bearing, metres)[:2]]
        for bearing in range(0, 360, 30)
        for metres in (493, 507)
    ]
    page.wait_for_timeout(300)
    greens = page.evaluate(
        """(spots) => {
          const canvas = document.querySelector('.pm-canvas');
          const density = canvas.width / canvas.clientWidth;
          const {width, height} = canvas;
          const {data} = canvas.getContext('2d').getImageData(0, 0, width, height);
          return spots.map(([,, lon, lat]) => {
            const {x, y} = map_0.latLngToContainerPoint([lat, lon]);
            const at = 4 * (Math.round(y * density) * width + Math.round(x * density));
            return data[at + 1] - data[at];
          });
        }""",
        spots,
    )
    for (bearing, metres, *_), green in zip(spots, greens, strict=True):
        # What is served is green; a gap is red, or plain between its lines.
        assert (green > 25) == (metres < 500), (bearing, metres, green)


def test_map_is_shaded_only_while_it_is_asked_for(watched: Watched) -> None:
    page = open_tab(watched)
    expect(page.locator(".pm-cover-legend")).to_contain_text("缺口")
    page.locator("#pm-tab-map").click()
    expect(page.locator(".pm-cover-legend")).to_have_count(0)
    page.locator("#pm-tab-coverage").click()
    page.locator("[data-key=cover-fill]").check()
    assert "cov=both" in page.url
    page.locator("#pm-tab-map").click()
    expect(page.locator(".pm-cover-legend")).to_contain_text("500 m 内职工占比，0–100%")
    page.locator("#pm-tab-coverage").click()
    page.locator("[data-key=cover-shade]").uncheck()
    page.locator("[data-key=cover-fill]").uncheck()
    assert "cov=none" in page.url
    expect(page.locator(".pm-cover-legend")).to_have_count(0)


def test_legend_prints_with_the_map(watched: Watched) -> None:
    page = open_tab(watched, "&cov=both")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    for words in ("公交站 500 m 内", "缺口", "占比"):
        expect(page.locator("#pm-foot .pm-cover-legend")).to_contain_text(words)
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert pages(page.pdf(prefer_css_page_size=True)) == [(297, 210)]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ("公交站 · 500 m 内职工 ≥90%", "全区 {share} 不达标", "{some} / {all} 职工",
                "直线距离", "GB/T 51328-2018", "截至 2017年5月31日")),
        ("en", ("Bus stops · 500 m, jobs ≥90% · employees within 500 m ≥90%", "straight line",
                "Whole zone {share} fail", "{some} / {all} employees", "GB/T 51328-2018")),
    ],
)  # fmt: skip
@pytest.mark.parametrize(("turn", "across_mm"), [("landscape", 277), ("portrait", 190)])
def test_printed_map_says_what_its_shares_stand_for(
    watched: Watched, lang: str, words: tuple[str, ...], turn: str, across_mm: int
) -> None:
    zone = parks_of(study(AS_OF, Scenario.ACTUAL), "bus_500_people")[""]
    figures = {
        "share": share(zone.employees_share),
        "some": f"{zone.employees_served:,.0f}",
        "all": f"{zone.employees:,.0f}",
    }
    page = open_tab(watched, f"&cov=both&lang={lang}")
    page.evaluate("window.print = () => {}")
    page.locator("#pm-tools").click()
    page.get_by_role("menuitem", name={"zh": "打印", "en": "Print"}[lang], exact=True).click()
    page.locator(f"#pm-dialog input[value={turn}]").check()
    page.locator("#pm-dialog button[type=submit]").click()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    told = page.locator("body").inner_text()
    for one in words:
        assert one.format(**figures) in told
    for part in ("#pm-stage", "#pm-foot", ".pm-cover-said"):
        box = page.locator(part).bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= across_mm * MM + 0.5
        assert box["y"] + box["height"] <= (467 - across_mm) * MM + 0.5  # 277 + 190
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert len(pages(page.pdf(prefer_css_page_size=True))) == 1


def test_printed_map_without_coverage_says_nothing_of_it(watched: Watched) -> None:
    page = open_tab(watched, "&cov=none")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".pm-cover-said").inner_text() == ""


def test_table_prints_on_sheets_of_its_own(watched: Watched) -> None:
    page = open_tab(watched)
    page.evaluate("window.print = () => { window.printed = true; }")
    page.locator("[data-key=cover-print]").click()
    page.locator("#pm-dialog button[type=submit]").click()
    wait_until(page, "window.printed")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    sheets = page.locator(".pm-sheet")
    assert sheets.count() > 1
    text = " ".join(sheets.all_inner_texts())
    for words in ("公交站 · 500 m 内职工 ≥90%", "全区", "安东园", "审图号", "72 个地块未覆盖",
                  "busstops.geojson", "GB/T 51328-2018", "第 1 /"):  # fmt: skip
        assert words in text
    assert page.locator(".pm-sheet .pm-cover-gap").count() == 72
    count = sheets.count()
    assert pages(page.pdf(prefer_css_page_size=True)) == [(297, 210)] * count
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(page.locator("#pm-panel")).to_be_visible()


def test_export_holds_the_rules_of_the_layer(watched: Watched) -> None:
    page = open_tab(watched, "&d=2017-06-30&sc=slip")
    with page.expect_download() as waiting:
        page.locator("[data-key=cover-csv]").click()
    assert waiting.value.suggested_filename.endswith("2017-06-30-slip.csv")
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    told = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(told) == 3 * 8
    zone = parks_of(study(date(2017, 6, 30), Scenario.SLIP), "bus_500_people")[""]
    assert (told[0]["用地"], told[0]["用地 已覆盖"]) == (
        f"{zone.area_m2:.2f}".rstrip("0").rstrip("."),
        f"{zone.area_served_m2:.2f}".rstrip("0").rstrip("."),
    )
    assert float(told[0]["职工 %"]) == round(zone.employees_share or 0, 6)
    assert told[0]["结论"] == VERDICTS[zone.verdict]


def hostile_zone(tmp_path: Path) -> Scene:
    """Return the sample zone with hostile names of parks, stops, plots and tasks."""
    shutil.copytree(SAMPLE, tmp_path / "zone")
    folder = tmp_path / "zone"
    for at, name in enumerate(("busstops", "enterprises")):
        file = folder / f"{name}.geojson"
        told = json.loads(file.read_text(encoding="utf-8"))
        for place, feature in enumerate(told["features"]):
            for key in ("name", "name_en"):
                feature["properties"][key] = HOSTILE[(at + place) % len(HOSTILE)]
        file.write_text(json.dumps(told), encoding="utf-8")
    with (folder / "tasks.csv").open(encoding="utf-8-sig", newline="") as stream:
        head, *rows = csv.reader(stream)
    with (folder / "tasks.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(head)
        task, park = head.index("项目名称"), head.index("所属园区")
        for place, cells in enumerate(rows):
            cells[task], cells[park] = HOSTILE[place % 30], ""
            writer.writerow(cells)
    file = folder / "parks.geojson"
    told = json.loads(file.read_text(encoding="utf-8"))
    for place, feature in enumerate(told["features"]):
        feature["properties"]["name"] = feature["properties"]["name_en"] = HOSTILE[place]
    file.write_text(json.dumps(told), encoding="utf-8")
    workspace = load_workspace(folder / "parkmap.toml")
    return with_coverage(workspace, make_scene(workspace, as_of=AS_OF, lang="zh"))


def test_hostile_names_stay_text(watched: Watched, tmp_path: Path) -> None:
    scene = hostile_zone(tmp_path)
    page = watched.open_scene(scene, hash_="#tab=coverage&cov=both")
    expect(page.locator(PARKS).first).to_be_visible()
    names = page.locator(".pm-cover-name").evaluate_all(
        "(all) => all.map((one) => one.textContent)"
    )
    assert sorted(names) == sorted(HOSTILE[:7])
    assert scene.demand is not None
    page.set_viewport_size(TALL)
    expect(page.locator(f"{GAPS} .pm-gap-near").first).to_be_visible()
    plots = page.locator(f"{GAPS} .pm-task-name b").evaluate_all(
        "(all) => all.map((one) => one.textContent)"
    )
    assert len(set(plots)) > 20
    assert set(plots) <= {*HOSTILE, *scene.demand.frame["name"].tolist()}
    page.locator(GAPS).first.click()
    expect(page.locator("#pm-card")).to_contain_text("超出")
    page.locator(PARKS).first.click()
    page.locator("[data-key=cover-print]").click()
    page.evaluate("window.print = () => {}")
    page.locator("#pm-dialog button[type=submit]").click()
    page.wait_for_timeout(300)
    assert page.evaluate("window.flag") is None
    assert page.locator("body :is(script:not([type]), svg[onload], img, iframe, base)").count() == 1


@pytest.mark.skipif(not AXE.exists(), reason="axe-core comes with npm ci in tests/browser")
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_axe_finds_nothing_serious_in_the_tab(
    browser: Browser, tmp_path: Path, lang: str, scheme: Any, width: int
) -> None:
    asked = f"#tab=coverage&lang={lang}&cov=both&vs=2017-12-31"
    page = page_for_axe(browser, tmp_path, sample_scene(), asked, scheme=scheme, width=width)
    to_gaps(page)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert faults(page) == []
    for fold in page.locator("#pm-body summary").all():
        fold.evaluate("(fold) => { fold.parentElement.open = true; }")
    page.locator(f"{PARKS}[data-park=andong]").evaluate("(row) => row.click()")
    expect(page.locator("#pm-card")).to_be_visible()
    assert faults(page) == []
    assert page.evaluate(SMALL) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    wide = "((body) => body.scrollWidth - body.clientWidth)(document.querySelector('#pm-body'))"
    assert page.evaluate(wide) == 0
    page.context.close()
