"""The points that every side shows: the same frame, the same eight fields."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import numpy as np
import shapely

FIELDS: Final = (
    "name",
    "park",
    "stage",
    "condition",
    "task",
    "deadline",
    "department",
    "person",
)
SEED: Final = 2017
WEST, SOUTH, EAST, NORTH = 118.45, 24.65, 118.65, 24.85
STAGES: Final = ("siting", "permitting", "under_construction", "built", "trial", "in_service")
CONDITIONS: Final = ("active", "active", "active", "suspended")
DEADLINES: Final = ("3月底", "6月底前", "上半年", "7月", "9月底前", "下半年", "年底前")
CENTRES: Final = 40
SPREAD_DEG: Final = 0.012
PARKS: Final = 12
TASKS: Final = 142
DEPARTMENTS: Final = 16
PERSONS: Final = 30


def make_points(count: int) -> gpd.GeoDataFrame:
    """Return ``count`` points in clusters, as a zone's facilities lie.

    Index: unique id as str. Coordinates are rounded to 7 decimals (1 cm), as surveyed data are, so
    that a peer that writes them as text is not charged for digits that mean nothing.
    """
    rng = np.random.default_rng(SEED)
    centres = rng.uniform((WEST, SOUTH), (EAST, NORTH), (CENTRES, 2))
    places = centres[rng.integers(0, CENTRES, count)] + rng.normal(0, SPREAD_DEG, (count, 2))
    rounded = np.round(np.clip(places, (WEST, SOUTH), (EAST, NORTH)), 7)

    def picked(words: list[str] | tuple[str, ...]) -> list[str]:
        return [words[number] for number in rng.integers(0, len(words), count)]

    ids = [f"F{number:07d}" for number in range(count)]
    return gpd.GeoDataFrame(
        {
            "name": [f"设施 Facility {number:06d}" for number in range(count)],
            "park": picked([f"P{number:02d}" for number in range(PARKS)]),
            "stage": picked(STAGES),
            "condition": picked(CONDITIONS),
            "task": picked([f"{number}" for number in range(1, TASKS + 1)]),
            "deadline": picked(DEADLINES),
            "department": picked([f"责任科室 {number}" for number in range(1, DEPARTMENTS + 1)]),
            "person": picked([f"责任人 {number}" for number in range(1, PERSONS + 1)]),
        },
        index=ids,
        geometry=shapely.points(rounded),
        crs="EPSG:4326",
    )
