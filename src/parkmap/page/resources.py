"""The files that every page carries: our scripts and styles, and Leaflet's from its wheel.

They are constants of a release. Their hashes stand in ``csp.json``, so a changed byte stops the
build until ``tools/pin_csp.py`` is run.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import metadata
from importlib.resources import files
from typing import Final

from parkmap.model import GROUNDS, SYMBOLS, Condition, Lateness, Stage

LAYER_SCRIPTS: Final = (
    "payload",
    "grid",
    "symbols",
    "dom",
    "canvas",
    "dots",
    "features",
    "shapes",
    "clusters",
    "layer",
)
"""What the canvas layer needs on anybody's folium map, in the order of the bundle."""
PAGE_SCRIPTS: Final = (
    *LAYER_SCRIPTS,
    "i18n",
    "state",
    "courses",
    "coverage",
    "timeline",
    "kinds",
    "tasks",
    "model",
    "filters",
    "geodesy",
    "datum",
    "places",
    "ground",
    "labels",
    "when",
    "park_progress",
    "cover_words",
    "cover_union",
    "cover_map",
    "backing",
    "park_map",
    "atlas",
    "measure",
    "clipboard",
    "alignment",
    "tile_layer",
    "basemaps",
    "pinyin",
    "search_index",
    "search",
    "card",
    "filter_panel",
    "basemap_panel",
    "virtual_list",
    "task_order",
    "panel_map",
    "promises",
    "panel_progress",
    "programme_bars",
    "programme",
    "cover_counts",
    "cover_chart",
    "cover_gaps",
    "panel_coverage",
    "panel_notes",
    "keyboard",
    "programme_sheets",
    "cover_sheets",
    "print",
    "download",
    "export_rows",
    "export_coverage",
    "export_image",
    "table",
    "time_play",
    "time_bar",
    "tools",
    "shell",
    "page",
)
EXTRA_SCRIPTS: Final = {
    "walks": ("walks", "walk_map"),
    "proposal": ("proposal", "proposal_map", "panel_proposal", "proposal_card"),
}
"""What only a page with streets carries, or with a proposal: in the bundle before ``page``."""
LAYER_STYLES: Final = ("layer",)
PAGE_STYLES: Final = ("tokens", "layer", "page")
LATE_STYLES: Final = ("time", "print", "tasks", "coverage")
"""What nothing wears before the scripts have run: these travel as the scripts do."""
EXTRA_STYLES: Final = {"proposal": ("proposal",)}

# What only readers of the source need. No string of ours holds the marks of a comment.
_COMMENTS: Final = (
    re.compile(r"^ *//[^\n]*\n", re.MULTILINE),
    re.compile(r"^ */\*(?:(?!\*/).)*\*/\n", re.MULTILINE | re.DOTALL),
    re.compile(r"/\*\* @type (?:(?!\*/).)*\*/ ?"),
)
_INDENT: Final = re.compile(r"^ +", re.MULTILINE)

_LEAFLET_WHEEL: Final = "XStatic-Leaflet"
_SOURCE_MAP: Final = re.compile(r"^//[#@] sourceMappingURL=.*$", re.MULTILINE)
# Images of Leaflet's own layer control and default marker, and a rule for Internet Explorer 8:
# the page uses none, and each would be a request.
_CSS_LINKS: Final = re.compile(r"^\s*[\w-]+:\s*url\([^)]*\);\s*$", re.MULTILINE)


@cache
def leaflet_script() -> str:
    """Return Leaflet's script without its link to a source map."""
    return _SOURCE_MAP.sub("", _leaflet("leaflet.js")).rstrip() + "\n"


@cache
def leaflet_style() -> str:
    """Return Leaflet's style without links to images that the page does not use."""
    return _CSS_LINKS.sub("", _leaflet("leaflet.css"))


@cache
def layer_script() -> str:
    """Return the script that draws a FacilityLayer: one global name, ``parkmap``."""
    return _bundle(LAYER_SCRIPTS, returns="layerApi")


@cache
def page_script(extras: frozenset[str] = frozenset()) -> str:
    """Return the script of the whole page: one global name, ``parkmap``.

    ``extras`` are keys of ``EXTRA_SCRIPTS``.
    """
    more = [name for extra, names in EXTRA_SCRIPTS.items() if extra in extras for name in names]
    return _bundle((*PAGE_SCRIPTS[:-1], *more, PAGE_SCRIPTS[-1]), returns="pageApi")


@cache
def load_script() -> str:
    """Return the script that inflates and runs the others."""
    return _lean(asset("load.js"))


@cache
def layer_style() -> str:
    """Return the style of a FacilityLayer's details."""
    return "\n".join(_lean(asset(f"{name}.css")) for name in LAYER_STYLES)


@cache
def page_style() -> str:
    """Return the style of the page as it is first seen."""
    return "\n".join(_lean(asset(f"{name}.css")) for name in PAGE_STYLES)


@cache
def late_style(extras: frozenset[str] = frozenset()) -> str:
    """Return the style of what the scripts fill; see ``page_script``."""
    more = [name for extra, names in EXTRA_STYLES.items() if extra in extras for name in names]
    return "\n".join(_lean(asset(f"{name}.css")) for name in (*LATE_STYLES, *more))


@cache
def shell() -> str:
    """Return the frame of the page: markup without a word in it."""
    return asset("shell.html")


@cache
def asset(name: str) -> str:
    """Return a file of ``assets``, with plain line ends however it was checked out."""
    return (files("parkmap.page") / "assets" / name).read_text(encoding="utf-8")


def wheel_text(wheel: str, name: str) -> str:
    """Return a text file of an installed wheel, whose package is not imported for it.

    Raises
    ------
    RuntimeError
        If the wheel is damaged, or holds several files of that name.
    """
    found = [path for path in metadata.files(wheel) or () if path.name == name]
    if len(found) != 1:
        msg = f"{wheel} holds {len(found)} files named {name}; reinstall it"
        raise RuntimeError(msg)
    return found[0].read_text(encoding="utf-8")


def _bundle(names: tuple[str, ...], *, returns: str) -> str:
    codes = {
        "stages": list(Stage),
        "conditions": list(Condition),
        "lateness": list(Lateness),
        "grounds": list(GROUNDS),
        "symbolNames": list(SYMBOLS),
        "symbols": json.loads(asset("symbols.json")),
    }
    head = f"const CODES = {json.dumps(codes, separators=(',', ':'))};"
    body = "\n".join(_lean(asset(f"{name}.js")) for name in names)
    inner = f"'use strict';\n{head}\n{body}\nreturn {returns};"
    return f"var parkmap = (function () {{\n{inner}\n}})();"


def _lean(text: str) -> str:
    for comment in _COMMENTS:
        text = comment.sub("", text)
    return _INDENT.sub("", text)


def _leaflet(name: str) -> str:
    return wheel_text(_LEAFLET_WHEEL, name)
