from __future__ import annotations

import http.client
import json
import os
import queue
import re
import shutil
import socket
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pytest

from parkmap.page.policy import digest
from parkmap.pipeline.reading import files_of
from parkmap.serve import Preview, TakenPortError, keep
from parkmap.workspace import load_workspace
from tests.live import TIMEOUT_S, Live, save_over

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
WORDS = {"waiting": "w", "old": "o", "none": "n", "more": "{count} more", "ended": "e"}

no_ctrl_c = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")


@pytest.fixture
def preview() -> Iterator[Preview]:
    with Preview("en", WORDS, port=0) as listening:
        yield listening


@pytest.fixture
def zone(tmp_path: Path) -> Path:
    folder = tmp_path / "zone"
    shutil.copytree(ROOT / "geodata", folder)
    return folder


@contextmanager
def asked(
    preview: Preview, path: str, *, method: str = "GET", host: str | None = None
) -> Iterator[http.client.HTTPResponse]:
    connection = http.client.HTTPConnection("127.0.0.1", preview.port, timeout=TIMEOUT_S)
    connection.putrequest(method, path, skip_host=True)
    if host != "":
        connection.putheader("Host", host or f"127.0.0.1:{preview.port}")
    connection.endheaders()
    response = connection.getresponse()
    try:
        yield response
    finally:
        response.close()
        connection.close()


def status_of(preview: Preview, path: str, *, method: str = "GET", host: str | None = None) -> int:
    with asked(preview, path, method=method, host=host) as response:
        return response.status


def next_event(response: http.client.HTTPResponse) -> Any:
    while True:
        line = response.readline()
        assert line, "the stream has ended"
        if line.startswith(b"data: "):
            return json.loads(line.removeprefix(b"data: "))


def test_it_listens_on_this_machine_only(preview: Preview) -> None:
    assert preview.url == f"http://127.0.0.1:{preview.port}/"
    assert preview._server.socket.getsockname()[0] == "127.0.0.1"


def test_frame_carries_a_policy_that_fits_it(preview: Preview) -> None:
    with asked(preview, "/") as response:
        policy = response.headers["Content-Security-Policy"]
        text = response.read().decode()
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    for kind in ("script", "style"):
        found = re.findall(f"<{kind}>(.+?)</{kind}>", text, re.DOTALL)
        assert [f"{kind}-src '{digest(block)}'" in policy for block in found] == [True]
    assert "frame-src 'self'" in policy
    assert "default-src 'none'" in policy


def test_map_is_served_as_it_was_built(preview: Preview) -> None:
    assert status_of(preview, "/map") == 404
    preview.show("<p>一</p>")
    with asked(preview, "/map?any-1") as response:
        assert response.read().decode() == "<p>一</p>"
        assert response.headers["Content-Security-Policy"] == "frame-ancestors 'self'"


@pytest.mark.parametrize(
    "path",
    [
        "/map/", "/index.html", "/maps", "/../etc/passwd", "/map/../../etc/passwd", "//etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd", "/..%5c..%5c", "/favicon.ico", "/events/1",
    ],
)  # fmt: skip
def test_nothing_else_is_there(preview: Preview, path: str) -> None:
    preview.show("<p></p>")
    assert status_of(preview, path) == 404


@pytest.mark.parametrize("path", ["/", "/map", "/events"])
@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "127.0.0.1:1", ""])
def test_stranger_name_of_this_machine_is_refused(preview: Preview, path: str, host: str) -> None:
    preview.show("<p></p>")
    assert status_of(preview, path, host=host.format(port=preview.port)) == 421


def test_localhost_is_this_machine(preview: Preview) -> None:
    assert status_of(preview, "/", host=f"localhost:{preview.port}") == 200


def test_nothing_can_be_sent(preview: Preview) -> None:
    assert status_of(preview, "/map", method="POST") == 501


def test_events_tell_every_state_and_begin_with_the_last(preview: Preview) -> None:
    with asked(preview, "/events") as response:
        assert response.headers["Content-Type"] == "text/event-stream"
        first = next_event(response)
        assert (first["version"], first["failed"], first["words"]) == ("", False, WORDS)
        preview.show("<p></p>")
        shown = next_event(response)
        preview.fail(["a\nb", "</script>"])
        failed = next_event(response)
        assert failed["version"] == shown["version"] != ""
        assert (failed["failed"], failed["messages"]) == (True, ["a\nb", "</script>"])
    with asked(preview, "/events") as response:
        assert next_event(response) == failed
        preview.show("<p></p>")
        mended = next_event(response)
        assert (mended["failed"], mended["messages"]) == (False, [])
        assert mended["version"] != shown["version"]


def test_a_thousand_messages_are_cut(preview: Preview) -> None:
    preview.fail([str(number) for number in range(1000)])
    with asked(preview, "/events") as response:
        told = next_event(response)
    assert (len(told["messages"]), told["more"]) == (200, 800)


def test_end_ends_the_streams() -> None:
    with Preview("en", WORDS, port=0) as preview:
        connection = http.client.HTTPConnection("127.0.0.1", preview.port, timeout=TIMEOUT_S)
        connection.request("GET", "/events")
        response = connection.getresponse()
        next_event(response)
    assert response.read().strip() == b""
    response.close()
    connection.close()


def test_port_that_is_taken_is_told_or_passed_over() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(TakenPortError):
            Preview("en", WORDS, port=port)
    with Preview("en", WORDS) as first, Preview("en", WORDS) as second:
        assert first.port != second.port


class Rounds:
    """Attempts that a thread makes, one by one."""

    def __init__(self, *files: Path) -> None:
        self.files = list(files)
        self.done: queue.SimpleQueue[dict[str, str]] = queue.SimpleQueue()
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        keep(lambda: self.files, self._attempt, stop=self.stop)

    def _attempt(self) -> None:
        files = [file for file in self.files if file.exists()]
        self.done.put({file.name: file.read_text(encoding="utf-8") for file in files})

    def next(self) -> dict[str, str]:
        return self.done.get(timeout=TIMEOUT_S)

    def until(self, seen: dict[str, str]) -> None:
        """Wait for ``seen``; a file that is saved in two steps may be met in between."""
        while self.next() != seen:
            pass

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.thread.join(TIMEOUT_S)
        assert not self.thread.is_alive()


def test_changes_are_met_however_they_are_made(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("1", encoding="utf-8")
    with Rounds(file) as rounds:
        assert rounds.next() == {"a.txt": "1"}
        file.write_text("22", encoding="utf-8")
        rounds.until({"a.txt": "22"})
        save_over(file, "333")
        rounds.until({"a.txt": "333"})
        file.unlink()
        rounds.until({})
        file.write_text("4", encoding="utf-8")
        rounds.until({"a.txt": "4"})


def test_change_during_an_attempt_leads_to_another(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("1", encoding="utf-8")
    read = []
    stop = threading.Event()

    def attempt() -> None:
        read.append(file.read_text(encoding="utf-8"))
        if len(read) == 1:
            file.write_text("22", encoding="utf-8")
        else:
            stop.set()

    keep(lambda: [file], attempt, stop=stop)
    assert read == ["1", "22"]


def test_other_files_of_the_folder_do_not_matter(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    file.write_text("1", encoding="utf-8")
    with Rounds(file) as rounds:
        rounds.next()
        for name in ("~$a.xlsx", "index.html", ".a.xlsx.swp"):
            (tmp_path / name).write_text("x", encoding="utf-8")
        file.write_text("22", encoding="utf-8")
        # One more attempt for the one file that counts: the others led to none of their own.
        assert rounds.next() == {"a.xlsx": "22"}
        assert rounds.done.empty()


def test_folder_that_comes_later_is_watched(tmp_path: Path) -> None:
    file = tmp_path / "later/deep/a.txt"
    with Rounds(file) as rounds:
        assert rounds.next() == {}
        file.parent.mkdir(parents=True)
        file.write_text("1", encoding="utf-8")
        rounds.until({"a.txt": "1"})
        shutil.rmtree(tmp_path / "later")
        rounds.until({})


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_file_behind_a_link_is_watched(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    real = tmp_path / "real/a.txt"
    real.write_text("1", encoding="utf-8")
    (tmp_path / "here").mkdir()
    link = tmp_path / "here/a.txt"
    link.symlink_to(real)
    with Rounds(link) as rounds:
        rounds.next()
        save_over(real, "22")
        rounds.until({"a.txt": "22"})


def test_parts_of_a_shapefile_are_watched(zone: Path) -> None:
    toml = zone / "parkmap.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(text + '\n[layers.pipes]\npath = "pipes.shp"\n', encoding="utf-8")
    for name in ("pipes.shp", "pipes.DBF", "pipes.shx", "pipes.txt", "other.dbf"):
        (zone / name).touch()
    names = {path.name for path in files_of(load_workspace(toml))}
    assert {"parkmap.toml", "tasks.csv", "pipes.shp", "pipes.DBF", "pipes.shx"} <= names
    assert not {"pipes.txt", "other.dbf"} & names


@no_ctrl_c
@pytest.mark.slow
def test_watch_survives_faults_and_new_layers_and_ends_with_ctrl_c(zone: Path) -> None:
    file = zone / "toilets.geojson"
    toilets = file.read_text(encoding="utf-8")
    with Live("build", "--watch", cwd=zone) as live:
        live.hear("watching 14 files")
        good = (zone / "maps/index.html").read_bytes()

        save_over(file, "<html>")
        live.hear("toilets.geojson: is a web page")
        live.hear("not built, maps/index.html is as it was")
        live.hear("watching 14 files")
        assert (zone / "maps/index.html").read_bytes() == good

        toml = zone / "parkmap.toml"
        text = toml.read_text(encoding="utf-8")
        save_over(toml, "[zone")
        live.hear("Error: parkmap.toml")
        live.hear("watching 14 files")
        save_over(file, toilets)
        live.hear("watching 14 files")
        (zone / "wc.geojson").write_text(toilets, encoding="utf-8")
        save_over(toml, text + '\n[layers.wc]\npath = "wc.geojson"\n')
        live.hear("wc: 3 from wc.geojson")
        live.hear("watching 15 files")

        save_over(zone / "wc.geojson", "")
        live.hear("wc.geojson: is empty")
        live.hear("watching 15 files")
        assert live.interrupt() == 0
        live.hear("stopped")
    assert not any("Traceback" in line for line in live.said)


@no_ctrl_c
@pytest.mark.slow
def test_watch_of_a_broken_workspace_waits_for_it_to_be_mended(zone: Path) -> None:
    toml = zone / "parkmap.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text("[zone", encoding="utf-8")
    with Live("build", "--watch", cwd=zone, lang="zh") as live:
        live.hear("未能生成，等待改动")
        save_over(toml, text)
        live.hear("地图：")
        assert live.interrupt() == 0
        live.hear("已结束")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--watch", "-o", "-"), 2, "write a file"),
        (("--port", "8000"), 2, "belongs to --serve"),
        (("--watch", "--layer", "nowhere"), 2, "there is no layer 'nowhere'"),
        (("--serve", "--port", "{port}"), 2, "is taken"),
        (("--watch", "-o", "taken/"), 73, "taken"),
        (("--watch", "-w", "nowhere"), 78, "nowhere"),
    ],
)
def test_what_no_change_of_a_file_can_mend_ends_at_once(
    zone: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    (zone / "taken").write_text("a file", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        filled = [word.format(port=port) for word in words]
        with Live("build", *filled, cwd=zone) as live:
            live.hear(said)
            assert live.process.wait(TIMEOUT_S) == code
