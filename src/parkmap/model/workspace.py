"""What parkmap.toml says, checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parkmap.model.vocabulary import Stage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from parkmap.model.coverage import Rule
    from parkmap.model.vocabulary import DateOrder, Role, TileDatum


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in two languages."""

    zh: str
    en: str


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
    holds several. ``radius_m`` is in metres; ``rules`` are keys of rules, None where those of its
    kind are meant. ``color`` is a CSS hex colour for the frame of the symbol, since the fill tells
    the stage.
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
    entrance_column: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    radius_m: float | None = None
    rules: tuple[str, ...] | None = None
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
class NetworkSpec:
    """What people walk along, and how; lengths in metres.

    Attributes
    ----------
    files
        Files of lines, which make one network.
    foot_column
        The column that says whether a way may be walked; None where all may.
    nodes_column
        The column with one id for each vertex, where topology is told so.
    barriers
        A file of what nobody walks through.
    tolerance_m
        Two ends of lines that are no farther apart are joined.
    snap_m
        How far from a street a door may be.
    strip_m
        How far land along a street may lie from it to be counted as served.
    walk_m_s
        Walking speed in metres a second: 4/3 is 80 m a minute, as Transport for London's public
        transport accessibility levels assume.
    """

    files: tuple[LayerSpec, ...]
    foot_column: str | None = None
    nodes_column: str | None = None
    barriers: LayerSpec | None = None
    tolerance_m: float = 0
    snap_m: float = 200
    strip_m: float = 100
    walk_m_s: float = 4 / 3


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
    ``rules`` are its own. A page of more than ``budget_mb`` megabytes is warned of.
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
    rules: tuple[Rule, ...] = ()
    network: NetworkSpec | None = None
