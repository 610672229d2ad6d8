"""Read the same GeoJSON with parkmap and with geopandas: ``python -m benchmarks.reading``.

parkmap's side does all its checks (validity, ids, places, keys that stand twice) and finds names
and stages; geopandas' side is one ``read_file``. Each reading is a process of its own, the sides in
turn; what is measured is CPU time after the imports.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT: Final = Path(__file__).parent.parent
PAGE: Final = ROOT / "docs" / "benchmarks-reading.md"
COUNTS: Final = (1_000, 10_000, 100_000)


def main() -> None:
    """Measure, print the table, and with ``--write`` the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    parser.add_argument("--one", nargs=2, metavar=("SIDE", "FILE"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        side, file = asked.one
        print(json.dumps(SIDES[side](Path(file))))
        return
    table = as_table(measure(asked.repeat))
    print(table)
    if asked.write:
        PAGE.write_text(page(table, asked.repeat), encoding="utf-8")


def measure(repeat: int) -> dict[int, dict[str, float]]:
    """Return the median CPU seconds by count and side."""
    medians = {}
    with tempfile.TemporaryDirectory() as folder:
        for count in COUNTS:
            file = Path(folder, f"points{count}.geojson")
            _write_points(file, count)
            runs: dict[str, list[float]] = {side: [] for side in SIDES}
            for _ in range(repeat):
                for side, taken in runs.items():
                    taken.append(_run(side, file))
            medians[count] = {side: median(taken) for side, taken in runs.items()}
    return medians


def as_table(medians: dict[int, dict[str, float]]) -> str:
    """Return the medians as a Markdown table with the ratio."""
    lines = [
        "| points | geopandas.read_file, CPU s | parkmap, CPU s | times |",
        "| ---: | ---: | ---: | ---: |",
    ]
    for count, taken in medians.items():
        ours, theirs = taken["parkmap"], taken["geopandas"]
        lines.append(f"| {count:,} | {theirs:.3f} | {ours:.3f} | {theirs / ours:.2f} |")
    return "\n".join(lines)


def page(table: str, repeat: int) -> str:
    """Return docs/benchmarks-reading.md."""
    names = ("parkmap", "geopandas", "pyogrio", "orjson")
    tools = ", ".join(f"{name} {version(name)}" for name in names)
    return f"""# Reading GeoJSON

The same clean points with eight properties, written by GDAL, read side by side in processes of
their own; CPU time after the imports, medians of {repeat} runs. `python -m benchmarks.reading
--write` measures anew and writes this page. Take ratios from it, not seconds.

{table}

parkmap's side does every check of [intake.md](intake.md) and finds names, tasks and stages;
geopandas' side is `geopandas.read_file(path)` (pyogrio), which takes a key that stands twice and a
number beyond 64 bits in silence.

Last measured on {datetime.now(UTC).date().isoformat()} with {tools}.
"""


def _write_points(file: Path, count: int) -> None:
    from benchmarks.points import make_points

    make_points(count).reset_index(names="id").to_file(file, driver="GeoJSON")


def _run(side: str, file: Path) -> float:
    command = [sys.executable, "-m", "benchmarks.reading", "--one", side, str(file)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    return float(json.loads(done.stdout))


def _read_with_parkmap(file: Path) -> float:
    from parkmap.intake.vector import read_layer
    from parkmap.model import LayerSpec, Text

    spec = LayerSpec("points", Text("点", "points"), file)
    started = time.process_time()
    read_layer(spec, year=2017)
    return time.process_time() - started


def _read_with_geopandas(file: Path) -> float:
    import geopandas as gpd
    import pyogrio  # noqa: F401 - read_file would import it while it is timed

    started = time.process_time()
    gpd.read_file(file)
    return time.process_time() - started


SIDES: Final[dict[str, Callable[[Path], float]]] = {
    "parkmap": _read_with_parkmap,
    "geopandas": _read_with_geopandas,
}


if __name__ == "__main__":
    main()
