from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from parkmap.errors import ParkmapError
from parkmap.intake.json_scan import find_faults
from parkmap.intake.json_text import read_json
from parkmap.intake.vector import read_layer
from parkmap.model import LayerSpec, Text
from parkmap.texts import tell
from tests.corpus.vector_cases import ACCEPT, cases

if TYPE_CHECKING:
    from pathlib import Path

GOOD = [case for case in cases() if case.verdict == ACCEPT and len(case.files) == 1]
QUIET: dict[str, Any] = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture],
}

number = st.one_of(
    st.floats(-200, 200),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**20), 10**20),
)
junk = st.recursive(
    st.none() | st.booleans() | number | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)
position = st.lists(number, min_size=2, max_size=3)
near = st.tuples(st.floats(118, 119), st.floats(24, 25)).map(list)
ring = st.lists(near, min_size=2, max_size=6).map(lambda points: [*points, points[0]])
kinds = {
    "Point": position | near,
    "MultiPoint": st.lists(near, max_size=3),
    "LineString": st.lists(near | position, max_size=4),
    "MultiLineString": st.lists(st.lists(near, max_size=3), max_size=3),
    "Polygon": st.lists(ring, max_size=3),
    "MultiPolygon": st.lists(st.lists(ring, max_size=2), max_size=2),
}
simple = st.sampled_from(sorted(kinds)).flatmap(
    lambda kind: st.fixed_dictionaries(
        {"type": st.just(kind), "coordinates": kinds[kind] | junk},
        optional={"bbox": junk, "properties": junk},
    )
)
geometry = simple | st.fixed_dictionaries(
    {"type": st.just("GeometryCollection"), "geometries": st.lists(simple, max_size=2) | junk}
)
feature = st.fixed_dictionaries(
    {"type": st.just("Feature") | junk, "geometry": geometry | st.none() | junk},
    optional={
        "id": st.integers(0, 3) | junk,
        "properties": st.dictionaries(st.text(max_size=3), junk, max_size=3) | junk,
        "bbox": junk,
    },
)
document = st.fixed_dictionaries(
    {"type": st.just("FeatureCollection"), "features": st.lists(feature, max_size=4) | junk},
    optional={"crs": junk, "bbox": junk},
)


def read_or_refuse(path: Path, **spec: Any) -> None:
    """Read; nothing but parkmap's own errors may come, and each must have its words."""
    try:
        problems = read_layer(LayerSpec("a", Text("a", "a"), path, **spec), year=2017).problems
    except ParkmapError as error:
        problems = error.problems
        assert problems
    for problem in problems:
        assert tell("zh", problem)
        assert tell("en", problem)


@settings(max_examples=1000, **QUIET)
@given(document)
@example({"type": "FeatureCollection", "features": []})
def test_no_geojson_document_brings_the_reader_down(tmp_path: Path, document: Any) -> None:
    path = tmp_path / "fuzz.geojson"
    path.write_text(json.dumps(document), encoding="utf-8")
    read_or_refuse(path)


@settings(max_examples=1000, **QUIET)
@given(st.data())
def test_no_changed_bytes_bring_the_reader_down(tmp_path: Path, data: st.DataObject) -> None:
    case = data.draw(st.sampled_from(GOOD))
    mutated = bytearray(case.files[case.file])
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, max(len(mutated) - 1, 0)))
        match data.draw(st.sampled_from(["set", "cut", "insert", "repeat"])):
            case "set":
                mutated[place : place + 1] = bytes([data.draw(st.integers(0, 255))])
            case "cut":
                del mutated[place : place + data.draw(st.integers(1, 40))]
            case "insert":
                mutated[place:place] = data.draw(st.binary(max_size=6))
            case _:
                mutated[place:place] = mutated[place : place + data.draw(st.integers(1, 40))]
    path = tmp_path / case.file
    path.write_bytes(bytes(mutated))
    read_or_refuse(path, **case.spec)


@settings(max_examples=300, **QUIET)
@given(st.recursive(junk, lambda inner: st.lists(inner, max_size=3), max_leaves=12))
def test_scanner_finds_no_fault_in_good_json(value: Any) -> None:
    data = json.dumps(value).encode("utf-8", "surrogatepass")
    faults = find_faults(data)
    strange = {"json.surrogate", "json.nul"}
    assert {fault.code for fault in faults} <= strange


@settings(max_examples=300, **QUIET)
@given(
    st.binary(max_size=40) | st.text(alphabet='{}[]",:0123456789.eE+-truefalsn \\u', max_size=30)
)
def test_scanner_and_parser_agree_on_what_is_json(data: bytes | str) -> None:
    raw = data if isinstance(data, bytes) else data.encode()
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return
    try:
        read_json(raw, file="a")
    except ParkmapError:
        return
    assert find_faults(raw) == []


def test_nothing_inside_a_file_is_ever_followed(tmp_path: Path) -> None:
    # A trap listens; each file names it, or a file beside it, in every way that GDAL would follow.
    with socket.create_server(("127.0.0.1", 0)) as trap:
        trap.settimeout(0.1)
        caught: list[object] = []
        stop = threading.Event()

        def listen() -> None:
            while not stop.is_set():
                try:
                    caught.append(trap.accept())
                except TimeoutError:
                    continue

        listener = threading.Thread(target=listen)
        listener.start()
        url = f"http://127.0.0.1:{trap.getsockname()[1]}/stops.geojson"
        secret = tmp_path / "secret.geojson"
        secret.write_text('{"type": "Point", "coordinates": [118.6, 24.7]}', encoding="utf-8")
        for number, (suffix, content) in enumerate(_lures(url, str(secret))):
            path = tmp_path / f"lure{number}.{suffix}"
            path.write_bytes(content)
            with pytest.raises(ParkmapError):
                read_layer(LayerSpec("a", Text("a", "a"), path, datum="wgs84"), year=2017)
        stop.set()
        listener.join()
    assert caught == []


def _lures(url: str, secret: str) -> list[tuple[str, bytes]]:
    lures = []
    for target in (url, f"/vsicurl/{url}", secret):
        vrt = (
            f"<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>{target}</SrcDataSource>"
            "</OGRVRTLayer></OGRVRTDataSource>"
        )
        comment = f"999\n{vrt}\n  0\nSECTION\n  2\nENTITIES\n  0\nENDSEC\n  0\nEOF\n"
        lures += [
            *((suffix, vrt.encode()) for suffix in ("geojson", "json", "gpkg", "dxf", "kml")),
            ("dxf", comment.encode()),
            ("geojson", f'{{"type": "link", "href": "{target}"}}'.encode()),
            ("geojson", target.encode()),
            ("gpkg", f"GPKG:{target}".encode()),
            ("fgb", b"fgb\x03fgb\x01" + vrt.encode()),
            ("shp", b"\x00\x00\x27\x0a" + vrt.encode().ljust(100)),
            ("kml", f"<kml><NetworkLink><Link><href>{target}</href></Link></NetworkLink></kml>"
             .encode()),
            ("kml", f'<!DOCTYPE kml [<!ENTITY x SYSTEM "{target}">]><kml>&x;</kml>'.encode()),
        ]  # fmt: skip
        crs = {"type": "link", "properties": {"href": target, "type": "proj4"}}
        body = json.dumps({"type": "FeatureCollection", "crs": crs, "features": []})
        lures.append(("geojson", body.encode()))
    return lures


def test_deepest_nesting_ends_without_a_signal(tmp_path: Path) -> None:
    path = tmp_path / "deep.geojson"
    path.write_bytes(b'{"type":' * 2_000_000)
    program = (
        "import sys; from pathlib import Path; from parkmap.errors import ParkmapError\n"
        "from parkmap.intake.vector import read_layer; from parkmap.model import LayerSpec, Text\n"
        "try: read_layer(LayerSpec('a', Text('a', 'a'), Path(sys.argv[1])), year=2017)\n"
        "except ParkmapError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True
    )
    assert "json.too_deep" in done.stdout
