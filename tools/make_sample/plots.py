"""Blocks between streets, cut into plots that face them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from shapely import MultiLineString, Point, Polygon, STRtree, union_all

if TYPE_CHECKING:
    from random import Random

    from shapely.geometry.base import BaseGeometry

    from tools.make_sample.layout import XY
    from tools.make_sample.streets import Network, Patch

VERGE_M: Final = {"arterial": 27.0, "collector": 20.0, "local": 15.0, "footway": 5.0}
"""From the centre line to the fence of a plot."""
GAP_M: Final = 2.0
"""From a fence to the line between two plots."""
MIN_AREA_M2: Final = 4000.0


@dataclass(frozen=True, slots=True)
class Plot:
    """A piece of land in a park."""

    park: str
    shape: Polygon

    @property
    def area_m2(self) -> float:
        """Its area."""
        return float(self.shape.area)

    @property
    def middle(self) -> XY:
        """A position well inside."""
        point = self.shape.centroid
        if not self.shape.contains(point):
            point = self.shape.representative_point()
        return (point.x, point.y)


def divide_parks(network: Network, rng: Random) -> list[Plot]:
    """Divide the blocks of all parks into plots."""
    ways = [*network.roads, *network.footways]
    verges = [way.line.buffer(VERGE_M[way.cls], quad_segs=4) for way in ways]
    tree = STRtree(verges)
    plots = []
    for patch in network.patches.values():
        for block in _blocks(patch):
            for piece in _divide(patch, block, rng):
                streets = union_all([verges[k] for k in sorted(tree.query(piece))])
                plot = _tidy(piece.buffer(-GAP_M, join_style="mitre").difference(streets))
                if plot.area >= MIN_AREA_M2:
                    plots.append(Plot(patch.plan.key, plot))
    return plots


def take_plot(plots: list[Plot], park: str, near: XY) -> Plot:
    """Remove the plot of ``park`` that is nearest to ``near`` from ``plots`` and return it."""
    point = Point(near)
    own = [plot for plot in plots if plot.park == park]
    plot = min(own, key=lambda p: (p.shape.distance(point), p.middle))
    plots.remove(plot)
    return plot


def polygons(shape: BaseGeometry) -> list[Polygon]:
    """Return the polygons that ``shape`` consists of."""
    parts = getattr(shape, "geoms", [shape])
    return [part for part in parts if isinstance(part, Polygon)]


def largest(shape: BaseGeometry) -> Polygon:
    """Return the largest of the polygons that ``shape`` consists of."""
    return max(polygons(shape), key=lambda part: part.area)


Block = tuple[float, float, float, float, bool]
"""u and v of its west, north, east and south borders, and whether a footway halves it."""


def _blocks(patch: Patch) -> list[Block]:
    """Return the blocks of a park: its cells, joined where a street is left out."""
    us, vs = patch.us, patch.vs
    cells = {(i, j): (i, j, i + 1, j + 1) for i in range(len(us) - 1) for j in range(len(vs) - 1)}
    for kind, line, along in patch.plan.merged:
        if kind == "u":
            del cells[line, along]
            cells[line - 1, along] = (line - 1, along, line + 1, along + 1)
        else:
            del cells[along, line]
            cells[along, line - 1] = (along, line - 1, along + 1, line + 1)
    return [
        (us[w], vs[n], us[e], vs[s], cell in patch.plan.cuts)
        for cell, (w, n, e, s) in sorted(cells.items())
    ]


def _divide(patch: Patch, block: Block, rng: Random) -> list[Polygon]:
    """Cut a block into plots of about one size, drawn for the block."""
    west, north, east, south, halved = block
    outline = _cell(patch, (west, north, east, south))
    along, down = (_length(patch, (west, north), end) for end in ((east, north), (west, south)))
    width, depth = (outline.area * along / down) ** 0.5, (outline.area * down / along) ** 0.5
    size = (125.0, 165.0, 230.0)[int(rng.random() * 3)]
    columns = max(1, min(3, round(width / size)))
    if halved:
        columns = 2
    rows = 1 if depth < 190 or (rng.random() < 0.25 and depth < 280) else max(1, round(depth / 170))
    shift = (rng.random() - 0.5) * 0.16 if rows == 2 else 0.0
    cuts = [
        north + (south - north) * (k / rows + (shift if 0 < k < rows else 0))
        for k in range(rows + 1)
    ]
    lines = [west + (east - west) * k / columns for k in range(columns + 1)]
    return [
        _cell(patch, (w, n, e, s))
        for w, e in itertools.pairwise(lines)
        for n, s in itertools.pairwise(cuts)
    ]


def _cell(patch: Patch, cell: tuple[float, float, float, float]) -> Polygon:
    west, north, east, south = cell
    corners = [(west, north), (east, north), (east, south), (west, south), (west, north)]
    ring = []
    for start, end in itertools.pairwise(corners):
        ring += patch.path(start, end, 4)[:-1]
    return Polygon(ring)


def _length(patch: Patch, start: XY, end: XY) -> float:
    return float(MultiLineString([patch.path(start, end, 4)]).length)


def _tidy(shape: BaseGeometry) -> Polygon:
    """Return the largest part without spikes and needless vertices."""
    opened = shape.buffer(-6, join_style="mitre").buffer(6, join_style="mitre")
    return largest(opened.simplify(0.8))
