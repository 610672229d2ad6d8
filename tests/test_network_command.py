"""``parkmap coverage --distance network`` and ``check`` on the sample zone and copies of it."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest
import shapely
from click.testing import CliRunner, Result

import parkmap
from parkmap.cli import cli
from parkmap.errors import WorkspaceError
from parkmap.model import Distance
from parkmap.pipeline.coverage import coverage
from parkmap.pipeline.question import Question
from parkmap.report.coverage import report_of
from parkmap.report.records import render_csv
from parkmap.report.table import cells_of, render_table
from parkmap.workspace import load_workspace
from tests.workspace_world import LEAST

if TYPE_CHECKING:
    from parkmap.model import Lang

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "geodata"
HELSINKI = ROOT.parent / "shared/data/helsinki_centre"
GEODANET = ROOT.parent / "shared/data/geodanet"
BUS = ("--layer", "busstops", "--rule", "bus_500_people")
WALK = ("--distance", "network")
FOOT_M = 1200 / 3937


def run(command: str, *words: str | Path, folder: Path = SAMPLE) -> Result:
    return CliRunner().invoke(cli, [command, "-w", str(folder), *map(str, words)])


def report(*words: str | Path, folder: Path = SAMPLE) -> dict[str, Any]:
    done = run("coverage", *WALK, *words, "--format", "json", folder=folder)
    assert done.exit_code == 0, done.output
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def rows(*words: str | Path, folder: Path = SAMPLE) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = report(*words, folder=folder)["coverage"]["rows"]
    return told


@pytest.fixture
def zone(tmp_path: Path) -> Path:
    shutil.copytree(SAMPLE, tmp_path / "zone")
    return tmp_path / "zone"


def edit(zone: Path, old: str, new: str) -> None:
    file = zone / "parkmap.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def inside_the_circle(found: list[dict[str, Any]]) -> int:
    """Check that no share along streets exceeds the circle's, and count those that are less."""
    less = 0
    for row in found:
        for share in ("area_share", "plots_share", "employees_share"):
            walked, circle = row[share], row[f"circle_{share}"]
            assert (walked is None) == (circle is None)
            if walked is not None:
                assert walked <= circle, (row["layer"], row["park_id"], share)
                less += walked < circle
    return less


def test_circle_stands_beside_the_walk_and_is_never_less() -> None:
    found = rows()
    assert {row["distance"] for row in found} == {"network"}
    assert inside_the_circle(found) > 20
    straight = json.loads(run("coverage", "--format", "json").stdout)["coverage"]["rows"]
    assert [row["circle_area_share"] for row in found] == [row["area_share"] for row in straight]
    assert {row["circle_area_share"] for row in straight} == {None}


def test_circle_is_of_the_area_where_no_share_is_judged(zone: Path) -> None:
    """A park that has no plot: its share is not there to be judged, but its land is."""
    file = zone / "enterprises.geojson"
    (park,) = [
        shapely.geometry.shape(one["geometry"])
        for one in json.loads((zone / "parks.geojson").read_text(encoding="utf-8"))["features"]
        if one["properties"]["id"] == "andong"
    ]
    plots = json.loads(file.read_text(encoding="utf-8"))
    plots["features"] = [
        one
        for one in plots["features"]
        if not shapely.geometry.shape(one["geometry"]).intersects(park)
    ]
    file.write_text(json.dumps(plots), encoding="utf-8")
    words = (*BUS, "--scenario", "plan", "--as-of", "2017-12-31")
    told = {row["park_id"]: row for row in rows(*words, folder=zone)}
    (bare,) = [row for row in told.values() if row["plots_share"] is None]
    assert (bare["park_id"], bare["verdict"]) == ("andong", "not_assessable")
    assert bare["circle_share"] == bare["circle_area_share"] > 0
    assert told[None]["circle_share"] == told[None]["circle_employees_share"]


def test_heads_of_the_table_are_distinct() -> None:
    atlas = parkmap.sample()
    question = Question(as_of=atlas.as_of, known_on=atlas.as_of, on_network=True)
    study, _ = coverage(atlas.workspace, question)
    languages: tuple[Lang, ...] = ("zh", "en")
    for lang in languages:
        heads = next(csv.reader([render_csv(report_of(study), lang).splitlines()[0]]))
        assert len(set(heads)) == len(heads)


def test_head_tells_how_was_walked() -> None:
    told = report(*BUS)
    # 80 m a minute.
    assert (told["walk_m_s"], told["snap_m"], told["strip_m"]) == (1.3333, 200, 100)
    assert json.loads(run("coverage", *BUS, "--format", "json").stdout)["walk_m_s"] is None


def test_minutes_are_metres_by_the_speed() -> None:
    told = report(*BUS)
    gap = told["gaps"]["rows"][0]
    assert gap["minutes"] == pytest.approx(gap["distance_m"] / 80, abs=0.06)
    row = told["coverage"]["rows"][0]
    assert row["farthest_min"] == pytest.approx(row["farthest_m"] / 80, abs=0.06)


def test_gaps_comparison_and_timeline_are_walked() -> None:
    told = report(*BUS, "--scenario", "plan", "--compare", "2017-12-31", "--timeline")
    zone = told["coverage"]["rows"][0]
    assert len(told["gaps"]["rows"]) == zone["plots"] - zone["plots_served"]
    assert all(
        gap["excess_m"] == pytest.approx(gap["distance_m"] - 500, abs=0.11)
        for gap in told["gaps"]["rows"]
    )
    assert told["compared"]["rows"][0]["plots"]["before"] == zone["plots_share"]
    last = [row for row in told["timeline"]["rows"] if row["park_id"] is None][-1]
    assert last["plots_share"] == told["compared"]["rows"][0]["plots"]["after"]
    later = rows(*BUS, "--scenario", "plan", "--as-of", "2017-12-31")[0]
    assert later["plots_share"] == last["plots_share"]
    # A gap that a task closes is none any more on the last day.
    closed = {gap["plot"] for gap in told["gaps"]["rows"] if gap["task_id"]}
    rest = {
        gap["plot"]
        for gap in report(*BUS, "--scenario", "plan", "--as-of", "2017-12-31")["gaps"]["rows"]
    }
    assert closed
    assert not closed & rest
    assert any(one["lost"]["plots"] > 0 for one in told["contributions"]["rows"])


def test_polygons_sum_to_the_park_and_say_their_width(tmp_path: Path) -> None:
    file = tmp_path / "served.geojson"
    assert run("coverage", *WALK, *BUS, "-o", file).exit_code == 0
    document = json.loads(file.read_text(encoding="utf-8"))
    assert "100 m" in document["about"]["shapes"]["en"]
    parts = gpd.GeoDataFrame.from_features(document["features"], crs="EPSG:4326")
    assert set(parts["distance"]) == {"network"}
    metres = parts.to_crs(parts.estimate_utm_crs())
    area_m2 = metres.area.groupby(parts["park_id"]).sum()
    served_m2 = metres[parts["kind"] == "served"].area.groupby(parts["park_id"]).sum()
    for row in rows(*BUS)[1:]:
        share = served_m2.get(row["park_id"], 0) / area_m2[row["park_id"]]
        assert share == pytest.approx(row["area_share"], abs=1e-5)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_table_fits_a_hundred_columns(lang: Any) -> None:
    atlas = parkmap.sample()
    question = Question(as_of=atlas.as_of, known_on=atlas.as_of, on_network=True)
    study, _ = coverage(atlas.workspace, question)
    text = render_table(report_of(study), lang)
    assert max(map(cells_of, text.splitlines())) <= 100
    assert {"zh": "沿街道步行", "en": "walk along streets"}[lang] in text


def test_api_has_the_circle_beside_the_walk() -> None:
    frame = parkmap.sample().coverage(
        layers=["busstops"], rules=["bus_500_people"], distance="network"
    )
    for of in ("", "area_", "plots_", "employees_"):
        told = [row[f"circle_{of}share"] for row in rows(*BUS)]
        assert None not in told
        assert frame[f"circle_{of}share"].tolist() == pytest.approx(told, abs=1e-6)
    straight = parkmap.sample().coverage(layers=["busstops"], rules=["bus_500_people"])
    assert straight["circle_share"].isna().all()


def test_api_walks_too() -> None:
    frame = parkmap.sample().coverage(layers="busstops", rules="bus_500_people", distance="network")
    assert frame["plots_share"].round(6).tolist() == [row["plots_share"] for row in rows(*BUS)]
    assert set(frame["distance"]) == {Distance.NETWORK.value}


def test_workspace_without_a_network_is_told(zone: Path) -> None:
    edit(zone, "[network]", "[zone2]")
    edit(zone, "[zone2]", "# [zone2]")
    edit(zone, 'path = ["roads.geojson", "footways.geojson"]\nfoot = "foot"', "#")
    done = run("coverage", *WALK, folder=zone)
    assert done.exit_code == 78
    assert "[network]" in done.stderr


def test_factor_and_streets_exclude_each_other() -> None:
    done = run("coverage", *WALK, "--detour", "1.3")
    assert done.exit_code == 2
    assert "--detour" in done.stderr


def test_what_is_far_from_every_street_is_listed(zone: Path) -> None:
    edit(zone, 'foot = "foot"', 'foot = "foot"\nsnap_m = 30\n#')
    done = run("coverage", *WALK, *BUS, "--format", "json", folder=zone)
    told = json.loads(done.stdout)
    assert "30 m" in done.stderr
    row = told["coverage"]["rows"][0]
    assert row["plots_served"] < rows(*BUS)[0]["plots_served"]
    # Some plots cannot be reached, so nobody can say how far the farthest is.
    assert row["farthest_m"] is None
    lost = [gap for gap in told["gaps"]["rows"] if gap["distance_m"] is None]
    assert lost
    assert all(gap["nearest"] is None and gap["minutes"] is None for gap in lost)


def test_check_tells_faults_of_the_network_with_file_and_place(zone: Path) -> None:
    done = run("check", folder=zone)
    assert "119.1" in done.stdout
    file = zone / "footways.geojson"
    document = json.loads(file.read_text(encoding="utf-8"))
    document["features"][2]["properties"]["foot"] = "perhaps"
    (zone / "paths.geojson").write_text(json.dumps(document), encoding="utf-8")
    edit(zone, '"footways.geojson"]', '"paths.geojson", "lost.geojson"]')
    done = run("check", folder=zone)
    assert done.exit_code == 66
    assert all(words in done.stdout for words in ("perhaps", "lost.geojson"))


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ('path = "../roads.geojson"', "network.path"),
        ('path = "r.geojson"\nbarriers = { path = "/etc/walls.geojson" }', "network.barriers.path"),
        ('path = "r.geojson"\nsnap_m = 0', "network.snap_m"),
        ('path = "r.geojson"\nwalkable = "foot"', "network.walkable"),
        ("path = []", "network.path"),
    ],
)
def test_faults_of_the_stanza_are_told(tmp_path: Path, line: str, place: str) -> None:
    file = tmp_path / "parkmap.toml"
    file.write_text(f"{LEAST}\n[network]\n{line}\n", encoding="utf-8")
    with pytest.raises(WorkspaceError) as caught:
        load_workspace(file)
    assert [one.place for one in caught.value.problems] == [f"key:{place}"]


def test_barrier_cuts_the_sample_in_two(zone: Path) -> None:
    bounds = gpd.read_file(zone / "parks.geojson").total_bounds
    middle = float(bounds[0] + bounds[2]) / 2
    wall = shapely.LineString([(middle, bounds[1] - 0.1), (middle, bounds[3] + 0.1)])
    feature = {"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(wall)}
    document = {"type": "FeatureCollection", "features": [feature]}
    (zone / "wall.geojson").write_text(json.dumps(document), encoding="utf-8")
    edit(zone, 'foot = "foot"', 'foot = "foot"\nbarriers = { path = "wall.geojson" }\n#')
    parts = run("check", "--json", folder=zone).stdout
    assert any(
        one["code"] == "network.parts" and one["values"]["count"] > 1
        for file in json.loads(parts)["files"]
        for one in file["problems"]
    )
    assert rows(*BUS, folder=zone)[0]["plots_share"] <= rows(*BUS)[0]["plots_share"]


def workspace(folder: Path, text: str) -> Path:
    (folder / "parkmap.toml").write_text(text, encoding="utf-8")
    return folder


def helsinki_zone(tmp_path: Path) -> Path:
    """Return the folder of a workspace: twenty cells of the city's grid, three layers, its ways."""
    for name in ("bus_stops", "toilets", "schools", "walk_ways"):
        shutil.copy(HELSINKI / f"{name}.geojson", tmp_path)
    cells = json.loads((HELSINKI / "population_grid_2020.geojson").read_text(encoding="utf-8"))
    west, south, east, north = 24.9352, 60.1642, 24.9534, 60.1791
    cells["features"] = [
        one
        for one in cells["features"]
        if (at := shapely.geometry.shape(one["geometry"]).centroid)
        and west < at.x < east
        and south < at.y < north
    ]
    (tmp_path / "cells.geojson").write_text(json.dumps(cells), encoding="utf-8")
    layers = "\n".join(
        f'[layers.{key}]\npath = "{key}.geojson"\nsymbol = "{symbol}"\nradius_m = 300'
        for key, symbol in (
            ("bus_stops", "bus"), ("toilets", "toilet"), ("schools", "school"),
        )
    )  # fmt: skip
    return workspace(
        tmp_path,
        f"""
[zone]
name = "Helsinki"
year = 2020
[parks]
path = "cells.geojson"
{layers}
[demand]
path = "cells.geojson"
[network]
path = "walk_ways.geojson"
nodes = "node_ids"
""",
    )


@pytest.mark.skipif(not HELSINKI.exists(), reason="the shared test data are not here")
def test_helsinki_is_inside_the_circle_for_each_park_and_layer(tmp_path: Path) -> None:
    found = [row for row in rows(folder=helsinki_zone(tmp_path)) if row["radius_m"]]
    assert len({row["park_id"] for row in found}) == 20
    assert inside_the_circle(found) > 100


@pytest.mark.skipif(not GEODANET.exists(), reason="the shared test data are not here")
def test_feet_of_a_file_are_taken_to_metres() -> None:
    """Streets in US survey feet are as long in metres, but for what a state's plane bends."""
    from parkmap.intake.ways import joined_ways, read_ways
    from parkmap.metric import local_crs
    from parkmap.model import LayerSpec, NetworkSpec, Text
    from parkmap.pipeline.network import make_network

    spec = LayerSpec("network", Text("", ""), GEODANET / "streets.shp")
    found = read_ways(spec)
    ways = joined_ways([("streets.shp", found)], found.lines[:0])
    west, south, east, north = shapely.total_bounds(ways.lines).tolist()
    network, told = make_network(ways, NetworkSpec((spec,)), local_crs((west, south, east, north)))
    assert (len(network.places), network.arcs) == (230, 303)
    assert network.length_m.sum() == pytest.approx(104_414.092 * FOOT_M, rel=2e-4)
    (parts,) = told
    assert (parts.code, parts.values["count"], parts.values["share"]) == ("network.parts", 1, 1)
