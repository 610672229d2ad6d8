"""The tiles of a local archive that a zone needs, zoom by zoom, within a budget of bytes."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from parkmap.errors import DataError, SourceError
from parkmap.intake.datum import wgs84_to_gcj02
from parkmap.intake.image import look_at
from parkmap.intake.mbtiles import SIGNATURE as MBTILES
from parkmap.intake.mbtiles import MBTiles
from parkmap.intake.pmtiles import SIGNATURE as PMTILES
from parkmap.intake.pmtiles import PMTiles
from parkmap.intake.source import missing
from parkmap.intake.tile_grid import Grid, grid_over, zoom_that_fits
from parkmap.model import Problem, Severity, TileLevel, Tiles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from parkmap.model import BasemapSpec, Bounds

BYTES_PER_MB: Final = 1_000_000
FIT_PIXELS: Final = 512
"""The coarsest zoom is the one at which the zone is about as large as this."""
MARGIN: Final = 0.1
"""So much of the zone's width and height is taken along on each side."""
WIDE_MARGIN: Final = 0.5
WIDE_ZOOMS: Final = 3
"""At so many of the coarsest zooms a screen or a sheet shows the zone whole, and more beside it."""
DEEPEST: Final = 22
MOST_TILES: Final = 20_000
"""A zoom of more tiles is not looked at: it would not fit."""
MAX_TILE_BYTES: Final = 1_000_000
MAX_TILE_PIXELS: Final = 1024
MAX_ATTRIBUTION: Final = 300
_TAGS: Final = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True, eq=False)
class TileIntake:
    """The tiles taken, None if there are none, and what there is to say of them."""

    tiles: Tiles | None
    attribution: str
    problems: tuple[Problem, ...]


class Archive(Protocol):
    """A file of tiles."""

    def attribution(self) -> str:
        """Return what the file says of its makers."""

    def tiles(self, grid: Grid) -> Iterator[tuple[int, int, bytes]]:
        """Yield column, row and bytes of each tile in a grid."""


def read_tiles(spec: BasemapSpec, bounds: Bounds) -> TileIntake:
    """Return the tiles of ``spec.path`` for a zone, from the zoom that shows it whole.

    Parameters
    ----------
    spec
        A base map with a path. Its ``budget_mb`` counts what the tiles take in a page.
    bounds
        Of the zone, degrees in WGS 84.

    Raises
    ------
    SourceError
        If there is no such file, or it cannot be read.
    DataError
        If it is no archive of raster tiles, or damaged.
    """
    path = _path(spec)
    try:
        archive = _open(path)
        taken = _Taken(spec, path.name)
        for grid in _grids(archive, spec, _as_tiled(bounds, spec)):
            if not taken.take(grid, archive.tiles(grid)):
                break
        attribution = spec.attribution or _plain(archive.attribution())
    except OSError as error:
        values = {"detail": error.strerror or str(error)}
        problem = Problem(Severity.ERROR, "source.unreadable", path.name, values=values)
        raise SourceError([problem]) from error
    return TileIntake(taken.tiles(), attribution, tuple(taken.problems()))


def _path(spec: BasemapSpec) -> Path:
    if spec.path is None:
        msg = f"base map {spec.key} has no file"
        raise ValueError(msg)
    return spec.path


def _open(path: Path) -> Archive:
    if not path.is_file():
        raise missing(path)
    with path.open("rb") as stream:
        head = stream.read(len(MBTILES))
    if head.startswith(PMTILES):
        return PMTiles(path)
    if head == MBTILES:
        return MBTiles(path)
    raise DataError([Problem(Severity.ERROR, "tiles.format", path.name)])


def _as_tiled(bounds: Bounds, spec: BasemapSpec) -> Bounds:
    """Return where the zone lies on the tiles."""
    if spec.crs != "gcj02":
        return bounds
    west, south, east, north = bounds
    lon, lat = wgs84_to_gcj02(
        np.array([west, west, east, east]), np.array([south, north, south, north])
    )
    return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())


def _widened(bounds: Bounds, margin: float) -> Bounds:
    west, south, east, north = bounds
    across, up = (east - west) * margin, (north - south) * margin
    return west - across, south - up, east + across, north + up


def _grids(archive: Archive, spec: BasemapSpec, bounds: Bounds) -> Iterator[Grid]:
    """Yield the grids of the zooms to take, coarsest first, as far as there are tiles."""
    least = 0 if spec.min_zoom is None else spec.min_zoom
    most = min(DEEPEST, DEEPEST if spec.max_zoom is None else spec.max_zoom)
    whole = min(max(zoom_that_fits(_widened(bounds, MARGIN), FIT_PIXELS), least), most)
    wide, close = _widened(bounds, WIDE_MARGIN), _widened(bounds, MARGIN)
    finer = [
        grid_over(wide if zoom < whole + WIDE_ZOOMS else close, zoom)
        for zoom in range(whole, most + 1)
    ]
    held = next((at for at, grid in enumerate(finer) if _holds(archive, grid)), None)
    if held is not None:
        yield from finer[held:]
        return
    coarser = (grid_over(wide, zoom) for zoom in range(whole - 1, least - 1, -1))
    yield from (grid for grid in [next((g for g in coarser if _holds(archive, g)), None)] if grid)


def _holds(archive: Archive, grid: Grid) -> bool:
    return grid.size <= MOST_TILES and next(archive.tiles(grid), None) is not None


class _Taken:
    """What was taken so far; a zoom is taken whole or not at all."""

    def __init__(self, spec: BasemapSpec, file: str) -> None:
        self.file = file
        self.budget = round(spec.budget_mb * BYTES_PER_MB)
        self.images: dict[bytes, int] = {}
        self.levels: list[TileLevel] = []
        self.size = 0
        self.too_large: int | None = None
        self.refused = 0
        self.others = 0

    def take(self, grid: Grid, found: Iterable[tuple[int, int, bytes]]) -> bool:
        """Take a zoom if it fits; return whether the next may be tried."""
        if grid.size > MOST_TILES:
            self.too_large = grid.zoom
            return False
        added: dict[bytes, int] = {}
        places = [0] * grid.size
        size = self.size
        for column, row, data in found:
            if not self._is_image(data):
                continue
            if data not in self.images and data not in added:
                added[data] = len(self.images) + len(added) + 1
                size += in_page(data)
            if size > self.budget:
                self.too_large = grid.zoom
                return False
            at = (row - grid.north) * grid.columns + column - grid.west
            places[at] = self.images.get(data) or added[data]
        if not any(places):
            return False
        self.images |= added
        self.size = size
        self.levels.append(TileLevel(grid.zoom, grid.west, grid.north, grid.columns, tuple(places)))
        return True

    def tiles(self) -> Tiles | None:
        """Return what was taken.

        Raises
        ------
        DataError
            If none of the tiles is an image.
        """
        if self.levels:
            return Tiles(tuple(self.images), tuple(self.levels))
        if self.refused and self.refused == self.others:
            raise DataError([Problem(Severity.ERROR, "tiles.vector", self.file)])
        return None

    def problems(self) -> Iterator[Problem]:
        """Yield what was taken, and what was not."""
        budget, size = f"{self.budget / BYTES_PER_MB:g}", f"{self.size / BYTES_PER_MB:.1f}"
        values: dict[str, object] = {"budget": budget, "size": size, "next": self.too_large}
        if self.levels:
            values["first"], values["last"] = self.levels[0].zoom, self.levels[-1].zoom
            values["count"] = Tiles((), tuple(self.levels)).count
            code = "tiles.embedded" if self.too_large is None else "tiles.embedded_part"
            yield Problem(Severity.NOTE, code, self.file, values=values)
        elif self.too_large is not None:
            yield Problem(Severity.WARNING, "tiles.too_large", self.file, values=values)
        elif not self.refused:
            yield Problem(Severity.WARNING, "tiles.none_here", self.file)
        if self.refused:
            values = {"count": self.refused}
            yield Problem(Severity.WARNING, "tiles.refused", self.file, values=values)

    def _is_image(self, data: bytes) -> bool:
        image = look_at(data)
        fits = len(data) <= MAX_TILE_BYTES
        if image and fits and max(image.width, image.height) <= MAX_TILE_PIXELS:
            return True
        self.refused += 1
        self.others += image is None
        return False


def in_page(data: bytes) -> int:
    """Return how many bytes a tile takes in a page: base64, between quotes, with a comma."""
    return (len(data) + 2) // 3 * 4 + 3


def _plain(text: str) -> str:
    """Return an attribution without the markup that archives write it in."""
    return " ".join(html.unescape(_TAGS.sub("", text[:5000])).split())[:MAX_ATTRIBUTION]
