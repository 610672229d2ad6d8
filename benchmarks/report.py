"""Medians into a table for the terminal and a page for docs/."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple

from benchmarks.sides import OURS, SIDES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Runs = dict[str, dict[str, list[dict[str, float]]]]
"""count -> side -> one dict of measures a run."""


class Measure(NamedTuple):
    """One thing that is measured, and how a reader sees it."""

    key: str
    title: str
    unit: str
    scale: float


MEASURES: Final = (
    Measure("build_s", "Build", "CPU s", 1),
    Measure("peak_bytes", "Peak memory", "MiB", 2**20),
    Measure("file_bytes", "File", "MB", 1e6),
    Measure("first_marks_s", "First marks", "s", 1),
    Measure("live_marks_s", "Live marks", "s", 1),
    Measure("main_thread_s", "Main thread", "CPU s", 1),
    Measure("pan_s", "Pan", "CPU ms", 1e-3),
    Measure("zoom_s", "Zoom", "CPU ms", 1e-3),
    Measure("card_s", "First card", "ms", 1e-3),
)


class Goal(NamedTuple):
    """A ratio that parkmap promises at the largest count: peer / parkmap at least this.

    With ``own_count`` it is parkmap's figure at that count that the peer's is set against.
    """

    peer: str
    key: str
    at_least: float
    own_count: str = ""


GOALS: Final = (
    Goal("geojson", "build_s", 20),
    Goal("geojson", "file_bytes", 8),
    Goal("cluster", "build_s", 5),
    Goal("cluster", "file_bytes", 3),
    Goal("cluster", "main_thread_s", 8),
    Goal("cluster", "first_marks_s", 10, "1000000"),
)


FLOORS: Final = ("first_marks_s", "live_marks_s", "main_thread_s")
"""What is only known to be more than its figure where a run gave up."""


def medians(runs: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Return the median of each measure."""
    middle = {
        measure.key: median(run[measure.key] for run in runs)
        for measure in MEASURES
        if all(measure.key in run for run in runs)
    }
    if any("gave_up" in run for run in runs):
        middle["gave_up"] = 1
    return middle


def table(runs: Runs, count: str) -> list[list[str]]:
    """Return the medians at one count: a head, then a row a side."""
    head = ["", *(f"{measure.title}, {measure.unit}" for measure in MEASURES)]
    rows = []
    for side, measured in runs[count].items():
        middle = medians(measured)
        rows.append([SIDES[side].title, *(_cell(middle, measure) for measure in MEASURES)])
    return [head, *rows]


def park_table(runs: Sequence[Mapping[str, float]], count: int) -> list[list[str]]:
    """Return the medians of a page of ``count`` parks, a measure a line."""
    middle = medians(runs)
    lines = [
        [f"{one.title}, {one.unit}", _cell(middle, one)] for one in MEASURES if one.key in middle
    ]
    return [["", f"{count:,} parks of 50 vertices"], *lines]


def ratios(runs: Runs, count: str) -> list[list[str]]:
    """Return how many times more each peer takes than parkmap's full page at one count."""
    head = ["parkmap, full page = 1", *(measure.title for measure in MEASURES)]
    own = medians(runs[count]["parkmap"])
    rows = []
    for side, measured in runs[count].items():
        if side in OURS:
            continue
        middle = medians(measured)
        rows.append(
            [SIDES[side].title, *(_ratio(middle, own, measure.key) for measure in MEASURES)]
        )
    return [head, *rows]


def goals(runs: Runs, count: str) -> list[list[str]]:
    """Return the promised ratios beside the measured ones."""
    rows = [["Against", "Measure", "Promised", "Measured", ""]]
    titles = {measure.key: measure.title for measure in MEASURES}
    for goal in GOALS:
        own_count = goal.own_count or count
        if goal.peer not in runs[count] or own_count not in runs:
            continue
        own = medians(runs[own_count]["parkmap"])
        title = titles[goal.key]
        if goal.own_count:
            title += f", ours of {int(own_count):,} points"
        measured = medians(runs[count][goal.peer])[goal.key] / own[goal.key]
        verdict = "met" if measured >= goal.at_least else "MISSED"
        promised = f"{goal.at_least:g} times"
        rows.append(
            [
                SIDES[goal.peer].title,
                title,
                promised,
                f"{measured:.1f} times",
                verdict,
            ]
        )
    return rows


def as_plain(rows: Iterable[Sequence[str]]) -> str:
    """Lay a table out for the terminal."""
    cells = [list(row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = []
    for first, *rest in cells:
        padded = [cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True)]
        lines.append("  ".join([first.ljust(widths[0]), *padded]).rstrip())
    return "\n".join(lines)


def as_markdown(rows: Iterable[Sequence[str]]) -> str:
    """Lay a table out for docs/."""
    head, *body = [list(row) for row in rows]
    rule = ["---", *("---:" for _ in head[1:])]
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, rule, *body])


def _cell(middle: Mapping[str, float], measure: Measure) -> str:
    if measure.key not in middle:
        return "-"
    return f"{_more(middle, measure.key)}{middle[measure.key] / measure.scale:.3g}"


def _ratio(middle: Mapping[str, float], own: Mapping[str, float], key: str) -> str:
    if key not in middle or key not in own or own[key] <= 0:
        return "-"
    return f"{_more(middle, key)}{middle[key] / own[key]:.3g}"


def _more(middle: Mapping[str, float], key: str) -> str:
    return "> " if "gave_up" in middle and key in FLOORS else ""
