"""Proposed sites as a frame that can show itself on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import geopandas as gpd

from parkmap.api.page import Page
from parkmap.api.told import telling
from parkmap.model import LANGS
from parkmap.pipeline import propose as proposing

if TYPE_CHECKING:
    from parkmap.model import Lang, Workspace
    from parkmap.pipeline.wish import Wish


class Sites(gpd.GeoDataFrame):
    """Where facilities would go: a GeoDataFrame of points, with the map that shows them."""

    # What pandas hands on to frames that are made of this one: geopandas' own, and ours.
    _metadata: ClassVar[list[str]] = ["_geometry_column_name", "_asked"]
    _asked: tuple[Workspace, Wish]

    @classmethod
    def of(cls, frame: gpd.GeoDataFrame, workspace: Workspace, wish: Wish) -> Sites:
        """Return the sites of a wish."""
        made = cls(frame)
        made.attrs = dict(frame.attrs)
        made._asked = (workspace, wish)
        return made

    def page(self, *, lang: Lang = "zh") -> Page:
        """Return the map of the zone with the proposal in it, before and after.

        As every call it reads the files as they are then, and asks the same again: the map shows
        all sites, whichever rows are left in this frame.

        Parameters
        ----------
        lang
            The language in which the page opens, zh or en; it holds both.

        Raises
        ------
        ParkmapError
            With every fault found in all the files; or if not everyone can be served as is asked,
            with what would do.

        Examples
        --------
        >>> import parkmap
        >>> page = parkmap.sample().suggest("toilets", 3).page(lang="en")
        >>> page.html[:15]
        '<!DOCTYPE html>'
        """
        if lang not in LANGS:
            msg = f"lang is one of {', '.join(LANGS)}, not {lang!r}"
            raise ValueError(msg)
        workspace, wish = self._asked
        with telling():
            built = proposing.propose(workspace, wish, file=None, lang=lang)
        return Page(built.html, built.problems, wish.as_of, lang, workspace)
