"""Measure served areas with parkmap and two plain ways: ``python -m benchmarks.coverage``.

parkmap's side is exact; the others put polygons of 64 sides in place of circles. Each run is a
process of its own, the sides in turn; what is measured is CPU time once imports and data are there.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Areas = NDArray[np.float64]
    Side = Callable[[NDArray[np.object_], NDArray[np.float64]], Areas]

ROOT: Final = Path(__file__).parent.parent
PAGE: Final = ROOT / "docs" / "benchmarks-coverage.md"
RADIUS_M: Final = 500
APART_M: Final = 600
BESIDE_M: Final = 2_400
"""From the middle of a park to its rim: parks far apart, and parks that fill the zone."""
CASES: Final = ((5, 28, APART_M), (2_000, 100_000, APART_M), (2_000, 100_000, BESIDE_M))
CURVE: Final = (
    (200, 10_000), (600, 30_000), (2_000, 100_000), (6_000, 300_000), (20_000, 1_000_000),
)  # fmt: skip
"""Parks and facilities at one density: 50 facilities a park."""
_GROWTH: Final = "## How it grows"
_PLENTY: Final = 1.61
"""Disks over a place, in the mean: 1 - exp(-1.61) = 0.8 of the ground is served."""


def main() -> None:
    """Measure, print the page, and with ``--write`` keep it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    parser.add_argument(
        "--most", type=int, default=1_000_000, help="facilities of the largest world"
    )
    parser.add_argument("--curve", action="store_true", help="only how it grows")
    parser.add_argument("--one", nargs=4, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        side, *numbers = asked.one
        print(json.dumps(measure(side, *map(int, numbers))))
        return
    growth = growth_of(asked.repeat, asked.most)
    if asked.curve:
        kept, _, _ = PAGE.read_text(encoding="utf-8").partition(_GROWTH)
    else:
        kept = sides_of(asked.repeat)
    text = kept + growth
    print(text)
    if asked.write:
        PAGE.write_text(text, encoding="utf-8")


def measure(side: str, parks: int, facilities: int, rim_m: int) -> dict[str, float]:
    """Run one side on one world in this process."""
    areas, points = world(parks, facilities, rim_m)
    SIDES[side](*world(2, 20, rim_m))  # what is loaded when it is first used
    start = time.process_time()
    served = SIDES[side](areas, points)
    spent = time.process_time() - start
    share = float(served.sum() / shapely.area(areas).sum())
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"cpu_s": spent, "share": share, "peak_mb": peak_mb}


def world(
    parks: int, facilities: int, rim_m: int
) -> tuple[NDArray[np.object_], NDArray[np.float64]]:
    """Return parks of 50 vertices in rows, and facilities at random that serve 0.8."""
    rng = np.random.default_rng(20170531)
    side_m = np.sqrt(facilities * np.pi * RADIUS_M**2 / _PLENTY)
    points = rng.uniform(0, side_m, (facilities, 2))
    rows = int(np.ceil(np.sqrt(parks)))
    at = np.stack(np.divmod(np.arange(parks), rows), axis=1)[:, np.newaxis]
    angles = np.linspace(0, 2 * np.pi, 50, endpoint=False)
    rims = rng.uniform(0.8 * rim_m, rim_m, (parks, 50, 1))
    rings = (at + 0.5) * side_m / rows + rims * np.stack((np.cos(angles), np.sin(angles)), axis=1)
    return np.asarray(shapely.polygons(rings)), points


def with_parkmap(areas: NDArray[np.object_], points: NDArray[np.float64]) -> Areas:
    """Measure exactly."""
    from parkmap.coverage.served import area_in_disks_m2

    return area_in_disks_m2(areas, points, RADIUS_M)


def with_strtree(areas: NDArray[np.object_], points: NDArray[np.float64]) -> Areas:
    """Unite the buffers near each park, and cut the park with them."""
    around = np.asarray(shapely.buffer(shapely.points(points), RADIUS_M, quad_segs=16))
    area, near = shapely.STRtree(around).query(areas, predicate="intersects")
    ends = np.searchsorted(area, np.arange(len(areas) + 1))
    unions = [shapely.union_all(around[near[low:high]]) for low, high in pairwise(ends)]
    served: Areas = shapely.area(shapely.intersection(areas, np.array(unions)))
    return served


def with_geopandas(areas: NDArray[np.object_], points: NDArray[np.float64]) -> Areas:
    """Overlay parks with buffers, and dissolve by park."""
    parks = gpd.GeoDataFrame({"park": np.arange(len(areas))}, geometry=areas)
    around = gpd.GeoDataFrame(
        geometry=gpd.GeoSeries(gpd.points_from_xy(*points.T)).buffer(RADIUS_M)
    )
    by_park = gpd.overlay(parks, around).dissolve("park").area
    served: Areas = by_park.reindex(parks["park"], fill_value=0).to_numpy().astype(np.float64)
    return served


SIDES: Final[dict[str, Side]] = {
    "parkmap": with_parkmap,
    "STRtree + union, 16 segments": with_strtree,
    "geopandas buffer + overlay": with_geopandas,
}


def sides_of(repeat: int) -> str:
    """Measure all ways and return the head of the page."""
    lines = [
        "# Measuring served areas",
        "",
        "Parks of 50 vertices, facilities at random, radius 500 m, a mean share of 0.8; CPU time",
        f"once imports and data are there, medians of {repeat} runs in processes of their own.",
        "`python -m benchmarks.coverage --write` measures anew and writes this page. Take ratios",
        "from it, not seconds.",
        "",
        "Parks apart reach 600 m from their middle, parks side by side 2,400 m, so that they fill",
        "the zone: then every facility counts.",
        "",
        "| parks x facilities | way | CPU s | times parkmap | share of area | MB |",
        "| ---: | :--- | ---: | ---: | ---: | ---: |",
    ]
    for parks, facilities, rim_m in CASES:
        runs = _runs(parks, facilities, rim_m, repeat)
        where = "apart" if rim_m == APART_M else "side by side"
        ours = runs["parkmap"]["cpu_s"]
        for side, told in runs.items():
            times = told["cpu_s"] / ours
            lines.append(
                f"| {parks:,} x {facilities:,}, {where} | {side} | {told['cpu_s']:.4f} "
                f"| {times:.2f} | {told['share']:.5f} | {told['peak_mb']:,.0f} |"
            )
    lines += [
        "",
        "parkmap's figure is exact; the others are short of it by what 64 sides lack of a circle.",
        "",
        _measured_on(),
    ]
    return "\n".join(lines) + "\n\n"


def growth_of(repeat: int, most: int) -> str:
    """Measure parkmap on ever larger worlds of one density, and return a section of the page."""
    lines = [
        _GROWTH,
        "",
        "parkmap alone, parks side by side, 50 facilities a park: the same density from 10,000",
        f"facilities to 1,000,000. Medians of {repeat} runs, worlds above 100,000 once.",
        "`python -m benchmarks.coverage --curve --write` measures this part alone. The last column",
        "is the time by n log n, in that of the first row: 1.00 is growth with n log n. What it",
        "gains at first is Qhull's triangulation, of which small worlds fit into the cache.",
        "",
        "| parks x facilities | CPU s | microseconds a facility | peak MB | CPU s by n log n |",
        "| ---: | ---: | ---: | ---: | ---: |",
    ]
    first = None
    for parks, facilities in (one for one in CURVE if one[1] <= most):
        times = repeat if facilities <= CASES[-1][1] else 1
        told = _median([_child("parkmap", parks, facilities, BESIDE_M) for _ in range(times)])
        by_n_log_n = told["cpu_s"] / (facilities * np.log(facilities))
        first = first or by_n_log_n
        lines.append(
            f"| {parks:,} x {facilities:,} | {told['cpu_s']:.2f} "
            f"| {told['cpu_s'] / facilities * 1e6:.1f} | {told['peak_mb']:,.0f} "
            f"| {by_n_log_n / first:.2f} |"
        )
    return "\n".join([*lines, "", _measured_on()]) + "\n"


def _measured_on() -> str:
    versions = ", ".join(f"{name} {version(name)}" for name in ("parkmap", "shapely", "geopandas"))
    return f"Measured on {datetime.now(tz=UTC).date()} with {versions}."


def _runs(parks: int, facilities: int, rim_m: int, repeat: int) -> dict[str, dict[str, float]]:
    told: dict[str, list[dict[str, float]]] = {side: [] for side in SIDES}
    for _ in range(repeat):
        for side, runs in told.items():
            runs.append(_child(side, parks, facilities, rim_m))
    return {side: _median(runs) for side, runs in told.items()}


def _child(side: str, *numbers: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.coverage", "--one", side, *map(str, numbers)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _median(runs: list[dict[str, float]]) -> dict[str, float]:
    return {key: median(run[key] for run in runs) for key in runs[0]}


if __name__ == "__main__":
    main()
