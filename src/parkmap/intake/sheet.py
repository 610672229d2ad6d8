"""A file of tables -> its sheets as rows of texts, or why not.

Text files are read here; workbooks in a process of their own (see ``workbook``), after their first
bytes have shown that they are what their name says.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Final

from parkmap.errors import DataError
from parkmap.intake.biff import SIGNATURE
from parkmap.intake.cells import MAX_FILE_BYTES, Book, Sheet, refuse
from parkmap.intake.decode import decode
from parkmap.intake.source import read_bytes
from parkmap.intake.workbook import ZIP_SIGNATURE, from_json
from parkmap.model import Problem, Severity
from parkmap.names import spelling_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

TEXT_SUFFIXES: Final = (".csv", ".tsv", ".txt")
WORKBOOK_SUFFIXES: Final = (".xlsx", ".xlsm", ".xls", ".ods", ".et")
TABLE_SUFFIXES: Final = TEXT_SUFFIXES + WORKBOOK_SUFFIXES
MEMORY_MB: Final = 768
"""Address space of the process that opens a workbook: more than any table within the limits."""
SECONDS: Final = 60

_DELIMITERS: Final = (",", "\t", ";", "|", "，")
_HEAD_ROWS: Final = 30
_ZIPPED: Final = frozenset({".xlsx", ".xlsm", ".ods"})


def read_book(
    path: Path, *, encoding: str | None = None, known: Collection[str] = frozenset()
) -> Book:
    """Read every sheet of a table file.

    Parameters
    ----------
    path
        A file that ends in one of ``TABLE_SUFFIXES``.
    encoding
        Of a text file; None: recognised. A workbook has none of its own.
    known
        Spellings of headers (``names.spelling_of``): the delimiter of a text file is the one under
        which most of them are found.

    Raises
    ------
    SourceError
        If the file is missing, unreadable or of another kind.
    DataError
        If it is not what its name says, damaged, encrypted, or larger than any table.
    """
    data = read_bytes(path, suffixes=TABLE_SUFFIXES)
    file, suffix = path.name, path.suffix.lower()
    if len(data) > MAX_FILE_BYTES:
        raise refuse("sheet.too_large", file)
    if not data.strip():
        raise refuse("sheet.empty", file)
    _check_signature(data, suffix, file)
    if suffix in WORKBOOK_SUFFIXES:
        return _in_a_process_of_its_own(data, suffix, file)
    text, used = decode(data, file=file, declared=encoding)
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise refuse("sheet.nul", file, f"line:{line}")
    delimiter = _delimiter(text, known)
    return Book([Sheet(rows=_delimited(text, delimiter, file))], used, delimiter=delimiter)


def _check_signature(data: bytes, suffix: str, file: str) -> None:
    """Refuse a file that is not what its name says."""
    is_zip, is_ole = data.startswith(ZIP_SIGNATURE), data.startswith(SIGNATURE)
    head = data[:2048].decode("latin-1").replace("\0", "").lstrip("\xef\xbb\xbf\xff\xfe \r\n\t")
    is_markup = bool(re.match(r"(?i)<(?:!doctype|html|\?xml|head|meta|table|workbook)", head))
    if is_markup or re.match(r"(?i)mime-version:", head):
        raise refuse("sheet.html" if suffix in TEXT_SUFFIXES else "sheet.html_workbook", file)
    if suffix in TEXT_SUFFIXES and (is_zip or is_ole):
        raise refuse("sheet.other_kind", file, meant=".xlsx" if is_zip else ".xls")
    if suffix in _ZIPPED and not is_zip:
        if is_ole:
            is_locked = "EncryptedPackage".encode("utf-16-le") in data
            raise refuse("sheet.encrypted" if is_locked else "sheet.other_kind", file, meant=".xls")
        raise refuse("sheet.not_a_workbook", file)
    if suffix == ".xls" and is_zip:
        raise refuse("sheet.other_kind", file, meant=".xlsx")
    if suffix in {".xls", ".et"} and not (is_zip or is_ole):
        raise refuse("sheet.not_a_workbook", file)


def _in_a_process_of_its_own(data: bytes, suffix: str, file: str) -> Book:
    # -P: a json.py that lies in the current folder is not to be run.
    command = [sys.executable, "-P", "-m", "parkmap.intake.workbook", suffix, file, str(MEMORY_MB)]
    places = os.pathsep.join(path for path in sys.path if path)
    environment = {**os.environ, "PYTHONPATH": places, "PYTHONUTF8": "1"}
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # Windows would open a console
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            command, input=data, capture_output=True, timeout=SECONDS, check=False,
            env=environment, creationflags=flags,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise refuse("sheet.too_slow", file, seconds=SECONDS) from error
    try:
        answer = json.loads(done.stdout) if done.returncode == 0 else None
    except ValueError:
        answer = None
    if answer is None:
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise refuse("sheet.crashed", file, detail=" ".join(last) or str(done.returncode))
    if "problems" in answer:
        raise DataError(
            Problem(Severity.ERROR, one["code"], file, one["place"], one["values"])
            for one in answer["problems"]
        )
    return from_json(answer)


def _delimited(text: str, delimiter: str, file: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    try:
        for row in reader:
            rows.append([_unwrapped(cell) for cell in row])
            _check_swallowed(rows, delimiter, file)
    except csv.Error as error:
        is_long = "field larger" in str(error)
        code = "sheet.too_long" if is_long else "sheet.quotes"
        raise refuse(code, file, f"row:{len(rows) + 1}") from error
    return rows


def _delimiter(text: str, known: Collection[str]) -> str:
    """Return the delimiter under which most headers are found in one row."""

    def fit(delimiter: str) -> tuple[int, int]:
        head = csv.reader(io.StringIO(text[: 1 << 18], newline=""), delimiter=delimiter)
        try:
            rows = [row for _, row in zip(range(_HEAD_ROWS), head, strict=False)]
        except csv.Error:
            rows = []
        found = max((sum(spelling_of(cell) in known for cell in row) for row in rows), default=0)
        return found, max(map(len, rows), default=0) if not known else 0

    return max(_DELIMITERS, key=fit)


def _unwrapped(cell: str) -> str:
    """Return the text of ``="007"``, which is how some programs keep a spreadsheet's hands off."""
    match = re.fullmatch(r'="([^"]*)"', cell.strip())
    return match[1] if match else cell


def _check_swallowed(rows: list[list[str]], delimiter: str, file: str) -> None:
    """Refuse a cell that holds whole rows: a quote that nobody closed, until the next one did."""
    for cell in rows[-1]:
        if "\n" not in cell and "\r" not in cell:
            continue
        width = max(2, max(map(len, rows)) // 2)
        if any(line.count(delimiter) >= width for line in cell.splitlines()[1:]):
            raise refuse("sheet.quotes", file, f"row:{len(rows)}")
