"""What a rule says of a park: the figure that it judges, and the verdict."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from parkmap.model import Criterion, Denominator, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from parkmap.model import ParkCoverage, Rule

    Judged = tuple[Denominator | None, float | None, bool | None]
    """The denominator, the figure, and whether it meets the rule (None: that cannot be told)."""

_HAIR: Final = 1e-9
"""Of a share: a park that is served whole is served whole, whatever floats say."""
_M2_PER_KM2: Final = 1_000_000


def judged(
    park: ParkCoverage, rule: Rule, *, by: Denominator | None, spacing_m: float | None
) -> ParkCoverage:
    """Return a park with its verdict.

    Parameters
    ----------
    park
        What was measured.
    rule
        What is asked.
    by
        The denominator to judge by, instead of the one that the rule leads with.
    spacing_m
        The largest distance from a facility of the park to the next place, where there is one.
    """
    judge = _JUDGES[rule.criterion]
    denominator, value, is_met = judge(park, rule, by or rule.leads, spacing_m)
    if is_met is None:
        verdict = Verdict.NOT_ASSESSABLE
    elif rule.for_reference is not None:
        verdict = Verdict.FOR_REFERENCE
    else:
        verdict = Verdict.PASS if is_met else Verdict.FAIL
    return replace(park, judged_by=denominator, value=value, verdict=verdict)


def _by_share(park: ParkCoverage, rule: Rule, by: Denominator, _spacing_m: float | None) -> Judged:
    # Without a single headcount, plots stand for the people in them; the row says so.
    if by is Denominator.EMPLOYEES and park.employees is None:
        by = Denominator.PLOTS
    share = park.share_by(by)
    least = 1 if rule.criterion is Criterion.NEAREST else rule.least_share
    is_met = None if share is None or least is None else share >= least - _HAIR
    return by, share, is_met


def _by_density(
    park: ParkCoverage, rule: Rule, _by: Denominator, _spacing_m: float | None
) -> Judged:
    if rule.least_per_km2 is None:
        return None, None, None
    value = park.facilities_inside / park.area_m2 * _M2_PER_KM2
    return None, value, value >= rule.least_per_km2


def _by_employees(
    park: ParkCoverage, rule: Rule, _by: Denominator, _spacing_m: float | None
) -> Judged:
    if rule.least_per_1000_employees is None or not park.employees:
        return None, None, None
    value = park.facilities_inside / park.employees * 1000
    is_met = value >= rule.least_per_1000_employees
    # People who are not told make the figure smaller: a fault stays one, the rest is open.
    return None, value, None if is_met and park.weights_untold else is_met


def _by_area(park: ParkCoverage, rule: Rule, _by: Denominator, _spacing_m: float | None) -> Judged:
    # A station has a whole district: of a single park nothing follows.
    if rule.most_km2_per_facility is None or park.park_id is not None:
        return None, None, None
    if not park.facilities_inside:
        return None, None, False
    value = park.area_m2 / _M2_PER_KM2 / park.facilities_inside
    return None, value, value <= rule.most_km2_per_facility


def _by_spacing(
    _park: ParkCoverage, rule: Rule, _by: Denominator, spacing_m: float | None
) -> Judged:
    if rule.most_spacing_m is None or spacing_m is None:
        return None, None, None
    return None, spacing_m, spacing_m <= rule.most_spacing_m


def _by_nothing(
    _park: ParkCoverage, _rule: Rule, _by: Denominator, _spacing_m: float | None
) -> Judged:
    return None, None, None


_JUDGES: Final[
    Mapping[Criterion, Callable[[ParkCoverage, Rule, Denominator, float | None], Judged]]
] = {
    Criterion.SHARE: _by_share,
    Criterion.NEAREST: _by_share,
    Criterion.DENSITY: _by_density,
    Criterion.PER_EMPLOYEES: _by_employees,
    Criterion.AREA: _by_area,
    Criterion.SPACING: _by_spacing,
    Criterion.TRAVEL_TIME: _by_nothing,
}
