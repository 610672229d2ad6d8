from __future__ import annotations

import gzip
import math
import sqlite3
import struct
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from pmtiles.tile import Compression, TileType

from parkmap.errors import DataError, SourceError
from parkmap.intake.image import look_at
from parkmap.intake.tile_grid import grid_over, zoom_that_fits
from parkmap.intake.tiles import TileIntake, in_page, read_tiles
from parkmap.model import BasemapSpec, Text, TileDatum
from tests.intake.tiles_world import (
    Address,
    forged_pmtiles,
    png,
    tile,
    tiles_of,
    write_mbtiles,
    write_pmtiles,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ZONE = (118.55, 24.78, 118.57, 24.79)


def cell(lon: float, lat: float, zoom: int) -> tuple[int, int]:
    """Return column and row as the textbook has them."""
    phi = math.radians(lat)
    return (
        math.floor((lon + 180) / 360 * 2**zoom),
        math.floor((1 - math.log(math.tan(phi) + 1 / math.cos(phi)) / math.pi) / 2 * 2**zoom),
    )


def around(zoom: int, *, ring: int = 1) -> list[Address]:
    """Return the tiles of the zone at a zoom, and ``ring`` more on each side."""
    west, north = cell(ZONE[0], ZONE[3], zoom)
    east, south = cell(ZONE[2], ZONE[1], zoom)
    return [
        (zoom, x, y)
        for x in range(west - ring, east + ring + 1)
        for y in range(north - ring, south + ring + 1)
    ]


def read(
    path: Path,
    *,
    budget_mb: float = 10,
    crs: TileDatum = "wgs84",
    min_zoom: int | None = None,
    max_zoom: int | None = None,
) -> TileIntake:
    spec = BasemapSpec(
        "base", "basemaps.0", Text("底", "base"), crs=crs, path=path, budget_mb=budget_mb,
        min_zoom=min_zoom, max_zoom=max_zoom,
    )  # fmt: skip
    return read_tiles(spec, ZONE)


def codes(intake: TileIntake) -> list[str]:
    return [problem.code for problem in intake.problems]


def shown(intake: TileIntake) -> dict[Address, bytes]:
    """Return every tile of an intake by its address."""
    assert intake.tiles is not None
    return {
        (level.zoom, level.column + at % level.columns, level.row + at // level.columns):
            intake.tiles.images[place - 1]
        for level in intake.tiles.levels
        for at, place in enumerate(level.places)
        if place
    }  # fmt: skip


WRITERS = pytest.mark.parametrize(
    ("write", "name"), [(write_mbtiles, "a.mbtiles"), (write_pmtiles, "a.pmtiles")]
)


def test_zone_fits_into_the_pixels_of_its_zoom() -> None:
    # 0.02 of 360 degrees is 2**-14.1358 of the world: 256 * 2**(15 - 14.1358) = 466 pixels at 15.
    assert zoom_that_fits(ZONE, 512) == 15
    assert zoom_that_fits(ZONE, 465) == 14


def test_grid_is_the_textbooks() -> None:
    for zoom in (0, 3, 12, 17):
        grid = grid_over(ZONE, zoom)
        assert (grid.west, grid.north) == cell(ZONE[0], ZONE[3], zoom)
        assert (grid.east, grid.south) == cell(ZONE[2], ZONE[1], zoom)


@WRITERS
def test_tiles_of_the_zone_are_taken_from_the_zoom_that_shows_it_whole(
    tmp_path: Path, write: Callable[..., Path], name: str
) -> None:
    stored = tiles_of([one for zoom in range(12, 18) for one in around(zoom, ring=4)])
    intake = read(write(tmp_path / name, stored))
    taken = shown(intake)
    # A tenth more on each side: 0.024 degrees are 559 pixels at zoom 15, so 14 shows it whole.
    assert {zoom for zoom, _, _ in taken} == {14, 15, 16, 17}
    assert all(data == tile(*address) for address, data in taken.items())
    for zoom in (14, 15, 16, 17):
        assert set(around(zoom, ring=0)) <= {one for one in taken if one[0] == zoom}
    assert codes(intake) == ["tiles.embedded"]


@WRITERS
def test_zoom_that_does_not_fit_is_left_out_whole_and_told(
    tmp_path: Path, write: Callable[..., Path], name: str
) -> None:
    stored = tiles_of([one for zoom in (14, 15, 16) for one in around(zoom)], padding=3000)
    whole = read(write(tmp_path / name, stored))
    sizes = {
        zoom: sum(in_page(data) for (z, _, _), data in shown(whole).items() if z == zoom)
        for zoom in (14, 15, 16)
    }
    budget = (sizes[14] + sizes[15] + sizes[16] - 1) / 1e6
    intake = read(tmp_path / name, budget_mb=budget)
    assert {zoom for zoom, _, _ in shown(intake)} == {14, 15}
    (problem,) = intake.problems
    assert problem.code == "tiles.embedded_part"
    assert (problem.values["first"], problem.values["last"], problem.values["next"]) == (14, 15, 16)
    assert problem.values["size"] == f"{(sizes[14] + sizes[15]) / 1e6:.1f}"


def test_base_whose_coarsest_zoom_is_too_large_is_left_out(tmp_path: Path) -> None:
    stored = tiles_of(around(14), padding=3000)
    intake = read(write_mbtiles(tmp_path / "a.mbtiles", stored), budget_mb=0.001)
    assert intake.tiles is None
    assert codes(intake) == ["tiles.too_large"]


def test_image_that_many_tiles_share_is_kept_once(tmp_path: Path) -> None:
    sea = png((1, 2, 3))
    intake = read(write_mbtiles(tmp_path / "a.mbtiles", dict.fromkeys(around(16), sea)))
    assert intake.tiles is not None
    assert intake.tiles.images == (sea,)
    assert intake.tiles.count > 4


def test_archive_of_coarse_zooms_alone_gives_its_finest(tmp_path: Path) -> None:
    stored = tiles_of([one for zoom in (8, 9, 10) for one in around(zoom)])
    intake = read(write_pmtiles(tmp_path / "a.pmtiles", stored))
    assert {zoom for zoom, _, _ in shown(intake)} == {10}


def test_zooms_may_be_limited(tmp_path: Path) -> None:
    stored = tiles_of([one for zoom in range(12, 18) for one in around(zoom)])
    path = write_mbtiles(tmp_path / "a.mbtiles", stored)
    assert {zoom for zoom, _, _ in shown(read(path, max_zoom=15))} == {14, 15}
    assert {zoom for zoom, _, _ in shown(read(path, min_zoom=16))} == {16, 17}


def test_gap_between_zooms_ends_what_is_taken(tmp_path: Path) -> None:
    stored = tiles_of([*around(14), *around(16)])
    intake = read(write_mbtiles(tmp_path / "a.mbtiles", stored))
    assert {zoom for zoom, _, _ in shown(intake)} == {14}


def test_gcj02_tiles_are_those_under_the_shifted_zone(tmp_path: Path) -> None:
    stored = tiles_of(around(18, ring=6))
    path = write_mbtiles(tmp_path / "a.mbtiles", stored)
    plain, shifted = shown(read(path)), shown(read(path, crs="gcj02"))
    # Here GCJ-02 lies some 510 m east and 360 m south (in Web Mercator) of WGS 84; a tile at zoom
    # 18 is 40,075,017 / 2**18 = 152.9 m wide: 3 columns to the east, 2 rows to the south.
    assert min(x for _, x, _ in shifted) - min(x for _, x, _ in plain) == 3
    assert min(y for _, _, y in shifted) - min(y for _, _, y in plain) == 2


def test_zone_without_tiles_is_told(tmp_path: Path) -> None:
    intake = read(write_mbtiles(tmp_path / "a.mbtiles", {(14, 0, 0): tile(14, 0, 0)}))
    assert intake.tiles is None
    assert codes(intake) == ["tiles.none_here"]


def test_attribution_of_the_archive_is_plain_text(tmp_path: Path) -> None:
    told = {"attribution": '&copy; <a href="https://example.org">Some\n Mapper</a><script>'}
    for write, name in ((write_mbtiles, "a.mbtiles"), (write_pmtiles, "a.pmtiles")):
        intake = read(write(tmp_path / name, tiles_of(around(14)), metadata=told))
        assert intake.attribution == "© Some Mapper"


def test_tile_that_is_no_image_or_too_large_is_left_out(tmp_path: Path) -> None:
    bad = [
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        png((0, 0, 0), side=4096),
        tile(14, 0, 0, padding=1_000_001),
    ]
    inner = around(16, ring=0)
    assert len(inner) > len(bad)
    stored = {**tiles_of(inner), **dict(zip(inner, bad, strict=False))}
    intake = read(write_mbtiles(tmp_path / "a.mbtiles", stored))
    assert set(shown(intake)) == set(inner[3:])
    told = {problem.code: problem.values.get("count") for problem in intake.problems}
    assert told == {"tiles.embedded": len(inner) - 3, "tiles.refused": 3}


def refused(path: Path) -> str:
    with pytest.raises((DataError, SourceError)) as caught:
        read(path)
    (problem,) = caught.value.problems
    return problem.code


def test_vector_tiles_are_refused(tmp_path: Path) -> None:
    stored = dict.fromkeys(around(14), gzip.compress(b"\x1a\x05water"))
    assert refused(write_mbtiles(tmp_path / "a.mbtiles", stored)) == "tiles.vector"
    pm = write_pmtiles(tmp_path / "a.pmtiles", stored, kind=TileType.MVT)
    assert refused(pm) == "tiles.vector"


def test_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "a.mbtiles"
    other.write_bytes(b"II*\0" + bytes(100))
    assert refused(other) == "tiles.format"
    assert refused(tmp_path / "none.mbtiles") == "source.missing"


def test_database_without_tiles_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.mbtiles"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE t (a)")
        database.commit()
    assert refused(path) == "tiles.broken"


def test_damaged_database_is_refused(tmp_path: Path) -> None:
    path = write_mbtiles(tmp_path / "a.mbtiles", tiles_of(around(14)))
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    path.write_bytes(data)
    assert refused(path) == "tiles.broken"


@pytest.mark.parametrize(
    "select",
    [
        # A program: it would count for ever.
        (
            "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c)"
            " SELECT 14 AS zoom_level, n AS tile_column, n AS tile_row, x'00' AS tile_data FROM c"
        ),
        # A function.
        (
            "SELECT 14 AS zoom_level, 1 AS tile_column, 1 AS tile_row, randomblob(1000000000) AS"
            " tile_data"
        ),
    ],
)
def test_view_that_is_a_program_is_refused(tmp_path: Path, select: str) -> None:
    path = tmp_path / "a.mbtiles"
    with closing(sqlite3.connect(path)) as database:
        database.execute(f"CREATE VIEW tiles AS {select}")
        database.commit()
    assert refused(path) == "tiles.broken"


def test_view_over_images_kept_once_is_read(tmp_path: Path) -> None:
    # As most writers of MBTiles lay them out.
    path = tmp_path / "a.mbtiles"
    stored = tiles_of(around(14))
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE map (z INTEGER, x INTEGER, y INTEGER, id TEXT)")
        database.execute("CREATE TABLE images (id TEXT, data BLOB)")
        for (z, x, y), data in stored.items():
            database.execute(
                "INSERT INTO map VALUES (?, ?, ?, ?)", (z, x, 2**z - 1 - y, f"{x}/{y}")
            )
            database.execute("INSERT INTO images VALUES (?, ?)", (f"{x}/{y}", data))
        database.execute(
            "CREATE VIEW tiles AS SELECT z AS zoom_level, x AS tile_column, y AS tile_row,"
            " data AS tile_data FROM map JOIN images ON images.id = map.id"
        )
        database.commit()
    assert all(data == tile(*address) for address, data in shown(read(path)).items())


def test_reading_leaves_nothing_beside_the_file(tmp_path: Path) -> None:
    path = write_mbtiles(tmp_path / "a.mbtiles", tiles_of(around(14)))
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = WAL")
    before = path.read_bytes()
    read(path)
    assert [one.name for one in tmp_path.iterdir()] == ["a.mbtiles"]
    assert path.read_bytes() == before


def varint(number: int) -> bytes:
    out = b""
    while number > 0x7F:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


@pytest.mark.parametrize(
    "directory",
    [
        gzip.compress(bytes(50_000_000)),
        gzip.compress(varint(0)) + gzip.compress(bytes(50_000_000)),
        gzip.compress(b"\x80" * 900_000),
        gzip.compress(varint(10**9) + b"\1"),
        gzip.compress(varint(1) + varint(0) + varint(2**40) + varint(2**40) + varint(2**60)),
        # A leaf that is its own leaf.
        gzip.compress(varint(1) + varint(0) + varint(0) + varint(30) + varint(1)),
        b"no gzip at all, and long enough",
    ],
    ids=["bomb", "second member", "endless number", "count", "far away", "maze", "noise"],
)
def test_forged_directory_is_refused(tmp_path: Path, directory: bytes) -> None:
    assert refused(forged_pmtiles(tmp_path / "a.pmtiles", directory)) == "tiles.broken"


def test_other_versions_and_packings_of_pmtiles_are_refused(tmp_path: Path) -> None:
    path = forged_pmtiles(tmp_path / "a.pmtiles", b"", internal=Compression.ZSTD)
    assert refused(path) == "tiles.compression"
    data = bytearray(path.read_bytes())
    data[7] = 2
    path.write_bytes(data)
    assert refused(path) == "tiles.version"
    path.write_bytes(b"PMTiles\x03 and then cut short")
    assert refused(path) == "tiles.version"


def test_size_of_an_image_is_read_from_its_head() -> None:
    jpeg = (
        b"\xff\xd8\xff\xe0" + struct.pack(">H", 16) + b"JFIF" + bytes(10)
        + b"\xff\xff\xc2" + struct.pack(">HBHHB", 11, 8, 256, 512, 1) + bytes(10)
    )  # fmt: skip
    extended = b"RIFF\0\0\0\0WEBPVP8X" + struct.pack("<I", 10) + bytes(4) + b"\xff\0\0\xff\1\0"
    lossless = b"RIFF\0\0\0\0WEBPVP8L" + bytes(4) + b"\x2f" + struct.pack("<I", 255 | 511 << 14)
    lossy = b"RIFF\0\0\0\0WEBPVP8 " + bytes(7) + b"\x9d\x01\x2a" + struct.pack("<HH", 256, 512)
    assert look_at(jpeg) == ("JPEG", 512, 256)
    for webp in (extended, lossless, lossy):
        assert look_at(webp) == ("WebP", 256, 512)
    assert look_at(png((0, 0, 0), side=7)) == ("PNG", 7, 7)
    for junk in (b"", b"GIF89a", b"\xff\xd8\xff", jpeg[:20], b"RIFF\0\0\0\0WEBPVP8?"):
        assert look_at(junk) is None
