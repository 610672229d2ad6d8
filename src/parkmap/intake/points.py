"""A table with two columns of coordinates -> the points and properties of a layer.

Which columns they are is told by their headers alone. Numbers that look swapped, or that a header
says are in another datum than parkmap.toml does, are told and never moved.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from parkmap.errors import DataError
from parkmap.intake.columns import all_spellings, spellings
from parkmap.intake.coordinate import Coordinate, parse_coordinate
from parkmap.intake.features import Features
from parkmap.intake.findings import Findings
from parkmap.intake.grid import choose_sheet, hidden_parts, some, tell_cells, with_merges_filled
from parkmap.intake.header import SEARCHED_ROWS, Header, header_spelling
from parkmap.intake.sheet import read_book
from parkmap.intake.task_row import is_aside, is_blank
from parkmap.model import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from parkmap.intake.cells import Book, Sheet

_TAGS: Final = (
    ("gcj02", re.compile(r"高德|腾讯|火星|gcj-?0?2?", re.IGNORECASE)),
    ("bd09", re.compile(r"百度|bd-?0?9?(?:ll)?", re.IGNORECASE)),
    ("cgcs2000", re.compile(r"cgcs2000|国家2000|2000坐标系?|大地2000", re.IGNORECASE)),
    ("wgs84", re.compile(r"wgs-?(?:19)?84|gps", re.IGNORECASE)),
)
_NUMBER: Final = re.compile(r"-?(?:0|[1-9]\d{0,9})(?:\.\d{1,12})?")
_DEGREES: Final = frozenset({"wgs84", "cgcs2000", "gcj02", "bd09"})
_NORTHING: Final = (1_800_000, 6_200_000)
"""Metres north of the equator between which China lies."""


def read_points(
    path: Path, *, encoding: str | None = None, sheet: str | None = None, datum: str = "wgs84"
) -> tuple[Features, Findings]:
    """Read a table of points.

    Parameters
    ----------
    path
        A text file or a workbook.
    encoding
        Of a text file; None: recognised.
    sheet
        One of several sheets.
    datum
        What parkmap.toml says: degrees are looked for as 经度 and 纬度 before x and y, metres the
        other way round. Coordinates are returned as they stand.

    Returns
    -------
    tuple
        The points, one entry a row, with None where a row has no position, and what there is to
        say of the file. Properties are texts; a column of nothing but plain numbers holds numbers.

    Raises
    ------
    SourceError
        If the file is missing, unreadable, or no table.
    DataError
        If it has no table of points, or coordinates that can be read in two ways.
    """
    file = path.name
    problems: list[Problem] = []
    book = read_book(path, encoding=encoding, known=all_spellings())
    table, header = _choose(book, file, sheet, datum, problems)
    problems += hidden_parts(table, header, file)
    problems += tell_cells(table, header, file, ids={"x", "y", "place_id"})
    rows = with_merges_filled(table, header, file, once=header.columns, problems=problems)
    kept: list[tuple[int, list[str]]] = []
    for number, cells in enumerate(rows[header.bottom + 1 :], header.bottom + 2):
        if is_blank(cells):
            continue
        if not _told_xy(header, cells) and is_aside(cells):
            values = {"text": next(filter(None, cells)).strip()[:40]}
            problems.append(
                Problem(Severity.NOTE, "points.not_a_place", file, f"row:{number}", values)
            )
            continue
        kept.append((number, cells))
    place = header.columns.get("place_id")
    features = Features(
        _geometry(kept, header, file, datum, problems),
        _properties(kept, header),
        None if place is None else [_at(cells, place).strip() or None for _, cells in kept],
        is_wgs84_by_format=True,  # as parkmap.toml has it: what names no datum is WGS 84
        encoding=book.encoding,
    )
    findings = Findings(file)
    findings.extend(problems)
    findings.refuse_errors()
    return features, findings


def _choose(
    book: Book, file: str, wanted: str | None, datum: str, problems: list[Problem]
) -> tuple[Sheet, Header]:
    def find(sheet: Sheet) -> Header | None:
        return _header(sheet, file, datum)

    chosen = choose_sheet(book, find, file=file, wanted=wanted, problems=problems)
    if chosen is None:
        raise DataError([Problem(Severity.ERROR, "points.no_columns", file)])
    sheet, header = chosen
    names = [header.name_of(axis) for axis in ("x", "y")]
    tag = next((found for name in names if (found := _tag(name))), "")
    if tag and {tag, datum} not in ({tag}, {"wgs84", "cgcs2000"}):
        values = {"column": " / ".join(names), "datum": tag, "told": datum}
        problems.append(Problem(Severity.WARNING, "points.datum", file, values=values))
    return sheet, header


def _header(sheet: Sheet, file: str, datum: str) -> Header | None:
    """Return the first row with a pair of coordinate columns, or None."""
    axes = (("lon", "lat"), ("x", "y"))
    for top, cells in enumerate(sheet.rows[:SEARCHED_ROWS]):
        names = [cell.strip() for cell in cells]
        bare = [_untagged(name) for name in names]
        for east, north in axes if datum in _DEGREES else reversed(axes):
            pairs = [
                [at for at, name in enumerate(bare) if name in spellings(axis)]
                for axis in (east, north)
            ]
            if not all(pairs):
                continue
            if max(map(len, pairs)) > 1:
                pairs = [[at for at in one if _tag(names[at]) == datum] or
                         [at for at in one if not _tag(names[at])] for one in pairs]  # fmt: skip
            if any(len(one) != 1 for one in pairs):
                columns = [name for name, plain in zip(names, bare, strict=True) if plain in
                           {*spellings(east), *spellings(north)}]  # fmt: skip
                values = {"columns": some(columns)}
                raise DataError(
                    [Problem(Severity.ERROR, "points.two_pairs", file, f"row:{top + 1}", values)]
                )
            header = Header(top, top, names, {"x": pairs[0][0], "y": pairs[1][0]})
            known = spellings("place_id")
            ids = [at for at, name in enumerate(names) if header_spelling(name) in known]
            if ids:
                first = min(ids, key=lambda at: known.index(header_spelling(names[at])))
                header.columns["place_id"] = first
            return header
    return None


def _tag(name: str) -> str:
    return next((datum for datum, words in _TAGS if words.search(name)), "")


def _untagged(name: str) -> str:
    for _, words in _TAGS:
        name = words.sub("", name)
    return header_spelling(name.strip("_- "))


def _told_xy(header: Header, cells: Sequence[str]) -> list[str]:
    texts = [_at(cells, header.columns[axis]).strip() for axis in ("x", "y")]
    return texts if any(texts) else []


def _geometry(
    kept: Sequence[tuple[int, list[str]]],
    header: Header,
    file: str,
    datum: str,
    problems: list[Problem],
) -> Any:  # noqa: ANN401 - an array of geometries
    xy = np.full((len(kept), 2), np.nan)
    missing: list[int] = []
    for position, (number, cells) in enumerate(kept):
        texts = _told_xy(header, cells)
        if not texts:
            missing.append(number)
            continue
        place = f"row:{number}"
        if not all(texts):
            values = {"lon": texts[0], "lat": texts[1]}
            problems.append(Problem(Severity.WARNING, "points.half", file, place, values))
            continue
        read = [parse_coordinate(text) for text in texts]
        for one, text in zip(read, texts, strict=True):
            if one.code:
                problems.append(Problem(Severity.ERROR, one.code, file, place, {"text": text}))
        if not any(one.code for one in read):
            _check_hemispheres(read, texts, file, place, problems)
            xy[position] = [one.value for one in read]
    if missing:
        told: dict[str, object] = {"count": len(missing), "rows": some(missing)}
        problems.append(Problem(Severity.WARNING, "points.none", file, values=told))
    known = ~np.isnan(xy).any(axis=1)
    _check_axes(
        xy[known],
        [kept[at] for at in np.flatnonzero(known).tolist()],
        header,
        file,
        datum,
        problems,
    )
    geometry = np.full(len(kept), None, dtype=object)
    geometry[known] = shapely.points(xy[known])
    return geometry


def _check_hemispheres(
    read: Sequence[Coordinate], texts: Sequence[str], file: str, place: str, problems: list[Problem]
) -> None:
    if read[0].axis == "lat" or read[1].axis == "lon":
        values = {"lon": texts[0], "lat": texts[1]}
        problems.append(Problem(Severity.ERROR, "points.swapped", file, place, values))


def _check_axes(
    xy: Any,  # noqa: ANN401 - an array of numbers
    kept: Sequence[tuple[int, list[str]]],
    header: Header,
    file: str,
    datum: str,
    problems: list[Problem],
) -> None:
    """Tell columns that look swapped, by where all of their numbers lie."""
    if not len(xy):
        return
    x, y = xy[:, 0], xy[:, 1]
    in_china_swapped = (
        (x > 3).all() and (x < 54).all() and (y > 73).all() and (y < 136).all()  # noqa: PLR2004
    )
    is_off = ((np.abs(y) > 90) & (np.abs(y) <= 180) & (np.abs(x) <= 90)).any()  # noqa: PLR2004
    number, cells = kept[0]
    values = {"lon": _at(cells, header.columns["x"]), "lat": _at(cells, header.columns["y"])}
    if datum in _DEGREES and (in_china_swapped or is_off):
        problem = Problem(Severity.ERROR, "points.swapped", file, f"row:{number}", values)
        problems.append(problem)
    low, high = _NORTHING
    is_survey = (x > low).all() and (x < high).all() and ((y < low) | (y > high)).all()
    if datum not in _DEGREES and is_survey:
        # Surveyors call the northing X; only the numbers give it away.
        problem = Problem(Severity.ERROR, "points.survey_axes", file, f"row:{number}", values)
        problems.append(problem)


def _properties(kept: Sequence[tuple[int, list[str]]], header: Header) -> dict[str, list[Any]]:
    """Return what stands beside the coordinates, column by column under its own header."""
    columns: dict[str, list[Any]] = {}
    left_out = {header.columns["x"], header.columns["y"]}
    names: dict[str, int] = {}
    for column, name in enumerate(header.names):
        if not name or column in left_out:
            continue
        again = names.get(name, 0)
        names[name] = again + 1
        texts = [_at(cells, column).strip() for _, cells in kept]
        is_id = column == header.columns.get("place_id")
        is_numeric = not is_id and all(_NUMBER.fullmatch(text) for text in texts if text)
        columns[f"{name}_{again + 1}" if again else name] = [
            (_number(text) if is_numeric else text) if text else None for text in texts
        ]
    return columns


def _number(text: str) -> float | int:
    return float(text) if "." in text else int(text)


def _at(cells: Sequence[str], column: int | None) -> str:
    return cells[column] if column is not None and column < len(cells) else ""
