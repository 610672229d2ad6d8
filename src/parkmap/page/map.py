"""The page itself: a folium map, our canvas on it, and the data that both draw."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, cast

import folium
from folium.map import Layer
from folium.template import Template

from parkmap.page import resources
from parkmap.page.basemaps import image_hosts, tile_blocks
from parkmap.page.content import detach_texts, problems_data, scene_data
from parkmap.page.offline import OfflineFigure, RawElement
from parkmap.page.summary import broken_file, html_lang, old_browser, summary, title
from parkmap.page.weight import over_budget

if TYPE_CHECKING:
    from branca.element import Figure

    from parkmap.model import Problem, Scene

DATA_ID: Final = "parkmap-data"


def render_page(scene: Scene) -> str:
    """Return the page of a scene as one HTML text.

    The text depends on the scene alone: the same scene gives the same bytes.

    Raises
    ------
    UnpinnedBlockError
        If the installed folium, branca or Leaflet is not the one that the release was pinned to.
    """
    return _figure(scene, scene_data(scene)).render()


def render_within(scene: Scene, *, budget_bytes: int) -> tuple[str, tuple[Problem, ...]]:
    """Return the page of a scene, and what is to be said of its size.

    A page that is heavier than ``budget_bytes`` says so among its notes, too.
    """
    data = scene_data(scene)
    html = _figure(scene, data).render()
    size = len(html.encode("utf-8"))
    if size <= budget_bytes:
        return html, ()
    problem = over_budget(scene, data, size, budget_bytes)
    noted = replace(scene, problems=(problem, *scene.problems))
    data |= problems_data(noted)
    return _figure(noted, data).render(), (problem,)


def _figure(scene: Scene, data: dict[str, Any]) -> OfflineFigure:
    early, texts = detach_texts(data)
    figure = OfflineFigure(
        lang=html_lang(scene.lang),
        title=title(scene),
        summary=summary(scene),
        look=early.pop("look"),
        data={DATA_ID: early},
        late_data={**texts, **tile_blocks(scene.basemaps)},
        image_hosts=image_hosts(scene.basemaps),
    )
    page_map(_extras(scene)).add_to(figure)
    return figure


def _extras(scene: Scene) -> frozenset[str]:
    has_walks = scene.coverage is not None and scene.coverage.streets is not None
    told = {"walks": has_walks, "proposal": scene.proposal is not None}
    return frozenset(extra for extra, is_there in told.items() if is_there)


def page_map(extras: frozenset[str] = frozenset()) -> folium.Map:
    """Return the folium map that every page is: the same for every scene.

    ``extras`` are what it can show beyond what every page can (``resources.EXTRA_SCRIPTS``).

    Where it looks and what it shows is data, which our script reads; were it an option, the
    script that folium writes would not be a constant that the policy can pin.
    """
    bare = BareMap(
        location=(0, 0),
        zoom_start=2,
        tiles=None,
        zoom_control=False,
        attribution_control=False,
        min_zoom=2,
        max_zoom=21,
        zoom_snap=0.25,
        wheel_px_per_zoom_level=90,
        keyboard_pan_delta=120,
    )
    # folium takes max_zoom as a wish of the tile layer; there is none, so it is set on the map.
    bare.options.update(min_zoom=2, max_zoom=21)
    SceneLayer(extras).add_to(bare)
    return bare


class BareMap(folium.Map):
    """A folium map that asks for Leaflet alone; folium's own asks for jQuery and Bootstrap too."""

    # Plain instance variables to branca's types, so no ClassVar.
    default_js: list[tuple[str, str]] = [  # noqa: RUF012
        link for link in folium.Map.default_js if link[0] == "leaflet"
    ]
    default_css: list[tuple[str, str]] = [  # noqa: RUF012
        link for link in folium.Map.default_css if link[0] == "leaflet_css"
    ]


class SceneLayer(Layer):
    """The whole scene as one layer: parks, ground and facilities on one canvas, and the panel."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = parkmap.scene({{ this.data_id|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, extras: frozenset[str]) -> None:
        super().__init__(name="parkmap", overlay=True, control=False)
        self._name = "SceneLayer"
        self.data_id = DATA_ID
        self.extras = extras

    def render(self, **kwargs: object) -> None:  # type: ignore[override] # branca: MacroElement's
        """Add the page's script, style and markup to the figure."""
        figure = cast("Figure", self.get_root())
        late = resources.late_style(self.extras)
        script = resources.page_script(self.extras)
        figure.header.add_child(RawElement(f"<style>{resources.page_style()}</style>"))
        figure.header.add_child(RawElement(f"<style>{late}</style>"))
        figure.header.add_child(RawElement(f"<script>{script}</script>"))
        figure.html.add_child(RawElement(resources.shell()))
        figure.html.add_child(RawElement(old_browser()))
        figure.html.add_child(RawElement(broken_file()))
        super().render(**kwargs)
