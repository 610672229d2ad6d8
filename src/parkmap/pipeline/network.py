"""The files of ``[network]`` -> ways -> a network in the metres of the zone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np

from parkmap.coverage.network import build_network, component_lengths_m
from parkmap.errors import ParkmapError, WorkspaceError
from parkmap.intake.ways import WaysOfFile, joined_ways, read_barriers, read_ways
from parkmap.model import Problem, Severity
from parkmap.pipeline.reading import all_of

if TYPE_CHECKING:
    from pyproj import CRS

    from parkmap.coverage.network import Network
    from parkmap.model import NetworkSpec, Ways, Workspace
    from parkmap.pipeline.metres import Metres
    from parkmap.pipeline.reading import OnStep


@dataclass(frozen=True, slots=True, eq=False)
class WaysReading:
    """What the files of a network hold; ``ways`` is None where one of them failed."""

    ways: Ways | None
    problems: tuple[Problem, ...]
    failures: tuple[ParkmapError, ...]


def read_network_files(spec: NetworkSpec, on_step: OnStep = lambda _name: None) -> WaysReading:
    """Read every file of a network; never fail."""
    found: list[tuple[str, WaysOfFile]] = []
    problems: list[Problem] = []
    failures: list[ParkmapError] = []
    barriers = np.zeros(0, dtype=object)
    for file in spec.files:
        on_step(file.path.name)
        try:
            ways = read_ways(file, foot_column=spec.foot_column, nodes_column=spec.nodes_column)
        except ParkmapError as error:
            failures.append(error)
            continue
        problems += ways.problems
        found.append((file.path.name, ways))
    if spec.barriers is not None:
        try:
            barriers, told = read_barriers(spec.barriers)
            problems += told
        except ParkmapError as error:
            failures.append(error)
    whole = None if failures else joined_ways(found, barriers)
    return WaysReading(whole, tuple(problems), tuple(failures))


def make_network(ways: Ways, spec: NetworkSpec, crs: CRS) -> tuple[Network, tuple[Problem, ...]]:
    """Return the network in ``crs``, and what there is to say of its parts and gaps."""
    placed, barriers = (
        gpd.GeoSeries(shapes, crs="EPSG:4326").to_crs(crs).to_numpy()
        for shapes in (ways.lines, ways.barriers)
    )
    network = build_network(
        placed,
        crs,
        snap_m=spec.snap_m,
        node_ids=ways.node_ids,
        barriers=barriers,
        tolerance_m=spec.tolerance_m,
    )
    return network, tuple(_told(network, next(iter(ways.counts))))


def need_network(workspace: Workspace) -> NetworkSpec:
    """Return what the workspace says of its network.

    Raises
    ------
    WorkspaceError
        If it says nothing.
    """
    if workspace.network is None:
        raise WorkspaceError([Problem(Severity.ERROR, "network.none", workspace.file.name)])
    return workspace.network


def network_in(
    places: Metres, spec: NetworkSpec, on_step: OnStep = lambda _name: None
) -> tuple[Network, tuple[Problem, ...]]:
    """Return the network of a workspace in the metres of its zone, and what there is to say.

    Raises
    ------
    ParkmapError
        With every fault of its files.
    """
    reading = read_network_files(spec, on_step)
    if reading.ways is None:
        raise all_of(reading.failures)
    network, told = make_network(reading.ways, spec, places.crs)
    known = places.scene.problems
    # A road that is a layer as well is read twice, and told once.
    return network, (*(one for one in reading.problems if one not in known), *told)


def _told(network: Network, file: str) -> list[Problem]:
    lengths_m = component_lengths_m(network)
    values: dict[str, object] = {
        "count": len(lengths_m),
        "share": float(lengths_m[0] / lengths_m.sum()),
        "km": float(lengths_m.sum() / 1000),
    }
    said = [Problem(Severity.NOTE, "network.parts", file, values=values)]
    counts = {"network.gaps": network.gaps, "network.cuts": network.cuts}
    said += [
        Problem(Severity.NOTE, code, file, values={"count": count})
        for code, count in counts.items()
        if count
    ]
    return said
