"""What lies on the map: layers read and mapped, base maps, and all of it together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import geopandas as gpd
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from parkmap.model.coverage_over_time import CoverageOverTime
    from parkmap.model.problem import Problem
    from parkmap.model.register import Promise, TaskOnDate
    from parkmap.model.siting import Proposal
    from parkmap.model.vocabulary import Bounds, Lang, Role, Scenario
    from parkmap.model.workspace import BasemapSpec, LayerSpec, Zone


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


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """States as step functions of the day, for many courses at once.

    A course is how something comes about: things that are alike in what is promised and reported
    of them share one. Between the first days of two steps nothing changes but the days late.

    Attributes
    ----------
    first
        int64 (n + 1,): the steps of course ``c`` stand from ``first[c]`` up to ``first[c + 1]``.
        Each course has one at least.
    day
        int64: the first day of each step as ``date.toordinal`` counts, rising within a course. The
        first step of a course has 0, which is before every day.
    stage, condition, lateness
        int8: the place of the value in its enum.
    days_late
        int64: the days late on the first day of the step.
    grows
        bool: whether each later day of the step adds one to them.
    """

    first: NDArray[np.int64]
    day: NDArray[np.int64]
    stage: NDArray[np.int8]
    condition: NDArray[np.int8]
    lateness: NDArray[np.int8]
    days_late: NDArray[np.int64]
    grows: NDArray[np.bool_]


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
    courses
        int64, one for each row of ``layer.frame``: its course among those of ``Scene.courses``.
        Empty for a base layer.
    """

    layer: Layer
    role: Role
    states: pd.DataFrame
    existing: bool
    courses: NDArray[np.int64]


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
    """Everything that one page shows; what may not be shown is no longer in it.

    ``promises`` are those of single tasks, ``promise_sums`` of the tasks of a layer and its parks.
    ``demand`` is who is to be served; it may be one of the layers. ``coverage`` is who is served on
    every day, where anything is measured; ``proposal`` says where facilities would go, if asked.
    """

    zone: Zone
    as_of: date
    lang: Lang
    bounds: Bounds
    parks: Layer
    layers: tuple[MappedLayer, ...]
    tasks: tuple[TaskOnDate, ...]
    register: Source | None
    problems: tuple[Problem, ...]
    courses: Mapping[Scenario, Steps]
    """How everything comes about in each scenario; the courses are the same in all."""
    basemaps: tuple[Basemap, ...] = ()
    promises: tuple[Promise, ...] = ()
    promise_sums: tuple[Promise, ...] = ()
    demand: Layer | None = None
    coverage: CoverageOverTime | None = None
    proposal: Proposal | None = None
