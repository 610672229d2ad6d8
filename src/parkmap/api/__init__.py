"""The public Python API: a workspace opened, its data as frames, its map as a page.

It is an edge, like the command line: it knows which day it is, and in whose language an error is
told. All else it leaves to the pipeline.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from parkmap.api.atlas import Atlas
from parkmap.api.page import Page
from parkmap.api.sites import Sites
from parkmap.api.told import telling
from parkmap.api.versions import Comparison, compare
from parkmap.workspace import find_workspace, load_workspace, sample_folder

if TYPE_CHECKING:
    from os import PathLike

__all__ = ["Atlas", "Comparison", "Page", "Sites", "compare", "open", "sample"]


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
    with telling():
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
