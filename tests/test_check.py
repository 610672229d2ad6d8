"""Layers against each other, the zone and the register."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from shapely import LineString, Point, box

from parkmap.intake.check import check_places, check_register
from parkmap.intake.duplicates import find_duplicates
from parkmap.model import Layer, LayerSpec, Problem, Register, Severity, Source, Task, Text
from tests.metric_world import CRS, LAT, LON, layer, moved

PARKS = layer("parks", [box(0, 0, 1000, 1000), box(1000, 0, 2000, 1000)], ["东园", "西园"])


def told(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(problem.code, problem.place) for problem in problems]


def checked(*facilities: Layer, parks: Layer = PARKS) -> list[Problem]:
    return check_places(parks, facilities, [])


def test_sound_layers_are_silent() -> None:
    stops = layer("stops", [Point(100, 100), Point(1500, 500)], ["一号站", "二号站"])
    assert checked(stops) == []


# ---- duplicates


def test_namesakes_within_five_metres_are_duplicates() -> None:
    stops = layer("stops", [Point(0, 0), Point(3, 3.9), Point(500, 0)], ["一号站", "一号 站", "三"])
    [problem] = find_duplicates(stops, CRS)
    # 3^2 + 3.9^2 = 24.21, whose root is 4.92
    assert (problem.code, problem.place) == ("duplicate.near", "feature:2")
    assert problem.values["distance_m"] == "4.9"
    assert problem.values["first"] == 1
    assert problem.severity is Severity.WARNING


def test_opposite_stops_of_a_pair_are_no_duplicates() -> None:
    stops = layer("stops", [Point(0, 0), Point(0, 6)], ["市场站", "市场站"])
    assert find_duplicates(stops, CRS) == []


def test_other_names_within_five_metres_are_no_duplicates() -> None:
    stops = layer("stops", [Point(0, 0), Point(0, 2), Point(0, 4)], ["甲", "乙", None])
    assert find_duplicates(stops, CRS) == []


@pytest.mark.parametrize("names", [["甲", "甲"], [None, None], ["甲", None]])
def test_same_place_is_a_duplicate(names: list[str | None]) -> None:
    stops = layer("stops", [Point(7, 7), Point(7, 7)], names)
    assert told(find_duplicates(stops, CRS)) == [("duplicate.same", "feature:2")]


def test_another_name_at_the_same_place_is_asked_about() -> None:
    stops = layer("stops", [Point(7, 7), Point(7, 7), Point(7, 7)], ["甲", "乙", "乙"])
    assert told(find_duplicates(stops, CRS)) == [
        ("duplicate.place", "feature:2"),
        ("duplicate.same", "feature:3"),
    ]


def test_same_area_drawn_from_another_corner_is_a_duplicate() -> None:
    ring = [(0, 0), (50, 0), (50, 50), (0, 50)]
    plots = layer("plots", [shapely.Polygon(ring), shapely.Polygon(ring[2:] + ring[:2])])
    assert told(find_duplicates(plots, CRS)) == [("duplicate.same", "feature:2")]


def test_chain_of_namesakes_is_told_once_each() -> None:
    stops = layer("stops", [Point(4 * at, 0) for at in range(4)], ["站"] * 4)
    assert told(find_duplicates(stops, CRS)) == [
        ("duplicate.near", "feature:2"),
        ("duplicate.near", "feature:3"),
        ("duplicate.near", "feature:4"),
    ]


def test_duplicates_are_found_without_a_projection_where_places_are_equal() -> None:
    stops = layer("stops", [Point(0, 0), Point(0, 0), Point(0, 2)], ["站"] * 3)
    assert told(find_duplicates(stops, None)) == [("duplicate.same", "feature:2")]


def test_ten_thousand_at_one_place_do_not_make_pairs() -> None:
    crowd = layer("crowd", [Point(1, 1)] * 10_000, ["站"] * 10_000)
    assert len(find_duplicates(crowd, CRS)) == 9_999


def test_namesake_finds_its_nearest_like_a_search_of_all_pairs() -> None:
    rng = np.random.default_rng(3)
    where = rng.uniform(0, 60, (200, 2))
    names = [f"站{number}" for number in rng.integers(0, 4, 200)]
    later = {
        max(one, other) + 1
        for one in range(200)
        for other in range(one)
        if names[one] == names[other] and np.hypot(*(where[one] - where[other])) < 5
    }
    stops = layer("stops", [Point(*at) for at in where], names)
    problems = find_duplicates(stops, CRS)
    found = {int(problem.place.split(":")[1]) for problem in problems}
    assert found <= later
    # A later one is told unless its nearest namesake comes after it; then that one is told.
    assert len(found) > 0.8 * len(later)


# ---- parks


def test_overlap_of_parks_is_measured() -> None:
    parks = layer("parks", [box(0, 0, 1000, 1000), box(900, 0, 2000, 1000)], ["东园", "西园"])
    [problem] = checked(parks=parks)
    # 100 m by 1000 m, a tenth of the smaller one's 1000 m by 1000 m
    assert (problem.code, problem.place) == ("parks.overlap", "feature:2")
    assert problem.values["area_m2"] == "100,000"
    assert problem.values["share"] == "10.0%"
    assert problem.values["other"] == "东园"


def test_touching_parks_are_fine() -> None:
    assert checked() == []


def test_narrow_overlap_is_a_note() -> None:
    parks = layer("parks", [box(0, 0, 1000, 1000), box(999.5, 0, 2000, 1000)])
    [problem] = checked(parks=parks)
    assert (problem.code, problem.severity) == ("parks.sliver", Severity.NOTE)
    assert problem.values["area_m2"] == "500"


def test_rounding_of_a_border_is_not_told() -> None:
    parks = layer("parks", [box(0, 0, 1000, 50), box(999.99, 0, 2000, 50)])  # 1 cm by 50 m
    assert checked(parks=parks) == []


def test_tiny_piece_of_a_park_is_a_note() -> None:
    park = shapely.MultiPolygon([box(0, 0, 1000, 1000), box(1500, 0, 1505, 10)])
    [problem] = checked(parks=layer("parks", [park], ["东园"]))
    assert (problem.code, problem.severity) == ("parks.tiny_part", Severity.NOTE)
    assert (problem.values["count"], problem.values["area_m2"]) == (1, "50.0")


def test_parks_of_one_name_are_told() -> None:
    parks = layer("parks", [box(0, 0, 9, 9), box(20, 0, 29, 9)], ["食品园·北片", "食品园北片"])
    assert told(checked(parks=parks)) == [("parks.same_name", "feature:2")]


def test_park_far_from_the_others_is_told_and_does_not_widen_the_zone() -> None:
    far = [box(at, 0, at + 900, 900) for at in (0, 1000, 2000, 100_000)]
    stop = layer("stops", [Point(100_100, 100)])
    assert told(checked(stop, parks=layer("parks", far))) == [
        ("zone.stray_park", "feature:4"),
        ("zone.elsewhere", ""),
    ]


def test_zone_wider_than_a_projection_is_told_and_not_measured() -> None:
    parks = layer("parks", [box(-150_000, 0, -149_000, 999), box(149_000, 0, 150_000, 999)])
    [problem] = checked(parks=parks)
    assert (problem.code, problem.severity) == ("zone.too_wide", Severity.WARNING)
    assert problem.values["width_km"] == 300


# ---- reach


def test_layer_elsewhere_is_told_once() -> None:
    stops = layer("stops", [Point(52_000, at) for at in (0, 100, 200)])
    problem = checked(stops)[0]
    assert problem.code == "zone.elsewhere"
    # 52 km east of the zone's western edge, which is 2 km wide
    assert (problem.values["count"], problem.values["distance_km"]) == (3, "50")


def test_layer_just_beside_the_zone_is_fine() -> None:
    station = layer("fire", [Point(2900, 500)], ["消防站"])
    assert told(checked(station)) == [("zone.outside_parks", "")]


def test_swapped_axes_are_recognised() -> None:
    # Only where both orders are legal: here at 30 E, 3 N.
    home = moved(PARKS, lambda lon, lat: (lon - LON + 30, lat - LAT + 3))
    stops = moved(
        layer("stops", [Point(at, 500) for at in (100, 900)]),
        lambda lon, lat: (lat - LAT + 3, lon - LON + 30),
    )
    assert told(check_places(home, [stops], []))[0] == ("zone.swapped", "")


def test_outlier_is_told_by_its_feature() -> None:
    stops = layer(
        "stops", [Point(100, 100), Point(500, 500), Point(102_000, 0)], ["甲", "乙", "丙"]
    )
    problem = checked(stops)[0]
    assert (problem.code, problem.place) == ("zone.outlier", "feature:3")
    assert (problem.values["name"], problem.values["distance_km"]) == ("丙", "100")


def test_road_that_leaves_the_zone_is_no_outlier() -> None:
    road = layer("roads", [LineString([(500, 500), (90_000, 500)])], symbol="road")
    assert check_places(PARKS, [], [road]) == []


def test_facilities_outside_every_park_are_counted() -> None:
    stops = layer("stops", [Point(100, 100), Point(2000, 500), Point(2100, 0), Point(-1, 0)])
    [problem] = checked(stops)
    assert (problem.code, problem.severity) == ("zone.outside_parks", Severity.NOTE)
    assert problem.values == {"count": 2, "total": 4}  # the one on the border is inside


def test_duplicates_are_found_without_parks() -> None:
    stops = layer("stops", [Point(0, 0), Point(0, 1)], ["甲", "甲"])
    assert told(check_places(None, [stops], [])) == [("duplicate.near", "feature:2")]


def test_empty_layers_pass() -> None:
    assert checked(layer("stops", [])) == []


# ---- register


def test_layer_that_the_workspace_lacks_is_told_once_with_its_rows_counted() -> None:
    tasks = [
        Task("1", "一", 2, layer="公交站"),
        Task("2", "二", 3, layer="busstop"),
        Task("3", "三", 4, layer="busstop"),
        Task("4", "四", 5, layer="医院"),
        Task("5", "五", 6),
    ]
    register = Register(tuple(tasks), Source("tasks.csv", "utf-8", "", 5))
    specs = [LayerSpec("busstops", Text("公交站", "Bus stops"), PARKS.spec.path)]
    problems = check_register(register, specs)
    assert told(problems) == [
        ("register.unknown_layer_meant", "row:3"),
        ("register.unknown_layer", "row:5"),
    ]
    assert (problems[0].values["count"], problems[0].values["meant"]) == (2, "busstops")


def test_order_of_features_does_not_matter_to_what_is_found() -> None:
    shapes = [Point(0, 0), Point(0, 3), Point(300, 0), Point(300, 0)]
    names = ["甲", "甲", "乙", "乙"]
    forward = find_duplicates(layer("stops", shapes, names), CRS)
    backward = find_duplicates(layer("stops", shapes[::-1], names[::-1]), CRS)
    assert sorted(one.code for one in forward) == sorted(one.code for one in backward)


def test_far_feature_does_not_break_the_search_for_namesakes() -> None:
    stops = layer("stops", [Point(0, 0), Point(0, 1), Point(0, 2)], ["甲", "甲", "甲"])
    frame = stops.frame.copy()
    frame.geometry = [*frame.geometry[:2], Point(-61.0, -24.0)]
    found = find_duplicates(replace(stops, frame=frame), CRS)
    assert told(found) == [("duplicate.near", "feature:2")]
