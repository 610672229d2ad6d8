"""The forms in which a report leaves: bytes of a file, or of standard output."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from parkmap.report.book import render_book
from parkmap.report.records import render_csv, render_json
from parkmap.report.table import render_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parkmap.model import Lang
    from parkmap.report.grid import Report


class Form(StrEnum):
    """A form of a report."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    XLSX = "xlsx"


SUFFIXES: Final[Mapping[str, Form]] = {
    ".txt": Form.TABLE,
    ".csv": Form.CSV,
    ".json": Form.JSON,
    ".xlsx": Form.XLSX,
}
"""The form that the ending of a file's name means."""


def render(report: Report, form: Form, lang: Lang) -> bytes:
    """Return ``report`` in ``form``; words and heads of a table and of CSV are in ``lang``."""
    if form is Form.XLSX:
        return render_book(report)
    if form is Form.JSON:
        return render_json(report).encode()
    text = render_csv(report, lang) if form is Form.CSV else render_table(report, lang)
    return text.encode()
