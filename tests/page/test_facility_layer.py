from __future__ import annotations

import json
import re
from typing import Any

import folium
import geopandas as gpd
import pytest
import shapely

from parkmap.page import FacilityLayer
from tests.page.hostile import HOSTILE


def frame(**columns: list[object]) -> gpd.GeoDataFrame:
    count = max([len(values) for values in columns.values()], default=1)
    points = [shapely.Point(118 + at / 100, 24) for at in range(count)]
    return gpd.GeoDataFrame(columns, geometry=points, crs=4326)


def html_of(*layers: FacilityLayer) -> str:
    chart = folium.Map((24, 118), tiles=None)
    for layer in layers:
        layer.add_to(chart)
    folium.LayerControl().add_to(chart)
    return str(chart.get_root().render())


def test_frame_without_crs_is_refused() -> None:
    bare = gpd.GeoDataFrame(geometry=[shapely.Point(1, 1)])
    with pytest.raises(ValueError, match="no CRS"):
        FacilityLayer(bare)


def test_projected_frame_is_refused() -> None:
    with pytest.raises(ValueError, match="to_crs"):
        FacilityLayer(frame(a=[1]).to_crs(3857))


def test_metres_called_degrees_are_refused() -> None:
    metres = gpd.GeoDataFrame(geometry=[shapely.Point(500_000, 2_700_000)], crs=4326)
    with pytest.raises(ValueError, match="lon, lat in degrees"):
        FacilityLayer(metres)


def test_row_without_geometry_is_refused() -> None:
    holed = frame(a=[1, 2])
    holed.loc[1, "geometry"] = None
    with pytest.raises(ValueError, match="1 rows"):
        FacilityLayer(holed)


@pytest.mark.parametrize(
    ("option", "value"),
    [("symbol", "rocket"), ("color", "red;}"), ("stage", "none"), ("label", "none")],
)
def test_unknown_option_is_refused(option: str, value: Any) -> None:
    with pytest.raises(ValueError, match=value):
        FacilityLayer(frame(a=[1]), **{option: value})


def test_script_is_written_once_for_several_layers() -> None:
    html = html_of(FacilityLayer(frame(a=[1])), FacilityLayer(frame(a=[2])))
    assert html.count("var parkmap = ") == 1
    assert html.count('type="application/json"') == 2


def test_layer_takes_part_in_bounds() -> None:
    chart = folium.Map(tiles=None)
    FacilityLayer(frame(a=[1, 2])).add_to(chart)
    assert chart.get_bounds() == [[24, 118], [24, 118.01]]


def test_no_value_meets_a_template() -> None:
    columns = {f"{at}{text}": list(HOSTILE) for at, text in enumerate(HOSTILE[:3])}
    html = html_of(*(FacilityLayer(frame(**columns), name=text) for text in HOSTILE))  # type: ignore[arg-type]
    titles = [
        json.loads(block)["title"]
        for block in re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', html)
    ]
    assert titles == list(HOSTILE)
    assert "<script>window.flag" not in html
    assert '"49"' not in html


def test_stage_column_is_coded() -> None:
    layer = FacilityLayer(frame(s=["proposed", "in_service", "nonsense", None]), stage="s")
    plan = layer.data["pack"]["plan"]  # type: ignore[index]
    assert ["stage", "u1", 4, 0] in plan


def test_empty_frame_renders() -> None:
    empty = gpd.GeoDataFrame({"a": []}, geometry=gpd.GeoSeries([], crs=4326))
    assert "parkmap.facilityLayer" in html_of(FacilityLayer(empty))
