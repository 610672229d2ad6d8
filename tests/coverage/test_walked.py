"""Who is served along streets: worlds of a few lines, where the answer stands in the test."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from parkmap.coverage import gaps_of, measure
from parkmap.coverage.network import Network, build_network
from parkmap.model import Criterion, Distance, Verdict
from tests.coverage.world import CRS, facilities_of, parks_of, plots_of, rule

if TYPE_CHECKING:
    from collections.abc import Sequence

PARK = shapely.box(-1000, -1000, 1000, 1000)


def net(*paths: Sequence[tuple[float, float]], snap_m: float = 100) -> Network:
    lines = np.array([shapely.LineString(path) for path in paths], dtype=object)
    return build_network(lines, CRS, snap_m=snap_m)


RIVER = net([(-500, 20), (500, 20)], [(-500, -20), (500, -20)], [(-500, 20), (-500, -20)])
"""Two banks, joined by a bridge in the west."""


def test_a_plot_over_the_river_is_near_and_not_served() -> None:
    parks = parks_of(PARK)
    plots = plots_of([(0, -30), (100, 30)], parks, [40, 60])
    coverage = measure(parks, facilities_of([(0, 30)], parks), plots, rule(200), network=RIVER)
    # Over the bridge: 10 + 500 + 40 + 500 + 10; along the bank: 10 + 100 + 10.
    assert coverage.plots["distance_m"].tolist() == [1060, 120]
    assert coverage.distance is Distance.NETWORK
    assert coverage.zone.employees_share == 0.6
    assert coverage.circle is not None
    assert coverage.circle.zone.employees_share == 1
    assert coverage.zone.farthest_m == 1060


def test_land_served_lies_along_the_bank() -> None:
    parks = parks_of(PARK)
    stop = facilities_of([(0, 20)], parks)
    coverage = measure(parks, stop, plots_of([], parks), rule(200), network=RIVER, strip_m=50)
    # 150 m each way, a strip 50 m to either side of it, and a round end: inside of pi 200^2.
    strip_m2 = 300 * 100 + np.pi * 50**2
    assert coverage.zone.area_served_m2 == pytest.approx(strip_m2, rel=2e-3)
    assert coverage.circle is not None
    assert coverage.circle.zone.area_served_m2 == pytest.approx(np.pi * 200**2)


def test_plot_off_the_streets_is_listed_and_never_a_number() -> None:
    parks = parks_of(PARK)
    plots = plots_of([(0, 900), (0, 30)], parks)
    stops = facilities_of([(0, 20), (0, 800)], parks)
    coverage = measure(parks, stops, plots, rule(200), network=RIVER)
    assert (coverage.far_plots, coverage.far_facilities) == (("p0",), ("f1",))
    assert coverage.plots["nearest"].tolist() == [None, "f0"]
    assert coverage.zone.farthest_m is None
    (gap,) = gaps_of(coverage, plots, stops[:0].assign(task=None, opens=None), network=RIVER)
    assert (gap.plot_id, gap.distance_m, gap.excess_m) == ("p0", None, None)


def test_gap_is_closed_by_what_can_be_walked_to() -> None:
    parks = parks_of(PARK)
    plots = plots_of([(0, -30)], parks)
    coming = facilities_of([(0, 30), (150, -30)], parks)
    coming["task"] = ["over the river", "this side"]
    coming["opens"] = [date(2017, 6, 1), date(2017, 9, 1)]
    nothing = facilities_of([], parks)
    walked = measure(parks, nothing, plots, rule(200), network=RIVER)
    (gap,) = gaps_of(walked, plots, coming, network=RIVER)
    assert (gap.task_id, gap.closed_on) == ("this side", date(2017, 9, 1))
    (straight,) = gaps_of(measure(parks, nothing, plots, rule(200)), plots, coming)
    assert straight.task_id == "over the river"


def test_facility_serves_a_park_to_which_its_walk_leads() -> None:
    north, south = shapely.box(-600, 0, 600, 500), shapely.box(-600, -500, 600, -10)
    parks = parks_of(north, south)
    coverage = measure(
        parks, facilities_of([(-450, 30)], parks), plots_of([], parks), rule(100), network=RIVER
    )
    # 10 m to the street, 50 to the corner, 40 over the bridge: a vertex of the south at 100 m.
    assert [park.facilities_serving for park in coverage.parks] == [1, 1, 1]
    assert coverage.parks[2].from_outside == ("f0",)
    short = measure(
        parks, facilities_of([(-450, 30)], parks), plots_of([], parks), rule(99), network=RIVER
    )
    assert [park.facilities_serving for park in short.parks] == [1, 1, 0]


def test_minutes_of_driving_stay_open() -> None:
    parks = parks_of(PARK)
    asked = rule(None, criterion=Criterion.TRAVEL_TIME, most_minutes=5)
    stops = facilities_of([(0, 20)], parks)
    coverage = measure(parks, stops, plots_of([(0, 30)], parks), asked, network=RIVER)
    assert coverage.zone.verdict is Verdict.NOT_ASSESSABLE
    assert coverage.zone.area_served_m2 is None


def test_factor_beside_streets_and_another_projection_are_refused() -> None:
    parks = parks_of(PARK)
    stops, plots = facilities_of([(0, 20)], parks), plots_of([], parks)
    with pytest.raises(ValueError, match="factor"):
        measure(parks, stops, plots, rule(200), network=RIVER, detour=1.3)
    there, here, away = (frame.to_crs("EPSG:32650") for frame in (parks, stops, plots))
    with pytest.raises(ValueError, match="projection"):
        measure(there, here, away, rule(200), network=RIVER)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(50, 900))
def test_nothing_is_served_that_the_circle_does_not_serve(seed: int, radius_m: float) -> None:
    rng = np.random.default_rng(seed)
    at = np.linspace(-900, 900, 7)
    town = net(
        *([(x, y) for x in at] for y in at if rng.random() < 0.8),
        *([(x, y) for y in at] for x in at if rng.random() < 0.8),
        [(0, 0), (1, 1)],
        snap_m=150,
    )
    parks = parks_of(shapely.box(-1000, -1000, 0, 1000), shapely.box(0, -1000, 1000, 1000))
    stops = facilities_of([tuple(one) for one in rng.uniform(-950, 950, (4, 2))], parks)
    plots = plots_of([tuple(one) for one in rng.uniform(-950, 950, (30, 2))], parks)
    walked = measure(parks, stops, plots, rule(radius_m), network=town)
    assert walked.circle is not None
    assert not (walked.plots["served"] & ~walked.circle.plots["served"]).any()
    for park, circle in zip(walked.parks, walked.circle.parks, strict=True):
        for share, outer in (
            (park.area_share, circle.area_share),
            (park.plots_share, circle.plots_share),
            (park.employees_share, circle.employees_share),
        ):
            assert share is None or 0 <= share <= (outer or 0)
