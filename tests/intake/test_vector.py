from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from parkmap.errors import DataError, SourceError
from parkmap.intake.vector import Intake, read_layer
from parkmap.model import LayerSpec, Stage, Text

if TYPE_CHECKING:
    from pathlib import Path

SQUARE = [[118.6, 24.7], [118.61, 24.7], [118.61, 24.71], [118.6, 24.71], [118.6, 24.7]]


def point(x: object = 118.6, y: object = 24.7) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [x, y]}


def feature(geometry: object, one: object = None, **properties: object) -> dict[str, Any]:
    made = {"type": "Feature", "geometry": geometry, "properties": properties}
    return made if one is None else {**made, "id": one}


def read(folder: Path, *features: object, text: str | None = None, **spec: Any) -> Intake:
    path = folder / "stops.geojson"
    collection = {"type": "FeatureCollection", "features": features}
    path.write_text(text if text is not None else json.dumps(collection), encoding="utf-8")
    return read_layer(LayerSpec("stops", Text("站", "stops"), path, **spec), year=2017)


def codes(folder: Path, *features: object, text: str | None = None, **spec: Any) -> list[str]:
    with pytest.raises(DataError) as caught:
        read(folder, *features, text=text, **spec)
    return [f"{problem.place} {problem.code}".strip() for problem in caught.value.problems]


def test_ids_and_names_are_found(tmp_path: Path) -> None:
    frame = read(tmp_path, feature(point(), 7, 名称="一站"), feature(point(), 8)).layer.frame
    assert list(frame.index) == ["7", "8"]
    assert frame["name"].tolist() == ["一站", None]


def test_properties_are_kept_as_read(tmp_path: Path) -> None:
    properties = read(
        tmp_path, feature(point(), 1, a=True, b=[1]), feature(point(), 2)
    ).layer.properties
    assert properties["a"].tolist() == [True, None]
    assert properties["b"].tolist() == [[1], None]


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    told = codes(
        tmp_path,
        feature(point(), "a"),
        feature(point(), "a"),
        feature(point(2_000_000, 3_000_000), "b"),
        feature(point(24.7, 118.6), "c"),
        feature(point("x"), "d"),
        feature({"type": "Circle", "coordinates": [1]}, "e"),
    )
    assert told == [
        "feature:5 geometry.not_numbers",
        "feature:6 geometry.type",
        "feature:3 geometry.metres",
        "feature:4 geometry.swapped",
        "feature:2 ids.duplicate",
    ]


def test_feature_without_a_place_is_left_out_and_told(tmp_path: Path) -> None:
    intake = read(tmp_path, feature(None, 1), feature(point(), 2))
    assert list(intake.layer.frame.index) == ["2"]
    assert intake.layer.source.left_out == 1
    assert [problem.code for problem in intake.problems] == ["geometry.none"]


def test_line_of_one_point_is_left_out_and_told(tmp_path: Path) -> None:
    line = {"type": "LineString", "coordinates": [[118.6, 24.7], [118.6, 24.7]]}
    intake = read(tmp_path, feature(line, 1))
    assert intake.problems[0].code == "geometry.degenerate"


def test_bow_tie_is_refused(tmp_path: Path) -> None:
    ring = [SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3], SQUARE[0]]
    told = codes(tmp_path, feature({"type": "Polygon", "coordinates": [ring]}, 1))
    assert told == ["feature:1 geometry.invalid"]


def test_spike_is_mended_and_told(tmp_path: Path) -> None:
    spike = [*SQUARE[:2], [118.62, 24.7], SQUARE[1], *SQUARE[2:]]
    intake = read(tmp_path, feature({"type": "Polygon", "coordinates": [spike]}, 1))
    assert intake.problems[0].code == "geometry.mended"
    assert intake.layer.frame.geometry.iloc[0].area == pytest.approx(0.01 * 0.01)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "json.empty"),
        ("<html></html>", "json.html"),
        ('{"type": "FeatureCollection", "features": [}', "json.no_value"),
        ('{"type": "Topology"}', "geojson.topojson"),
        ('{"features": []}', "geojson.no_type"),
        ('{"type": "FeatureCollection"}', "geojson.no_features"),
        ("[" * 200_000, "json.too_deep"),
        ('{"type": "Point", "coordinates": [NaN, 1]}', "json.constant"),
    ],
)
def test_what_is_not_geojson_is_refused(tmp_path: Path, text: str, code: str) -> None:
    assert codes(tmp_path, text=text)[0].split()[-1] == code


def test_linked_crs_is_not_followed(tmp_path: Path) -> None:
    crs = {"type": "link", "properties": {"href": "http://example.invalid"}}
    text = json.dumps({"type": "FeatureCollection", "features": [], "crs": crs})
    assert codes(tmp_path, text=text) == ["geojson.crs"]


def test_missing_file_names_the_likely_one(tmp_path: Path) -> None:
    (tmp_path / "stop.geojson").write_text("{}", encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        read_layer(LayerSpec("s", Text("s", "s"), tmp_path / "stops.geojson"), year=2017)
    assert caught.value.problems[0].values["meant"] == "stop.geojson"


def test_named_column_that_is_missing_is_refused(tmp_path: Path) -> None:
    told = codes(tmp_path, feature(point(), 1, label="a"), name_column="lable")
    assert told == ["column.missing_meant"]


def test_gcj02_layer_is_moved_to_wgs84(tmp_path: Path) -> None:
    frame = read(tmp_path, feature(point(), 1), datum="gcj02").layer.frame
    east_m = (118.6 - float(frame.geometry.x.iloc[0])) * 101_000  # a degree of longitude at 24.7 N
    assert 300 < east_m < 600


def test_stage_of_a_facility_is_read(tmp_path: Path) -> None:
    intake = read(tmp_path, feature(point(), 1, 阶段="投用"), feature(point(), 2, 阶段="乱写"))
    assert intake.layer.frame["stage"].tolist() == [Stage.IN_SERVICE, None]
    assert [problem.code for problem in intake.problems] == ["value.not_understood"]
