"""One coordinate as people write it -> a number: decimals, or degrees, minutes and seconds."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

_AXES: Final[dict[str, tuple[Literal["lon", "lat"], int]]] = {
    "e": ("lon", 1), "w": ("lon", -1), "东": ("lon", 1), "西": ("lon", -1),
    "n": ("lat", 1), "s": ("lat", -1), "北": ("lat", 1), "南": ("lat", -1),
}  # fmt: skip
_PLAIN: Final = re.compile(r"[+-]?\d+(?:\.\d*)?(?:e[+-]?\d{1,2})?")
_DEGREES: Final = re.compile(
    r"(?P<sign>[+-]?)(?P<degrees>\d{1,3}(?:\.\d+)?)[°º度]"
    r"(?:(?P<minutes>\d{1,2}(?:\.\d+)?)['′’‘分](?:(?P<seconds>\d{1,2}(?:\.\d+)?)(?:[\"″”“秒]|''))?)?"
)
_SIXTY: Final = 60


@dataclass(frozen=True, slots=True)
class Coordinate:
    """A coordinate; ``axis`` where its text names a hemisphere, ``code`` where it is none."""

    value: float = 0.0
    axis: Literal["lon", "lat"] | None = None
    code: str = ""


def parse_coordinate(text: str) -> Coordinate:
    """Return the coordinate that a cell holds.

    Examples
    --------
    >>> parse_coordinate("118°30′E").value, parse_coordinate("24,8123").code
    (118.5, 'points.decimal_comma')
    """
    # NFKC would make other marks of ″, so only what may be full width is folded.
    plain = "".join(
        unicodedata.normalize("NFKC", char) if "！" <= char <= "～" else char for char in text
    )
    plain = "".join(plain.split()).lower().replace("经", "").replace("纬", "")
    if _PLAIN.fullmatch(plain):
        return Coordinate(float(plain))
    axis, sign = None, 1
    for char in plain[:1] + plain[-1:]:
        if char in _AXES:
            axis, sign = _AXES[char]
    plain = plain.strip("ewns东西南北")
    if _PLAIN.fullmatch(plain):
        return Coordinate(sign * float(plain), axis)
    if re.fullmatch(r"-?\d{1,3},\d+", plain):
        return Coordinate(code="points.decimal_comma")
    if re.fullmatch(r"-?\d+\.\d+[,，、;\s]+-?\d+\.\d+", plain):
        return Coordinate(code="points.several_in_cell")
    match = _DEGREES.fullmatch(plain)
    value = _from_degrees(match) if match else None
    if value is None:
        return Coordinate(code="points.not_a_number")
    return Coordinate(sign * value, axis)


def _from_degrees(match: re.Match[str]) -> float | None:
    parts = [float(match[name] or 0) for name in ("degrees", "minutes", "seconds")]
    is_split = match["minutes"] is not None
    if parts[1] >= _SIXTY or parts[2] >= _SIXTY or (is_split and not parts[0].is_integer()):
        return None
    value = parts[0] + parts[1] / 60 + parts[2] / 3600
    return -value if match["sign"] == "-" else value
