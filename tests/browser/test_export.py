"""What is shown, as a table, as GeoJSON and as a picture; and as a link."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely
from playwright.sync_api import Page, expect

from parkmap.model import Condition, Lateness, Stage
from tests.browser.pure import call
from tests.page import world
from tests.page.hostile import HOSTILE, hostile_scene

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from parkmap.model import Scene
    from tests.browser.watched import Watched

pytestmark = pytest.mark.browser


def export(page: Page, tool: str, folder: Path) -> Path:
    page.locator("#pm-tools").click()
    with page.expect_download() as download:
        page.locator(f"[data-tool={tool}]").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def rows(path: Path) -> list[dict[str, str]]:
    text = path.read_bytes().decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def test_table_holds_what_is_shown(watched: Watched, tmp_path: Path) -> None:
    page = watched.open_scene(world.scene(), hash_="#hide=plots&park=A")
    path = export(page, "csv", tmp_path)
    assert path.name == "小园区-2017-05-31.csv"
    found = rows(path)
    assert sorted(row["编号"] for row in found) == ["stops-1", "stops-2", "stops-3"]
    third = next(row for row in found if row["编号"] == "stops-3")
    assert third["名称"] == "三站"
    assert third["图层"] == "公交站"
    assert third["园区"] == "甲园"
    assert (third["阶段"], third["按期情况"], third["逾期天数"]) == ("在建", "逾期", "40")
    assert (third["任务"], third["完成时间"]) == ("T1", "6月底前")
    assert (third["责任科室"], third["责任人"]) == ("规划建设科", "经办人乙")
    assert float(third["经度（WGS 84）"]) == pytest.approx(world.WEST + 0.0075, abs=1e-6)
    assert float(third["纬度（WGS 84）"]) == pytest.approx(world.SOUTH + 0.005, abs=1e-6)
    assert third["road"] == "西路"
    expect(page.locator("#pm-toast")).to_have_text("已导出 3 处设施")


def test_lateness_is_blank_where_nothing_is_promised(watched: Watched, tmp_path: Path) -> None:
    page = watched.open_scene(world.scene())
    found = {row["编号"]: row["按期情况"] for row in rows(export(page, "csv", tmp_path))}
    # Stop 5 belongs to a task and is suspended; stop 6 has neither task nor date.
    assert [found[f"stops-{at}"] for at in (4, 5, 6)] == ["逾期未开工", "无法判断", ""]
    told = json.loads(export(page, "geojson", tmp_path).read_text(encoding="utf-8"))
    late = {one["id"]: one["properties"]["lateness"] for one in told["features"]}
    assert [late[f"stops-{at}"] for at in (4, 5, 6)] == ["逾期未开工", "无法判断", ""]


def test_table_speaks_the_language_of_the_page(watched: Watched, tmp_path: Path) -> None:
    page = watched.open_scene(world.scene(), hash_="#lang=en&layer=plots")
    found = rows(export(page, "csv", tmp_path))
    assert found[0]["Layer"] == "Enterprises"
    assert found[0]["Stage"] == "Existing, taken as in service"


def test_nothing_shown_is_no_file(watched: Watched) -> None:
    page = watched.open_scene(world.scene(), hash_="#park=~&late=overdue")
    page.locator("#pm-tools").click()
    page.locator("[data-tool=csv]").click()
    expect(page.locator("#pm-toast")).to_contain_text("没有可导出的设施")


def test_cell_that_a_spreadsheet_would_run_is_text(browser: Browser) -> None:
    cells = ["=1+1", "+86 595", "-2", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", "＠x", "＋1", "－1"]
    told = call(browser, ("export_rows",), "return csvLine(given);", cells)
    assert next(csv.reader(io.StringIO(told, newline=""))) == [f"'{cell}" for cell in cells]


def test_numbers_and_quotes_stay_what_they_are(browser: Browser) -> None:
    told = call(
        browser, ("export_rows",), "return csvLine(given);", [-1.5, 'a"b', "a,b", None, True]
    )
    assert told == '-1.5,"a""b","a,b",,true\r\n'


def test_geojson_opens_elsewhere_with_places_and_properties(
    watched: Watched, tmp_path: Path
) -> None:
    page = watched.open_scene(world.scene())
    path = export(page, "geojson", tmp_path)
    frame = gpd.read_file(path)
    assert frame.crs == "EPSG:4326"
    assert len(frame) == 8
    plot = frame[frame["layer"] == "企业"].geometry.iloc[0]
    wanted = world.plots().layer.frame.geometry
    assert min(plot.hausdorff_distance(other) for other in wanted) < 1e-6
    stop = json.loads(path.read_text(encoding="utf-8"))["features"]
    third = next(one for one in stop if one["id"] == "stops-3")["properties"]
    assert (third["stage"], third["days_late"], third["department"]) == ("在建", 40, "规划建设科")
    assert third["road"] == "西路"


def test_geojson_keeps_holes_parts_and_kinds(watched: Watched, tmp_path: Path) -> None:
    def square(x: float, y: float, side: float) -> shapely.Polygon:
        return shapely.box(x, y, x + side, y + side)

    lake = square(118.55, 24.78, 0.008).difference(square(118.552, 24.782, 0.004))
    island = square(118.553, 24.783, 0.002).difference(square(118.5535, 24.7835, 0.0005))
    shapes = [
        lake.union(island),
        shapely.MultiPolygon([square(118.56, 24.78, 0.001), square(118.562, 24.78, 0.001)]),
        shapely.MultiLineString(
            [[(118.565, 24.78), (118.566, 24.781)], [(118.567, 24.78), (118.568, 24.78)]]
        ),
        shapely.MultiPoint([(118.569, 24.78), (118.5695, 24.78)]),
    ]  # fmt: skip
    state = (None, None, Stage.IN_SERVICE, Condition.ACTIVE, Lateness.UNKNOWN, 0)
    layer = world.mapped(world.layer("many", shapes), [state] * 4)
    path = export(watched.open_scene(world.scene(layers=[layer])), "geojson", tmp_path)
    found = {one["id"]: shapely.geometry.shape(one["geometry"])
             for one in json.loads(path.read_text(encoding="utf-8"))["features"]}  # fmt: skip
    for at, wanted in enumerate(shapes, start=1):
        told = found[f"many-{at}"]
        assert told.is_valid
        assert told.geom_type == wanted.geom_type
        assert told.hausdorff_distance(wanted) < 1e-6
        assert told.area == pytest.approx(wanted.area, abs=1e-8)
    outer = shapely.get_exterior_ring(shapely.get_geometry(found["many-2"], 0))
    assert shapely.is_ccw(outer)


def test_hostile_text_is_exported_exactly(watched: Watched, tmp_path: Path) -> None:
    page = watched.open_scene(hostile_scene())
    found = json.loads(export(page, "geojson", tmp_path).read_text(encoding="utf-8"))["features"]
    assert {one["id"] for one in found} == set(HOSTILE)
    for one in found:
        at = HOSTILE.index(one["id"])
        assert one["properties"]["__proto__"] == HOSTILE[(at + 36) % 40]
    table = rows(export(page, "csv", tmp_path))
    assert len(table) == 40
    for row in table:
        for value in row.values():
            assert not value.startswith(("=", "+", "-", "@", "\t", "\r"))
    path = export(page, "png", tmp_path)
    assert path.read_bytes().startswith(b"\x89PNG")
    assert page.evaluate("window.flag") is None


def picture(path: Path) -> tuple[int, int]:
    data = path.read_bytes()
    assert data.startswith(b"\x89PNG")
    return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")


def test_picture_holds_map_head_and_foot(watched: Watched, tmp_path: Path) -> None:
    page = watched.open_scene(world.scene(), color_scheme="dark")
    page.evaluate(
        """() => {
          window.written = [];
          const { fillText } = CanvasRenderingContext2D.prototype;
          CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
            window.written.push(text);
            return fillText.call(this, text, ...rest);
          };
        }"""
    )
    width, height = picture(export(page, "png", tmp_path))
    assert width == 2 * page.evaluate("map_0.getSize().x")
    assert height > 2 * page.evaluate("map_0.getSize().y") + 150
    written = "\n".join(page.evaluate("window.written"))
    for told in ("小园区  设施一张图", "截至 2017年5月31日", "示例数据，位置为示意", "公交站 6",
                 "投用 4", "审图号", " m"):  # fmt: skip
        assert told in written
    # The page itself is dark as before.
    assert page.locator("#pm-stage").evaluate(
        "(stage) => getComputedStyle(stage).backgroundColor"
    ) == "rgb(31, 37, 43)"  # fmt: skip


def test_forbidden_picture_is_explained(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    page.evaluate(
        """() => {
          HTMLCanvasElement.prototype.toBlob = () => {
            throw new DOMException('tainted', 'SecurityError');
          };
        }"""
    )
    page.locator("#pm-tools").click()
    page.locator("[data-tool=png]").click()
    expect(page.locator("#pm-toast")).to_contain_text("底图服务器不允许导出图片")


def copied(page: Page) -> str:
    page.locator("#pm-tools").click()
    page.locator("[data-tool=link]").click()
    expect(page.locator("#pm-toast")).to_have_text("链接已复制")
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def test_link_brings_back_everything(watched: Watched) -> None:
    hash_ = "#m=16/24.785/118.556&tab=progress&hide=roads&park=A&table=1&sel=t:T1&lang=en"
    page = watched.open_scene(world.scene(lang="zh"), hash_=hash_)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#pm-tools").click()
    page.locator("[data-tool=link]").click()
    expect(page.locator("#pm-toast")).to_have_text("Link copied")
    link = page.evaluate("navigator.clipboard.readText()")
    again = watched.page()
    again.goto(link)
    expect(again.locator("#pm-card h2")).to_have_text("新建公交站")
    expect(again.get_by_role("tab", name="Progress")).to_have_attribute("aria-selected", "true")
    expect(again.locator("#pm-filtered")).to_contain_text("Park A")
    expect(again.locator("#pm-table")).to_be_visible()
    assert again.evaluate("map_0.getZoom()") == 16
    assert again.evaluate("map_0.getCenter().lng") == pytest.approx(118.556)


def test_link_is_copied_without_the_clipboard_of_today(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }")
    assert copied(page).startswith("file:///")


def test_link_can_be_copied_by_hand(watched: Watched) -> None:
    page = watched.open_scene(world.scene())
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }")
    page.evaluate("() => { document.execCommand = () => false; }")
    page.locator("#pm-tools").click()
    page.locator("[data-tool=link]").click()
    expect(page.locator("#pm-dialog textarea")).to_be_visible()
    assert page.locator("#pm-dialog textarea").input_value().startswith("file:///")


def many(count: int) -> Scene:
    points = [shapely.Point(world.WEST + at * 1e-6, world.SOUTH) for at in range(count)]
    state = ("A", None, Stage.IN_SERVICE, Condition.ACTIVE, Lateness.UNKNOWN, 0)
    return world.scene(layers=[world.mapped(world.layer("many", points), [state] * count)])


def test_thirty_thousand_rows_are_exported(watched: Watched, tmp_path: Path) -> None:
    page = watched.open_scene(many(30_000))
    assert len(rows(export(page, "csv", tmp_path))) == 30_000
