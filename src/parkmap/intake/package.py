"""A zip of XML, as xlsx and ods are, opened with nothing taken on trust.

Sizes are counted as they come out, not as they are declared; no name of a member is ever a path;
XML with a document type is refused, since that is how entities blow up.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

from parkmap.intake.cells import refuse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from parkmap.errors import DataError

    Start = Callable[[str, dict[str, str]], None]
    End = Callable[[str], None]

MAX_UNPACKED_BYTES: Final = 256 << 20
MAX_RATIO: Final = 100
"""XML of real tables shrinks 5 to 30 times; only the first 16 MiB may shrink more."""
MAX_MEMBERS: Final = 5_000
MAX_ELEMENTS: Final = 6_000_000
MAX_DEPTH: Final = 100
_FREE_BYTES: Final = 16 << 20
_CHUNK: Final = 1 << 16


class Package:
    """An archive whose members are read piece by piece, within limits for the whole of it."""

    def __init__(self, data: bytes, *, file: str) -> None:
        self.file = file
        self._unpacked = self._elements = 0
        self._limit = max(_FREE_BYTES, min(MAX_UNPACKED_BYTES, MAX_RATIO * len(data)))
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
            raise self.damaged(str(error)) from error
        infos = self._archive.infolist()
        self.names = frozenset(info.filename for info in infos)
        # By what is declared, before anything is unpacked; what comes out is counted as well.
        if sum(info.file_size for info in infos) > self._limit:
            raise refuse("sheet.too_large", file)
        if len(infos) > MAX_MEMBERS or len(self.names) < len(infos):
            raise self.damaged(f"{len(infos)} members, {len(self.names)} names")
        if any(info.flag_bits & 1 for info in infos):
            raise refuse("sheet.encrypted", file)

    def damaged(self, detail: str) -> DataError:
        """Return the error that refuses the file, to be raised."""
        return refuse("sheet.damaged", self.file, detail=detail)

    def find(self, name: str) -> str | None:
        """Return the member of that name, in whatever case, or None."""
        if name in self.names:
            return name
        folded = name.casefold()
        return next((known for known in sorted(self.names) if known.casefold() == folded), None)

    def parse(
        self, name: str, start: Start, end: End, text: Callable[[str], None] | None = None
    ) -> None:
        """Read a member as XML; the handlers get names without their prefixes.

        Raises
        ------
        DataError
            If it is damaged, too large, too deep, or has a document type.
        """
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        depth = 0
        count = self._elements

        def on_start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal depth, count
            depth += 1
            count += 1
            if depth > MAX_DEPTH or count > MAX_ELEMENTS:
                raise refuse("sheet.too_large", self.file)
            start(tag.rpartition(":")[2] if ":" in tag else tag, attributes)

        def on_end(tag: str) -> None:
            nonlocal depth
            depth -= 1
            end(tag.rpartition(":")[2] if ":" in tag else tag)

        def on_doctype(*_: object) -> None:
            raise refuse("sheet.doctype", self.file)

        parser.StartElementHandler = on_start
        parser.EndElementHandler = on_end
        parser.StartDoctypeDeclHandler = on_doctype
        if text is not None:
            parser.CharacterDataHandler = text
        try:
            for chunk in self._chunks(name):
                parser.Parse(chunk)
            parser.Parse(b"", True)  # noqa: FBT003 - expat's own signature
            self._elements = count
        except (expat.ExpatError, LookupError) as error:  # LookupError: an encoding of no such name
            raise self.damaged(f"{name}: {error}") from error

    def _chunks(self, name: str) -> Iterator[bytes]:
        try:
            with self._archive.open(name) as stream:
                while chunk := stream.read(_CHUNK):
                    self._unpacked += len(chunk)
                    if self._unpacked > self._limit:
                        raise refuse("sheet.too_large", self.file)
                    yield chunk
        except (
            zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, KeyError, OSError,
            ValueError, RuntimeError,
        ) as error:  # fmt: skip
            raise self.damaged(f"{name}: {error}") from error


def local(attributes: dict[str, str], name: str) -> str:
    """Return an attribute by its name without a prefix, or an empty text."""
    for key, value in attributes.items():
        if key.rpartition(":")[2] == name:
            return value
    return ""
