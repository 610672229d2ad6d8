"""Walks on the page: the streets that are served and the way from a plot are those of Python."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely
from playwright.sync_api import expect
from pyproj import Transformer

import parkmap
from parkmap.coverage import kind_of_rule, starts_of, supply_of
from parkmap.coverage.network import doors_of, route_to_nearest, served_streets
from parkmap.coverage.network.walk import from_doors
from parkmap.model import Scenario
from parkmap.page.coverage import coverage_data
from parkmap.page.shapes import UNITS_PER_METRE, shapes_of
from parkmap.pipeline.coverage import coverage
from parkmap.pipeline.metres import in_metres
from parkmap.pipeline.network import network_in
from parkmap.pipeline.over_time import with_coverage
from parkmap.pipeline.question import Question
from parkmap.pipeline.scene import make_scene
from parkmap.workspace import load_workspace
from tests.browser.pure import call
from tests.browser.test_accessibility import AXE, SMALL, faults, page_for_axe
from tests.browser.test_coverage import (
    GAPS,
    PARKS,
    hostile_zone,
    open_tab,
    parks_of,
    row,
    share,
    to_gaps,
)  # fmt: skip
from tests.browser.watched import wait_until
from tests.page.test_coverage import AS_OF, sample_data, sample_scene
from tests.test_network_command import HELSINKI, helsinki_zone

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from parkmap.coverage.network import Doors, Network
    from parkmap.model import CoverageStudy, RuleOverTime, Scene, Workspace
    from parkmap.pipeline.metres import Metres
    from tests.browser.watched import Watched

pytestmark = pytest.mark.browser

SCRIPTS = ("payload", "walks", "coverage")
HALF_CM = 0.005
SPOT_M = 0.3
"""How far a place of the page may be off: two roundings to a decimetre of the projection, which a
centimetre of rounding along an arc moves a little more."""
READ = """
const keys = given.layers;
const streets = await Streets.read(given.coverage.streets);
const scene = {layers: keys.map((key) => ({key}))};
const rules = given.coverage.rules.map((head) => new CoverRule(head, scene));
"""
SERVE = (
    "return (async () => {"
    + READ
    + """
  const told = [];
  for (const [at, day, scenario, metres] of given.asked) {
    const rule = rules[at];
    await rule.read();
    const doors = streets.doors[keys[rule.head.layer]];
    const from = doors.of(rule.serving(rule.stateOn(day, scenario)));
    const limit = Math.round(100 * metres);
    const flood = streets.flood(doors, from, limit);
    const {arc, low, high} = streets.served(doors, from, flood, limit);
    const length = [...arc].reduce((sum, _, piece) => sum + high[piece] - low[piece], 0) / 100;
    const at_ = (one, along) => Object.values(streets.spot(one, along));
    const ends = [...arc].map((one, piece) => [at_(one, low[piece]), at_(one, high[piece])]);
    told.push({length, ends});
  }
  return told;
})();
"""
)
LEAD = (
    "return (async () => {"
    + READ
    + """
  const told = [];
  for (const [at, day, scenario, plot] of given.asked) {
    const walk = new WalkedRule(rules[at], scene, () => Promise.resolve());
    await walk.read();
    const reach = walk.reach(walk.stateOn(day, scenario), plot);
    const {nearest, distance} = reach;
    const route = nearest < 0 ? null
      : streets.route(plot, keys[walk.head.layer], nearest, distance);
    const points = route && route.points.map(({x, y}) => [x, y]);
    told.push({...reach, length: route && route.length, points});
  }
  return told;
})();
"""
)


@dataclass(frozen=True, eq=False)
class World:
    """A zone with all that Python and the page know of it."""

    scene: Scene
    places: Metres
    network: Network
    data: dict[str, Any]

    @property
    def keys(self) -> list[str]:
        return [mapped.layer.spec.key for mapped in self.scene.layers]

    def serving(self, rule: RuleOverTime, day: date, scenario: Scenario) -> Any:
        """Return the supply of a day: what Python walks to."""
        state = [at for first, at in rule.steps[scenario] if first is None or first <= day][-1]
        facilities = self.places.facilities[rule.layer][rule.serving[state]]
        return supply_of(facilities[kind_of_rule(facilities, rule.states[0].rule)])

    def metres(self, units: list[Any]) -> Any:
        """Return places of the page (..., 2) in the metres of the network."""
        at = np.array(units, dtype=np.float64) / UNITS_PER_METRE
        turn = Transformer.from_crs(3857, self.network.crs, always_xy=True)
        return np.stack(turn.transform(at[..., 0], at[..., 1]), axis=-1)

    def ask(self, browser: Browser, body: str, asked: list[Any]) -> list[dict[str, Any]]:
        given = {"coverage": self.data, "layers": self.keys, "asked": asked}
        told: list[dict[str, Any]] = call(browser, SCRIPTS, body, given)
        return told


def world_of(workspace: Workspace, scene: Scene, data: dict[str, Any]) -> World:
    places = in_metres(scene, workspace.weight)
    assert workspace.network
    network, _ = network_in(places, workspace.network)
    return World(scene, places, network, data)


@cache
def sample() -> World:
    return world_of(parkmap.sample().workspace, sample_scene(), sample_data())


def helsinki(tmp_path: Path) -> World:
    workspace = load_workspace(helsinki_zone(tmp_path) / "parkmap.toml")
    scene = with_coverage(workspace, make_scene(workspace, as_of=AS_OF, lang="zh"))
    shapes = [shapes_of(mapped.layer.frame.geometry) for mapped in scene.layers]
    data = coverage_data(scene, shapes)
    assert data
    return world_of(workspace, scene, data)


def days_asked(world: World, count: int) -> list[tuple[int, date, Scenario]]:
    """Return so many rules with a radius, each on a day of a scenario, by chance."""
    chance = np.random.default_rng(20170531)
    assert world.scene.coverage
    rules = [at for at, rule in enumerate(world.scene.coverage.rules) if rule.walk]
    first, last = date(2017, 1, 1).toordinal(), date(2018, 9, 1).toordinal()
    return [
        (
            rules[chance.integers(len(rules))],
            date.fromordinal(int(chance.integers(first, last + 1))),
            list(Scenario)[chance.integers(len(Scenario))],
        )
        for _ in range(count)
    ]


def most_off_m(network: Network, doors: Doors, limit_m: float, pieces: int) -> float:
    """Return how far rounding to centimetres may change the length of what is served.

    Each piece has two ends. Each is off by half a centimetre for the arc, and for each of the
    lengths that its walk adds up: the door's two, and those of its arcs.
    """
    metres, before, _ = from_doors(network, doors, limit_m)
    arcs = np.zeros(len(metres), dtype=np.int64)
    for vertex in np.argsort(metres, kind="stable"):
        if before[vertex] >= 0:
            arcs[vertex] = arcs[before[vertex]] + 1
    return float(2 * pieces * HALF_CM * (arcs.max(initial=0) + 3))


def farthest_m(some: Any, others: Any) -> float:
    """Return how far an end or a middle of some lines is from any of the others at most."""
    ends = shapely.get_coordinates(some).reshape(-1, 2, 2)
    places = np.concatenate((ends[:, 0], ends[:, 1], ends.mean(axis=1)))
    tree = shapely.STRtree(others)
    _, metres = tree.query_nearest(shapely.points(places), return_distance=True, all_matches=False)
    return float(metres.max())


def check_streets(browser: Browser, world: World, count: int) -> None:
    """Check that the page's served streets are Python's, in length and on the ground."""
    assert world.scene.coverage
    rules = world.scene.coverage.rules
    asked = days_asked(world, count)
    given = [
        [at, day.toordinal(), scenario, rules[at].states[0].radius_m] for at, day, scenario in asked
    ]
    served = 0
    for (at, day, scenario), told in zip(asked, world.ask(browser, SERVE, given), strict=True):
        radius_m = rules[at].states[0].radius_m
        assert radius_m
        doors = doors_of(world.network, world.serving(rules[at], day, scenario).shapes)
        found = served_streets(world.network, doors, radius_m)
        slack_m = most_off_m(world.network, doors, radius_m, len(found.arc))
        assert told["length"] == pytest.approx(found.length_m, abs=slack_m)
        assert told["length"] == pytest.approx(found.length_m, rel=1e-3)
        if not len(found.arc):
            assert told["ends"] == []
            continue
        page = shapely.linestrings(world.metres(told["ends"]))
        assert farthest_m(page, found.lines) < SPOT_M + slack_m / len(found.arc)
        assert farthest_m(found.lines, page) < SPOT_M + slack_m / len(found.arc)
        served += 1
    assert served > count / 2


def test_served_streets_of_the_page_are_those_of_python(browser: Browser) -> None:
    check_streets(browser, sample(), 24)


@pytest.mark.slow
@pytest.mark.skipif(not HELSINKI.exists(), reason="the shared test data are not here")
def test_served_streets_of_helsinki_are_those_of_python(browser: Browser, tmp_path: Path) -> None:
    check_streets(browser, helsinki(tmp_path), 20)


def check_routes(browser: Browser, world: World, count: int) -> None:
    """Check that the page's way from a plot is Python's: where to, how long, and which way."""
    assert world.scene.coverage
    rules = world.scene.coverage.rules
    chance = np.random.default_rng(5)
    stored = shapes_of(world.scene.demand.frame.geometry).order  # type: ignore[union-attr] # the zone has plots
    asked = [(*one, int(chance.integers(len(stored)))) for one in days_asked(world, count)]
    given = [[at, day.toordinal(), scenario, plot] for at, day, scenario, plot in asked]
    starts = starts_of(world.places.demand)
    led = 0
    for (at, day, scenario, plot), told in zip(asked, world.ask(browser, LEAD, given), strict=True):
        rule = rules[at]
        supply = world.serving(rule, day, scenario)
        route = route_to_nearest(world.network, starts[stored[plot]], supply.shapes)
        if route is None:
            assert told["nearest"] < 0
            assert told["points"] is None
            continue
        layer = world.scene.layers[world.keys.index(rule.layer)].layer
        order = shapes_of(layer.frame.geometry).order
        assert layer.frame.index[order[told["nearest"]]] == supply.ids[route.goal]
        assert told["distance"] == round(route.length_m, 1)
        assert told["length"] == pytest.approx(
            route.length_m, abs=HALF_CM * (len(route.points) + 3)
        )
        own, page = (
            shapely.LineString(one) for one in (route.points, world.metres(told["points"]))
        )
        assert shapely.hausdorff_distance(own, page) < SPOT_M
        led += 1
    assert led > count / 2


def test_way_from_a_plot_is_that_of_python(browser: Browser) -> None:
    check_routes(browser, sample(), 60)


@pytest.mark.slow
@pytest.mark.skipif(not HELSINKI.exists(), reason="the shared test data are not here")
def test_way_from_a_plot_of_helsinki_is_that_of_python(browser: Browser, tmp_path: Path) -> None:
    check_routes(browser, helsinki(tmp_path), 40)


@cache
def walked(day: date = AS_OF, scenario: Scenario = Scenario.ACTUAL) -> CoverageStudy:
    question = Question(as_of=day, known_on=AS_OF, scenario=scenario, on_network=True)
    return coverage(parkmap.sample().workspace, question)[0]


def open_walks(watched: Watched, rest: str = "", **options: Any) -> Page:
    return open_tab(watched, f"&way=walk{rest}", **options)


@pytest.mark.parametrize(
    ("rest", "day", "scenario"),
    [
        ("", AS_OF, Scenario.ACTUAL),
        ("&d=2017-06-30&sc=slip", date(2017, 6, 30), Scenario.SLIP),
        ("&d=2017-12-31", date(2017, 12, 31), Scenario.PLAN),
    ],
)
def test_rows_tell_what_the_command_walks_and_the_circle_beside_it(
    watched: Watched, rest: str, day: date, scenario: Scenario
) -> None:
    page = open_walks(watched, rest)
    parks = parks_of(walked(day, scenario), "bus_500_people")
    circle = walked(day, scenario).measured[0].coverage.circle
    assert circle
    beside = {park.park_id or "": park for park in circle.parks}
    zone = parks.pop("")
    expect(page.locator(".pm-cover-zone > b")).to_have_text(share(zone.employees_share))
    expect(page.locator(".pm-cover-sum").first).to_contain_text(
        f"沿街道步行，由门到门 · 直线 {share(beside[''].employees_share)}"
    )
    for key, park in parks.items():
        told = row(page, key)
        assert f"用地 {share(park.area_share)}" in told
        assert f"地块 {share(park.plots_share)}" in told
        assert f"职工 {share(park.employees_share)}" in told
        assert f"直线 {share(beside[key].employees_share)}" in told


def test_circle_is_of_the_area_where_no_share_is_judged(browser: Browser) -> None:
    body = """
    const language = {t: (_, {share}) => share, word: (_, name) => name};
    const of = (by, shares) => {
      const straight = {figures: () => ({shares})};
      return circleText(language, {rule: {straight}, figures: () => null, judged: () => ({by})}, 0);
    };
    return [of(1, [0.5, 0.25, null]), of(1, [0.5, null, null]), of(-1, [0.5, 0.25, null])];
    """
    told = call(browser, ("coverage", "cover_words"), body)
    assert told == ["25.0%", "area 50.0%", "area 50.0%"]


def test_switch_is_in_the_address_and_the_back_button_undoes_it(watched: Watched) -> None:
    page = open_tab(watched)
    expect(page.locator(".pm-cover-zone > b")).to_have_text("69.5%")
    # A radio is a radio to the keyboard: an arrow moves on.
    page.locator("[data-key=cover-way-straight]").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".pm-cover-zone > b")).to_have_text("35.8%")
    assert "way=walk" in page.url
    expect(page.locator("[data-key=cover-way-walk]")).to_be_checked()
    for words in ("到公交站步行 500 m 内的沿街用地", "步行 500 m 内的街道", "缺口"):
        expect(page.locator(".pm-cover-legend")).to_contain_text(words)
    page.evaluate("history.back()")
    expect(page.locator(".pm-cover-zone > b")).to_have_text("69.5%")
    expect(page.locator("[data-key=cover-way-straight]")).to_be_checked()
    page.evaluate("history.forward()")
    expect(page.locator(".pm-cover-zone > b")).to_have_text("35.8%")


def test_rule_without_a_radius_has_no_walk(watched: Watched) -> None:
    page = open_walks(watched, "&rule=toilets:toilet_density")
    expect(page.locator(".pm-cover-ways")).to_have_count(0)
    # The rules beside it are walked all the same.
    zone = parks_of(walked(), "toilet_300")[""]
    expect(page.locator("[data-key='cover-rule-toilets:toilet_300'] b")).to_have_text(
        share(zone.employees_share)
    )


def test_gap_is_told_in_metres_and_minutes_and_led_from(watched: Watched) -> None:
    page = open_walks(watched)
    to_gaps(page)
    measured = walked().measured[0]
    expect(page.locator(GAPS).first).to_have_attribute("aria-setsize", str(len(measured.gaps)))
    gap = measured.gaps[0]
    assert gap.distance_m
    # 80 m a minute.
    metres, minutes = round(gap.distance_m, 1), round(gap.distance_m / 80, 1)
    words = f"步行 {metres:,.10g} m（约 {minutes:,.10g} 分钟）到"
    expect(page.locator(GAPS).first).to_contain_text(words)
    expect(page.locator(".pm-cover-route")).to_have_count(0)
    page.locator("#pm-rows-gaps").focus()
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(page.locator("#pm-card")).to_contain_text(words)
    expect(page.locator(".pm-cover-legend")).to_contain_text("到最近设施的步行路线")
    # The way is drawn: in the accent, #1a5fa8, where without a plot there is none but for rings.
    assert accent_pixels(page) > 300
    page.locator("#pm-body").evaluate("(body) => body.scrollTop = 0")
    page.locator("[data-key=cover-way-straight]").check()
    expect(page.locator(".pm-cover-route")).to_have_count(0)
    wait_until(page, "!location.hash.includes('way=')")
    page.wait_for_timeout(200)
    assert accent_pixels(page) < 300


def accent_pixels(page: Page) -> int:
    """Return how many pixels of the map have the colour of the route, #1a5fa8."""
    page.wait_for_timeout(300)
    return int(
        page.evaluate(
            """() => {
              const canvas = document.querySelector('.pm-canvas');
              const {width, height} = canvas;
              // A copy: a canvas that is read again and again says so on the console.
              const copy = new OffscreenCanvas(width, height).getContext('2d');
              copy.drawImage(canvas, 0, 0);
              const {data} = copy.getImageData(0, 0, width, height);
              let count = 0;
              for (let at = 0; at < data.length; at += 4)
                if (data[at] === 26 && data[at + 1] === 95 && data[at + 2] === 168) count += 1;
              return count;
            }"""
        )
    )


def test_streets_and_way_stand_in_the_legend_on_paper(watched: Watched) -> None:
    plot = walked().measured[0].gaps[0].plot_id
    page = open_walks(watched, f"&sel=f:enterprises:{plot}")
    expect(page.locator("#pm-card")).to_contain_text("步行")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    for words in ("步行 500 m 内的街道", "到最近设施的步行路线"):
        expect(page.locator("#pm-foot .pm-cover-legend")).to_contain_text(words)
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")


def test_table_and_export_have_the_circle_beside_the_walk(watched: Watched) -> None:
    page = open_walks(watched, "&d=2017-12-31")
    with page.expect_download() as waiting:
        page.locator("[data-key=cover-csv]").click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    told = next(csv.DictReader(io.StringIO(text, newline="")))
    study = walked(date(2017, 12, 31), Scenario.PLAN).measured[0].coverage
    assert study.circle
    assert float(told["用地 %"]) == round(study.zone.area_share or 0, 6)
    assert float(told["直线 用地 %"]) == round(study.circle.zone.area_share or 0, 6)
    assert float(told["直线 职工 %"]) == round(study.circle.zone.employees_share or 0, 6)
    assert told["距离"] == "沿街道步行，由门到门"
    page.evaluate("window.print = () => { window.printed = true; }")
    page.locator("[data-key=cover-print]").click()
    page.locator("#pm-dialog button[type=submit]").click()
    wait_until(page, "window.printed")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    sheets = " ".join(page.locator(".pm-sheet").all_inner_texts())
    assert f"直线 {share(study.circle.zone.employees_share)}" in sheets
    assert "沿街道步行，由门到门" in sheets
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")


def test_hostile_names_stay_text_on_the_way(watched: Watched, tmp_path: Path) -> None:
    page = watched.open_scene(hostile_zone(tmp_path), hash_="#tab=coverage&way=walk")
    expect(page.locator(PARKS).first).to_be_visible()
    to_gaps(page)
    page.locator(GAPS).first.click()
    expect(page.locator("#pm-card")).to_contain_text("步行")
    page.wait_for_timeout(300)
    assert page.evaluate("window.flag") is None
    assert page.locator("body :is(script:not([type]), svg[onload], img, iframe, base)").count() == 1


@pytest.mark.skipif(not AXE.exists(), reason="axe-core comes with npm ci in tests/browser")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("lang", "width"), [("zh", 320), ("en", 1280)])
def test_axe_finds_nothing_serious_on_foot(
    browser: Browser, tmp_path: Path, lang: str, scheme: Any, width: int
) -> None:
    asked = f"#tab=coverage&lang={lang}&way=walk&vs=2017-12-31"
    page = page_for_axe(browser, tmp_path, sample_scene(), asked, scheme=scheme, width=width)
    to_gaps(page)
    page.locator("#pm-rows-gaps").focus()
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(page.locator("#pm-card")).to_be_visible()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert faults(page) == []
    assert page.evaluate(SMALL) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.context.close()
