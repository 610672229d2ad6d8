"""Files of roads and footways: what may be walked, and what is said of the rest."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely

from parkmap.errors import DataError, SourceError
from parkmap.intake.signature import OSM, kind_of
from parkmap.intake.ways import joined_ways, read_barriers, read_ways
from parkmap.model import LayerSpec, Text

if TYPE_CHECKING:
    from pathlib import Path

NOTHING = np.zeros(0, dtype=object)
OSM_XML = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6">
<node id="1" lat="24.700" lon="118.6"/><node id="2" lat="24.701" lon="118.6"/>
<node id="3" lat="24.702" lon="118.6"/><node id="4" lat="24.702" lon="118.601"/>
<way id="10"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/></way>
<way id="11"><nd ref="2"/><nd ref="3"/><tag k="highway" v="service"/><tag k="access" v="private"/>
<tag k="foot" v="yes"/></way>
<way id="12"><nd ref="3"/><nd ref="4"/><tag k="highway" v="service"/><tag k="access" v="no"/></way>
<way id="13"><nd ref="3"/><nd ref="1"/><tag k="highway" v="motorway"/></way>
<way id="14"><nd ref="4"/><nd ref="1"/><tag k="railway" v="rail"/></way>
<way id="15"><nd ref="4"/><nd ref="2"/><tag k="highway" v="path"/><tag k="foot" v="no"/></way>
</osm>"""


def spec_of(file: Path, **told: Any) -> LayerSpec:
    return LayerSpec("network", Text("", ""), file, **told)


def written(folder: Path, *shapes: shapely.Geometry, **columns: list[Any]) -> LayerSpec:
    features = [
        {
            "type": "Feature",
            "properties": {name: values[at] for name, values in columns.items()},
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for at, shape in enumerate(shapes)
    ]
    file = folder / "roads.geojson"
    document = {"type": "FeatureCollection", "features": features}
    file.write_text(json.dumps(document), encoding="utf-8")
    return spec_of(file)


def way(*places: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString([(118.6 + x / 1000, 24.7 + y / 1000) for x, y in places])


A, B, C = way((0, 0), (1, 0)), way((1, 0), (2, 0)), way((2, 0), (3, 0))


def test_column_closes_ways_to_walkers_in_either_language(tmp_path: Path) -> None:
    spec = written(tmp_path, A, B, C, A, foot=["yes", "no", "否", None])
    found = read_ways(spec, foot_column="foot")
    assert len(found.lines) == 2
    assert found.problems == ()


def test_word_that_means_neither_is_told_and_open(tmp_path: Path) -> None:
    found = read_ways(written(tmp_path, A, B, foot=["yes", "perhaps"]), foot_column="foot")
    assert len(found.lines) == 2
    (told,) = found.problems
    assert (told.code, told.values["count"], told.values["words"]) == ("network.foot", 1, "perhaps")


def test_lines_of_several_parts_are_several_ways(tmp_path: Path) -> None:
    assert len(read_ways(written(tmp_path, shapely.MultiLineString([A, C]), B)).lines) == 3


def test_what_is_no_line_is_left_out_with_its_place(tmp_path: Path) -> None:
    found = read_ways(written(tmp_path, A, shapely.Point(118.6, 24.7)))
    assert len(found.lines) == 1
    (told,) = [one for one in found.problems if one.code == "network.not_a_line"]
    assert (told.file, told.place) == ("roads.geojson", "feature:2")
    assert told.spot is not None


@pytest.mark.parametrize(
    ("shape", "told", "code"),
    [
        (shapely.Point(118.6, 24.7), {}, "network.nothing"),
        (A, {"foot_column": "walkable"}, "column.missing"),
        (A, {"nodes_column": "nodes"}, "column.missing"),
        (shapely.LineString([(24.7, 118.6), (24.8, 118.6)]), {}, "geometry.swapped"),
    ],
)
def test_file_that_makes_no_network_is_refused(
    tmp_path: Path, shape: shapely.Geometry, told: dict[str, str], code: str
) -> None:
    with pytest.raises(DataError) as caught:
        read_ways(written(tmp_path, shape), **told)
    assert code in [one.code for one in caught.value.problems]


def test_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        read_ways(spec_of(tmp_path / "roads.osm"))


def test_node_ids_join_files_and_what_has_none_is_taken_by_place(tmp_path: Path) -> None:
    spec = written(tmp_path, A, B, way((2, 0), (2, 1)), nodes=[[1, 2], [3, 4], [9]])
    found = read_ways(spec, nodes_column="nodes")
    assert [one.code for one in found.problems] == ["network.node_ids"]
    ways = joined_ways([("roads.geojson", found)], NOTHING)
    assert ways.node_ids is not None
    # The end of A and the start of B are one place and two vertices; the third way begins where
    # B ends, whose id it takes, and ends where nobody else is.
    assert ways.node_ids[:5] == ("1", "2", "3", "4", "4")
    assert ways.counts == {"roads.geojson": 3}


def test_files_without_node_ids_have_none(tmp_path: Path) -> None:
    found = read_ways(written(tmp_path, A, B))
    assert joined_ways([("a", found), ("b", found)], NOTHING).node_ids is None


def test_openstreetmap_gives_the_ways_that_may_be_walked(tmp_path: Path) -> None:
    file = tmp_path / "zone.osm"
    file.write_text(OSM_XML, encoding="utf-8")
    found = read_ways(spec_of(file))
    # Way 10 is a street; of 11 its own word on walkers wins; the others are closed or no streets.
    assert [line.coords[0][1] for line in found.lines] == [24.7, 24.701]
    assert (found.lines[0].coords[-1] == found.lines[1].coords[0]) is True


@pytest.mark.parametrize("text", ["{}", "<html></html>", "<OGRVRTDataSource/>", "plain"])
def test_another_file_of_that_name_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "zone.osm"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_ways(spec_of(file))
    assert caught.value.problems[0].code in {"source.other_kind", "source.not_kind"}


def test_broken_openstreetmap_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "zone.osm"
    file.write_text(OSM_XML[:400], encoding="utf-8")
    with pytest.raises(DataError):
        read_ways(spec_of(file))


def varint(number: int) -> bytes:
    low, rest = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + varint(rest) if rest else bytes([low])


def zigzag(number: int) -> bytes:
    return varint(2 * number if number >= 0 else -2 * number - 1)


def packed(field: int, content: bytes) -> bytes:
    return varint(field << 3 | 2) + varint(len(content)) + content


def pbf(places: list[tuple[int, int]], tags: dict[str, str]) -> bytes:
    """Return an OpenStreetMap PBF with one way over nodes 1, 2 ... at lat, lon in 1e-7 degrees."""
    words = ["", *tags, *tags.values()]
    table = packed(1, b"".join(packed(1, word.encode()) for word in words))
    nodes = b"".join(
        packed(1, varint(1 << 3) + zigzag(at) + varint(8 << 3) + zigzag(lat)
               + varint(9 << 3) + zigzag(lon))
        for at, (lat, lon) in enumerate(places, start=1)
    )  # fmt: skip
    keys = b"".join(map(varint, range(1, len(tags) + 1)))
    values = b"".join(map(varint, range(len(tags) + 1, 2 * len(tags) + 1)))
    way = varint(1 << 3) + varint(10) + packed(2, keys) + packed(3, values)
    way += packed(8, zigzag(1) * len(places))
    block = table + packed(2, nodes) + packed(2, packed(3, way))
    head = packed(4, b"OsmSchema-V0.6")
    return b"".join(
        len(label).to_bytes(4, "big") + label + blob
        for kind, content in ((b"OSMHeader", head), (b"OSMData", block))
        if (blob := packed(1, content))
        and (label := packed(1, kind) + varint(3 << 3) + varint(len(blob)))
    )


def test_openstreetmap_in_pbf_gives_the_same(tmp_path: Path) -> None:
    file = tmp_path / "zone.osm.pbf"
    places = [(247_000_000, 1_186_000_000), (247_010_000, 1_186_000_000)]
    file.write_bytes(pbf(places, {"highway": "residential"}))
    (line,) = read_ways(spec_of(file)).lines
    assert shapely.get_coordinates(line).ravel().tolist() == pytest.approx(
        [118.6, 24.7, 118.6, 24.701]
    )
    file.write_bytes(pbf(places, {"highway": "service", "foot": "no"}))
    with pytest.raises(DataError):
        read_ways(spec_of(file))


def test_signatures_of_openstreetmap() -> None:
    assert kind_of(OSM_XML.encode()) == OSM
    # A PBF: the length of its first header, then that header, whose first field names it.
    assert kind_of(b"\x00\x00\x00\x0d\x0a\x09OSMHeader\x18\x7c") == OSM


def test_barriers_may_be_points_and_lines(tmp_path: Path) -> None:
    shapes, _ = read_barriers(written(tmp_path, A, shapely.Point(118.6, 24.7)))
    assert sorted(shapely.get_dimensions(shapes).tolist()) == [0, 1]
