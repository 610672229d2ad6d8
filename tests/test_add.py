"""A file becomes a stanza: what is guessed, what is not, and what stays as it was."""

from __future__ import annotations

import json
import shutil
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from shapely import LineString, Point, box

from parkmap.errors import DataError, WorkspaceError
from parkmap.intake.datum import wgs84_to_gcj02
from parkmap.intake.guess import guess
from parkmap.pipeline.add import Added, add, refuse
from parkmap.workspace import Stanza, create_workspace, load_workspace, text_with
from tests.metric_world import layer

ROOT = Path(__file__).parents[1]
STANZA = Stanza("wc", (("path", "wc.geojson"),), ("a remark",))


@pytest.fixture
def zone(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "geodata", tmp_path / "zone")
    return tmp_path / "zone"


def write(file: Path, kind: str, coordinates: list[Any], properties: list[dict[str, Any]]) -> Path:
    features = [
        {"type": "Feature", "geometry": {"type": kind, "coordinates": place}, "properties": told}
        for place, told in zip(coordinates, properties, strict=True)
    ]
    document = {"type": "FeatureCollection", "features": features}
    file.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return file


def write_points(file: Path, properties: list[dict[str, Any]]) -> Path:
    places = [[118.6 + at / 1000, 24.72] for at in range(len(properties))]
    return write(file, "Point", places, properties)


def added(zone: Path, key: str, file: Path, **options: Any) -> Added:
    return add(load_workspace(zone / "parkmap.toml"), key=key, file=file, **options)


def table(zone: Path, key: str) -> dict[str, Any]:
    text = (zone / "parkmap.toml").read_text(encoding="utf-8")
    found: dict[str, Any] = tomllib.loads(text)["layers"][key]
    return found


def codes(result: Added) -> list[str]:
    return [one.code for one in result.reasons]


# ---- guesses


def test_columns_are_found_by_header_and_content(zone: Path) -> None:
    properties = [
        {"OBJECTID": 1, "设施编码": f"GC{at}", "厕所名": f"公厕{at}", "区域": "东"}
        for at in range(3)
    ]
    file = write_points(zone / "toilets_new.geojson", properties)
    result = added(zone, "wc", file)
    assert table(zone, "wc") == {
        "path": "toilets_new.geojson",
        "id": "设施编码",  # OBJECTID is the same everywhere
        "name": "厕所名",
        "symbol": "toilet",
    }
    assert codes(result) == [
        "guess.points",
        "guess.id_column",
        "guess.name_column",
        "guess.symbol",
        "guess.datum_silent",
    ]


def test_known_header_of_names_wins() -> None:
    stops = layer("stops", [Point(0, 0), Point(9, 0)])
    stops.properties["别名"] = ["甲", "乙"]
    stops.properties["站名"] = ["一号站", "二号站"]
    assert guess(stops, is_numbered=True).name_column == "站名"


def test_column_that_repeats_or_lacks_a_value_is_no_id() -> None:
    stops = layer("stops", [Point(0, 0), Point(9, 0)])
    stops.properties["code"] = ["1", "1"]
    stops.properties["站点编号"] = ["1", None]
    assert guess(stops, is_numbered=True).id_column is None


@pytest.mark.parametrize(
    ("shapes", "kind"),
    [
        ([Point(0, 0)], "points"),
        ([LineString([(0, 0), (9, 0)])], "lines"),
        ([box(0, 0, 9, 9)], "areas"),
        ([Point(0, 0), box(0, 0, 9, 9)], "mixed"),
        ([], "none"),
    ],
)
def test_kind_is_what_the_shapes_are(shapes: list[Any], kind: str) -> None:
    assert guess(layer("x", shapes), is_numbered=True).kind == kind


def test_lines_are_ground_with_the_style_of_their_words(zone: Path) -> None:
    lines = [[[118.6, 24.72], [118.61, 24.72]]]
    added(zone, "trails", write(zone / "步道.geojson", "LineString", lines, [{"id": "a"}]))
    assert table(zone, "trails") == {
        "path": "步道.geojson",
        "title": "步道",
        "role": "base",
        "symbol": "footway",
    }


def test_pipes_are_facilities_though_they_are_lines(zone: Path) -> None:
    lines = [[[118.6, 24.72], [118.61, 24.72]]]
    added(zone, "pipes", write(zone / "pipes.geojson", "LineString", lines, [{"id": "a"}]))
    assert (table(zone, "pipes")["role"], table(zone, "pipes")["symbol"]) == (
        "facility",
        "pipeline",
    )


def test_encoding_that_is_not_utf8_is_written_down(zone: Path) -> None:
    file = write_points(zone / "wc.geojson", [{"id": "a", "name": "公厕"}])
    file.write_bytes(file.read_text(encoding="utf-8").encode("gb18030"))
    result = added(zone, "wc", file)
    assert table(zone, "wc")["encoding"].lower() == "gb18030"
    assert "guess.encoding" in codes(result)


# ---- datum


def test_datum_is_never_guessed_but_a_suspicion_is_told(zone: Path) -> None:
    document = json.loads((zone / "busstops.geojson").read_text(encoding="utf-8"))
    for feature in document["features"]:
        lon, lat = np.array([feature["geometry"]["coordinates"][:2]]).T
        moved = wgs84_to_gcj02(lon, lat)
        feature["geometry"]["coordinates"] = [float(part[0]) for part in moved]
    (zone / "more.geojson").write_text(json.dumps(document), encoding="utf-8")
    result = added(zone, "more", zone / "more.geojson")
    assert "datum" not in table(zone, "more")
    assert '# datum = "gcj02"' in (zone / "parkmap.toml").read_text(encoding="utf-8")
    [problem] = [one for one in result.problems if one.code.startswith("doctor.")]
    assert problem.values["datum"] == "gcj02"


def test_datum_that_is_told_is_written(zone: Path) -> None:
    file = write_points(zone / "wc.geojson", [{"id": "a"}])
    result = added(zone, "wc", file, datum="gcj02")
    assert table(zone, "wc")["datum"] == "gcj02"
    assert "guess.datum_told" in codes(result)


def test_datum_that_the_file_declares_is_written(zone: Path) -> None:
    # Easting and northing in zone 39 of CGCS2000 without its prefix, central meridian 117 E.
    file = write(zone / "wc.geojson", "Point", [[661_000.0, 2_735_000.0]], [{"id": "a"}])
    document = json.loads(file.read_text(encoding="utf-8"))
    document["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4548"}}
    file.write_text(json.dumps(document), encoding="utf-8")
    result = added(zone, "wc", file)
    assert table(zone, "wc")["datum"] == "EPSG:4548"
    assert "guess.datum_declared" in codes(result)


# ---- parkmap.toml


def test_all_else_stays_byte_for_byte_and_the_stanza_follows_the_last_layer(zone: Path) -> None:
    before = (zone / "parkmap.toml").read_bytes()
    result = added(zone, "wc", write_points(zone / "wc.geojson", [{"id": "a"}]))
    after = (zone / "parkmap.toml").read_bytes()
    block = b"\n" + result.stanza.encode()
    assert after.count(block) == 1
    assert after.replace(block, b"") == before
    keys = [spec.key for spec in load_workspace(zone / "parkmap.toml").layers]
    assert keys[-2:] == ["water", "wc"]


def test_dry_run_writes_nothing(zone: Path) -> None:
    before = (zone / "parkmap.toml").read_bytes()
    result = added(zone, "wc", write_points(zone / "wc.geojson", [{"id": "a"}]), is_dry_run=True)
    assert result.stanza.startswith("[layers.wc]\n")
    assert (zone / "parkmap.toml").read_bytes() == before


HEAD = '[zone]\nname = "Zone"\nyear = 2017\n[parks]\npath = "p.geojson"\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD, HEAD + '\n[layers.wc]\npath = "wc.geojson"\n# a remark\n'),
        (HEAD.rstrip(), HEAD + '\n[layers.wc]\npath = "wc.geojson"\n# a remark\n'),
        (
            HEAD.replace("\n", "\r\n"),
            (HEAD + '\n[layers.wc]\npath = "wc.geojson"\n# a remark\n').replace("\n", "\r\n"),
        ),
        (
            "\ufeff" + HEAD + '[layers.a]\npath = "a"  # first\n\n# next\n[page]\nomit = []\n',
            "\ufeff" + HEAD + '[layers.a]\npath = "a"  # first\n'
            '\n[layers.wc]\npath = "wc.geojson"\n# a remark\n\n# next\n[page]\nomit = []\n',
        ),
        (
            HEAD + '[layers.a]\npath = "a"\n[layers.a.title]\nzh = "甲"\nen = "A"\n',
            HEAD + '[layers.a]\npath = "a"\n[layers.a.title]\nzh = "甲"\nen = "A"\n'
            '\n[layers.wc]\npath = "wc.geojson"\n# a remark\n',
        ),
        (
            HEAD + '[layers.a]\npath = "a"\n# datum = "gcj02"\n  # symbol\n\n# [layers.b]\n',
            HEAD + '[layers.a]\npath = "a"\n# datum = "gcj02"\n  # symbol\n'
            '\n[layers.wc]\npath = "wc.geojson"\n# a remark\n\n# [layers.b]\n',
        ),
        (
            HEAD + '[layers.a]\npath = "a"\n# an option\n# [layers.b]\n# path = "b"\n',
            HEAD + '[layers.a]\npath = "a"\n# an option\n'
            '\n[layers.wc]\npath = "wc.geojson"\n# a remark\n# [layers.b]\n# path = "b"\n',
        ),
        (
            HEAD + '[layers.a]\npath = "a"\n# of the page\n[page]\nomit = []\n',
            HEAD + '[layers.a]\npath = "a"\n'
            '\n[layers.wc]\npath = "wc.geojson"\n# a remark\n# of the page\n[page]\nomit = []\n',
        ),
    ],
    ids=[
        "no layers", "no last line end", "crlf", "mark and comments", "table of a layer",
        "options below", "layer commented out", "comment of the next",
    ],
)  # fmt: skip
def test_stanza_fits_into_any_usual_file(tmp_path: Path, text: str, expected: str) -> None:
    file = tmp_path / "parkmap.toml"
    file.write_bytes(text.encode())
    assert text_with(load_workspace(file), STANZA) == expected


def test_options_of_a_fresh_workspace_stay_with_their_layer(tmp_path: Path) -> None:
    create_workspace(tmp_path / "new")
    file = tmp_path / "new" / "parkmap.toml"
    before = file.read_text(encoding="utf-8")
    own = before[before.index("[layers.busstops]") : before.index("# [layers.roads]")]
    assert own.count("# ") > 5
    grown = text_with(load_workspace(file), STANZA)
    assert f"{own}[layers.wc]\n" in grown


def test_layers_in_an_inline_table_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "parkmap.toml"
    file.write_text('layers = { a = { path = "a" } }\n' + HEAD, encoding="utf-8")
    with pytest.raises(WorkspaceError, match=r"add\.not_written"):
        text_with(load_workspace(file), STANZA)


def test_text_that_only_looks_like_a_head_does_not_mislead(tmp_path: Path) -> None:
    file = tmp_path / "parkmap.toml"
    text = HEAD + '[layers.a]\npath = "a"\n[page]\nomit = ["""\n[layers.b]\nx"""]\n'
    file.write_text(text, encoding="utf-8")
    grown = text_with(load_workspace(file), STANZA)
    assert tomllib.loads(grown)["page"] == tomllib.loads(text)["page"]
    assert list(tomllib.loads(grown)["layers"]) == ["a", "wc"]


def test_values_of_strangers_are_quoted() -> None:
    nasty = 'a"\n[page]\nomit = ["x"]\n#'
    text = str(Stanza("wc", (("path", "wc.geojson"), ("name", nasty))))
    assert tomllib.loads(text) == {"layers": {"wc": {"path": "wc.geojson", "name": nasty}}}


# ---- refusals


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("busstops", "add.key_taken"),
        ("Bus", "workspace.layer_key"),
        ("公厕", "workspace.layer_key"),
        ("con", "workspace.layer_key_reserved"),
    ],
)
def test_key_that_cannot_be_is_refused(zone: Path, key: str, code: str) -> None:
    workspace = load_workspace(zone / "parkmap.toml")
    fault = refuse(workspace, key=key, file=zone / "toilets.geojson")
    assert fault is not None
    assert fault.code == code


def test_file_outside_the_folder_is_refused_unless_the_workspace_allows(zone: Path) -> None:
    outside = write_points(zone.parent / "wc.geojson", [{"id": "a"}])
    fault = refuse(load_workspace(zone / "parkmap.toml"), key="wc", file=outside)
    assert fault is not None
    assert fault.code == "add.outside"
    file = zone / "parkmap.toml"
    file.write_text("allow_outside = true\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    added(zone, "wc", outside)
    assert table(zone, "wc")["path"] == "../wc.geojson"


def test_faulty_file_is_refused_and_nothing_is_written(zone: Path) -> None:
    before = (zone / "parkmap.toml").read_bytes()
    (zone / "wc.geojson").write_text("<html>", encoding="utf-8")
    with pytest.raises(DataError, match=r"json\.html"):
        added(zone, "wc", zone / "wc.geojson")
    assert (zone / "parkmap.toml").read_bytes() == before
