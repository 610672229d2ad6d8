"""The plan of the zone, authored by hand: nodes, main roads, river, parks.

Coordinates are metres east and north of the centre of the zone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

XY = tuple[float, float]

NODES: Final[dict[str, XY]] = {
    # Along the north ring.
    "n1": (-2380, 1960),
    "n2": (-1060, 2050),
    "n3": (560, 2090),
    "n4": (1790, 1990),
    "n5": (2620, 2060),
    "n6": (2980, 2110),
    # Along the street of the food park.
    "m2": (-1120, 1560),
    "m3": (470, 1330),
    "m4": (1680, 1110),
    "m5": (2720, 1010),
    # Along the main avenue, north of the river.
    "a1": (-2440, 1340),
    "a2": (-1190, 1090),
    "a3": (390, 520),
    "a4": (1590, 60),
    "a5": (2640, -150),
    "a6": (2960, -190),
    # Along the south bank.
    "b1": (-2400, 610),
    "b2": (-1340, 340),
    "b3": (40, -330),
    "b4": (1360, -1050),
    "b5": (2660, -1450),
    "b6": (2950, -1510),
    # Behind the southern parks.
    "s1": (-2500, -430),
    "s2": (-1530, -640),
    "s3": (-190, -1200),
    "s4": (1290, -1660),
    # Along the south ring.
    "r1": (-2450, -1450),
    "r2": (-1490, -1640),
    "r3": (-260, -1990),
    "r4": (1180, -2190),
    "r6": (2915, -2170),
}


@dataclass(frozen=True, slots=True)
class MainRoad:
    """A road through named nodes (str) and free points, smoothed through all of them."""

    name: str
    name_en: str
    cls: str
    way: tuple[str | XY, ...]
    foot: bool = True


# fmt: off
# A plan reads as a table: a line a thing.
MAIN_ROADS: Final[tuple[MainRoad, ...]] = (
    MainRoad(
        "北环大道",
        "North Ring Avenue",
        "arterial",
        ((-3020, 1850), "n1", (-1720, 2060), "n2", (-260, 2010), "n3", (1180, 2110), "n4", "n5",
         "n6", (3060, 2125)),
    ),
    MainRoad(
        "园区大道",
        "Park Avenue",
        "arterial",
        ((-3020, 1400), "a1", (-1800, 1275), "a2", (-420, 855), "a3", (1000, 240), "a4",
         (2120, -75), "a5", "a6", (3060, -205)),
    ),
    MainRoad(
        "南岸大道",
        "South Bank Avenue",
        "arterial",
        ((-3020, 700), "b1", (-1850, 520), "b2", (-640, -40), "b3", (720, -740), "b4",
         (2000, -1290), "b5", "b6", (3060, -1530)),
    ),
    MainRoad(
        "南环路",
        "South Ring Road",
        "arterial",
        ((-3020, -1370), "r1", (-1960, -1570), "r2", (-880, -1770), "r3", (480, -2120), "r4",
         (2000, -2230), "r6"),
    ),
    MainRoad(
        "西环路",
        "West Ring Road",
        "arterial",
        ((-2330, 2400), "n1", (-2380, 1660), "a1", (-2450, 980), "b1", (-2490, 90), "s1",
         (-2440, -950), "r1", (-2500, -2150)),
    ),
    MainRoad(
        "创业路",
        "Chuangye Road",
        "arterial",
        ((-1080, 2400), "n2", "m2", "a2", (-1250, 720), "b2", (-1470, -130), "s2", (-1500, -1150),
         "r2", (-1540, -2200)),
    ),
    MainRoad(
        "中心大道",
        "Central Avenue",
        "arterial",
        ((620, 2400), "n3", (540, 1720), "m3", (400, 930), "a3", (240, 110), "b3", (-40, -780),
         "s3", (-260, -1600), "r3", (-250, -2350)),
    ),
    MainRoad(
        "科技路",
        "Keji Road",
        "arterial",
        ((1830, 2400), "n4", (1700, 1560), "m4", (1690, 560), "a4", (1450, -520), "b4",
         (1330, -1350), "s4", "r4", (1190, -2400)),
    ),
    MainRoad(
        "东环快速路",
        "East Ring Expressway",
        "arterial",
        ((3010, 2400), "n6", (2930, 950), "a6", (2990, -850), "b6", "r6", (2890, -2400)),
        foot=False,
    ),
    MainRoad(
        "食品大道",
        "Food Park Avenue",
        "collector",
        ("m2", (-350, 1500), "m3", (1080, 1180), "m4", (2200, 1080), "m5"),
    ),
    MainRoad(
        "新塘东路",
        "Xintang East Road",
        "collector",
        ("n5", (2680, 1530), "m5", (2650, 430), "a5", (2590, -800), "b5"),
    ),
    MainRoad(
        "南园路",
        "South Park Road",
        "collector",
        ("s1", (-2020, -560), "s2", (-880, -870), "s3", (560, -1490), "s4"),
    ),
)
# fmt: on

# fmt: off
# A plan reads as a table: a line a thing.
Gate = tuple[tuple[str, str], float]
"""A place on the main road between two nodes, as a share of its length."""

VILLAGE_LANES: Final[tuple[tuple[str, str, Gate, tuple[XY, ...], Gate], ...]] = (
    ("前村路", "Qiancun Lane",
     (("s1", "s2"), 0.50), ((-2060, -850), (-1940, -1210)), (("r1", "r2"), 0.52)),
    ("后村路", "Houcun Lane",
     (("s2", "s3"), 0.41), ((-960, -1190), (-800, -1480)), (("r2", "r3"), 0.55)),
    ("溪边路", "Xibian Lane",
     (("b3", "b4"), 0.41), ((560, -960), (420, -1230)), (("s3", "s4"), 0.40)),
    ("山边路", "Shanbian Lane",
     (("n4", "n5"), 0.45), ((2130, 1760), (2060, 1390)), (("m4", "m5"), 0.30)),
    ("溪边东路", "Xibian East Lane",
     (("s3", "s4"), 0.62), ((690, -1830),), (("r3", "r4"), 0.60)),
)
# fmt: on
# fmt: off
# A plan reads as a table: a line a thing.
RIVER: Final[tuple[XY, ...]] = (
    (-3080, 1080), (-2780, 1075), (-2440, 985), (-2080, 930), (-1720, 905), (-1270, 735),
    (-860, 500), (-420, 420), (200, 90), (560, -140), (980, -250), (1440, -530), (1900, -640),
    (2280, -800), (2640, -840), (3080, -930),
)
# fmt: on
RIVER_HALF_WIDTH_M: Final = 34.0
PROMENADE_OFFSET_M: Final = 72.0


@dataclass(frozen=True, slots=True)
class ParkPlan:
    """A park between four chains of nodes, and the streets that divide it.

    ``north`` and ``south`` run west to east, ``west`` and ``east`` north to south. ``us`` and
    ``vs`` are where streets leave the north/south and the west/east chains, as fractions of their
    length. ``merged`` names street pieces that are left out, which makes a larger block: ("u", i,
    j) is the piece of street ``us[i]`` between ``vs`` j and j + 1 (both counted with the border),
    ("v", j, i) likewise. ``cuts`` names blocks (i, j) that a footway crosses from north to south.
    """

    key: str
    name: str
    name_en: str
    group: str
    north: tuple[str, ...]
    south: tuple[str, ...]
    west: tuple[str, ...]
    east: tuple[str, ...]
    us: tuple[float, ...]
    vs: tuple[float, ...]
    u_names: tuple[str, ...]
    v_names: tuple[str, ...]
    bend: XY
    merged: tuple[tuple[str, int, int], ...]
    cuts: tuple[tuple[int, int], ...]
    code: str


# fmt: off
# A plan reads as a table: a line a thing.
PARKS: Final[tuple[ParkPlan, ...]] = (
    ParkPlan(
        "food_north", "食品园·北片", "Food Park, north", "食品园",
        ("n3", "n4"), ("m3", "m4"), ("n3", "m3"), ("n4", "m4"),
        (0.22, 0.49, 0.77), (0.30, 0.66),
        ("食园一路", "食园中路", "食园三路"), ("食园北横路", "食园南横路"),
        (30, -22), (("v", 1, 1),), ((0, 0), (3, 2)), "A",
    ),
    ParkPlan(
        "food_south", "食品园·南片", "Food Park, south", "食品园",
        ("m3", "m4"), ("a3", "a4"), ("m3", "a3"), ("m4", "a4"),
        (0.22, 0.49, 0.77), (0.26, 0.50, 0.76),
        ("食园五路", "食园中路", "食园六路"), ("食园四横路", "食园五横路", "食园六横路"),
        (-26, 30), (("u", 1, 2), ("v", 1, 2)), ((1, 1), (3, 3)), "B",
    ),
    ParkPlan(
        "xintang", "新塘园", "Xintang Park", "新塘园",
        ("m4", "m5"), ("a4", "a5"), ("m4", "a4"), ("m5", "a5"),
        (0.30, 0.56, 0.79), (0.26, 0.50, 0.76),
        ("新塘一路", "新塘中路", "新塘三路"), ("新塘北横路", "新塘横路", "新塘南横路"),
        (28, 20), (("u", 3, 0), ("v", 3, 1)), ((1, 1), (0, 3)), "C",
    ),
    ParkPlan(
        "wuli", "五里园（永和二期）", "Wuli Park (Yonghe phase 2)", "五里园（永和二期）",
        ("b1", "b2"), ("s1", "s2"), ("b1", "s1"), ("b2", "s2"),
        (0.24, 0.50, 0.76), (0.24, 0.51, 0.78),
        ("五里一路", "五里中路", "五里三路"), ("五里北横路", "五里横路", "五里南横路"),
        (-24, -20), (("v", 1, 1), ("u", 3, 2)), ((0, 2), (2, 0)), "D",
    ),
    ParkPlan(
        "andong", "安东园", "Andong Park", "安东园",
        ("b2", "b3"), ("s2", "s3"), ("b2", "s2"), ("b3", "s3"),
        (0.19, 0.41, 0.62, 0.81), (0.36, 0.66),
        ("安东一路", "安东二路", "安东中路", "安东四路"), ("安东北横路", "安东横路"),
        (24, -30), (("v", 1, 2), ("u", 4, 1)), ((1, 0), (4, 2)), "E",
    ),
    ParkPlan(
        "fashion", "时尚园", "Fashion Park", "时尚园",
        ("m2", "m3"), ("a2", "a3"), ("m2", "a2"), ("m3", "a3"),
        (0.17, 0.38, 0.58, 0.80), (0.38, 0.76),
        ("时尚一路", "时尚二路", "时尚中路", "时尚四路"), ("时尚横路", "时尚南横路"),
        (-20, -18), (("u", 1, 1), ("v", 2, 3)), ((2, 0), (4, 1)), "F",
    ),
    ParkPlan(
        "ecommerce", "电商园", "E-commerce Park", "电商园",
        ("n1", "n2"), ("a1", "a2"), ("n1", "a1"), ("n2", "m2", "a2"),
        (0.20, 0.42, 0.63, 0.82), (0.33, 0.68),
        ("电商一路", "电商二路", "电商中路", "电商四路"), ("电商北横路", "电商横路"),
        (22, 16), (("v", 1, 1), ("u", 4, 1)), ((3, 0), (0, 2)), "G",
    ),
)
# fmt: on
