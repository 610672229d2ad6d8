"""Water and green: what lies between the parks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from shapely import Polygon, union_all

from tools.make_sample.layout import RIVER_HALF_WIDTH_M, XY
from tools.make_sample.metric import join, offset, smooth
from tools.make_sample.plots import VERGE_M, largest, polygons

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.make_sample.streets import Network

PUBLIC: Final = "公园绿地"
BELT: Final = "防护绿地"


@dataclass(frozen=True, slots=True)
class Ground:
    """A piece of green or water."""

    name: str
    name_en: str
    kind: str
    shape: Polygon


# fmt: off
# A plan reads as a table: a line a thing.
HILL: Final[tuple[XY, ...]] = (
    (-700, 1900), (-470, 1945), (-200, 1925), (70, 1905), (260, 1800), (240, 1600), (200, 1465),
    (-60, 1520), (-330, 1570), (-620, 1620), (-760, 1740),
)
WETLAND: Final[tuple[XY, ...]] = (
    (1660, -745), (1880, -760), (2150, -845), (2400, -935), (2480, -1060), (2380, -1230),
    (2160, -1225), (1900, -1140), (1690, -1010), (1600, -870),
)
ORCHARD: Final[tuple[XY, ...]] = (
    (-2330, -700), (-2180, -650), (-2110, -800), (-2090, -1060), (-2160, -1290), (-2330, -1330),
    (-2390, -1050),
)
POND: Final[tuple[XY, ...]] = (
    (2030, -890), (2130, -915), (2210, -965), (2300, -990), (2380, -1060), (2350, -1130),
    (2240, -1130), (2150, -1080), (2060, -1010), (1995, -940),
)
RESERVOIR: Final[tuple[XY, ...]] = (
    (2250, 1730), (2370, 1790), (2490, 1720), (2530, 1560), (2440, 1420), (2300, 1400),
    (2235, 1500), (2255, 1610),
)
# fmt: on


def lay_water(network: Network) -> list[Ground]:
    """Return the river and two ponds."""
    widths = [
        RIVER_HALF_WIDTH_M * (1 + 0.16 * math.sin(k * 0.37)) for k in range(len(network.river))
    ]
    north = [offset(network.river, w)[k] for k, w in enumerate(widths)]
    south = [offset(network.river, -w)[k] for k, w in enumerate(widths)]
    return [
        Ground("小溪河", "Xiaoxi River", "河流", Polygon([*north, *south[::-1]])),
        Ground("湿地公园湖", "Wetland pond", "湖塘", _blob(POND)),
        Ground("山边水库", "Shanbian reservoir", "水库", _blob(RESERVOIR)),
    ]


def lay_green(network: Network, water: Sequence[Ground]) -> list[Ground]:
    """Return the parks, the banks of the river and two belts, clear of streets and water."""
    streets = union_all(
        [way.line.buffer(VERGE_M[way.cls] - 6, quad_segs=4) for way in network.roads]
    )
    wet = union_all([ground.shape.buffer(2) for ground in water])
    banks = [
        Polygon([*offset(network.river, side * 38), *offset(network.river, side * 104)[::-1]])
        for side in (1, -1)
    ]
    large = [
        Ground("山体公园", "Hill park", PUBLIC, _blob(HILL)),
        Ground("湿地公园", "Wetland park", PUBLIC, _blob(WETLAND)),
        Ground("前村果林", "Qiancun orchard", BELT, _blob(ORCHARD)),
    ]
    greens = []
    for ground in large:
        shape = largest(ground.shape.difference(streets).difference(wet).simplify(0.5))
        greens.append(Ground(ground.name, ground.name_en, ground.kind, shape))
    taken = union_all([green.shape.buffer(4) for green in greens])
    for bank, name, name_en in zip(
        banks, ("北岸绿带", "南岸绿带"), ("North bank green", "South bank green"), strict=True
    ):
        left = bank.buffer(0).difference(streets).difference(wet).difference(taken)
        parts = [part for part in polygons(left.simplify(0.8)) if part.area > 6000]
        parts.sort(key=lambda part: part.centroid.x)
        greens += [
            Ground(f"{name}{k}段", f"{name_en}, part {k}", PUBLIC if k in (2, 4) else BELT, part)
            for k, part in enumerate(parts, 1)
        ]
    return greens


def _blob(points: Sequence[XY]) -> Polygon:
    return Polygon(join(smooth([*points, points[0]], 6)))
