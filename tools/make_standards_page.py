"""Write docs/standards.md from the rules that ship: ``python -m tools.make_standards_page``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from parkmap.model import Criterion, Text
from parkmap.standards import standards
from parkmap.texts import say

if TYPE_CHECKING:
    from parkmap.model import Rule

PAGE: Final = Path(__file__).parents[1] / "docs" / "standards.md"
_HEAD: Final = """\
# Standards of coverage

The rules that `parkmap coverage` knows. Data: `src/parkmap/standards.toml`; this page is made from
it by `python -m tools.make_standards_page`, and a test compares the two. A layer names the rules
that it is measured against (`rule = ["bus_300_area"]`), else those of its symbols that stand here
as "yes"; [workspace.md](workspace.md) says how to write one of your own.

**Verified** says whether the text of the clause itself was read. None was yet: the rules stand as
planning documents quote them. Check the clause before you cite a verdict.

A rule by share or nearest distance is judged by what leads, and by plots where no plot has a
number of employees. What leads for bus stops and toilets is employees. A rule that was made for
other places (residential areas) gives no verdict in a development zone: 参照, for reference.

| key | | for | asks | led by | unasked | source, clause, edition | state | verified |
|---|---|---|---|---|---|---|---|---|
"""
_ASKS: Final = {
    Criterion.NEAREST: "nothing farther than {radius_m:g} m",
    Criterion.DENSITY: "{least_per_km2:g} to {most_per_km2:g} a km2; more is no fault",
    Criterion.AREA: "at most {most_km2_per_facility:g} km2 a station, of the whole zone",
    Criterion.SPACING: "{least_spacing_m:g} to {most_spacing_m:g} m to the next; less is no fault",
    Criterion.TRAVEL_TIME: "{most_minutes:g} minutes on streets: not assessable by distance",
}


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


def page() -> str:
    """Return the page."""
    return _HEAD + "".join(f"| {' | '.join(_cells(rule))} |\n" for rule in standards().values())


def _cells(rule: Rule) -> list[str]:
    where = [rule.source.en, rule.clause, rule.edition]
    state = [say("en", f"words.force.{rule.force}")]
    state += [text.en for text in (rule.for_reference, rule.note) if text is not None]
    by = "" if rule.radius_m is None else str(rule.leads)
    return [
        f"`{rule.key}`",
        _pair(rule.title),
        ", ".join(rule.symbols) or "any",
        _asks(rule),
        by,
        "yes" if rule.by_default else "no",
        "; ".join(filter(None, where)),
        "; ".join(state),
        "yes" if rule.verified else "no",
    ]


def _asks(rule: Rule) -> str:
    values = {name: getattr(rule, name) for name in rule.__slots__}
    if rule.criterion is Criterion.SHARE:
        least = "a share" if rule.least_share is None else f"{rule.least_share:.0%}"
        asked = f"{least} within {rule.radius_m:g} m"
        return f"{asked}, no limit" if rule.least_share is None else asked
    return _ASKS[rule.criterion].format(**values)


def _pair(text: Text) -> str:
    return f"{text.zh}<br>{text.en}"


if __name__ == "__main__":
    main()
