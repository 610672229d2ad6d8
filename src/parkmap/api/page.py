"""The map as a page: one HTML text that a notebook shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final

from parkmap.api.told import telling
from parkmap.pipeline import build as building

if TYPE_CHECKING:
    from datetime import date
    from os import PathLike

    from parkmap.model import Lang, Problem, Workspace

_SANDBOX: Final = "allow-scripts allow-downloads allow-modals"


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
        with telling():
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
