"""Who is served: rules, and what is measured against them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import geopandas as gpd
    import pandas as pd

    from parkmap.model.register import Task
    from parkmap.model.vocabulary import Scenario
    from parkmap.model.workspace import NetworkSpec, Text, Zone


class Criterion(StrEnum):
    """What a rule judges."""

    SHARE = "share"
    """At least ``least_share`` of whatever leads lies within ``radius_m`` of a facility."""
    NEAREST = "nearest"
    """Nothing of whatever leads lies farther than ``radius_m`` from a facility."""
    DENSITY = "density"
    """At least ``least_per_km2`` facilities."""
    PER_EMPLOYEES = "per_employees"
    """At least ``least_per_1000_employees`` facilities."""
    AREA = "area"
    """At most ``most_km2_per_facility`` for each facility; of a whole zone only."""
    SPACING = "spacing"
    """At most ``most_spacing_m`` from each place to the next."""
    TRAVEL_TIME = "travel_time"
    """Reached in ``most_minutes`` on streets, which straight lines cannot tell."""


class Denominator(StrEnum):
    """What a share is a share of."""

    AREA = "area"
    PLOTS = "plots"
    EMPLOYEES = "employees"


class Force(StrEnum):
    """Whether a clause holds."""

    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    REPEALED = "repealed"


class Verdict(StrEnum):
    """What a rule says of a park."""

    PASS = "pass"  # noqa: S105 - the opposite of fail, no password
    FAIL = "fail"
    FOR_REFERENCE = "for_reference"
    NOT_ASSESSABLE = "not_assessable"


class Distance(StrEnum):
    """How far is measured."""

    EUCLID = "euclid"
    """The straight line."""
    DETOUR = "detour"
    """The straight line times a factor: an estimate of the way on foot."""
    NETWORK = "network"
    """The walk along streets, from door to door."""


class DemandKind(StrEnum):
    """Which plots are to be served on a day."""

    ALL = "all"
    """Every plot, built or not: what is planned for."""
    OCCUPIED = "occupied"
    """Plots in service or in trial on the day, and those of which nothing tells a status."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What somebody asks of facilities, and where that stands.

    Attributes
    ----------
    symbols
        Kinds of facilities that it is about, each by its own symbol; empty: any.
    by_default
        Whether a layer of such a kind is measured against it unasked. Not where the symbol does
        not tell which clause applies: a school may be a primary or a middle school.
    leads
        The denominator that a share is judged by.
    least_facility_m2, most_facility_m2
        Facilities of less or more area do not count; points have none, and do not count either.
    for_reference
        Why a verdict is none, where the clause was made for other places.
    verified
        Whether the text of the clause itself was read.
    """

    key: str
    title: Text
    criterion: Criterion
    source: Text
    symbols: tuple[str, ...] = ()
    by_default: bool = True
    leads: Denominator = Denominator.AREA
    radius_m: float | None = None
    least_share: float | None = None
    least_per_km2: float | None = None
    most_per_km2: float | None = None
    least_per_1000_employees: float | None = None
    most_km2_per_facility: float | None = None
    least_spacing_m: float | None = None
    most_spacing_m: float | None = None
    most_minutes: float | None = None
    least_facility_m2: float | None = None
    most_facility_m2: float | None = None
    clause: str = ""
    edition: str = ""
    force: Force = Force.IN_FORCE
    verified: bool = False
    for_reference: Text | None = None
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class ParkCoverage:
    """One park, or with ``park_id`` None the zone: all parks, what several share once.

    Attributes
    ----------
    area_served_m2
        Within the radius; None where the rule has none. As all that follows from distances.
    plots, plots_served
        Plots of demand, each by the distance of its entrance, else of a point inside it.
    plots_area_m2, plots_area_served_m2
        The same plots by area.
    employees, employees_served
        Sums of the weights that are told; None where none is, or there is no plot.
    weights_untold
        Plots of which the weight is not told. They are not zero: a share by employees is one of
        the others.
    facilities_inside, places_inside
        Facilities in the park; a place is facilities of one name within 100 m: a pair of stops.
    facilities_serving
        Those within the radius of the park, and ``from_outside`` the ids of those among them that
        are not in it.
    farthest_m
        From the plot that is farthest from any facility; None without plots or facilities.
    judged_by
        The denominator of the share that was judged; None where no share was.
    value
        The figure that the rule judges: a share, metres, facilities for a square kilometre or for
        1,000 employees, or square kilometres.
    """

    park_id: str | None
    area_m2: float
    area_served_m2: float | None
    plots: int
    plots_served: int | None
    plots_area_m2: float
    plots_area_served_m2: float | None
    employees: float | None
    employees_served: float | None
    weights_untold: int
    facilities_inside: int
    places_inside: int
    facilities_serving: int | None
    from_outside: tuple[str, ...]
    farthest_m: float | None = None
    judged_by: Denominator | None = None
    value: float | None = None
    verdict: Verdict = Verdict.NOT_ASSESSABLE

    @property
    def area_share(self) -> float | None:
        """Of the area."""
        return _share(self.area_served_m2, self.area_m2)

    @property
    def plots_share(self) -> float | None:
        """Of the plots by their number."""
        return _share(self.plots_served, self.plots)

    @property
    def plots_area_share(self) -> float | None:
        """Of the plots by their area."""
        return _share(self.plots_area_served_m2, self.plots_area_m2)

    @property
    def employees_share(self) -> float | None:
        """Of the employees that are told."""
        return _share(self.employees_served, self.employees)

    def share_by(self, denominator: Denominator) -> float | None:
        """Return the share of a denominator."""
        return {
            Denominator.AREA: self.area_share,
            Denominator.PLOTS: self.plots_share,
            Denominator.EMPLOYEES: self.employees_share,
        }[denominator]


def _share(part: float | None, whole: float | None) -> float | None:
    return None if part is None or not whole else part / whole


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """What is served under a rule.

    Attributes
    ----------
    radius_m
        What was measured with: the rule's, divided by the factor of an estimate.
    parks
        The zone first, then the parks in their order.
    plots
        DataFrame on the ids of the plots: ``PARK``, ``WEIGHT`` (NaN: not told), ``NEAREST`` (id of
        a facility or None), ``DISTANCE`` (straight line in metres, inf without any facility),
        ``SERVED`` (bool, False without a radius), ``AREA_SHARE`` (NaN: a point, or no radius).
        Along streets ``DISTANCE`` is the walk, inf where none leads to a facility.
    shapes
        Number of facilities that are lines or polygons: the distance is to their boundary, and
        their area served has the segment error that ``coverage.served`` tells.
    doubled
        Number of facilities that are told twice and count once.
    overlap_m2
        What parks share: the sum of their areas less that of the zone.
    circle
        The same by the straight line, where walks were measured.
    far_facilities, far_plots
        Ids of those that are too far from every street, where walks were measured: they serve
        nobody, and are served by nobody.
    """

    rule: Rule
    distance: Distance
    radius_m: float | None
    parks: tuple[ParkCoverage, ...]
    plots: pd.DataFrame
    shapes: int
    doubled: int
    overlap_m2: float
    circle: Coverage | None = None
    far_facilities: tuple[str, ...] = ()
    far_plots: tuple[str, ...] = ()

    @property
    def zone(self) -> ParkCoverage:
        """The whole zone."""
        return self.parks[0]


@dataclass(frozen=True, slots=True)
class Gap:
    """A plot that is not served, and the task that would serve it first.

    ``distance_m`` and ``excess_m`` are None where there is no facility at all. ``closed_on`` is
    the day on which the plan, or the scenario that is asked about, puts the first facility near
    enough into service; ``task_id`` is the task that does.
    """

    plot_id: str
    park_id: str | None
    employees: float | None
    nearest: str | None
    distance_m: float | None
    excess_m: float | None
    facility: str | None = None
    task_id: str | None = None
    closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Contribution:
    """What would be lost by a day if a task did not come to its end.

    ``lost`` holds, for each denominator that is known, the share of the zone.
    """

    task_id: str
    facilities: tuple[str, ...]
    lost: dict[Denominator, float]


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """One layer against one rule, on one day and on others.

    Attributes
    ----------
    layer, title
        The key of the layer, and its title.
    compared
        On the day to compare with, if one is named.
    over_time
        What is served from each day of change on; None: before the first.
    shapes
        GeoDataFrame in EPSG:4326 with the served and the other part of each park, where it is
        asked for: columns ``PARK`` and ``SERVED`` (bool).
    """

    layer: str
    title: Text
    coverage: Coverage
    gaps: tuple[Gap, ...]
    compared: Coverage | None = None
    over_time: tuple[tuple[date | None, Coverage], ...] = ()
    contributions: tuple[Contribution, ...] = ()
    shapes: gpd.GeoDataFrame | None = None


@dataclass(frozen=True, slots=True, eq=False)
class CoverageStudy:
    """All layers and rules that were asked about.

    Attributes
    ----------
    as_of, scenario
        The day, and under which assumption.
    compared_on
        The day to compare with.
    demand
        Which plots are to be served; ``weight`` is the column that counts who is in them.
    detour
        The factor of an estimate.
    crs
        In which projection everything was measured.
    park_names
        By id; ``shown`` are the ids of the parks to tell of, all unless some are named.
    tasks
        By id: those that close gaps or bring anything.
    network
        What was walked along, and how; None where distances are straight.
    """

    zone: Zone
    as_of: date
    scenario: Scenario
    compared_on: date | None
    demand: DemandKind
    weight: str | None
    detour: float | None
    with_trial: bool
    crs: str
    park_names: Mapping[str, Text]
    shown: tuple[str, ...]
    tasks: Mapping[str, Task]
    measured: tuple[Measured, ...]
    has_timeline: bool = False
    network: NetworkSpec | None = None
