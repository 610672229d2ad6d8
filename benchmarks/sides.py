"""The sides: each turns the same frame into the text of one HTML page, as its manual says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from benchmarks.points import EAST, FIELDS, NORTH, SOUTH, WEST

if TYPE_CHECKING:
    from collections.abc import Callable

    import folium
    import geopandas as gpd

CENTRE: Final = ((SOUTH + NORTH) / 2, (WEST + EAST) / 2)
FIT: Final = ((SOUTH, WEST), (NORTH, EAST))
# One popup with eight lines, made when a marker is clicked: the quickest that the plugin allows.
CLUSTER_CALLBACK: Final = """
function callback(row) {
    var marker = L.marker(new L.LatLng(row[0], row[1]));
    marker.bindPopup(function () {
        var table = document.createElement("table");
        FIELDS.forEach(function (field, i) {
            var line = table.insertRow();
            line.insertCell().textContent = field;
            line.insertCell().textContent = row[i + 2];
        });
        return table;
    });
    return marker;
}
""".replace("FIELDS", repr(list(FIELDS)))


class Side(NamedTuple):
    """One way of making the page."""

    title: str
    load: Callable[[], object]
    """Import what the side needs; not part of what is measured."""
    build: Callable[[gpd.GeoDataFrame], str]


def load_parkmap() -> object:
    """Import parkmap's page."""
    import parkmap.page

    return parkmap.page


def build_parkmap(frame: gpd.GeoDataFrame) -> str:
    """Build parkmap's full page: legend, panel, search, details, both languages, all assets."""
    from benchmarks.scene import make_scene
    from parkmap.page import render_page

    return render_page(make_scene(frame))


def load_folium() -> object:
    """Import folium with its plugins."""
    import folium.plugins

    return folium.plugins


def build_parkmap_layer(frame: gpd.GeoDataFrame) -> str:
    """Build a plain folium map with parkmap's canvas layer on it."""
    from parkmap.page import FacilityLayer

    m = _map()
    FacilityLayer(frame, name="Facilities", stage="stage", label="name").add_to(m)
    return _text_of(m)


def build_geojson(frame: gpd.GeoDataFrame) -> str:
    """Build a folium map with ``GeoJson`` and a popup of the eight fields."""
    import folium

    m = _map()
    popup = folium.GeoJsonPopup(fields=list(FIELDS))
    folium.GeoJson(frame, popup=popup).add_to(m)
    return _text_of(m)


def build_cluster(frame: gpd.GeoDataFrame) -> str:
    """Build a folium map with ``FastMarkerCluster``, whose rows carry the eight fields."""
    from folium.plugins import FastMarkerCluster

    m = _map()
    m.options["max_zoom"] = 19  # the plugin asks for one, and there are no tiles to give it
    columns = [frame.geometry.y.tolist(), frame.geometry.x.tolist()]
    columns += [frame[field].tolist() for field in FIELDS]
    rows = [list(row) for row in zip(*columns, strict=True)]
    FastMarkerCluster(rows, callback=CLUSTER_CALLBACK).add_to(m)
    return _text_of(m)


def load_explore() -> object:
    """Import what ``GeoDataFrame.explore`` needs."""
    import folium
    import mapclassify
    import matplotlib.pyplot as plt

    return folium, mapclassify, plt


def build_explore(frame: gpd.GeoDataFrame) -> str:
    """Build the map of ``GeoDataFrame.explore`` with a popup of the eight fields."""
    # The stubs know of one column less than the manual does: a list is as good.
    m = frame.explore(popup=list(FIELDS), tooltip=False, tiles=None)  # type: ignore[arg-type]
    return _text_of(m)


SIDES: Final[dict[str, Side]] = {
    "parkmap": Side("parkmap, full page", load_parkmap, build_parkmap),
    "layer": Side("parkmap FacilityLayer on folium.Map", load_parkmap, build_parkmap_layer),
    "geojson": Side("folium.GeoJson + GeoJsonPopup", load_folium, build_geojson),
    "cluster": Side("folium FastMarkerCluster", load_folium, build_cluster),
    "explore": Side("GeoDataFrame.explore", load_explore, build_explore),
}
OURS: Final = ("parkmap", "layer")


def _map() -> folium.Map:
    import folium

    # No tiles on any side: the network is not what is compared.
    m = folium.Map(CENTRE, zoom_start=12, tiles=None)
    m.fit_bounds(FIT)
    return m


def _text_of(m: folium.Map) -> str:
    return str(m.get_root().render())
