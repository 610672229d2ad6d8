"""Archives of tiles, made in code: each tile is an image that says which one it is."""

from __future__ import annotations

import gzip
import json
import sqlite3
import struct
import zlib
from contextlib import closing
from typing import TYPE_CHECKING

from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

Address = tuple[int, int, int]
"""Zoom, column, row from the north."""


def png(color: tuple[int, int, int], *, side: int = 256, padding: int = 0) -> bytes:
    """Return a PNG of one colour; ``padding`` makes its file larger by so many bytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    rows = (b"\0" + bytes(color) * side) * side
    parts = [
        chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)),
        chunk(b"tEXt", b"pad\0" + b"x" * padding) if padding else b"",
        chunk(b"IDAT", zlib.compress(rows, 9)),
        chunk(b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def tile(zoom: int, column: int, row: int, *, padding: int = 0) -> bytes:
    """Return an image whose colour tells the tile: red its zoom, green and blue where it is."""
    return png((zoom * 10, column % 256, row % 256), padding=padding)


def tiles_of(addresses: Iterable[Address], *, padding: int = 0) -> dict[Address, bytes]:
    """Return an image for each address."""
    return {address: tile(*address, padding=padding) for address in addresses}


def write_mbtiles(
    path: Path, tiles: Mapping[Address, bytes], *, metadata: Mapping[str, str] | None = None
) -> Path:
    """Write an MBTiles file, whose rows count from the south."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
        database.execute(
            "CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER,"
            " tile_data BLOB)"
        )
        database.executemany("INSERT INTO metadata VALUES (?, ?)", (metadata or {}).items())
        database.executemany(
            "INSERT INTO tiles VALUES (?, ?, ?, ?)",
            [(z, x, 2**z - 1 - y, data) for (z, x, y), data in tiles.items()],
        )
        database.commit()
    return path


def write_pmtiles(
    path: Path,
    tiles: Mapping[Address, bytes],
    *,
    kind: TileType = TileType.PNG,
    metadata: Mapping[str, object] | None = None,
) -> Path:
    """Write a PMTiles file of version 3."""
    with path.open("wb") as stream:
        writer = Writer(stream)
        for (z, x, y), data in sorted(tiles.items(), key=lambda one: zxy_to_tileid(*one[0])):
            writer.write_tile(zxy_to_tileid(z, x, y), data)
        head = {
            "tile_type": kind, "tile_compression": Compression.NONE, "min_zoom": 0, "max_zoom": 20,
            "min_lon_e7": 0, "min_lat_e7": 0, "max_lon_e7": 0, "max_lat_e7": 0,
            "center_zoom": 0, "center_lon_e7": 0, "center_lat_e7": 0,
        }  # fmt: skip
        writer.finalize(head, dict(metadata or {}))
    return path


def forged_pmtiles(
    path: Path, directory: bytes, *, internal: Compression = Compression.GZIP
) -> Path:
    """Write a PMTiles file whose root directory is ``directory``, as it is."""
    meta = gzip.compress(json.dumps({}).encode())
    head = bytearray(127)
    head[:8] = b"PMTiles\x03"
    fields = (127, len(directory), 127 + len(directory), len(meta), 0, 0, 127, 10**6)
    struct.pack_into("<8Q", head, 8, *fields)
    head[97:100] = bytes([internal.value, Compression.NONE.value, TileType.PNG.value])
    path.write_bytes(bytes(head) + directory + meta)
    return path
