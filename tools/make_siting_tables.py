"""Write tables and maps of docs/siting.md: ``python -m tools.make_siting_tables``."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import shapely

import parkmap
from parkmap.metric import local_crs
from parkmap.model import Denominator
from parkmap.pipeline.suggest import suggest
from parkmap.pipeline.wish import Wish

if TYPE_CHECKING:
    from parkmap.model import SitingStudy

PAGE: Final = Path(__file__).parents[1] / "docs" / "siting.md"
IMAGES: Final = PAGE.parent / "images"
BEGIN: Final = "<!-- made by tools.make_siting_tables -->\n"
END: Final = "<!-- end -->\n"
DAY: Final = date(2017, 5, 31)
WISHES: Final = (
    ("toilets", 3, "Three more toilets", None),
    ("busstops", 5, "Five more bus stops, by area", Denominator.AREA),
)
_WIDTH: Final = 900
_MARGIN_M: Final = 520


def main() -> None:
    """Write the tables into the page, and the maps beside it."""
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}{tables()}{END}{after}", encoding="utf-8")
    for layer, count, _, by in WISHES:
        (IMAGES / f"siting-{layer}.svg").write_text(drawn(layer, count, by), encoding="utf-8")


def tables() -> str:
    """Return the sites of both layers, and what they bring to the zone."""
    lines: list[str] = []
    for layer, count, title, by in WISHES:
        lines += ["", f"### {title}", "", f"![Map: {title}](images/siting-{layer}.svg)", ""]
        lines += _table(study_of(layer, count, by))
    return "\n".join([*lines, ""]) + "\n"


@cache
def study_of(layer: str, count: int, by: Denominator | None) -> SitingStudy:
    """Return where the next facilities of a layer of the sample zone go."""
    wish = Wish(layer, count, DAY, DAY, by=by)
    return suggest(parkmap.sample().workspace, wish)[0]


def drawn(layer: str, count: int, by: Denominator | None) -> str:
    """Return a map as SVG: parks, plots, what serves or will, and numbered sites."""
    study = study_of(layer, count, by)
    layers = parkmap.sample().layers(DAY)
    west, south, east, north = layers["parks"].total_bounds.tolist()
    crs = local_crs((west, south, east, north))
    parks, plots, stands = (layers[key].to_crs(crs) for key in ("parks", "enterprises", layer))
    sites = gpd.GeoSeries([shapely.Point(one.lon, one.lat) for one in study.sites], crs="EPSG:4326")
    left, bottom, right, top = parks.total_bounds.tolist()
    left, top = left - _MARGIN_M, top + _MARGIN_M
    scale = _WIDTH / (right + _MARGIN_M - left)

    def at(x: float, y: float) -> tuple[float, float]:
        return round((x - left) * scale, 1), round((top - y) * scale, 1)

    def outline(shape: shapely.Geometry, style: str) -> str:
        rings = [ring.coords for part in shapely.get_parts(shape) for ring in [part.exterior]]
        moves = (" ".join("{},{}".format(*at(one[0], one[1])) for one in ring) for ring in rings)
        return f'<path d="{"".join(f"M{move}z" for move in moves)}" {style}/>'

    radius = round((study.after.rule.radius_m or 0) * scale, 1)
    height = round((top - bottom + _MARGIN_M) * scale)
    head = f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}"'
    lines = [
        f'<svg {head} font-family="sans-serif" font-size="14" font-weight="bold">',
        f'<rect width="{_WIDTH}" height="{height}" fill="#fbfaf7"/>',
    ]
    lines += [outline(one, 'fill="#f0ede4" stroke="#8a8577"') for one in parks.geometry]
    areas = plots[plots.geom_type.isin(["Polygon", "MultiPolygon"])]
    lines += [outline(one, 'fill="#ddd8ca" stroke="#fff"') for one in areas.geometry]
    for shape, stage in zip(stands.geometry, stands["stage"], strict=True):
        x, y = at(*shapely.get_coordinates(shapely.point_on_surface(shape))[0].tolist())
        fill = "#52606d" if stage == "in_service" else "#fff"
        lines.append(
            f'<circle cx="{x}" cy="{y}" r="{radius}" fill="#52606d" fill-opacity=".1"/>'
            f'<circle cx="{x}" cy="{y}" r="4" fill="{fill}" stroke="#52606d" stroke-width="2"/>'
        )
    placed = shapely.get_coordinates(sites.to_crs(crs).to_numpy()).tolist()
    for number, point in enumerate(placed, start=1):
        x, y = at(point[0], point[1])
        lines.append(
            f'<circle cx="{x}" cy="{y}" r="{radius}" fill="#1f5fa8" fill-opacity=".15" '
            'stroke="#1f5fa8" stroke-dasharray="5 3"/>'
            f'<circle cx="{x}" cy="{y}" r="11" fill="#1f5fa8"/>'
            f'<text x="{x}" y="{y + 5}" fill="#fff" text-anchor="middle">{number}</text>'
        )
    return "\n".join([*lines, "</svg>"]) + "\n"


def _table(study: SitingStudy) -> list[str]:
    before, after = study.before.zone, study.after.zone
    lines = [
        "| site | park | lon, lat | adds plots | employees | area, ha | next best near by |",
        "|---|---|---|---|---|---|---|",
    ]
    for number, site in enumerate(study.sites, start=1):
        name = study.park_names[site.park_id].en if site.park_id else "-"
        best = site.alternatives[0] if site.alternatives else None
        near = f"{best.away_m:.0f} m away: {best.value:.1%}" if best else "-"
        adds = f"{site.adds.plots} | {site.adds.employees:,.0f} | {site.adds.area_m2 / 10_000:.1f}"
        lines.append(f"| {number} | {name} | {site.lon:.6f}, {site.lat:.6f} | {adds} | {near} |")
    shares = ", ".join(
        f"{one} {before.share_by(one) or 0:.1%} to {after.share_by(one) or 0:.1%}"
        for one in Denominator
    )
    proof = "proven to be the best" if not study.gap else f"gap {study.gap:.2%}"
    kinds = sum(study.candidates.values())
    supply = f"{study.standing} in service and {study.planned} planned"
    told = (
        f"Rule `{study.after.rule.key}`, {study.after.rule.radius_m:g} m, by {study.by}; supply: "
        f"{supply}; {kinds:,} candidates; {study.value:.1%} served, {proof}. Whole zone: {shares}."
    )
    return [*lines, "", told]


if __name__ == "__main__":
    main()
