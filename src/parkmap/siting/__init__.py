"""Distances + weights + what stands -> where the next facilities should go."""

from parkmap.siting.models import (
    TIME_LIMIT_S,
    Answer,
    UnservableError,
    World,
    center,
    cover_all,
    cover_savings,
    max_cover,
    median,
    nearest_m,
    way_savings,
)
from parkmap.siting.swap import exchanges

__all__ = [
    "TIME_LIMIT_S",
    "Answer",
    "UnservableError",
    "World",
    "center",
    "cover_all",
    "cover_savings",
    "exchanges",
    "max_cover",
    "median",
    "nearest_m",
    "way_savings",
]
