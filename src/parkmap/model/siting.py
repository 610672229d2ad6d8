"""Where the next facilities should go."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import geopandas as gpd

    from parkmap.model.coverage import Coverage, Denominator
    from parkmap.model.vocabulary import Lang
    from parkmap.model.workspace import Text, Zone


class SitingModel(StrEnum):
    """What sites are to do."""

    MAX_COVER = "max-cover"
    """Serve most with a number of sites."""
    COVER_ALL = "cover-all"
    """Serve all with as few sites as that takes."""
    MEDIAN = "median"
    """Make the mean way shortest."""
    CENTER = "center"
    """Make the way of whoever is farthest shortest."""


class SiteKind(StrEnum):
    """Where sites may be."""

    STREETS = "streets"
    PLOTS = "plots"
    GRID = "grid"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Added:
    """What is served more of the zone, exactly measured; employees None where nobody counts."""

    area_m2: float
    plots: int
    employees: float | None


@dataclass(frozen=True, slots=True)
class Alternative:
    """A candidate in place of a site, the others kept.

    ``away_m`` is how far it is from the site, ``value`` what the sites would be worth then, as
    ``SitingStudy.value``; of ``cover-all`` the share that is served.
    """

    lon: float
    lat: float
    park_id: str | None
    away_m: float
    value: float


@dataclass(frozen=True, slots=True)
class Site:
    """A place for a facility.

    ``place`` is the id of the street, plot or feature that the candidate comes from. ``adds`` is
    what it would serve beyond what counts as supply if it came alone, ``lost`` what the zone would
    lose if it alone were left out of all.
    """

    lon: float
    lat: float
    park_id: str | None
    kind: SiteKind
    place: str
    adds: Added
    lost: Added
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True, eq=False)
class SitingStudy:
    """Where facilities of a layer would go, what was asked, and what it would bring.

    Attributes
    ----------
    value, bound
        What the sites are worth and the best could be: a number of sites (``cover-all``), the share
        of the demand that is served (``max-cover``), the mean way or the longest in metres.
    gap
        How far apart these are, as a share; 0: proven to be the best.
    served
        The share of the demand that is served, as the model counts.
    before, after
        What is served without and with the sites.
    standing, planned
        Facilities in service on the day, and more that the plan finishes.
    candidates
        How many there are of each kind; ``step_m`` apart along plots or in a grid.
    demand, sample_m
        How many points stand for the demand; of area, how far apart, else None.
    within
        Ids of the parks to which candidates and demand are limited; empty: the whole zone.
    """

    zone: Zone
    as_of: date
    layer: str
    title: Text
    model: SitingModel
    by: Denominator
    asked: int | None
    detour: float | None
    weight: str | None
    crs: str
    park_names: Mapping[str, Text]
    within: tuple[str, ...]
    before: Coverage
    after: Coverage
    sites: tuple[Site, ...]
    value: float
    bound: float
    gap: float
    served: float
    standing: int
    planned: int
    counts_planned: bool
    candidates: Mapping[SiteKind, int]
    step_m: float
    demand: int
    sample_m: float | None


class Land(StrEnum):
    """What becomes of the land of parks when sites are built."""

    SERVED = "served"
    """It is served without them."""
    GAINED = "gained"
    """They serve it."""
    LEFT = "left"
    """It stays unserved."""


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """A study as a page shows it.

    Attributes
    ----------
    land
        GeoDataFrame in EPSG:4326 of polygons that do not overlap, with the column ``LAND`` (values
        of ``Land``): all land of the parks, by the distance of the study, with segments for arcs.
    told
        What was asked, what was counted, and how good the answer is: a line each, by the member of
        the report that it puts into words.
    csv, geojson
        The sites as files, as ``parkmap suggest`` writes them.
    """

    study: SitingStudy
    land: gpd.GeoDataFrame
    told: Mapping[str, Text]
    csv: Mapping[Lang, bytes]
    geojson: bytes
