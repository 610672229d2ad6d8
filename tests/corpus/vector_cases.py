"""Files of places as they should not be, and some as they should, with what is to become of them.

A case is accepted, mended (read, with a warning that holds the word) or rejected (with an error
that holds it). The three principles are in docs/intake.md. ``make_vector_corpus.py`` writes them
all to a folder.
"""

from __future__ import annotations

import io
import json
import sqlite3
import struct
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

ACCEPT, MEND, REJECT = "accept", "mend", "reject"
X, Y = 118.6, 24.7
RING: Final = [[118.6, 24.7], [118.61, 24.7], [118.61, 24.71], [118.6, 24.71], [118.6, 24.7]]
HOLE: Final = [[118.602, 24.702], [118.602, 24.704], [118.604, 24.704], [118.604, 24.702],
               [118.602, 24.702]]  # fmt: skip
WGS84_PRJ: Final = (
    b'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],'
    b'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)


@dataclass(frozen=True)
class Case:
    """One file (with what lies beside it), how it is declared, and its verdict."""

    name: str
    files: Mapping[str, bytes]
    verdict: str
    word: str = ""
    spec: Mapping[str, Any] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """The file that parkmap.toml would name: the first."""
        return next(iter(self.files))


def cases() -> list[Case]:
    """Return every case; names are unique."""
    return [
        *_good(),
        *_not_json(),
        *_not_geojson(),
        *_objects(),
        *_coordinates(),
        *_areas(),
        *_places(),
        *_ids(),
        *_crs(),
        *_encodings(),
        *_wrong_names(),
        *_kml(),
        *_shapefiles(),
        *_zips(),
        *_geopackages(),
        *_drawings(),
    ]


# ---- makers ----------------------------------------------------------------------------------


def text(name: str, content: str | bytes, verdict: str, word: str = "", **spec: Any) -> Case:
    data = content if isinstance(content, bytes) else content.encode()
    return Case(name, {f"{name}.geojson": data}, verdict, word, spec)


def one(name: str, geometry: object, verdict: str, word: str = "", **spec: Any) -> Case:
    return text(name, collection(feature(geometry)), verdict, word, **spec)


def shape(name: str, kind: str, coordinates: object, verdict: str, word: str = "") -> Case:
    return one(name, {"type": kind, "coordinates": coordinates}, verdict, word)


def point(x: object = X, y: object = Y) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [x, y]}


def feature(geometry: object = None, number: object = "a", **properties: object) -> dict[str, Any]:
    made = {"type": "Feature", "properties": properties, "geometry": geometry or point()}
    return made if number is None else {**made, "id": number}


def collection(*features: object, **members: object) -> str:
    made = {"type": "FeatureCollection", **members, "features": features}
    return json.dumps(made, ensure_ascii=False)


def raw(feature_text: str) -> str:
    return '{"type": "FeatureCollection", "features": [' + feature_text + "]}"


def with_value(value: str) -> str:
    return raw(
        '{"type": "Feature", "id": 1, "properties": {"a": ' + value + '}, "geometry": '
        '{"type": "Point", "coordinates": [118.6, 24.7]}}'
    )


def at(coordinates: str) -> str:
    return raw(
        '{"type": "Feature", "id": 1, "properties": {}, "geometry": '
        '{"type": "Point", "coordinates": ' + coordinates + "}}"
    )


def numbered(*ids: str, key: str = "id", inside: bool = False) -> str:
    """Return points whose ids are written exactly so; None leaves one out."""
    parts = []
    for number, written in enumerate(ids):
        member = f'"{key}": {written}' if written else ""
        outer = f"{member}, " if member and not inside else ""
        inner = member if inside else ""
        parts.append(
            '{"type": "Feature", ' + outer + '"properties": {' + inner + '}, "geometry": '
            f'{{"type": "Point", "coordinates": [118.{number + 1}, 24.7]}}}}'
        )
    return raw(", ".join(parts))


# ---- GeoJSON ---------------------------------------------------------------------------------


def _good() -> list[Case]:
    area = {"type": "Polygon", "coordinates": [RING, HOLE]}
    line = {"type": "LineString", "coordinates": RING[:3]}
    return [
        text("good_points", collection(feature(), feature(point(118.61), "b")), ACCEPT),
        one("good_area_with_hole", area, ACCEPT),
        one("good_clockwise", {"type": "Polygon", "coordinates": [RING[::-1]]}, ACCEPT),
        one("good_line", line, ACCEPT),
        shape("good_multi_point", "MultiPoint", RING[:2], ACCEPT),
        shape("good_multi_line", "MultiLineString", [RING[:2], RING[2:4]], ACCEPT),
        shape("good_multi_area", "MultiPolygon", [[RING]], ACCEPT),
        shape("good_repeated_point", "LineString", [RING[0], RING[0], RING[1]], ACCEPT),
        shape("good_height", "Point", [X, Y, 12.5], ACCEPT),
        text("good_bare_geometry", json.dumps(area), ACCEPT),
        text("good_bare_feature", json.dumps(feature(area)), ACCEPT),
        text("good_null_properties", collection({**feature(), "properties": None}), ACCEPT),
        text("good_nested_properties", collection(feature(a={"b": [1, {"c": 2}]})), ACCEPT),
        text("good_bbox", collection(feature(), bbox=[118, 24, 119, 25]), ACCEPT),
        text("good_foreign_member", collection(feature(), name="stops"), ACCEPT),
        text("good_escapes", with_value(r'"\u516c\u4ea4 \ud83d\ude8c \" \\ : { ["'), ACCEPT),
        text("good_bom", b"\xef\xbb\xbf" + collection(feature()).encode(), ACCEPT),
        text("good_white_space", "\n\t " + collection(feature()) + " \r\n", ACCEPT),
        text("good_long_integer", numbered("123456789012345678901234567890"), ACCEPT),
        text("good_ids_007_as_text", numbered('"007"', '"008"'), ACCEPT),
        text("good_collection_of_kinds", collection(feature(
            {"type": "GeometryCollection", "geometries": [point(), line]})), ACCEPT),
        text("good_colons_in_texts", collection(feature(url="http://example.invalid:80/a:b")),
             ACCEPT),
        text("good_exponent", at("[1.186e2, 2.47E+1]"), ACCEPT),
    ]  # fmt: skip


def _not_json() -> list[Case]:
    good = collection(feature(名="公交站"))
    deep = "[" * 100_000
    return [
        text("empty", "", REJECT, "empty"),
        text("white_space_only", " \n\t ", REJECT, "empty"),
        text("html", "<!DOCTYPE html><html><body>请登录</body></html>", REJECT, "HTML"),
        text("html_after_comment", "<!-- x --><html></html>", REJECT, "HTML"),
        text("plain_text", "公交站 118.6 24.7", REJECT, "not JSON"),
        text("null", "null", REJECT, "type"),
        text("number", "42", REJECT, "type"),
        text("string", '"FeatureCollection"', REJECT, "type"),
        text("array", "[1, 2]", REJECT, "type"),
        text("array_of_features", json.dumps([feature()]), REJECT, "type"),
        text("truncated", good[:-20], REJECT, "truncated"),
        text("truncated_in_text", good[: good.index("公交") + 1], REJECT, "truncated"),
        text("truncated_in_word", '{"type": "Feature", "geometry": nul', REJECT, "truncated"),
        text("truncated_brackets", good[:-1], REJECT, "truncated"),
        text("trailing_comma_in_array", raw(json.dumps(feature()) + ","), REJECT, "comma"),
        text("trailing_comma_in_object", good[:-1] + ",}", REJECT, "comma"),
        text("trailing_comma_in_position", at("[118.6, 24.7,]"), REJECT, "comma"),
        text("double_comma", at("[118.6,, 24.7]"), REJECT, "not JSON"),
        text("missing_comma", at("[118.6 24.7]"), REJECT, "comma"),
        text("missing_colon", raw('{"type" "Feature"}'), REJECT, "not JSON"),
        text("duplicate_key", with_value('1, "a": 2'), REJECT, "twice"),
        text("duplicate_type", '{"type": "FeatureCollection", ' + good[1:], REJECT, "twice"),
        text("duplicate_coordinates", raw(
            '{"type": "Feature", "properties": {}, "geometry": {"type": "Point", '
            '"coordinates": [118.6, 24.7], "coordinates": [118.7, 24.7]}}'), REJECT, "twice"),
        text("duplicate_key_escaped", with_value('1, "\\u0061": 2'), REJECT, "twice"),
        text("duplicate_key_spaced", with_value('":", "a"\n :\t2'), REJECT, "twice"),
        text("nul_byte", good.replace("公交", "公\0交"), REJECT, "NUL"),
        text("nul_padding", good + "\0" * 512, REJECT, "NUL"),
        text("nul_escape", with_value(r'"a\u0000b"'), REJECT, "NUL"),
        text("only_nul", "\0" * 100, REJECT, "NUL"),
        text("lone_high_surrogate", with_value(r'"\ud83d"'), REJECT, "surrogate"),
        text("lone_low_surrogate", with_value(r'"\ude8c"'), REJECT, "surrogate"),
        text("surrogates_swapped", with_value(r'"\ude8c\ud83d"'), REJECT, "surrogate"),
        text("surrogate_in_key", with_value(r'1, "\ud83d": 2'), REJECT, "surrogate"),
        text("nan", at("[NaN, 24.7]"), REJECT, "NaN"),
        text("nan_in_properties", with_value("NaN"), REJECT, "NaN"),
        text("infinity", at("[Infinity, 24.7]"), REJECT, "Infinity"),
        text("minus_infinity", at("[-Infinity, 24.7]"), REJECT, "-Infinity"),
        text("undefined", with_value("undefined"), REJECT, "undefined"),
        text("too_large", at("[1e400, 24.7]"), REJECT, "too large"),
        text("too_large_in_properties", with_value("-1e400"), REJECT, "too large"),
        text("too_large_integer", with_value("9" * 400), REJECT, "too large"),
        text("endless_integer", with_value("9" * 5000), REJECT, "too large"),
        text("python_none", with_value("None"), REJECT, "not JSON"),
        text("python_true", with_value("True"), REJECT, "not JSON"),
        text("single_quotes", good.replace('"', "'"), REJECT, "quotes"),
        text("curly_quotes", good.replace('"type"', "“type”"), REJECT, "quotes"),
        text("comment", "{// stops\n" + good[1:], REJECT, "comment"),
        text("block_comment", good[:-1] + "/* end */}", REJECT, "comment"),
        text("unquoted_key", good.replace('"type"', "type"), REJECT, "double quotes"),
        text("line_break_in_text", good.replace("公交", "公\n交"), REJECT, "control"),
        text("tab_in_text", good.replace("公交", "公\t交"), REJECT, "control"),
        text("windows_path", with_value(r'"C:\data\new"'), REJECT, "escape"),
        text("leading_zero", with_value("007"), REJECT, "not JSON"),
        text("plus_sign", at("[+118.6, 24.7]"), REJECT, "not JSON"),
        text("leading_point", at("[118.6, .7]"), REJECT, "not JSON"),
        text("full_width_comma", at("[118.6，24.7]"), REJECT, "not JSON"),
        text("decimal_comma", at("[118,6, 24,7]"), MEND, "more than three"),
        text("hexadecimal", with_value("0x1F"), REJECT, "not JSON"),
        text("after_the_end", good + "}", REJECT, "after its end"),
        text("two_documents", good + good, REJECT, "after its end"),
        text("line_delimited", json.dumps(feature()) + "\n" + json.dumps(feature()), REJECT,
             "after its end"),
        text("javascript", "var stops = " + good + ";", REJECT, "not JSON"),
        text("jsonp", "callback(" + good + ");", REJECT, "not JSON"),
        text("deep_arrays", deep, REJECT, "deep"),
        text("deep_arrays_closed", deep + "]" * 100_000, REJECT, "deep"),
        text("deep_objects", '{"a":' * 100_000 + "1" + "}" * 100_000, REJECT, "deep"),
        text("deep_coordinates", at("[" * 5000 + "1" + "]" * 5000), REJECT, "deep"),
        text("deep_property", with_value("[" * 150 + "]" * 150), REJECT, "deep"),
        text("mismatched_brackets", raw("{]"), REJECT, "not JSON"),
    ]  # fmt: skip


def _not_geojson() -> list[Case]:
    return [
        text("no_type", json.dumps({"features": [feature()]}), REJECT, "type"),
        text("empty_object", "{}", REJECT, "type"),
        text("type_is_no_text", '{"type": 1, "features": []}', REJECT, "type"),
        text("type_null", '{"type": null}', REJECT, "type"),
        text("topojson", '{"type": "Topology", "objects": {}, "arcs": []}', REJECT, "TopoJSON"),
        text("esri_json", json.dumps({
            "geometryType": "esriGeometryPoint", "spatialReference": {"wkid": 4326},
            "features": [{"attributes": {}, "geometry": {"x": X, "y": Y}}]}), REJECT, "Esri"),
        text("kml_as_geojson", "<?xml version='1.0'?><kml></kml>", REJECT, "KML"),
        text("gml_as_geojson", "<gml:FeatureCollection/>", REJECT, "GML"),
        text("xml_as_geojson", "<?xml version='1.0'?><stops/>", REJECT, "XML"),
        text("vrt_as_geojson", "<OGRVRTDataSource></OGRVRTDataSource>", REJECT, "does not follow"),
        text("vrt_after_space", "\n <OGRVRTDataSource></OGRVRTDataSource>", REJECT,
             "does not follow"),
        text("other_json", '{"type": "config", "version": 2}', REJECT, "config"),
        text("type_lower_case", '{"type": "featurecollection", "features": []}', REJECT,
             "FeatureCollection"),
        text("type_misspelt", '{"type": "FeatureColection", "features": []}', REJECT,
             "FeatureCollection"),
        text("features_missing", '{"type": "FeatureCollection"}', REJECT, "features"),
        text("features_object", '{"type": "FeatureCollection", "features": {}}', REJECT,
             "features"),
        text("features_null", '{"type": "FeatureCollection", "features": null}', REJECT,
             "features"),
        text("features_empty", collection(), MEND, "no feature"),
        text("collection_with_properties", collection(feature(), properties={"a": 1}), MEND,
             "properties"),
        text("collection_with_coordinates", collection(feature(), coordinates=[1, 2]), MEND,
             "coordinates"),
    ]  # fmt: skip


def _objects() -> list[Case]:
    good = feature()
    return [
        text("feature_null", collection(good, None), REJECT, "Feature"),
        text("feature_number", collection(good, 5), REJECT, "Feature"),
        text("feature_is_geometry", collection(point()), REJECT, "Point"),
        text("feature_is_collection", collection(json.loads(collection(good))), REJECT,
             "FeatureCollection"),
        text("feature_type_missing", collection({"geometry": point()}), REJECT, "Feature"),
        text("feature_type_misspelt", collection({**good, "type": "Featre"}), REJECT, "Feature"),
        text("feature_with_features", collection({**good, "features": [1]}), REJECT, "features"),
        text("feature_with_coordinates", collection({**good, "coordinates": [1, 2]}), REJECT,
             "coordinates"),
        text("feature_with_empty_features", collection({**good, "features": []}), MEND,
             "features"),
        text("properties_missing", collection({"type": "Feature", "id": 1, "geometry": point()}),
             MEND, "properties"),
        text("properties_empty_list", collection({**good, "properties": []}), MEND, "properties"),
        text("properties_list", collection({**good, "properties": [1]}), REJECT, "properties"),
        text("properties_text", collection({**good, "properties": "a"}), REJECT, "properties"),
        text("geometry_null", collection({**good, "geometry": None}), MEND, "no geometry"),
        text("geometry_missing", collection({"type": "Feature", "properties": {}, "id": 1}), MEND,
             "no geometry"),
        text("geometry_empty_object", collection({**good, "geometry": {}}), REJECT, "type"),
        text("geometry_text", collection({**good, "geometry": "POINT (118 24)"}), REJECT,
             "not an object"),
        text("geometry_list", collection({**good, "geometry": [118.6, 24.7]}), REJECT,
             "not an object"),
        text("geometry_with_properties", collection(feature({**point(), "properties": {"a": 1}})),
             REJECT, "properties"),
        text("geometry_with_empty_properties", collection(feature({**point(), "properties": {}})),
             MEND, "properties"),
        text("bbox_of_three", collection(feature(), bbox=[1, 2, 3]), MEND, "bbox"),
        text("bbox_of_texts", collection({**good, "bbox": ["1", "2", "3", "4"]}), MEND, "bbox"),
        text("bbox_text", collection(feature({**point(), "bbox": "all"})), MEND, "bbox"),
    ]  # fmt: skip


def _coordinates() -> list[Case]:
    return [
        one("type_unknown", {"type": "Circle", "coordinates": [X, Y]}, REJECT, "Circle"),
        one("geometry_type_lower_case", {"type": "point", "coordinates": [X, Y]}, REJECT, "Point"),
        one("type_esri", {"x": X, "y": Y}, REJECT, "type"),
        one("type_number", {"type": 1, "coordinates": [X, Y]}, REJECT, "type"),
        one("coordinates_missing", {"type": "Point"}, REJECT, "coordinates"),
        shape("coordinates_null", "Point", None, REJECT, "coordinates"),
        shape("coordinates_text", "Point", "118.6,24.7", REJECT, "coordinates"),
        shape("coordinates_object", "Point", {"lon": X, "lat": Y}, REJECT, "coordinates"),
        shape("point_empty", "Point", [], MEND, "empty"),
        shape("line_empty", "LineString", [], MEND, "empty"),
        shape("area_empty", "Polygon", [], MEND, "empty"),
        shape("multi_area_empty", "MultiPolygon", [], MEND, "empty"),
        one("geometries_empty", {"type": "GeometryCollection", "geometries": []}, MEND, "empty"),
        one("geometries_missing", {"type": "GeometryCollection"}, REJECT, "geometries"),
        one("geometries_null", {"type": "GeometryCollection", "geometries": [None]}, REJECT,
            "not an object"),
        one("geometries_single", {"type": "GeometryCollection", "geometries": [point()]}, MEND,
            "one geometry"),
        one("geometries_nested", {"type": "GeometryCollection", "geometries": [
            point(), {"type": "GeometryCollection", "geometries": [
                point(), {"type": "LineString", "coordinates": RING[:2]}]}]}, MEND, "nested"),
        shape("point_one_number", "Point", [X], REJECT, "longitude and latitude"),
        shape("point_nested", "Point", [[X, Y]], REJECT, "nested"),
        shape("point_texts", "Point", ["118.6", "24.7"], REJECT, "not a number"),
        shape("point_null", "Point", [None, None], REJECT, "not a number"),
        shape("point_boolean", "Point", [True, Y], REJECT, "not a number"),
        shape("point_height_text", "Point", [X, Y, "12 m"], REJECT, "not a number"),
        shape("point_height_null", "Point", [X, Y, None], REJECT, "not a number"),
        shape("point_four_numbers", "Point", [X, Y, 1, 2], MEND, "more than three"),
        shape("multi_point_flat", "MultiPoint", [X, Y], REJECT, "nested"),
        shape("line_flat", "LineString", [X, Y, X, Y], REJECT, "nested"),
        shape("line_too_deep", "LineString", [RING], REJECT, "nested"),
        shape("line_one_point", "LineString", RING[:1], REJECT, "needs 2"),
        shape("line_same_points", "LineString", [RING[0], RING[0]], MEND, "one point"),
        shape("line_with_null", "LineString", [RING[0], None], REJECT, "nested"),
        shape("line_with_text", "LineString", [RING[0], [X, "a"]], REJECT, "not a number"),
        shape("multi_line_one_short", "MultiLineString", [RING[:2], RING[:1]], REJECT, "needs 2"),
        shape("multi_line_one_degenerate", "MultiLineString", [RING[:2], [RING[0]] * 2], MEND,
              "one point"),
        shape("area_flat", "Polygon", RING, REJECT, "nested"),
        shape("area_as_multi", "MultiPolygon", [RING], REJECT, "nested"),
        shape("multi_as_area", "Polygon", [[RING]], REJECT, "nested"),
        shape("area_of_numbers", "Polygon", [5], REJECT, "nested"),
        shape("area_ring_empty", "Polygon", [[]], REJECT, "needs 4"),
        shape("area_hole_empty", "Polygon", [RING, []], REJECT, "needs 4"),
        shape("multi_area_part_empty", "MultiPolygon", [[RING], []], REJECT, "nested"),
        shape("point_labelled_as_area", "MultiPolygon", [X, Y], REJECT, "nested"),
    ]  # fmt: skip


def _areas() -> list[Case]:
    a, b, c, d, _ = RING
    far = [[x + 0.1, y] for x, y in HOLE]
    half = [[x + 0.006, y] for x, y in HOLE]
    beside = [[x + 0.01, y] for x, y in RING]
    eight = [[0, 0], [2, 0], [2, 2], [1, 1], [0, 2], [0, 0]]  # a figure drawn in one stroke
    small = [[118.6 + x / 100, 24.7 + y / 100] for x, y in eight]
    sliver = [a, b, [118.61, 24.7050001], [118.610000001, 24.705], c, d, a]
    return [
        shape("ring_unclosed", "Polygon", [RING[:-1]], MEND, "unclosed"),
        shape("ring_unclosed_hole", "Polygon", [RING, HOLE[:-1]], MEND, "unclosed"),
        shape("ring_closed_by_height", "Polygon", [[[*a, 1], [*b, 1], [*c, 1], [*d, 1], [*a, 9]]],
              MEND, "height"),
        shape("ring_of_three", "Polygon", [[a, b, a]], REJECT, "needs 4"),
        shape("ring_of_three_unclosed", "Polygon", [[a, b, c]], REJECT, "needs 4"),
        shape("ring_of_two", "Polygon", [[a, b]], REJECT, "needs 4"),
        shape("ring_of_one_point", "Polygon", [[a, a, a, a]], REJECT, "zero"),
        shape("ring_there_and_back", "Polygon", [[a, b, c, b, a]], REJECT, "zero"),
        shape("ring_on_a_line", "Polygon", [[a, [118.605, 24.7], b, a]], REJECT, "zero"),
        shape("ring_repeated_points", "Polygon", [[a, a, b, b, c, d, d, a]], ACCEPT),
        shape("bow_tie", "Polygon", [[a, c, b, d, a]], REJECT, "crosses itself"),
        shape("bow_tie_uneven", "Polygon", [[a, [118.62, 24.72], b, d, a]], REJECT,
              "crosses itself"),
        shape("spike", "Polygon", [[a, b, [118.62, 24.7], b, c, d, a]], MEND, "mended"),
        shape("sliver", "Polygon", [sliver], ACCEPT),
        shape("touches_itself", "Polygon", [small], ACCEPT),
        shape("hole_outside", "Polygon", [RING, far], REJECT, "invalid"),
        shape("hole_half_outside", "Polygon", [RING, half], REJECT, "invalid"),
        shape("hole_is_the_area", "Polygon", [RING, RING], REJECT, "invalid"),
        shape("hole_twice", "Polygon", [RING, HOLE, HOLE], REJECT, "invalid"),
        shape("hole_in_hole", "Polygon", [RING, HOLE, [
            [118.6025, 24.7025], [118.6025, 24.7035], [118.6035, 24.7035], [118.6035, 24.7025],
            [118.6025, 24.7025]]], REJECT, "invalid"),
        shape("parts_overlap", "MultiPolygon", [[RING], [[[x + 0.005, y] for x, y in RING]]],
              REJECT, "invalid"),
        shape("parts_same", "MultiPolygon", [[RING], [RING]], REJECT, "invalid"),
        shape("parts_share_an_edge", "MultiPolygon", [[RING], [beside]], MEND, "mended"),
        shape("multi_area_ring_open", "MultiPolygon", [[RING[:-1]]], MEND, "unclosed"),
        one("collection_of_bow_tie", {"type": "GeometryCollection", "geometries": [
            {"type": "Polygon", "coordinates": [[a, c, b, d, a]]}]}, REJECT, "crosses itself"),
        one("mixed_collection_of_bow_tie", {"type": "GeometryCollection", "geometries": [
            point(), {"type": "Polygon", "coordinates": [[a, c, b, d, a]]}]}, REJECT,
            "crosses itself"),
    ]  # fmt: skip


def _places() -> list[Case]:
    metres = [feature(point(39_660_000 + n, 2_734_000), n) for n in range(3)]
    swapped = [feature(point(Y, X + n / 1000), n) for n in range(3)]
    return [
        text("metres", collection(*metres), REJECT, "metres"),
        text("metres_one_of_two", collection(feature(), metres[1]), REJECT, "metres"),
        text("metres_mercator", collection(feature(point(13_202_500, 2_836_000))), REJECT,
             "metres"),
        text("swapped_all", collection(*swapped), REJECT, "all 3 features"),
        text("swapped_one", collection(feature(), swapped[1]), REJECT, "swapped"),
        text("longitude_190", collection(feature(point(190, Y))), REJECT, "out of range"),
        text("latitude_91", collection(feature(point(X, -91))), REJECT, "out of range"),
        text("latitude_in_seconds", collection(feature(point(X, 247))), REJECT, "out of range"),
        text("microdegrees", collection(feature(point(118_600_000, 24_700_000))), REJECT,
             "metres"),
        text("antimeridian_line", collection(feature(
            {"type": "LineString", "coordinates": [[179, 10], [-179, 10]]})), REJECT,
             "antimeridian"),
        text("antimeridian_area", collection(feature({"type": "Polygon", "coordinates": [
            [[179, 10], [-179, 10], [-179, 11], [179, 11], [179, 10]]]})), REJECT,
             "antimeridian"),
        text("null_island", collection(feature(point(0, 0))), MEND, "(0, 0)"),
        text("one_vertex_astray", collection(feature(
            {"type": "LineString", "coordinates": [[X, Y], [Y, X]]})), REJECT, "swapped"),
        text("on_the_edge_of_the_world", collection(feature(point(180, 90))), ACCEPT),
    ]  # fmt: skip


def _ids() -> list[Case]:
    return [
        text("id_twice", numbered('"a"', '"a"'), REJECT, "duplicate"),
        text("id_twice_number_and_text", numbered("7", '"7"'), REJECT, "duplicate"),
        text("id_twice_by_space", numbered('"a"', '" a "'), REJECT, "duplicate"),
        text("id_twice_float", numbered("7", "7.0"), REJECT, "duplicate"),
        text("id_missing_in_one", numbered('"a"', ""), REJECT, "no 'id'"),
        text("id_empty", numbered('"a"', '""'), REJECT, "no 'id'"),
        text("id_null_in_one", numbered('"a"', "null"), REJECT, "no 'id'"),
        text("id_object", numbered("{}"), REJECT, "id"),
        text("id_list", numbered("[1]"), REJECT, "id"),
        text("id_boolean", numbered("true"), REJECT, "id"),
        text("id_beyond_53_bits", numbered("9007199254740993", "9007199254740992"), ACCEPT),
        text("id_beyond_64_bits", numbered("18446744073709551617", "18446744073709551616"), ACCEPT),
        text("id_float_beyond_53_bits", numbered("9007199254740993.0", "9007199254740992.0"),
             ACCEPT),
        text("id_007_and_7", numbered('"007"', "7"), MEND, "007"),
        text("id_full_width", numbered('"A１"', '"A1"'), MEND, "writing only"),
        text("id_case", numbered('"a1"', '"A1"'), MEND, "writing only"),
        text("key_missing_in_one", numbered('"x"', "", key="code", inside=True), REJECT,
             "no 'code'", id_column="code"),
        text("key_twice", numbered('"x"', '"x"', key="code", inside=True), REJECT, "duplicate",
             id_column="code"),
        text("key_unknown", numbered('"x"', key="code", inside=True), REJECT, "no column",
             id_column="number"),
        text("key_misspelt", numbered('"x"', key="stop_id", inside=True), REJECT, "did you mean",
             id_column="stop_ib"),
        text("key_object", numbered('{"a": 1}', key="code", inside=True), REJECT, "code",
             id_column="code"),
        text("property_id_twice", numbered('"x"', '"x"', inside=True), REJECT, "duplicate"),
    ]  # fmt: skip


def _crs() -> list[Case]:
    def named(name: object) -> dict[str, object]:
        return {"type": "name", "properties": {"name": name}}

    plain = feature()
    metres = feature(point(660_000, 2_733_500))
    zone = feature(point(40_357_000, 2_733_500))
    link = {"type": "link", "properties": {"href": "http://example.invalid/crs", "type": "proj4"}}
    return [
        text("crs_84", collection(plain, crs=named("urn:ogc:def:crs:OGC:1.3:CRS84")), ACCEPT),
        text("crs_null", collection(plain, crs=None), ACCEPT),
        text("crs_4326", collection(plain, crs=named("EPSG:4326")), ACCEPT),
        text("crs_4490", collection(plain, crs=named("urn:ogc:def:crs:EPSG::4490")), ACCEPT),
        text("crs_utm", collection(metres, crs=named("urn:ogc:def:crs:EPSG::32650")), ACCEPT),
        text("crs_gauss", collection(zone, crs=named("EPSG:4528")), ACCEPT),
        text("crs_old_style", collection(plain, crs={"type": "EPSG", "properties": {"code": 4326}}),
             ACCEPT),
        text("crs_agrees", collection(metres, crs=named("EPSG:32650")), ACCEPT, "",
             datum="EPSG:32650"),
        text("crs_contradicts", collection(metres, crs=named("EPSG:32650")), REJECT,
             "contradict", datum="EPSG:4549"),
        text("crs_contradicts_wgs84", collection(metres, crs=named("EPSG:32650")), REJECT,
             "contradict", datum="wgs84"),
        text("crs_84_with_gcj02", collection(plain, crs=named("EPSG:4326")), ACCEPT, "",
             datum="gcj02"),
        text("crs_link", collection(plain, crs=link), REJECT, "crs"),
        text("crs_unknown_name", collection(plain, crs=named("Jinjiang local")), REJECT, "crs"),
        text("crs_unknown_code", collection(plain, crs=named("EPSG:99999")), REJECT, "99999"),
        text("crs_text", collection(plain, crs="EPSG:4326"), REJECT, "crs"),
        text("crs_empty", collection(plain, crs={}), REJECT, "crs"),
        text("crs_in_feature", collection({**plain, "crs": named("EPSG:32650")}), REJECT, "crs"),
        text("crs_says_metres_data_degrees", collection(plain, crs=named("EPSG:32650")), REJECT,
             "no exact way"),
        text("crs_xian_1980", collection(plain, crs=named("EPSG:4610")), REJECT, "no exact way"),
        text("crs_beijing_1954", collection(plain, crs=named("EPSG:4214")), REJECT,
             "no exact way"),
        text("datum_of_other_zone", collection(zone), REJECT, "EPSG:4528", datum="EPSG:4527"),
        text("datum_without_zone", collection(zone), REJECT, "EPSG:4528", datum="EPSG:4549"),
        text("datum_northing_first", collection(feature(point(2_733_500, 40_357_000))), REJECT,
             "northing", datum="EPSG:4528"),
        text("datum_metres_as_gcj02", collection(zone), REJECT, "metres", datum="gcj02"),
    ]  # fmt: skip


def _encodings() -> list[Case]:
    good = collection(feature(名称="公交站", 地址="晋江经济开发区食品园北片"))
    broken = good.encode().replace("公".encode(), "公".encode()[:2], 1)
    return [
        text("utf16_le", b"\xff\xfe" + good.encode("utf-16-le"), MEND, "UTF-16"),
        text("utf16_be", b"\xfe\xff" + good.encode("utf-16-be"), MEND, "UTF-16"),
        text("utf32", b"\xff\xfe\0\0" + good.encode("utf-32-le"), MEND, "UTF-32"),
        text("utf16_unmarked", good.encode("utf-16-le"), REJECT, "UTF-16"),
        text("utf16_be_unmarked", good.encode("utf-16-be"), REJECT, "UTF-16"),
        text("gbk", good.encode("gbk"), MEND, "GB18030"),
        text("gbk_declared", good.encode("gbk"), ACCEPT, "", encoding="gbk"),
        text("gbk_declared_utf8", good.encode("gbk"), REJECT, "utf-8", encoding="utf-8"),
        text("encoding_unknown", good, REJECT, "klingon", encoding="klingon"),
        text("latin1", collection(feature(name="Café à côté")).encode("latin-1"), REJECT,
             "damaged"),
        text("broken_utf8", broken, REJECT, "damaged"),
        text("utf8_cut_at_the_end", good.encode()[: good.encode().index("区".encode()) + 2],
             REJECT, "damaged"),
        text("stray_byte", good.encode() + b"\xff", REJECT, "damaged"),
    ]  # fmt: skip


def _wrong_names() -> list[Case]:
    heads = {
        "shapefile": (b"\x00\x00\x27\x0a" + b"\0" * 96, "Shapefile"),
        "geopackage": (geopackage({"stops": [(X, Y)]}), "GeoPackage"),
        "sqlite": (geopackage({"stops": [(X, Y)]}, application=b"\0\0\0\0"), "SQLite"),
        "zip": (zipped({"a.txt": b"a"}), "ZIP"),
        "pdf": (b"%PDF-1.7\n", "PDF"),
        "dwg": (b"AC1032\0\0", "DWG"),
        "png": (b"\x89PNG\r\n\x1a\n", "PNG"),
        "gzip": (b"\x1f\x8b\x08\0", "GZIP"),
        "dxf": (b"  0\nSECTION\n  2\nHEADER\n", "DXF"),
        "xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "XLS"),
    }
    found = [text(f"{name}_as_geojson", head, REJECT, word) for name, (head, word) in heads.items()]
    good = collection(feature()).encode()
    found += [
        Case(f"geojson_as_{suffix}", {f"a.{suffix}": good}, REJECT, "GeoJSON")
        for suffix in ("gpkg", "shp", "dxf", "kml", "fgb", "zip", "parquet")
    ]
    vrt = b"<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>/etc/passwd</SrcDataSource>"
    found += [
        Case(f"vrt_as_{suffix}", {f"b.{suffix}": vrt}, REJECT, "does not follow")
        for suffix in ("gpkg", "shp", "dxf", "kml", "fgb")
    ]
    comment = b"999\n" + vrt + b"\n  0\nSECTION\n"
    found.append(Case("vrt_in_dxf_comment", {"c.dxf": comment}, REJECT, "does not follow"))
    found.append(Case("unknown_ending", {"a.tab": b"!table"}, REJECT, "not read"))
    found.append(Case("nonsense_as_fgb", {"a.fgb": b"fgb\x03fgb\x00nonsense"}, REJECT, "no layer"))
    found.append(Case("empty_gpkg", {"a.gpkg": b""}, REJECT, "empty"))
    return found


# ---- other formats ---------------------------------------------------------------------------


def kml(body: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2">'
        f"<Document><Folder><name>站</name>{body}</Folder></Document></kml>"
    ).encode()


def _kml() -> list[Case]:
    def mark(geometry: str) -> bytes:
        return kml(f'<Placemark id="p1"><name>一站</name>{geometry}</Placemark>')

    def case(name: str, data: bytes, verdict: str, word: str = "") -> Case:
        return Case(f"kml_{name}", {f"{name}.kml": data}, verdict, word)

    ring = " ".join(f"{x},{y}" for x, y in RING)
    area = (
        "<Polygon><outerBoundaryIs><LinearRing><coordinates>{}</coordinates></LinearRing>"
        "</outerBoundaryIs></Polygon>"
    )
    good = "<Point><coordinates>118.6,24.7</coordinates></Point>"
    entity = (
        b'<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        b"<kml><Document><Placemark><name>&x;</name></Placemark></Document></kml>"
    )
    return [
        case("good", mark(good), ACCEPT),
        case("good_area", mark(area.format(ring)), ACCEPT),
        case("height", mark("<Point><coordinates>118.6,24.7,5</coordinates></Point>"), ACCEPT),
        case("multi", mark(f"<MultiGeometry>{good}{good}</MultiGeometry>"), ACCEPT),
        case("no_geometry", mark(""), MEND, "no geometry"),
        case("no_placemark", kml(""), MEND, "no feature"),
        case("unclosed", mark(area.format(" ".join(ring.split()[:-1]))), MEND, "unclosed"),
        case("bow_tie", mark(area.format(" ".join(
            f"{x},{y}" for x, y in (RING[0], RING[2], RING[1], RING[3], RING[0])))), REJECT,
             "crosses itself"),
        case("space_after_comma", mark("<Point><coordinates>118.6, 24.7</coordinates></Point>"),
             REJECT, "not a number"),
        case("empty_coordinates", mark("<Point><coordinates/></Point>"), MEND, "empty"),
        case("text", mark("<Point><coordinates>east,north</coordinates></Point>"), REJECT,
             "not a number"),
        case("nan", mark("<Point><coordinates>nan,24.7</coordinates></Point>"), REJECT,
             "too large"),
        case("swapped", mark("<Point><coordinates>24.7,118.6</coordinates></Point>"), REJECT,
             "swapped"),
        case("doctype", entity, REJECT, "DOCTYPE"),
        case("billion_laughs",
             b'<!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><kml>&b;</kml>', REJECT,
             "DOCTYPE"),
        case("network_link", kml(
            "<NetworkLink><Link><href>http://example.invalid/a.kml</href></Link></NetworkLink>"),
             REJECT, "NetworkLink"),
        case("truncated", mark(good)[:-30], REJECT, "XML"),
        case("track", mark("<Track><coord>118.6 24.7 0</coord></Track>"), REJECT, "Track"),
        case("deep", b"<kml>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</kml>", REJECT, "deep"),
    ]  # fmt: skip


def shapefile(
    points: list[tuple[float, float]], texts: list[bytes], *, language: int = 0
) -> dict[str, bytes]:
    """Return the .shp, .shx and .dbf of points with one text column ``id``."""

    def header(words: int) -> bytes:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        box = struct.pack("<8d", min(xs), min(ys), max(xs), max(ys), 0, 0, 0, 0)
        return struct.pack(">i5ii", 9994, 0, 0, 0, 0, 0, words) + struct.pack("<ii", 1000, 1) + box

    records, index = b"", b""
    for number, (x, y) in enumerate(points, 1):
        index += struct.pack(">ii", (100 + len(records)) // 2, 10)
        records += struct.pack(">ii", number, 10) + struct.pack("<idd", 1, x, y)
    width = 20
    rows = b"".join(b" " + value.ljust(width)[:width] for value in texts)
    dbf = struct.pack("<BBBBIHH16xBB2x", 3, 117, 6, 1, len(texts), 65, width + 1, 0, language)
    dbf += b"id".ljust(11, b"\0") + b"C" + b"\0" * 4 + bytes([width, 0]) + b"\0" * 14 + b"\r"
    return {
        ".shp": header((100 + len(records)) // 2) + records,
        ".shx": header((100 + len(index)) // 2) + index,
        ".dbf": dbf + rows + b"\x1a",
    }


def _shapefiles() -> list[Case]:
    good = {**shapefile([(X, Y), (X, Y + 0.01)], [b"a", b"b"]), ".prj": WGS84_PRJ}
    chinese = "公交站"
    gbk = {**shapefile([(X, Y)], [chinese.encode("gbk")]), ".prj": WGS84_PRJ}
    utf8 = {**shapefile([(X, Y)], [chinese.encode()]), ".prj": WGS84_PRJ}
    marked = {**shapefile([(X, Y)], [chinese.encode("gbk")], language=0x4D), ".prj": WGS84_PRJ}
    local = b'LOCAL_CS["Jinjiang",UNIT["metre",1]]'

    def case(
        name: str, parts: Mapping[str, bytes], verdict: str, word: str = "", **spec: Any
    ) -> Case:
        files = {f"{name}{suffix}": data for suffix, data in parts.items()}
        return Case(f"shp_{name}", files, verdict, word, spec)

    def without(*suffixes: str) -> dict[str, bytes]:
        return {suffix: data for suffix, data in good.items() if suffix not in suffixes}

    return [
        case("good", good, ACCEPT),
        case("gbk_without_cpg", gbk, ACCEPT),
        case("utf8_without_cpg", utf8, ACCEPT),
        case("gbk_by_language_byte", marked, ACCEPT),
        case("gbk_with_cpg", {**gbk, ".cpg": b"GBK"}, ACCEPT),
        case("gbk_with_code_page", {**gbk, ".cpg": b"936"}, ACCEPT),
        case("gbk_with_cpg_utf8", {**gbk, ".cpg": b"UTF-8"}, REJECT, "utf-8"),
        case("cpg_unknown", {**gbk, ".cpg": b"MARTIAN"}, REJECT, "MARTIAN"),
        case("without_shx", without(".shx"), REJECT, ".shx"),
        case("without_dbf", without(".dbf"), REJECT, ".dbf"),
        case("without_both", without(".shx", ".dbf"), REJECT, ".shx, .dbf"),
        case("without_prj", without(".prj"), REJECT, "coordinate system"),
        case("without_prj_declared", without(".prj"), ACCEPT, "", datum="cgcs2000"),
        case("prj_local", {**good, ".prj": local}, REJECT, "coordinate system"),
        case("prj_contradicts", good, REJECT, "contradict", datum="EPSG:4549"),
        case("cut", {**good, ".shp": good[".shp"][:-10]}, REJECT, "truncated"),
        case("header_only", {**good, ".shp": good[".shp"][:50]}, REJECT, "truncated"),
        case("rows_differ", {**good, ".dbf": shapefile([(X, Y)], [b"a"])[".dbf"]}, REJECT,
             "belong together"),
        case("id_twice", {**shapefile([(X, Y), (X, Y + 1)], [b"a", b"a"]), ".prj": WGS84_PRJ},
             REJECT, "duplicate"),
        case("swapped", {**shapefile([(Y, X)], [b"a"]), ".prj": WGS84_PRJ}, REJECT, "swapped"),
    ]  # fmt: skip


def zipped(entries: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _zips() -> list[Case]:
    parts = {**shapefile([(X, Y)], [b"a"]), ".prj": WGS84_PRJ}

    def layer(stem: str) -> dict[str, bytes]:
        return {f"{stem}{suffix}": data for suffix, data in parts.items()}

    def case(
        name: str, entries: Mapping[str, bytes], verdict: str, word: str = "", **spec: Any
    ) -> Case:
        return Case(f"zip_{name}", {f"{name}.zip": zipped(entries)}, verdict, word, spec)

    good = zipped(layer("stops"))
    locked = bytearray(good)
    for at_byte in (6, good.index(b"PK\x01\x02") + 8):
        locked[at_byte] |= 1
    mark = kml("<Placemark><Point><coordinates>118.6,24.7</coordinates></Point></Placemark>")
    return [
        case("good", layer("stops"), ACCEPT),
        case("in_folder", layer("数据/公交站"), ACCEPT),
        case("with_mac_folder", {**layer("stops"), "__MACOSX/._stops.shp": b"x"}, ACCEPT),
        case("two", {**layer("stops"), **layer("toilets")}, REJECT, "stops.shp, toilets.shp"),
        case("two_chosen", {**layer("stops"), **layer("toilets")}, ACCEPT, "", table="stops"),
        case("none", {"readme.txt": b"a"}, REJECT, "no layer"),
        case("empty", {}, REJECT, ""),
        case("without_dbf", {"a.shp": parts[".shp"], "a.shx": parts[".shx"]}, REJECT, ".dbf"),
        case("leads_out", {**layer("stops"), "../evil.shp": b"x"}, REJECT, "leads out"),
        case("absolute", {**layer("stops"), "/etc/evil.shp": b"x"}, REJECT, "leads out"),
        case("drive", {**layer("stops"), "C:/evil.shp": b"x"}, REJECT, "leads out"),
        case("bomb", {**layer("stops"), "bomb.shp": b"\0" * 50_000_000}, REJECT, "bomb"),
        Case("zip_cut", {"cut.zip": good[: len(good) // 2]}, REJECT, "damaged"),
        Case("zip_encrypted", {"locked.zip": bytes(locked)}, REJECT, "encrypted"),
        Case("kmz_good", {"a.kmz": zipped({"doc.kml": mark})}, ACCEPT),
        Case("kmz_two", {"b.kmz": zipped({"a.kml": mark, "b.kml": mark})}, REJECT, "several"),
        Case("kmz_none", {"c.kmz": zipped({"a.png": b"x"})}, REJECT, "no layer"),
    ]  # fmt: skip


def geopackage(
    layers: Mapping[str, list[tuple[float, float]]],
    *,
    srs: int = 4326,
    application: bytes = b"GPKG",
    damaged: bool = False,
) -> bytes:
    """Return a small GeoPackage of point layers."""
    base = sqlite3.connect(":memory:")
    base.executescript(_GPKG_TABLES)
    for table, points in layers.items():
        box = (min(x for x, _ in points), min(y for _, y in points),
               max(x for x, _ in points), max(y for _, y in points))  # fmt: skip
        base.execute(f'CREATE TABLE "{table}" (fid INTEGER PRIMARY KEY, geom BLOB, id TEXT)')
        base.execute(
            "INSERT INTO gpkg_contents VALUES (?,'features',?,'','2017-06-01T00:00:00Z',?,?,?,?,?)",
            (table, table, *box, srs),
        )
        base.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?,'geom','POINT',?,0,0)", (table, srs)
        )
        for number, (x, y) in enumerate(points):
            blob = b"GP\0\x01" + struct.pack("<i", srs) + struct.pack("<BIdd", 1, 1, x, y)
            cut = blob[:-9] if damaged else blob
            base.execute(f'INSERT INTO "{table}" VALUES (?,?,?)', (number, cut, f"{table}{number}"))  # noqa: S608 - our own name
    base.commit()
    data = bytearray(base.serialize())
    base.close()
    data[68:72] = application
    data[60:64] = struct.pack(">i", 10300)
    return bytes(data)


_GPKG_TABLES: Final = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT,
 organization_coordsys_id INTEGER, definition TEXT, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, identifier TEXT,
 description TEXT, last_change DATETIME, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
 srs_id INTEGER);
CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT,
 srs_id INTEGER, z TINYINT, m TINYINT);
INSERT INTO gpkg_spatial_ref_sys VALUES
 ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', ''),
 ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', ''),
 ('WGS 84', 4326, 'EPSG', 4326, 'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,
298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4326"]]',
 '');
"""


def _geopackages() -> list[Case]:
    def case(name: str, data: bytes, verdict: str, word: str = "", **spec: Any) -> Case:
        return Case(f"gpkg_{name}", {f"{name}.gpkg": data}, verdict, word, spec)

    one_layer = {"stops": [(X, Y), (X, Y + 0.01)]}
    two = {"stops": [(X, Y)], "toilets": [(X, Y)]}
    good = geopackage(one_layer)
    return [
        case("good", good, ACCEPT),
        case("two_layers", geopackage(two), REJECT, "stops, toilets"),
        case("two_layers_chosen", geopackage(two), ACCEPT, "", table="toilets"),
        case("layer_unknown", good, REJECT, "stops", table="roads"),
        case("no_layers", geopackage({}), REJECT, "cannot be read"),
        case("undefined", geopackage(one_layer, srs=0), REJECT, "coordinate system"),
        case("undefined_declared", geopackage(one_layer, srs=0), ACCEPT, "", datum="wgs84"),
        case("contradicts", good, REJECT, "contradict", datum="EPSG:4549"),
        case("gcj02", good, ACCEPT, "", datum="gcj02"),
        case("swapped", geopackage({"stops": [(Y, X)]}), REJECT, "swapped"),
        case("metres", geopackage({"stops": [(660_000, 2_733_500)]}), REJECT, "metres"),
        case("cut", good[:5000], REJECT, "damaged"),
        case("header_only", good[:100], REJECT, "damaged"),
        case("geometry_cut", geopackage(one_layer, damaged=True), REJECT, "damaged"),
    ]


def dxf(*entities: str) -> bytes:
    body = "".join(entities)
    return f"  0\nSECTION\n  2\nENTITIES\n{body}  0\nENDSEC\n  0\nEOF\n".encode()


def polyline(points: list[tuple[float, float]], *, closed: bool, layer: str = "plots") -> str:
    vertices = "".join(f" 10\n{x}\n 20\n{y}\n" for x, y in points)
    return (
        f"  0\nLWPOLYLINE\n  8\n{layer}\n100\nAcDbPolyline\n 90\n{len(points)}\n"
        f" 70\n{int(closed)}\n{vertices}"
    )


def _drawings() -> list[Case]:
    square = [(500_000.0, 2_733_500.0), (500_100.0, 2_733_500.0), (500_100.0, 2_733_600.0),
              (500_000.0, 2_733_600.0)]  # fmt: skip
    tie = [square[0], square[2], square[1], square[3]]
    solid = "  0\n3DSOLID\n  8\nplots\n"

    def case(name: str, data: bytes, verdict: str, word: str = "", **spec: Any) -> Case:
        return Case(f"dxf_{name}", {f"{name}.dxf": data}, verdict, word, spec)

    datum = "EPSG:4549"
    plots = dxf(polyline(square, closed=True))
    layers = dxf(polyline(square, closed=True), polyline(square[:2], closed=False, layer="road"))
    return [
        case("good", plots, ACCEPT, "", datum=datum),
        case("without_datum", plots, REJECT, "coordinate system"),
        case("as_wgs84", plots, REJECT, "metres", datum="wgs84"),
        case("layer_chosen", layers, ACCEPT, "", datum=datum, table="plots"),
        case("layer_unknown", layers, REJECT, "plots, road", datum=datum, table="parks"),
        case("bow_tie", dxf(polyline(tie, closed=True)), REJECT, "crosses itself", datum=datum),
        case("solid", dxf(polyline(square, closed=True), solid), MEND, "3DSOLID", datum=datum),
        case("other_zone", dxf(polyline([(x + 40_000_000, y) for x, y in square], closed=True)),
             REJECT, "EPSG:4528", datum=datum),
    ]  # fmt: skip
