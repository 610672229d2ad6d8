"""Mistakes told by hand: a text of the source, what stands in its place, and who should notice."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LIST: Final = Path(__file__).with_name("planted.toml")
_ALL_PASSED: Final = 0
_SOME_FAILED: Final = 1


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake: its kind, what it is, the change of one file, and the tests that are asked."""

    kind: str
    what: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


def mistakes() -> list[Mistake]:
    """Return the mistakes in the order of their file."""
    told = tomllib.loads(LIST.read_text(encoding="utf-8"))["mistake"]
    return [Mistake(**{**one, "tests": tuple(one["tests"])}) for one in told]


def planted(mistake: Mistake, source: str) -> str:
    """Return a source text with the mistake in it.

    Raises
    ------
    ValueError
        If what it replaces does not stand there exactly once: the list is behind the code.
    """
    if source.count(mistake.old) != 1:
        msg = f"{mistake.file}: to plant {mistake.what!r}, its text must stand there once"
        raise ValueError(msg)
    return source.replace(mistake.old, mistake.new)


def is_noticed(mistake: Mistake, tree: Path) -> bool:
    """Plant a mistake in a copy of the tree, ask the tests, and take it out again.

    Raises
    ------
    RuntimeError
        If the tests could not be run: that is no answer.
    """
    file = tree / mistake.file
    source = file.read_text(encoding="utf-8")
    file.write_text(planted(mistake, source), encoding="utf-8")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:randomly",
             "-p", "no:cacheprovider", "--hypothesis-profile=mutants", *mistake.tests],
            cwd=tree, check=False, capture_output=True, text=True,
            env={**os.environ, "PYTHONPATH": str(tree / "src"), "PYTHONDONTWRITEBYTECODE": "1"},
        )  # fmt: skip
    finally:
        file.write_text(source, encoding="utf-8")
    if done.returncode not in {_ALL_PASSED, _SOME_FAILED}:
        raise RuntimeError(f"{mistake.what}: {done.stdout}{done.stderr}")
    return done.returncode == _SOME_FAILED
