"""The datum doctor on squares, on the sample zone, and on open data abroad."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from shapely import LineString, Point, box

from parkmap.intake.check import check_places
from parkmap.intake.datum import (
    bd09_to_wgs84,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    wgs84_to_gcj02,
)
from parkmap.intake.doctor import examine
from parkmap.intake.vector import read_layer
from parkmap.workspace import load_workspace
from tests.metric_world import CRS, layer, moved

if TYPE_CHECKING:
    from parkmap.model import Layer, Problem

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared/data"
PARKS = layer("parks", [box(0, 0, 400, 400)], ["东园"])
INSIDE = [Point(20 + 40 * at, 200) for at in range(10)]
"""Ten points in the park, which is narrower than GCJ-02 is off (some 560 m)."""


def wgs84_to_bd09(lon: Any, lat: Any) -> tuple[Any, Any]:
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


def examined(*facilities: Layer, parks: Layer = PARKS, roads: tuple[Layer, ...] = ()) -> Any:
    return [
        (one.file.split(".")[0], one.code, one.values.get("declared"), one.values.get("datum"))
        for one in examine(parks, facilities, roads, CRS)
    ]


def test_right_datum_is_silent() -> None:
    assert examined(layer("stops", INSIDE)) == []


@pytest.mark.parametrize(
    ("declared", "datum", "move"),
    [
        ("wgs84", "gcj02", wgs84_to_gcj02),  # GCJ-02 numbers, read as they stand
        ("cgcs2000", "gcj02", wgs84_to_gcj02),
        ("wgs84", "bd09", wgs84_to_bd09),
        ("gcj02", "wgs84", gcj02_to_wgs84),  # right numbers, moved as if they were GCJ-02
        ("bd09", "wgs84", bd09_to_wgs84),
        ("gcj02", "bd09", lambda lon, lat: gcj02_to_wgs84(*wgs84_to_bd09(lon, lat))),
        ("bd09", "gcj02", lambda lon, lat: bd09_to_wgs84(*wgs84_to_gcj02(lon, lat))),
    ],
)
def test_wrong_datum_is_named(declared: str, datum: str, move: Any) -> None:
    stops = moved(layer("stops", INSIDE), move, declared)
    shown = "wgs84" if declared == "cgcs2000" else declared
    assert examined(stops) == [("stops", "doctor.inside", shown, datum)]


def test_suspicion_says_by_how_much() -> None:
    stops = moved(layer("stops", INSIDE), wgs84_to_gcj02)
    [problem] = examine(PARKS, [stops], (), CRS)
    values = problem.values
    assert (values["count"], values["before"], values["after"]) == (10, "0%", "100%")


def test_nine_are_too_few() -> None:
    assert examined(moved(layer("stops", INSIDE[:9]), wgs84_to_gcj02)) == []


def test_small_layers_of_one_source_are_pooled() -> None:
    stops = moved(layer("stops", INSIDE[:5]), wgs84_to_gcj02)
    toilets = moved(layer("toilets", INSIDE[5:]), wgs84_to_gcj02)
    assert [one[0] for one in examined(stops, toilets)] == ["stops", "toilets"]


def test_layers_of_two_folders_are_not_pooled() -> None:
    stops = moved(layer("stops", INSIDE[:5]), wgs84_to_gcj02)
    toilets = moved(layer("toilets", INSIDE[5:], folder="other"), wgs84_to_gcj02)
    assert examined(stops, toilets) == []


def test_right_layer_is_not_named_with_its_pool() -> None:
    stops = moved(layer("stops", INSIDE[:9]), wgs84_to_gcj02)
    toilets = layer("toilets", INSIDE[9:])
    assert [one[0] for one in examined(stops, toilets)] == ["stops"]


def test_rise_that_does_not_double_is_no_suspicion() -> None:
    # Ten of twenty inside as read, and 17 if read otherwise: 50 % to 85 % is no doubling.
    wide = layer("parks", [box(0, 0, 400, 400), box(3000, 0, 3400, 400)])
    kept = [Point(3200, 10 * at) for at in range(10)]
    right = layer("stops", [*kept, *INSIDE]).frame.geometry
    shifted = moved(layer("stops", [*kept, *INSIDE]), wgs84_to_gcj02).frame.geometry
    mixed = layer("stops", [*kept, *INSIDE])
    frame = mixed.frame.copy()
    frame.geometry = [*right[:10], *shifted[10:]]
    assert examined(replace(mixed, frame=frame), parks=wide) == []


def test_wrong_parks_are_named_where_all_else_is_right() -> None:
    parks = moved(PARKS, wgs84_to_gcj02)
    stops = layer("stops", INSIDE)
    assert examined(stops, parks=parks) == [("parks", "doctor.parks", "wgs84", "gcj02")]


def test_roads_witness_where_parks_are_too_wide_to_tell() -> None:
    wide = layer("parks", [box(-5000, -5000, 5000, 5000)])
    road = layer("roads", [LineString([(-5000, 0), (5000, 0)])], symbol="road")
    stops = layer("stops", [Point(100 * at, 5) for at in range(10)])
    assert examined(stops, parks=wide, roads=(road,)) == []
    shifted = moved(stops, wgs84_to_gcj02)
    assert examined(shifted, parks=wide, roads=(road,)) == [
        ("stops", "doctor.roads", "wgs84", "gcj02")
    ]


def test_constant_offset_that_no_datum_explains_is_told() -> None:
    wide = layer("parks", [box(-5000, -5000, 5000, 5000)])
    road = layer("roads", [LineString([(-5000, 0), (5000, 0)])], symbol="road")
    stops = layer("stops", [Point(100 * at, 900 + at) for at in range(10)])
    [problem] = examine(wide, [stops], (road,), CRS)
    assert problem.code == "doctor.offset"
    assert (problem.values["east_m"], problem.values["north_m"]) == ("+0", "+904")


def test_surveyed_coordinates_are_not_doubted() -> None:
    assert examined(moved(layer("stops", INSIDE), wgs84_to_gcj02, "EPSG:4547")) == []


def test_abroad_nothing_is_suspected() -> None:
    def away(lon: Any, lat: Any) -> tuple[Any, Any]:
        return lon - 100, lat

    stops = layer("stops", [Point(1000 + at, 200) for at in range(10)])
    assert examined(moved(stops, away), parks=moved(PARKS, away)) == []


# ---- real places


def workspace_problems(folder: Path) -> list[Problem]:
    workspace = load_workspace(folder / "parkmap.toml")
    parks = read_layer(workspace.parks, year=2017).layer
    layers = [read_layer(spec, year=2017).layer for spec in workspace.layers]
    grounds = [one for one in layers if one.spec.symbol in {"road", "footway", "route"}]
    facilities = [one for one in layers if one not in grounds]
    return [
        problem
        for problem in check_places(parks, facilities, grounds)
        if problem.code.startswith("doctor.")
    ]


@pytest.fixture
def zone(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "geodata", tmp_path / "zone")
    return tmp_path / "zone"


def shift(file: Path, move: Any) -> None:
    """Move every point of a GeoJSON file."""
    import json

    document = json.loads(file.read_text(encoding="utf-8"))
    for feature in document["features"]:
        lon, lat = np.array([feature["geometry"]["coordinates"][:2]]).T
        feature["geometry"]["coordinates"] = [float(value[0]) for value in move(lon, lat)]
    file.write_text(json.dumps(document), encoding="utf-8")


def test_sample_zone_is_silent(zone: Path) -> None:
    assert workspace_problems(zone) == []


@pytest.mark.parametrize(("datum", "move"), [("gcj02", wgs84_to_gcj02), ("bd09", wgs84_to_bd09)])
def test_sample_stops_in_another_datum_are_found(zone: Path, datum: str, move: Any) -> None:
    shift(zone / "busstops.geojson", move)
    [problem] = workspace_problems(zone)
    assert (problem.file, problem.values["datum"]) == ("busstops.geojson", datum)
    text = (zone / "parkmap.toml").read_text(encoding="utf-8")
    path = 'path = "busstops.geojson"\n'
    declared = text.replace(path, f'{path}datum = "{datum}"\n', 1)
    (zone / "parkmap.toml").write_text(declared, encoding="utf-8")
    assert workspace_problems(zone) == []


def test_sample_stops_declared_wrongly_are_found(zone: Path) -> None:
    text = (zone / "parkmap.toml").read_text(encoding="utf-8")
    path = 'path = "busstops.geojson"\n'
    declared = text.replace(path, f'{path}datum = "bd09"\n', 1)
    (zone / "parkmap.toml").write_text(declared, encoding="utf-8")
    [problem] = workspace_problems(zone)
    assert (problem.values["declared"], problem.values["datum"]) == ("bd09", "wgs84")


@pytest.mark.skipif(not SHARED.exists(), reason="the shared test data are not here")
@pytest.mark.parametrize(
    ("name", "parks", "keys"),
    [
        ("helsinki_centre", "parks", ["bus_stops", "toilets", "schools", "walk_ways"]),
        ("arua", "Mun_Arua_Boundary", ["public_toilets", "Primary_Prep", "Health_facility"]),
    ],
)
def test_open_data_abroad_are_silent(
    tmp_path: Path, name: str, parks: str, keys: list[str]
) -> None:
    shutil.copytree(SHARED / name, tmp_path / "data")
    stanzas = [f'[layers.{key.lower()}]\npath = "{key}.geojson"\nrole = "facility"' for key in keys]
    head = f'[zone]\nname = "{name}"\nyear = 2020\n[parks]\npath = "{parks}.geojson"\n'
    (tmp_path / "data/parkmap.toml").write_text(head + "\n".join(stanzas), encoding="utf-8")
    assert workspace_problems(tmp_path / "data") == []
