"""What folium's pages ask the web for, answered from the disk, so that no network is measured.

A server on this machine hands out the page and what it loads, with leave to cache. A browser keeps
no cache of ``file:`` addresses, nor where Playwright routes its requests, and would ask 100,000
times for the same icon.
"""

from __future__ import annotations

import re
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import files
from mimetypes import guess_type
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MODULES: Final = Path(__file__).parent / "node_modules"
FROM_NPM: Final = {
    "jquery-3.7.1.min.js": "jquery/dist/jquery.min.js",
    "bootstrap.bundle.min.js": "bootstrap/dist/js/bootstrap.bundle.min.js",
    "bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "leaflet.awesome-markers.js": "leaflet.awesome-markers/dist/leaflet.awesome-markers.js",
    "leaflet.awesome-markers.css": "leaflet.awesome-markers/dist/leaflet.awesome-markers.css",
    "leaflet.markercluster.js": "leaflet.markercluster/dist/leaflet.markercluster.js",
    "MarkerCluster.css": "leaflet.markercluster/dist/MarkerCluster.css",
    "MarkerCluster.Default.css": "leaflet.markercluster/dist/MarkerCluster.Default.css",
}
_LINK: Final = re.compile(r'<(?:script|link)\b[^>]*?\b(?:src|href)="(https?://[^"]+)"')
PAGE: Final = "/page.html"


@contextmanager
def web(page: Path) -> Iterator[tuple[str, set[str]]]:
    """Serve a page and what it loads; yield its address and the names that are not known.

    Those are decoration (see docs/benchmarks.md), and are answered with nothing.
    """
    known = {**_known_files(), PAGE.strip("/"): page}
    unknown: set[str] = set()
    # Links lead to this server by name alone: the page's other text is left as it is.
    body = _LINK.sub(_to_here, page.read_text(encoding="utf-8")).encode()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            name = self.path.rpartition("/")[2]
            path = known.get(name)
            if path is None:
                unknown.add(name)
            answer = body if path is page else path.read_bytes() if path else b""
            self.send_response(200)
            self.send_header("Content-Type", guess_type(name)[0] or "text/plain")
            self.send_header("Content-Length", str(len(answer)))
            self.send_header("Cache-Control", "max-age=3600")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Keep quiet: standard error is for what went wrong."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{PAGE}", unknown
        finally:
            server.shutdown()


def _to_here(link: re.Match[str]) -> str:
    name = urlsplit(link[1]).path.rpartition("/")[2]
    return link[0].replace(link[1], f"/{name}")


def _known_files() -> Mapping[str, Path]:
    from_npm = {name: MODULES / place for name, place in FROM_NPM.items()}
    missing = [path for path in from_npm.values() if not path.is_file()]
    if missing:
        message = f"{missing[0].name} is missing: run `npm ci` in benchmarks/, or `make bench`"
        raise FileNotFoundError(message)
    leaflet = {
        file.name: Path(str(file.locate())).resolve()
        for file in files("XStatic-Leaflet") or []
        if file.suffix in {".js", ".css", ".png"}
    }
    return {**leaflet, **from_npm}
