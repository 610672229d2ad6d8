"""``parkmap check``: everything that is wrong with a workspace, at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from parkmap.errors import DataError, SourceError, WorkspaceError
from parkmap.metric import local_crs
from parkmap.model import LANGS, Scenario, Severity
from parkmap.output import write_bytes
from parkmap.pipeline.network import WaysReading, make_network, read_network_files
from parkmap.pipeline.reading import bounds_of, read_files
from parkmap.pipeline.scene import When, assemble, look_over, misspelt_columns
from parkmap.report.findings import Findings, gather, stricter, to_json
from parkmap.report.html import render_html
from parkmap.report.sheet import render_xlsx

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from parkmap.errors import ParkmapError
    from parkmap.model import Problem, Workspace
    from parkmap.pipeline.reading import OnStep, Reading

_WRITERS: Final[Mapping[str, Callable[[Findings], bytes]]] = {
    ".html": lambda findings: render_html(findings).encode(),
    ".xlsx": render_xlsx,
    ".json": lambda findings: to_json(findings).encode(),
}


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found, and the exit code that says so: 0, 65, 66 or 78."""

    findings: Findings
    exit_code: int


def check(
    workspace: Workspace,
    *,
    as_of: date,
    is_strict: bool = False,
    on_step: OnStep = lambda _name: None,
) -> Checked:
    """Read every file of the workspace and return all that there is to say of it.

    What one file lacks does not hide what is wrong in another: the layers that could be read are
    compared with each other all the same.

    Parameters
    ----------
    workspace
        What parkmap.toml says.
    as_of
        The day of the check, on which contradictions of stage and date depend.
    is_strict
        Whether warnings are errors.
    on_step
        Called with the name of each file before it is read.
    """
    reading = read_files(workspace, (), on_step)
    streets = _streets(workspace, reading, on_step)
    failures = (*reading.failures, *streets.failures)
    found = [problem for failure in failures for problem in failure.problems]
    misspelt: list[Problem] = []
    if reading.parks is None:
        found += [*reading.problems, *look_over(workspace, reading)]
    else:
        when = When(as_of, Scenario.ACTUAL, known_on=as_of)
        scene = assemble(workspace, reading, reading.parks, when=when, lang=LANGS[0])
        found += [one for one in scene.problems if not _is_hearsay(one, workspace, reading)]
        # A column may stand in a file that failed; only with all of them read is it missing.
        misspelt = [] if reading.failures else misspelt_columns(workspace, reading)
    found += [one for one in streets.problems if one not in found]
    findings = gather(
        workspace.file.name,
        zone=workspace.zone,
        as_of=as_of,
        used=_files(workspace, reading, streets),
        problems=[*misspelt, *found],
    )
    if is_strict:
        findings = stricter(findings)
    return Checked(findings, _exit_code(failures, findings, is_misspelt=bool(misspelt)))


def write_report(findings: Findings, file: Path) -> int:
    """Write the findings in the form that the file's ending names, and return the size in bytes.

    Raises
    ------
    OutputError
        If the file cannot be written; the old one is then as it was.
    """
    return write_bytes(file, _WRITERS[file.suffix.lower()](findings))


def _streets(workspace: Workspace, reading: Reading, on_step: OnStep) -> WaysReading:
    """Return what the files of ``[network]`` hold, its parts and gaps told; nothing if none."""
    spec = workspace.network
    if spec is None:
        return WaysReading(None, (), ())
    found = read_network_files(spec, on_step)
    if found.ways is None or reading.parks is None:
        return found
    try:
        _, told = make_network(found.ways, spec, local_crs(bounds_of(reading.parks)))
    except DataError as error:  # a zone too wide to measure in
        return replace(found, problems=(*found.problems, *error.problems))
    return replace(found, problems=(*found.problems, *told))


def _files(
    workspace: Workspace, reading: Reading, streets: WaysReading
) -> Iterator[tuple[str, str, int | None]]:
    read = (reading.parks, *reading.layers, reading.demand)
    counts = {one.spec.key: one.source.count for one in read if one is not None}
    if reading.register:
        counts["register"] = reading.register.source.count
    for spec in (workspace.parks, *workspace.layers):
        yield spec.path.name, spec.key, counts.get(spec.key)
    for key, one in (("register", workspace.register), ("demand", workspace.demand)):
        if one is not None:
            yield one.path.name, key, counts.get(key)
    if workspace.network is not None:
        ways = streets.ways.counts if streets.ways else {}
        for spec in workspace.network.files:
            yield spec.path.name, spec.key, ways.get(spec.path.name)
    taken = {one.spec.key: one.tiles.count for one in reading.basemaps if one.tiles}
    for base in workspace.basemaps:
        if base.path is not None:
            yield base.path.name, base.key, taken.get(base.key)


def _is_hearsay(problem: Problem, workspace: Workspace, reading: Reading) -> bool:
    """Return whether a problem only says that the register, which failed, was not there."""
    is_lost = workspace.register is not None and reading.register is None
    return is_lost and problem.code in {"join.no_register", "status.unknown", "status.existing"}


def _exit_code(failures: Sequence[ParkmapError], findings: Findings, *, is_misspelt: bool) -> int:
    if is_misspelt:
        return WorkspaceError.exit_code
    if any(isinstance(one, SourceError) for one in failures):
        return SourceError.exit_code
    is_wrong = any(one.severity is Severity.ERROR for one in findings.problems)
    return DataError.exit_code if is_wrong else 0
