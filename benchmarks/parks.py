"""Build a page of many parks: ``python -m benchmarks.parks COUNT FILE``."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import shapely

from benchmarks.points import EAST, NORTH, SEED, SOUTH, WEST, make_points

VERTICES: Final = 50
RADIUS_DEG: Final = 0.0008
POINTS: Final = 1000


def main(count: str, path: str) -> None:
    """Write the page of ``count`` parks of ``VERTICES`` vertices; print what it took as JSON."""
    from benchmarks.scene import make_scene
    from parkmap.page import render_page

    parks = make_parks(int(count))
    points = make_points(POINTS)
    started = time.process_time()
    text = render_page(make_scene(points, parks))
    build_s = time.process_time() - started
    Path(path).write_text(text, encoding="utf-8")
    print(json.dumps({"build_s": build_s, "file_bytes": Path(path).stat().st_size}))


def make_parks(count: int) -> gpd.GeoSeries:
    """Return ``count`` uneven outlines all over the zone."""
    rng = np.random.default_rng(SEED)
    middles = rng.uniform((WEST, SOUTH), (EAST, NORTH), (count, 1, 2))
    turns = np.linspace(0, 2 * np.pi, VERTICES, endpoint=False)
    radii = RADIUS_DEG * (1 + 0.25 * np.sin(3 * turns) + 0.1 * rng.random((count, VERTICES)))
    outlines = middles + radii[..., None] * np.stack([np.cos(turns), np.sin(turns)], axis=-1)
    return gpd.GeoSeries(
        shapely.polygons(outlines), index=[f"P{at:05d}" for at in range(count)], crs="EPSG:4326"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
