"""The coverage of the sample zone, read and measured once."""

from __future__ import annotations

from datetime import date
from functools import cache

import parkmap
from parkmap.model import CoverageStudy, Scenario
from parkmap.pipeline.coverage import coverage
from parkmap.pipeline.question import Question


@cache
def sample_study(*, has_all: bool) -> CoverageStudy:
    """Return everything of 31 May, by plan; with ``has_all`` also the days of change."""
    day = date(2017, 5, 31)
    question = Question(
        as_of=day,
        known_on=day,
        scenario=Scenario.PLAN,
        compare=date(2017, 12, 31),
        has_timeline=has_all,
    )
    return coverage(parkmap.sample().workspace, question)[0]
