"""Waiting until one of a few files changes.

What counts is the files' own stamps, so that nothing else that happens in their folders matters:
neither the map that a build writes nor the temporary files of an editor. The system's notices only
say when to look. They name folders, for most programs save a file by putting a new one in its
place; and where none arrive, as on many network drives, the stamps are looked at all the same.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from watchfiles import watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from threading import Event

Stamp = tuple[int, int, int] | None
Folders = frozenset[tuple[Path, int]]

_LOOK_MS: Final = 2000
"""How long to wait for a notice before looking without one."""
_SETTLED_S: Final = 0.2
"""How long nothing may change before a file counts as saved."""
_UNSETTLED_S: Final = 10.0
"""How long to wait for that; a file that never rests is read as it is."""


def keep(files: Callable[[], Iterable[Path]], attempt: Callable[[], None], *, stop: Event) -> None:
    """Call ``attempt`` now and whenever a file has changed, until ``stop`` is set.

    Parameters
    ----------
    files
        Gives the files to watch; asked anew before every attempt, whether they exist or not. What
        changes while an attempt reads them leads to another.
    attempt
        What is to be done; it deals with its own failures.
    stop
        Ends the waiting from another thread. An attempt is not broken off.
    """
    while not stop.is_set():
        seen = _stamps(files())
        attempt()
        _wait_for_change(seen, stop)


def _wait_for_change(seen: Mapping[Path, Stamp], stop: Event) -> None:
    while not stop.is_set() and _stamps(seen) == seen:
        _wait_for_notice(seen, stop)
    deadline = time.monotonic() + _UNSETTLED_S
    before, now = None, _stamps(seen)
    while before != now and time.monotonic() < deadline and not stop.wait(_SETTLED_S):
        before, now = now, _stamps(seen)


def _wait_for_notice(seen: Mapping[Path, Stamp], stop: Event) -> None:
    """Return when a file has changed, or other folders must be watched."""
    folders = _folders(seen)
    if not folders:
        stop.wait(_LOOK_MS / 1000)
        return
    notices = watch(
        *(folder for folder, _ in sorted(folders)),
        watch_filter=None,
        stop_event=stop,
        rust_timeout=_LOOK_MS,
        yield_on_timeout=True,
        recursive=False,
    )
    try:
        for _ in notices:
            if _stamps(seen) != seen or _folders(seen) != folders:
                return
    except (OSError, RuntimeError):
        # A folder is gone, or the system has no watch left to give (watchfiles raises either).
        stop.wait(_LOOK_MS / 1000)
    finally:
        notices.close()


def _stamps(files: Iterable[Path]) -> dict[Path, Stamp]:
    return {file: _stamp(file) for file in files}


def _stamp(file: Path) -> Stamp:
    try:
        told = file.stat()
    except OSError:
        return None
    return told.st_mtime_ns, told.st_size, told.st_ino


def _folders(files: Iterable[Path]) -> Folders:
    """Return the folders that exist, where files stand and where links to them lead."""
    found = set()
    for folder in {parent for file in files for parent in (file.parent, file.resolve().parent)}:
        try:
            found.add((folder, folder.stat().st_ino))
        except OSError:
            continue
    return frozenset(found)
