"""How a layer looks that says nothing of its looks: a symbol by its words, a colour by its kind.

Cosmetic only: nothing here decides what is counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from parkmap.names import key_of

if TYPE_CHECKING:
    from parkmap.model import Text

# In order: the first symbol whose word stands in the key or a title wins.
_WORDS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("kindergarten", ("kindergarten", "nursery", "幼儿园")),
    ("school", ("school", "college", "学校", "小学", "中学")),
    ("bus", ("bus", "tram", "stop", "transit", "公交", "站点")),
    ("toilet", ("toilet", "restroom", "公厕", "厕所")),
    ("clinic", ("health", "clinic", "hospital", "卫生", "医院")),
    ("fire", ("fire", "消防")),
    ("sewage", ("sewage", "wastewater", "污水")),
    ("waste", ("waste", "recycl", "垃圾")),
    ("water", ("water", "供水", "给水")),
    ("power", ("power", "substation", "electric", "供电", "变电")),
    ("pipeline", ("pipe", "管网", "管线")),
    ("office", ("office", "enterprise", "compan", "企业", "服务中心")),
    ("food", ("food", "canteen", "食品", "食堂")),
    ("park", ("park", "playground", "公园")),
    ("shop", ("shop", "store", "market", "商", "市场")),
    ("road", ("road", "street", "way", "道路")),
    ("tower", ("tower", "基站")),
    ("sensor", ("sensor", "camera", "感知", "监测")),
    ("site", ("site", "plot", "project", "地块", "项目")),
)

_GROUND_WORDS: Final[dict[str, tuple[tuple[str, tuple[str, ...]], ...]]] = {
    "lines": (
        ("footway", ("foot", "walk", "trail", "步道", "人行", "慢行")),
        ("route", ("route", "busline", "线路", "公交线")),
        ("water", ("water", "river", "canal", "水系", "河")),
        ("road", ("road", "street", "way", "道路", "公路", "街")),
    ),
    "areas": (
        ("green", ("green", "绿地", "绿化")),
        ("water", ("river", "lake", "pond", "水系", "水面", "河", "湖")),
        ("building", ("building", "建筑", "楼栋")),
    ),
}

# Told apart by colour-blind readers, and dark enough (4.5:1) to frame a symbol on white paper.
_PALETTE: Final = ("#1f5fa8", "#8a3b12", "#5b3a8c", "#0b6e63", "#8c2f5e", "#52606d", "#6b5b00")
_COLORS: Final = {
    "bus": "#1f5fa8",
    "toilet": "#5b3a8c",
    "school": "#8a3b12",
    "kindergarten": "#8c2f5e",
    "clinic": "#8c2f5e",
    "fire": "#9a2617",
    "water": "#0b6e63",
    "sewage": "#0b6e63",
    "office": "#52606d",
    "park": "#2f6b3a",
}


def symbol_for(key: str, title: Text) -> str:
    """Return the symbol whose words the key or a title holds, else ``generic``."""
    said = key_of(f"{key} {title.zh} {title.en}")
    return next((name for name, words in _WORDS if any(word in said for word in words)), "generic")


def ground_for(key: str, title: Text, kind: str) -> str | None:
    """Return the style of ground whose words the key or a title holds, or None.

    ``kind`` is lines or areas: a line is a road, a way or a route, an area is green, water or
    building.
    """
    said = key_of(f"{key} {title.zh} {title.en}")
    words = _GROUND_WORDS.get(kind, ())
    return next((name for name, those in words if any(word in said for word in those)), None)


def color_for(symbol: str, order: int) -> str:
    """Return a frame colour: the symbol's own, else one by the layer's place in the file."""
    return _COLORS.get(symbol, _PALETTE[order % len(_PALETTE)])
