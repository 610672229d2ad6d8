"""Parks + facilities + demand -> who is served (area, plots, employees), where gaps are."""

from parkmap.coverage.approach import Walks
from parkmap.coverage.change import contributions_of, days_of_change, opening_days
from parkmap.coverage.distances import pairs_within
from parkmap.coverage.gaps import OPENS, gaps_of
from parkmap.coverage.measure import measure, measure_walks, starts_of
from parkmap.coverage.network.streets import STRIP_M
from parkmap.coverage.reach import nearest
from parkmap.coverage.served import (
    SEGMENT_ERROR,
    SHOWN_ERROR,
    SHOWN_SEGMENTS,
    SHOWN_SHORT,
    shown_within,
)
from parkmap.coverage.supply import SAME_PLACE_M, kind_of_rule, supplies, supply_of
from parkmap.coverage.verdict import judged

__all__ = [
    "OPENS",
    "SAME_PLACE_M",
    "SEGMENT_ERROR",
    "SHOWN_ERROR",
    "SHOWN_SEGMENTS",
    "SHOWN_SHORT",
    "STRIP_M",
    "Walks",
    "contributions_of",
    "days_of_change",
    "gaps_of",
    "judged",
    "kind_of_rule",
    "measure",
    "measure_walks",
    "nearest",
    "opening_days",
    "pairs_within",
    "shown_within",
    "starts_of",
    "supplies",
    "supply_of",
]
