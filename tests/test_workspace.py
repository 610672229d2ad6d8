from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from parkmap.errors import OutputError, WorkspaceError
from parkmap.model import Role
from parkmap.workspace import create_workspace, find_workspace, load_workspace
from tests.workspace_world import LEAST

if TYPE_CHECKING:
    from pathlib import Path

    from parkmap.model import Workspace


def load(folder: Path, text: str) -> Workspace:
    file = folder / "parkmap.toml"
    file.write_text(text, encoding="utf-8")
    return load_workspace(file)


def faults(folder: Path, text: str) -> set[str]:
    with pytest.raises(WorkspaceError) as caught:
        load(folder, text)
    return {f"{one.place} {one.code}".strip() for one in caught.value.problems}


def test_register_may_name_its_sheet_its_date_order_and_its_year(tmp_path: Path) -> None:
    text = '[register]\npath = "t.xlsx"\nsheet = "总表"\ndate_order = "dmy"\nyear = 2016'
    register = load(tmp_path, LEAST + text).register
    assert register is not None
    assert (register.sheet, register.date_order, register.year) == ("总表", "dmy", 2016)


def test_date_order_that_there_is_not_is_told_with_those_that_there_are(tmp_path: Path) -> None:
    text = LEAST + '[register]\npath = "t.csv"\ndate_order = "ydm"'
    assert faults(tmp_path, text) == {"key:register.date_order workspace.expected.one_of"}


def test_least_workspace_gets_its_defaults(tmp_path: Path) -> None:
    workspace = load(tmp_path, LEAST + '[layers.bus_stops]\npath = "a.geojson"')
    (stops,) = workspace.layers
    assert workspace.zone.name.zh == workspace.zone.name.en == "开发区"
    assert (stops.title.en, stops.symbol, stops.datum) == ("Bus stops", "bus", None)
    assert stops.role is None


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    text = """
    [zone]
    nmae = "x"
    year = "2017"
    as_of = "2017-02-30"
    [parks]
    path = "../parks.geojson"
    [layers.Bus]
    path = "a"
    [layers.index]
    path = "a"
    [layers.stops]
    path = "a"
    datum = "mars"
    color = "blue"
    symbol = "rocket"
    stage = "halfway"
    """
    assert faults(tmp_path, text) == {
        "key:zone.name workspace.missing_key",
        "key:zone.nmae workspace.unknown_key_meant",
        "key:zone.year workspace.expected.whole_number",
        "key:zone.as_of workspace.expected.date",
        "key:layers.Bus workspace.layer_key",
        "key:layers.index workspace.layer_key_reserved",
        "key:layers.stops.datum workspace.expected.datum",
        "key:layers.stops.color workspace.expected.color",
        "key:layers.stops.symbol workspace.expected.one_of",
        "key:layers.stops.stage workspace.expected.one_of",
    }


def test_path_may_not_leave_the_folder(tmp_path: Path) -> None:
    text = LEAST.replace("parks.geojson", "../parks.geojson")
    assert faults(tmp_path, text) == {"key:parks.path workspace.path_outside"}
    assert load(tmp_path, "allow_outside = true\n" + text).parks.path.name == "parks.geojson"


def test_link_out_of_the_folder_counts_as_leaving_it(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    (tmp_path / "parks.geojson").write_text("{}", encoding="utf-8")
    (inside / "parks.geojson").symlink_to(tmp_path / "parks.geojson")
    assert faults(inside, LEAST) == {"key:parks.path workspace.path_outside"}


@pytest.mark.parametrize("written", ["GCJ-02", "gcj02", "GCJ 02"])
def test_usual_spellings_of_a_datum_are_known(tmp_path: Path, written: str) -> None:
    text = LEAST + f'[layers.a]\npath = "a.geojson"\ndatum = "{written}"'
    assert load(tmp_path, text).layers[0].datum == "gcj02"


@pytest.mark.parametrize("path", ["self.geojson", "x" * 300, "a\\u0000b"])
def test_path_that_leads_nowhere_is_told(tmp_path: Path, path: str) -> None:
    (tmp_path / "self.geojson").symlink_to("self.geojson")
    text = LEAST.replace("parks.geojson", path)
    assert faults(tmp_path, text) == {"key:parks.path workspace.bad_path"}


@pytest.mark.parametrize("stage", ["unknown", "retired", "siting"])
def test_finish_means_built_trial_or_in_service(tmp_path: Path, stage: str) -> None:
    text = LEAST + f'[layers.a]\npath = "a.geojson"\nfinish_means = "{stage}"'
    assert faults(tmp_path, text) == {"key:layers.a.finish_means workspace.expected.one_of"}


def test_one_language_stands_for_both(tmp_path: Path) -> None:
    text = LEAST + '[layers.a]\npath = "a.geojson"\ntitle = { zh = "站" }'
    title = load(tmp_path, text).layers[0].title
    assert (title.zh, title.en) == ("站", "站")


def test_ground_symbol_makes_a_base_layer(tmp_path: Path) -> None:
    text = LEAST + '[layers.ways]\npath = "a.geojson"\nsymbol = "footway"'
    assert load(tmp_path, text).layers[0].role is Role.BASE


def test_as_of_may_be_text_or_a_toml_date(tmp_path: Path) -> None:
    for written in ('"2017-05-31"', "2017-05-31"):
        text = LEAST.replace("year", f"as_of = {written}\nyear")
        assert load(tmp_path, text).as_of == date(2017, 5, 31)


def test_broken_toml_and_gbk_are_told(tmp_path: Path) -> None:
    assert faults(tmp_path, "[zone") == {"workspace.not_toml"}
    (tmp_path / "parkmap.toml").write_bytes(LEAST.encode("gbk"))
    with pytest.raises(WorkspaceError, match=r"workspace\.not_utf8"):
        load_workspace(tmp_path / "parkmap.toml")


def test_register_column_that_is_no_column_is_told(tmp_path: Path) -> None:
    text = LEAST + '[register]\npath = "t.csv"\ncolumns = { prak = "片区" }'
    assert faults(tmp_path, text) == {"key:register.columns.prak workspace.unknown_key_meant"}


def test_workspace_is_found_here_in_geodata_and_above(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    (tmp_path / "geodata").mkdir()
    (tmp_path / "geodata" / "parkmap.toml").write_text(LEAST, encoding="utf-8")
    expected = tmp_path / "geodata" / "parkmap.toml"
    assert find_workspace(None, start=tmp_path) == expected
    assert find_workspace(None, start=deep) == expected
    assert find_workspace(tmp_path / "geodata", start=deep) == expected


def test_written_template_is_a_valid_workspace(tmp_path: Path) -> None:
    written = create_workspace(tmp_path / "new")
    assert load_workspace(written[0]).layers[0].key == "busstops"


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "tasks.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match=r"output\.exists"):
        create_workspace(tmp_path, sample=True)
    assert [path.name for path in tmp_path.iterdir()] == ["tasks.csv"]
