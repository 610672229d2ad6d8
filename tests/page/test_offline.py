from __future__ import annotations

import json
import re
import zlib
from base64 import b64decode
from importlib import metadata

import folium
import pytest
from branca.element import Element, JavascriptLink

from parkmap.page import policy, resources
from parkmap.page.map import page_map
from parkmap.page.offline import OfflineFigure
from parkmap.page.policy import Block, UnpinnedBlockError, digest
from tools.pin_csp import current_pins, every_extras


def figure(extras: frozenset[str] = frozenset()) -> OfflineFigure:
    made = OfflineFigure(lang="en", title="<T>", summary="<p>s</p>", data={"d": {"a": "<&>"}})
    page_map(extras).add_to(made)
    return made


def packed_blocks(html: str) -> list[tuple[str, str]]:
    """Return kind and text of the scripts and styles that travel deflated."""
    code = re.search(r'id="parkmap-code">(.*?)</script>', html)
    assert code is not None
    told = json.loads(code[1])
    return [(kind, zlib.decompress(b64decode(text)).decode()) for kind, text, _ in told]


def packed_scripts(html: str) -> list[str]:
    """Return the scripts that travel deflated."""
    return [text for kind, text in packed_blocks(html) if kind == "script"]


def test_page_links_nothing() -> None:
    # What a browser would load: attributes with an address, and url() in styles.
    html = figure().render()
    assert not re.findall(r"<(?:script|link|img|iframe)[^>]*\s(?:src|href)=", html)
    assert not re.findall(r"url\(\s*['\"]?(?!data:|#)", html)


def sources(html: str, kind: str) -> list[str]:
    """Return the hashes that the policy of a page allows."""
    (told,) = re.findall(rf"{kind}-src ([^;]*);", html)
    return re.findall(r"'(sha256-[^']+)'", told)


@pytest.mark.parametrize("extras", every_extras())
def test_every_inline_block_is_pinned_and_no_other_allowed(extras: frozenset[str]) -> None:
    html = figure(extras).render()
    styles = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    styles += [text for kind, text in packed_blocks(html) if kind == "style"]
    assert {digest(text) for text in styles} == set(sources(html, "style"))
    assert len(styles) == len(sources(html, "style")) == 6
    plain = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    start = re.findall(r'<script type="text/plain"[^>]*>(.*?)</script>', html, re.DOTALL)
    scripts = {digest(text) for text in [*plain, *start, *packed_scripts(html)]}
    assert scripts == set(sources(html, "script"))
    assert len(sources(html, "script")) == 5
    for kind, pinned in policy.pins().items():
        assert set(sources(html, kind)) <= set(pinned)


def test_pins_are_what_the_tool_would_write() -> None:
    assert policy.pins() == current_pins()


def test_policy_forbids_everything_else() -> None:
    told = policy.content_policy([Block("script", resources.page_script())])
    assert told.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in told
    assert "http" not in told


def test_block_that_is_not_pinned_stops_the_build() -> None:
    with pytest.raises(UnpinnedBlockError, match="pin_csp"):
        policy.content_policy([Block("script", "alert(1)")])


def test_unknown_link_stops_the_build() -> None:
    made = figure()
    made.header.add_child(JavascriptLink("https://example.org/x.js"), name="other")
    with pytest.raises(UnpinnedBlockError, match=r"x\.js"):
        made.render()


def test_folium_plugin_that_brings_a_script_stops_the_build() -> None:
    made = figure()
    made.script.add_child(Element("alert(1)"))
    with pytest.raises(UnpinnedBlockError):
        made.render()


def test_stock_folium_map_stops_the_build() -> None:
    made = OfflineFigure(lang="en", title="")
    folium.Map(tiles=None).add_to(made)
    with pytest.raises(UnpinnedBlockError, match="jquery"):
        made.render()


def test_title_and_data_are_escaped() -> None:
    html = figure().render()
    assert "<title>&lt;T&gt;</title>" in html
    assert '{"a":"\\u003c\\u0026\\u003e"}' in html


def test_page_may_be_zoomed() -> None:
    html = figure().render()
    assert "user-scalable" not in html
    assert "maximum-scale" not in html
    assert '<meta charset="utf-8">' in html[:120]


def test_figure_renders_twice_alike() -> None:
    made = figure()
    assert made.render() == made.render() == figure().render()


def test_leaflet_is_the_wheels_own() -> None:
    version = metadata.version("XStatic-Leaflet")
    assert version.startswith("1.9.3")
    assert 'version="1.9.3"' in resources.leaflet_script()
    assert "sourceMappingURL" not in resources.leaflet_script()
    assert "url(" not in resources.leaflet_style()


def test_leaflets_style_goes_before_ours_and_the_late_one_behind() -> None:
    code = re.search(r'id="parkmap-code">(.*?)</script>', figure().render())
    assert code is not None
    places = {
        zlib.decompress(b64decode(text)).decode(): first for _, text, first in json.loads(code[1])
    }
    assert places[resources.leaflet_style()]
    assert not places[resources.late_style()]
