"""Base maps as the page's own script reads them: addresses of tiles, or the tiles themselves."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkmap.model import Basemap, TileLevel

TILES_ID: Final = "parkmap-tiles"


def basemap_heads(basemaps: Sequence[Basemap]) -> list[dict[str, object]]:
    """Return what a page must know of each base map at its start."""
    return [_head(basemap, at) for at, basemap in enumerate(basemaps)]


def tile_blocks(basemaps: Sequence[Basemap]) -> dict[str, list[str]]:
    """Return the images of base maps in base64, by the id of the block that carries them."""
    return {
        f"{TILES_ID}-{at}": [b64encode(image).decode("ascii") for image in basemap.tiles.images]
        for at, basemap in enumerate(basemaps)
        if basemap.tiles
    }


def image_hosts(basemaps: Sequence[Basemap]) -> tuple[str, ...]:
    """Return the servers that a page may ask for images, each once."""
    return tuple(dict.fromkeys(host for basemap in basemaps for host in basemap.spec.hosts))


def _head(basemap: Basemap, at: int) -> dict[str, object]:
    spec = basemap.spec
    head: dict[str, object] = {
        "key": spec.key,
        "title": {"zh": spec.title.zh, "en": spec.title.en},
        "attribution": basemap.attribution,
        "crs": spec.crs,
        "isDefault": spec.is_default,
    }
    if basemap.tiles:
        levels = [_level(level) for level in basemap.tiles.levels]
        return {**head, "block": f"{TILES_ID}-{at}", "levels": levels}
    return {
        **head,
        "urls": list(spec.urls),
        "subdomains": list(spec.subdomains),
        "hosts": [host.partition("://")[2] for host in spec.hosts],
        "minZoom": spec.min_zoom,
        "maxZoom": spec.max_zoom,
        "tileSize": spec.tile_size,
        "zoomOffset": spec.zoom_offset,
    }


def _level(level: TileLevel) -> dict[str, object]:
    return {
        "zoom": level.zoom,
        "column": level.column,
        "row": level.row,
        "columns": level.columns,
        "places": list(level.places),
    }
