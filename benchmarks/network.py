"""Measure walks along streets with parkmap and networkx: ``python -m benchmarks.network``.

Both get the same lines, whose topology they have to find, and the same vertices to set out from;
both say how far every vertex is from the nearest. Each run is a process of its own, the sides in
turn; what is measured is CPU time once imports and data are there.
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
import pandas as pd
import shapely

from parkmap.metric import local_crs

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from parkmap.coverage.network import Network

    Lines = NDArray[np.object_]
    Graph = Any
    Metres = NDArray[np.float64]

ROOT: Final = Path(__file__).parent.parent
PAGE: Final = ROOT / "docs" / "benchmarks-network.md"
SIZES: Final = (10_000, 100_000, 1_000_000)
BLOCK_M: Final = 80
SHAKEN_M: Final = 20
"""How far corners stand from those of a perfect grid."""
DOORS: Final = 200
"""Vertices to set out from."""
LIMIT_M: Final = 1_000
PLOTS: Final = 100_000
"""Doors beside streets, in what parkmap alone does."""
CRS: Final = local_crs((118.6, 24.7, 118.6, 24.7))


def main() -> None:
    """Measure, print the page, and with ``--write`` keep it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    parser.add_argument("--most", type=int, default=SIZES[-1], help="arcs of the largest town")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        side, arcs = asked.one
        print(json.dumps(measure(side, int(arcs))))
        return
    text = page(asked.repeat, asked.most)
    print(text)
    if asked.write:
        PAGE.write_text(text, encoding="utf-8")


def town(arcs: int) -> tuple[Lines, NDArray[np.float64]]:
    """Return streets of a square town, one line a street, and places to set out from."""
    rng = np.random.default_rng(20170531)
    corners = round((arcs / 2) ** 0.5) + 1
    at = np.arange(corners) * float(BLOCK_M)
    places = np.stack(np.meshgrid(at, at), axis=-1)
    places += rng.uniform(-SHAKEN_M, SHAKEN_M, places.shape)
    streets = [*places, *places.transpose(1, 0, 2)]
    doors = places.reshape(-1, 2)[rng.choice(corners**2, DOORS, replace=False)]
    return np.asarray(shapely.linestrings(np.array(streets)), dtype=object), doors


def measure(side: str, arcs: int) -> dict[str, float]:
    """Run one side on one town in this process."""
    build, ask = SIDES[side]
    small = town(1_000)
    ask(build(small[0]), small[1])  # what is loaded when it is first used
    lines, doors = town(arcs)
    start = time.process_time()
    graph = build(lines)
    built = time.process_time()
    metres = ask(graph, doors)
    asked = time.process_time()
    found = {"build_s": built - start, "query_s": asked - built, "mean_m": float(metres.mean())}
    found["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if side == OURS:
        found |= _rest(graph, doors)
    return found


def build_parkmap(lines: Lines) -> Network:
    """Find the topology."""
    from parkmap.coverage.network import build_network

    return build_network(lines, CRS, snap_m=100)


def ask_parkmap(graph: Network, doors: NDArray[np.float64]) -> Metres:
    """Measure to every vertex; those to set out from are found by their coordinates."""
    from parkmap.coverage.network.doors import vertex_doors
    from parkmap.coverage.network.walk import from_doors

    known = pd.Index(graph.places.view(np.complex128).ravel())
    vertices = known.get_indexer(pd.Index(doors.view(np.complex128).ravel()))
    return from_doors(graph, vertex_doors(graph, vertices, np.arange(len(doors))))[0]


def build_networkx(lines: Lines) -> Graph:
    """Add each piece between two vertices as an edge; vertices are pairs of coordinates."""
    import networkx as nx

    graph = nx.Graph()
    for line in lines:
        path = shapely.get_coordinates(line)
        steps = np.hypot(*np.diff(path, axis=0).T).tolist()
        ends = list(map(tuple, path.tolist()))
        graph.add_weighted_edges_from(zip(ends[:-1], ends[1:], steps, strict=True))
    return graph


def ask_networkx(graph: Graph, doors: NDArray[np.float64]) -> Metres:
    """Measure to every vertex with its Dijkstra of several sources."""
    import networkx as nx

    found = nx.multi_source_dijkstra_path_length(graph, set(map(tuple, doors.tolist())))
    return np.array(list(found.values()))


def _rest(network: Network, doors: NDArray[np.float64]) -> dict[str, float]:
    """Measure what networkx has nothing for: doors beside streets, and streets that are served."""
    from parkmap.coverage.network import doors_of, nearest_door, served_streets, service_area

    rng = np.random.default_rng(1)
    spots = rng.uniform(0, network.places.max(), (PLOTS, 2))
    plots = np.asarray(shapely.points(spots), dtype=object)
    begin = time.process_time()
    goals = doors_of(network, np.asarray(shapely.points(doors), dtype=object))
    start = time.process_time()
    starts = doors_of(network, plots)
    snapped = time.process_time()
    nearest_door(network, starts, goals)
    walked = time.process_time()
    served_streets(network, goals, LIMIT_M)
    cut = time.process_time()
    service_area(network, goals, LIMIT_M)
    drawn = time.process_time()
    return {
        "index_s": start - begin,
        "snap_s": snapped - start,
        "nearest_s": walked - snapped,
        "streets_s": cut - walked,
        "area_s": drawn - cut,
    }


OURS: Final = "parkmap"
SIDES: Final[dict[str, tuple[Callable[[Lines], Graph], Callable[[Graph, Any], Metres]]]] = {
    OURS: (build_parkmap, ask_parkmap),
    "networkx": (build_networkx, ask_networkx),
}


def page(repeat: int, most: int) -> str:
    """Measure everything and return the page."""
    lines = [
        "# Measuring walks along streets",
        "",
        f"Streets of a square town, blocks of {BLOCK_M} m with shaken corners; from {DOORS} of its",
        "vertices the walk to every other. Both sides find the topology of the same lines. CPU",
        "time once imports and data are there, medians of",
        f"{repeat} runs in processes of their own.",
        "`python -m benchmarks.network --write` measures anew and writes this page. Take ratios",
        "from it, not seconds.",
        "",
        "| arcs | way | build, CPU s | query, CPU s | both, times parkmap | mean walk, m | MB |",
        "| ---: | :--- | ---: | ---: | ---: | ---: | ---: |",
    ]
    rest: dict[int, dict[str, float]] = {}
    for arcs in (one for one in SIZES if one <= most):
        runs = _runs(arcs, repeat)
        ours = runs[OURS]["build_s"] + runs[OURS]["query_s"]
        rest[arcs] = runs[OURS]
        for side, told in runs.items():
            times = (told["build_s"] + told["query_s"]) / ours
            lines.append(
                f"| {arcs:,} | {side} | {told['build_s']:.3f} | {told['query_s']:.3f} "
                f"| {times:.1f} | {told['mean_m']:.6f} | {told['peak_mb']:,.0f} |"
            )
    lines += [
        "",
        "What parkmap does besides, and networkx has nothing for, CPU s: index the arcs, snap",
        f"{PLOTS:,} doors to them, find the nearest of {DOORS} facilities for each, cut the",
        f"streets within {LIMIT_M:,} m, draw the land along them:",
        "",
        "| arcs | index | snap | nearest | streets | land |",
        "| ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    keys = ("index_s", "snap_s", "nearest_s", "streets_s", "area_s")
    for arcs, one in rest.items():
        cells = " | ".join(f"{one[key]:.3f}" for key in keys)
        lines.append(f"| {arcs:,} | {cells} |")
    versions = ", ".join(f"{name} {version(name)}" for name in ("parkmap", "scipy", "networkx"))
    day = datetime.now(tz=UTC).date()
    return "\n".join([*lines, "", f"Last measured on {day} with {versions}."]) + "\n"


def _runs(arcs: int, repeat: int) -> dict[str, dict[str, float]]:
    told: dict[str, list[dict[str, float]]] = {side: [] for side in SIDES}
    for _ in range(repeat):
        for side, runs in told.items():
            runs.append(_child(side, arcs))
    return {
        side: {key: median(run[key] for run in runs) for key in runs[0]}
        for side, runs in told.items()
    }


def _child(side: str, arcs: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.network", "--one", side, str(arcs)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    found: dict[str, float] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    main()
