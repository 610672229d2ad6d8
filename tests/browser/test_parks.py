"""How far parks have come on the map: of what was promised, as the filters leave it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
import pytest
import shapely
from playwright.sync_api import Page, expect

import parkmap
from parkmap.model import ACTUAL_FINISH, ACTUAL_START, NAME, Condition, Lateness, Role, Stage, Text
from parkmap.pipeline.scene import make_scene
from tests.browser.watched import wait_until
from tests.page import world

if TYPE_CHECKING:
    from parkmap.model import MappedLayer, Scene
    from tests.browser.watched import Watched

pytestmark = pytest.mark.browser

# Counts strokes of the edge of a late park, and keeps what is written, from now on.
LISTEN = """
() => {
  const drawn = CanvasRenderingContext2D.prototype;
  const { stroke, fillText } = drawn;
  window.edges = 0;
  window.written = [];
  drawn.stroke = function (...given) {
    if (this.getLineDash().join() === '9,4') window.edges += 1;
    return stroke.apply(this, given);
  };
  drawn.fillText = function (text, ...given) {
    window.written.push(text);
    return fillText.call(this, text, ...given);
  };
}
"""


def drawn_again(page: Page) -> tuple[int, list[str]]:
    """Return how often late edges are stroked as the map is drawn, and all that is written."""
    page.evaluate(LISTEN)
    before = page.evaluate("document.documentElement.dataset.drawn")
    page.evaluate("map_0.panBy([3, 0], {animate: false})")
    wait_until(page, "(before) => document.documentElement.dataset.drawn !== before", before)
    return page.evaluate("window.edges"), page.evaluate("window.written")


def hint(page: Page, park: int) -> str:
    """Return what is said of a park, by its place from the west, where a pointer rests in it."""
    spot = page.evaluate(
        """([lon, lat]) => {
          const box = map_0.getContainer().getBoundingClientRect();
          const point = map_0.latLngToContainerPoint([lat, lon]);
          return [box.x + point.x, box.y + point.y];
        }""",
        [world.WEST + park * world.STEP + 0.0085, world.SOUTH + 0.009],
    )
    page.mouse.move(spot[0], spot[1] - 900)
    expect(page.locator(".pm-hint")).to_have_count(0)
    page.mouse.move(*spot)
    expect(page.locator(".pm-hint")).to_have_count(1)
    return page.locator(".pm-hint").inner_text()


def benches() -> MappedLayer:
    """Return three benches of park A that serve; one has a day of its own, none has a task."""
    points = [shapely.Point(world.WEST + 0.001 * at, world.SOUTH + 0.002) for at in (1, 2, 3)]
    known = world.layer("benches", points, title=Text("座椅", "Benches"))
    known.frame[ACTUAL_FINISH] = [None, date(2017, 3, 1), None]
    served = ("A", None, Stage.IN_SERVICE, Condition.ACTIVE, Lateness.UNKNOWN, 0)
    on_time = ("A", None, Stage.IN_SERVICE, Condition.ACTIVE, Lateness.ON_TIME, 0)
    return world.mapped(known, [served, on_time, served])


def with_benches() -> Scene:
    return world.scene(layers=[world.stops(), world.plots(), benches()])


def test_what_nobody_promised_is_no_promise_kept(watched: Watched) -> None:
    page = watched.open_scene(with_benches())
    # Stops 1 to 3 of T1, two of which serve, and the bench with a day; two benches are just there.
    assert hint(page, 0) == "甲园 · 3/4 · 逾期 1"


def promised_in(scene: Scene, park: str) -> str:
    """Return what a park's label says of it, row by row from what Python knows."""
    standing = {Stage.BUILT, Stage.TRIAL, Stage.IN_SERVICE}
    late = {Lateness.OVERDUE, Lateness.LATE_START}
    found = []
    for mapped in scene.layers:
        if mapped.role is not Role.FACILITY:
            continue
        columns = [name for name in (ACTUAL_START, ACTUAL_FINISH) if name in mapped.layer.frame]
        for row, own in zip(
            mapped.states.itertuples(), mapped.layer.frame[columns].values.tolist(), strict=True
        ):
            dated = any(isinstance(day, date) and not pd.isna(day) for day in own)
            if row.park == park and (row.task is not None or dated):
                found.append((row.stage, row.condition, row.lateness))
    unmapped = [one for one in scene.tasks if park in one.park_ids and not one.facilities]
    found += [(one.state.stage, one.state.condition, one.state.lateness) for one in unmapped]
    counted = [one for one in found if one[0] != Stage.RETIRED and one[1] != Condition.CANCELLED]
    done = sum(stage in standing for stage, _, _ in counted)
    behind = sum(lateness in late for _, _, lateness in counted)
    return f"{done}/{len(counted)}" + (f" · 逾期 {behind}" if behind else "")


def test_parks_of_the_sample_count_tasks_and_dates(watched: Watched) -> None:
    scene = make_scene(parkmap.sample().workspace, as_of=date(2017, 5, 31), lang="zh")
    _, written = drawn_again(watched.open_scene(scene, width=1400, height=900))
    names = {str(park): str(name) for park, name in scene.parks.frame[NAME].items()}
    noted = {park: written[written.index(name) + 1] for park, name in names.items()}
    # Nine facilities are promised for 安东园, and none stands; of four for 电商园 three do.
    starts = {names[park]: note.split(" ")[0] for park, note in noted.items()}
    assert (starts["安东园"], starts["电商园"]) == ("0/9", "3/4")
    assert noted == {park: promised_in(scene, park) for park in names}


def test_figures_of_parks_follow_the_filters(watched: Watched) -> None:
    page = watched.open_scene(world.scene(), hash_="#dept=公用事业科")
    # Stops 4 and 5 of T2 are in park B: one starts late, one is suspended.
    assert hint(page, 0) == "甲园"
    assert hint(page, 1) == "乙园 · 0/2 · 逾期 1"
    expect(page.locator(".pm-park-legend b")).to_have_text("1")


def test_figures_of_parks_follow_hidden_layers(watched: Watched) -> None:
    page = watched.open_scene(with_benches())
    page.locator("#pm-layer-stops").click()
    assert hint(page, 0) == "甲园 · 1/1"  # the bench with a day
    assert hint(page, 1) == "乙园"
    expect(page.locator(".pm-park-legend b")).to_have_count(0)
    page.locator("#pm-layer-stops").click()
    assert hint(page, 0) == "甲园 · 3/4 · 逾期 1"


def test_late_edge_goes_with_what_is_late(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    assert drawn_again(page)[0] > 0
    page = watched.open_scene(world.scene(), hash_="#stage=in_service")
    assert drawn_again(page)[0] == 0


def test_task_of_several_parks_counts_in_those_that_are_wanted(watched: Watched) -> None:
    nowhere = world.three_tasks()[2]
    scene = world.scene(layers=[], tasks=[nowhere._replace(park_ids=("A", "B"))])
    page = watched.open_scene(scene)
    assert (hint(page, 0), hint(page, 1)) == ("甲园 · 0/1", "乙园 · 0/1")
    page = watched.open_scene(scene, hash_="#park=B")
    assert (hint(page, 0), hint(page, 1)) == ("甲园", "乙园 · 0/1")
