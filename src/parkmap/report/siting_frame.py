"""SitingStudy -> GeoDataFrame: the sites of ``parkmap suggest`` for a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

if TYPE_CHECKING:
    from parkmap.model import Site, SitingStudy


def frame_of(study: SitingStudy) -> gpd.GeoDataFrame:
    """Return one row for each site, in WGS 84; ``attrs`` hold the value, its bound and the gap."""
    rows = [_row(study, site) for site in study.sites]
    points = gpd.points_from_xy(
        [site.lon for site in study.sites], [site.lat for site in study.sites]
    )
    index = pd.RangeIndex(1, len(rows) + 1, name="site")
    frame = gpd.GeoDataFrame(rows, geometry=points, crs="EPSG:4326", index=index)
    frame.attrs = {"value": study.value, "bound": study.bound, "gap": study.gap}
    return frame


def _row(study: SitingStudy, site: Site) -> dict[str, object]:
    name = study.park_names[site.park_id].zh if site.park_id is not None else None
    return {
        "park_id": site.park_id,
        "park_name": name,
        "kind": str(site.kind),
        "place": site.place,
        "adds_area_m2": site.adds.area_m2,
        "adds_plots": site.adds.plots,
        "adds_employees": site.adds.employees,
        "lost_area_m2": site.lost.area_m2,
        "lost_plots": site.lost.plots,
        "lost_employees": site.lost.employees,
    }
