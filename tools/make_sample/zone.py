"""The files of the sample zone, each as text, from the plan and the programme."""

from __future__ import annotations

import csv
import io
from random import Random
from typing import TYPE_CHECKING, Final

from shapely import LineString, Point, Polygon
from shapely.affinity import scale

from tools.make_sample.features import Feature, collection, feature
from tools.make_sample.ground import PUBLIC, Ground, lay_green, lay_water
from tools.make_sample.layout import PARKS, XY
from tools.make_sample.metric import join
from tools.make_sample.plots import Plot, divide_parks, take_plot
from tools.make_sample.programme import HEADERS, TASKS, number_tasks
from tools.make_sample.sites import FIRMS, POCKETS, SITES, Site, Spot
from tools.make_sample.stops import list_routes, place_stops, run_routes
from tools.make_sample.streets import Network, Way, build_network, place

if TYPE_CHECKING:
    from collections.abc import Sequence

SEED: Final = 2017
LAYERS: Final = ("toilets", "schools", "utilities", "services")
VACANT_SHARE: Final = 0.16
"""Of unnamed plots: land still to be supplied, in no file."""

# Occupied plots: employees per hectare, floor area ratio, and height in metres, low to high.
_TRADES: Final = {
    "食品园": ("食品加工", (70, 130), (0.7, 1.3), (9, 24)),
    "新塘园": ("机械制造", (45, 95), (0.6, 1.1), (9, 20)),
    "五里园（永和二期）": ("新材料", (50, 100), (0.7, 1.2), (10, 24)),
    "安东园": ("印染纺织", (60, 115), (0.7, 1.2), (10, 22)),
    "时尚园": ("鞋服设计", (100, 190), (1.1, 2.2), (15, 50)),
    "电商园": ("仓储电商", (60, 150), (0.9, 2.0), (12, 45)),
}


def make_files() -> dict[str, str]:
    """Return the text of every file of the sample by its name."""
    rng = Random(SEED)
    network = build_network()
    plots = divide_parks(network, rng)
    routes = run_routes(network)
    stops = place_stops(network, routes)
    pockets = _take_pockets(network, plots)
    sites = _sites(network, plots, pockets)
    firms = _firms(network, plots)
    water = lay_water(network)
    green = [*lay_green(network, water), *pockets.values()]
    files = {
        "parks": _parks(network),
        "roads": _ways("road", network.roads),
        "footways": _ways("path", network.footways),
        "routes": list_routes(routes, stops),
        "green": [_ground(f"green-{k:02}", g) for k, g in enumerate(green, 1)],
        "water": [_ground(f"water-{k:02}", g) for k, g in enumerate(water, 1)],
        "busstops": stops,
        "enterprises": [*firms, *_sample_plots(plots, rng)],
        **sites,
    }
    texts = {f"{name}.geojson": collection(name, features) for name, features in files.items()}
    return texts | {"tasks.csv": _table()}


def _table() -> str:
    """Return the responsibility table; the byte-order mark is for spreadsheets."""
    numbers = number_tasks()
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADERS)
    writer.writerows(task.row(numbers[task.key], numbers) for task in TASKS)
    return "\ufeff" + text.getvalue()


def _parks(network: Network) -> list[Feature]:
    """Return the parks, bounded by the very vertices of the roads around them."""
    features = []
    for plan in PARKS:
        patch = network.patches[plan.key]
        sides = [patch.north, patch.east, patch.south[::-1], patch.west[::-1]]
        ring = join([_along(network, side) for side in sides])
        shape = Polygon(ring)
        properties = {
            "park_id": plan.key,
            "name": plan.name,
            "name_en": plan.name_en,
            "group": plan.group,
            "area_m2": round(shape.area),
        }
        features.append(feature(plan.key, shape, properties))
    return features


def _along(network: Network, side: list[XY]) -> list[XY]:
    """Return the pieces of road that lie on ``side``, joined in its direction."""
    line = LineString(side)
    pieces = []
    for way in network.roads:
        if all(line.distance(Point(p)) < 1.0 for p in way.path) and way.park is None:
            start, end = (line.project(Point(p)) for p in (way.path[0], way.path[-1]))
            pieces.append((min(start, end), way.path if start < end else way.path[::-1]))
    return join([path for _, path in sorted(pieces)])


def _ways(prefix: str, ways: Sequence[Way]) -> list[Feature]:
    return [
        feature(
            f"{prefix}-{k:03}",
            way.line,
            {
                "name": way.name,
                "class": way.cls,
                "foot": "yes" if way.foot else "no",
                "length_m": round(way.line.length, 1),
            },
        )
        for k, way in enumerate(ways, 1)
    ]


def _ground(key: str, ground: Ground) -> Feature:
    properties = {
        "name": ground.name,
        "name_en": ground.name_en,
        "kind": ground.kind,
        "area_m2": round(ground.shape.area),
    }
    return feature(key, ground.shape, properties)


def _take_pockets(network: Network, plots: list[Plot]) -> dict[Spot, Ground]:
    """Return the small public parks by their spots; each takes a plot from ``plots``."""
    pockets = {}
    for name, name_en, spot, area_m2 in POCKETS:
        shape = take_plot(plots, spot[0], place(network, spot)).shape
        shrink = min(1.0, (area_m2 / shape.area) ** 0.5)
        pockets[spot] = Ground(name, name_en, PUBLIC, scale(shape, shrink, shrink))
    return pockets


def _sample_plots(plots: list[Plot], rng: Random) -> list[Feature]:
    """Return the unnamed plots with invented figures, some built but not yet occupied."""
    plans = {plan.key: plan for plan in PARKS}
    counts = dict.fromkeys(plans, 0)
    features = []
    for plot in plots:
        if rng.random() < VACANT_SHARE:
            continue
        plan = plans[plot.park]
        counts[plot.park] += 1
        code = f"{plan.code}-{counts[plot.park]:02}"
        trade, density, ratio, height = _TRADES[plan.group]
        occupied = rng.random() < 0.88
        employees = round(plot.area_m2 / 1e4 * _between(rng, *density) / 5) * 5
        properties = {
            "name": f"示例地块 {code}",
            "name_en": f"Sample plot {code}",
            "park_id": plot.park,
            "task": None,
            "note": "示例地块，数据均为示意",
            "trade": trade,
            "status": "occupied" if occupied else "built",
            "stage": "in_service" if occupied else "built",
            "employees": employees if occupied else 0,
            "floor_area_m2": round(plot.area_m2 * _between(rng, *ratio) / 100) * 100,
            "height_m": round(_between(rng, *height) * 2) / 2,
            "plot_area_m2": round(plot.area_m2),
        }
        features.append(feature(f"plot-{code.lower()}", plot.shape, properties))
    return features


def _between(rng: Random, low: float, high: float) -> float:
    return low + (high - low) * rng.random()


def _firms(network: Network, plots: list[Plot]) -> list[Feature]:
    """Return the plots of the named enterprises: a name, a task, and nothing invented."""
    numbers = number_tasks()
    features = []
    for k, (name, name_en, plan, spot) in enumerate(FIRMS, 1):
        plot = take_plot(plots, spot[0], place(network, spot))
        properties = {
            "name": name,
            "name_en": name_en,
            "park_id": plot.park,
            "task": str(numbers[f"firm_{name}"]),
            "note": "位置示意" if plan == "site" else "位置示意；报道未说明在南片还是北片",
            "trade": None,
            "status": None,
            "stage": None,
            "employees": None,
            "floor_area_m2": None,
            "height_m": None,
            "plot_area_m2": None,
        }
        features.append(feature(f"firm-{k:02}", plot.shape, properties))
    return features


def _sites(
    network: Network, plots: list[Plot], pockets: dict[Spot, Ground]
) -> dict[str, list[Feature]]:
    """Return the point facilities of each layer; those with a plot take it from ``plots``."""
    numbers = number_tasks()
    files: dict[str, list[Feature]] = {layer: [] for layer in LAYERS}
    for site in SITES:
        key = f"{site.layer.rstrip('s').replace('utilitie', 'utility')}-"
        key += f"{len(files[site.layer]) + 1:02}"
        properties = {
            "name": site.name,
            "name_en": site.name_en,
            "kind": site.kind,
            "symbol": site.symbol,
            "task": None if site.task is None else str(numbers[site.task]),
        }
        if site.layer == "schools":  # The only layer here with sites that no task builds.
            properties["stage"] = site.stage
        point = Point(_stand(network, plots, pockets, site))
        files[site.layer].append(feature(key, point, properties))
    return files


def _stand(network: Network, plots: list[Plot], pockets: dict[Spot, Ground], site: Site) -> XY:
    near = place(network, site.where)
    if site.at == "plot":
        return take_plot(plots, str(site.where[0]), near).middle
    if site.at == "green":
        middle = next(green for spot, green in pockets.items() if spot == site.where).shape.centroid
        return (middle.x, middle.y)
    if site.at == "road":
        roads = (way.line for way in network.roads)
        line = min(roads, key=lambda road: road.distance(Point(near)))
        point = line.interpolate(line.project(Point(near)))
        return (point.x, point.y)
    return near
