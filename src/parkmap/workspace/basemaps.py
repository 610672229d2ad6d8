"""``[[basemaps]]``: base maps of tiles, and every fault of how they are told."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from parkmap.model import BasemapSpec, Text
from parkmap.names import nearest
from parkmap.workspace.providers import (
    GAP,
    KEY,
    PLACEHOLDERS,
    Provider,
    provider_named,
    provider_names,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parkmap.workspace.schema import BasemapTable

    Fault = tuple[str, str, dict[str, object]]
    """Path of the key, code, values."""

# What may stand in an address; it goes into a policy and into requests, so nothing is guessed.
_HOST: Final = re.compile(
    r"(https?)://([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*)"
    r"(:[0-9]{1,5})?/"
)
_ADDRESS: Final = re.compile(r"[!-~]+")
_FOREIGN: Final = re.compile(r"[\"'<>\\^`{}|;]")
_BAIDU: Final = re.compile(r"baidu|bdimg", re.IGNORECASE)
_WHAT: Final = ("url", "provider", "path")
# Keys that mean something beside one of _WHAT only.
_BELONGS: Final = {
    "subdomains": ("url",),
    "key": ("url", "provider"),
    "key_env": ("url", "provider"),
    "budget_mb": ("path",),
}


def read_basemaps(
    tables: Sequence[BasemapTable], root: Path
) -> tuple[tuple[BasemapSpec, ...], list[Fault]]:
    """Return the base maps that tables describe, and all that is wrong with them.

    Parameters
    ----------
    tables
        In the order in which the page offers them.
    root
        What paths are relative to.
    """
    specs: list[BasemapSpec] = []
    faults: list[Fault] = []
    for at, table in enumerate(tables):
        place = f"basemaps.{at}"
        found = list(_faults(table, place))
        if found:
            faults += found
            continue
        spec = _spec(table, place, root)
        taken = {other.key for other in specs}
        specs.append(replace(spec, key=_unused(spec.key, taken)))
    chosen = [f"basemaps.{at}.default" for at, table in enumerate(tables) if table.default]
    faults += [(place, "basemap.defaults", {}) for place in chosen[1:]]
    return tuple(specs), faults


def _faults(table: BasemapTable, place: str) -> Iterator[Fault]:
    told = [name for name in _WHAT if getattr(table, name) is not None]
    if len(told) != 1:
        yield place, "basemap.one_of", {}
        return
    for name, sources in _BELONGS.items():
        if name in table.model_fields_set and told[0] not in sources:
            yield f"{place}.{name}", "basemap.stray_key", {"source": told[0]}
    if None not in (table.min_zoom, table.max_zoom) and table.min_zoom > table.max_zoom:  # type: ignore[operator] # neither is None
        yield f"{place}.min_zoom", "basemap.zooms", {}
    if table.path is None:
        yield from _server_faults(table, f"{place}.{told[0]}")


def _server_faults(table: BasemapTable, place: str) -> Iterator[Fault]:
    if _BAIDU.search(table.provider or table.url or ""):
        yield place, "basemap.bd09", {}
        return
    provider = _provider(table)
    if provider is None:
        values: dict[str, object] = {"provider": table.provider}
        meant = nearest(table.provider or "", provider_names())
        if meant:
            yield place, "basemap.provider_meant", {**values, "meant": meant}
        else:
            yield place, "basemap.provider", values
        return
    if not provider.is_web_mercator:
        yield place, "basemap.not_web_mercator", {"provider": provider.name}
    yield from _key_faults(table, provider, place)
    for url in provider.urls:
        yield from _url_faults(url, provider.subdomains, place)


def _key_faults(table: BasemapTable, provider: Provider, place: str) -> Iterator[Fault]:
    takes_key = any(f"{{{KEY}}}" in url for url in provider.urls)
    if table.key is not None and table.key_env is not None:
        yield place, "basemap.two_keys", {}
    elif takes_key and table.key is None and table.key_env is None:
        yield place, "basemap.key_missing", {"provider": provider.name}
    elif takes_key and table.key_env is not None and not os.environ.get(table.key_env):
        yield place, "basemap.key_env", {"variable": table.key_env}
    elif not takes_key and (table.key or table.key_env):
        yield place, "basemap.key_unused", {}


def _url_faults(url: str, subdomains: tuple[str, ...], place: str) -> Iterator[Fault]:
    gaps = set(GAP.findall(url))
    unknown = sorted(gaps - {*PLACEHOLDERS, KEY})
    if unknown:
        yield place, "basemap.url_gaps", {"gaps": ", ".join(f"{{{gap}}}" for gap in unknown)}
        return
    if not {"z", "x"} <= gaps or not gaps & {"y", "-y"}:
        yield place, "basemap.url_zxy", {}
    if ("s" in gaps) != bool(subdomains):
        yield place, "basemap.subdomains", {}
        return
    bare = GAP.sub("0", url)
    if not _ADDRESS.fullmatch(bare) or _FOREIGN.search(bare):
        yield place, "basemap.url_form", {}
    elif not all(_HOST.match(one) for one in _expanded(url, subdomains)):
        yield place, "basemap.url_host", {}


def _spec(table: BasemapTable, place: str, root: Path) -> BasemapSpec:
    told = BasemapSpec(
        key="",
        place=place,
        title=Text("", ""),
        crs=table.crs or "wgs84",
        attribution=table.attribution or "",
        min_zoom=table.min_zoom,
        max_zoom=table.max_zoom,
        budget_mb=table.budget_mb,
        is_default=table.default,
    )
    title = Text(table.title.zh, table.title.en) if table.title else None
    if table.path is not None:
        stem = Path(table.path).stem
        return replace(told, key=stem, title=title or Text(stem, stem), path=root / table.path)
    provider = _provider(table)
    if provider is None:
        msg = f"{place} has no provider"
        raise ValueError(msg)
    key = table.key or os.environ.get(table.key_env or "", "")
    sources = [one for url in provider.urls for one in _expanded(url, provider.subdomains)]
    return replace(
        told,
        key=provider.name,
        title=title or provider.title,
        crs=table.crs or provider.crs,
        attribution=told.attribution or provider.attribution,
        urls=tuple(url.replace(f"{{{KEY}}}", quote(key, safe="")) for url in provider.urls),
        subdomains=provider.subdomains,
        hosts=tuple(dict.fromkeys(_host(source) for source in sources)),
        tile_size=provider.tile_size,
        zoom_offset=provider.zoom_offset,
        min_zoom=provider.min_zoom if table.min_zoom is None else table.min_zoom,
        max_zoom=provider.max_zoom if table.max_zoom is None else table.max_zoom,
        shows_key=bool(key),
    )


def _provider(table: BasemapTable) -> Provider | None:
    """Return the provider that a table names, or the one that its url makes."""
    if table.provider is not None:
        return provider_named(table.provider)
    url = _lower_host(table.url or "")
    host = re.sub(r"^\w+://|[:/?].*$", "", url).replace("{s}.", "")
    return Provider(host, Text(host, host), (url,), table.subdomains)


def _lower_host(url: str) -> str:
    found = re.match(r"[A-Za-z]+://[^/]*", url)
    return url if found is None else found[0].lower() + url[found.end() :]


def _expanded(url: str, subdomains: tuple[str, ...]) -> list[str]:
    """Return the address for each subdomain; its other gaps hold what no host may hold."""
    urls = [url.replace("{s}", one.lower()) for one in subdomains] or [url]
    return [GAP.sub("_", one) for one in urls]


def _host(url: str) -> str:
    found = _HOST.match(url)
    if found is None:
        msg = f"{url!r} was not checked"
        raise ValueError(msg)
    return found[0].removesuffix("/")


def _unused(key: str, taken: set[str]) -> str:
    if key not in taken:
        return key
    number = 2
    while f"{key}-{number}" in taken:
        number += 1
    return f"{key}-{number}"
