"""The first look: parks and places of facilities as a small drawing that needs no script.

A browser shows it while the rest of the page is still on its way; a mail preview, which runs no
script, shows nothing else. It is as large as some thousand places, however many there are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from parkmap.model import Role
from parkmap.page.shapes import RING, units_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from parkmap.model import Scene
    from parkmap.page.shapes import Shapes

    Ints = NDArray[np.int64]

LOOK_ID: Final = "pm-look"
SIDE: Final = 1000
"""Of the longer edge of the drawing, in its own units."""
MOST_VERTICES: Final = 1200
"""Of all parks; the largest come first."""
MOST_DOTS: Final = 2000
"""Of all layers; facilities that are nearer to each other share one."""
_FINEST, _COARSEST = 256, 32
"""Squares along the longer edge: facilities of a layer in one square are one dot."""
_THIN, _THICK = 4, 12
"""Of dots, in pixels of the screen: of one facility, and of the most in any square."""
_STROKE: Final = 'vector-effect="non-scaling-stroke"'


def first_look(scene: Scene, parks: Shapes, layers: Sequence[Shapes]) -> str:
    """Return an SVG of the zone as it is first looked at; nothing where there is nothing to see.

    ``parks`` and ``layers`` are the shapes of the scene's parks and of all its layers, in order.
    """
    frame = _Frame(scene)
    drawn = [
        (mapped.layer.spec.color, shapes)
        for mapped, shapes in zip(scene.layers, layers, strict=True)
        if mapped.role is Role.FACILITY and len(shapes.x)
    ]
    outlines = "".join(_outlines(frame, parks))
    dots = "".join(_dots(frame, drawn))
    if not outlines and not dots:
        return ""
    # Its looks stand in attributes: whoever takes the styles of a mail away leaves those.
    return (
        f'<svg id="{LOOK_ID}" viewBox="0 0 {frame.width} {frame.height}" aria-hidden="true" '
        'fill="none" stroke-linecap="round">'
        f'<path class="pm-look-parks" d="{outlines}" stroke="#33705a" stroke-width="2" {_STROKE}/>'
        f"{dots}</svg>"
    )


class _Frame:
    """What the drawing shows: the bounds of the scene, in units of the projection."""

    def __init__(self, scene: Scene) -> None:
        west, south, east, north = scene.bounds
        x, y = units_of(np.array([[west, south], [east, north]]))
        self.west, self.north = int(x[0]), int(y[1])
        self.across, self.down = max(1, int(x[1] - x[0])), max(1, int(y[1] - y[0]))
        self.unit = max(self.across, self.down) / SIDE
        self.width, self.height = (
            max(1, round(one / self.unit)) for one in (self.across, self.down)
        )

    def placed(self, x: Ints, y: Ints) -> tuple[Ints, Ints]:
        """Return places in units of the drawing, from its upper left corner."""
        return (
            np.rint((x - self.west) / self.unit).astype(np.int64),
            np.rint((self.north - y) / self.unit).astype(np.int64),
        )


def _outlines(frame: _Frame, parks: Shapes) -> Iterator[str]:
    is_ring = np.repeat(parks.path_kind == RING, parks.path_size)
    sizes = parks.path_size[parks.path_kind == RING]
    xy = np.column_stack(frame.placed(parks.path_x[is_ring], parks.path_y[is_ring]))
    ring = np.repeat(np.arange(len(sizes)), sizes)
    rings = np.asarray(shapely.linearrings(xy, indices=ring), dtype=object)
    areas = shapely.area(shapely.polygons(rings))
    left = MOST_VERTICES
    for at in np.argsort(-areas, kind="stable"):
        corners = shapely.get_coordinates(shapely.simplify(rings[at], 1))
        if len(corners) > left:
            return
        left -= len(corners)
        yield f"M{'L'.join(f'{x:.0f} {y:.0f}' for x, y in corners[:-1])}z"


def _dots(frame: _Frame, drawn: Sequence[tuple[str, Shapes]]) -> Iterator[str]:
    """Return a path for each layer and size of its dots: lines of no length with round ends."""
    crowds = [_Crowd.of(frame, shapes) for _, shapes in drawn]
    squares = _FINEST
    while squares > _COARSEST and sum(len(crowd.count) for crowd in crowds) > MOST_DOTS:
        squares //= 2
        crowds = [crowd.coarser() for crowd in crowds]
    for (color, _), crowd in zip(drawn, crowds, strict=True):
        width = crowd.widths()
        for one in np.unique(width).tolist():
            xy = zip(*(mean[width == one].tolist() for mean in crowd.means()), strict=True)
            path = "".join(f"M{x:.0f} {y:.0f}h0" for x, y in xy)
            yield f'<path d="{path}" stroke="{escape(color)}" stroke-width="{one}" {_STROKE}/>'


@dataclass(frozen=True, slots=True, eq=False)
class _Crowd:
    """Facilities by square: column and row of each that holds any, how many, and sums of places."""

    column: Ints
    row: Ints
    count: Ints
    sum_x: Ints
    sum_y: Ints

    @classmethod
    def of(cls, frame: _Frame, shapes: Shapes) -> _Crowd:
        """Return those that the frame shows."""
        x, y = frame.placed(shapes.x, shapes.y)
        inside = (x >= 0) & (x <= frame.width) & (y >= 0) & (y <= frame.height)
        x, y = x[inside], y[inside]
        # A hair more, so that what lies on the last edge is in the last square.
        column, row = (one * _FINEST // (SIDE + 1) for one in (x, y))
        return cls(column, row, np.ones_like(x), x, y).united()

    def coarser(self) -> _Crowd:
        """Return the same in squares of twice the side."""
        return replace(self, column=self.column // 2, row=self.row // 2).united()

    def united(self) -> _Crowd:
        """Return each square once, with the sums of those that were given for it."""
        square = self.column * _FINEST + self.row
        sums = [
            np.bincount(square, weights=one, minlength=_FINEST**2).astype(np.int64)
            for one in (self.count, self.sum_x, self.sum_y)
        ]
        held = np.flatnonzero(sums[0])
        return _Crowd(held // _FINEST, held % _FINEST, *(one[held] for one in sums))

    def means(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return where the dots stand: amid those that they are of."""
        return self.sum_x / self.count, self.sum_y / self.count

    def widths(self) -> Ints:
        """Return how wide the dots are: their area grows as what they stand for."""
        share = (self.count - 1) / max(1, int(self.count.max(initial=1)) - 1)
        width: Ints = np.rint(_THIN + (_THICK - _THIN) * np.sqrt(share)).astype(np.int64)
        return width
