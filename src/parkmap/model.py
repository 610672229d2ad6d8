"""The nouns of parkmap, and the names of the columns that its frames share.

Nothing here reads, computes or renders. Scalars are frozen; holders of frames compare by
identity (``eq=False``), because comparing two frames has no single truth value.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

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
# Columns of MappedLayer.states beside TASK, STAGE and CONDITION.
PARK: Final = "park"
LATENESS: Final = "lateness"
DAYS_LATE: Final = "days_late"

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


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in two languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Spot:
    """Where in a JSON file something stands; ``line`` and ``column`` count from 1.

    ``path`` is a JSON path such as ``features[16].geometry.coordinates[0]``, empty where the text
    has no structure to point into.
    """

    path: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong or worth knowing, as a code with values.

    ``code`` names a sentence of the locale files (``problem.<code>``); ``values`` fill it. They
    come from strangers: they are values of the sentence, never part of its form. ``place`` is
    ``kind:where`` with a kind of ``messages.place`` (``feature:17``, ``row:3``,
    ``key:layers.busstops.path``), or empty. ``spot`` says more of a place in a JSON file.
    """

    severity: Severity
    code: str
    file: str = ""
    place: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    spot: Spot | None = None

    def __str__(self) -> str:
        """Tell the problem without the locale files, for logs and tracebacks."""
        details = ", ".join(f"{name}={value!r}" for name, value in self.values.items())
        where = ": ".join(part for part in (self.file, self.place) if part)
        return f"{where or 'parkmap'}: {self.code}" + (f" ({details})" if details else "")


@dataclass(frozen=True, slots=True)
class Zone:
    """The zone that a workspace describes. ``year`` is what "6月底" counts from."""

    name: Text
    year: int
    illustrative: bool


@dataclass(frozen=True, slots=True)
class LayerSpec:
    """What parkmap.toml says of a layer, defaults filled in.

    ``symbol`` draws every facility unless ``symbol_column`` names a property that holds the symbol
    of each. ``role`` is None where the file decides (see ``docs/workspace.md``, role), ``datum``
    where the file says it or, for GeoJSON, WGS 84 is meant; ``table`` picks a layer of a file that
    holds several. ``radius_m`` is in metres. ``color`` is a CSS hex colour for the frame of the
    symbol, since the fill tells the stage.
    """

    key: str
    title: Text
    path: Path
    datum: str | None = None
    table: str | None = None
    symbol: str = "generic"
    symbol_column: str | None = None
    color: str = "#52606d"
    role: Role | None = None
    id_column: str | None = None
    name_column: str | None = None
    name_zh_column: str | None = None
    name_en_column: str | None = None
    task_column: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    radius_m: float | None = None
    rule: str | None = None
    stage: Stage | None = None
    finish_means: Stage = Stage.IN_SERVICE


@dataclass(frozen=True, slots=True)
class RegisterSpec:
    """Where the responsibility table is; ``columns`` maps canonical names to its headers.

    ``sheet`` names one of several sheets, ``date_order`` the order of numbers in a date that does
    not begin with its year, and ``year`` the year of "6月底" where the title says another than the
    zone.
    """

    path: Path
    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    sheet: str | None = None
    date_order: DateOrder | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class BasemapSpec:
    """A base map of tiles: on servers (``urls``), or in a file (``path``) for the page to carry.

    ``key`` names it in the address of a page, ``place`` in parkmap.toml. Tiles of several ``urls``
    lie one over the other; what a reader's browser may ask is ``hosts``, sources of a policy
    (``https://tile.example.org``). ``min_zoom`` and ``max_zoom`` are those of its tiles.
    ``budget_mb`` is what tiles of a file may take in a page. ``shows_key`` says that the urls hold
    a key of the user's.
    """

    key: str
    place: str
    title: Text
    crs: TileDatum = "wgs84"
    attribution: str = ""
    urls: tuple[str, ...] = ()
    subdomains: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    tile_size: int = 256
    zoom_offset: int = 0
    path: Path | None = None
    min_zoom: int | None = None
    max_zoom: int | None = None
    budget_mb: float = 10
    is_default: bool = False
    shows_key: bool = False


@dataclass(frozen=True, slots=True)
class Workspace:
    """What parkmap.toml says, checked. ``root`` is its folder; paths in specs are absolute.

    ``demand`` and ``weight`` say who is to be served (a layer of plots or a grid) and which of
    its columns counts them. ``omit`` holds canonical names or headers that never reach a page.
    A page of more than ``budget_mb`` megabytes is warned of.
    """

    file: Path
    root: Path
    zone: Zone
    as_of: date | None
    parks: LayerSpec
    layers: tuple[LayerSpec, ...]
    register: RegisterSpec | None = None
    demand: LayerSpec | None = None
    weight: str | None = None
    omit: tuple[str, ...] = ()
    budget_mb: float = 30
    basemaps: tuple[BasemapSpec, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a layer or register came from, for the reader of the page."""

    file: str
    encoding: str
    datum: str
    count: int
    """Records in the file."""
    left_out: int = 0
    """Records that could not be shown; each is a warning of its own."""


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """Facilities, parks or ground of one file.

    Attributes
    ----------
    frame
        GeoDataFrame in EPSG:4326 (lon, lat); index = unique string id; geometry valid and not
        empty. Columns ``NAME``, ``NAME_ZH``, ``NAME_EN`` (str or None), ``ROW`` (int, 1-based
        place in the file), ``SYMBOL`` (one of SYMBOLS, only where the spec names a
        ``symbol_column``), and where the file has them ``TASK``, ``STAGE``, ``CONDITION`` (str or
        None), ``ACTUAL_START``, ``ACTUAL_FINISH`` (date or None).
    properties
        DataFrame on the same index with every property of the file under its own name, values as
        read. Missing properties are None.
    """

    spec: LayerSpec
    frame: gpd.GeoDataFrame
    properties: pd.DataFrame
    source: Source


@dataclass(frozen=True, slots=True)
class Interval:
    """A date as a register tells it: never more precise than its words.

    ``earliest`` and ``latest`` are inclusive; ``text`` is the source text, ``precision`` one of
    day, part, month, quarter, half, year.
    """

    earliest: date
    latest: date
    text: str
    precision: str
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class Milestone:
    """A start or a finish: what was promised, what is promised now, and what happened."""

    kind: Literal["start", "finish"]
    baseline: Interval | None = None
    current: Interval | None = None
    actual: Interval | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One of several dates that a row names for itself: "3月底前完成2家；6月底前完成5家".

    ``content`` is what the words beside the date say ("2家").
    """

    kind: Literal["start", "finish"]
    interval: Interval
    content: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One row of the responsibility table.

    ``stage`` and ``condition`` are what the row itself reports, from its stage column or from the
    words of its progress text; ``is_done`` is a bare "已完成" or "100%", whose stage is what the
    layer says a finish means. ``steps`` are the dates of a cell that names several; ``start`` and
    ``finish`` are the first start and the last finish among them.
    """

    task_id: str
    name: str
    row: int
    content: str = ""
    layer: str = ""
    park: str = ""
    quantity: float | None = None
    unit: str = ""
    start: Milestone = Milestone("start")
    finish: Milestone = Milestone("finish")
    stage: Stage | None = None
    condition: Condition | None = None
    progress: str = ""
    is_done: bool = False
    after: tuple[str, ...] = ()
    delay_reason: str = ""
    evidence: str = ""
    support: tuple[str, ...] = ()
    leader: str = ""
    department: str = ""
    person: str = ""
    facilities: tuple[str, ...] = ()
    note: str = ""
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Register:
    """The responsibility table: tasks in the order of the file, ids unique."""

    tasks: tuple[Task, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class State:
    """A task on one day. ``days_late`` counts from the latest day of the missed interval."""

    stage: Stage
    condition: Condition
    lateness: Lateness
    days_late: int = 0


@dataclass(frozen=True, slots=True)
class TaskOnDate:
    """A task, how it stands, and where it is on the map.

    ``layer`` is the key of the layer that it builds (None: no such layer in the workspace),
    ``park_id`` the park that it names (None: the whole zone, or not found), ``facilities`` the
    ids of facilities in ``layer`` that belong to it.
    """

    task: Task
    state: State
    layer: str | None
    park_id: str | None
    facilities: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class MappedLayer:
    """A layer with the state of each facility on the day of the map.

    Attributes
    ----------
    role
        Resolved: never None.
    states
        DataFrame on the index of ``layer.frame``: ``PARK`` (park id or None), ``TASK`` (task id
        or None), ``STAGE``, ``CONDITION``, ``LATENESS`` (values of the enums, as str),
        ``DAYS_LATE`` (int). Empty columns for a base layer.
    existing
        True where nothing in the workspace tells a status, so that every facility is taken for
        existing ground truth in service.
    """

    layer: Layer
    role: Role
    states: pd.DataFrame
    existing: bool


@dataclass(frozen=True, slots=True)
class TileLevel:
    """Tiles of one zoom in a rectangle, row by row from its north-western corner.

    ``places`` holds the 1-based place of each tile's image; 0 where there is no tile.
    """

    zoom: int
    column: int
    row: int
    columns: int
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Tiles:
    """Images (PNG, JPEG or WebP), each once, and the zooms that show them, coarsest first."""

    images: tuple[bytes, ...]
    levels: tuple[TileLevel, ...]

    @property
    def count(self) -> int:
        """How many tiles there are in all zooms."""
        return sum(1 for level in self.levels for place in level.places if place)


@dataclass(frozen=True, slots=True, eq=False)
class Basemap:
    """A base map as a page shows it; ``tiles`` is None where a server has them."""

    spec: BasemapSpec
    attribution: str
    tiles: Tiles | None


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """Everything that one page shows; what may not be shown is no longer in it."""

    zone: Zone
    as_of: date
    lang: Lang
    bounds: Bounds
    parks: Layer
    layers: tuple[MappedLayer, ...]
    tasks: tuple[TaskOnDate, ...]
    register: Source | None
    problems: tuple[Problem, ...]
    basemaps: tuple[Basemap, ...] = ()
