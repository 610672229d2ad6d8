"""What a raster image is and how large, from its first bytes; nothing is ever decoded here."""

from __future__ import annotations

from typing import Final, NamedTuple

PNG, JPEG, WEBP = "PNG", "JPEG", "WebP"

_PNG_HEAD: Final = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
# Markers of a JPEG that carry its size, and those that stand without a length.
_FRAMES: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_BARE: Final = frozenset({0x01, *range(0xD0, 0xD8)})


class Image(NamedTuple):
    """A raster image: its format, and its size in pixels."""

    format: str
    width: int
    height: int


def look_at(data: bytes) -> Image | None:
    r"""Return what image ``data`` begins with; None if it is no PNG, JPEG or WebP.

    Examples
    --------
    >>> look_at(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0\x08\x06\0\0\0")
    Image(format='PNG', width=256, height=256)
    """
    if data.startswith(_PNG_HEAD):
        return _sized(PNG, _big(data[16:20]), _big(data[20:24]))
    if data.startswith(b"\xff\xd8\xff"):
        return _jpeg(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _webp(data)
    return None


def _jpeg(data: bytes) -> Image | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:  # noqa: PLR2004 - what every marker begins with
        marker = data[at + 1]
        if marker in _FRAMES:
            return _sized(JPEG, _big(data[at + 7 : at + 9]), _big(data[at + 5 : at + 7]))
        at += 1 if marker == 0xFF else 2 if marker in _BARE else 2 + _big(data[at + 2 : at + 4])  # noqa: PLR2004 - a fill byte
    return None


def _webp(data: bytes) -> Image | None:
    kind, body = data[12:16], data[20:30]
    if kind == b"VP8X":
        return _sized(WEBP, 1 + _little(body[4:7]), 1 + _little(body[7:10]))
    if kind == b"VP8L" and body[:1] == b"\x2f":
        bits = _little(body[1:5])
        return _sized(WEBP, 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    if kind == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        return _sized(WEBP, _little(body[6:8]) & 0x3FFF, _little(body[8:10]) & 0x3FFF)
    return None


def _sized(kind: str, width: int, height: int) -> Image | None:
    return Image(kind, width, height) if width and height else None


def _big(data: bytes) -> int:
    return int.from_bytes(data, "big")


def _little(data: bytes) -> int:
    return int.from_bytes(data, "little")
