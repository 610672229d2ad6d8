"""Choose sites with parkmap and with spopt: ``python -m benchmarks.siting``.

Maximal cover, 10 sites, 800 m, places at random in 10 x 10 km. Each run is a process of its own,
the sides in turn; what is measured is CPU time once imports and coordinates are there.
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
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Points = NDArray[np.float64]
    Side = Callable[[Points, Points, Points], tuple[float, float]]

ROOT: Final = Path(__file__).parent.parent
PAGE: Final = ROOT / "docs" / "benchmarks-siting.md"
RADIUS_M: Final = 800
SITES: Final = 10
WIDE_M: Final = 10_000
CASES: Final = ((200, 5_000, "parkmap"), (200, 5_000, "spopt"), (1_000, 5_000, "parkmap"))
LARGE: Final = ((5_000, 50_000, "greedy"), (5_000, 50_000, "parkmap"))


def main() -> None:
    """Measure, print the page, and with ``--write`` keep it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        side, *numbers = asked.one
        print(json.dumps(measure(side, *map(int, numbers))))
        return
    text = page(asked.repeat)
    print(text)
    if asked.write:
        PAGE.write_text(text, encoding="utf-8")


def measure(side: str, candidates: int, demand: int) -> dict[str, float]:
    """Run one side on one world in this process."""
    SIDES[side](*world(12, 30))  # what is loaded when it is first used
    places = world(candidates, demand)
    wall, start = time.perf_counter(), time.process_time()
    value, bound = SIDES[side](*places)
    spent, waited = time.process_time() - start, time.perf_counter() - wall
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"cpu_s": spent, "wall_s": waited, "value": value, "bound": bound, "peak_mb": peak_mb}


def world(candidates: int, demand: int) -> tuple[Points, Points, Points]:
    """Return candidates, demand, and what each demand counts."""
    rng = np.random.default_rng(20170531)
    ones = rng.uniform(0, WIDE_M, (candidates, 2))
    others = rng.uniform(0, WIDE_M, (demand, 2))
    return ones, others, rng.integers(1, 500, demand).astype(np.float64)


def with_parkmap(candidates: Points, demand: Points, weights: Points) -> tuple[float, float]:
    """Make the matrix of distances, and choose sites."""
    import shapely

    from parkmap.coverage import pairs_within
    from parkmap.siting import World, max_cover

    sites, starts = (np.asarray(shapely.points(one)) for one in (candidates, demand))
    distances = pairs_within(sites, starts, RADIUS_M)
    there = World(distances, weights, np.full(len(demand), np.inf), RADIUS_M)
    found = max_cover(there, SITES, radius_m=RADIUS_M)
    return found.value, found.bound


def with_greedy(candidates: Points, demand: Points, weights: Points) -> tuple[float, float]:
    """Stop after swaps and the bound."""
    import shapely

    from parkmap.coverage import pairs_within
    from parkmap.siting import World, cover_savings
    from parkmap.siting.bound import bound_of
    from parkmap.siting.swap import greedy, improved

    sites, starts = (np.asarray(shapely.points(one)) for one in (candidates, demand))
    distances = pairs_within(sites, starts, RADIUS_M)
    there = World(distances, weights, np.full(len(demand), np.inf), RADIUS_M)
    savings = cover_savings(there, RADIUS_M)
    held = savings.best_of(improved(savings, greedy(savings, SITES)))
    return float(held.sum()), bound_of(savings, SITES, held, steps=60).value


def with_spopt(candidates: Points, demand: Points, weights: Points) -> tuple[float, float]:
    """Hand spopt the matrix of distances; HiGHS solves."""
    import pulp
    from spopt.locate import MCLP

    metres = np.hypot(*(demand[:, np.newaxis] - candidates).transpose(2, 0, 1))
    model = MCLP.from_cost_matrix(metres, weights, RADIUS_M, min(SITES, len(candidates)))
    solved = model.solve(pulp.HiGHS(msg=False))
    value = float(solved.problem.objective.value())
    return value, value


SIDES: Final[dict[str, Side]] = {
    "parkmap": with_parkmap,
    "greedy": with_greedy,
    "spopt": with_spopt,
}
TITLES: Final = {
    "parkmap": "parkmap, exact",
    "greedy": "parkmap, greedy + swap + bound",
    "spopt": "spopt MCLP + HiGHS",
}


def page(repeat: int) -> str:
    """Measure everything and return the page."""
    lines = [
        "# Choosing sites",
        "",
        f"Maximal cover, {SITES} sites, {RADIUS_M} m, places and weights at random in 10 x 10 km.",
        "The matrix of distances is included; for spopt, so is writing the model down, which takes",
        f"most of its time. Medians of {repeat} runs in processes of their own (large ones once);",
        "CPU time once imports and coordinates are there. `python -m benchmarks.siting --write`",
        "measures anew and writes this page. Take ratios from it, not seconds. spopt with pulp and",
        "highspy comes with the extra `peers`.",
        "",
        "| candidates x demand | way | CPU s | wall s | served | bound | gap | MB |",
        "| ---: | :--- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    runs = {case: _median(*case, repeat) for case in CASES}
    runs |= {case: _median(*case, 1) for case in LARGE}
    for (candidates, demand, side), told in runs.items():
        gap = (told["bound"] - told["value"]) / told["value"]
        lines.append(
            f"| {candidates:,} x {demand:,} | {TITLES[side]} | {told['cpu_s']:.3f} "
            f"| {told['wall_s']:.3f} | {told['value']:,.0f} | {told['bound']:,.0f} "
            f"| {gap:.2%} | {told['peak_mb']:,.0f} |"
        )
    times = runs[CASES[1]]["cpu_s"] / runs[CASES[0]]["cpu_s"]
    names = ("parkmap", "scipy", "spopt", "pulp", "highspy")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    day = datetime.now(tz=UTC).date()
    last = f"At 200 x 5,000 spopt takes {times:.0f} times as long."
    return "\n".join([*lines, "", last, "", f"Last measured on {day} with {versions}."]) + "\n"


def _median(candidates: int, demand: int, side: str, repeat: int) -> dict[str, float]:
    runs = [_child(side, candidates, demand) for _ in range(repeat)]
    return {key: median(run[key] for run in runs) for key in runs[0]}


def _child(side: str, *numbers: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.siting", "--one", side, *map(str, numbers)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    main()
