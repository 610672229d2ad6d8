from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from parkmap.join import join, locate
from parkmap.model import Layer, LayerSpec, Register, Source, Task, Text, Zone

if TYPE_CHECKING:
    from collections.abc import Mapping

ZONE = Zone(Text("开发区", "Zone"), 2017, illustrative=False)
SOURCE = Source("a.geojson", "utf-8", "wgs84", 0)


def layer(key: str, shapes: Mapping[str, shapely.Geometry], **columns: list[str | None]) -> Layer:
    index = pd.Index(list(shapes))
    names: dict[str, list[str | None]] = {
        "name": [None] * len(index), "name_zh": [None] * len(index), "name_en": [None] * len(index),
    }  # fmt: skip
    frame = gpd.GeoDataFrame(
        {"row": range(1, len(index) + 1)}, geometry=list(shapes.values()), index=index, crs=4326
    )
    for name, values in {**names, **columns}.items():
        frame[name] = pd.Series(values, index=index, dtype=object)
    from pathlib import Path

    title = Text({"stops": "公交站"}.get(key, key), key)
    return Layer(LayerSpec(key, title, Path(key)), frame, pd.DataFrame(index=index), SOURCE)


def box(west: float, east: float) -> shapely.Polygon:
    return shapely.box(west, 0, east, 1)


PARKS = layer(
    "parks", {"A": box(0, 1), "B": box(1, 2), "C": box(0.5, 1.5)}, name=["安东园", "时尚园", "重叠"]
)


def register(*tasks: Task) -> Register:
    return Register(tasks, Source("tasks.csv", "utf-8", "", len(tasks)))


@pytest.mark.parametrize(
    ("x", "park"), [(0.25, "A"), (1.75, "B"), (1.0, "A"), (0.75, "A"), (1.25, "B"), (3.0, None)]
)
def test_first_park_of_the_file_has_borders_and_overlaps(x: float, park: str | None) -> None:
    stops = layer("stops", {"s": shapely.Point(x, 0.5)})
    assert locate(stops, PARKS)["s"] is park or locate(stops, PARKS)["s"] == park


def test_area_belongs_to_the_park_of_its_representative_point() -> None:
    plots = layer("plots", {"p": shapely.box(1.7, 0.2, 2.2, 0.4)})
    assert locate(plots, PARKS)["p"] == "B"


@given(st.lists(st.tuples(st.floats(-1, 3), st.floats(-1, 2)), max_size=30))
def test_no_facility_is_lost_or_doubled(points: list[tuple[float, float]]) -> None:
    stops = layer("stops", {str(at): shapely.Point(*xy) for at, xy in enumerate(points)})
    located = locate(stops, PARKS)
    # The second method asks each park for each point, in the order of the parks file.
    covering = [
        next((str(park) for park, area in PARKS.frame.geometry.items() if area.covers(point)), None)
        for point in stops.frame.geometry
    ]
    assert located.tolist() == covering


def test_task_is_found_by_property_whatever_its_number_form() -> None:
    shapes = {"a": shapely.Point(0, 0), "b": shapely.Point(0, 0), "c": shapely.Point(0, 0)}
    stops = layer("stops", shapes, task=["１", "9", None])
    joined = join([stops], register(Task("1", "站", 2)), PARKS, ZONE)
    assert joined.tasks["stops"].tolist() == ["1", None, None]
    assert [problem.code for problem in joined.problems] == ["join.unknown_task"]


def test_facility_claimed_twice_keeps_its_first_task_and_is_told() -> None:
    stops = layer("stops", {"a": shapely.Point(0, 0)})
    tasks = register(
        Task("1", "站", 2, facilities=("a",)), Task("2", "站", 3, facilities=("a", "z"))
    )
    joined = join([stops], tasks, PARKS, ZONE)
    assert joined.tasks["stops"]["a"] == "1"
    assert [problem.code for problem in joined.problems] == ["join.two_tasks", "join.no_facility"]


def test_id_in_two_layers_means_neither_unless_the_row_names_one() -> None:
    stops = layer("stops", {"1": shapely.Point(0, 0)})
    toilets = layer("toilets", {"1": shapely.Point(0, 0)})
    vague = join([stops, toilets], register(Task("T", "站", 2, facilities=("1",))), PARKS, ZONE)
    assert [ids["1"] for ids in vague.tasks.values()] == [None, None]
    assert [problem.code for problem in vague.problems] == ["join.several_facilities"]
    clear = join(
        [stops, toilets],
        register(Task("T", "站", 2, layer="公交站", facilities=("1",))),
        PARKS,
        ZONE,
    )
    assert [ids["1"] for ids in clear.tasks.values()] == ["T", None]


def test_listed_id_is_found_whatever_its_width() -> None:
    stops = layer("stops", {"s1": shapely.Point(0, 0)})
    joined = join([stops], register(Task("T", "站", 2, facilities=("Ｓ1",))), PARKS, ZONE)
    assert joined.tasks["stops"]["s1"] == "T"


def test_where_a_row_names_no_layer_that_is_there_the_facilities_decide() -> None:
    stops = layer("stops", {"a": shapely.Point(0, 0)}, task=["1"])
    joined = join([stops], register(Task("1", "站", 2, layer="公交站点")), PARKS, ZONE)
    assert joined.task_layers == {"1": "stops"}


def test_name_that_two_parks_bear_gives_none_and_is_told() -> None:
    parks = layer("parks", {"A": box(0, 1), "B": box(1, 2)}, name=["甲园", "甲园"])
    joined = join([], register(Task("1", "站", 2, park="甲园")), parks, ZONE)
    assert joined.task_parks == {"1": None}
    assert [problem.code for problem in joined.problems] == ["join.same_park_name"]


def test_layer_of_a_task_is_its_row_or_its_facilities() -> None:
    stops = layer("stops", {"a": shapely.Point(0, 0)}, task=["2"])
    tasks = register(Task("1", "站", 2, layer="公交站"), Task("2", "站", 3), Task("3", "站", 4))
    layers = join([stops], tasks, PARKS, ZONE).task_layers
    assert layers == {"1": "stops", "2": "stops", "3": None}


def test_park_of_a_task_is_found_by_name_and_a_stranger_is_told() -> None:
    tasks = register(
        Task("1", "站", 2, park="安东园"),
        Task("2", "站", 3, park="安东园、时尚园"),
        Task("3", "站", 4, park="全区"),
        Task("4", "站", 5, park="火星园"),
    )
    joined = join([], tasks, PARKS, ZONE)
    assert joined.task_parks == {"1": "A", "2": None, "3": None, "4": None}
    assert [(one.code, one.place) for one in joined.problems] == [("join.unknown_park", "row:5")]
