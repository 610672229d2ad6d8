"""The map on 127.0.0.1, in an outer frame that reloads it and says when it is old.

The standard library's server is enough: one reader, three addresses, and server-sent events. It
answers to its own name only, for any page of the web may send requests here (DNS rebinding), and
it never looks at the disk, so no path leads anywhere.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
from dataclasses import dataclass, replace
from functools import cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from socketserver import TCPServer
from threading import Condition, Thread
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urlsplit

from parkmap.page.policy import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from parkmap.model import Lang

HOST: Final = "127.0.0.1"
_USUAL_PORTS: Final = (*range(8000, 8020), 0)
"""Tried in turn where no port is named; 0 is any that is free."""
_TOLD: Final = 200
"""Messages that the outer frame gets; nobody reads more there."""
_PULSE_S: Final = 15.0
"""How often a silent stream says that it lives, and notices that nobody listens."""

_HTML: Final = "text/html; charset=utf-8"
_CONSTANT: Final = (
    ("Cache-Control", "no-store"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
)


class TakenPortError(Exception):
    """The port that was asked for is somebody else's."""


@dataclass(frozen=True, slots=True)
class _State:
    """What the outer frame shows: which map, and why it is old."""

    version: str = ""
    html: bytes = b""
    messages: tuple[str, ...] = ()
    is_failed: bool = False
    is_over: bool = False


class Preview:
    """A server of one map, as a context manager: it listens from the beginning to the end.

    Parameters
    ----------
    lang
        The language of the outer frame.
    words
        Its sentences, by the names that ``assets/frame.js`` knows.
    port
        Where to listen; 0 is any free port, None the first free one from 8000 on.

    Raises
    ------
    TakenPortError
        If the port cannot be had.
    """

    def __init__(self, lang: Lang, words: Mapping[str, str], *, port: int | None = None) -> None:
        self._constant = {"lang": lang, "words": dict(words)}
        self._state = _State()
        self._changed = Condition()
        # A page that was open before this server began has another map.
        self._run = secrets.token_hex(4)
        self._count = 0
        self._server = _listen(self, _USUAL_PORTS if port is None else (port,))
        self._thread = Thread(target=self._server.serve_forever, daemon=True)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """The address to open."""
        return f"http://{HOST}:{self.port}/"

    def show(self, html: str) -> None:
        """Show another map; readers keep view and selection."""
        self._count += 1
        self._become(_State(f"{self._run}-{self._count}", html.encode("utf-8")))

    def fail(self, messages: Sequence[str]) -> None:
        """Say that the map is old, and why; it stays."""
        self._become(replace(self._state, messages=tuple(messages), is_failed=True))

    def map(self) -> bytes:
        """Return the map; empty before the first."""
        return self._state.html

    def events(self) -> Iterator[str | None]:
        """Yield the state now and whenever it changes, as JSON; None is a sign of life."""
        told = None
        while True:
            with self._changed:
                if self._state is told:
                    self._changed.wait(_PULSE_S)
                state = self._state
            if state.is_over:
                return
            yield None if state is told else self._json(state)
            told = state

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._become(replace(self._state, is_over=True))
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _become(self, state: _State) -> None:
        with self._changed:
            self._state = state
            self._changed.notify_all()

    def _json(self, state: _State) -> str:
        told = {
            "version": state.version,
            "failed": state.is_failed,
            "messages": state.messages[:_TOLD],
            "more": len(state.messages[_TOLD:]),
            **self._constant,
        }
        return json.dumps(told, ensure_ascii=False)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # On Windows this would let two servers share a port.
    allow_reuse_address = os.name != "nt"

    def __init__(self, preview: Preview, port: int) -> None:
        self.preview = preview
        super().__init__((HOST, port), _Handler)

    def server_bind(self) -> None:
        """Listen, without asking the network for this machine's name as HTTPServer does."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """Be silent of readers who close a page; anything else is a bug."""
        if not isinstance(sys.exception(), (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 60

    def do_GET(self) -> None:
        """Answer: the frame, the map, the events, and nothing else."""
        names = {f"{name}:{self.server.server_port}" for name in (HOST, "localhost")}
        if self.headers.get_all("Host", []) not in [[name] for name in names]:
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST)
            return
        html = self.server.preview.map()
        path = urlsplit(self.path).path
        if path == "/":
            self._send(frame().encode("utf-8"), frame_policy())
        elif path == "/map" and html:
            # The page carries a policy of its own; this one only says who may frame it.
            self._send(html, "frame-ancestors 'self'")
        elif path == "/events":
            self._stream()
        else:
            self._refuse(HTTPStatus.NOT_FOUND)

    def _send(self, body: bytes, policy: str) -> None:
        self._head(HTTPStatus.OK, _HTML, policy, ("Content-Length", str(len(body))))
        self.wfile.write(body)

    def _stream(self) -> None:
        self._head(HTTPStatus.OK, "text/event-stream", "default-src 'none'")
        for told in self.server.preview.events():
            self.wfile.write(f"data: {told}\n\n".encode() if told else b":\n\n")
            self.wfile.flush()

    def _refuse(self, status: HTTPStatus) -> None:
        body = f"{status.value} {status.phrase}\n".encode()
        length = ("Content-Length", str(len(body)))
        self._head(status, "text/plain; charset=utf-8", "default-src 'none'", length)
        self.wfile.write(body)

    def _head(self, status: HTTPStatus, kind: str, policy: str, *more: tuple[str, str]) -> None:
        self.send_response(status)
        own = (("Content-Type", kind), ("Content-Security-Policy", policy))
        for name, value in (*own, *_CONSTANT, *more):
            self.send_header(name, value)
        self.end_headers()

    def version_string(self) -> str:
        """Return the name of the server, without versions."""
        return "parkmap"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Say nothing: the terminal belongs to the builds."""


def _listen(preview: Preview, ports: Iterable[int]) -> _Server:
    for port in ports:
        try:
            return _Server(preview, port)
        except (OSError, OverflowError):
            continue
    raise TakenPortError


@cache
def frame() -> str:
    """Return the outer frame, a constant: what it says comes with the events."""
    text = _asset("frame.html")
    for kind, name in (("style", "frame.css"), ("script", "frame.js")):
        text = text.replace(f"<{kind}></{kind}>", f"<{kind}>{_asset(name)}</{kind}>")
    return text


@cache
def frame_policy() -> str:
    """Return the policy of the outer frame."""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src '{digest(_asset('frame.js'))}'",
            f"style-src '{digest(_asset('frame.css'))}'",
            "frame-src 'self'",
            "connect-src 'self'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        ]
    )


def _asset(name: str) -> str:
    return (files("parkmap.serve") / "assets" / name).read_text(encoding="utf-8")
