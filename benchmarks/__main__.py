"""Run the comparison: ``python -m benchmarks [--repeat N] [--count N]... [--side NAME]...``."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from benchmarks import report
from benchmarks.points import make_points
from benchmarks.sides import OURS, SIDES

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT: Final = Path(__file__).parent.parent
RESULTS: Final = ROOT / "benchmarks" / "results" / "latest.json"
PAGE: Final = ROOT / "docs" / "benchmarks.md"
COUNTS: Final = (1_000, 10_000, 100_000, 1_000_000)
PEERS_UP_TO: Final = 100_000
"""Beyond this, folium's ways take minutes and gigabytes; only ours go on."""
PARKS: Final = 10_000


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print the tables, and keep the figures in benchmarks/results/latest.json."""
    asked = _parse(arguments)
    if asked.from_results:
        result = json.loads(RESULTS.read_text(encoding="utf-8"))
    else:
        result = measure(asked.count, asked.side, asked.repeat)
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(result, indent=1, ensure_ascii=False), encoding="utf-8")
    runs = result["runs"]
    for count in runs:
        print(f"\n{int(count):,} points")
        print(report.as_plain(report.table(runs, count)))
    largest = _compared(runs)
    if "parkmap" in runs[largest]:
        print(f"\nTimes more than parkmap's full page, {int(largest):,} points")
        print(report.as_plain(report.ratios(runs, largest)))
        print()
        print(report.as_plain(report.goals(runs, largest)))
    if asked.write:
        PAGE.write_text(page(result), encoding="utf-8")
        print(f"\nwrote {PAGE.relative_to(ROOT)}")


def measure(counts: Sequence[int], sides: Sequence[str], repeat: int) -> dict[str, Any]:
    """Run every side at every count ``repeat`` times, the sides in turn.

    In turn, so that a machine that grows warm or busy does so for all of them.
    """
    runs: report.Runs = {
        str(count): {side: [] for side in sides if side in OURS or count <= PEERS_UP_TO}
        for count in sorted(counts)
    }
    unknown: set[str] = set()
    with tempfile.TemporaryDirectory() as folder:
        for count, by_side in runs.items():
            place = [str(value) for value in make_points(int(count)).get_coordinates().iloc[0]]
            for turn in range(repeat):
                for side, measured in by_side.items():
                    print(f"{count} {side} {turn + 1}/{repeat}", file=sys.stderr, flush=True)
                    path = str(Path(folder) / f"{side}.html")
                    built = _child("benchmarks.build", side, count, path)
                    opened = _opened(path, measured)
                    if opened.pop("errors", None):
                        print(f"{side}: the page raised an error", file=sys.stderr)
                    unknown.update(opened.pop("unknown", []))
                    moved = {} if "gave_up" in opened else _child("benchmarks.move", path, *place)
                    measured.append({**built, **opened, **moved})
        parks = _parks(repeat, str(Path(folder) / "parks.html"))
    told = {"conditions": conditions(repeat), "unknown": sorted(unknown)}
    return {**told, "runs": runs, "parks": parks}


def _parks(repeat: int, path: str) -> list[dict[str, Any]]:
    """Build and move a page of many parks."""
    place = [str(value) for value in make_points(1000).get_coordinates().iloc[0]]
    runs = []
    for turn in range(repeat):
        print(f"{PARKS} parks {turn + 1}/{repeat}", file=sys.stderr, flush=True)
        built = _child("benchmarks.parks", str(PARKS), path)
        opened = _child("benchmarks.view", path)
        runs.append({**built, **opened, **_child("benchmarks.move", path, *place)})
    return runs


def conditions(repeat: int) -> dict[str, str]:
    """Tell what was measured on; no name of a host, no path."""
    return {
        "date": datetime.now(tz=UTC).date().isoformat(),
        "cores": str(os.cpu_count()),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "parkmap": version("parkmap"),
        "folium": version("folium"),
        "geopandas": version("geopandas"),
        "repeat": str(repeat),
    }


def page(result: dict[str, Any]) -> str:
    """Fill docs/benchmarks.md."""
    runs = result["runs"]
    largest = _compared(runs)
    told = result["conditions"]
    words = (
        f"Last measured on {told['date']} with {told['cores']} cores ({told['system']}), "
        f"Python {told['python']}, parkmap {told['parkmap']}, folium {told['folium']}, "
        f"geopandas {told['geopandas']}; medians of {told['repeat']} runs."
    )
    tables = "\n\n".join(
        f"### {int(count):,} points\n\n{report.as_markdown(report.table(runs, count))}"
        for count in runs
    )
    template = (Path(__file__).parent / "page.md").read_text(encoding="utf-8")
    return template.format(
        conditions=words,
        largest=f"{int(largest):,}",
        ratios=report.as_markdown(report.ratios(runs, largest)),
        goals=report.as_markdown(report.goals(runs, largest)),
        tables=tables,
        parks=report.as_markdown(report.park_table(result["parks"], PARKS)),
        unknown=", ".join(f"`{name}`" for name in result["unknown"]) or "none",
    )


def _compared(runs: report.Runs) -> str:
    """Return the largest count at which ours and peers were measured."""
    return max((count for count in runs if int(count) <= PEERS_UP_TO or len(runs) == 1), key=int)


def _opened(path: str, before: Sequence[dict[str, float]]) -> dict[str, Any]:
    given_up = next((run for run in before if "gave_up" in run), None)
    if given_up is None:
        return _child("benchmarks.view", path)
    # Waiting again would tell no more.
    return {
        key: given_up[key] for key in ("first_marks_s", "live_marks_s", "main_thread_s", "gave_up")
    }


def _child(module: str, *arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--repeat", type=int, default=5, help="runs of each (default 5)")
    parser.add_argument("--count", type=int, action="append", help="points; may be given again")
    parser.add_argument("--side", choices=SIDES, action="append", help="may be given again")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    parser.add_argument(
        "--from-results", action="store_true", help="show the last run's figures, measure nothing"
    )
    asked = parser.parse_args(arguments)
    asked.count = asked.count or list(COUNTS)
    asked.side = asked.side or list(SIDES)
    return asked


if __name__ == "__main__":
    main()
