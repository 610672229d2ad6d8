"""Workbook bytes on standard input -> its cells as JSON on standard output.

``python -m parkmap.intake.workbook SUFFIX FILE MEGABYTES`` is a process of its own, so that a file
that eats memory or crashes a library takes no more than this process with it. Where the system can
limit memory (not on Windows) it does; the looks before parsing suffice without.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import json
import sys
from typing import TYPE_CHECKING, Any, Final

from parkmap.errors import DataError
from parkmap.intake.biff import SIGNATURE, look_into_biff
from parkmap.intake.cells import Book, Sheet, day_text, is_lossy, number_text, refuse, shown_text
from parkmap.intake.ods import read_ods
from parkmap.intake.xlsx import read_xlsx
from parkmap.model import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parkmap.intake.cells import Shown

ZIP_SIGNATURE: Final = b"PK\x03\x04"


def read_workbook(data: bytes, *, suffix: str, file: str) -> Book:
    """Return the sheets of a workbook whose signature fits its ``suffix``.

    Raises
    ------
    DataError
        If the file is not what its name says, or cannot be read.
    """
    if suffix == ".ods":
        return read_ods(data, file=file)
    if data.startswith(SIGNATURE):
        return _read_biff(data, file)
    return read_xlsx(data, file=file)


def to_json(book: Book) -> str:
    """Return a book as JSON; ``from_json`` reads it back."""
    sheets = [
        {
            **{field.name: getattr(sheet, field.name) for field in dataclasses.fields(sheet)},
            "hidden_rows": sorted(sheet.hidden_rows),
            "hidden_columns": sorted(sheet.hidden_columns),
            "errors": [[*place, text] for place, text in sorted(sheet.errors.items())],
            "uncached": sorted(sheet.uncached),
            "lossy": sorted(sheet.lossy),
        }
        for sheet in book.sheets
    ]
    return json.dumps({"encoding": book.encoding, "is_1904": book.is_1904, "sheets": sheets})


def from_json(told: Mapping[str, Any]) -> Book:
    """Return the book that ``to_json`` told of."""
    sheets = [
        Sheet(
            **{
                **sheet,
                "hidden_rows": set(sheet["hidden_rows"]),
                "hidden_columns": set(sheet["hidden_columns"]),
                "merges": [tuple(merge) for merge in sheet["merges"]],
                "errors": {(row, column): text for row, column, text in sheet["errors"]},
                "uncached": set(map(tuple, sheet["uncached"])),
                "lossy": set(map(tuple, sheet["lossy"])),
            }
        )
        for sheet in told["sheets"]
    ]
    return Book(sheets, told["encoding"], told["is_1904"])


def _read_biff(data: bytes, file: str) -> Book:
    look = look_into_biff(data, file=file)
    # Here, not above: xlsx and ods need no calamine, and this is the only process that loads it.
    from python_calamine import CalamineError, load_workbook  # noqa: PLC0415

    try:
        with load_workbook(io.BytesIO(data)) as workbook:
            for number, sheet in enumerate(look.sheets):
                source = workbook.get_sheet_by_name(sheet.name)
                indent = source.start[1] if source.start else 0
                for row, values in enumerate(source.iter_rows()):
                    texts = [""] * indent
                    for column, value in enumerate(values, indent):
                        shown = look.shown.get((number, row, column), "number")
                        text = _text(value, shown, is_1904=look.is_1904)
                        if isinstance(value, int | float) and is_lossy(text):
                            sheet.lossy.add((row, column))
                        texts.append(text)
                    while texts and not texts[-1]:
                        texts.pop()
                    sheet.rows.append(texts)
    except (CalamineError, ValueError) as error:
        raise refuse("sheet.damaged", file, detail=str(error)) from error
    return Book(look.sheets, "xls", look.is_1904)


def _text(value: object, shown: Shown, *, is_1904: bool) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return shown_text(float(value), shown, is_1904=is_1904)
    if isinstance(value, dt.date):
        time = value.time() if isinstance(value, dt.datetime) else dt.time()
        fraction = (time.hour * 60 + time.minute) / 1440
        day = dt.date(value.year, value.month, value.day)
        return day_text(day, "month" if shown == "month" else "moment", fraction)
    if isinstance(value, dt.timedelta):
        return number_text(value.total_seconds() / 86400)
    return str(value)


def _limit_memory(megabytes: int) -> None:
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    size = megabytes << 20
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or hard > size:
        resource.setrlimit(resource.RLIMIT_AS, (size, hard))


def _main(suffix: str, file: str, megabytes: str) -> None:
    _limit_memory(int(megabytes))
    try:
        answer = to_json(read_workbook(sys.stdin.buffer.read(), suffix=suffix, file=file))
    except DataError as error:
        answer = json.dumps({"problems": [_told(problem) for problem in error.problems]})
    except MemoryError:
        problem = Problem(Severity.ERROR, "sheet.too_large", file)
        answer = json.dumps({"problems": [_told(problem)]})
    sys.stdout.write(answer)


def _told(problem: Problem) -> dict[str, object]:
    return {"code": problem.code, "place": problem.place, "values": dict(problem.values)}


if __name__ == "__main__":
    _main(*sys.argv[1:])
