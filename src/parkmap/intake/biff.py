"""A look into an old workbook (xls, and et of WPS) before calamine opens it.

Such a file is a small file system (OLE) with one stream of records. calamine reads the values, but
makes a full rectangle up to the farthest cell, and tells neither hidden rows nor error cells. So
the records are walked here first: how far the cells reach, what is hidden, merged or an error.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from parkmap.intake.cells import (
    Sheet,
    Shown,
    built_in,
    check_area,
    refuse,
    shown_as,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNATURE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = tuple(
    name.encode("utf-16-le") for name in ("EncryptedPackage", "EncryptionInfo")
)
_FREE: Final = 0xFFFFFFFA  # sector numbers from here on are marks
_CELLS: Final = frozenset({0x0203, 0x0204, 0x0205, 0x0006, 0x00FD, 0x027E, 0x00D6, 0x00BD})
_TEXTS: Final = frozenset({0x0204, 0x00FD, 0x00D6})
_GLOBALS: Final = -1
_OTHER: Final = -2
_FULL_AREA: Final = 65_536 * 256
_ERRORS: Final = {
    0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A",
}  # fmt: skip


@dataclass(slots=True)
class Look:
    """What the records tell beside the values: one sheet each, without rows."""

    sheets: list[Sheet] = field(default_factory=list)
    is_1904: bool = False
    shown: dict[tuple[int, int, int], Shown] = field(default_factory=dict)
    """Sheet, row and column of numbers that are shown as something else."""


def look_into_biff(data: bytes, *, file: str) -> Look:
    """Walk the records of a workbook.

    Raises
    ------
    DataError
        If it is damaged, encrypted, not a workbook, or reaches too far.
    """
    if any(name in data for name in _ENCRYPTED):
        raise refuse("sheet.encrypted", file)
    try:
        return _Walker(_workbook_stream(data, file), file).walk()
    except (struct.error, IndexError) as error:
        raise refuse("sheet.damaged", file, detail=str(error)) from error


def _workbook_stream(data: bytes, file: str) -> bytes:
    """Return the stream called Workbook, or Book before 1997."""
    power = struct.unpack_from("<H", data, 30)[0]
    if power not in {9, 12}:
        raise refuse("sheet.damaged", file, detail=f"sectors of 2**{power}")
    size = 1 << power
    first_directory, least, first_small = (
        struct.unpack_from("<I", data, place)[0] for place in (48, 56, 60)
    )
    table = _allocation(data, size)

    def chain(sector: int, links: tuple[int, ...] | list[int]) -> Iterator[int]:
        seen = 0
        while sector < _FREE:
            yield sector
            sector, seen = links[sector], seen + 1
            if seen > len(links):
                raise refuse("sheet.damaged", file, detail="circular chain")

    def whole(sector: int) -> bytes:
        return b"".join(data[(one + 1) * size : (one + 2) * size] for one in chain(sector, table))

    directory = whole(first_directory)
    root_start, entries = 0, {}
    for place in range(0, len(directory) - 127, 128):
        length = struct.unpack_from("<H", directory, place + 64)[0]
        name = directory[place : place + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        start, count = struct.unpack_from("<II", directory, place + 116)
        if directory[place + 66] == 5:  # noqa: PLR2004 - the root entry
            root_start = start
        entries[name.casefold()] = (start, count)
    found = entries.get("workbook") or entries.get("book")
    if found is None:
        raise refuse("sheet.not_a_workbook", file)
    start, count = found
    if count >= least:
        return whole(start)[:count]
    links = struct.unpack(f"<{len(small) // 4}I", small) if (small := whole(first_small)) else ()
    pool = whole(root_start)
    return b"".join(pool[one * 64 : one * 64 + 64] for one in chain(start, links))[:count]


def _allocation(data: bytes, size: int) -> list[int]:
    """Return the next sector of each sector."""
    listed = list(struct.unpack_from("<109I", data, 76))
    more, count = struct.unpack_from("<II", data, 68)
    for _ in range(min(count, len(data) // size)):
        if more >= _FREE:
            break
        *sectors, more = struct.unpack_from(f"<{size // 4}I", data, (more + 1) * size)
        listed += sectors
    table: list[int] = []
    for sector in listed:
        if sector < _FREE:
            table += struct.unpack_from(f"<{size // 4}I", data, (sector + 1) * size)
    return table


class _Walker:
    """Walks records: the globals first, then one substream a sheet."""

    def __init__(self, stream: bytes, file: str) -> None:
        self.stream, self.file, self.look = stream, file, Look()
        self.codes: dict[int, str] = {}
        self.formats: list[int] = []
        self.by_offset: dict[int, int] = {}
        self.open: list[int] = []  # what each open substream is; a chart stands inside its sheet

    def walk(self) -> Look:
        place, end = 0, len(self.stream)
        while place + 4 <= end:
            kind, length = struct.unpack_from("<HH", self.stream, place)
            body = self.stream[place + 4 : place + 4 + length]
            if kind == 0x0809:  # noqa: PLR2004 - a substream begins
                self.open.append(self.by_offset.get(place, _OTHER) if place else _GLOBALS)
            elif kind == 0x000A:  # noqa: PLR2004 - and ends
                self.open = self.open[:-1]
            elif self.open and self.open[-1] == _GLOBALS:
                self._global(kind, body)
            elif self.open and self.open[-1] >= 0:
                self._in_sheet(kind, body, self.open[-1])
            place += 4 + length
        if not self.look.sheets:
            raise refuse("sheet.damaged", self.file, detail="no sheets")
        return self.look

    def _global(self, kind: int, body: bytes) -> None:
        if kind == 0x002F:  # noqa: PLR2004 - FILEPASS
            raise refuse("sheet.encrypted", self.file)
        if kind == 0x0022:  # noqa: PLR2004 - DATEMODE
            self.look.is_1904 = body[:1] == b"\1"
        elif kind == 0x041E:  # noqa: PLR2004 - FORMAT
            code, length = struct.unpack_from("<HH", body)
            is_wide = body[4] & 1
            text = body[5 : 5 + length * (2 if is_wide else 1)]
            self.codes[code] = text.decode("utf-16-le" if is_wide else "latin-1", "replace")
        elif kind == 0x00E0:  # noqa: PLR2004 - XF
            self.formats.append(struct.unpack_from("<H", body, 2)[0])
        elif kind == 0x0085:  # noqa: PLR2004 - BOUNDSHEET
            offset, hidden, type_, length = struct.unpack_from("<IBBB", body)
            if type_:
                return
            is_wide = body[7] & 1
            text = body[8 : 8 + length * (2 if is_wide else 1)]
            name = text.decode("utf-16-le" if is_wide else "latin-1", "replace")
            self.by_offset[offset] = len(self.look.sheets)
            self.look.sheets.append(Sheet(name, is_hidden=bool(hidden & 3)))

    def _in_sheet(self, kind: int, body: bytes, number: int) -> None:
        sheet = self.look.sheets[number]
        if kind in _CELLS:
            self._cell(kind, body, number)
        elif kind == 0x0200:  # noqa: PLR2004 - DIMENSIONS, for which calamine makes room
            _first, last, _left, right = struct.unpack_from("<IIHH", body)
            if last * right > _FULL_AREA:
                raise refuse("sheet.damaged", self.file, detail=f"{last} x {right}")
        elif kind == 0x0208:  # noqa: PLR2004 - ROW
            if struct.unpack_from("<H", body, 12)[0] & 0x20:
                sheet.hidden_rows.add(struct.unpack_from("<H", body)[0])
        elif kind == 0x007D:  # noqa: PLR2004 - COLINFO
            first, last, _width, _style, flags = struct.unpack_from("<5H", body)
            if flags & 1:
                sheet.hidden_columns.update(range(first, min(last, 255) + 1))
        elif kind == 0x00E5:  # noqa: PLR2004 - MERGEDCELLS
            for one in range(struct.unpack_from("<H", body)[0]):
                top, bottom, left, right = struct.unpack_from("<4H", body, 2 + 8 * one)
                sheet.merges.append((top, left, bottom, right))

    def _cell(self, kind: int, body: bytes, number: int) -> None:
        sheet = self.look.sheets[number]
        row, column, style = struct.unpack_from("<3H", body)
        styles = [style]
        if kind == 0x00BD:  # noqa: PLR2004 - MULRK: several numbers side by side
            styles = [struct.unpack_from("<H", body, at)[0] for at in range(4, len(body) - 2, 6)]
        check_area(row, column + len(styles) - 1, self.file, sheet.name)
        if kind == 0x0205 and body[7] == 1:  # noqa: PLR2004 - BOOLERR that is an error
            sheet.errors[row, column] = _ERRORS.get(body[6], "#N/A")
        elif kind == 0x0006 and body[12:14] == b"\xff\xff" and body[6] == 2:  # noqa: PLR2004 - FORMULA
            sheet.errors[row, column] = _ERRORS.get(body[8], "#N/A")
        if kind not in _TEXTS:
            for place, one in enumerate(styles, column):
                self._note_format(number, row, place, one)

    def _note_format(self, number: int, row: int, column: int, style: int) -> None:
        code = self.formats[style] if style < len(self.formats) else 0
        shown = shown_as(self.codes[code]) if code in self.codes else built_in(code)
        if shown != "number":
            self.look.shown[number, row, column] = shown
