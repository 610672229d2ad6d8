"""``parkmap build --watch`` in a process of its own, as somebody at a terminal has it."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pathlib import Path

TIMEOUT_S = 60


class Live:
    """A running ``parkmap``, and what it says."""

    def __init__(self, *words: str, cwd: Path, lang: str = "en") -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "parkmap", *words],
            cwd=cwd,
            env={**os.environ, "PARKMAP_LANG": lang, "PYTHONWARNINGS": "error"},
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self.lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.said: list[str] = []
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def hear(self, words: str) -> str:
        """Return the next line that holds ``words``."""
        while True:
            try:
                line = self.lines.get(timeout=TIMEOUT_S)
            except queue.Empty:
                raise AssertionError(f"{words!r} was not said: {self.said}") from None
            self.said.append(line)
            if words in line:
                return line

    def interrupt(self) -> int:
        """Press Ctrl-C and return the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(TIMEOUT_S)

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.lines.put(line.rstrip("\n"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait(TIMEOUT_S)
        self.reader.join(TIMEOUT_S)
        assert self.process.stderr is not None
        self.process.stderr.close()


def save_over(file: Path, text: str) -> None:
    """Save as editors and Excel do: a new file is written beside the old, and takes its place."""
    beside = file.with_name(f"~${file.name}.tmp")
    beside.write_text(text, encoding="utf-8")
    beside.replace(file)
