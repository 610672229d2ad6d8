"""A build that is killed, at any moment, leaves a whole map: the old one or the new one.

``PARKMAP_SOAK_KILLS`` sets the number of random moments, which is 30 by itself and 100 in
``make soak``. The seed is fixed; the moments are shares of what a build takes on this machine.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

KILLS = int(os.environ.get("PARKMAP_SOAK_KILLS", "30"))
SEED = 20170206
OLD, NEW = "2017-03-31", "2017-06-30"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL"),
]

# Runs parkmap in a process that kills itself at one call of the write.
DRIVER = """
import os, signal, sys
name, when = sys.argv.pop(1).split(":")
real = getattr(os, name)

def die(*words, **options):
    if when == "after":
        real(*words, **options)
    if when == "half":
        stream = real(*words, **options)
        class Half:
            def __enter__(self):
                return self
            def __exit__(self, *_):
                pass
            def write(self, data):
                stream.write(data[: len(data) // 2])
                stream.flush()
                os.kill(os.getpid(), signal.SIGKILL)
        return Half()
    os.kill(os.getpid(), signal.SIGKILL)

from parkmap.cli import main
import parkmap.pipeline.build
setattr(os, name, die)
main()
"""


def feature(number: int, kind: str, coordinates: object, name: str) -> dict[str, object]:
    return {
        "type": "Feature",
        "id": f"f{number}",
        "geometry": {"type": kind, "coordinates": coordinates},
        "properties": {"name": name},
    }


def write_layer(file: Path, features: list[dict[str, object]]) -> None:
    document = {"type": "FeatureCollection", "features": features}
    file.write_text(json.dumps(document), encoding="utf-8")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """Return a workspace with the old map, and the bytes of both maps.

    It is so small that a build is hardly more than its imports and its write.
    """
    folder = tmp_path_factory.mktemp("zone")
    ring = [[118.58, 24.7], [118.6, 24.7], [118.6, 24.72], [118.58, 24.72], [118.58, 24.7]]
    write_layer(folder / "parks.geojson", [feature(1, "Polygon", [ring], "东园")])
    stops = [feature(at, "Point", [118.59, 24.702 + at / 1000], f"{at}号站") for at in range(5)]
    write_layer(folder / "stops.geojson", stops)
    toml = (
        '[zone]\nname = "Zone"\nyear = 2017\n'
        '[parks]\npath = "parks.geojson"\n[layers.stops]\npath = "stops.geojson"\n'
    )
    (folder / "parkmap.toml").write_text(toml, encoding="utf-8")
    return folder, {NEW: build(folder, NEW), OLD: build(folder, OLD)}


@pytest.fixture
def zone(tmp_path: Path, built: tuple[Path, dict[str, bytes]]) -> Path:
    shutil.copytree(built[0], tmp_path / "zone")
    return tmp_path / "zone"


@pytest.fixture
def maps(built: tuple[Path, dict[str, bytes]]) -> dict[str, bytes]:
    return built[1]


def command(day: str) -> list[str]:
    return [sys.executable, "-m", "parkmap", "build", "--as-of", day]


def build(zone: Path, day: str) -> bytes:
    subprocess.run(command(day), cwd=zone, capture_output=True, check=True)
    return (zone / "maps/index.html").read_bytes()


def strays(zone: Path) -> list[Path]:
    return list((zone / "maps").glob(".parkmap-*.tmp"))


@pytest.mark.parametrize(
    ("call", "survivor"),
    [
        ("fdopen:before", OLD),
        ("fdopen:half", OLD),
        ("fsync:before", OLD),
        ("fsync:after", OLD),
        ("replace:before", OLD),
        ("replace:after", NEW),
    ],
)
def test_death_inside_the_write_leaves_a_whole_map(
    zone: Path, maps: dict[str, bytes], call: str, survivor: str
) -> None:
    words = [sys.executable, "-c", DRIVER, call, "build", "--as-of", NEW]
    died = subprocess.run(words, cwd=zone, capture_output=True, check=False)
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert (zone / "maps/index.html").read_bytes() == maps[survivor]
    assert bool(strays(zone)) == (survivor == OLD)
    assert build(zone, NEW) == maps[NEW]
    assert not strays(zone)


def test_first_build_that_dies_leaves_no_half_map(zone: Path) -> None:
    (zone / "maps/index.html").unlink()
    words = [sys.executable, "-c", DRIVER, "fdopen:half", "build", "--as-of", NEW]
    subprocess.run(words, cwd=zone, capture_output=True, check=False)
    assert not (zone / "maps/index.html").exists()
    assert strays(zone)
    build(zone, NEW)
    assert not strays(zone)


def test_build_that_is_killed_at_any_moment_leaves_a_whole_map(
    zone: Path, maps: dict[str, bytes]
) -> None:
    moments = random.Random(SEED)  # noqa: S311 - repeatable, not secret
    began = time.monotonic()
    whole = set(maps.values())
    build(zone, OLD)
    duration_s = time.monotonic() - began
    killed = in_write = 0
    for number in range(KILLS):
        day = NEW if number % 2 == 0 else OLD
        process = subprocess.Popen(
            command(day), cwd=zone, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        if number % 3 == 2:  # a third dies as soon as the write has begun
            in_write += wait_for_write(zone, process)
        else:
            wait(process, moments.uniform(0, 1.05) * duration_s)
        process.kill()
        killed += process.wait() == -signal.SIGKILL
        assert (zone / "maps/index.html").read_bytes() in whole, f"kill {number}"
    assert killed > KILLS / 2
    assert in_write > 0
    assert build(zone, NEW) in whole
    assert not strays(zone)


def wait(process: subprocess.Popen[bytes], seconds: float) -> None:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return


def wait_for_write(zone: Path, process: subprocess.Popen[bytes]) -> bool:
    """Return True once a temporary file of this build stands; False if the build ended first."""
    before = set(strays(zone))
    while process.poll() is None:
        if set(strays(zone)) - before:
            return True
        time.sleep(0.0005)
    return False
