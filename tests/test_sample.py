"""The sample zone in geodata/: it is what DESIGN section 3 says, and holds together."""

from __future__ import annotations

import csv
import itertools
import json
import re
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest
from pyproj import Transformer
from shapely import Point, Polygon, STRtree, transform, union_all
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from parkmap.model import GROUNDS, SYMBOLS, Condition, Stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROOT: Final = Path(__file__).parents[1]
GEODATA: Final = ROOT / "geodata"
AS_OF: Final = date(2017, 5, 31)
NAMES: Final = sorted(path.stem for path in GEODATA.glob("*.geojson"))
HEADERS: Final = [
    "序号", "项目名称", "项目内容", "所属园区", "数量", "计量单位", "启动时间", "完成时间",
    "责任领导", "责任科室", "责任人", "进展情况", "实际启动", "实际完成", "备注",
]  # fmt: skip
FIRMS: Final = [
    "小兄弟", "华恒", "华清", "佳旺", "旭升", "建友", "德义坊",
    "盼盼", "好彩头", "欧华", "好仁佳", "哈蜜", "亿源",
    "富华", "蜡笔小新", "好来屋", "冠顺", "德迈", "香陶", "维多利亚",
]  # fmt: skip
_METRES: Final = Transformer.from_crs(
    "EPSG:4326", "+proj=tmerc +lon_0=118.60 +lat_0=24.72 +k=1 +ellps=WGS84", always_xy=True
)

Record = tuple[str, dict[str, Any], BaseGeometry]


def features(name: str) -> list[dict[str, Any]]:
    """Return the features of a file as they stand in it."""
    text = (GEODATA / f"{name}.geojson").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = json.loads(text)["features"]
    return found


def records(name: str) -> list[Record]:
    """Return id, properties and geometry in metres of each feature."""
    return [
        (f["id"], f["properties"], transform(shape(f["geometry"]), _to_metres))
        for f in features(name)
    ]


def _to_metres(positions: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack(_METRES.transform(positions[:, 0], positions[:, 1]))


def tasks() -> dict[str, dict[str, str]]:
    """Return the rows of the register by 序号."""
    with (GEODATA / "tasks.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["序号"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def parks() -> dict[str, BaseGeometry]:
    return {key: geometry for key, _, geometry in records("parks")}


@pytest.mark.parametrize(
    ("name", "count"), [("parks", 7), ("busstops", 28), ("toilets", 3), ("schools", 6)]
)
def test_exact_counts(name: str, count: int) -> None:
    assert len(features(name)) == count


@pytest.mark.parametrize(
    ("name", "least"),
    [("utilities", 12), ("services", 4), ("enterprises", 24), ("roads", 150), ("footways", 10)],
)
def test_least_counts(name: str, least: int) -> None:
    assert len(features(name)) >= least


def test_food_park_has_two_parts() -> None:
    groups = Counter(f["properties"]["group"] for f in features("parks"))
    assert groups.pop("食品园") == 2
    assert groups == dict.fromkeys(
        ["新塘园", "五里园（永和二期）", "安东园", "时尚园", "电商园"], 1
    )


def test_utilities_are_of_the_six_kinds() -> None:
    kinds = {f["properties"]["kind"] for f in features("utilities")}
    assert kinds == {"供电", "管网", "道路", "消防", "垃圾转运", "污水"}


def test_services_have_a_smart_platform_for_each_park() -> None:
    kinds = Counter(f["properties"]["kind"] for f in features("services"))
    assert kinds == {"智慧平台": 6, "党群服务中心": 1, "社区卫生服务中心": 1, "食品市场": 1}


@pytest.mark.parametrize("name", NAMES)
def test_every_feature_says_that_it_is_illustrative(name: str) -> None:
    collection = json.loads((GEODATA / f"{name}.geojson").read_text(encoding="utf-8"))
    assert collection["geometry_source"] == "illustrative"
    assert all(f["properties"]["geometry_source"] == "illustrative" for f in collection["features"])


@pytest.mark.parametrize("name", NAMES)
def test_ids_are_unique(name: str) -> None:
    ids = [f["id"] for f in features(name)]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("name", NAMES)
def test_file_is_rfc_7946(name: str) -> None:
    raw = (GEODATA / f"{name}.geojson").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    assert "crs" not in json.loads(raw)
    for feature in features(name):
        geometry = shape(feature["geometry"])
        assert geometry.is_valid
        assert not geometry.is_empty
        if isinstance(geometry, Polygon):
            assert geometry.exterior.is_ccw
            assert not any(ring.is_ccw for ring in geometry.interiors)


@pytest.mark.parametrize("name", NAMES)
def test_each_feature_stands_on_a_line_of_its_own(name: str) -> None:
    lines = (GEODATA / f"{name}.geojson").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(features(name)) + 2


@pytest.mark.parametrize("name", NAMES)
def test_zone_is_six_by_five_kilometres(name: str) -> None:
    for _, _, geometry in records(name):
        west, south, east, north = geometry.bounds
        assert -3200 < west <= east < 3200
        assert -2600 < south <= north < 2600


def test_parks_do_not_overlap(parks: dict[str, BaseGeometry]) -> None:
    for one, other in itertools.combinations(parks.values(), 2):
        assert one.intersection(other).area < 1


def _components(names: list[str], *, on_foot: bool = False) -> int:
    """Return the number of separate networks that the ways of some files form."""
    neighbours: dict[tuple[float, ...], set[tuple[float, ...]]] = defaultdict(set)
    for feature in itertools.chain.from_iterable(map(features, names)):
        if on_foot and feature["properties"]["foot"] == "no":
            continue
        path = [tuple(position) for position in feature["geometry"]["coordinates"]]
        neighbours[path[0]].add(path[-1])
        neighbours[path[-1]].add(path[0])
    count, left = 0, set(neighbours)
    while left:
        count += 1
        queue = [left.pop()]
        while queue:
            fresh = neighbours[queue.pop()] & left
            left -= fresh
            queue += fresh
    return count


def test_roads_are_one_network() -> None:
    assert _components(["roads"]) == 1


def test_footways_join_the_roads() -> None:
    assert _components(["roads", "footways"]) == 1


def test_every_place_is_reached_on_foot() -> None:
    assert _components(["roads", "footways"], on_foot=True) == 1


def test_roads_meet_only_at_their_ends() -> None:
    lines = [geometry for _, _, geometry in [*records("roads"), *records("footways")]]
    tree = STRtree(lines)
    for one, other in tree.query(lines, predicate="intersects").T:
        if one < other:
            ends = [Point(lines[k].coords[end]) for k in (one, other) for end in (0, -1)]
            meeting = lines[one].intersection(lines[other])
            assert all(
                min(end.distance(point) for end in ends) < 0.05
                for point in getattr(meeting, "geoms", [meeting])
            ), (lines[one], lines[other])


def test_stops_stand_beside_a_road_of_their_lines() -> None:
    roads = union_all([geometry for _, _, geometry in records("roads")])
    routes = {properties["ref"]: line for _, properties, line in records("routes")}
    for key, properties, stop in records("busstops"):
        assert 3 < roads.distance(stop) < 15, key
        assert properties["lines"], key
        for ref in properties["lines"].split("、"):
            assert routes[ref].distance(stop) < 15


def test_stops_lie_in_the_park_of_their_task(parks: dict[str, BaseGeometry]) -> None:
    names = {f["id"]: f["properties"]["name"] for f in features("parks")}
    for key, properties, stop in records("busstops"):
        inside = [names[park] for park, area in parks.items() if area.contains(stop)]
        assert inside == [tasks()[properties["task"]]["所属园区"]], key


def test_some_stops_face_each_other() -> None:
    by_name: dict[str, list[BaseGeometry]] = defaultdict(list)
    for _, properties, stop in records("busstops"):
        by_name[properties["name"]].append(stop)
    pairs = [stops for stops in by_name.values() if len(stops) > 1]
    assert len(pairs) == 3
    assert all(len(pair) == 2 and 10 < pair[0].distance(pair[1]) < 100 for pair in pairs)


def test_bus_lines_run_on_roads() -> None:
    roads = union_all([geometry for _, _, geometry in records("roads")]).buffer(0.5)
    assert all(roads.contains(line) for _, _, line in records("routes"))


def test_plots_lie_in_their_park_clear_of_streets(parks: dict[str, BaseGeometry]) -> None:
    streets = union_all([g for _, _, g in [*records("roads"), *records("footways")]])
    for key, properties, plot in records("enterprises"):
        assert parks[properties["park_id"]].contains(plot), key
        assert plot.distance(streets) > 4, key


@pytest.mark.parametrize("names", [["enterprises", "green", "water"]])
def test_land_is_used_once(names: list[str]) -> None:
    shapes = [geometry for name in names for _, _, geometry in records(name)]
    tree = STRtree(shapes)
    for one, other in tree.query(shapes, predicate="intersects").T:
        if one < other:
            assert shapes[one].intersection(shapes[other]).area < 1


@pytest.mark.parametrize("name", ["schools", "utilities", "services"])
def test_sites_stand_on_no_plot(name: str) -> None:
    plots = union_all([plot for _, _, plot in records("enterprises")])
    assert all(plots.distance(site) > 0 for _, _, site in records(name))


def test_public_parks_of_both_sizes() -> None:
    for _, properties, green in records("green"):
        assert properties["area_m2"] == pytest.approx(green.area, rel=0.001)
    areas = [f["properties"]["area_m2"] for f in features("green")
             if f["properties"]["kind"] == "公园绿地"]  # fmt: skip
    assert sum(area >= 5000 for area in areas) >= 3
    assert sum(2000 <= area < 5000 for area in areas) >= 2


def test_register_has_the_headers_of_such_a_table() -> None:
    raw = (GEODATA / "tasks.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.decode("utf-8-sig").splitlines()[0].split(",")[:15] == HEADERS


def test_register_numbers_its_tasks() -> None:
    rows = tasks()
    assert len(rows) >= 45
    assert list(rows) == [str(number) for number in range(1, len(rows) + 1)]


def test_quantities_sum_to_what_the_report_promises() -> None:
    sums: Counter[str] = Counter()
    for row in tasks().values():
        sums[row["图层"]] += int(row["数量"])
    # 5 + 3 + 4 + 1 + 5 + 4 + 3 + 3 stops; 1 + 1 + 1 toilets.
    assert sums["busstops"] == 28
    assert sums["toilets"] == 3
    assert sums["enterprises"] == 20


def test_batches_have_as_many_stops_as_their_task_says() -> None:
    found = Counter(f["properties"]["task"] for f in features("busstops"))
    for key, row in tasks().items():
        if row["图层"] == "busstops":
            assert found[key] == int(row["数量"])


@pytest.mark.parametrize(
    ("layer", "start", "finish", "count"),
    [
        ("enterprises", "3月底", "", 7),
        ("enterprises", "", "上半年", 6),
        ("enterprises", "", "下半年", 7),
        ("busstops", "4月份", "6月底前", 8),
        ("toilets", "4月份", "6月底前", 3),
        ("services", "", "7月", 1),
        ("schools", "年底前", "", 2),
    ],
)
def test_promises_of_the_report(layer: str, start: str, finish: str, count: int) -> None:
    rows = [
        row
        for row in tasks().values()
        if (row["图层"], row["启动时间"], row["完成时间"]) == (layer, start, finish)
    ]
    assert len(rows) == count
    assert all(row["所属园区"] and row["责任科室"] for row in rows)


def test_land_supply_is_registered() -> None:
    assert [row["数量"] for row in tasks().values() if row["计量单位"] == "公顷"] == ["130"]


def test_every_task_of_a_facility_is_in_the_register() -> None:
    rows = tasks()
    for name in ("busstops", "toilets", "schools", "utilities", "services", "enterprises"):
        for feature in features(name):
            task = feature["properties"]["task"]
            assert task is None or rows[task]["图层"] == name


def test_every_task_with_a_layer_has_its_facilities() -> None:
    layers = {row["图层"] for row in tasks().values()} - {""}
    used = {f["properties"]["task"] for name in layers for f in features(name)}
    assert {key for key, row in tasks().items() if row["图层"]} == used - {None}


def test_earlier_tasks_are_in_the_register() -> None:
    rows = tasks()
    earlier = [row["前置任务"] for row in rows.values() if row["前置任务"]]
    assert earlier
    assert set(earlier) <= set(rows)


def test_named_enterprises_carry_planned_dates_only() -> None:
    rows = tasks()
    named = [f["properties"] for f in features("enterprises") if f["properties"]["task"]]
    assert [plot["name"] for plot in named] == FIRMS
    invented = ("employees", "floor_area_m2", "height_m", "status", "stage", "trade")
    for plot in named:
        assert all(plot[column] is None for column in invented)
        row = rows[plot["task"]]
        assert plot["name"] in row["项目名称"]
        assert row["启动时间"] or row["完成时间"]
        assert not any(row[column] for column in ("进展情况", "实际启动", "实际完成"))
        assert not row["调整完成时间"]


def test_named_enterprises_lie_in_the_part_that_the_report_says() -> None:
    part = {f["properties"]["name"]: f["properties"]["park_id"] for f in features("enterprises")}
    assert {part[name] for name in FIRMS[:4]} == {"food_north"}
    assert {part[name] for name in FIRMS[4:7]} == {"food_south"}
    assert {part[name] for name in FIRMS[7:]} == {"food_north", "food_south"}


def test_sample_plots_carry_figures() -> None:
    plots = [f["properties"] for f in features("enterprises") if not f["properties"]["task"]]
    parks = Counter(plot["park_id"] for plot in plots)
    assert len(parks) == 7
    assert min(parks.values()) >= 3
    for plot in plots:
        assert plot["name"].startswith("示例地块")
        assert plot["stage"] == {"occupied": "in_service", "built": "built"}[plot["status"]]
        assert (plot["employees"] > 0) == (plot["status"] == "occupied")
        assert plot["floor_area_m2"] > 0
        assert plot["height_m"] >= 9


def test_people_are_roles() -> None:
    for row in tasks().values():
        assert re.fullmatch("分管领导[甲乙丙丁]", row["责任领导"])
        assert re.fullmatch("经办人[甲乙丙丁戊己庚](、经办人[甲乙丙丁戊己庚])*", row["责任人"])


def test_every_row_says_what_of_it_is_ours() -> None:
    assert all("示例" in row["备注"] for row in tasks().values())


def test_actual_dates_are_days_before_the_date_of_the_map() -> None:
    for key, row in tasks().items():
        days = [date.fromisoformat(row[c]) for c in ("实际启动", "实际完成") if row[c]]
        assert days == sorted(days), key
        assert all(day <= AS_OF for day in days), key


def test_stops_tell_the_story_of_31_may() -> None:
    stages = Counter(f["properties"]["stage"] for f in features("busstops"))
    # 17 + 1 + 5 + 3 + 2 = 28
    assert stages == {
        "in_service": 17,
        "built": 1,
        "under_construction": 5,
        "permitting": 3,
        "proposed": 2,
    }


def test_stops_agree_with_their_tasks() -> None:
    by_task: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for feature in features("busstops"):
        by_task[feature["properties"]["task"]].append(feature["properties"])
    for key, stops in by_task.items():
        row = tasks()[key]
        starts = [stop["actual_start"] for stop in stops if stop["actual_start"]]
        finishes = [stop["actual_finish"] for stop in stops if stop["actual_finish"]]
        assert row["实际启动"] == min(starts, default="")
        is_done = all(stop["stage"] == "in_service" for stop in stops)
        assert row["实际完成"] == (max(finishes) if is_done else "")
        for stop in stops:
            begun = stop["stage"] in {"in_service", "built", "under_construction"}
            assert bool(stop["actual_start"]) == begun
            assert bool(stop["actual_finish"]) == (stop["stage"] == "in_service")


def test_one_toilet_is_suspended() -> None:
    progress = [row["进展情况"] for row in tasks().values() if row["图层"] == "toilets"]
    assert sum(text.startswith("停工") for text in progress) == 1


def test_stages_and_symbols_are_of_the_vocabulary() -> None:
    for feature in itertools.chain.from_iterable(map(features, NAMES)):
        properties = feature["properties"]
        assert properties.get("stage") in {None, *Stage}
        assert properties.get("condition") in {None, *Condition}
        assert properties.get("symbol") in {None, *SYMBOLS, *GROUNDS}


def test_running_it_again_gives_the_same_bytes(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tools.make_sample", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert len(written) == len(NAMES) + 1
    assert written == {name: (GEODATA / name).read_bytes() for name in written}
