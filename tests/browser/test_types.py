"""The page's scripts, checked by TypeScript from their JSDoc."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
COMPILER = HERE / "node_modules/typescript/bin/tsc"


def test_scripts_pass_the_type_checker() -> None:
    node = shutil.which("node")
    npm = shutil.which("npm")
    if node is None or npm is None:
        why = "node and npm are needed for the type checker of the page's scripts"
        if os.environ.get("PARKMAP_REQUIRE_BROWSER"):
            pytest.fail(why)
        pytest.skip(why)
    if not COMPILER.exists():
        subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=HERE, check=True)
    run = subprocess.run(
        [node, str(COMPILER), "--project", str(HERE / "tsconfig.json")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout


def test_lock_file_names_no_host() -> None:
    assert "://" not in (HERE / "package-lock.json").read_text(encoding="utf-8").replace(
        "https://opencollective.com", ""
    )
