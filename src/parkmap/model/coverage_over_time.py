"""Who is served on every day of every scenario, for a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import geopandas as gpd
    import numpy as np
    from numpy.typing import NDArray

    from parkmap.model.coverage import Coverage, Denominator, Gap, Verdict
    from parkmap.model.vocabulary import Scenario
    from parkmap.model.workspace import NetworkSpec


@dataclass(frozen=True, slots=True, eq=False)
class RuleOverTime:
    """One layer against one rule, on all days of every scenario.

    Attributes
    ----------
    layer
        The key of the layer.
    states
        What is served by each set of facilities that serve together on any day.
    serving
        bool (states, facilities): which do, in the order of the layer.
    judged
        For each state and each of its parks: by what it is judged if area, plots or employees are
        asked for, and the verdict; the same three times where no share is judged.
    steps
        By scenario, the first day of each step (None: from ever) and the place of its state.
    gaps
        By scenario, the plots that are not served from each day on.
    walk
        The same along streets, state by state and day by day; None where it was not measured.
    """

    layer: str
    states: tuple[Coverage, ...]
    serving: NDArray[np.bool_]
    judged: tuple[tuple[tuple[tuple[Denominator | None, Verdict], ...], ...], ...]
    steps: Mapping[Scenario, tuple[tuple[date | None, int], ...]]
    gaps: Mapping[Scenario, tuple[tuple[date | None, tuple[Gap, ...]], ...]]
    walk: RuleOverTime | None = None


@dataclass(frozen=True, slots=True, eq=False)
class StreetDoors:
    """d doors of things of one frame.

    Attributes
    ----------
    of
        int64 (d,): the place in its frame of the thing that each belongs to.
    arc
        int64 (d,): the arc that each opens on.
    along_m, gap_m
        float64 (d,): from the first vertex of the arc to where the walk from the door meets it, and
        the straight walk between the two.
    ends
        float64 (d, 2): longitude and latitude of the door.
    """

    of: NDArray[np.int64]
    arc: NDArray[np.int64]
    along_m: NDArray[np.float64]
    gap_m: NDArray[np.float64]
    ends: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class StreetsToDraw:
    """The streets that a walk to some facility may follow, for a page.

    Attributes
    ----------
    places
        float64 (n, 2): longitude and latitude of the vertices.
    first, last, length_m
        The vertices of each straight arc, and its length.
    doors
        Of the facilities of each measured layer.
    plots
        The doors of the plots; ``far_plots`` are the places of those too far from every street.
    spec
        How was walked.
    """

    places: NDArray[np.float64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    length_m: NDArray[np.float64]
    doors: Mapping[str, StreetDoors]
    plots: StreetDoors
    far_plots: NDArray[np.int64]
    spec: NetworkSpec


@dataclass(frozen=True, slots=True, eq=False)
class CoverageOverTime:
    """All layers against all their rules, for a page.

    Attributes
    ----------
    entrances
        By layer, where one goes in, in EPSG:4326; None for what stands for itself.
    weight
        The column of demand that counts who is in a plot.
    is_still
        Whether only the as-of day was measured, because all days would have taken too long.
    streets
        What was walked along; None where no walk was measured.
    """

    rules: tuple[RuleOverTime, ...]
    entrances: Mapping[str, gpd.GeoSeries]
    weight: str | None
    is_still: bool
    streets: StreetsToDraw | None = None
