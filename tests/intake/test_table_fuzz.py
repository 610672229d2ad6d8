"""Damaged tables: whatever happens to their bytes, they are read or refused in words."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from hypothesis import given
from hypothesis import strategies as st

from parkmap.errors import ParkmapError
from parkmap.intake.biff import look_into_biff
from parkmap.intake.ods import read_ods
from parkmap.intake.table import read_register
from parkmap.intake.xlsx import read_xlsx
from parkmap.model import RegisterSpec
from tests.corpus.tables.workbooks import (
    HEADER,
    ROW,
    archive,
    ods_row,
    old_workbook,
    spreadsheet,
    workbook,
)

if TYPE_CHECKING:
    import pytest

GOOD_XLSX: Final = workbook()
GOOD_ODS: Final = spreadsheet(ods_row(HEADER) + ods_row(ROW))
GOOD_XLS: Final = old_workbook()
GOOD_CSV: Final = f"2017年表\n{','.join(HEADER)}\n{','.join(ROW)}\n合计,,,,\n".encode()

EDITS: Final = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 2), st.binary(max_size=4)),
    min_size=1,
    max_size=5,
)
Edits = list[tuple[float, int, bytes]]


def edited(data: bytes, edits: Edits) -> bytes:
    """Return data with bytes replaced, cut out or put in at shares of its length."""
    for share, kind, put in edits:
        at = int(share * len(data))
        length = len(put) if kind else 0
        data = data[:at] + (put if kind != 1 else b"") + data[at + length :]
    return data


def with_member_edited(data: bytes, share: float, edits: Edits) -> bytes:
    """Return a zip one of whose members is edited."""
    packed = zipfile.ZipFile(io.BytesIO(data))
    members = {name: packed.read(name) for name in packed.namelist()}
    name = sorted(members)[int(share * len(members))]
    return archive({**members, name: edited(members[name], edits)})


@given(EDITS)
def test_damaged_zip(edits: Edits) -> None:
    with suppress(ParkmapError):
        read_xlsx(edited(GOOD_XLSX, edits), file="a.xlsx")


@given(st.floats(0, 1, exclude_max=True), EDITS)
def test_damaged_xml(share: float, edits: Edits) -> None:
    with suppress(ParkmapError):
        read_xlsx(with_member_edited(GOOD_XLSX, share, edits), file="a.xlsx")
    with suppress(ParkmapError):
        read_ods(with_member_edited(GOOD_ODS, share, edits), file="a.ods")


@given(EDITS)
def test_damaged_records(edits: Edits) -> None:
    with suppress(ParkmapError):
        look_into_biff(edited(GOOD_XLS, edits), file="a.xls")


@given(edits=EDITS)
def test_damaged_text(tmp_path_factory: pytest.TempPathFactory, edits: Edits) -> None:
    path = tmp_path_factory.mktemp("fuzz") / "tasks.csv"
    path.write_bytes(edited(GOOD_CSV, edits))
    with suppress(ParkmapError):
        read_register(RegisterSpec(path), year=2017)
