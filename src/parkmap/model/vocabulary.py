"""The words that everything shares: languages, columns of frames, stages, symbols."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, Literal

Lang = Literal["zh", "en"]
DateOrder = Literal["ymd", "dmy", "mdy"]
TileDatum = Literal["wgs84", "gcj02"]
Bounds = tuple[float, float, float, float]
"""(west, south, east, north), degrees in EPSG:4326 unless its holder says otherwise."""

LANGS: Final[tuple[Lang, ...]] = ("zh", "en")
DATE_ORDERS: Final[tuple[DateOrder, ...]] = ("ymd", "dmy", "mdy")
TILE_DATUMS: Final[tuple[TileDatum, ...]] = ("wgs84", "gcj02")

# Columns of Layer.frame: what parkmap knows of a facility. The index is its id.
NAME: Final = "name"
NAME_ZH: Final = "name_zh"
NAME_EN: Final = "name_en"
ROW: Final = "row"
SYMBOL: Final = "symbol"
# Columns of Layer.frame that a file may lack, and of the states that a schedule derives.
TASK: Final = "task"
STAGE: Final = "stage"
CONDITION: Final = "condition"
ACTUAL_START: Final = "actual_start"
ACTUAL_FINISH: Final = "actual_finish"
# A property of parks: the name of several together, such as the north and south part of one park.
GROUP: Final = "group"
# Columns of MappedLayer.states beside TASK, STAGE and CONDITION.
PARK: Final = "park"
LATENESS: Final = "lateness"
DAYS_LATE: Final = "days_late"
# Column of demand beside PARK: how many people or square metres a plot stands for.
WEIGHT: Final = "weight"
# Column of demand and facilities where a file tells where people go in: points, or None.
ENTRANCE: Final = "entrance"
# Columns of Coverage.plots beside PARK and WEIGHT.
NEAREST: Final = "nearest"
DISTANCE: Final = "distance_m"
SERVED: Final = "served"
AREA_SHARE: Final = "area_share"
# Column of Proposal.land.
LAND: Final = "land"

SYMBOLS: Final[tuple[str, ...]] = (
    "bus",
    "toilet",
    "school",
    "kindergarten",
    "clinic",
    "fire",
    "power",
    "water",
    "sewage",
    "waste",
    "pipeline",
    "office",
    "food",
    "park",
    "shop",
    "road",
    "tower",
    "sensor",
    "site",
    "generic",
)
"""Symbols that the page can draw for a facility."""

GROUNDS: Final[tuple[str, ...]] = ("road", "footway", "route", "green", "water", "building")
"""Styles of base layers: the ground that facilities stand on."""


class Stage(StrEnum):
    """How far a facility or task has come; the usual order, not a strict one.

    ``UNKNOWN`` is no stage but the absence of word about it, and never counts as built.
    docs/status.md maps these onto OC4IDS and IATI.
    """

    PROPOSED = "proposed"
    SITING = "siting"
    INITIATED = "initiated"
    PERMITTING = "permitting"
    PROCUREMENT = "procurement"
    UNDER_CONSTRUCTION = "under_construction"
    BUILT = "built"
    TRIAL = "trial"
    IN_SERVICE = "in_service"
    RETIRED = "retired"
    UNKNOWN = "unknown"


class Condition(StrEnum):
    """Whether work goes on, whatever its stage."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"


class Lateness(StrEnum):
    """How a task stands against its dates on one day."""

    EARLY = "early"
    ON_TIME = "on_time"
    DUE_SOON = "due_soon"
    LATE_START = "late_start"
    OVERDUE = "overdue"
    EXTENDED = "extended"
    UNKNOWN = "unknown"


class Match(StrEnum):
    """How a task and its facilities found each other, or why the task has none on the map."""

    PROPERTY = "property"
    """The facility names the task."""
    LISTED = "listed"
    """The row lists the facility."""
    NAME = "name"
    """The facility bears the name of the task."""
    AMBIGUOUS = "ambiguous"
    """It may be one of several; none was taken."""
    UNLOCATED = "unlocated"
    """Nothing on the map answers to it."""
    UNKNOWN_LAYER = "unknown_layer"
    """Its row names a layer that the workspace does not have."""
    NO_LAYER = "no_layer"
    """Its row names no layer: it may build nothing that a map shows."""


class Comparison(StrEnum):
    """Whether the number that a task promises can be held against facilities on the map."""

    COMPARED = "compared"
    UNCOUNTABLE = "uncountable"
    """Not a whole number of things: hectares, kilometres, money, or no unit."""
    NO_LAYER = "no_layer"
    """The task belongs to no layer."""
    CANCELLED = "cancelled"
    """The task was cancelled."""


class Scenario(StrEnum):
    """Under which assumption a day is told about; parkmap.schedule says what each assumes."""

    ACTUAL = "actual"
    PLAN = "plan"
    SLIP = "slip"


class Grouping(StrEnum):
    """By what tasks are counted."""

    PARK = "park"
    LAYER = "layer"
    DEPARTMENT = "department"
    LEADER = "leader"
    PERSON = "person"
    MONTH = "month"
    """Of the finish as it is promised now."""


class Role(StrEnum):
    """What a layer is on the map: things that serve, or the ground they stand on."""

    FACILITY = "facility"
    BASE = "base"


class Severity(StrEnum):
    """What a problem does to the result."""

    ERROR = "error"
    """The input cannot be used; nothing is written."""
    WARNING = "warning"
    """Something was mended or left out; the result stands and says so."""
    NOTE = "note"
    """A choice that the reader should know of."""
