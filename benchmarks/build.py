"""Measure one build in a fresh interpreter: ``python -m benchmarks.build SIDE COUNT FILE``."""

from __future__ import annotations

import contextlib
import gc
import json
import sys
import time
from pathlib import Path
from typing import Final

from benchmarks.points import make_points
from benchmarks.sides import SIDES

KIB: Final = 1024


def main(side: str, count: str, path: str) -> None:
    """Build the page of ``side``, write it, and print what it took as one line of JSON."""
    started = time.process_time()
    SIDES[side].load()
    import_s = time.process_time() - started
    frame = make_points(int(count))
    gc.collect()
    before = reset_peak()
    started = time.process_time()
    text = SIDES[side].build(frame)
    build_s = time.process_time() - started
    peak = peak_bytes() - before
    Path(path).write_text(text, encoding="utf-8")
    print(
        json.dumps(
            {
                "import_s": import_s,
                "build_s": build_s,
                "peak_bytes": peak,
                "file_bytes": Path(path).stat().st_size,
            }
        )
    )


def reset_peak() -> int:
    """Forget the peak so far and return the resident bytes from which the build starts.

    Making the points may have taken more than is still held; where the system cannot forget
    (anything but Linux), the build's own peak is understated by that.
    """
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return peak_bytes()


def peak_bytes() -> int:
    """Return the most bytes that were resident at once."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        import resource

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * KIB
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * KIB


if __name__ == "__main__":
    main(*sys.argv[1:])
