"""``[network]``: what people walk along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkmap.model import LayerSpec, NetworkSpec, Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from parkmap.workspace.schema import NetworkTable, SourceTable


def read_network(table: NetworkTable, root: Path) -> NetworkSpec:
    """Return what the table says, paths absolute."""
    return NetworkSpec(
        files=tuple(
            LayerSpec(
                key="network",
                title=Text("步行网络", "Network"),
                path=root / path,
                datum=table.datum,
                table=table.table,
                symbol="road",
                encoding=table.encoding,
            )
            for path in table.path
        ),
        foot_column=table.foot,
        nodes_column=table.nodes,
        barriers=_barriers(table.barriers, root) if table.barriers else None,
        tolerance_m=table.tolerance_m,
        snap_m=table.snap_m,
        strip_m=table.strip_m,
        walk_m_s=table.walk_m_s,
    )


def network_paths(table: NetworkTable) -> Iterator[tuple[str, str]]:
    """Return the path of each file of the network, after the path of its key."""
    for path in table.path:
        yield "network.path", path
    if table.barriers:
        yield "network.barriers.path", table.barriers.path


def _barriers(table: SourceTable, root: Path) -> LayerSpec:
    return LayerSpec(
        key="barriers",
        title=Text("阻隔", "Barriers"),
        path=root / table.path,
        datum=table.datum,
        table=table.table,
        encoding=table.encoding,
    )
