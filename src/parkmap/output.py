"""Text or bytes -> file: whole or not at all, never through a link, never two builds at once.

The result goes to a temporary file in the same folder, is flushed to the disk, and takes the place
of the old file in one step. A process that is killed leaves a stray ``.parkmap-*.tmp``, which the
next build removes; it never leaves half a map.
"""

from __future__ import annotations

import errno
import os
import tempfile
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from filelock import FileLock, Timeout

from parkmap.errors import OutputError
from parkmap.model import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_TEMP_PREFIX: Final = ".parkmap-"
_TEMP_SUFFIX: Final = ".tmp"
_LOCK_NAME: Final = ".parkmap.lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold ``folder`` against another build, creating it if need be.

    The lock is the operating system's: it ends with the process, however that ends. Whoever holds
    it may clean up what killed runs left, so strays are removed on entry.

    Raises
    ------
    OutputError
        If another build holds the folder, or it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / _LOCK_NAME, timeout=0)
        lock.acquire()
    except Timeout as error:
        raise OutputError([Problem(Severity.ERROR, "output.locked", str(folder))]) from error
    except OSError as error:
        raise _unwritable(folder, error) from error
    try:
        _remove_strays(folder)
        yield
    finally:
        lock.release()


def write_text(file: Path, text: str) -> int:
    """Write ``text`` as UTF-8 in place of ``file`` and return its size in bytes.

    If ``file`` is a symbolic link, the link itself is replaced: what it points at stays.

    Raises
    ------
    OutputError
        If the file cannot be written; the old one is then as it was.
    """
    return write_bytes(file, text.encode("utf-8"))


def write_bytes(file: Path, data: bytes) -> int:
    """Write ``data`` in place of ``file``, under the same promises, and return its size.

    Raises
    ------
    OutputError
        If the file cannot be written; the old one is then as it was.
    """
    try:
        _replace(file, data)
    except OSError as error:
        raise _unwritable(file, error) from error
    return len(data)


def _replace(file: Path, data: bytes) -> None:
    if file.exists() and not (file.is_file() or file.is_symlink()):
        # A folder, a pipe, a device: to put a file in its place would destroy it.
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
    handle, name = tempfile.mkstemp(_TEMP_SUFFIX, _TEMP_PREFIX, file.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(name, _mode_of(file))  # noqa: PTH101 - mkstemp hands over a name, not a Path
        os.replace(name, file)  # noqa: PTH105
    except BaseException:
        with suppress(OSError):
            os.unlink(name)  # noqa: PTH108
        raise
    _sync_folder(file.parent)


def _mode_of(file: Path) -> int:
    """Return the mode of the file that is replaced, else what the umask gives a new one."""
    if file.is_file() and not file.is_symlink():
        return file.stat().st_mode & 0o777
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable, where the system lets a folder be opened (not Windows)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove_strays(folder: Path) -> None:
    for stray in folder.glob(f"{_TEMP_PREFIX}*{_TEMP_SUFFIX}"):
        if stray.is_file() or stray.is_symlink():
            with suppress(OSError):  # a stray that cannot go is in nobody's way
                stray.unlink()


def _unwritable(path: Path, error: OSError) -> OutputError:
    detail = error.strerror or str(error)
    return OutputError(
        [Problem(Severity.ERROR, "output.unwritable", str(path), values={"detail": detail})]
    )
