"""tasks-template.xlsx, from ``parkmap init`` to a register."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from parkmap.intake.header import find_header
from parkmap.intake.progress import parse_condition, parse_stage
from parkmap.intake.sheet import read_book
from parkmap.intake.table import read_register
from parkmap.intake.task_row import COLUMNS
from parkmap.model import Condition, RegisterSpec, Stage
from parkmap.texts import say
from parkmap.workspace import create_workspace
from parkmap.workspace.tasks_template import FILE_NAME, make_tasks_template

if TYPE_CHECKING:
    from pathlib import Path

    from parkmap.intake.cells import Sheet


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / FILE_NAME
    path.write_bytes(make_tasks_template(["公交站", "公共厕所"]))
    return path


def table_of(path: Path) -> Sheet:
    return read_book(path).sheets[0]


def test_init_writes_the_template(tmp_path: Path) -> None:
    written = create_workspace(tmp_path / "zone")
    assert [path.name for path in written] == ["parkmap.toml", FILE_NAME]


def test_template_offers_the_layers_of_the_sample(tmp_path: Path) -> None:
    create_workspace(tmp_path / "zone", sample=True)
    notes = read_book(tmp_path / "zone" / FILE_NAME).sheets[1]
    assert [row[2] for row in notes.rows[1:3]] == ["公交站", "公共厕所"]


def test_same_layers_give_the_same_bytes() -> None:
    assert make_tasks_template(["公交站"]) == make_tasks_template(["公交站"])


def test_untouched_template_is_a_register_without_tasks(template: Path) -> None:
    intake = read_register(RegisterSpec(template), year=2017)
    assert intake.register.tasks == ()
    assert [problem.code for problem in intake.problems] == ["table.example"]


def test_every_header_of_the_template_is_known(template: Path) -> None:
    sheet = table_of(template)
    header = find_header(sheet, COLUMNS, needed=["task_id"])
    assert header is not None
    assert len(header.columns) == len(sheet.rows[1])


def test_example_that_gets_a_number_is_a_task(template: Path, tmp_path: Path) -> None:
    example = table_of(template).rows[2]
    filled = tmp_path / "tasks.csv"
    header = ",".join(table_of(template).rows[1])
    filled.write_text(f"{header}\n{','.join(['1', *example[1:]])}", encoding="utf-8")
    intake = read_register(RegisterSpec(filled), year=2017)
    (task,) = intake.register.tasks
    assert intake.problems == ()
    assert task.finish.current is not None
    assert (task.finish.current.latest.isoformat(), task.quantity) == ("2017-06-30", 28)
    assert (task.stage, task.condition) == (Stage.UNDER_CONSTRUCTION, Condition.ACTIVE)
    assert task.support == ("公交公司", "国土分局")


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.UNKNOWN])
def test_stage_of_the_drop_down_is_understood(stage: Stage) -> None:
    assert parse_stage(say("zh", f"words.stage.{stage}")) is stage


@pytest.mark.parametrize("condition", list(Condition))
def test_condition_of_the_drop_down_is_understood(condition: Condition) -> None:
    assert parse_condition(say("zh", f"words.condition.{condition}")) is condition


def test_stage_condition_and_layer_have_drop_downs_and_the_header_is_frozen(template: Path) -> None:
    with zipfile.ZipFile(template) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    assert xml.count('<dataValidation type="list"') == 3
    assert 'state="frozen"' in xml
