"""A branca figure whose page needs no network and runs no script but the release's.

folium and branca decide what to link and what to print when they render; so this figure lets them
render, takes what they made apart, and puts it together its own way. Text that is not a constant
is written last, as text, and no template sees it.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final

from branca.element import CssLink, Element, Figure, JavascriptLink

from parkmap.page import policy, resources
from parkmap.page.pack import SMALLEST, as_json_block, deflated
from parkmap.page.policy import Block

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# The links that we can replace; any other would be a request.
_INLINED: Final = {"leaflet": resources.leaflet_script, "leaflet_css": resources.leaflet_style}

_PACKED_FROM: Final = 4096
"""Scripts of so many characters travel deflated: Leaflet and ours take a third of their size.

So do styles of that size, but for the one that the page is first seen in.
"""
_CODE_ID: Final = "parkmap-code"
_START_ID: Final = "parkmap-start"

_BLOCK: Final = re.compile(r"<(script|style)>(.*?)</\1>", re.DOTALL)
_FOLIUM_ID: Final = re.compile(r"_([0-9a-f]{32})\b")
_VIEWPORT: Final = re.compile(r"<meta name=\"viewport\"[^>]*>")
_CLOSING: Final = re.compile(r"</(script|style)", re.IGNORECASE)


class RawElement(Element):
    """An element that is written as it is: branca's own compiles its text as a template."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._name = "RawElement"
        self.text = text

    def render(self, **_kwargs: object) -> str:
        """Return the text."""
        return self.text


class OfflineFigure(Figure):
    """A page that stands alone.

    Parameters
    ----------
    lang
        The page's language as HTML spells it ("zh-CN").
    title
        The page's title; plain text.
    summary
        What a reader without scripts sees: finished, escaped HTML without styles.
    look
        What a reader sees before the scripts have run, and without them: finished SVG.
    data
        Element id -> JSON-ready value, for our script to read at its start.
    late_data
        The same, for what our script asks for later: a page shows itself before it is read.
    image_hosts
        Servers that the page may ask for images (``https://tile.example.org``); none by default.
    """

    def __init__(
        self,
        *,
        lang: str,
        title: str,
        summary: str = "",
        look: str = "",
        data: Mapping[str, object] | None = None,
        late_data: Mapping[str, object] | None = None,
        image_hosts: Sequence[str] = (),
    ) -> None:
        super().__init__(title=title)
        self.lang = lang
        self.summary = summary
        self.look = look
        self.data = dict(data or {})
        self.late_data = dict(late_data or {})
        self.image_hosts = tuple(image_hosts)

    def render(self, **kwargs: object) -> str:
        """Return the page.

        Raises
        ------
        UnpinnedBlockError
            If something on the map brought a link, script or style that is not the release's.
        """
        blocks, html = self.constant_parts(**kwargs)
        content_policy = policy.content_policy(blocks, self.image_hosts)
        *head, start, loader = blocks
        # What stood before that style has to stand before it again: the later one wins.
        seen = max((at for at, block in enumerate(head) if _is_first_seen(block)), default=0)
        packed = [
            [block.kind, deflated(block.text.encode(), SMALLEST), at < seen]
            for at, block in enumerate(head)
            if _is_packed(block)
        ]
        return "\n".join(
            [
                "<!DOCTYPE html>",
                f'<html lang="{escape(self.lang)}">',
                "<head>",
                '<meta charset="utf-8">',
                f'<meta http-equiv="Content-Security-Policy" content="{content_policy}">',
                '<meta name="viewport" content="width=device-width, initial-scale=1">',
                '<meta name="color-scheme" content="light dark">',
                f"<title>{escape(str(self.title))}</title>",
                *(_tag(block) for block in head if not _is_packed(block)),
                "</head>",
                "<body>",
                f"<noscript>{self.summary}</noscript>",
                html,
                *([self.look] if self.look else ()),
                *(_data(name, value) for name, value in self.data.items()),
                _data(_CODE_ID, packed),
                _tag(start, f' type="text/plain" id="{_START_ID}"'),
                _tag(loader),
                *(_data(name, value) for name, value in self.late_data.items()),
                "</body>",
                "</html>",
                "",
            ]
        )

    def constant_parts(self, **kwargs: object) -> tuple[list[Block], str]:
        """Return what every page of the release shares: inline blocks and markup.

        The last two blocks are folium's own script, which starts the map, and ours, which loads
        the others.
        """
        parts = (self.header, self.html, self.script)
        before = [part._children.copy() for part in parts]  # noqa: SLF001 - branca has no other way
        for child in list(self._children.values()):
            child.render(**kwargs)
        header = "".join(
            self._inlined(name, child, kwargs)
            for name, child in self.header._children.items()  # noqa: SLF001 - branca has no other way
        )
        script = Block("script", "\n" + self.script.render(**kwargs).strip() + "\n")
        ids: dict[str, str] = {}
        blocks = [
            Block(block.kind, _renumbered(block.text, ids)) for block in (*_blocks(header), script)
        ]
        blocks.append(Block("script", resources.load_script()))
        html = _renumbered(self.html.render(**kwargs).strip(), ids)
        # What folium adds when it renders bears a new name each time, and would pile up.
        for part, children in zip(parts, before, strict=True):
            part._children = children  # noqa: SLF001 - see above
        return blocks, html

    def _inlined(self, name: str, child: Element, kwargs: Mapping[str, object]) -> str:
        if not isinstance(child, (JavascriptLink, CssLink)):
            return "" if name == "meta_http" else str(child.render(**kwargs))
        if name not in _INLINED:
            msg = f"a page would link {child.url} ({name}), which is not part of this release"
            raise policy.UnpinnedBlockError(msg)
        return _tag(Block("style" if isinstance(child, CssLink) else "script", _INLINED[name]()))


def _blocks(header: str) -> list[Block]:
    rest = _VIEWPORT.sub("", _BLOCK.sub("", header)).strip()
    if rest:
        msg = f"the head of a page holds {rest[:80]!r}, which is not part of this release"
        raise policy.UnpinnedBlockError(msg)
    return [
        Block("style" if found[1] == "style" else "script", found[2])
        for found in _BLOCK.finditer(header)
    ]


def _renumbered(text: str, ids: dict[str, str]) -> str:
    """Replace folium's random ids by their order of appearance."""
    return _FOLIUM_ID.sub(lambda found: f"_{ids.setdefault(found[1], str(len(ids)))}", text)


def _is_packed(block: Block) -> bool:
    return len(block.text) >= _PACKED_FROM and not _is_first_seen(block)


def _is_first_seen(block: Block) -> bool:
    return block.text == resources.page_style()


def _data(name: str, value: object) -> str:
    return f'<script type="application/json" id="{escape(name)}">{as_json_block(value)}</script>'


def _tag(block: Block, attributes: str = "") -> str:
    if _CLOSING.search(block.text):
        msg = f"a {block.kind} of the release holds a closing tag"
        raise policy.UnpinnedBlockError(msg)
    return f"<{block.kind}{attributes}>{block.text}</{block.kind}>"
