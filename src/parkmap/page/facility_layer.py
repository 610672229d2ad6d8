"""Facilities on anyone's folium map: a canvas layer for many of them, details on click."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, cast

import numpy as np
from folium.map import Layer
from folium.template import Template

from parkmap.model import SYMBOLS, Stage
from parkmap.page import resources
from parkmap.page.offline import RawElement
from parkmap.page.pack import Field, as_json_block, pack
from parkmap.page.shapes import shapes_of

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from branca.element import Figure
    from numpy.typing import NDArray

_COLOR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_HALF_TURN: Final = 180
_QUARTER_TURN: Final = 90
# A name in folium's LayerControl is compiled as a template, written as the key of an object (where
# "__proto__" is no name), and put on the page as HTML. Spelt so, it is text to all three.
_SPELLED_OUT: Final = {ord(mark): f"&#{ord(mark)};" for mark in "&<>\"'{}_"}


class FacilityLayer(Layer):
    """Facilities drawn on one canvas, with their details on click.

    Values of the frame reach the page as data only: no template and no HTML parser reads them, so
    text from strangers is shown, never run.

    Parameters
    ----------
    frame
        Facilities in EPSG:4326 (lon, lat), any geometry, any columns. Rows without a geometry are
        refused.
    name
        The layer's name, in folium's LayerControl and on the details.
    symbol
        One of ``parkmap.model.SYMBOLS``.
    color
        Colour of the symbol's frame as "#rrggbb".
    stage
        Column that tells the stage of each facility (values of ``parkmap.model.Stage``); None
        draws all as in service.
    label
        Column that names each facility on hover and on its details.
    overlay, control, show
        As for every layer of folium.

    Raises
    ------
    ValueError
        If the frame has no CRS, is not in EPSG:4326, lacks a geometry or the columns named, or an
        option is not one of those above.

    Examples
    --------
    >>> import folium, geopandas, shapely
    >>> stops = geopandas.GeoDataFrame(
    ...     {"stop": ["Gate 1"]}, geometry=[shapely.Point(118.5, 24.7)], crs="EPSG:4326"
    ... )
    >>> m = folium.Map((24.7, 118.5), zoom_start=15)
    >>> _ = FacilityLayer(stops, name="Stops", symbol="bus", label="stop").add_to(m)
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = parkmap.facilityLayer({{ this.data_id|tojson }});
        {% endmacro %}
        """
    )

    def __init__(  # noqa: PLR0913 - the options of one layer, all by keyword
        self,
        frame: gpd.GeoDataFrame,
        *,
        name: str = "Facilities",
        symbol: str = "generic",
        color: str = "#52606d",
        stage: str | None = None,
        label: str | None = None,
        overlay: bool = True,
        control: bool = True,
        show: bool = True,
    ) -> None:
        super().__init__(
            name=name.translate(_SPELLED_OUT), overlay=overlay, control=control, show=show
        )
        self._name = "FacilityLayer"
        _check_options(symbol, color)
        _check_frame(frame, [column for column in (stage, label) if column is not None])
        self.bounds: list[float] = frame.total_bounds.tolist()
        self.data: dict[str, object] = {
            "title": name,
            "symbol": symbol,
            "color": color,
            "label": label,
            "pack": _packed(frame, stage),
        }

    @property
    def data_id(self) -> str:
        """The id of the element that carries this layer's data."""
        return f"{self.get_name()}_data"

    def render(self, **kwargs: object) -> None:  # type: ignore[override] # branca: MacroElement's
        """Add the layer's script, style and data to the figure that it stands in."""
        figure = cast("Figure", self.get_root())
        figure.header.add_child(
            RawElement(f"<style>{resources.layer_style()}</style>"), name="parkmap_css"
        )
        figure.header.add_child(
            RawElement(f"<script>{resources.layer_script()}</script>"), name="parkmap_js"
        )
        block = f'<script type="application/json" id="{self.data_id}">'
        figure.html.add_child(
            RawElement(f"{block}{as_json_block(self.data)}</script>"), name=self.data_id
        )
        super().render(**kwargs)

    def _get_self_bounds(self) -> list[list[float | None]]:
        west, south, east, north = self.bounds
        return [[south, west], [north, east]]


def _check_options(symbol: str, color: str) -> None:
    if symbol not in SYMBOLS:
        msg = f"symbol {symbol!r} is not one of {', '.join(SYMBOLS)}"
        raise ValueError(msg)
    if not _COLOR.fullmatch(color):
        msg = f"color {color!r} is not of the form #rrggbb"
        raise ValueError(msg)


def _check_frame(frame: gpd.GeoDataFrame, columns: list[str]) -> None:
    if frame.crs is None:
        msg = "the frame has no CRS; say what its coordinates are with frame.set_crs(...)"
        raise ValueError(msg)
    if not frame.crs.equals("EPSG:4326", ignore_axis_order=True):
        msg = f"the frame is in {frame.crs.name}; use frame.to_crs('EPSG:4326') for lon, lat"
        raise ValueError(msg)
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        msg = f"the frame has no column {missing[0]!r}"
        raise ValueError(msg)
    bare = int((frame.geometry.isna() | frame.geometry.is_empty).sum())
    if bare:
        msg = f"{bare} rows of the frame have no geometry; drop them first"
        raise ValueError(msg)
    if len(frame) and not _in_degrees(frame.total_bounds):
        msg = "the frame's coordinates are not lon, lat in degrees, whatever its CRS says"
        raise ValueError(msg)


def _in_degrees(bounds: NDArray[np.float64]) -> bool:
    return bool(
        np.isfinite(bounds).all()
        and np.abs(bounds[[0, 2]]).max() <= _HALF_TURN
        and np.abs(bounds[[1, 3]]).max() <= _QUARTER_TURN
    )


def _packed(frame: gpd.GeoDataFrame, stage: str | None) -> dict[str, object]:
    texts: pd.DataFrame = frame.drop(columns=frame.geometry.name)
    fields = [
        Field(str(column), texts.iloc[:, place]) for place, column in enumerate(texts.columns)
    ]
    return pack(shapes_of(frame.geometry), {"stage": _stages(frame, stage)}, fields)


def _stages(frame: gpd.GeoDataFrame, column: str | None) -> NDArray[np.int64]:
    order = list(Stage)
    if column is None:
        return np.full(len(frame), order.index(Stage.IN_SERVICE))
    codes = {str(stage): code for code, stage in enumerate(order)}
    unknown = order.index(Stage.UNKNOWN)
    return np.asarray(frame[column].map(codes).fillna(unknown), dtype=np.int64)
