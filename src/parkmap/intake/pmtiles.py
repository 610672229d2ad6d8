"""Tiles of a PMTiles file of version 3, whose directories a stranger wrote.

The package ``pmtiles`` reads directories; what it is given has been measured before.
"""

from __future__ import annotations

import html
import json
import re
import zlib
from typing import TYPE_CHECKING, Final

from pmtiles.tile import (
    Compression,
    TileType,
    deserialize_directory,
    deserialize_header,
    find_tile,
    zxy_to_tileid,
)

from parkmap.errors import DataError
from parkmap.model import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from pmtiles.tile import Entry, HeaderDict

    from parkmap.intake.tile_grid import Grid

SIGNATURE: Final = b"PMTiles"
MAX_DIRECTORY_BYTES: Final = 1_000_000
"""Most that a directory may unpack to; writers keep them at some 100 kB."""
MAX_TILE_BYTES: Final = 4_000_000
MAX_DIRECTORIES: Final = 256
"""A zone's tiles stand in a few directories; more would be a maze."""
MAX_DEPTH: Final = 4
_HEADER_BYTES: Final = 127
_VERSION: Final = 3
_GZIP: Final = 31
# A number of more bytes than 64 bits need would grow without end.
_ENDLESS: Final = re.compile(rb"[\x80-\xff]{10}")
_IMAGES: Final = frozenset({TileType.PNG, TileType.JPEG, TileType.WEBP, TileType.UNKNOWN})


class PMTiles:
    """A PMTiles file; opened anew for each question."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._directories: dict[tuple[int, int], list[Entry]] = {}

    def attribution(self) -> str:
        """Return what the file says of its makers; empty where it says nothing."""
        with self.path.open("rb") as stream:
            header = self._header(stream)
            packed = self._read(stream, header["metadata_offset"], header["metadata_length"])
        try:
            told = json.loads(_inflated(packed))
        except (ValueError, zlib.error, RecursionError):
            return ""
        said = told.get("attribution") if isinstance(told, dict) else None
        return html.unescape(said) if isinstance(said, str) else ""

    def tiles(self, grid: Grid) -> Iterator[tuple[int, int, bytes]]:
        """Yield column, row (from the north) and bytes of each tile in a grid.

        Raises
        ------
        DataError
            If the file is no PMTiles of version 3, holds no images, or is damaged.
        """
        with self.path.open("rb") as stream:
            header = self._header(stream)
            for row in range(grid.north, grid.south + 1):
                for column in range(grid.west, grid.east + 1):
                    found = self._find(stream, header, zxy_to_tileid(grid.zoom, column, row))
                    if found is not None:
                        offset = header["tile_data_offset"] + found.offset
                        yield column, row, self._read(stream, offset, found.length)

    def _header(self, stream: BinaryIO) -> HeaderDict:
        head = stream.read(_HEADER_BYTES)
        if len(head) < _HEADER_BYTES or head[7] != _VERSION:
            raise self._fault("tiles.version", version=head[7] if len(head) > 7 else "?")  # noqa: PLR2004
        try:
            header = deserialize_header(head)
        except ValueError as error:
            raise self._fault("tiles.broken", detail=str(error)) from error
        if header["tile_type"] not in _IMAGES:
            raise self._fault("tiles.vector")
        if header["internal_compression"] is not Compression.GZIP:
            raise self._fault("tiles.compression", kind=header["internal_compression"].name)
        return header

    def _find(self, stream: BinaryIO, header: HeaderDict, tile: int) -> Entry | None:
        offset, length = header["root_offset"], header["root_length"]
        for _ in range(MAX_DEPTH):
            found = find_tile(self._directory(stream, offset, length), tile)
            if found is None or found.run_length:
                return found
            offset, length = header["leaf_directory_offset"] + found.offset, found.length
        return None

    def _directory(self, stream: BinaryIO, offset: int, length: int) -> list[Entry]:
        known = self._directories.get((offset, length))
        if known is not None:
            return known
        if len(self._directories) >= MAX_DIRECTORIES:
            raise self._fault("tiles.broken", detail=f"more than {MAX_DIRECTORIES} directories")
        packed = self._read(stream, offset, length)
        try:
            if _ENDLESS.search(_inflated(packed)):
                raise self._fault("tiles.broken", detail="varint")
            entries: list[Entry] = deserialize_directory(packed)
        except (zlib.error, EOFError, OSError, ValueError) as error:
            raise self._fault("tiles.broken", detail=str(error)) from error
        self._directories[offset, length] = entries
        return entries

    def _read(self, stream: BinaryIO, offset: int, length: int) -> bytes:
        if length > MAX_TILE_BYTES or not 0 <= offset < 2**62:
            raise self._fault("tiles.broken", detail=f"{length} bytes at {offset}")
        stream.seek(offset)
        data = stream.read(length)
        if len(data) < length:
            raise self._fault("tiles.broken", detail=f"{length} bytes at {offset}")
        return data

    def _fault(self, code: str, **values: object) -> DataError:
        return DataError([Problem(Severity.ERROR, code, self.path.name, values=values)])


def _inflated(packed: bytes) -> bytes:
    """Return what gzip packed, if it is of a size that a directory may have."""
    machine = zlib.decompressobj(_GZIP)
    data = machine.decompress(packed, MAX_DIRECTORY_BYTES)
    # What follows would be unpacked, too, by whoever unpacks the whole.
    if not machine.eof or machine.unused_data:
        msg = f"more than {MAX_DIRECTORY_BYTES} bytes, or cut short"
        raise zlib.error(msg)
    return data
