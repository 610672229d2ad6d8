"""parkmap as a stranger gets it: a wheel, a folder of wheels, and no package index."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "geodata"
TRAVELS = {".geojson", ".csv", ".toml"}
NO_INDEX_ENV = {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull}

pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a command with nothing of this source tree on its paths."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**kept, **env},
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def must(done: subprocess.CompletedProcess[str]) -> subprocess.CompletedProcess[str]:
    assert done.returncode == 0, f"{done.args}\n{done.stdout}\n{done.stderr}"
    return done


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sdist, and the wheel from the sdist, as an index would hand them out."""
    folder = tmp_path_factory.mktemp("dist")
    must(run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder))
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    return next(built.glob("*.whl"))


@pytest.fixture(scope="module")
def wheels(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Collect what docs/install.md collects; the only step that asks an index."""
    folder = tmp_path_factory.mktemp("wheels")
    (folder / wheel.name).write_bytes(wheel.read_bytes())
    got = run(
        *(sys.executable, "-m", "pip", "download", "--quiet", "--only-binary", ":all:"),
        *("-c", ROOT / "constraints.txt", "-d", folder, wheel),
        cwd=folder,
    )
    if got.returncode != 0 and re.search("connection|network|resolution|timed out", got.stderr):
        pytest.skip("no package index can be reached to collect wheels from")
    must(got)
    return folder


def test_wheel_carries_the_whole_sample(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        carried = {
            Path(name).name: archive.read(name)
            for name in archive.namelist()
            if name.startswith("parkmap/_sample/")
        }

    kept = [path for path in SAMPLE.iterdir() if path.suffix in TRAVELS or path.stem == "README"]
    assert carried == {path.name: path.read_bytes() for path in kept}


def test_wheel_carries_every_file_of_the_package(wheel: Path) -> None:
    source = ROOT / "src" / "parkmap"
    expected = {
        "parkmap/" + path.relative_to(source).as_posix()
        for path in source.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    with zipfile.ZipFile(wheel) as archive:
        carried = set(archive.namelist())

    assert expected <= carried
    # What a reader of that list would miss first.
    for part in ("py.typed", "page/csp.json", "locale/zh/words.toml", "locale/en/words.toml"):
        assert f"parkmap/{part}" in expected


def test_wheel_names_its_licence_and_pins_what_the_hashes_are_made_from(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = archive.read(name).decode()

    assert "License-Expression: MIT" in metadata
    for pin in ("folium==0.20.0", "branca==0.8.2", "xstatic-leaflet==1.9.3.0"):
        assert f"Requires-Dist: {pin}" in metadata


def test_sdist_carries_no_foreign_code(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = archive.getnames()

    assert not [name for name in names if "node_modules" in name or ".venv" in name]


def test_constraints_and_lock_files_name_no_index() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", line) for line in pins)

    for folder in ("benchmarks", "tests/browser"):
        lock = (ROOT / folder / "package-lock.json").read_text(encoding="utf-8")
        assert '"resolved"' not in lock, folder


def test_installs_without_an_index_and_builds_the_sample(wheels: Path, tmp_path: Path) -> None:
    must(run(sys.executable, "-m", "venv", tmp_path / "env", cwd=tmp_path))
    binaries = tmp_path / "env" / ("Scripts" if os.name == "nt" else "bin")
    must(
        run(
            *(binaries / "python", "-m", "pip", "install", "--quiet", "--no-index"),
            *("--find-links", wheels, "parkmap"),
            cwd=tmp_path,
            **NO_INDEX_ENV,
        )
    )

    must(run(binaries / "parkmap", "init", "demo", "--sample", cwd=tmp_path))
    must(run(binaries / "parkmap", "build", cwd=tmp_path / "demo"))

    page = (tmp_path / "demo" / "maps" / "index.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "Content-Security-Policy" in page
