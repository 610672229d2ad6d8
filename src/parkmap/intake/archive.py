"""What a ZIP file holds, read only after its list of contents was found to be harmless."""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from parkmap.errors import DataError
from parkmap.model import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_BYTES: Final = 2**30
"""Most bytes that all entries together may unpack to."""
MAX_RATIO: Final = 200
"""Most that an entry above ``_SMALL`` may grow; real coordinates shrink to a tenth or so."""
MAX_ENTRIES: Final = 10_000
_SMALL: Final = 2**20
_ENCRYPTED: Final = 0x1
_UTF8_FLAG: Final = 0x800
_PASSED_OVER: Final = re.compile(r"(?:^|/)(?:__MACOSX/|\.)")


def unpack(data: bytes, *, file: str, suffixes: Iterable[str]) -> dict[str, bytes]:
    """Return the entries of an archive that end in one of ``suffixes``, by their paths in it.

    Raises
    ------
    DataError
        If the archive is damaged, is encrypted, unpacks to more than ``MAX_BYTES`` or by more than
        ``MAX_RATIO``, or names a path outside itself.
    """
    wanted = tuple(suffixes)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _refuse_harm(entries, file)
            return {
                name: archive.read(entry)
                for entry in entries
                if (name := _name(entry)).lower().endswith(wanted) and not _PASSED_OVER.search(name)
            }
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise _refusal("archive.broken", file, detail=str(error)) from error
    except (ValueError, RuntimeError) as error:  # what zipfile makes of a forged list of contents
        raise _refusal("archive.broken", file, detail=str(error)) from error


def _refuse_harm(entries: list[zipfile.ZipInfo], file: str) -> None:
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or total > MAX_BYTES:
        values = {"size_mb": total // 2**20, "limit_mb": MAX_BYTES // 2**20, "count": len(entries)}
        raise _refusal("archive.too_large", file, **values)
    for entry in entries:
        name = _name(entry)
        grows = entry.file_size / max(entry.compress_size, 1)
        if entry.file_size > _SMALL and grows > MAX_RATIO:
            raise _refusal("archive.bomb", file, name=name, ratio=round(grows))
        if _leads_out(name) or stat.S_ISLNK(entry.external_attr >> 16):
            raise _refusal("archive.path", file, name=name)
        if entry.flag_bits & _ENCRYPTED:
            raise _refusal("archive.encrypted", file)


def _leads_out(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or bool(re.match(r"[A-Za-z]:", name))


def _name(entry: zipfile.ZipInfo) -> str:
    """Return the path of an entry; one without the UTF-8 mark is GBK if it can be."""
    if entry.flag_bits & _UTF8_FLAG or entry.filename.isascii():
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename


def _refusal(code: str, file: str, **values: object) -> DataError:
    return DataError([Problem(Severity.ERROR, code, file, values=values)])
