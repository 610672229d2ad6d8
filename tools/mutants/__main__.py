"""Change the code in small ways and count what the tests notice: ``python -m tools.mutants``.

mutmut changes one operator, number, name or argument at a time; after that come the mistakes that
``planted.toml`` tells, which are those that a program like this one is likely to hold. All happens
on a copy of the tree in build/, and ends with 1 if too little was noticed.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tools.mutants.planted import is_noticed, mistakes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Counts = Counter[str]

ROOT: Final = Path(__file__).parents[2]
COPY: Final = ROOT / "build" / "mutants"
LEAST: Final = 0.85
"""Of the mutants of each room: this share must be killed."""
_NEEDED: Final = ("src", "tests", "tools", "geodata", "docs", "pyproject.toml")
_KILLED: Final = ("killed", "timeout", "segfault")
"""How a mutant ends that was noticed; to run for ever or to crash is noticed, too."""
_COLUMNS: Final = ("mutants", "killed", "timeout", "survived", "no tests", "share")


def main() -> int:
    """Run both, print what was noticed, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--planted", action="store_true", help="only the mistakes told by hand")
    parser.add_argument(
        "--sample", type=float, default=1, help="a share of the mutants, such as 0.2"
    )
    parser.add_argument("--seed", type=int, default=20170531, help="of the sample")
    asked = parser.parse_args()
    _copy_tree()
    missed = _missed_by_hand()
    if missed:
        print(f"not noticed: {', '.join(missed)}")
    is_enough = True
    if not asked.planted:
        told = counts_of(_run_mutmut(asked.processes, asked.sample, asked.seed))
        if asked.sample < 1:
            print(f"A sample of {asked.sample:.0%}, drawn with seed {asked.seed}.")
        print("\n".join(table_of(told)))
        is_enough = min(map(share_of, _by_room(told).values())) >= LEAST
    return 0 if is_enough and not missed else 1


def counts_of(lines: Iterable[str]) -> dict[str, Counts]:
    """Return how mutants ended, by module, from lines as ``mutmut results`` writes them.

    Examples
    --------
    >>> counts_of(["    parkmap.join.tally.x_some__mutmut_1: killed"])
    {'parkmap.join.tally': Counter({'killed': 1})}
    """
    told: dict[str, Counts] = {}
    for line in lines:
        name, _, how = line.strip().partition(": ")
        if "__mutmut_" in name and how != "not checked":
            told.setdefault(name.rpartition(".")[0], Counter())[how] += 1
    return dict(sorted(told.items()))


def share_of(counts: Counts) -> float:
    """Return the share of mutants that tests noticed; one that no test runs was not."""
    return sum(counts[how] for how in _KILLED) / counts.total()


def table_of(told: Mapping[str, Counts]) -> list[str]:
    """Return the lines of a Markdown table, modules first and rooms below them."""
    rows = [*told.items(), *_by_room(told).items()]
    lines = ["| | " + " | ".join(_COLUMNS) + " |", "| :--- |" + " ---: |" * len(_COLUMNS)]
    for name, counts in rows:
        noticed = sum(counts[how] for how in _KILLED)
        figures = (
            counts.total(),
            counts["killed"],
            noticed - counts["killed"],
            counts.total() - noticed - counts["no tests"],
            counts["no tests"],
        )
        lines.append(
            f"| {name} | " + " | ".join(map(str, figures)) + f" | {share_of(counts):.1%} |"
        )
    return lines


def _by_room(told: Mapping[str, Counts]) -> dict[str, Counts]:
    """Return the sums over coverage, join and metric."""
    rooms: dict[str, Counts] = {}
    for name, counts in told.items():
        rooms.setdefault(name.split(".")[1], Counter()).update(counts)
    return rooms


def _copy_tree() -> None:
    shutil.rmtree(COPY, ignore_errors=True)
    COPY.mkdir(parents=True)
    for name in _NEEDED:
        if (ROOT / name).is_dir():
            skipped = shutil.ignore_patterns("__pycache__", "node_modules")
            shutil.copytree(ROOT / name, COPY / name, ignore=skipped)
        else:
            shutil.copy(ROOT / name, COPY / name)


def _missed_by_hand() -> list[str]:
    """Plant each mistake, print whether it is noticed, and return those that are not."""
    missed = []
    for one in mistakes():
        noticed = is_noticed(one, COPY)
        print(f"{'killed  ' if noticed else 'SURVIVED'} {one.kind}: {one.what}", flush=True)
        if not noticed:
            missed.append(one.what)
    return missed


def _run_mutmut(processes: int, share: float, seed: int) -> list[str]:
    """Run mutants, all or a sample, and return the lines that say how each ended."""
    run = ("run", "--max-children", str(processes))
    drawn: list[str] = []
    if share < 1:
        # A name that no mutant has: mutmut makes them all, runs none, and fails.
        _mutmut(*run, "none", check=False)
        names = sorted(line.strip().partition(": ")[0] for line in _mutmut_results())
        drawn = sorted(random.Random(seed).sample(names, round(share * len(names))))
    _mutmut(*run, *drawn)
    return _mutmut_results()


def _mutmut_results() -> list[str]:
    lines = _mutmut("results", "--all", "true", capture_output=True).stdout.splitlines()
    return [line for line in lines if "__mutmut_" in line]


def _mutmut(
    *words: str, check: bool = True, capture_output: bool = False
) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    command = [str(Path(sys.executable).with_name("mutmut")), *words]
    return subprocess.run(
        command, cwd=COPY, env=environment, check=check, capture_output=capture_output, text=True
    )


if __name__ == "__main__":
    sys.exit(main())
