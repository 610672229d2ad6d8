"""Where sites go: worlds that brute force can search, and the stores of San Francisco."""

from __future__ import annotations

import csv
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from parkmap.siting import UnservableError, World, center, cover_all, max_cover, median, nearest_m
from parkmap.siting.bound import bound_of
from parkmap.siting.models import cover_savings
from parkmap.siting.swap import exchanges, greedy, improved

if TYPE_CHECKING:
    from collections.abc import Sequence

DATA = Path(__file__).parents[3] / "shared" / "data" / "sf_stores"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not there")


def world(
    metres: Sequence[Sequence[float]],
    weights: Sequence[float] | None = None,
    standing_m: Sequence[float] | None = None,
    limit_m: float = np.inf,
) -> World:
    """Return a world of all pairs, or of those within the limit."""
    table = np.array(metres, dtype=np.float64)
    row, column = np.nonzero(table <= limit_m)
    # Made of coordinates, zeros stay.
    distances = csr_array((table[row, column], (row, column)), table.shape)
    demand = table.shape[1]
    return World(
        distances,
        np.array([1.0] * demand if weights is None else weights),
        np.array([np.inf] * demand if standing_m is None else standing_m),
        limit_m,
    )


def line(candidates: Sequence[float], demand: Sequence[float]) -> list[list[float]]:
    """Return distances along a street."""
    return [[abs(one - other) for other in demand] for one in candidates]


def test_most_are_served_by_the_two_ends() -> None:
    # Within 10 m: 0 serves 5 + 4, 50 serves 3, 100 serves 6.
    found = max_cover(world(line([0, 50, 100], [0, 10, 55, 95]), [5, 4, 3, 6]), 2, radius_m=10)
    assert (found.sites, found.value, found.gap) == ((0, 2), 15, 0)


def test_demand_at_exactly_the_radius_is_served() -> None:
    found = max_cover(world(line([0], [10, 10.1])), 1, radius_m=10)
    assert found.value == 1


def test_what_stands_serves_and_stays() -> None:
    # The demand at 0 and 10 has a facility 5 m away: the one site goes to the far end.
    there = world(line([0, 50, 100], [0, 10, 55, 95]), [5, 4, 3, 6], [5, 5, 60, 100])
    found = max_cover(there, 1, radius_m=10)
    assert (found.sites, found.value) == ((2,), 5 + 4 + 6)


def test_sites_that_would_serve_nobody_are_not_proposed() -> None:
    found = max_cover(world(line([0, 1000, 2000], [0, 5])), 3, radius_m=10)
    assert (found.sites, found.gap) == ((0,), 0)


def test_site_at_the_demand_has_no_way_at_all() -> None:
    found = median(world(line([0, 50], [0, 50])), 2)
    assert (found.sites, found.value) == ((0, 1), 0)


def test_shortest_ways_with_what_stands() -> None:
    # A facility at 0; a site at 100 spares 100 + 80 of the ways, one at 40 spares 40 + 40 + 20.
    there = world(line([40, 100], [0, 40, 80, 100]), standing_m=[0, 40, 80, 100])
    found = median(there, 1)
    # 0 + 40 + 20 + 0 with the site at 100.
    assert (found.sites, found.value) == ((1,), 60)


def test_fewest_sites_that_serve_everyone() -> None:
    found = cover_all(world(line([0, 10, 20, 30], [0, 10, 20, 30])), radius_m=10)
    assert (len(found.sites), found.value, found.bound) == (2, 2, 2)


def test_nobody_left_needs_no_site() -> None:
    found = cover_all(world(line([0], [5]), standing_m=[10]), radius_m=10)
    assert (found.sites, found.value, found.gap) == ((), 0, 0)


def test_too_few_sites_say_how_many_and_how_far_would_do() -> None:
    # At 0, 20 and 40 each needs its own site within 10 m; with two sites someone walks 20 m.
    with pytest.raises(UnservableError) as told:
        cover_all(world(line([0, 20, 40], [0, 20, 40])), radius_m=10, most=2)
    assert (told.value.count, told.value.radius_m, told.value.unserved) == (3, 20, 0)


def test_demand_without_a_candidate_says_how_far_the_nearest_is() -> None:
    with pytest.raises(UnservableError) as told:
        cover_all(world(line([0, 20], [0, 65])), radius_m=10)
    assert (told.value.count, told.value.radius_m, told.value.unserved) == (None, 45, 1)


def test_way_beyond_the_distances_is_told_and_not_taken_for_short() -> None:
    there = world(line([0, 100], [0, 100]), limit_m=50)
    with pytest.raises(UnservableError) as told:
        median(there, 1)
    assert told.value.unserved == 1
    with pytest.raises(UnservableError):
        center(there, 1)


def test_farthest_way_is_shortest_in_the_middle() -> None:
    found = center(world(line([0, 50, 90], [0, 40, 100])), 1)
    # From 50: 50, 10, 50. From 0: 100; from 90: 90.
    assert (found.sites, found.value, found.gap) == ((1,), 50, 0)


def test_weightless_demand_needs_nobody() -> None:
    there = world(line([0, 1000], [0, 1000]), [1, 0])
    assert cover_all(there, radius_m=10).sites == (0,)
    assert center(there, 1).value == 0


def test_equal_candidates_are_taken_in_their_order() -> None:
    there = world(line([0, 0, 5, 5], [0, 5]))
    assert [max_cover(there, 1, radius_m=10).sites for _ in range(3)] == [(0,)] * 3


@st.composite
def small_worlds(draw: st.DrawFn) -> World:
    candidates, demand = draw(st.integers(1, 7)), draw(st.integers(1, 12))
    places = st.tuples(st.integers(0, 30), st.integers(0, 30))
    ones = np.array(draw(st.lists(places, min_size=candidates, max_size=candidates)))
    others = np.array(draw(st.lists(places, min_size=demand, max_size=demand)))
    metres = np.hypot(*(ones[:, np.newaxis] - others).transpose(2, 0, 1))
    weights = draw(st.lists(st.integers(1, 9), min_size=demand, max_size=demand))
    far = st.one_of(st.just(np.inf), st.integers(0, 40).map(float))
    standing = draw(st.lists(far, min_size=demand, max_size=demand))
    return world(metres.tolist(), weights, standing)


def sets_of(there: World, count: int) -> list[tuple[int, ...]]:
    candidates = range(there.distances.shape[0])
    return [sites for size in range(count + 1) for sites in combinations(candidates, size)]


@settings(deadline=None, max_examples=150)
@given(small_worlds(), st.integers(1, 4), st.integers(1, 20))
def test_most_served_is_what_brute_force_finds(there: World, count: int, radius_m: int) -> None:
    def served(sites: tuple[int, ...]) -> float:
        return float(there.weights[nearest_m(there, sites) <= radius_m + 1e-6].sum())

    found = max_cover(there, count, radius_m=radius_m)
    assert found.value == max(map(served, sets_of(there, count))) == served(found.sites)
    assert found.gap == 0


@settings(deadline=None, max_examples=150)
@given(small_worlds(), st.integers(1, 4))
def test_shortest_ways_are_what_brute_force_finds(there: World, count: int) -> None:
    best = min(
        float((nearest_m(there, sites) * there.weights).sum())
        for sites in sets_of(there, count)
        if sites
    )
    found = median(there, count)
    assert found.value == pytest.approx(best, rel=1e-9, abs=1e-9)
    assert found.bound == pytest.approx(best, rel=1e-6, abs=1e-6)


@settings(deadline=None, max_examples=150)
@given(small_worlds(), st.integers(1, 4))
def test_farthest_way_is_what_brute_force_finds(there: World, count: int) -> None:
    best = min(float(nearest_m(there, sites).max()) for sites in sets_of(there, count) if sites)
    found = center(there, count)
    assert (found.value, found.bound) == (best, best)


@settings(deadline=None, max_examples=150)
@given(small_worlds(), st.integers(1, 20))
def test_fewest_sites_are_what_brute_force_finds(there: World, radius_m: int) -> None:
    enough = [
        len(sites)
        for sites in sets_of(there, there.distances.shape[0])
        if (nearest_m(there, sites) <= radius_m + 1e-6).all()
    ]
    if not enough:
        with pytest.raises(UnservableError):
            cover_all(there, radius_m=radius_m)
        return
    found = cover_all(there, radius_m=radius_m)
    assert (found.value, found.bound) == (min(enough), min(enough))
    assert (nearest_m(there, found.sites) <= radius_m + 1e-6).all()


@settings(deadline=None, max_examples=100)
@given(small_worlds(), st.integers(1, 3), st.integers(1, 20))
def test_exchanges_are_what_the_changed_sets_are_worth(
    there: World, count: int, radius_m: int
) -> None:
    savings = cover_savings(there, radius_m)
    sites = greedy(savings, count)
    if not sites:
        return
    told = exchanges(savings, sites)
    for place in range(len(sites)):
        others = [site for site in sites if site != sites[place]]
        assert told.value - told.lost[place] == savings.best_of(others).sum()
        for candidate in range(savings.candidates):
            changed = savings.best_of([*others, candidate]).sum()
            assert told.swapped[candidate, place] == pytest.approx(changed)


@settings(deadline=None, max_examples=100)
@given(small_worlds(), st.integers(1, 3), st.integers(1, 20))
def test_bound_is_never_below_what_is_possible(there: World, count: int, radius_m: int) -> None:
    savings = cover_savings(there, radius_m)
    if savings.candidates <= count:
        return
    held = savings.best_of(greedy(savings, count))
    best = max(float(savings.best_of(sites).sum()) for sites in sets_of(there, count))
    assert bound_of(savings, count, held).value >= best * (1 - 1e-9)


def seeded(candidates: int, demand: int) -> World:
    """Return points at random in 10 x 10 km."""
    rng = np.random.default_rng(20170531)
    ones, others = rng.uniform(0, 10_000, (candidates, 2)), rng.uniform(0, 10_000, (demand, 2))
    metres = np.hypot(*(ones[:, np.newaxis] - others).transpose(2, 0, 1))
    weights = rng.integers(1, 500, demand).astype(float).tolist()
    return world(metres.tolist(), weights, limit_m=800)


def test_thousand_demands_are_solved_and_proven() -> None:
    there = seeded(200, 1000)
    found = max_cover(there, 10, radius_m=800)
    assert found.gap == 0
    assert found == max_cover(there, 10, radius_m=800)
    savings = cover_savings(there, 800)
    swapped = improved(savings, greedy(savings, 10))
    assert savings.best_of(swapped).sum() <= found.value


def stores() -> tuple[World, list[str]]:
    """Return the stores and tracts of San Francisco, ways along streets as they are given."""
    name = "SF_network_distance_candidateStore_16_censusTract_205_new.csv"
    with (DATA / name).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    names = sorted({row["name"] for row in rows}, key=lambda one: int(one.split("_")[1]))
    tracts = sorted({row["DestinationName"] for row in rows})
    metres = np.zeros((len(names), len(tracts)))
    people = np.zeros(len(tracts))
    for row in rows:
        at = tracts.index(row["DestinationName"])
        metres[names.index(row["name"]), at] = float(row["distance"])
        people[at] = float(row["demand"])
    return world(metres.tolist(), people.tolist()), names


@needs_data
def test_stores_of_san_francisco() -> None:
    there, names = stores()
    assert there.weights.sum() == 955_113
    assert cover_all(there, radius_m=5000).value == 8
    assert cover_all(there, radius_m=8000).value == 3
    most = max_cover(there, 4, radius_m=5000)
    assert (most.value, most.gap) == (875_247, 0)
    assert {names[site] for site in most.sites} == {"Store_2", "Store_11", "Store_12", "Store_15"}
    assert (nearest_m(there, most.sites) <= 5000).sum() == 184
    shortest = median(there, 4)
    assert shortest.value == pytest.approx(2_848_268_129.7145, abs=0.001)
    assert shortest.gap == 0
    farthest = center(there, 4)
    assert (round(farthest.value, 2), farthest.gap) == (7403.06, 0)
