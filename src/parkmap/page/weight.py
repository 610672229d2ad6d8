"""How heavy a page is, and which layers make it so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from parkmap.model import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from parkmap.model import Scene, Tiles

BYTES_PER_MB: Final = 1_000_000
NAMED_LAYERS: Final = 3
NAMED_COLUMNS: Final = 3


def over_budget(scene: Scene, data: Mapping[str, Any], size: int, budget: int) -> Problem:
    """Return the warning that a page of ``size`` bytes is heavier than ``budget``.

    It names the heaviest layers of ``data`` (see ``content.scene_data``), and of each the columns
    with the most text: what a reader may leave out with ``[page] omit``.
    """
    frames = {mapped.layer.spec.key: mapped.layer.properties for mapped in scene.layers}
    weights = sorted(
        [
            *((_pack_bytes(layer["pack"]), str(layer["key"])) for layer in data["layers"]),
            (_pack_bytes(data["tasks"]["pack"]), "tasks"),
            (_coverage_bytes(data["coverage"]), "coverage"),
            (_proposal_bytes(data["proposal"]), "proposal"),
            *((_tile_bytes(one.tiles), one.spec.key) for one in scene.basemaps if one.tiles),
        ],
        reverse=True,
    )
    largest = [
        f"{key} {_mb(weight)} MB{_columns(frames[key]) if key in frames else ''}"
        for weight, key in weights[:NAMED_LAYERS]
    ]
    values = {"size": _mb(size), "budget": _mb(budget), "largest": "; ".join(largest)}
    return Problem(Severity.WARNING, "budget.over", "", "key:page.budget_mb", values)


def _pack_bytes(packed: Mapping[str, Any]) -> int:
    return len(packed["numbers"]) + sum(map(len, packed["chunks"]))


def _coverage_bytes(coverage: Mapping[str, Any] | None) -> int:
    rules = coverage["rules"] if coverage else ()
    return sum(len(rule["numbers"]["numbers"]) + len(rule["parks"]) for rule in rules)


def _proposal_bytes(proposal: Mapping[str, Any] | None) -> int:
    if proposal is None:
        return 0
    texts = (proposal["parks"], proposal["sites"], *proposal["files"].values())
    return _pack_bytes(proposal["land"]) + sum(map(len, texts))


def _tile_bytes(tiles: Tiles) -> int:
    return sum((len(image) + 2) // 3 * 4 for image in tiles.images)


def _columns(properties: pd.DataFrame) -> str:
    """Name the columns with the most text, the longest first."""
    lengths = {
        str(name): int(properties.iloc[:, place].map(str).str.len().sum())
        for place, name in enumerate(properties.columns)
    }
    longest = sorted(lengths, key=lambda name: (-lengths[name], name))[:NAMED_COLUMNS]
    return f" ({', '.join(longest)})" if longest else ""


def _mb(size: int) -> str:
    return f"{size / BYTES_PER_MB:.1f}"
