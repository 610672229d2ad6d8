from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from parkmap.errors import DataError
from parkmap.intake.datum import (
    bd09_to_gcj02,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    to_wgs84,
    wgs84_to_gcj02,
)

VECTORS = Path(__file__).parents[3] / "shared/data/gcj/test_vectors.csv"
METRE = 1 / 111_320  # degrees of latitude


@pytest.mark.skipif(not VECTORS.exists(), reason="the shared test data are not here")
def test_published_vectors_are_met_within_their_tolerance() -> None:
    ways = {
        ("WGS84", "GCJ02"): wgs84_to_gcj02,
        ("GCJ02", "WGS84"): gcj02_to_wgs84,
        ("BD09", "GCJ02"): bd09_to_gcj02,
        ("GCJ02", "BD09"): gcj02_to_bd09,
        ("WGS84", "BD09"): lambda lon, lat: gcj02_to_bd09(*wgs84_to_gcj02(lon, lat)),
    }
    with VECTORS.open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if row["trust"] == "formula"]
    assert len(rows) == 14
    for row in rows:
        way = ways[row["src_crs"], row["dst_crs"]]
        lon, lat = way(np.array([float(row["src_lon"])]), np.array([float(row["src_lat"])]))
        allowed = max(float(row["tolerance_m"]), 0.2) * METRE  # bd09 vectors are one-step inverses
        assert abs(lon[0] - float(row["dst_lon"])) <= allowed
        assert abs(lat[0] - float(row["dst_lat"])) <= allowed


@given(st.floats(73, 137), st.floats(1, 55))
def test_inverse_is_exact_to_a_micrometre(lon: float, lat: float) -> None:
    there = wgs84_to_gcj02(np.array([lon]), np.array([lat]))
    back = gcj02_to_wgs84(*there)
    if 72.1 < there[0][0] < 137.8 and 0.9 < there[1][0] < 55.8:
        assert abs(back[0][0] - lon) < 1e-6 * METRE
        assert abs(back[1][0] - lat) < 1e-6 * METRE


def test_gcj02_lies_half_a_kilometre_off_at_jinjiang() -> None:
    lon, lat = wgs84_to_gcj02(np.array([118.58]), np.array([24.70]))
    east_m = (lon[0] - 118.58) * 111_320 * np.cos(np.radians(24.70))
    north_m = (lat[0] - 24.70) * 110_900
    assert 500 < np.hypot(east_m, north_m) < 620


def test_outside_china_nothing_moves() -> None:
    lon, lat = gcj02_to_wgs84(np.array([24.94]), np.array([60.17]))
    assert (lon[0], lat[0]) == (24.94, 60.17)


def points(x: float, y: float) -> np.ndarray:
    return np.array([shapely.Point(x, y)], dtype=object)


def test_cgcs2000_zone_prefixed_eastings_are_understood() -> None:
    # EPSG:4527 has its meridian at 117 E and a false easting of 39,500,000 m.
    moved = to_wgs84(points(39_500_000, 2_700_000), "EPSG:4527", file="a.geojson")
    assert moved[0].x == pytest.approx(117, abs=1e-9)
    assert 24 < moved[0].y < 25


@pytest.mark.parametrize("datum", ["EPSG:4610", "EPSG:2383", "EPSG:4526"])
def test_datum_without_an_exact_way_is_refused(datum: str) -> None:
    # Xian 1980 has no public parameters; EPSG:4526 is the neighbouring zone of these eastings.
    x, y = (118.0, 24.0) if datum == "EPSG:4610" else (39_500_000, 2_700_000)
    with pytest.raises(DataError, match=r"datum\.(no_way|other_zone)"):
        to_wgs84(points(x, y), datum, file="a.geojson")
