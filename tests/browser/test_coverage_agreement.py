"""The page's figures are those of ``parkmap coverage``, to the digit that is shown."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from parkmap.report.grid import Kind, shown
from tests.browser.pure import call
from tests.page.test_coverage import AS_OF, sample_data, sample_scene
from tests.page.unpacked import words
from tests.test_coverage_command import report

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

SCRIPTS = ("payload", "coverage", "cover_words")
DAYS = [
    date(2017, 3, 15), date(2017, 5, 10), AS_OF, date(2017, 6, 1), date(2017, 6, 29),
    date(2017, 6, 30), date(2017, 8, 20), date(2017, 12, 31),
]  # fmt: skip
ASKED = [
    (day, scenario)
    for day in DAYS
    for scenario in (["actual"] if day <= AS_OF else ["actual", "plan", "slip"])
]
TELL = """
return (async () => {
  const scene = { layers: given.layers.map((key) => ({ key })) };
  const rules = given.coverage.rules.map((head) => new CoverRule(head, scene));
  await Promise.all(rules.map((rule) => rule.read()));
  const plots = given.plots.map((_, at) => at);
  return given.asked.map(([day, scenario]) => rules.map((rule) => {
    const state = rule.stateOn(day, scenario);
    return {
      parks: rule.parks.map((_, at) => {
        const figures = rule.figures(state, at - 1);
        const lead = figures.judged[rule.head.leads];
        return { ...figures, lead, percents: figures.shares.map(percent) };
      }),
      gaps: rule.head.radius === null ? [] : plots.map((plot) => ({
        plot: given.plots[plot], ...rule.reach(state, plot),
        closing: rule.closing(plot, day, scenario),
      })).filter(({ served }) => !served),
    };
  }));
})();
"""


def test_page_tells_what_the_command_tells_on_every_day(browser: Browser) -> None:
    scene, told = sample_scene(), sample_data()
    plots = words(told["plots"]["pack"], "id")
    layers = [mapped.layer.spec.key for mapped in scene.layers]
    given = {
        "coverage": told,
        "layers": layers,
        "plots": plots,
        "asked": [[day.toordinal(), scenario] for day, scenario in ASKED],
    }
    page: list[list[dict[str, Any]]] = call(browser, SCRIPTS, TELL, given)
    for (day, scenario), rules in zip(ASKED, page, strict=True):
        said = report("--as-of", day.isoformat(), "--scenario", scenario)
        rows = iter(said["coverage"]["rows"])
        gaps = {(row["rule"], row["layer"], row["plot"]): row for row in said["gaps"]["rows"]}
        count = 0
        for head, rule in zip(told["rules"], rules, strict=True):
            for park in rule["parks"]:
                compare_park(park, next(rows))
            layer = layers[head["layer"]]
            for gap in rule["gaps"]:
                compare_gap(scene, head, gap, gaps[head["key"], layer, gap["plot"]])
                count += 1
        assert next(rows, None) is None
        assert count == len(gaps), (day, scenario)


def compare_park(park: dict[str, Any], row: dict[str, Any]) -> None:
    shares = [row["area_share"], row["plots_share"], row["employees_share"]]
    # A terminal's dash is a longer one on the page.
    assert park["percents"] == [shown(one, Kind.SHARE, "en").replace("-", "–") for one in shares]
    for name, key in (
        ("plots", "plots"), ("plotsServed", "plots_served"), ("employees", "employees"),
        ("employeesServed", "employees_served"), ("inside", "facilities_inside"),
        ("places", "places_inside"), ("serving", "facilities_serving"),
        ("untold", "weights_untold"),
    ):  # fmt: skip
        assert park[name] == row[key], (key, row)
    for name, key in (("area", "area_m2"), ("areaServed", "area_served_m2")):
        assert (None if park[name] is None else round(park[name], 2)) == row[key]
    assert park["lead"]["verdict"] == row["verdict"]
    by = park["lead"]["by"]
    assert (None if by < 0 else ["area", "plots", "employees"][by]) == row["judged_by"]
    if park["words"]:
        assert park["words"] == [row["judged"]["zh"], row["judged"]["en"]]


def compare_gap(scene: Any, head: dict[str, Any], gap: dict[str, Any], row: dict[str, Any]) -> None:
    layer = scene.layers[head["layer"]]
    order = layer.layer.frame.index[stored(scene, head["layer"])]
    nearest = None if gap["nearest"] < 0 else order[gap["nearest"]]
    assert nearest == row["nearest"]
    if nearest is not None:
        assert (gap["distance"], gap["excess"]) == (row["distance_m"], row["excess_m"])
    closing = gap["closing"]
    assert (order[closing["row"]] if closing else None) == row["facility"]
    assert (date.fromordinal(closing["day"]).isoformat() if closing else None) == row["closed_on"]
    if closing:
        assert layer.states["task"][order[closing["row"]]] == row["task_id"]


def stored(scene: Any, layer: int) -> Any:
    from parkmap.page.shapes import shapes_of

    return shapes_of(scene.layers[layer].layer.frame.geometry).order
