"""The content security policy: which scripts and styles a page may run.

Every inline block of a page is a constant of the release, so its hash can be pinned.
``tools/pin_csp.py`` writes the pins, a build compares.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final, Literal, NamedTuple

PINS_FILE: Final = "csp.json"

_HOST: Final = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::[0-9]{1,5})?")

Kind = Literal["script", "style"]
Pins = Mapping[str, list[str]]
"""Kind of block -> the hashes of all that pages of the release hold, in their order."""


class Block(NamedTuple):
    """An inline script or style."""

    kind: Kind
    text: str


class UnpinnedBlockError(Exception):
    """A page holds a script or style that this release does not know: a bug, not bad data."""


def content_policy(blocks: Iterable[Block], image_hosts: Sequence[str] = ()) -> str:
    """Return the policy for a page of these blocks.

    Parameters
    ----------
    blocks
        The inline scripts and styles: no others may run.
    image_hosts
        Servers of tiles (``https://tile.example.org``): the only thing in the head of a page that
        a workspace says, so it must be nothing but a scheme, a host and a port.

    Raises
    ------
    UnpinnedBlockError
        If a block is not one of the release's.
    ValueError
        If a server is named otherwise.
    """
    for host in image_hosts:
        if not _HOST.fullmatch(host):
            msg = f"{host!r} is no host that a page may ask"
            raise ValueError(msg)
    own: dict[Kind, list[str]] = {"script": [], "style": []}
    for block in blocks:
        own[block.kind].append(digest(block.text))
        if own[block.kind][-1] not in pins()[block.kind]:
            msg = (
                f"a page holds a {block.kind} that {PINS_FILE} does not list "
                f"({block.text[:80]!r}...); run tools/pin_csp.py if it belongs there"
            )
            raise UnpinnedBlockError(msg)
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {_sources(own['script'])}",
            f"style-src {_sources(own['style'])}",
            " ".join(["img-src data: blob:", *image_hosts]),
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


def _sources(digests: Sequence[str]) -> str:
    return " ".join(f"'{source}'" for source in digests or ["none"])
