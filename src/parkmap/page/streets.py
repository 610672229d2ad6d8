"""Streets as compact columns: what the page draws as served, and leads along.

Vertices stand in the order of a curve over the ground and arcs in that of their vertices, so that
neighbours are close. Lengths travel as centimetres.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from parkmap.page.pack import SMALLEST, Column, pack_numbers
from parkmap.page.shapes import along_curve, units_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from parkmap.model import StreetDoors, StreetsToDraw

_CENTIMETRES: Final = 100


def streets_data(
    told: StreetsToDraw, stored: Mapping[str, NDArray[np.int64]], plots: NDArray[np.int64]
) -> dict[str, Any]:
    """Return streets and the doors on them as JSON-ready values.

    Parameters
    ----------
    told
        The streets.
    stored
        By layer, where the page stores each row of its frame.
    plots
        The same of the plots.
    """
    x, y = units_of(told.places)
    order = np.argsort(along_curve(x, y), kind="stable")
    vertex = np.empty(len(order), dtype=np.int64)
    vertex[order] = np.arange(len(order))
    ends = vertex[np.stack((told.first, told.last))]
    is_turned = ends[0] > ends[1]
    low, high = np.sort(ends, axis=0)
    arcs = np.lexsort((high, low))
    arc = np.empty(len(arcs), dtype=np.int64)
    arc[arcs] = np.arange(len(arcs))
    length = _centimetres(told.length_m)

    def doors(of: StreetDoors, rows: NDArray[np.int64]) -> dict[str, object]:
        row = rows[of.of]
        sort = np.argsort(row, kind="stable")
        along = np.minimum(_centimetres(of.along_m), length[of.arc])
        along = np.where(is_turned[of.arc], length[of.arc] - along, along)
        door_x, door_y = units_of(of.ends)
        columns = [
            Column("row", row[sort], is_delta=True),
            Column("arc", arc[of.arc][sort], is_delta=True),
            Column("along", along[sort]),
            Column("gap", _centimetres(of.gap_m)[sort]),
            Column("x", door_x[sort], is_delta=True),
            Column("y", door_y[sort], is_delta=True),
        ]
        return pack_numbers(columns, SMALLEST)

    columns = [
        Column("x", x[order], is_delta=True),
        Column("y", y[order], is_delta=True),
        Column("first", low[arcs], is_delta=True),
        Column("span", (high - low)[arcs]),
        Column("length", length[arcs]),
    ]
    return {
        "numbers": pack_numbers(columns, SMALLEST),
        "doors": {key: doors(of, stored[key]) for key, of in told.doors.items()},
        "plots": doors(told.plots, plots),
        "off": plots[told.far_plots].tolist(),
        "strip": told.spec.strip_m,
        "snap": told.spec.snap_m,
        "speed": told.spec.walk_m_s,
    }


def _centimetres(metres: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.rint(metres * _CENTIMETRES).astype(np.int64)
