"""One id a feature, as it is written: a number loses no digit, and 007 is not 7."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from parkmap.intake.columns import UnknownColumnError, find_column, unknown_column
from parkmap.intake.json_text import MAX_EXACT, Written
from parkmap.names import key_of, text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkmap.intake.features import Features
    from parkmap.intake.findings import Findings
    from parkmap.intake.json_text import Path


def read_ids(features: Features, named: str | None, findings: Findings) -> list[str]:
    """Return the ids: the named column, the format's own id, "id", else the feature's number.

    Parameters
    ----------
    named
        The column that parkmap.toml names.
    findings
        Is told of ids that are missing, stand twice, or differ in writing only.
    """
    column, raw = _raw(features, named, findings)
    if raw is None:
        return [str(number) for number in range(1, len(features) + 1)]
    if features.exact and any(type(value) is float for value in raw):
        raw = features.exact(column)
    elif features.exact is None:
        _refuse_lost_digits(raw, findings, column or "id")
    path: Path = ("id",) if column is None else ("properties", column)
    ids = [value.strip() if type(value) is str else _id_text(value) for value in raw]
    for position, value in enumerate(raw):
        if isinstance(value, (dict, list, bool)):
            findings.refuse("ids.no_id", position, path, key=column or "id")
    _tell_faults(ids, findings, column or "id", path)
    return ids


def _raw(
    features: Features, named: str | None, findings: Findings
) -> tuple[str | None, Sequence[object] | None]:
    if named is not None:
        try:
            column = find_column(features.columns, "id", named=named)
        except UnknownColumnError as error:
            findings.extend([unknown_column(error, findings.file)])
            return named, None
        return column, features.columns[str(column)]
    if features.ids is not None:
        return None, features.ids
    for column in ("id", "ID"):
        own = features.columns.get(column)
        if own is not None and any(value is not None for value in own):
            return column, own
    if len(features):
        findings.note("ids.numbered", count=len(features))
    return None, None


def _refuse_lost_digits(raw: Sequence[object], findings: Findings, key: str) -> None:
    for position, value in enumerate(raw):
        if isinstance(value, float) and abs(value) >= MAX_EXACT:
            findings.refuse("ids.lost_digits", position, key=key)


def _id_text(value: object) -> str:
    """Return an id as text; a whole number is written without point or exponent."""
    if isinstance(value, Written):
        number = Decimal(value.text)
        is_whole = number == number.to_integral_value() and abs(number.adjusted()) < 60  # noqa: PLR2004 - no id is longer
        return str(int(number)) if is_whole else value.text
    return text_of(value)


def _tell_faults(ids: list[str], findings: Findings, key: str, path: Path) -> None:
    first: dict[str, int] = {}
    distinct = set(ids)
    if len(distinct) == len(ids) and "" not in distinct and _PLAIN.fullmatch("\n".join(ids)):
        return
    for position, one in enumerate(ids):
        if not one:
            findings.refuse("ids.missing", position, key=key)
        elif one in first:
            findings.refuse("ids.duplicate", position, path, id=one, first=first[one] + 1)
        first.setdefault(one, position)
    _tell_alike(first, findings, path)


def _tell_alike(first: dict[str, int], findings: Findings, path: Path) -> None:
    """Tell ids that are another's but for leading zeros, width or case: 007 and 7."""
    alike: dict[str, str] = {}
    for one, position in first.items():
        plain = key_of(one).lstrip("0") or one
        if plain in alike and one:
            findings.warn("ids.alike", position, path, id=one, other=alike[plain])
        alike.setdefault(plain, one)


_PLAIN: Final = re.compile(r"(?:(?:[1-9][0-9]*|[A-Z]+[0-9]+)(?:\n|\Z))*+")
"""Ids, one a line, that cannot differ in writing only."""
