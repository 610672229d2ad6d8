from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import shapely
import xlsxwriter

from parkmap.errors import DataError
from parkmap.intake.coordinate import parse_coordinate
from parkmap.intake.points import read_points
from parkmap.intake.vector import read_layer
from parkmap.model import LayerSpec, Text

if TYPE_CHECKING:
    from pathlib import Path

    from parkmap.intake.features import Features
    from parkmap.intake.findings import Findings


def both(folder: Path, *lines: str, **options: Any) -> tuple[Features, Findings]:
    path = folder / "stops.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return read_points(path, **options)


def read(folder: Path, *lines: str, **options: Any) -> Features:
    return both(folder, *lines, **options)[0]


def codes(folder: Path, *lines: str, **options: Any) -> list[str]:
    return [problem.code for problem in both(folder, *lines, **options)[1].problems()]


def refused(folder: Path, *lines: str, **options: Any) -> set[str]:
    with pytest.raises(DataError) as caught:
        read(folder, *lines, **options)
    return {problem.code for problem in caught.value.problems}


def places(features: Features) -> list[tuple[float, float] | None]:
    return [
        None if shape is None else tuple(shapely.get_coordinates(shape)[0])
        for shape in features.geometry
    ]


@pytest.mark.parametrize(
    "header",
    [
        "站名,经度,纬度",
        "站名,lon,lat",
        "站名,x,y",
        "站名,Longitude,LATITUDE",
        "站名,经度（°）,纬度（°）",
    ],
)
def test_pair_of_coordinate_columns_becomes_points(tmp_path: Path, header: str) -> None:
    features = read(tmp_path, header, "一号站,118.5,24.75")
    assert places(features) == [(118.5, 24.75)]
    assert features.columns == {"站名": ["一号站"]}


def test_header_is_found_under_a_title(tmp_path: Path) -> None:
    assert places(read(tmp_path, "公交站一览表,,", "站名,经度,纬度", "一,118.5,24.75")) == [
        (118.5, 24.75)
    ]


def test_id_column_gives_the_ids_as_texts(tmp_path: Path) -> None:
    features = read(tmp_path, "编号,经度,纬度", "007,118.5,24.75", "NA,118.5,24.76")
    assert features.ids == ["007", "NA"]


def test_column_of_plain_numbers_holds_numbers_and_one_of_codes_does_not(tmp_path: Path) -> None:
    features = read(
        tmp_path, "经度,纬度,职工,电话,代码", "118.5,24.75,30,13800000000,01", "118.6,24.7,2.5,,02"
    )
    assert features.columns == {
        "职工": [30, 2.5],
        "电话": ["13800000000", None],
        "代码": ["01", "02"],
    }


def test_row_without_a_position_stays_without_one_and_is_told(tmp_path: Path) -> None:
    lines = ("站名,经度,纬度", "一号站,,", "二,118.5,24.75", "三,118.5,")
    assert places(read(tmp_path, *lines)) == [None, (118.5, 24.75), None]
    assert sorted(codes(tmp_path, *lines)) == ["points.half", "points.none"]


def test_total_row_is_no_place(tmp_path: Path) -> None:
    lines = ("站名,经度,纬度", "一,118.5,24.75", "合计,,", "注：示意,,")
    assert len(read(tmp_path, *lines)) == 1
    assert codes(tmp_path, *lines) == ["points.not_a_place"] * 2


def test_swapped_columns_are_refused_not_swapped_back(tmp_path: Path) -> None:
    assert refused(tmp_path, "站名,经度,纬度", "一,24.75,118.5") == {"points.swapped"}


def test_hemisphere_of_the_other_axis_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, "站名,经度,纬度", "一,N24.75,E118.5") == {"points.swapped"}


def test_northing_called_x_by_surveyors_is_refused(tmp_path: Path) -> None:
    lines = ("站名,X,Y", "一,2740000,400000")
    assert refused(tmp_path, *lines, datum="EPSG:4549") == {"points.survey_axes"}


def test_easting_and_northing_by_name_are_taken(tmp_path: Path) -> None:
    features = read(tmp_path, "站名,纵坐标,横坐标", "一,2740000,400000", datum="EPSG:4549")
    assert places(features) == [(400000, 2740000)]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ('"118,5"', "points.decimal_comma"),
        ("东边", "points.not_a_number"),
        ("118°75′0″", "points.not_a_number"),
        ("nan", "points.not_a_number"),
        ('"118.5,24.75"', "points.several_in_cell"),
    ],
)
def test_coordinate_that_is_no_number_is_refused(tmp_path: Path, cell: str, code: str) -> None:
    assert refused(tmp_path, "站名,经度,纬度", f"一,{cell},24.75") == {code}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("118.5", 118.5),
        ("１１８．５", 118.5),
        ("118°30′", 118.5),
        ("118°30′00″", 118.5),
        ("118°30'0\"E", 118.5),
        ("东经118度30分", 118.5),
        ("W118.5", -118.5),
        ("-118.5", -118.5),
    ],
)
def test_coordinate_is_read_in_every_usual_form(text: str, value: float) -> None:
    assert parse_coordinate(text).value == value


def test_columns_of_another_datum_than_declared_are_told(tmp_path: Path) -> None:
    lines = ("站名,高德经度,高德纬度", "一,118.5,24.75")
    assert codes(tmp_path, *lines) == ["points.datum"]
    assert codes(tmp_path, *lines, datum="gcj02") == []


def test_declared_datum_chooses_among_columns_of_several(tmp_path: Path) -> None:
    lines = ("经度,纬度,高德经度,高德纬度", "118.5,24.75,118.6,24.76")
    assert places(read(tmp_path, *lines)) == [(118.5, 24.75)]
    assert places(read(tmp_path, *lines, datum="gcj02")) == [(118.6, 24.76)]


def test_two_pairs_of_columns_are_refused(tmp_path: Path) -> None:
    lines = ("经度,纬度,经度,纬度", "118.5,24.75,118.6,24.76")
    assert refused(tmp_path, *lines) == {"points.two_pairs"}


def test_table_without_coordinates_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, "站名,地址", "一,某路") == {"points.no_columns"}


def test_workbook_of_points_becomes_a_layer(tmp_path: Path) -> None:
    path = tmp_path / "stops.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("站点")
        sheet.write_row(0, 0, ["编号", "站名", "经度", "纬度"])
        sheet.write_row(1, 0, [7, "一号站", 118.5, 24.75])
    layer = read_layer(LayerSpec("stops", Text("站", "Stops"), path), year=2017).layer
    assert list(layer.frame.index) == ["7"]
    assert layer.frame.geometry.iloc[0].equals(shapely.Point(118.5, 24.75))
    assert layer.source.encoding == "xlsx"
