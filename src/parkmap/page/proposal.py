"""Where facilities would go, as the page reads it: sites, figures before and after, land, files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from parkmap.model import LAND, Denominator, Land, SitingModel
from parkmap.page.coverage import figures_of, rule_head
from parkmap.page.pack import SMALLEST, deflated, pack
from parkmap.page.shapes import shapes_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parkmap.model import (
        Added,
        Alternative,
        Coverage,
        ParkCoverage,
        Proposal,
        Scene,
        Site,
        SitingStudy,
    )

_DENOMINATORS: Final = list(Denominator)
_LANDS: Final = list(Land)
_WAYS: Final = (SitingModel.MEDIAN, SitingModel.CENTER)
_SHARE_DIGITS: Final = 6
_WAY_DIGITS: Final = 1
"""Of a share, and of metres: what a report tells of them."""


def proposal_data(scene: Scene) -> dict[str, Any] | None:
    """Return the proposal of a scene as JSON-ready values; None where there is none."""
    told = scene.proposal
    if told is None:
        return None
    study = told.study
    keys = [mapped.layer.spec.key for mapped in scene.layers]
    parks = {str(park): place for place, park in enumerate(scene.parks.frame.index)}
    return {
        "opens": _opens(scene, study),
        "asOf": study.as_of.isoformat(),
        "isWay": study.model in _WAYS,
        "by": _DENOMINATORS.index(study.by),
        "rule": {
            **rule_head(study.after, keys.index(study.layer)),
            "radius": study.after.rule.radius_m,
        },
        # With a detour the straight line is shorter than the way that the radius is of.
        "reach": study.after.radius_m,
        "told": {key: {"zh": one.zh, "en": one.en} for key, one in told.told.items()},
        "parks": _packed(
            [
                [[at, _figures(coverage, park)] for at, (coverage, park) in enumerate(pair)]
                for pair in _pairs(study)
            ]
        ),
        "sites": _packed([_site(study, site, parks) for site in study.sites]),
        "land": _land(told),
        "files": {
            **{lang: deflated(data, SMALLEST) for lang, data in told.csv.items()},
            "geojson": deflated(told.geojson, SMALLEST),
        },
    }


def _opens(scene: Scene, study: SitingStudy) -> str:
    """Return which rule of the page stands beside the proposal, by layer and key; none: empty."""
    rules = scene.coverage.rules if scene.coverage else ()
    own = [rule.states[0].rule.key for rule in rules if rule.layer == study.layer]
    asked = study.after.rule.key
    key = asked if asked in own else next(iter(own), None)
    return "" if key is None else f"{study.layer}:{key}"


def _pairs(study: SitingStudy) -> list[tuple[tuple[Coverage, ParkCoverage], ...]]:
    """Return the zone and its parks, each without and with the sites."""
    return [
        ((study.before, one), (study.after, other))
        for one, other in zip(study.before.parks, study.after.parks, strict=True)
    ]


def _figures(coverage: Coverage, park: ParkCoverage) -> list[object]:
    # Whatever share is looked at: a proposal is judged by what it was asked for.
    judgement = ((park.judged_by, park.verdict),) * len(_DENOMINATORS)
    return figures_of(coverage.rule, park, judgement)


def _site(study: SitingStudy, site: Site, parks: Mapping[str, int]) -> list[object]:
    return [
        *_place(site, parks),
        site.kind,
        site.place,
        _added(site.adds),
        _added(site.lost),
        [[*_place(one, parks), round(one.away_m), _worth(study, one)] for one in site.alternatives],
    ]


def _place(point: Site | Alternative, parks: Mapping[str, int]) -> list[object]:
    return [point.lon, point.lat, parks.get(point.park_id or "", -1)]


def _added(added: Added) -> list[object]:
    """Return area, plots and employees as a report rounds them."""
    return [round(added.area_m2), added.plots, added.employees]


def _worth(study: SitingStudy, one: Alternative) -> float:
    return round(one.value, _WAY_DIGITS if study.model in _WAYS else _SHARE_DIGITS)


def _land(told: Proposal) -> dict[str, object]:
    codes = [_LANDS.index(Land(one)) for one in told.land[LAND]]
    return pack(shapes_of(told.land.geometry), {"land": np.array(codes, dtype=np.int64)}, ())


def _packed(value: object) -> str:
    return deflated(json.dumps(value, separators=(",", ":")).encode(), SMALLEST)
