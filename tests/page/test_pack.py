from __future__ import annotations

import json
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from parkmap.page import pack as packing
from parkmap.page.pack import Field, as_json_block, pack
from parkmap.page.shapes import shapes_of
from tests.page.unpacked import chunk, numbers


def line_of_points(count: int) -> gpd.GeoSeries:
    return gpd.GeoSeries([shapely.Point(118 + at / 1e4, 24) for at in range(count)], crs=4326)


def packed(values: list[object], **codes: Any) -> dict[str, Any]:
    """Return a pack of one text column; points run east, so stored order is file order."""
    shapes = shapes_of(line_of_points(len(values)))
    return pack(shapes, codes, [Field("text", pd.Series(values, dtype=object))])


def test_text_comes_back_as_it_was() -> None:
    values: list[object] = ["a", None, "丙", '"</script>', 1, 2.5, True]
    assert chunk(packed(values)) == [values]


def test_lists_and_dicts_become_compact_json_text() -> None:
    assert chunk(packed([[1, "二"], {"a": None}])) == [['[1,"二"]', '{"a":null}']]


def test_integer_that_javascript_cannot_hold_becomes_text() -> None:
    assert chunk(packed([2**53, 2**53 + 1])) == [[9007199254740992, "9007199254740993"]]


def test_not_a_number_is_missing_and_infinity_is_text() -> None:
    assert chunk(packed([float("nan"), float("inf"), 0.5])) == [[None, "inf", 0.5]]


def test_one_and_true_stay_apart() -> None:
    shapes = shapes_of(line_of_points(2))
    fields = [Field("a", pd.Series([1, 2])), Field("b", pd.Series([True, 2], dtype=object))]
    assert chunk(pack(shapes, {}, fields)) == [[1, 2], [True, 2]]


def test_field_of_few_words_is_stored_as_codes() -> None:
    one = packed(["x", "y", None, "x"] * 4)
    assert one["fields"] == [{"name": "text", "column": 0, "words": ["x", "y"]}]
    assert chunk(one) == [[1, 2, 0, 1] * 4]


def test_codes_of_many_words_take_two_bytes() -> None:
    words: list[object] = [f"w{at}" for at in range(300)]
    one = packed(words * 4)
    assert one["codes"] == [2]
    assert chunk(one) == [[*range(1, 301)] * 3 + [*range(1, 125)]]
    assert chunk(one, 1) == [[*range(125, 301)]]


def test_field_that_repeats_another_is_stored_once() -> None:
    shapes = shapes_of(line_of_points(3))
    words = pd.Series(["a", "b", "c"])
    one = pack(shapes, {}, [Field("name", words), Field("名称", words)])
    assert [(head["name"], head["column"]) for head in one["fields"]] == [("name", 0), ("名称", 0)]  # type: ignore[attr-defined]
    assert chunk(one) == [["a", "b", "c"]]


def test_rows_are_cut_into_chunks() -> None:
    one = packed([str(at) for at in range(packing.ROWS_PER_CHUNK + 2)])
    assert len(one["chunks"]) == 2
    assert chunk(one, 1) == [["1024", "1025"]]


def test_codes_come_back_whatever_their_size() -> None:
    for top in (255, 256, 70_000):
        assert numbers(packed([None, None], code=np.array([top, 0])), "code") == [top, 0]


def test_coordinates_come_back_to_the_decimetre() -> None:
    points = gpd.GeoSeries([shapely.Point(118.55, 24.78)], crs=4326)
    one = pack(shapes_of(points), {}, [])
    exact = points.to_crs(3857)
    assert abs(numbers(one, "x")[0] / 10 - exact.x[0]) <= 0.05 + 1e-6
    assert abs(numbers(one, "y")[0] / 10 - exact.y[0]) <= 0.05 + 1e-6


def test_empty_layer_packs() -> None:
    one = packed([])
    assert (one["size"], one["chunks"]) == (0, [])


def test_json_block_cannot_leave_its_script() -> None:
    block = as_json_block(["</script><!--", "a&b", "\u2028\u2029"])
    assert not set("<>&\u2028\u2029") & set(block)
    assert json.loads(block) == ["</script><!--", "a&b", "\u2028\u2029"]
