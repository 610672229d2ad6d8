"""What is wrong with a JSON text, and where: the slow reader, for files that the fast one refused.

It walks the text token by token with a stack of its own, so that no depth of nesting can bring it
down, and tells what a sender can act on: a comma too many, a key that stands twice, a text that
was cut. Positions are byte offsets into UTF-8.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import Final

MAX_DEPTH: Final = 100
"""Deepest nesting that is read: GeoJSON needs 8, and recursive writers fail near 1,000."""

_SPACE: Final = re.compile(rb"[ \t\n\r]*")
_OPEN_STRING: Final = re.compile(
    rb'"[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+'
)
_STRING: Final = re.compile(_OPEN_STRING.pattern + rb'"')
_NUMBER: Final = re.compile(
    rb"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][-+]?[0-9]++)?+(?![\w.+-])"
)
_WORD: Final = re.compile(rb"(?:true|false|null)(?!\w)")
_CONSTANT: Final = re.compile(rb"[-+]?(?:nan|infinity|inf|undefined)(?!\w)", re.IGNORECASE)
_ESCAPE: Final = re.compile(rb"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)
_OPENING: Final = {b"{": b"}", b"[": b"]"}
_CLOSING: Final = {b"}", b"]", b""}
_STRUCTURE: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\]]', re.DOTALL)
_SCALAR: Final = re.compile(rb"[^,\]}\s]+")


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of a JSON text: a code of ``problem.json``, where, at which path, and values."""

    code: str
    offset: int
    path: str = ""
    values: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class _Frame:
    """An object or array that is open: the place of the next value, and the keys seen."""

    is_object: bool
    key: str = ""
    index: int = -1
    seen: set[str] = field(default_factory=set)


class _Broken(Exception):  # noqa: N818 - ends the walk, and is no error of ours
    def __init__(self, code: str, offset: int, **values: object) -> None:
        self.code, self.offset, self.values = code, offset, values
        super().__init__(code)


def find_faults(data: bytes) -> list[Fault]:
    """Return every fault of a UTF-8 JSON text up to the first after which nothing makes sense."""
    walk = _Walk(data)
    try:
        walk.run()
    except _Broken as broken:
        walk.tell(broken.code, broken.offset, **broken.values)
    return walk.faults


def find_value(data: bytes, path: tuple[str | int, ...], *, start: int = 0) -> int:
    """Return the offset of the value at ``path``, from the value at ``start``, in faultless JSON.

    Where the path leads nowhere, the offset of the deepest value on it.
    """
    position = skip_space(data, start)
    for step in path:
        found = _step_into(data, position, step)
        if found is None:
            break
        position = found
    return position


def path_text(path: tuple[str | int, ...]) -> str:
    """Return a path as people write it.

    Examples
    --------
    >>> path_text(("features", 16, "geometry"))
    'features[16].geometry'
    """
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


class _Walk:
    def __init__(self, data: bytes) -> None:
        self.data, self.position = data, 0
        self.stack: list[_Frame] = []
        self.faults: list[Fault] = []

    def tell(self, code: str, offset: int, **values: object) -> None:
        self.faults.append(Fault(code, offset, self._path(), values))

    def run(self) -> None:
        self._value()
        while self.stack:
            self._after_value() if self._has_value() else self._first()
        self.position = skip_space(self.data, self.position)
        if self.position < len(self.data):
            code = "json.nul" if self.data[self.position] == 0 else "json.extra"
            raise _Broken(code, self.position)

    def _path(self) -> str:
        steps = (frame.key if frame.is_object else frame.index for frame in self.stack)
        return path_text(tuple(step for step in steps if step not in {"", -1}))

    def _has_value(self) -> bool:
        frame = self.stack[-1]
        return bool(frame.seen) if frame.is_object else frame.index >= 0

    def _first(self) -> None:
        """Read what follows an opening bracket: a value, or the closing bracket."""
        frame = self.stack[-1]
        self.position = skip_space(self.data, self.position)
        if self._peek() == (b"}" if frame.is_object else b"]"):
            self._close()
            return
        self._item(frame)

    def _after_value(self) -> None:
        frame = self.stack[-1]
        self.position = skip_space(self.data, self.position)
        closing = b"}" if frame.is_object else b"]"
        found = self._peek()
        if found == closing:
            self._close()
        elif found == b",":
            comma = self.position
            self.position = skip_space(self.data, self.position + 1)
            if self._peek() in {b"}", b"]"}:
                raise _Broken("json.trailing_comma", comma)
            self._item(frame)
        else:
            raise self._unexpected("json.unexpected", wanted=f", {closing.decode()}")

    def _item(self, frame: _Frame) -> None:
        if frame.is_object:
            self._key(frame)
        else:
            frame.index += 1
        self.position = skip_space(self.data, self.position)
        self._value()

    def _key(self, frame: _Frame) -> None:
        start = self.position
        match = _STRING.match(self.data, start)
        if match is None:
            raise self._unexpected("json.no_key")
        self._check_text(match)
        key = match[0][1:-1].decode("utf-8", "replace")
        frame.key = key if "\\" not in key else _unescaped(key)
        self.position = skip_space(self.data, match.end())
        if self._peek() != b":":
            raise self._unexpected("json.unexpected", wanted=":")
        self.position += 1
        if frame.key in frame.seen:
            self.tell("json.duplicate", start, key=frame.key)
        frame.seen.add(frame.key)

    def _value(self) -> None:
        self.position = skip_space(self.data, self.position)
        head = self._peek()
        if head in _OPENING:
            if len(self.stack) >= MAX_DEPTH:
                raise _Broken("json.too_deep", self.position, limit=MAX_DEPTH)
            self.stack.append(_Frame(head == b"{"))
            self.position += 1
            return
        match = _STRING.match(self.data, self.position)
        if match is not None:
            self._check_text(match)
        else:
            match = _NUMBER.match(self.data, self.position)
            if match is not None and math.isinf(float(match[0])):
                self.tell("json.number", self.position, number=_shown(match[0]))
            match = match or _WORD.match(self.data, self.position)
        if match is None:
            raise self._unexpected("json.no_value")
        self.position = match.end()

    def _close(self) -> None:
        self.stack.pop()
        self.position += 1

    def _check_text(self, match: re.Match[bytes]) -> None:
        if b"\\u" not in match[0]:
            return
        high = False
        end = -1
        for escape in _ESCAPE.finditer(match[0]):
            code = int(escape[1], 16) if escape[1] else 0x20
            is_low = 0xDC00 <= code <= 0xDFFF  # noqa: PLR2004 - halves of a surrogate pair
            joined = high and escape.start() == end
            if is_low != joined or (high and not joined):
                self.tell("json.surrogate", match.start() + escape.start())
                return
            if code == 0:
                self.tell("json.nul", match.start() + escape.start())
                return
            high, end = 0xD800 <= code <= 0xDBFF, escape.end()  # noqa: PLR2004
        if high:
            self.tell("json.surrogate", match.start() + end - 6)

    def _peek(self) -> bytes:
        return self.data[self.position : self.position + 1]

    def _unexpected(self, code: str, **values: object) -> _Broken:  # noqa: PLR0911 - one a kind
        """Return the fault at the present position: ``code`` if it has no better name."""
        data, at = self.data, self.position
        rest = data[at : at + 16]
        constant = _CONSTANT.match(rest)
        if not rest or any(word.startswith(data[at:]) for word in (b"true", b"false", b"null")):
            return _Broken("json.truncated", at)
        if constant:
            return _Broken("json.constant", at, constant=constant[0].decode())
        if rest[0] == 0:
            return _Broken("json.nul", at)
        if rest[0] == ord('"'):
            return self._broken_text(at, code, values)
        if rest[0] in b"'" or rest[:3] in {"“".encode(), "”".encode(), "‘".encode()}:
            return _Broken("json.quotes", at)
        if rest[:2] in {b"//", b"/*"} or rest[0] in b"#":
            return _Broken("json.comment", at)
        found = re.match(rb"[\w.+-]+|.", rest, re.DOTALL)
        text = (found[0] if found else rest).decode("utf-8", "replace")
        return _Broken(code, at, found=text, **values)

    def _broken_text(self, at: int, code: str, values: dict[str, object]) -> _Broken:
        """Say what breaks the string that begins at ``at``."""
        good = _OPEN_STRING.match(self.data, at)
        end = good.end() if good else at + 1
        byte = self.data[end : end + 1]
        if not byte:
            return _Broken("json.truncated", end)
        if byte == b'"':
            return _Broken(code, at, found='"', **values)
        if byte == b"\0":
            return _Broken("json.nul", end)
        if byte == b"\\":
            bad = self.data[end : end + 2].decode("utf-8", "replace")
            return _Broken("json.escape", end, found=bad)
        return _Broken("json.control", end)


def skip_space(data: bytes, position: int) -> int:
    """Return the offset of the next byte that is no white space."""
    match = _SPACE.match(data, position)
    return match.end() if match else position


def _unescaped(key: str) -> str:
    import json  # noqa: PLC0415 - only for a key with escapes

    return str(json.loads(f'"{key}"', strict=False))


def _shown(token: bytes) -> str:
    text = token.decode()
    return text if len(text) <= 24 else f"{text[:20]}..."  # noqa: PLR2004 - enough to find it by


def _step_into(data: bytes, position: int, step: str | int) -> int | None:
    """Return the offset of a member of the object or array that begins at ``position``."""
    opening = data[position : position + 1]
    if opening not in _OPENING or (opening == b"{") != isinstance(step, str):
        return None
    index, position = 0, skip_space(data, position + 1)
    while data[position : position + 1] not in _CLOSING:
        key: str | int = index
        if opening == b"{":
            match = _STRING.match(data, position)
            if match is None:
                return None
            key = _unescaped(match[0][1:-1].decode())
            position = skip_space(data, skip_space(data, match.end()) + 1)
        if key == step:
            return position
        position = skip_space(data, _end_of(data, position))
        if data[position : position + 1] == b",":
            position = skip_space(data, position + 1)
        index += 1
    return None


def _end_of(data: bytes, position: int) -> int:
    """Return where the value ends that begins at ``position``."""
    if data[position : position + 1] not in _OPENING:
        match = _STRING.match(data, position) or _SCALAR.match(data, position)
        return match.end() if match else position + 1
    depth = 0
    for match in _STRUCTURE.finditer(data, position):
        depth += {b"{": 1, b"[": 1, b"}": -1, b"]": -1}.get(match[0], 0)
        if depth == 0:
            return match.end()
    return len(data)
