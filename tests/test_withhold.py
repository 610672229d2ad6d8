from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from parkmap.errors import WorkspaceError
from parkmap.pipeline.scene import make_scene
from parkmap.workspace import load_workspace

if TYPE_CHECKING:
    from parkmap.model import Scene

GEODATA = Path(__file__).parents[1] / "geodata"


def scene(folder: Path, omit: str) -> Scene:
    shutil.copytree(GEODATA, folder / "zone")
    file = folder / "zone/parkmap.toml"
    text = re.sub(r"(?m)^\[page\][^\[]*", "", file.read_text(encoding="utf-8"))
    file.write_text(f"{text}\n[page]\nomit = {omit}\n", encoding="utf-8")
    return make_scene(load_workspace(file), as_of=date(2017, 5, 31), lang="zh")


@pytest.mark.parametrize("omit", ['["person"]', '["责任人"]'])
def test_person_is_withheld_by_name_and_by_header(tmp_path: Path, omit: str) -> None:
    tasks = scene(tmp_path, omit).tasks
    assert {told.task.person for told in tasks} == {""}
    assert any(told.task.department for told in tasks)


def test_property_of_a_facility_is_withheld(tmp_path: Path) -> None:
    shown = scene(tmp_path, '["employees"]')
    columns = {column for one in shown.layers for column in one.layer.properties.columns}
    assert "employees" not in columns
    assert "floor_area_m2" in columns


def test_misspelt_column_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match=r"omit\.unknown"):
        scene(tmp_path, '["persn"]')
