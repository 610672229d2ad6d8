"""Scene -> frames in metres: parks, facilities and demand as coverage measures them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np

from parkmap import model
from parkmap.intake.people import read_entrances, read_weights
from parkmap.join import locate
from parkmap.metric import local_crs, to_metres
from parkmap.model import DemandKind, Problem, Role, Stage
from parkmap.schedule import states_at

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from numpy.typing import NDArray
    from pyproj import CRS

    from parkmap.model import Layer, MappedLayer, Scenario, Scene

_OCCUPIED: Final = [stage in {Stage.IN_SERVICE, Stage.TRIAL} for stage in Stage]


@dataclass(frozen=True, slots=True, eq=False)
class Metres:
    """What a scene holds, in the local projection of its zone.

    Attributes
    ----------
    facilities
        By layer key, with ``NAME``, ``PARK``, ``TASK``, ``SYMBOL`` and, where the file tells them,
        ``ENTRANCE``.
    demand
        Every plot, with ``PARK`` and ``WEIGHT``; no row where the workspace names none.
    """

    scene: Scene
    crs: CRS
    parks: gpd.GeoDataFrame
    facilities: Mapping[str, gpd.GeoDataFrame]
    demand: gpd.GeoDataFrame
    problems: tuple[Problem, ...]

    def stages(self, key: str, scenario: Scenario, day: date) -> NDArray[np.int64]:
        """Return the stage of each facility of a layer, by its place in ``Stage``."""
        steps = self.scene.courses[scenario]
        return states_at(steps, self.layer(key).courses, day).stage

    def layer(self, key: str) -> MappedLayer:
        """Return a layer of the scene."""
        return next(one for one in self.scene.layers if one.layer.spec.key == key)

    def demand_on(self, kind: DemandKind, scenario: Scenario, day: date) -> gpd.GeoDataFrame:
        """Return the plots that are to be served on a day."""
        plots = self.scene.demand
        if kind is DemandKind.ALL or plots is None:
            return self.demand
        key = plots.spec.key
        mapped = [one for one in self.scene.layers if one.layer.spec.key == key]
        if not mapped or mapped[0].role is not Role.FACILITY:
            return self.demand  # nothing tells a status of these plots
        occupied = np.array(_OCCUPIED)[self.stages(key, scenario, day)]
        return self.demand[occupied]


def in_metres(scene: Scene, weight: str | None) -> Metres:
    """Return the frames of a scene; ``weight`` is the column that counts who is in a plot.

    Raises
    ------
    DataError
        If the zone is too wide to be measured in one projection.
    """
    crs = local_crs(scene.bounds)
    problems: list[Problem] = []
    facilities = {}
    for mapped in scene.layers:
        if mapped.role is Role.FACILITY:
            facilities[mapped.layer.spec.key] = _facilities(mapped, crs, problems)
    return Metres(
        scene,
        crs,
        to_metres(scene.parks.frame, crs),
        facilities,
        _demand(scene, weight, crs, problems),
        tuple(problems),
    )


def _facilities(mapped: MappedLayer, crs: CRS, problems: list[Problem]) -> gpd.GeoDataFrame:
    layer = mapped.layer
    frame = to_metres(layer.frame, crs)
    symbols = frame.get(model.SYMBOL, layer.spec.symbol)
    columns: dict[str, Any] = {
        model.NAME: frame[model.NAME],
        model.PARK: mapped.states[model.PARK],
        model.TASK: mapped.states[model.TASK],
        model.SYMBOL: symbols,
        **_entrances(layer, crs, problems),
    }
    return gpd.GeoDataFrame(columns, geometry=frame.geometry, index=frame.index, crs=crs)


def _demand(
    scene: Scene, weight: str | None, crs: CRS, problems: list[Problem]
) -> gpd.GeoDataFrame:
    layer = scene.demand
    if layer is None:
        none = {name: np.zeros(0, dtype=object) for name in (model.NAME, model.PARK)}
        return gpd.GeoDataFrame({**none, model.WEIGHT: np.zeros(0)}, geometry=[], crs=crs)
    frame = to_metres(layer.frame, crs)
    weights, told = read_weights(layer, weight)
    problems.extend(told)
    columns: dict[str, Any] = {
        model.NAME: frame[model.NAME],
        model.PARK: locate(layer, scene.parks),
        model.WEIGHT: weights,
        **_entrances(layer, crs, problems),
    }
    return gpd.GeoDataFrame(columns, geometry=frame.geometry, index=frame.index, crs=crs)


def _entrances(layer: Layer, crs: CRS, problems: list[Problem]) -> dict[str, NDArray[np.object_]]:
    """Return the column of entrances, if the layer has one."""
    if layer.spec.entrance_column is None:
        return {}
    found, told = read_entrances(layer)
    # Plots that are a layer as well are read twice, and told once.
    problems.extend(one for one in told if one not in problems)
    placed = gpd.GeoSeries(found, index=layer.frame.index, crs="EPSG:4326").to_crs(crs)
    return {model.ENTRANCE: placed.to_numpy()}
