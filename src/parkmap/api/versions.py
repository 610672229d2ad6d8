"""Two versions of a register or of a workspace, compared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from parkmap.api.told import as_day, telling
from parkmap.pipeline import diff as differing
from parkmap.report.diff import diff_report
from parkmap.report.grid import Named

if TYPE_CHECKING:
    from os import PathLike

    from parkmap.model import Problem
    from parkmap.report.grid import Grid


def compare(
    old: str | PathLike[str],
    new: str | PathLike[str],
    *,
    as_of: date | str | None = None,
    year: int | None = None,
    old_year: int | None = None,
    tolerance_m: float = 1.0,
) -> Comparison:
    """Compare two versions of a register, or of a workspace, as ``parkmap diff`` does.

    Parameters
    ----------
    old, new
        Tables, or workspaces (a folder or its parkmap.toml).
    as_of
        The day on which stages are compared. None: that of the newer workspace, else today.
    year, old_year
        The year of "6月底" in a table alone, and in the old one if it is another; None: that of
        the nearest workspace.
    tolerance_m
        Metres that a facility may lie off without having moved.

    Raises
    ------
    ParkmapError
        With every fault found in all the files of both.

    Examples
    --------
    >>> import parkmap
    >>> folder = parkmap.sample().workspace.root
    >>> parkmap.compare(folder, folder / "tasks.csv").is_empty
    True
    """
    with telling():
        versions = differing.find_versions(
            Path(old), Path(new), start=Path.cwd(), year=year, old_year=old_year
        )
        day = as_day(as_of) or versions.as_of or date.today()  # noqa: DTZ011 - as in Atlas.as_of
        compared = differing.compare_versions(versions, as_of=day, tolerance_m=tolerance_m)
    report = diff_report(compared.diff, compared.sides)
    frames = {grid.key: _grid_frame(grid) for grid in report.grids}
    return Comparison(
        frames["tasks"],
        frames["departments"],
        frames.get("places", pd.DataFrame()),
        compared.diff.is_empty,
        compared.problems,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """What differs between two versions; docs/diff.md says what the columns mean.

    Attributes
    ----------
    tasks
        A row for each change of a task, and for each task that is new or gone.
    departments
        By how many days the deadlines moved. A task of two departments counts for both.
    places
        What became of the facilities; without a column where a version is a table alone.
    is_empty
        Whether nothing differs.
    problems
        Where the matching was in doubt, and warnings of the files; ``parkmap.tell`` has the words.
    """

    tasks: pd.DataFrame
    departments: pd.DataFrame
    places: pd.DataFrame
    is_empty: bool
    problems: tuple[Problem, ...]


def _grid_frame(grid: Grid) -> pd.DataFrame:
    """Return a grid of a report as programs read it: keys instead of names and words."""
    keys = [column.key for column in grid.columns]
    rows = [[cell.key if isinstance(cell, Named) else cell for cell in row] for row in grid.rows]
    return pd.DataFrame(rows, columns=keys)
