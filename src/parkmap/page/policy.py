"""The content security policy: which scripts and styles a page may run.

Every inline block of a page is a constant of the release, so its hash can be pinned.
``tools/pin_csp.py`` writes the pins, a build compares.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final, Literal, NamedTuple

PINS_FILE: Final = "csp.json"

Kind = Literal["script", "style"]
Pins = Mapping[str, list[str]]
"""Kind of block -> its hashes in the order of the page."""


class Block(NamedTuple):
    """An inline script or style."""

    kind: Kind
    text: str


class UnpinnedBlockError(Exception):
    """A page holds a script or style that this release does not know: a bug, not bad data."""


def content_policy(blocks: Iterable[Block]) -> str:
    """Return the policy for a page of these blocks.

    Raises
    ------
    UnpinnedBlockError
        If a block is not one of the release's.
    """
    for block in blocks:
        if digest(block.text) not in pins()[block.kind]:
            msg = (
                f"a page holds a {block.kind} that {PINS_FILE} does not list "
                f"({block.text[:80]!r}...); run tools/pin_csp.py if it belongs there"
            )
            raise UnpinnedBlockError(msg)
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {_sources('script')}",
            f"style-src {_sources('style')}",
            "img-src data: blob:",
            "font-src data:",
            "connect-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def pinned(blocks: Iterable[Block]) -> Pins:
    """Return the pins that these blocks need."""
    found: dict[str, list[str]] = {"script": [], "style": []}
    for block in blocks:
        found[block.kind].append(digest(block.text))
    return found


def digest(text: str) -> str:
    """Return the hash of a block as a source of the policy names it."""
    return f"sha256-{b64encode(sha256(text.encode('utf-8')).digest()).decode('ascii')}"


@cache
def pins() -> Pins:
    """Return the pins of this release."""
    found: Pins = json.loads((files("parkmap.page") / PINS_FILE).read_text(encoding="utf-8"))
    return found


def _sources(kind: Kind) -> str:
    return " ".join(f"'{source}'" for source in pins()[kind])
