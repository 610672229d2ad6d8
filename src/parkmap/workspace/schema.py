"""The tables of parkmap.toml as pydantic models: the stable contract with its writers."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Final

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

from parkmap.model import (
    GROUNDS,
    SYMBOLS,
    TILE_DATUMS,
    Criterion,
    DateOrder,
    Denominator,
    Role,
    Stage,
    TileDatum,
)

# Names that Windows refuses as files, whatever their ending; a key becomes maps/<key>.html.
_RESERVED: Final = frozenset(
    {"index", "con", "prn", "aux", "nul"}
    | {f"{port}{n}" for port in ("com", "lpt") for n in range(10)}
)
FINISHES: Final = (Stage.BUILT, Stage.TRIAL, Stage.IN_SERVICE)
"""What the finish of a task may bring."""
_DATUMS: Final = {"wgs84": "wgs84", "cgcs2000": "cgcs2000", "gcj02": "gcj02", "bd09": "bd09"}


def read_layer_key(key: str) -> str:
    """Return a key that may name a layer and its map; refuse others."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", key):
        raise PydanticCustomError("layer_key", "layer key")
    if key in _RESERVED:
        raise PydanticCustomError("layer_key_reserved", "reserved layer key")
    return key


def read_datum(value: object) -> str:
    """Return a datum as the code spells it; refuse what is none."""
    plain = re.sub(r"[\s_-]", "", str(value)).lower()
    if plain in _DATUMS:
        return _DATUMS[plain]
    if re.fullmatch(r"epsg:\d{4,6}", plain):
        return plain.upper()
    raise PydanticCustomError("datum", "datum")


def read_tile_datum(value: object) -> str:
    """Return the datum of a base map's tiles as the code spells it; refuse what is none."""
    plain = re.sub(r"[\s_-]", "", str(value)).lower()
    if plain in {"bd09", "bd09mc", "bd09ll"}:
        raise PydanticCustomError("tile_bd09", "datum of tiles")
    if plain in {"epsg:3857", "cgcs2000"}:
        return "wgs84"
    if plain not in TILE_DATUMS:
        raise PydanticCustomError("tile_datum", "datum", {"choices": ", ".join(TILE_DATUMS)})
    return plain


def _subdomain(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9-]{1,30}", value):
        raise PydanticCustomError("subdomain", "subdomain")
    return value


def _letters(value: object) -> object:
    """Return ``"abc"`` as ``["a", "b", "c"]``, and a list as it is."""
    return list(value) if isinstance(value, str) else value


def _one_or_more(value: object) -> object:
    """Return ``"a"`` as ``["a"]``, and a list as it is."""
    return [value] if isinstance(value, str) else value


def _color(value: str) -> str:
    if not re.fullmatch(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})", value):
        raise PydanticCustomError("color", "colour")
    return value.lower()


def _iso_date(value: object) -> date:
    if type(value) is date:
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass  # A date that no calendar has: told below, like every other misfit.
    raise PydanticCustomError("iso_date", "date")


def _words(value: object) -> object:
    if isinstance(value, str):
        return {"zh": value, "en": value}
    if isinstance(value, dict) and len(value) == 1:
        only = value.get("zh", value.get("en"))
        return {"zh": only, "en": only, **value}
    return value


def _finish(value: Stage) -> Stage:
    if value not in FINISHES:
        raise PydanticCustomError("finish_means", "stage of a finish")
    return value


def _known_stage(value: Stage | None) -> Stage | None:
    if value is Stage.UNKNOWN:
        raise PydanticCustomError("unknown_stage", "stage")
    return value


def _facility_symbol(value: str) -> str:
    if value not in SYMBOLS:
        raise PydanticCustomError("symbol", "symbol", {"choices": ", ".join(SYMBOLS)})
    return value


def _symbol(value: str) -> str:
    if value not in SYMBOLS + GROUNDS:
        raise PydanticCustomError("symbol", "symbol", {"choices": ", ".join(SYMBOLS + GROUNDS)})
    return value


Line = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Words(_Table):
    """A text in two languages; a plain string, or one language alone, stands for both."""

    zh: Line
    en: Line


Both = Annotated[Words, BeforeValidator(_words)]


class ZoneTable(_Table):
    """``[zone]``."""

    name: Both
    year: Annotated[int, Field(ge=1900, le=2200)]
    as_of: Annotated[date | None, BeforeValidator(_iso_date)] = None
    illustrative: bool = False


class SourceTable(_Table):
    """What every table that names a file of places may say."""

    path: Line
    id: Line | None = None
    table: Line | None = None
    datum: Annotated[str | None, BeforeValidator(read_datum)] = None
    encoding: Line | None = None
    sheet: Line | None = None


class ParksTable(SourceTable):
    """``[parks]``."""

    name: Line | None = None
    name_zh: Line | None = None
    name_en: Line | None = None


class LayerTable(ParksTable):
    """``[layers.<key>]``."""

    title: Both | None = None
    role: Annotated[Role | None, Field(strict=False)] = None
    symbol: Annotated[str, AfterValidator(_symbol)] | None = None
    symbol_by: Line | None = None
    color: Annotated[str, AfterValidator(_color)] | None = None
    radius_m: Annotated[float, Field(gt=0, le=100_000)] | None = None
    rule: Annotated[tuple[Line, ...] | None, BeforeValidator(_one_or_more)] = Field(
        default=None, strict=False
    )
    stage: Annotated[Stage | None, Field(strict=False), AfterValidator(_known_stage)] = None
    task: Line | None = None
    entrance: Line | None = None
    finish_means: Annotated[Stage, Field(strict=False), AfterValidator(_finish)] = Stage.IN_SERVICE

    @property
    def is_plain(self) -> bool:
        """True where nothing but the file, its columns and its title is given."""
        told = (self.symbol, self.symbol_by, self.stage, self.task, self.rule, self.radius_m)
        return all(part is None for part in told)


class RegisterTable(_Table):
    """``[register]``."""

    path: Line
    encoding: Line | None = None
    sheet: Line | None = None
    date_order: DateOrder | None = None
    year: Annotated[int | None, Field(ge=1900, le=2200)] = None
    columns: dict[str, Line] = Field(default_factory=dict)


class DemandTable(SourceTable):
    """``[demand]``."""

    weight: Line | None = None
    entrance: Line | None = None


class BarriersTable(SourceTable):
    """``[network.barriers]``."""


class NetworkTable(_Table):
    """``[network]``."""

    path: Annotated[
        tuple[Line, ...], BeforeValidator(_one_or_more), Field(strict=False, min_length=1)
    ]
    table: Line | None = None
    datum: Annotated[str | None, BeforeValidator(read_datum)] = None
    encoding: Line | None = None
    foot: Line | None = None
    nodes: Line | None = None
    barriers: BarriersTable | None = None
    tolerance_m: float = Field(default=0, ge=0, le=50, strict=False)
    snap_m: float = Field(default=200, gt=0, le=5_000, strict=False)
    strip_m: float = Field(default=100, gt=0, le=1_000, strict=False)
    walk_m_s: float = Field(default=4 / 3, gt=0, le=5, strict=False)


Positive = Annotated[float | None, Field(gt=0, le=1_000_000)]


class RuleTable(_Table):
    """``[rules.<key>]``: a rule of the workspace's own."""

    title: Both | None = None
    criterion: Annotated[Criterion, Field(strict=False)] = Criterion.SHARE
    symbols: tuple[Annotated[str, AfterValidator(_facility_symbol)], ...] = Field(
        default=(), strict=False
    )
    leads: Annotated[Denominator, Field(strict=False)] = Denominator.EMPLOYEES
    radius_m: Positive = None
    least_share: Annotated[float | None, Field(gt=0, le=1)] = None
    least_per_km2: Positive = None
    least_per_1000_employees: Positive = None
    most_km2_per_facility: Positive = None
    most_spacing_m: Positive = None
    source: Both | None = None
    clause: Line = "-"
    edition: Line = "-"
    for_reference: Both | None = None


class BasemapTable(_Table):
    """``[[basemaps]]``."""

    url: Line | None = None
    provider: Line | None = None
    path: Line | None = None
    title: Both | None = None
    key: Line | None = None
    key_env: Line | None = None
    crs: Annotated[TileDatum | None, BeforeValidator(read_tile_datum)] = None
    attribution: Annotated[Line, StringConstraints(max_length=300)] | None = None
    subdomains: Annotated[
        tuple[Annotated[str, AfterValidator(_subdomain)], ...],
        BeforeValidator(_letters),
        Field(strict=False, max_length=16),
    ] = ()
    min_zoom: Annotated[int | None, Field(ge=0, le=22)] = None
    max_zoom: Annotated[int | None, Field(ge=0, le=22)] = None
    budget_mb: float = Field(default=10, gt=0, le=500, strict=False)
    default: bool = False


class PageTable(_Table):
    """``[page]``."""

    omit: tuple[Line, ...] = Field(default=(), strict=False)
    budget_mb: float = Field(default=30, gt=0, strict=False)


class WorkspaceTable(_Table):
    """The whole of parkmap.toml."""

    zone: ZoneTable
    parks: ParksTable
    layers: dict[Annotated[str, AfterValidator(read_layer_key)], LayerTable] = Field(
        default_factory=dict
    )
    register_: RegisterTable | None = Field(default=None, alias="register")
    demand: DemandTable | None = None
    network: NetworkTable | None = None
    rules: dict[Annotated[str, AfterValidator(read_layer_key)], RuleTable] = Field(
        default_factory=dict
    )
    page: PageTable = PageTable()
    basemaps: tuple[BasemapTable, ...] = Field(default=(), strict=False, max_length=12)
    allow_outside: bool = False


def known_keys(path: tuple[Any, ...]) -> tuple[str, ...]:
    """Return the keys that the table at ``path`` may hold, for a "did you mean"."""
    models: dict[str, type[BaseModel]] = {
        "zone": ZoneTable,
        "parks": ParksTable,
        "layers": LayerTable,
        "register": RegisterTable,
        "demand": DemandTable,
        "network": NetworkTable,
        "rules": RuleTable,
        "page": PageTable,
        "basemaps": BasemapTable,
    }
    if not path:
        return (*models, "allow_outside")
    if path == ("network", "barriers"):
        return tuple(BarriersTable.model_fields)
    if path == ("zone", "name") or (len(path) == 3 and path[-1] == "title"):  # noqa: PLR2004
        return tuple(Words.model_fields)
    return tuple(models[str(path[0])].model_fields)
