from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from parkmap.errors import OutputError
from parkmap.output import locked, write_bytes, write_text

if TYPE_CHECKING:
    from pathlib import Path


def test_text_replaces_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "index.html"
    file.write_text("old", encoding="utf-8")
    assert write_text(file, "新") == 3
    assert file.read_text(encoding="utf-8") == "新"
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]


def test_bytes_replace_the_old_file_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / "report.xlsx"
    file.write_bytes(b"old")
    assert write_bytes(file, b"PK\r\n\x00") == 5
    assert file.read_bytes() == b"PK\r\n\x00"
    assert [path.name for path in tmp_path.iterdir()] == ["report.xlsx"]


def test_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "index.html"
    file.write_text("old", encoding="utf-8")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match=r"output\.unwritable"):
        write_text(file, "new")
    assert file.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]


def test_link_is_replaced_and_its_target_stays(tmp_path: Path) -> None:
    target = tmp_path / "precious.txt"
    target.write_text("precious", encoding="utf-8")
    link = tmp_path / "index.html"
    link.symlink_to(target)
    write_text(link, "map")
    assert target.read_text(encoding="utf-8") == "precious"
    assert not link.is_symlink()


def test_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "index.html").mkdir()
    with pytest.raises(OutputError):
        write_text(tmp_path / "index.html", "map")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in the file system here")
def test_pipe_is_not_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "index.html")
    with pytest.raises(OutputError):
        write_text(tmp_path / "index.html", "map")
    assert (tmp_path / "index.html").is_fifo()


def test_fault_of_what_is_done_under_the_lock_is_not_taken_for_the_folders(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), locked(tmp_path):
        raise FileNotFoundError
    with locked(tmp_path):
        pass


def test_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "maps").write_text("a file", encoding="utf-8")
    with pytest.raises(OutputError, match=r"output\.unwritable"), locked(tmp_path / "maps"):
        pass


def test_second_build_is_refused_while_the_first_writes(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(OutputError, match=r"output\.locked"), locked(tmp_path):
        pass


def test_strays_of_killed_builds_are_cleaned(tmp_path: Path) -> None:
    (tmp_path / ".parkmap-abc.tmp").write_text("half a map", encoding="utf-8")
    (tmp_path / "index.html").write_text("map", encoding="utf-8")
    with locked(tmp_path):
        assert not (tmp_path / ".parkmap-abc.tmp").exists()
    assert (tmp_path / "index.html").exists()
