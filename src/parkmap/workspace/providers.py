"""Servers of tiles by name: our own list of those that planners in China use, and xyzservices."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from html import unescape
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from parkmap.model import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parkmap.model import TileDatum

PLACEHOLDERS: Final = ("z", "x", "y", "-y", "s", "r")
"""What the page fills in."""
KEY: Final = "key"
"""What the user's own key fills in."""
GAP: Final = re.compile(r"\{([^{}]*)\}")
_TAGS: Final = re.compile(r"<[^>]*>")
_WEB_MERCATOR: Final = (None, "EPSG:3857")


@dataclass(frozen=True, slots=True)
class Provider:
    """A server of tiles: templates with ``PLACEHOLDERS`` and ``{key}``."""

    name: str
    title: Text
    urls: tuple[str, ...]
    subdomains: tuple[str, ...] = ()
    attribution: str = ""
    crs: TileDatum = "wgs84"
    min_zoom: int | None = None
    max_zoom: int | None = None
    tile_size: int = 256
    zoom_offset: int = 0
    is_web_mercator: bool = True


def provider_named(name: str) -> Provider | None:
    """Return the provider of a name, however its letters are cased; None if nobody has it."""
    for spelling in provider_names():
        if spelling.lower() == name.strip().lower():
            return _ours().get(spelling) or _theirs(spelling)
    return None


@cache
def provider_names() -> tuple[str, ...]:
    """Return every name, ours first."""
    return (*_ours(), *(name for name in _xyzservices() if name not in _ours()))


@cache
def _ours() -> Mapping[str, Provider]:
    text = (files("parkmap.workspace") / "providers.toml").read_text(encoding="utf-8")
    found = {}
    for group, table in tomllib.loads(text).items():
        shared = {key: value for key, value in table.items() if not isinstance(value, dict)}
        for own, told in table.items():
            if isinstance(told, dict):
                known = {**shared, **told, "name": f"{group}.{own}"}
                known |= {key: tuple(known[key]) for key in ("urls", "subdomains")}
                found[known["name"]] = Provider(**{**known, "title": Text(**known["title"])})
    return found


def _xyzservices() -> Mapping[str, Any]:
    # Only a workspace that names a provider waits for the list.
    from xyzservices import providers  # noqa: PLC0415 - see above

    flat: Mapping[str, Any] = providers.flatten()
    return flat


def _theirs(name: str) -> Provider:
    told = _xyzservices()[name]
    template = GAP.sub(lambda found: _filled(told, found), str(told["url"]))
    subdomains = told.get("subdomains", ()) if "{s}" in template else ()
    provider = Provider(
        name=name,
        title=Text(name.replace(".", " "), name.replace(".", " ")),
        # A page may stand on a server that is read by https, where plain http is blocked.
        urls=(re.sub("^http://", "https://", template),),
        subdomains=tuple(map(str, subdomains or ("abc" if "{s}" in template else ()))),
        attribution=unescape(_TAGS.sub("", str(told.get("html_attribution", "")))).strip(),
        min_zoom=_whole(told.get("min_zoom")),
        max_zoom=_whole(told.get("max_zoom")),
        is_web_mercator=told.get("crs") in _WEB_MERCATOR,
    )
    size = _whole(told.get("tileSize"))
    return replace(provider, tile_size=size, zoom_offset=-1) if size == 512 else provider  # noqa: PLR2004 - one zoom less, as all such servers have it


def _filled(told: Mapping[str, Any], found: re.Match[str]) -> str:
    gap = found[1]
    if gap == "y" and told.get("tms"):
        return "{-y}"
    if gap in PLACEHOLDERS:
        return found[0]
    value = told.get(gap)
    if isinstance(value, str) and value.startswith("<insert"):
        return f"{{{KEY}}}"
    return found[0] if value is None else quote(str(value), safe="/@:,+%")


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None
