"""Write the tables of docs/coverage.md: ``python -m tools.make_coverage_tables``."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import parkmap
from parkmap.model import Scenario
from parkmap.pipeline.coverage import coverage
from parkmap.pipeline.question import Question
from parkmap.report.coverage_rows import figure_of
from parkmap.texts import say

if TYPE_CHECKING:
    from parkmap.model import CoverageStudy, Measured, ParkCoverage

PAGE: Final = Path(__file__).parents[1] / "docs" / "coverage.md"
BEGIN: Final = "<!-- made by tools.make_coverage_tables -->\n"
END: Final = "<!-- end -->\n"
DAYS: Final = (date(2017, 5, 31), date(2017, 6, 30), date(2017, 12, 31))
SCENARIOS: Final = (Scenario.PLAN, Scenario.SLIP)
_PARKS_OF: Final = "bus_500_people"


def main() -> None:
    """Write the tables into the page."""
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}{tables()}{END}{after}", encoding="utf-8")


def tables() -> str:
    """Return the zone under every rule, and the parks under one, on three days; then walks."""
    studies = [_study(day, scenario) for day in DAYS for scenario in SCENARIOS]
    heads = [f"{day}, {scenario}" for day in DAYS for scenario in SCENARIOS]
    first = studies[0]
    lines = [
        "",
        "The zone: in each cell the share or figure that is judged, and the verdict:",
        "",
    ]
    lines += _head("layer", "rule", *heads)
    for at, one in enumerate(first.measured):
        cells = [_cell(study.measured[at], study.measured[at].coverage.zone) for study in studies]
        lines.append(_line(one.layer, f"`{one.coverage.rule.key}`", *cells))
    at = next(at for at, one in enumerate(first.measured) if one.coverage.rule.key == _PARKS_OF)
    lines += ["", f"Parks under `{_PARKS_OF}`: area / plots / employees within 500 m:", ""]
    lines += _head("park", *heads)
    for place, park in enumerate(first.measured[at].coverage.parks):
        name = first.park_names[park.park_id].en if park.park_id else "Whole zone"
        parks = (study.measured[at].coverage.parks[place] for study in studies)
        lines.append(_line(name, *(_shares(one) for one in parks)))
    return "\n".join([*lines, *_walked(), ""]) + "\n"


def _walked() -> list[str]:
    """Return the zone along streets beside the circle, by plan, on the first and the last day."""
    days = (DAYS[0], DAYS[-1])
    studies = [_study(day, Scenario.PLAN, on_network=True) for day in days]
    heads = [f"{day}, {how}" for day in days for how in ("walk", "circle", "verdict of the walk")]
    lines = [
        "",
        "The zone by plan, along streets (`--distance network`) and within the circle, as area /",
        "plots / employees:",
        "",
        *_head("layer", "rule", *heads),
    ]
    for at, one in enumerate(studies[0].measured):
        if one.coverage.radius_m is None:
            continue
        cells: list[str] = []
        for study in studies:
            walked = study.measured[at].coverage
            verdict = say("en", f"words.verdict.{walked.zone.verdict}")
            circle = _shares(walked.circle.zone) if walked.circle else "-"
            cells += [_shares(walked.zone), circle, verdict]
        lines.append(_line(one.layer, f"`{one.coverage.rule.key}`", *cells))
    return lines


def _study(day: date, scenario: Scenario, *, on_network: bool = False) -> CoverageStudy:
    question = Question(as_of=day, known_on=DAYS[0], scenario=scenario, on_network=on_network)
    return coverage(parkmap.sample().workspace, question)[0]


def _cell(one: Measured, zone: ParkCoverage) -> str:
    verdict = say("en", f"words.verdict.{zone.verdict}")
    if zone.judged_by is None:
        figure = figure_of(one.coverage.rule, zone)
        return f"{figure.en if figure else '-'}, {verdict}"
    return f"{zone.value:.1%} {zone.judged_by}, {verdict}"


def _shares(park: ParkCoverage) -> str:
    shares = (park.area_share, park.plots_share, park.employees_share)
    return " / ".join("-" if share is None else f"{share:.1%}" for share in shares)


def _head(*cells: str) -> list[str]:
    return [_line(*cells), f"|{'---|' * len(cells)}"]


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
