"""``parkmap coverage`` on the sample zone, and on copies of it that are edited."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from click.testing import CliRunner, Result
from python_calamine import CalamineWorkbook

import parkmap
from parkmap.cli import cli
from parkmap.metric import local_crs
from parkmap.report.coverage import report_of
from parkmap.report.table import cells_of, render_table
from tests.coverage.study import sample_study
from tools import make_coverage_tables

if TYPE_CHECKING:
    from pyproj import CRS

    from parkmap.model import Lang

SAMPLE = Path(__file__).parents[1] / "geodata"
STABLE = [
    "park_id",
    "park_name",
    "layer",
    "rule",
    "radius_m",
    "distance",
    "scenario",
    "date",
    "area_m2",
    "area_served_m2",
    "area_share",
    "plots",
    "plots_served",
    "plots_share",
    "employees",
    "employees_served",
    "employees_share",
    "facilities_inside",
    "facilities_serving",
    "verdict",
]


def run(*words: str | Path, folder: Path = SAMPLE) -> Result:
    return CliRunner().invoke(cli, ["coverage", "-w", str(folder), *map(str, words)])


def report(*words: str | Path, folder: Path = SAMPLE) -> dict[str, Any]:
    done = run(*words, "--format", "json", folder=folder)
    assert done.exit_code == 0, done.output
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def rows(*words: str | Path, folder: Path = SAMPLE) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = report(*words, folder=folder)["coverage"]["rows"]
    return told


def crs_of(frame: gpd.GeoDataFrame) -> CRS:
    west, south, east, north = frame.total_bounds.tolist()
    return local_crs((west, south, east, north))


@pytest.fixture
def zone(tmp_path: Path) -> Path:
    shutil.copytree(SAMPLE, tmp_path / "zone")
    return tmp_path / "zone"


BUS = ("--layer", "busstops", "--rule", "bus_500_people")


def test_json_has_the_stable_fields_and_the_zone_without_a_park() -> None:
    told = report(*BUS)
    assert (told["version"], told["report"], told["as_of"]) == (1, "coverage", "2017-05-31")
    found = told["coverage"]["rows"]
    assert all(set(STABLE) <= set(row) for row in found)
    assert found[0]["park_id"] is None
    assert len(found) == 8
    assert all(row["park_id"] for row in found[1:])


def test_sample_zone_is_what_a_plain_way_measures() -> None:
    """Every plot against every stop in service; buffers of 1,024 sides for the area."""
    layers = parkmap.sample().layers("2017-05-31")
    crs = crs_of(layers["parks"])
    parks, stops, plots = (layers[key].to_crs(crs) for key in ("parks", "busstops", "enterprises"))
    serving = stops[stops["stage"] == "in_service"].geometry.to_numpy()
    middles = shapely.point_on_surface(plots.geometry.to_numpy())
    near = shapely.distance(middles[:, None], serving[None, :]).min(axis=1) <= 500
    around = shapely.union_all(shapely.buffer(serving, 500, quad_segs=256))
    people = plots["employees"].astype(float)
    zone, *others = rows(*BUS)
    assert zone["facilities_inside"] == len(serving) == 17
    assert (zone["plots"], zone["plots_served"]) == (235, near.sum())
    assert zone["employees"] == people.sum()
    assert zone["employees_served"] == people[near].sum()
    assert zone["area_m2"] == pytest.approx(shapely.area(shapely.union_all(parks.geometry)))
    for row in others:
        park = parks.geometry.loc[row["park_id"]]
        assert row["area_served_m2"] == pytest.approx(
            shapely.area(shapely.intersection(park, around)), rel=1e-4, abs=1
        )
        mine = (plots["park"] == row["park_id"]).to_numpy()
        assert (row["plots"], row["plots_served"]) == (mine.sum(), (mine & near).sum())


def test_parks_sum_to_the_zone() -> None:
    zone, *parks = rows(*BUS)
    for field in ("area_m2", "area_served_m2", "plots", "employees_served", "facilities_inside"):
        assert sum(park[field] for park in parks) == pytest.approx(zone[field], rel=1e-6)


def test_plan_brings_the_stops_of_june_and_slip_does_not() -> None:
    days = ("2017-05-31", "2017-06-30", "2017-12-31")
    inside = {
        scenario: [
            rows(*BUS, "--scenario", scenario, "--as-of", day)[0]["facilities_inside"]
            for day in days
        ]
        for scenario in ("plan", "slip")
    }
    # 28 stops by the end of June; late starts push 8 of them beyond it.
    assert inside == {"plan": [17, 28, 28], "slip": [17, 20, 28]}


def test_comparison_has_both_days_whichever_is_asked_first() -> None:
    there = report(*BUS, "--scenario", "plan", "--compare", "2017-12-31")["compared"]["rows"]
    back = report(*BUS, "--scenario", "plan", "--as-of", "2017-12-31", "--compare", "2017-05-31")[
        "compared"
    ]["rows"]
    assert there == back
    zone = there[0]
    assert zone["area"]["after"] - zone["area"]["before"] == pytest.approx(
        zone["area"]["change"], abs=2e-6
    )
    assert zone["verdict"] == {"before": "fail", "after": "pass"}


def test_timeline_is_what_each_day_says() -> None:
    told = report(*BUS, "--scenario", "slip", "--timeline", "--park", "andong")
    steps = [row for row in told["timeline"]["rows"] if row["park_id"] is None]
    assert steps[0]["from"] is None
    assert [row["facilities_inside"] for row in steps][-1] == 28
    for step in (steps[3], steps[-1]):
        same = rows(*BUS, "--scenario", "slip", "--as-of", step["from"])[0]
        assert same["area_share"] == step["area_share"]
        assert same["verdict"] == step["verdict"]


def test_contribution_is_what_is_lost_without_the_task() -> None:
    told = report(*BUS, "--scenario", "plan", "--timeline")["contributions"]["rows"]
    first = told[0]
    assert (first["task_id"], first["department"]) == ("27", "规划建设科")
    assert first["lost"]["employees"] == max(row["lost"]["employees"] for row in told) > 0


def test_gaps_name_the_task_that_closes_them() -> None:
    gaps = report(*BUS)["gaps"]["rows"]
    zone = rows(*BUS)[0]
    assert len(gaps) == zone["plots"] - zone["plots_served"]
    assert all(gap["excess_m"] == pytest.approx(gap["distance_m"] - 500, abs=0.11) for gap in gaps)
    closed = [gap for gap in gaps if gap["task_id"]]
    assert closed
    assert {gap["department"] for gap in closed} == {"规划建设科"}
    assert {gap["deadline"] for gap in closed} == {"2017-06-30"}
    assert [gap["employees"] or 0 for gap in gaps] == sorted(
        (gap["employees"] or 0 for gap in gaps), reverse=True
    )


def test_withheld_department_is_not_told(zone: Path) -> None:
    file = zone / "parkmap.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text + '\n[page]\nomit = ["department", "employees"]\n', encoding="utf-8")
    told = report(*BUS, folder=zone)
    assert {gap["department"] for gap in told["gaps"]["rows"]} <= {"", None}
    zone_row = told["coverage"]["rows"][0]
    assert (zone_row["employees"], zone_row["judged_by"]) == (None, "plots")


def test_only_what_is_in_service_counts_unless_trial_is_asked_for() -> None:
    service = ("--layer", "services", "--radius", "1000")
    plain, trial = rows(*service)[0], rows(*service, "--trial")[0]
    assert plain["facilities_inside"] < trial["facilities_inside"]


def test_plots_in_use_are_fewer_than_all() -> None:
    everyone, occupied = rows(*BUS)[0], rows(*BUS, "--demand", "occupied")[0]
    # 187 of 235 are in service on the day.
    assert (everyone["plots"], occupied["plots"]) == (235, 187)
    assert occupied["employees"] <= everyone["employees"]


def test_detour_is_labelled() -> None:
    row = rows("--layer", "busstops", "--radius", "520", "--detour", "1.3")[0]
    assert (row["radius_m"], row["distance"], row["verdict"]) == (400, "detour", "not_assessable")
    assert row["area_share"] < rows("--layer", "busstops", "--radius", "520")[0]["area_share"]


def test_rules_stand_with_source_clause_edition_and_state() -> None:
    (rule,) = report("--layer", "busstops", "--rule", "bus_300_area")["rules"]["rows"]
    assert (rule["clause"], rule["edition"], rule["force"]) == ("3.3.2", "1995", "repealed")
    assert rule["verified"] is False


def test_layers_have_the_rules_of_their_symbols() -> None:
    told = {(row["layer"], row["rule"]) for row in rows()}
    assert {rule for layer, rule in told if layer == "toilets"} == {
        "toilet_300",
        "toilet_density",
        "toilet_spacing",
    }
    assert ("schools", "kindergarten_300") in told
    assert not any(layer == "enterprises" for layer, _ in told)


def test_layer_without_a_rule_is_told() -> None:
    done = run("--layer", "enterprises")
    assert done.exit_code == 0
    assert "--radius" in done.stderr


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_table_fits_a_hundred_columns_and_says_how_it_was_measured(lang: Lang) -> None:
    text = render_table(report_of(sample_study(has_all=True)), lang)
    assert max(map(cells_of, text.splitlines())) <= 100
    told = {
        "zh": ("截至 2017-05-31", "直线距离", "+proj=tmerc", "全部地块"),
        "en": ("As of 2017-05-31", "straight line", "+proj=tmerc", "all plots"),
    }
    assert all(words in text for words in told[lang])


def test_geojson_parts_sum_to_the_park(tmp_path: Path) -> None:
    file = tmp_path / "served.geojson"
    done = run(*BUS, "-o", file)
    assert done.exit_code == 0, done.output
    document = json.loads(file.read_text(encoding="utf-8"))
    assert (document["version"], document["report"]) == (1, "coverage")
    assert "0.04%" in document["about"]["shapes"]["en"]
    parts = gpd.GeoDataFrame.from_features(document["features"], crs="EPSG:4326")
    crs = crs_of(parts)
    area_m2 = parts.to_crs(crs).area.groupby(parts["park_id"]).sum()
    for row in rows(*BUS)[1:]:
        assert area_m2[row["park_id"]] == pytest.approx(row["area_m2"], rel=1e-5)
    served = parts[parts["kind"] == "served"].to_crs(crs)
    exact = sum(row["area_served_m2"] for row in rows(*BUS)[1:])
    assert served.area.sum() == pytest.approx(exact, rel=4.1e-4)


def test_csv_and_workbook_hold_every_row(tmp_path: Path) -> None:
    text = run(*BUS, "--format", "csv").stdout_bytes.decode("utf-8-sig")
    assert len(text.splitlines()) == 9
    file = tmp_path / "c.xlsx"
    assert run(*BUS, "-o", file).exit_code == 0
    book = CalamineWorkbook.from_path(str(file))
    sheet = book.get_sheet_by_index(0).to_python()
    assert len([row for row in sheet[1:] if row[0] == "公交站"]) == 8


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--rule", "bus_300_aera"), "bus_300_area"),
        (("--park", "xyz"), "andong"),
        (("--layer", "busstop"), "busstops"),
        (("--radius", "0"), "0"),
        (("--detour", "0.5"), "detour"),
        (("--compare", "2017"), "2017-05-31"),
    ],
)
def test_what_is_not_there_is_refused_with_what_is(words: tuple[str, str], said: str) -> None:
    done = run(*words)
    assert done.exit_code == 2
    assert said in done.stderr


def test_report_is_not_written_over_what_it_is_made_from(zone: Path) -> None:
    before = (zone / "busstops.geojson").read_bytes()
    done = run("-o", zone / "busstops.geojson", folder=zone)
    assert done.exit_code == 73
    assert (zone / "busstops.geojson").read_bytes() == before


def test_parks_are_named_by_id_and_name() -> None:
    by_id, by_name = (rows(*BUS, "--park", name) for name in ("andong", "安东园"))
    assert by_id == by_name
    assert [row["park_id"] for row in by_id] == [None, "andong"]


def test_overlapping_parks_are_told(zone: Path) -> None:
    file = zone / "parks.geojson"
    document = json.loads(file.read_text(encoding="utf-8"))
    first = document["features"][0]
    again = json.loads(json.dumps(first))
    again["id"] = again["properties"]["id"] = again["properties"]["park_id"] = "twice"
    again["properties"]["name"] = "重叠片"
    document["features"].append(again)
    file.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    plain, doubled = rows(*BUS)[0], rows(*BUS, folder=zone)[0]
    assert doubled["area_m2"] == pytest.approx(plain["area_m2"])
    assert doubled["area_served_m2"] == pytest.approx(plain["area_served_m2"])
    assert "1062" in run(*BUS, folder=zone).stderr


def test_api_gives_the_rows_of_the_command() -> None:
    frame = parkmap.sample().coverage("2017-05-31", layers="busstops", rules="bus_500_people")
    told = rows(*BUS)
    assert list(frame.columns)[: len(STABLE)] == STABLE
    assert frame["park_id"].tolist() == [row["park_id"] for row in told]
    assert np.allclose(frame["area_share"], [row["area_share"] for row in told], atol=1e-6)
    assert frame["verdict"].tolist() == [row["verdict"] for row in told]
    with pytest.raises(LookupError, match="did you mean bus_300_area"):
        parkmap.sample().coverage(rules=["bus_300_aera"])


def test_docs_table_is_what_the_tool_says() -> None:
    text = make_coverage_tables.PAGE.read_text(encoding="utf-8")
    told = text.split(make_coverage_tables.BEGIN)[1].split(make_coverage_tables.END)[0]
    assert told == make_coverage_tables.tables()


def test_docs_name_every_member_of_the_json() -> None:
    text = make_coverage_tables.PAGE.read_text(encoding="utf-8")
    report = report_of(sample_study(has_all=True))
    members = {fact.key for fact in report.facts} | {grid.key for grid in report.grids}
    members |= {column.key for grid in report.grids for column in grid.columns}
    assert {name for name in members if f"`{name}`" not in text} == set()
