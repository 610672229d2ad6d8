from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest
import shapely

from parkmap.errors import DataError, SourceError
from parkmap.intake.vector import Intake, read_layer
from parkmap.model import LayerSpec, Text
from tests.corpus.vector_cases import WGS84_PRJ, cases, dxf, kml, polyline, shapefile

if TYPE_CHECKING:
    from pathlib import Path

POINTS = gpd.GeoDataFrame(
    {"id": ["a", "b"], "名称": ["公交站", "厕所"], "count": [1, 2]},
    geometry=[shapely.Point(118.6, 24.7), shapely.Point(118.61, 24.71)],
    crs="EPSG:4326",
)


def read(path: Path, **spec: Any) -> Intake:
    return read_layer(LayerSpec("stops", Text("站", "stops"), path, **spec), year=2017)


@pytest.mark.parametrize("suffix", ["geojson", "gpkg", "fgb", "shp", "kml"])
def test_every_format_gives_the_same_layer(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"stops.{suffix}"
    POINTS.to_file(path, driver="KML" if suffix == "kml" else None, encoding="utf-8")
    layer = read(path).layer
    frame = layer.frame.sort_index()
    assert frame.index.tolist() == ["a", "b"]
    assert frame["name"].tolist() == ["公交站", "厕所"]
    assert frame.geometry.x.tolist() == pytest.approx([118.6, 118.61])
    assert [str(count) for count in layer.properties["count"].sort_index()] == ["1", "2"]
    assert layer.source.datum == "wgs84"


def test_projected_file_is_moved_by_its_own_code(tmp_path: Path) -> None:
    path = tmp_path / "stops.gpkg"
    POINTS.to_crs("EPSG:4528").to_file(path)
    layer = read(path).layer
    assert layer.source.datum == "EPSG:4528"
    assert layer.frame.geometry.x.tolist() == pytest.approx([118.6, 118.61], abs=1e-8)


def test_gbk_shapefile_without_cpg_is_read_and_told(tmp_path: Path) -> None:
    parts = shapefile([(118.6, 24.7)], ["公交站".encode("gbk")])
    for suffix, data in {**parts, ".prj": WGS84_PRJ}.items():
        (tmp_path / f"stops{suffix}").write_bytes(data)
    intake = read(tmp_path / "stops.shp")
    assert intake.layer.properties["id"].tolist() == ["公交站"]
    assert intake.layer.source.encoding == "gb18030"
    assert [problem.code for problem in intake.problems] == ["shapefile.guessed"]


def test_half_a_character_at_the_end_of_a_field_is_dropped_and_told(tmp_path: Path) -> None:
    text = "晋江经济开发区食品园".encode("gbk")  # 20 bytes, as wide as the field
    cut = (b"a" + text)[:20]
    parts = shapefile([(118.6, 24.7)], [cut])
    for suffix, data in {**parts, ".prj": WGS84_PRJ, ".cpg": b"GBK"}.items():
        (tmp_path / f"stops{suffix}").write_bytes(data)
    intake = read(tmp_path / "stops.shp")
    assert intake.layer.properties["id"].tolist() == ["a晋江经济开发区食品"]
    assert [problem.code for problem in intake.problems] == ["shapefile.cut_texts"]


def test_parts_of_a_shapefile_are_found_in_capitals(tmp_path: Path) -> None:
    parts = {**shapefile([(118.6, 24.7)], [b"a"]), ".prj": WGS84_PRJ}
    for suffix, data in parts.items():
        (tmp_path / f"STOPS{suffix.upper()}").write_bytes(data)
    assert read(tmp_path / "STOPS.SHP").layer.frame.index.tolist() == ["a"]


def test_closed_polyline_of_a_drawing_is_an_area(tmp_path: Path) -> None:
    square = [(500_000.0, 2_733_500.0), (500_100.0, 2_733_500.0), (500_100.0, 2_733_600.0),
              (500_000.0, 2_733_600.0)]  # fmt: skip
    path = tmp_path / "plots.dxf"
    path.write_bytes(dxf(polyline(square, closed=True), polyline(square[:2], closed=False)))
    intake = read(path, datum="EPSG:4549")
    assert intake.layer.frame.geometry.geom_type.tolist() == ["Polygon", "LineString"]
    assert intake.layer.properties["Layer"].tolist() == ["plots", "plots"]
    area_m2 = intake.layer.frame.to_crs("EPSG:4549").area.iloc[0]
    assert area_m2 == pytest.approx(100 * 100, rel=1e-6)


def test_kml_keeps_names_folders_and_extended_data(tmp_path: Path) -> None:
    path = tmp_path / "stops.kml"
    body = (
        '<Placemark id="p1"><name>一站</name><ExtendedData><Data name="阶段"><value>在建</value>'
        "</Data></ExtendedData><Point><coordinates>118.6,24.7,0</coordinates></Point></Placemark>"
    )
    path.write_bytes(kml(body))
    layer = read(path).layer
    assert layer.frame.index.tolist() == ["p1"]
    assert layer.frame["name"].tolist() == ["一站"]
    assert layer.frame["stage"].tolist() == ["under_construction"]
    assert layer.properties["folder"].tolist() == ["站"]


def test_geoparquet_is_read(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    path = tmp_path / "stops.parquet"
    POINTS.to_parquet(path)
    layer = read(path).layer
    assert layer.frame.index.tolist() == ["a", "b"]
    assert layer.properties["count"].tolist() == [1, 2]


def test_geoparquet_without_pyarrow_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    path = tmp_path / "stops.parquet"
    path.write_bytes(b"PAR1")
    with pytest.raises(DataError, match=r"source\.needs_pyarrow"):
        read(path)


def test_unknown_ending_lists_the_known_ones(tmp_path: Path) -> None:
    path = tmp_path / "stops.mif"
    path.write_bytes(b"Version 300")
    with pytest.raises(SourceError) as caught:
        read(path)
    assert ".gpkg" in str(caught.value.problems[0].values["known"])


def test_large_integer_ids_keep_their_digits(tmp_path: Path) -> None:
    for case in cases():
        if case.name in {"id_beyond_64_bits", "id_float_beyond_53_bits"}:
            path = tmp_path / case.file
            path.write_bytes(case.files[case.file])
            ids = read(path).layer.frame.index.tolist()
            assert {len(one) for one in ids} <= {16, 20}
            assert ids[0][:-1] == ids[1][:-1]
            assert int(ids[0]) - int(ids[1]) == 1
