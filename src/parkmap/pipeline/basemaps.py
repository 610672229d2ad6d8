"""The base maps of a workspace: tiles of files are read, and servers are told of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from parkmap.errors import ParkmapError
from parkmap.intake.tiles import read_tiles
from parkmap.model import Basemap, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from parkmap.model import BasemapSpec, Bounds


@dataclass(frozen=True, slots=True, eq=False)
class BasemapReading:
    """The base maps that a page can have, what there is to say of them, and what failed."""

    basemaps: tuple[Basemap, ...] = ()
    problems: tuple[Problem, ...] = ()
    failures: tuple[ParkmapError, ...] = ()


def read_basemaps(
    specs: Sequence[BasemapSpec], bounds: Bounds, *, file: str, on_step: Callable[[str], None]
) -> BasemapReading:
    """Return the base maps of a zone; never fail.

    Parameters
    ----------
    specs
        What parkmap.toml says.
    bounds
        Of the zone, degrees in WGS 84.
    file
        The name of parkmap.toml, for what is said of servers.
    on_step
        Called with the name of each file before it is read.
    """
    basemaps: list[Basemap] = []
    problems: list[Problem] = []
    failures: list[ParkmapError] = []
    for spec in specs:
        if spec.path is None:
            basemaps.append(Basemap(spec, spec.attribution, None))
            problems.extend(_notes(spec, file))
            continue
        on_step(spec.path.name)
        try:
            intake = read_tiles(spec, bounds)
        except ParkmapError as error:
            failures.append(error)
            continue
        problems.extend(replace(one, place=f"key:{spec.place}") for one in intake.problems)
        if intake.tiles:
            basemaps.append(Basemap(spec, intake.attribution, intake.tiles))
    return BasemapReading(tuple(basemaps), tuple(problems), tuple(failures))


def _notes(spec: BasemapSpec, file: str) -> Iterator[Problem]:
    values = {"title": spec.title.zh, "hosts": ", ".join(spec.hosts)}
    place = f"key:{spec.place}"
    yield Problem(Severity.NOTE, "basemap.asks", file, place, values)
    if spec.shows_key:
        yield Problem(Severity.NOTE, "basemap.shows_key", file, place, values)
    if any(host.startswith("http:") for host in spec.hosts):
        yield Problem(Severity.WARNING, "basemap.plain_http", file, place, values)
