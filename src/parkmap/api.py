"""The public Python API: a workspace opened, its data as frames, its map as a page.

It is an edge, like the command line: it knows which day it is, and in whose language an error is
told. All else it leaves to the pipeline.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd

from parkmap import model
from parkmap.errors import ParkmapError
from parkmap.model import (
    LANGS,
    Condition,
    DemandKind,
    Denominator,
    Grouping,
    Scenario,
    TaskOnDate,
)
from parkmap.pipeline import build as building
from parkmap.pipeline import coverage as serving
from parkmap.pipeline import diff as differing
from parkmap.pipeline import status as programme
from parkmap.pipeline.question import Question
from parkmap.pipeline.scene import make_scene
from parkmap.report.coverage_frame import frame_of
from parkmap.report.diff import diff_report
from parkmap.report.grid import Named
from parkmap.texts import spoken_lang, tell
from parkmap.workspace import find_workspace, layer_keys, load_workspace, sample_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from os import PathLike

    from parkmap.model import Lang, Layer, Milestone, Problem, Scene, Tally, Workspace
    from parkmap.report.grid import Grid

_TOLD: Final = 10
"""Problems that are told under a traceback; ``error.problems`` holds all."""
_STATES: Final = (
    model.PARK,
    model.TASK,
    model.STAGE,
    model.CONDITION,
    model.LATENESS,
    model.DAYS_LATE,
)
_OF_TASK: Final = ("name", "content", "quantity", "unit", "leader", "department", "person")
_SANDBOX: Final = "allow-scripts allow-downloads allow-modals"


def open(path: str | PathLike[str] | None = None) -> Atlas:  # noqa: A001 - parkmap.open is meant
    """Open a workspace.

    Only parkmap.toml is read now; the files that it names are read by what needs them.

    Parameters
    ----------
    path
        parkmap.toml or its folder. None: the nearest, looked for in the current folder, in its
        ``geodata``, then likewise in each parent.

    Raises
    ------
    WorkspaceError
        If there is no parkmap.toml, or something in it is wrong.

    Examples
    --------
    >>> import parkmap
    >>> parkmap.open("/no/such/folder")
    Traceback (most recent call last):
    ...
    parkmap.errors.WorkspaceError: /no/such/folder: workspace.not_found...
    """
    with _told():
        file = find_workspace(Path(path) if path is not None else None, start=Path.cwd())
        return Atlas(load_workspace(file))


def sample() -> Atlas:
    """Open the sample zone that parkmap ships, where it lies; its geometry is made up.

    Examples
    --------
    >>> import parkmap
    >>> parkmap.sample().as_of
    datetime.date(2017, 5, 31)
    """
    return open(sample_folder())


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
    with _told():
        versions = differing.find_versions(
            Path(old), Path(new), start=Path.cwd(), year=year, old_year=old_year
        )
        day = _as_day(as_of) or versions.as_of or date.today()  # noqa: DTZ011 - as in Atlas.as_of
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


@dataclass(frozen=True, slots=True, repr=False)
class Atlas:
    """A workspace, opened. It keeps no data: every call reads the files as they are then.

    Attributes
    ----------
    workspace
        What parkmap.toml says.
    """

    workspace: Workspace

    @property
    def as_of(self) -> date:
        """The day that is meant where none is named: the workspace's, else today."""
        return self.workspace.as_of or date.today()  # noqa: DTZ011 - the office's own calendar day

    def page(
        self, as_of: date | str | None = None, *, lang: Lang = "zh", layers: Iterable[str] = ()
    ) -> Page:
        """Return the map.

        Parameters
        ----------
        as_of
            The day of the map, as a date or like "2017-05-31".
        lang
            The language in which the page opens, zh or en; it holds both.
        layers
            Keys or titles of the layers to show beside parks and ground; none: all.

        Raises
        ------
        ParkmapError
            With every fault found in all the files.
        UnknownLayerError
            If a layer is not in the workspace.

        Examples
        --------
        >>> import parkmap
        >>> page = parkmap.sample().page(lang="en", layers=["busstops"])
        >>> page.html[:15]
        '<!DOCTYPE html>'
        """
        if lang not in LANGS:
            msg = f"lang is one of {', '.join(LANGS)}, not {lang!r}"
            raise ValueError(msg)
        keys = layer_keys(self.workspace, _several(layers))
        day = self._day(as_of)
        with _told():
            built = building.build(self.workspace, file=None, as_of=day, lang=lang, keys=keys)
        return Page(built.html, built.problems, day, lang, self.workspace)

    def layers(self, as_of: date | str | None = None) -> dict[str, gpd.GeoDataFrame]:
        """Return every layer as a GeoDataFrame of your own, by key; the parks are ``parks``.

        The index is the id, the coordinates are WGS 84 (lon, lat). The columns are ``name``,
        ``name_zh`` and ``name_en``; for facilities also ``park``, ``task``, ``stage``,
        ``condition``, ``lateness`` and ``days_late`` on the day; then the file's own, but for one
        whose name is taken by these. What ``[page] omit`` withholds is not here either, for
        notebooks are passed on as well.

        Raises
        ------
        ParkmapError
            With every fault found in all the files.

        Examples
        --------
        >>> import parkmap
        >>> stops = parkmap.sample().layers("2017-06-30")["busstops"]
        >>> len(stops), stops.crs.to_string()
        (28, 'EPSG:4326')
        >>> int((stops["lateness"] == "overdue").sum())
        0
        """
        scene = self._scene(as_of)
        mapped = {one.layer.spec.key: _frame(one.layer, one.states) for one in scene.layers}
        return {"parks": _frame(scene.parks, pd.DataFrame(index=scene.parks.frame.index)), **mapped}

    def tasks(self, as_of: date | str | None = None) -> pd.DataFrame:
        """Return the responsibility table: one row for each task, how it stands on the day.

        The index is the task's id. ``layer`` is the key of the layer that it builds, ``park`` the
        id of its park if it is one, ``parks`` the ids of all, ``facilities`` the ids of what it
        builds on the map, and ``match`` how they were found or why there are none (``property``,
        ``listed``, ``name``; ``ambiguous``, ``unlocated``, ``unknown_layer``, ``no_layer``).
        ``start_by`` and ``finish_by`` are the last days that keep the promise as it stands now.
        Without a register there are no rows.

        Raises
        ------
        ParkmapError
            With every fault found in all the files.

        Examples
        --------
        >>> import parkmap
        >>> tasks = parkmap.sample().tasks()
        >>> int(tasks.loc[tasks["lateness"] == "overdue", "days_late"].min()) > 0
        True
        """
        told = self._scene(as_of).tasks
        index = pd.Index([one.task.task_id for one in told], name="task_id", dtype=object)
        columns = {name: [getattr(one.task, name) for one in told] for name in _OF_TASK}
        frame = pd.DataFrame(columns, index=index)
        frame["layer"] = [one.layer for one in told]
        frame["park"] = [one.park_id for one in told]
        frame["parks"] = [one.park_ids for one in told]
        frame["facilities"] = [one.facilities for one in told]
        frame["match"] = [str(one.match) for one in told]
        frame["start_by"] = _last_days(one.task.start for one in told)
        frame["finish_by"] = _last_days(one.task.finish for one in told)
        for name in (model.STAGE, model.CONDITION, model.LATENESS):
            frame[name] = [_state(one, name) for one in told]
        frame[model.DAYS_LATE] = [one.state.days_late for one in told]
        return frame

    def status(
        self,
        as_of: date | str | None = None,
        *,
        by: str | None = None,
        scenario: str = "actual",
    ) -> pd.DataFrame:
        """Return how many tasks there are of each stage and lateness, and how late the latest is.

        One row for each park, layer, department, leader, person or month that ``by`` names, and
        last the total, whose index is ``total``. A task of two departments counts in both, and once
        in the total. What names none has an empty index. Columns: ``name``, ``tasks``,
        ``stage_...``, ``lateness_...``, ``suspended``, ``cancelled`` and ``most_days_late``.

        Parameters
        ----------
        as_of
            The day, as a date or like "2017-05-31".
        by
            park, layer, department, leader, person or month; None: the total alone.
        scenario
            actual, plan or slip.

        Raises
        ------
        ParkmapError
            With every fault found in all the files.

        Examples
        --------
        >>> import parkmap
        >>> status = parkmap.sample().status(by="department")
        >>> int(status.loc["total", "tasks"]), int(status.loc["规划建设科", "lateness_late_start"])
        (63, 3)
        """
        grouping, assumed = Grouping(by) if by else None, Scenario(scenario)
        with _told():
            found = programme.status(
                self.workspace,
                as_of=self._day(as_of),
                scenario=assumed,
                known_on=self.as_of,
                by=grouping,
            ).status
        tallies = [(one.key, one.name.zh, one.tally) for one in found.groups]
        tallies.append(("total", "", found.total))
        rows = {key: _tally_row(name, tally) for key, name, tally in tallies}
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis(by or "group")

    def coverage(  # noqa: PLR0913 - each is a question of its own, and all have a default
        self,
        as_of: date | str | None = None,
        *,
        layers: Iterable[str] = (),
        parks: Iterable[str] = (),
        rules: Iterable[str] = (),
        radius_m: float | None = None,
        by: str | None = None,
        scenario: str = "actual",
        demand: str = "all",
        detour: float | None = None,
    ) -> pd.DataFrame:
        """Return who is served: one row for each layer, rule and park, and for the zone.

        The zone's row has ``park_id`` None; it counts once what parks share. The columns are those
        of ``parkmap coverage --format json``; docs/coverage.md says what they mean.

        Parameters
        ----------
        as_of
            The day, as a date or like "2017-05-31".
        layers, parks
            Keys or titles of layers, ids or names of parks; none: all.
        rules, radius_m
            Keys of rules, and a bare radius in metres, instead of the layers' own.
        by
            The share to judge by: area, plots or employees; None: what each rule leads with.
        scenario
            actual, plan or slip.
        demand
            all plots, or those occupied on the day.
        detour
            How much longer than the straight line the way is thought to be.

        Raises
        ------
        ParkmapError
            With every fault found in all the files.
        LookupError
            If a layer, park or rule is not there.

        Examples
        --------
        >>> import parkmap
        >>> rows = parkmap.sample().coverage(layers=["busstops"], rules=["bus_500_people"])
        >>> zone = rows.iloc[0]
        >>> int(zone["facilities_inside"]), zone["verdict"], round(float(zone["area_share"]), 3)
        (17, 'fail', 0.678)
        """
        question = Question(
            as_of=self._day(as_of),
            known_on=self.as_of,
            scenario=Scenario(scenario),
            keys=layer_keys(self.workspace, _several(layers)),
            parks=_several(parks),
            rules=_several(rules),
            radius_m=radius_m,
            by=Denominator(by) if by else None,
            demand=DemandKind(demand),
            detour=detour,
        )
        with _told():
            study, _ = serving.coverage(self.workspace, question)
        return frame_of(study)

    def _scene(self, as_of: date | str | None) -> Scene:
        with _told():
            return make_scene(self.workspace, as_of=self._day(as_of), lang="zh")

    def _day(self, as_of: date | str | None) -> date:
        return _as_day(as_of) or self.as_of

    def __repr__(self) -> str:
        keys = ", ".join(spec.key for spec in self.workspace.layers)
        return f"<Atlas {str(self.workspace.file)!r}: {keys}>"


@dataclass(frozen=True, slots=True, repr=False)
class Page:
    """A map: one HTML text that needs nothing else. A notebook shows it.

    Attributes
    ----------
    html
        The file, as a text.
    problems
        What was noticed while it was made: warnings and notes; ``parkmap.tell`` has the words.
    as_of
        The day of the map.
    lang
        The language in which it opens.
    """

    html: str
    problems: tuple[Problem, ...]
    as_of: date
    lang: Lang
    _workspace: Workspace = field(compare=False)

    def save(self, path: str | PathLike[str]) -> Path:
        """Write the map and return its path; what stood there stays until the new one is whole.

        Raises
        ------
        OutputError
            If it cannot be written, or would take the place of a file that it is made from.

        Examples
        --------
        >>> import parkmap, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     parkmap.sample().page().save(f"{folder}/map.html").name
        'map.html'
        """
        file = Path(path)
        with _told():
            building.save(self._workspace, self.html, file=file)
        return file

    def _repr_html_(self) -> str:
        """Return the map in a frame, for notebooks.

        The frame has no origin (``allow-same-origin`` is not given), so that the page cannot reach
        into the notebook, nor a notebook's server be asked for anything.
        """
        return (
            f'<iframe title="parkmap {self.as_of}" srcdoc="{escape(self.html)}" '
            f'sandbox="{_SANDBOX}" allow="clipboard-write" '
            'style="width: 100%; height: 620px; border: 0"></iframe>'
        )

    def __repr__(self) -> str:
        size = f"{len(self.html.encode()) / 1000:,.0f} kB"
        return f"<Page as of {self.as_of}, {size}, {len(self.problems)} problems>"


@contextmanager
def _told() -> Iterator[None]:
    """Put the words of problems under the traceback of an error that holds only their codes."""
    try:
        yield
    except ParkmapError as error:
        for problem in error.problems[:_TOLD]:
            error.add_note(tell(spoken_lang(), problem))
        raise


def _as_day(told: date | str | None) -> date | None:
    if isinstance(told, str):
        return date.fromisoformat(told)
    return told.date() if isinstance(told, datetime) else told


def _grid_frame(grid: Grid) -> pd.DataFrame:
    """Return a grid of a report as programs read it: keys instead of names and words."""
    keys = [column.key for column in grid.columns]
    rows = [[cell.key if isinstance(cell, Named) else cell for cell in row] for row in grid.rows]
    return pd.DataFrame(rows, columns=keys)


def _several(names: Iterable[str]) -> tuple[str, ...]:
    """Return names as they are meant: a text is one name, not several of one letter."""
    return (names,) if isinstance(names, str) else tuple(names)


def _frame(layer: Layer, states: pd.DataFrame) -> gpd.GeoDataFrame:
    names = layer.frame[[model.NAME, model.NAME_ZH, model.NAME_EN]]
    known = pd.concat([names, states[[name for name in _STATES if name in states]]], axis=1)
    taken = {*known.columns, "id", "geometry"}
    own = layer.properties[[name for name in layer.properties if name not in taken]]
    table = pd.concat([known, own], axis=1).rename_axis("id")
    return gpd.GeoDataFrame(table, geometry=layer.frame.geometry.to_numpy(), crs=layer.frame.crs)


def _tally_row(name: str, tally: Tally) -> dict[str, object]:
    return {
        "name": name,
        "tasks": tally.tasks,
        **{f"stage_{stage}": count for stage, count in tally.stages.items()},
        **{f"lateness_{lateness}": count for lateness, count in tally.lateness.items()},
        "suspended": tally.conditions[Condition.SUSPENDED],
        "cancelled": tally.conditions[Condition.CANCELLED],
        "most_days_late": tally.most_days,
    }


def _last_days(milestones: Iterable[Milestone]) -> pd.DatetimeIndex:
    promised = [one.current or one.baseline for one in milestones]
    return pd.DatetimeIndex([one.latest if one else pd.NaT for one in promised])


def _state(told: TaskOnDate, name: str) -> str:
    return str(getattr(told.state, name))
