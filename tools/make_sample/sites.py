"""Where things stand, and how far each has come on 31 May 2017: authored by hand.

Positions are (park, u, v) in the square of a park (see ``streets.Patch``) or metres of the plan.
``task`` is a key of ``programme.TASKS``; it becomes the 序号 in the files.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from tools.make_sample.layout import XY

Spot = tuple[str, float, float]

# fmt: off
# A plan reads as a table: a line a thing.
ROUTES: Final[tuple[tuple[str, str, tuple[str | Spot, ...]], ...]] = (
    (
        "园1路",
        "Park line 1",
        ("n1", ("ecommerce", 0.63, 0), ("ecommerce", 0.63, 1), "a2", ("fashion", 0.58, 1),
         ("fashion", 0.58, 0), "m3", ("food_north", 0.49, 1), ("food_north", 0.49, 0), "n4"),
    ),
    (
        "园2路",
        "Park line 2",
        ("n3", "m3", ("food_south", 0.49, 0), ("food_south", 0.49, 1), "a4", ("xintang", 0.56, 1),
         ("xintang", 0.56, 0), "m5", "n5"),
    ),
    (
        "园3路",
        "Park line 3",
        ("b1", ("wuli", 0.50, 0), ("wuli", 0.50, 1), "s2", ("andong", 0.62, 1),
         ("andong", 0.62, 0), "b3", "a3"),
    ),
    (
        "园4路",
        "Park line 4",
        (("wuli", 0, 0.51), ("wuli", 1, 0.51), "b2", "a2", "m2", "m3", "m4", ("xintang", 0.30, 0),
         ("xintang", 0.30, 0.50), ("xintang", 1, 0.50)),
    ),
)
# fmt: on


@dataclass(frozen=True, slots=True)
class Stop:
    """A bus stop, or two that face each other where ``pair`` holds the dates of the second."""

    name: str
    name_en: str
    spot: Spot
    task: str
    stage: str
    start: str | None = None
    finish: str | None = None
    pair: tuple[str, str | None, str | None] | None = None


DONE: Final = "in_service"
WORKS: Final = "under_construction"

# fmt: off
# A plan reads as a table: a line a thing.
STOPS: Final[tuple[Stop, ...]] = (
    Stop("食园中路北", "Shiyuan Middle Road North", ("food_north", 0.49, 0.40), "stops_food_north",
         DONE, "2017-04-05", "2017-05-12", (DONE, "2017-04-05", "2017-05-12")),
    Stop("食园中路南", "Shiyuan Middle Road South", ("food_north", 0.49, 0.86), "stops_food_north",
         DONE, "2017-04-10", "2017-05-18"),
    Stop("北环食园口", "North Ring at Food Park", ("food_north", 0.70, 0.0), "stops_food_north",
         DONE, "2017-04-10", "2017-05-18"),
    Stop("食品大道西", "Food Park Avenue West", ("food_north", 0.13, 1.0), "stops_food_north",
         DONE, "2017-04-12", "2017-05-24"),
    Stop("食园四横路口", "Shiyuan 4th Cross Road", ("food_south", 0.49, 0.38), "stops_food_south",
         WORKS, "2017-05-16"),
    Stop("食园六横路口", "Shiyuan 6th Cross Road", ("food_south", 0.49, 0.84), "stops_food_south",
         WORKS, "2017-05-22"),
    Stop("园区大道食园口", "Park Avenue at Food Park", ("food_south", 0.88, 1.0),
         "stops_food_south", "proposed"),
    Stop("新塘中路北", "Xintang Middle Road North", ("xintang", 0.56, 0.38), "stops_xintang_1",
         DONE, "2017-04-06", "2017-05-10", (DONE, "2017-04-06", "2017-05-10")),
    Stop("新塘中路南", "Xintang Middle Road South", ("xintang", 0.56, 0.86), "stops_xintang_1",
         DONE, "2017-04-06", "2017-05-12"),
    Stop("食品大道东", "Food Park Avenue East", ("xintang", 0.18, 0.0), "stops_xintang_1",
         DONE, "2017-04-17", "2017-05-12"),
    Stop("新塘东路口", "Xintang East Road", ("xintang", 0.86, 0.50), "stops_xintang_2",
         "built", "2017-04-20"),
    Stop("五里中路北", "Wuli Middle Road North", ("wuli", 0.50, 0.36), "stops_wuli",
         DONE, "2017-04-11", "2017-05-19", (DONE, "2017-04-11", "2017-05-19")),
    Stop("五里中路南", "Wuli Middle Road South", ("wuli", 0.50, 0.86), "stops_wuli",
         DONE, "2017-04-13", "2017-05-25"),
    Stop("五里横路西", "Wuli Cross Road West", ("wuli", 0.13, 0.51), "stops_wuli",
         DONE, "2017-04-18", "2017-05-26"),
    Stop("五里横路东", "Wuli Cross Road East", ("wuli", 0.86, 0.51), "stops_wuli",
         WORKS, "2017-04-27"),
    Stop("安东中路北", "Andong Middle Road North", ("andong", 0.62, 0.20), "stops_andong",
         "permitting"),
    Stop("安东中路南", "Andong Middle Road South", ("andong", 0.62, 0.80), "stops_andong",
         "permitting"),
    Stop("南园路安东口", "South Park Road at Andong", ("andong", 0.28, 1.0), "stops_andong",
         "permitting"),
    Stop("南岸大道安东口", "South Bank Avenue at Andong", ("andong", 0.88, 0.0), "stops_andong",
         "proposed"),
    Stop("时尚中路", "Shishang Middle Road", ("fashion", 0.58, 0.55), "stops_fashion",
         DONE, "2017-04-07", "2017-05-16"),
    Stop("食品大道时尚口", "Food Park Avenue at Fashion Park", ("fashion", 0.26, 0.0),
         "stops_fashion", DONE, "2017-04-07", "2017-05-22"),
    Stop("园区大道时尚口", "Park Avenue at Fashion Park", ("fashion", 0.27, 1.0),
         "stops_fashion", WORKS, "2017-05-08"),
    Stop("电商中路", "Dianshang Middle Road", ("ecommerce", 0.63, 0.48), "stops_ecommerce",
         DONE, "2017-04-10", "2017-05-15"),
    Stop("北环电商口", "North Ring at E-commerce Park", ("ecommerce", 0.28, 0.0),
         "stops_ecommerce", DONE, "2017-04-10", "2017-05-23"),
    Stop("园区大道电商口", "Park Avenue at E-commerce Park", ("ecommerce", 0.72, 1.0),
         "stops_ecommerce", WORKS, "2017-04-28"),
)
# fmt: on

# fmt: off
# A plan reads as a table: a line a thing.
POCKETS: Final[tuple[tuple[str, str, Spot, float], ...]] = (
    ("食园口袋公园", "Shiyuan pocket park", ("food_north", 0.57, 0.45), 4200),
    ("食园六横路绿地", "Shiyuan 6th Cross Road green", ("food_south", 0.82, 0.88), 9000),
    ("新塘口袋公园", "Xintang pocket park", ("xintang", 0.62, 0.57), 6500),
    ("五里口袋公园", "Wuli pocket park", ("wuli", 0.56, 0.56), 3600),
    ("安东口袋公园", "Andong pocket park", ("andong", 0.35, 0.55), 2400),
    ("时尚广场绿地", "Fashion square green", ("fashion", 0.63, 0.45), 8000),
    ("电商口袋公园", "E-commerce pocket park", ("ecommerce", 0.68, 0.40), 2800),
)
# fmt: on
"""Plots kept green, and the area in m2 that a small public park takes of each, at most."""


@dataclass(frozen=True, slots=True)
class Site:
    """A facility that is a point: on its own plot, beside or on a street, or at a free place."""

    layer: str
    name: str
    name_en: str
    kind: str
    symbol: str
    where: Spot | XY
    at: Literal["plot", "green", "road", "free"]
    task: str | None
    stage: str | None = None


# fmt: off
# A plan reads as a table: a line a thing.
SITES: Final[tuple[Site, ...]] = (
    Site("toilets", "食园公厕", "Shiyuan toilet", "公共厕所", "toilet",
         ("food_north", 0.57, 0.45), "green", "toilet_food"),
    Site("toilets", "新塘公厕", "Xintang toilet", "公共厕所", "toilet",
         ("xintang", 0.62, 0.57), "green", "toilet_xintang"),
    Site("toilets", "五里公厕", "Wuli toilet", "公共厕所", "toilet",
         ("wuli", 0.56, 0.56), "green", "toilet_wuli"),
    Site("schools", "第九小学", "Ninth Primary School", "小学", "school",
         ("xintang", 0.14, 0.38), "plot", "school_9"),
    Site("schools", "第九幼儿园", "Ninth Kindergarten", "幼儿园", "kindergarten",
         ("xintang", 0.14, 0.62), "plot", "kindergarten_9"),
    Site("schools", "第八实验小学", "Eighth Experimental Primary School", "小学", "school",
         ("wuli", 0.64, 0.64), "plot", "school_8"),
    Site("schools", "五里幼儿园", "Wuli Kindergarten", "幼儿园", "kindergarten",
         ("wuli", 0.86, 0.64), "plot", "kindergarten_wuli"),
    Site("schools", "示例小学（现状）", "Sample primary school (existing)", "小学", "school",
         (-1035, 1765), "free", None, "in_service"),
    Site("schools", "示例幼儿园（现状）", "Sample kindergarten (existing)", "幼儿园",
         "kindergarten", ("fashion", 0.90, 0.15), "plot", None, "in_service"),
    Site("utilities", "新塘变电站", "Xintang substation", "供电", "power",
         ("xintang", 0.90, 0.12), "plot", "power_xintang"),
    Site("utilities", "食园开闭所", "Shiyuan switching station", "供电", "power",
         ("food_south", 0.64, 0.12), "plot", "power_food"),
    Site("utilities", "安东配电站", "Andong distribution station", "供电", "power",
         ("andong", 0.08, 0.15), "plot", "power_andong"),
    Site("utilities", "食园雨污管网", "Shiyuan storm and foul sewers", "管网", "pipeline",
         ("food_north", 0.63, 0.30), "road", "pipes_food"),
    Site("utilities", "五里管线迁改", "Wuli pipeline diversion", "管网", "pipeline",
         ("wuli", 0.63, 0.51), "road", "pipes_wuli"),
    Site("utilities", "安东供水管网", "Andong water mains", "管网", "pipeline",
         ("andong", 0.51, 0.36), "road", "pipes_andong"),
    Site("utilities", "园区大道提升段", "Park Avenue upgrade", "道路", "road",
         ("food_south", 0.35, 1.0), "road", "road_avenue"),
    Site("utilities", "时尚横路拓宽", "Shishang Cross Road widening", "道路", "road",
         ("fashion", 0.70, 0.38), "road", "road_fashion"),
    Site("utilities", "安东四路拓宽", "Andong 4th Road widening", "道路", "road",
         ("andong", 0.81, 0.18), "road", "road_andong"),
    Site("utilities", "新塘消防站", "Xintang fire station", "消防", "fire",
         ("xintang", 0.40, 0.08), "plot", "fire"),
    Site("utilities", "食园垃圾转运站", "Shiyuan waste transfer station", "垃圾转运", "waste",
         ("food_north", 0.92, 0.90), "plot", "waste_food"),
    Site("utilities", "五里垃圾转运站", "Wuli waste transfer station", "垃圾转运", "waste",
         ("wuli", 0.10, 0.92), "plot", "waste_wuli"),
    Site("utilities", "溪边污水处理厂", "Xibian sewage works", "污水", "sewage",
         (2460, -1300), "free", "sewage_xibian"),
    Site("utilities", "安东污水提升泵站", "Andong sewage pumping works", "污水", "sewage",
         ("andong", 0.92, 0.90), "plot", "sewage_andong"),
    Site("services", "党群服务中心", "Party and Community Centre", "党群服务中心", "office",
         ("fashion", 0.50, 0.20), "plot", "party_centre"),
    Site("services", "社区卫生服务中心", "Community Health Centre", "社区卫生服务中心", "clinic",
         ("wuli", 0.36, 0.40), "plot", "health_centre"),
    Site("services", "食品市场", "Food market", "食品市场", "food",
         ("food_south", 0.36, 0.15), "plot", "food_market"),
    Site("services", "食品园智慧平台服务点", "Food Park smart platform", "智慧平台", "sensor",
         ("food_north", 0.40, 0.80), "plot", "smart_food"),
    Site("services", "新塘园智慧平台服务点", "Xintang smart platform", "智慧平台", "sensor",
         ("xintang", 0.48, 0.40), "plot", "smart_xintang"),
    Site("services", "五里园智慧平台服务点", "Wuli smart platform", "智慧平台", "sensor",
         ("wuli", 0.56, 0.20), "plot", "smart_wuli"),
    Site("services", "安东园智慧平台服务点", "Andong smart platform", "智慧平台", "sensor",
         ("andong", 0.56, 0.50), "plot", "smart_andong"),
    Site("services", "时尚园智慧平台服务点", "Fashion Park smart platform", "智慧平台", "sensor",
         ("fashion", 0.50, 0.60), "plot", "smart_fashion"),
    Site("services", "电商园智慧平台服务点", "E-commerce smart platform", "智慧平台", "sensor",
         ("ecommerce", 0.56, 0.20), "plot", "smart_ecommerce"),
)
# fmt: on

FIRMS: Final[tuple[tuple[str, str, str, Spot], ...]] = (
    ("小兄弟", "Xiaoxiongdi", "site", ("food_north", 0.10, 0.12)),
    ("华恒", "Huaheng", "site", ("food_north", 0.34, 0.20)),
    ("华清", "Huaqing", "site", ("food_north", 0.62, 0.14)),
    ("佳旺", "Jiawang", "site", ("food_north", 0.88, 0.20)),
    ("旭升", "Xusheng", "site", ("food_south", 0.12, 0.62)),
    ("建友", "Jianyou", "site", ("food_south", 0.34, 0.60)),
    ("德义坊", "Deyifang", "site", ("food_south", 0.62, 0.62)),
    ("盼盼", "Panpan", "half", ("food_north", 0.62, 0.82)),
    ("好彩头", "Haocaitou", "half", ("food_south", 0.88, 0.40)),
    ("欧华", "Ouhua", "half", ("food_north", 0.12, 0.50)),
    ("好仁佳", "Haorenjia", "half", ("food_south", 0.12, 0.15)),
    ("哈蜜", "Hami", "half", ("food_north", 0.40, 0.50)),
    ("亿源", "Yiyuan", "half", ("food_south", 0.60, 0.36)),
    ("富华", "Fuhua", "end", ("food_north", 0.88, 0.50)),
    ("蜡笔小新", "Labixiaoxin", "end", ("food_south", 0.12, 0.90)),
    ("好来屋", "Haolaiwu", "end", ("food_north", 0.12, 0.82)),
    ("冠顺", "Guanshun", "end", ("food_south", 0.88, 0.62)),
    ("德迈", "Demai", "end", ("food_north", 0.70, 0.50)),
    ("香陶", "Xiangtao", "end", ("food_south", 0.36, 0.88)),
    ("维多利亚", "Weiduoliya", "end", ("food_south", 0.62, 0.88)),
)
"""The enterprises that the report names: what the plan says of each, and an invented place."""
