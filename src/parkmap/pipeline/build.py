"""``parkmap build`` and ``parkmap layers``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parkmap.output import locked, write_text
from parkmap.page import render_within
from parkmap.pipeline.over_time import with_coverage
from parkmap.pipeline.reading import all_of, kind_of, read_files, role_of, spare_inputs
from parkmap.pipeline.scene import make_scene

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from parkmap.model import Lang, LayerSpec, Problem, Role, Scene, Source, Workspace
    from parkmap.pipeline.reading import OnStep


@dataclass(frozen=True, slots=True)
class Built:
    """What a build wrote, and all there is to say of it; without a file, ``html`` is the map."""

    file: Path | None
    html: str
    size_bytes: int
    sources: tuple[tuple[str, Source], ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class LayerRow:
    """One line of ``parkmap layers``."""

    spec: LayerSpec
    role: Role
    kind: str
    count: int
    source: Source


def build(
    workspace: Workspace,
    *,
    file: Path | None,
    as_of: date,
    lang: Lang,
    keys: Sequence[str] = (),
    on_step: OnStep = lambda _name: None,
) -> Built:
    """Read the workspace's files and write its map.

    Parameters
    ----------
    workspace
        What parkmap.toml says.
    file
        The map to write; what stands there stays until the new one is whole. None: no file, the
        map is returned.
    as_of
        The day of the map.
    lang
        The language in which the page opens; it holds both.
    keys
        Keys of the facility layers to show; empty: all. Parks and base layers are always shown.
    on_step
        Called with the name of each file before it is read, and of the map before it is written.

    Raises
    ------
    ParkmapError
        With every fault found in all the files.
    """
    if file is not None:
        spare_inputs(workspace, file)
    scene = make_scene(workspace, as_of=as_of, lang=lang, keys=keys, on_step=on_step)
    return publish(workspace, with_coverage(workspace, scene), file=file, on_step=on_step)


def publish(
    workspace: Workspace,
    scene: Scene,
    *,
    file: Path | None,
    on_step: OnStep = lambda _name: None,
) -> Built:
    """Write the map of a scene, as ``build`` does.

    Raises
    ------
    OutputError
        If it cannot be written; what stood there is then as it was.
    """
    on_step(file.name if file else "")
    budget_bytes = round(workspace.budget_mb * 1_000_000)
    if file is None:
        html, of_size = render_within(scene, budget_bytes=budget_bytes)
        size = len(html.encode())
    else:
        with locked(file.parent):
            html, of_size = render_within(scene, budget_bytes=budget_bytes)
            size = write_text(file, html)
    shown = [(mapped.layer.spec.key, mapped.layer.source) for mapped in scene.layers]
    sources = [("parks", scene.parks.source), *shown]
    if scene.register:
        sources.append(("register", scene.register))
    return Built(file, html, size, tuple(sources), (*of_size, *scene.problems))


def save(workspace: Workspace, html: str, *, file: Path) -> int:
    """Write a map that was built without a file, as ``build`` would; return its size in bytes.

    Raises
    ------
    OutputError
        If it cannot be written, or ``file`` is one that the map is made from.
    """
    spare_inputs(workspace, file)
    with locked(file.parent):
        return write_text(file, html)


def list_layers(workspace: Workspace, *, on_step: OnStep = lambda _name: None) -> list[LayerRow]:
    """Return every layer of the workspace with its count and source, parks first.

    Raises
    ------
    ParkmapError
        With every fault found in all the files.
    """
    reading = read_files(workspace, (), on_step)
    if reading.failures or reading.parks is None:
        raise all_of(reading.failures)
    return [
        LayerRow(layer.spec, role_of(layer), kind_of(layer), len(layer.frame), layer.source)
        for layer in (reading.parks, *reading.layers)
    ]
