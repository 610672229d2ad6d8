from __future__ import annotations

import geopandas as gpd
import pytest
import shapely
from pyproj import Geod

from parkmap.errors import DataError
from parkmap.metric import local_crs, proj_of, to_metres
from parkmap.model import Severity


def test_500_m_are_500_m_in_the_local_projection() -> None:
    # The end of a geodesic of 500 m, found by pyproj's Geod: a second, independent method.
    lon, lat, _ = Geod(ellps="WGS84").fwd(118.60, 24.72, 60, 500)
    ends = gpd.GeoDataFrame(
        geometry=[shapely.Point(118.60, 24.72), shapely.Point(lon, lat)], crs="EPSG:4326"
    )
    first, second = to_metres(ends, local_crs((118.5, 24.6, 118.7, 24.8))).geometry
    assert first.distance(second) == pytest.approx(500, abs=0.005)


def test_zone_wider_than_250_km_is_refused() -> None:
    with pytest.raises(DataError, match=r"zone\.too_wide"):
        local_crs((116.0, 24.0, 119.0, 25.0))  # 3 degrees of 101 km each at 24.5 N


@pytest.mark.parametrize("lon", [117.0, 119.0])
def test_lengths_at_both_edges_of_a_wide_zone_are_true_to_two_in_ten_thousand(lon: float) -> None:
    # 1 degree is 101 km off the meridian in the middle: too long by 101^2 / (2 x 6371^2) = 0.013 %.
    # From a meridian at the other edge it would be 202 km, and 0.05 %.
    _, lat, _ = Geod(ellps="WGS84").fwd(lon, 24.7, 0, 500)
    ends = gpd.GeoDataFrame(
        geometry=[shapely.Point(lon, 24.7), shapely.Point(lon, lat)], crs="EPSG:4326"
    )
    first, second = to_metres(ends, local_crs((117.0, 24.6, 119.0, 24.8))).geometry
    assert first.distance(second) == pytest.approx(500, rel=2e-4)


def test_projection_is_told_as_proj_spells_it() -> None:
    assert (
        proj_of(local_crs((118.5, 24.6, 118.7, 24.8)))
        == "+proj=tmerc +lat_0=24.7 +lon_0=118.6 +k=1 +x_0=0 +y_0=0 +ellps=WGS84 +units=m"
    )


def test_zone_that_is_too_wide_or_too_high_is_told_in_kilometres() -> None:
    # 3 degrees of latitude at 25 N are 332 km; of longitude at 24.5 N 304 km.
    for bounds, width_km in (((118.0, 23.5, 118.1, 26.5), 332), ((116.0, 24.0, 119.0, 25.0), 304)):
        with pytest.raises(DataError) as caught:
            local_crs(bounds)
        (problem,) = caught.value.problems
        assert (problem.code, problem.severity) == ("zone.too_wide", Severity.ERROR)
        assert problem.values == {"width_km": width_km, "limit_km": 250}
