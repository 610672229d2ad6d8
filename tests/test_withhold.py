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


def test_column_that_names_facilities_is_withheld_from_labels_too(tmp_path: Path) -> None:
    told = scene(tmp_path, '["name"]')
    names = {name for one in told.layers for name in one.layer.frame["name"]}
    assert names == {None}


def test_what_a_problem_quotes_of_a_file_is_withheld(tmp_path: Path) -> None:
    shutil.copytree(GEODATA, tmp_path / "zone")
    tasks = tmp_path / "zone/tasks.csv"
    text = tasks.read_text(encoding="utf-8-sig").replace(",正在报批", ",张三私事")
    tasks.write_text(text, encoding="utf-8-sig")
    file = tmp_path / "zone/parkmap.toml"
    plain = re.sub(r"(?m)^\[page\][^\[]*", "", file.read_text(encoding="utf-8"))
    file.write_text(plain + '\n[page]\nomit = ["progress"]\n', encoding="utf-8")
    told = make_scene(load_workspace(file), as_of=date(2017, 5, 31), lang="zh")
    assert "张三私事" in text
    assert any(problem.code == "value.not_understood" for problem in told.problems)
    assert "张三私事" not in repr(told.problems)
    assert "张三私事" not in repr(told.tasks)


@pytest.mark.parametrize("column", ["完成时间", "stage", "序号"])
def test_column_that_the_map_needs_is_an_error(tmp_path: Path, column: str) -> None:
    with pytest.raises(WorkspaceError, match=r"omit\.needed"):
        scene(tmp_path, f'["{column}"]')
