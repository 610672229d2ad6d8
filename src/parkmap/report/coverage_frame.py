"""CoverageStudy -> DataFrame: the rows of ``parkmap coverage`` for a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from parkmap.model import Denominator
from parkmap.report.coverage_rows import circle_shares, named_park, parks_told

if TYPE_CHECKING:
    from parkmap.model import CoverageStudy, Measured, ParkCoverage


def frame_of(study: CoverageStudy) -> pd.DataFrame:
    """Return one row for each layer, rule and park, the zone (``park_id`` None) before its parks.

    The columns are the stable fields of the JSON, then what a verdict rests on.
    """
    rows = [
        _row(study, one, park) for one in study.measured for park in parks_told(study, one.coverage)
    ]
    frame = pd.DataFrame(rows)
    # A column of texts would turn None into NaN.
    return frame.assign(park_id=pd.Series([row["park_id"] for row in rows], dtype=object))


def _row(study: CoverageStudy, one: Measured, park: ParkCoverage) -> dict[str, object]:
    coverage = one.coverage
    circle, *circle_by = circle_shares(coverage, park)
    return {
        "park_id": park.park_id,
        "park_name": named_park(study, park.park_id).key,
        "layer": one.layer,
        "rule": coverage.rule.key,
        "radius_m": coverage.radius_m,
        "distance": str(coverage.distance),
        "scenario": str(study.scenario),
        "date": study.as_of,
        "area_m2": park.area_m2,
        "area_served_m2": park.area_served_m2,
        "area_share": park.area_share,
        "plots": park.plots,
        "plots_served": park.plots_served,
        "plots_share": park.plots_share,
        "employees": park.employees,
        "employees_served": park.employees_served,
        "employees_share": park.employees_share,
        "facilities_inside": park.facilities_inside,
        "facilities_serving": park.facilities_serving,
        "verdict": str(park.verdict),
        "judged_by": None if park.judged_by is None else str(park.judged_by),
        "value": park.value,
        "circle_share": circle,
        **{f"circle_{by}_share": share for by, share in zip(Denominator, circle_by, strict=True)},
    }
