"""Where the tiles of Web Mercator lie: zoom, column from the west, row from the north."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from parkmap.model import Bounds

TILE_PIXELS = 256
MAX_LATITUDE = 85.05112878


class Grid(NamedTuple):
    """Tiles of one zoom between a western and an eastern column, a northern and a southern row."""

    zoom: int
    west: int
    east: int
    north: int
    south: int

    @property
    def columns(self) -> int:
        """How many columns the grid has."""
        return self.east - self.west + 1

    @property
    def size(self) -> int:
        """How many tiles the grid has."""
        return self.columns * (self.south - self.north + 1)


def grid_over(bounds: Bounds, zoom: int) -> Grid:
    """Return the tiles of a zoom that bounds (degrees) touch.

    Examples
    --------
    >>> grid_over((0.1, 0.1, 90, 60), 2)
    Grid(zoom=2, west=2, east=3, north=1, south=1)
    """
    west, south, east, north = bounds
    side = 1 << zoom

    def cell(share: float) -> int:
        return min(max(math.floor(share * side), 0), side - 1)

    return Grid(
        zoom, cell(_across(west)), cell(_across(east)), cell(_down(north)), cell(_down(south))
    )


def zoom_that_fits(bounds: Bounds, pixels: int) -> int:
    """Return the deepest zoom at which bounds (degrees) take at most so many pixels a side."""
    west, south, east, north = bounds
    share = max(_across(east) - _across(west), _down(south) - _down(north), 1e-9)
    return max(math.floor(math.log2(pixels / (share * TILE_PIXELS))), 0)


def _across(lon: float) -> float:
    return lon / 360 + 0.5


def _down(lat: float) -> float:
    held = min(max(lat, -MAX_LATITUDE), MAX_LATITUDE)
    return 0.5 - math.asinh(math.tan(math.radians(held))) / (2 * math.pi)
