"""Which layers of a workspace are meant, and which files it is made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkmap.names import nearest, spelling_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from parkmap.model import Workspace


class UnknownLayerError(LookupError):
    """A layer was asked for that the workspace does not have.

    Attributes
    ----------
    name
        What was asked for.
    near
        The key that may have been meant; empty if none is near.
    known
        The keys that there are.
    """

    def __init__(self, name: str, *, near: str, known: Iterable[str]) -> None:
        self.name, self.near, self.known = name, near, tuple(known)
        meant = f"; did you mean {near}?" if near else ""
        super().__init__(f"no layer {name!r}{meant} (layers: {', '.join(self.known)})")


def layer_keys(workspace: Workspace, wanted: Iterable[str]) -> tuple[str, ...]:
    """Return the keys of the layers that are meant, in the order of the workspace.

    A key wins over whatever is spelt alike; titles in both languages are understood.

    Raises
    ------
    UnknownLayerError
        For the first name that is no layer's.
    """
    exact = {spec.key: spec.key for spec in workspace.layers}
    by_name: dict[str, str] = {}
    for spec in workspace.layers:
        for name in (spec.key, spec.title.zh, spec.title.en):
            by_name.setdefault(spelling_of(name), spec.key)
    meant = []
    for name in wanted:
        key = exact.get(name) or by_name.get(spelling_of(name))
        if key is None:
            near = nearest(name, [*exact, *by_name]) or ""
            raise UnknownLayerError(name, near=by_name.get(spelling_of(near), near), known=exact)
        meant.append(key)
    return tuple(spec.key for spec in workspace.layers if spec.key in meant)


def input_files(workspace: Workspace) -> tuple[Path, ...]:
    """Return parkmap.toml and every file that it names."""
    specs = [workspace.parks, *workspace.layers, workspace.register, workspace.demand]
    if workspace.network is not None:
        specs += [*workspace.network.files, workspace.network.barriers]
    tiles = (spec.path for spec in workspace.basemaps if spec.path is not None)
    return (workspace.file, *(spec.path for spec in specs if spec is not None), *tiles)
