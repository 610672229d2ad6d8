from __future__ import annotations

import geopandas as gpd
import pytest
import shapely
from pyproj import Geod

from parkmap.errors import DataError
from parkmap.metric import local_crs, to_metres


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
