"""Every file that a workspace names, read once, with all that is wrong in all of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import shapely

from parkmap import model
from parkmap.errors import DataError, OutputError, ParkmapError, SourceError
from parkmap.intake.shapefile import PARTS
from parkmap.intake.table import read_register
from parkmap.intake.vector import read_layer
from parkmap.model import Layer, Problem, Register, Role, Severity
from parkmap.pipeline.basemaps import BasemapReading, read_basemaps
from parkmap.workspace import input_files

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from parkmap.model import Basemap, Bounds, LayerSpec, Workspace

    OnStep = Callable[[str], None]


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What the files of a workspace hold, as far as they could be used.

    Attributes
    ----------
    parks, register, demand
        None where the workspace names none, or its file failed. ``demand`` is only read on its own
        where no layer has the same file.
    layers
        The layers that could be used, in the order of the workspace: all of them, for who belongs
        to what does not depend on what is looked at.
    basemaps
        Those whose tiles could be read, or are on a server; none without parks.
    problems
        Warnings and notes of the files.
    failures
        One error for each file that cannot be used.
    """

    parks: Layer | None
    layers: tuple[Layer, ...]
    register: Register | None
    demand: Layer | None
    basemaps: tuple[Basemap, ...]
    problems: tuple[Problem, ...]
    failures: tuple[ParkmapError, ...]

    @property
    def facilities(self) -> tuple[Layer, ...]:
        """The layers of things that serve."""
        return tuple(layer for layer in self.layers if role_of(layer) is Role.FACILITY)

    @property
    def grounds(self) -> tuple[Layer, ...]:
        """The layers of the ground."""
        return tuple(layer for layer in self.layers if role_of(layer) is Role.BASE)


def spare_inputs(workspace: Workspace, file: Path) -> None:
    """Refuse to write a result over a file that it is made from.

    Raises
    ------
    OutputError
        If ``file`` is one that the workspace names, or parkmap.toml itself.
    """
    if file.resolve() in {path.resolve() for path in input_files(workspace)}:
        raise OutputError([Problem(Severity.ERROR, "output.is_input", str(file))])


def read_files(workspace: Workspace, keys: Sequence[str], on_step: OnStep) -> Reading:
    """Read the parks, the register, the demand and the layers; never fail.

    With ``keys``, only these layers and those that may be ground will be shown. The others are
    read for what their facilities say of tasks; that one is faulty is then a warning.
    """
    failures: list[ParkmapError] = []
    problems: list[Problem] = []

    def layer_of(spec: LayerSpec) -> Layer | None:
        on_step(spec.path.name)
        try:
            intake = read_layer(spec, year=workspace.zone.year)
        except ParkmapError as error:
            if _is_wanted(spec, keys):
                failures.append(error)
            else:
                problems.append(_unread(spec))
            return None
        if _is_wanted(spec, keys):
            problems.extend(intake.problems)
        return intake.layer

    def register_of() -> Register | None:
        if workspace.register is None:
            return None
        on_step(workspace.register.path.name)
        try:
            intake = read_register(workspace.register, year=workspace.zone.year)
        except ParkmapError as error:
            failures.append(error)
            return None
        problems.extend(intake.problems)
        return intake.register

    parks = layer_of(workspace.parks)
    layers = [layer for spec in workspace.layers if (layer := layer_of(spec)) is not None]
    register = register_of()
    own = _demand_of_its_own(workspace)
    demand = layer_of(own) if own else None
    faults = _park_faults(parks) if parks else []
    if faults:
        failures.append(DataError(faults))
        parks = None
    under = BasemapReading()
    if parks is not None:
        file = workspace.file.name
        under = read_basemaps(workspace.basemaps, bounds_of(parks), file=file, on_step=on_step)
    return Reading(
        parks,
        tuple(layers),
        register,
        demand,
        basemaps=under.basemaps,
        problems=(*problems, *under.problems),
        failures=(*failures, *under.failures),
    )


def bounds_of(parks: Layer) -> Bounds:
    """Return the bounds of the zone: those of its parks, degrees."""
    west, south, east, north = (float(value) for value in parks.frame.total_bounds)
    return west, south, east, north


def demand_of(workspace: Workspace, reading: Reading) -> Layer | None:
    """Return who is to be served: the layer of the same file, else the file of its own."""
    if workspace.demand is None:
        return None
    path = workspace.demand.path
    same = (layer for layer in reading.layers if layer.spec.path == path)
    found = next(same, reading.demand)
    if found is None:
        return None
    entrance = workspace.demand.entrance_column
    return replace(found, spec=replace(found.spec, entrance_column=entrance)) if entrance else found


def files_of(workspace: Workspace) -> tuple[Path, ...]:
    """Return every file that a build reads: what parkmap.toml names, and what lies beside it."""
    named = input_files(workspace)
    stems = {(path.parent, path.stem.lower()) for path in named if path.suffix.lower() == ".shp"}
    parts = [
        entry
        for folder in sorted({folder for folder, _ in stems if folder.is_dir()})
        for entry in sorted(folder.iterdir())
        if (folder, entry.stem.lower()) in stems and entry.suffix.lower() in PARTS
    ]
    return tuple(dict.fromkeys([*named, *parts]))


def all_of(failures: Sequence[ParkmapError]) -> ParkmapError:
    """Return one error for all: a missing file outranks what is wrong in the others."""
    problems = [problem for failure in failures for problem in failure.problems]
    kind = SourceError if any(isinstance(one, SourceError) for one in failures) else DataError
    return kind(problems)


_KINDS: Final = {0: "points", 1: "lines", 2: "areas"}


def kind_of(layer: Layer) -> str:
    """Return points, lines or areas; ``mixed`` where a layer has several, ``none`` if empty."""
    kinds = {_KINDS[int(one)] for one in shapely.get_dimensions(layer.frame.geometry.to_numpy())}
    return kinds.pop() if len(kinds) == 1 else "mixed" if kinds else "none"


def role_of(layer: Layer) -> Role:
    """Return the role that parkmap.toml gives; else lines are ground, and all else serves."""
    return layer.spec.role or (Role.BASE if kind_of(layer) == "lines" else Role.FACILITY)


def is_shown(layer: Layer, keys: Sequence[str]) -> bool:
    """Return whether a layer is on a map of the layers ``keys``; empty: of all."""
    return not keys or layer.spec.key in keys or role_of(layer) is Role.BASE


def _is_wanted(spec: LayerSpec, keys: Sequence[str]) -> bool:
    """Return whether a layer may be shown; one without a role tells it only when it is read."""
    return not keys or spec.key in keys or spec.role is not Role.FACILITY


def _demand_of_its_own(workspace: Workspace) -> LayerSpec | None:
    """Return the demand, unless it is one of the layers."""
    demand = workspace.demand
    files = {spec.path for spec in workspace.layers}
    return demand if demand and demand.path not in files else None


def _unread(spec: LayerSpec) -> Problem:
    values = {"layer": spec.key}
    return Problem(Severity.WARNING, "join.unread_layer", spec.path.name, values=values)


def _park_faults(parks: Layer) -> list[Problem]:
    file = parks.source.file
    if not len(parks.frame):
        return [Problem(Severity.ERROR, "parks.none", file)]
    flat = parks.frame[shapely.get_dimensions(parks.frame.geometry.to_numpy()) != 2]  # noqa: PLR2004
    return [
        Problem(Severity.ERROR, "parks.not_an_area", file, f"feature:{row}")
        for row in flat[model.ROW]
    ]
