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
    settle_datum,
    to_wgs84,
    wgs84_to_gcj02,
)
from parkmap.model import Severity

VECTORS = Path(__file__).parents[3] / "shared/data/gcj/test_vectors.csv"
METRE = 1 / 111_320  # degrees of latitude


@pytest.mark.skipif(not VECTORS.exists(), reason="the shared test data are not here")
def test_published_vectors_are_met_to_a_billionth_of_a_degree() -> None:
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
        # Forward vectors are met to 1e-9 degrees; one source rounds to 8 decimals, and another
        # inverts in one step, which is 0.06 m off the exact inverse.
        is_inverse = (row["src_crs"], row["dst_crs"]) in {("GCJ02", "WGS84"), ("BD09", "GCJ02")}
        allowed = 1e-9
        if is_inverse and row["source"].startswith("wandergis"):
            allowed = 0.1 * METRE
        elif row["source"].startswith("hujiulong"):
            allowed = 1e-8
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


def test_wrong_published_vectors_are_not_met() -> None:
    # A library uses pi where the formula of BD-09 has 3000 pi / 180: 10 m off. A trap, not truth.
    lon, lat = gcj02_to_wgs84(*bd09_to_gcj02(np.array([120.019809]), np.array([29.199786])))
    assert np.hypot(lon[0] - 120.00877901149691, lat[0] - 29.196131605295484) > 5 * METRE


def test_wrong_zone_is_refused_with_the_likely_code() -> None:
    # Zone 40 (120 E) has its own code, EPSG:4528; EPSG:4549 is the same zone without its number.
    with pytest.raises(DataError) as caught:
        to_wgs84(points(40_357_000, 2_733_500), "EPSG:4549", file="a.geojson")
    assert caught.value.problems[0].values["meant"] == "EPSG:4528"


def test_northing_first_is_told_and_not_turned() -> None:
    with pytest.raises(DataError, match=r"datum\.northing_first"):
        to_wgs84(points(2_733_500, 357_000), "EPSG:4549", file="a.geojson")


@pytest.mark.parametrize(
    ("declared", "stated", "settled"),
    [
        (None, None, "wgs84"),
        (None, "EPSG:4528", "EPSG:4528"),
        ("wgs84", "EPSG:4490", "wgs84"),
        ("cgcs2000", "wgs84", "cgcs2000"),
        ("gcj02", "wgs84", "gcj02"),
        ("EPSG:4528", "EPSG:4528", "EPSG:4528"),
    ],
)
def test_declared_and_stated_datum_are_settled(
    declared: str | None, stated: str | None, settled: str
) -> None:
    found, _ = settle_datum(declared, stated, file="a", is_wgs84_by_format=True)
    assert found == settled


@pytest.mark.parametrize(
    ("declared", "stated"),
    [("wgs84", "EPSG:4528"), ("gcj02", "EPSG:4528"), ("EPSG:4528", "wgs84"), (None, "")],
)
def test_contradicting_or_nameless_datum_is_refused(declared: str | None, stated: str) -> None:
    with pytest.raises(DataError):
        settle_datum(declared, stated, file="a", is_wgs84_by_format=True)


@pytest.mark.parametrize("grid", ["EPSG:4527", "EPSG:4548", "EPSG:4498"])
def test_grid_of_the_declared_cgcs2000_is_read_as_that_grid(grid: str) -> None:
    found, said = settle_datum("cgcs2000", grid, file="a.shp", is_wgs84_by_format=False)
    assert found == grid
    assert said is not None
    assert (said.severity, said.code) == (Severity.NOTE, "datum.stated_grid")


@pytest.mark.parametrize("grid", ["EPSG:2359", "EPSG:32650", "EPSG:3857"])
def test_grid_of_another_datum_than_cgcs2000_is_refused(grid: str) -> None:
    with pytest.raises(DataError):
        settle_datum("cgcs2000", grid, file="a.shp", is_wgs84_by_format=False)


def test_format_without_a_rule_must_be_declared() -> None:
    with pytest.raises(DataError, match=r"datum\.not_stated"):
        settle_datum(None, None, file="a", is_wgs84_by_format=False)
