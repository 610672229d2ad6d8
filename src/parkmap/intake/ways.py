"""Files of roads and footways -> what may be walked, or every reason why not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from parkmap.errors import DataError
from parkmap.intake.columns import UnknownColumnError, find_column, unknown_column
from parkmap.intake.drivers import read_osm
from parkmap.intake.formats import READERS, read_features
from parkmap.intake.json_text import without_collector
from parkmap.intake.signature import HEAD, OSM, kind_of
from parkmap.intake.source import read_bytes
from parkmap.intake.vector import placed
from parkmap.model import Problem, Severity, Ways
from parkmap.names import text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from parkmap.intake.features import Features
    from parkmap.intake.findings import Findings
    from parkmap.model import LayerSpec

OSM_SUFFIXES: Final = (".osm", ".pbf")

_CLOSED: Final = frozenset(
    {"no", "n", "false", "0", "private", "use_sidepath", "none", "否", "不可", "不可步行", "禁行"}
)
_OPEN: Final = frozenset(
    {"yes", "y", "true", "1", "designated", "permissive", "official", "destination", "customers"}
    | {"是", "可", "可步行"}
)
_NOT_ON_FOOT: Final = frozenset(
    {"motorway", "motorway_link", "construction", "proposed", "abandoned", "razed", "raceway"}
    | {"bus_guideway", "busway", "elevator", "platform", "rest_area", "services"}
)
"""Values of OpenStreetMap's ``highway`` that nobody walks along."""
_TAG: Final = re.compile(r'"(foot|access)"=>"([^"]*)"')


@dataclass(frozen=True, slots=True, eq=False)
class WaysOfFile:
    """What may be walked of one file, with what there is to say of it; see ``Ways``.

    ``node_ids`` has one list for each line, None for a line whose ids do not fit its vertices.
    """

    lines: NDArray[np.object_]
    node_ids: tuple[tuple[object, ...] | None, ...] | None
    problems: tuple[Problem, ...]


def read_ways(
    spec: LayerSpec, *, foot_column: str | None = None, nodes_column: str | None = None
) -> WaysOfFile:
    """Read one file of lines, in any format of a layer, or from OpenStreetMap (.osm, .pbf).

    Parameters
    ----------
    spec
        What parkmap.toml says of the file.
    foot_column
        The column whose ``no``, ``private``, 0 or 否 close a way to walkers. From OpenStreetMap
        its own tags ``highway``, ``foot`` and ``access`` are taken.
    nodes_column
        The column with one id for each vertex.

    Raises
    ------
    SourceError
        If the file is missing, unreadable, or of a format that parkmap does not read.
    DataError
        With every fault of the file that keeps it from being used.
    """
    with without_collector():
        is_osm = spec.path.suffix.lower() in OSM_SUFFIXES
        features, findings = _read_osm(spec) if is_osm else read_features(spec)
        _, geometry = placed(features, spec, findings)
        is_open = _open_by_tags(features) if is_osm else _open(features, foot_column, findings)
        ids = _column(features, nodes_column, findings)
        findings.refuse_errors()
        is_line = shapely.get_dimensions(geometry) == 1
        for position in np.flatnonzero(~is_line & ~shapely.is_missing(geometry)):
            kind = geometry[position].geom_type
            findings.warn("network.not_a_line", int(position), findings.geometry_path, type=kind)
        kept = np.flatnonzero(is_line & is_open)
        if not len(kept):
            findings.refuse("network.nothing", count=len(features))
        findings.refuse_errors()
        lines, of = shapely.get_parts(geometry[kept], return_index=True)
        node_ids = None if ids is None else _node_ids(lines, kept[of], ids, findings)
        return WaysOfFile(lines, node_ids, findings.problems())


def read_barriers(spec: LayerSpec) -> tuple[NDArray[np.object_], tuple[Problem, ...]]:
    """Read a file of what nobody walks through.

    Raises
    ------
    SourceError, DataError
        As ``read_ways`` does.
    """
    features, findings = read_features(spec)
    _, geometry = placed(features, spec, findings)
    findings.refuse_errors()
    return geometry[~shapely.is_missing(geometry)], findings.problems()


def joined_ways(files: Sequence[tuple[str, WaysOfFile]], barriers: NDArray[np.object_]) -> Ways:
    """Return several files, each with its name, as one network.

    A vertex of a line without ids is the one at its place of a line with ids, if there is any.
    """
    lines = np.concatenate([found.lines for _, found in files])
    counts = {name: len(found.lines) for name, found in files}
    told = [one for _, found in files for one in found.node_ids or [None] * len(found.lines)]
    if all(one is None for one in told):
        return Ways(lines, None, barriers, counts)
    coordinates = [list(map(tuple, shapely.get_coordinates(line).tolist())) for line in lines]
    at: dict[tuple[float, ...], object] = {}
    for places, ids in zip(coordinates, told, strict=True):
        for place, one in zip(places, ids or (), strict=False):
            at.setdefault(place, one)
    whole = [
        one
        for places, ids in zip(coordinates, told, strict=True)
        for one in ids or [at.get(place, place) for place in places]
    ]
    return Ways(lines, tuple(whole), barriers, counts)


def _read_osm(spec: LayerSpec) -> tuple[Features, Findings]:
    data = read_bytes(spec.path, suffixes=(*READERS, *OSM_SUFFIXES))
    found = kind_of(data[:HEAD])
    if found != OSM:
        values = {"found": found or "-", "wanted": OSM}
        code = "source.other_kind" if found else "source.not_kind"
        raise DataError([Problem(Severity.ERROR, code, spec.path.name, values=values)])
    return read_osm(data, spec)


def _open_by_tags(features: Features) -> NDArray[np.bool_]:
    columns = (features.columns[name] for name in ("highway", "other_tags"))
    return np.array([_is_open(*tags) for tags in zip(*columns, strict=True)], dtype=np.bool_)


def _is_open(highway: str | None, other: str | None) -> bool:
    """Return whether a way may be walked: its own word on walkers wins over that on all."""
    if highway is None or highway in _NOT_ON_FOOT:
        return False
    tags = dict(_TAG.findall(other or ""))
    said = tags.get("foot") or tags.get("access", "yes")
    return said not in _CLOSED


def _open(features: Features, column: str | None, findings: Findings) -> NDArray[np.bool_]:
    values = _column(features, column, findings)
    if values is None:
        return np.ones(len(features), dtype=np.bool_)
    words = ["" if value is None else _word(value) for value in values]
    strange = sorted({word for word in words if word and word not in _OPEN | _CLOSED})
    if strange:
        count = sum(word in strange for word in words)
        findings.warn("network.foot", column=column, words=", ".join(strange[:5]), count=count)
    return np.array([word not in _CLOSED for word in words], dtype=np.bool_)


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return text_of(value).strip().lower()


def _column(features: Features, named: str | None, findings: Findings) -> Sequence[Any] | None:
    if named is None:
        return None
    try:
        column = find_column(features.columns, named, named=named)
    except UnknownColumnError as error:
        findings.extend([unknown_column(error, findings.file)])
        return None
    return features.columns[str(column)]


def _node_ids(
    lines: NDArray[np.object_], of: NDArray[np.int64], ids: Sequence[Any], findings: Findings
) -> tuple[tuple[object, ...] | None, ...]:
    """Return the ids of each line; a feature of several lines has those of all in one list."""
    found: list[tuple[object, ...] | None] = []
    unfit = 0
    counts = shapely.get_num_coordinates(lines)
    whole = np.bincount(of, counts)
    begin = dict.fromkeys(of.tolist(), 0)
    for feature, count in zip(of.tolist(), counts.tolist(), strict=True):
        told = ids[feature]
        low = begin[feature]
        begin[feature] += count
        if not isinstance(told, list) or len(told) != whole[feature]:
            unfit += low == 0
            found.append(None)
        else:
            found.append(tuple(map(str, told[low : low + count])))
    if unfit:
        findings.warn("network.node_ids", count=unfit)
    return tuple(found)
