"""Shapefiles: the parts beside the .shp, or in a ZIP, and the encoding of their texts.

GDAL is given the table as Latin-1, which maps every byte to one character and back, so that the
encoding is decided here: by the .cpg, then the table's language byte, then strict UTF-8, then
GB18030. GDAL's own guess turns GBK without a .cpg into rubbish in silence.
"""

from __future__ import annotations

import codecs
import struct
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from parkmap.errors import DataError, SourceError
from parkmap.intake.archive import unpack
from parkmap.intake.drivers import crs_of, read_driver
from parkmap.intake.features import Features
from parkmap.intake.findings import Findings
from parkmap.model import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from parkmap.model import LayerSpec

PARTS: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_NEEDED: Final = (".shp", ".shx", ".dbf")
# Language bytes of dBASE tables, as far as the region uses them; 0x57 means "whatever ANSI is".
_LANGUAGES: Final = {
    0x4D: "gbk", 0x7A: "gbk", 0x4F: "big5", 0x78: "big5", 0x13: "cp932", 0x7B: "cp932",
    0x4E: "cp949", 0x79: "cp949", 0x03: "cp1252", 0x01: "cp437", 0x02: "cp850",
}  # fmt: skip
_CODE_PAGES: Final = {"65001": "utf-8", "936": "gb18030", "950": "big5", "54936": "gb18030"}


def read_shapefile(data: bytes, spec: LayerSpec) -> tuple[Features, Findings]:
    """Read a .shp with the parts that lie beside it."""
    parts = {".shp": data}
    stem = spec.path.stem.lower()
    for entry in sorted(spec.path.parent.iterdir()):
        suffix = entry.suffix.lower()
        if entry.stem.lower() == stem and suffix in PARTS and suffix != ".shp":
            try:
                parts[suffix] = entry.read_bytes()
            except OSError as error:
                values = {"detail": error.strerror or str(error)}
                problem = Problem(Severity.ERROR, "source.unreadable", entry.name, values=values)
                raise SourceError([problem]) from error
    return _read_parts(parts, spec)


def read_zip(data: bytes, spec: LayerSpec) -> tuple[Features, Findings]:
    """Read the one shapefile that a ZIP holds."""
    file = spec.path.name
    entries = unpack(data, file=file, suffixes=PARTS)
    named = [name for name in entries if name.lower().endswith(".shp")]
    if spec.table is not None:
        named = [name for name in named if PurePosixPath(name).stem == spec.table]
    if len(named) != 1:
        known = ", ".join(name for name in entries if name.lower().endswith(".shp"))
        code = "archive.many" if known else "archive.none"
        raise _refusal(code, file, known=known)
    stem = named[0][:-4].lower()
    parts = {
        name[-4:].lower(): content for name, content in entries.items() if name[:-4].lower() == stem
    }
    return _read_parts(parts, spec)


def _read_parts(parts: Mapping[str, bytes], spec: LayerSpec) -> tuple[Features, Findings]:
    file = spec.path.name
    _refuse_unfit(parts, file)
    findings = Findings(file)
    with TemporaryDirectory(prefix="parkmap-") as folder:
        for suffix, content in parts.items():
            if suffix != ".cpg":
                Path(folder, f"layer{suffix}").write_bytes(content)
        source = str(Path(folder, "layer.shp"))
        meta, geometry, columns = read_driver(
            source, "ESRI Shapefile", findings, layer=0, encoding="ISO-8859-1"
        )
    encoding = _encoding(parts, columns, spec, findings)
    decoded = _decoded(columns, encoding, findings)
    crs = crs_of(meta["crs"])
    if crs is None and parts.get(".prj", b"").strip():
        crs = ""
    return Features(geometry, decoded, crs=crs, encoding=encoding), findings


def _refuse_unfit(parts: Mapping[str, bytes], file: str) -> None:
    """Refuse a shapefile of which a part is missing, cut, or another file's."""
    missing = [suffix for suffix in _NEEDED if suffix not in parts]
    if missing:
        raise _refusal("shapefile.missing", file, parts=", ".join(missing))
    shp, shx, dbf = (parts[suffix] for suffix in _NEEDED)
    if len(shp) < 100 or len(shx) < 100 or len(dbf) < 32:  # noqa: PLR2004 - sizes of their headers
        raise _refusal("shapefile.cut", file)
    if struct.unpack_from(">i", shp, 24)[0] * 2 > len(shp):
        raise _refusal("shapefile.cut", file)
    shapes = (struct.unpack_from(">i", shx, 24)[0] * 2 - 100) // 8
    (rows,) = struct.unpack_from("<I", dbf, 4)
    if shapes != rows:
        raise _refusal("shapefile.differ", file, shapes=shapes, rows=rows)


def _encoding(
    parts: Mapping[str, bytes],
    columns: Mapping[str, Sequence[Any]],
    spec: LayerSpec,
    findings: Findings,
) -> str:
    stated = spec.encoding or _stated(parts)
    texts = list(_texts(columns))
    if stated:
        try:
            return codecs.lookup(stated).name
        except LookupError:
            raise _refusal("encoding.unknown", findings.file, encoding=stated) from None
    if all(text.isascii() for text in texts):
        return "utf-8"
    encoding = "utf-8" if all(_fits(text, "utf-8") for text in texts) else "gb18030"
    findings.note("shapefile.guessed", encoding=encoding.upper())
    return encoding


def _stated(parts: Mapping[str, bytes]) -> str | None:
    """Return the encoding that the .cpg, or else the table's language byte, names."""
    name = parts.get(".cpg", b"").decode("ascii", "replace").strip().strip("\ufeff")
    for prefix in ("ANSI", "OEM", "CP", "WINDOWS-"):
        rest = name.upper().removeprefix(prefix).strip(" -_")
        if rest.isdigit():
            return _CODE_PAGES.get(rest, f"cp{rest}")
    return name.replace(" ", "-") or _LANGUAGES.get(parts[".dbf"][29])


def _texts(columns: Mapping[str, Sequence[Any]]) -> Iterable[bytes]:
    """Return all names and values that are texts, as the bytes of the table."""
    for name, values in columns.items():
        yield name.encode("latin-1", "replace")
        for value in values:
            if isinstance(value, str):
                yield value.encode("latin-1", "replace")


def _fits(text: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(text)
    except UnicodeDecodeError:
        return False
    return True


def _decoded(
    columns: Mapping[str, Sequence[Any]], encoding: str, findings: Findings
) -> Mapping[str, Sequence[Any]]:
    """Return columns with their texts decoded; half a character at a field's end is dropped."""
    cut = 0

    def decode(text: str) -> str:
        nonlocal cut
        data = text.encode("latin-1", "replace")
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            plain = decoder.decode(data)
        except UnicodeDecodeError as error:
            values = {"encoding": encoding.upper(), "byte": f"0x{data[error.start]:02X}"}
            raise _refusal("shapefile.encoding", findings.file, **values) from error
        cut += bool(decoder.getstate()[0])
        return plain

    decoded = {
        decode(name): [decode(value) if isinstance(value, str) else value for value in values]
        for name, values in columns.items()
    }
    if cut:
        findings.warn("shapefile.cut_texts", count=cut)
    return decoded


def _refusal(code: str, file: str, **values: object) -> DataError:
    return DataError([Problem(Severity.ERROR, code, file, values=values)])
