from __future__ import annotations

import doctest
import json
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import parkmap
from parkmap.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parents[1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a square park, a toilet in it promised for June, and one that nobody names."""
    square = [[118.0, 24.0], [118.001, 24.0], [118.001, 24.001], [118.0, 24.001], [118.0, 24.0]]
    write(tmp_path / "parks.geojson", [("a", "Polygon", [square], {"name": "甲园"})])
    points = [
        ("wc1", "Point", [118.0005, 24.0005], {"name": "一号", "seats": 4, "lateness": "own"}),
        ("wc2", "Point", [118.0006, 24.0006], {"name": "二号", "seats": 2, "lateness": "own"}),
    ]
    write(tmp_path / "toilets.geojson", points)
    (tmp_path / "tasks.csv").write_text(
        "编号,项目名称,图层,设施编号,完成时间,阶段,责任人\n7,建公厕,toilets,wc1,6月底前,在建,某某\n",
        encoding="utf-8",
    )
    (tmp_path / "parkmap.toml").write_text(
        '[zone]\nname = "Z"\nyear = 2017\n[parks]\npath = "parks.geojson"\n'
        '[register]\npath = "tasks.csv"\n[layers.toilets]\npath = "toilets.geojson"\n',
        encoding="utf-8",
    )
    return tmp_path


def write(file: Path, rows: Sequence[tuple[str, str, object, dict[str, object]]]) -> None:
    features = [
        {
            "type": "Feature",
            "id": id_,
            "geometry": {"type": kind, "coordinates": place},
            "properties": values,
        }
        for id_, kind, place, values in rows
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    file.write_text(text, encoding="utf-8")


def test_examples_of_the_docs_are_true() -> None:
    flags = doctest.ELLIPSIS
    done = doctest.testfile(str(ROOT / "docs/api.md"), module_relative=False, optionflags=flags)
    assert done.attempted > 10
    assert done.failed == 0


def test_import_is_light_and_every_public_name_is_there() -> None:
    code = (
        "import sys, parkmap\n"
        "print(sorted({'geopandas', 'folium', 'numpy', 'click'} & set(sys.modules)))\n"
        "assert set(parkmap.__all__) <= set(dir(parkmap))\n"
        "assert all(getattr(parkmap, name) for name in parkmap.__all__)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_name_that_is_not_public_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'opne'"):
        _ = parkmap.opne  # type: ignore[attr-defined]


def test_folder_file_and_nearest_open_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "deep/er").mkdir(parents=True)
    monkeypatch.chdir(folder / "deep/er")
    by_folder = parkmap.open(folder)
    assert parkmap.open(str(folder / "parkmap.toml")) == by_folder
    assert parkmap.open().workspace.root == by_folder.workspace.root


def test_day_is_the_one_named_else_the_workspaces_else_today(folder: Path) -> None:
    atlas = parkmap.open(folder)
    assert atlas.as_of == date.today()  # noqa: DTZ011 - what a person calls today
    late = {
        day: atlas.tasks(day).loc["7", "days_late"]
        for day in ("2017-07-01", date(2017, 7, 2), datetime(2017, 7, 3, 12))  # noqa: DTZ001
    }
    assert list(late.values()) == [1, 2, 3]
    file = folder / "parkmap.toml"
    text = file.read_text(encoding="utf-8").replace("[zone]", "[zone]\nas_of = 2017-06-01")
    file.write_text(text, encoding="utf-8")
    assert parkmap.open(folder).as_of == date(2017, 6, 1)


def test_layers_hold_states_and_the_files_columns(folder: Path) -> None:
    layers = parkmap.open(folder).layers("2017-07-02")
    assert list(layers) == ["parks", "toilets"]
    toilets = layers["toilets"]
    assert toilets.index.name == "id"
    assert toilets.crs == "EPSG:4326"
    assert toilets["seats"].tolist() == [4, 2]
    assert toilets["park"].tolist() == ["a", "a"]
    # The file's own "lateness" gives way to what the day makes of the task.
    assert toilets["lateness"].tolist() == ["overdue", "unknown"]
    assert toilets.loc["wc1", "days_late"] == 2
    assert toilets.reset_index().columns.is_unique


def test_frames_are_the_callers_own(folder: Path) -> None:
    atlas = parkmap.open(folder)
    atlas.layers("2017-07-02")["toilets"]["seats"] = 0
    assert atlas.layers("2017-07-02")["toilets"]["seats"].tolist() == [4, 2]


def test_tasks_tell_what_is_promised_and_how_it_stands(folder: Path) -> None:
    tasks = parkmap.open(folder).tasks("2017-07-02")
    row = tasks.loc["7"]
    assert (row["layer"], row["facilities"], row["person"]) == ("toilets", ("wc1",), "某某")
    assert row["finish_by"] == pd.Timestamp("2017-06-30")
    assert (row["lateness"], row["days_late"]) == ("overdue", 2)


def test_workspace_without_a_register_has_no_tasks(folder: Path) -> None:
    file = folder / "parkmap.toml"
    text = file.read_text(encoding="utf-8").replace('[register]\npath = "tasks.csv"\n', "")
    file.write_text(text, encoding="utf-8")
    tasks = parkmap.open(folder).tasks("2017-07-02")
    assert len(tasks) == 0
    assert {"name", "finish_by", "lateness", "days_late"} <= set(tasks.columns)


def test_omitted_column_is_in_no_frame(folder: Path) -> None:
    file = folder / "parkmap.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text + '[page]\nomit = ["person", "seats"]\n', encoding="utf-8")
    atlas = parkmap.open(folder)
    assert "seats" not in atlas.layers("2017-07-02")["toilets"]
    assert not atlas.tasks("2017-07-02").loc["7", "person"]


def test_page_is_what_the_command_line_builds(folder: Path) -> None:
    page = parkmap.open(folder).page("2017-07-02", lang="en", layers=["toilets"])
    saved = page.save(folder / "a.html")
    command = [sys.executable, "-m", "parkmap", "build", "--as-of", "2017-07-02", "--lang", "en"]
    options = ["--layer", "toilets", "-o", "b.html"]
    subprocess.run([*command, *options], cwd=folder, check=True, capture_output=True)
    assert saved.read_bytes() == (folder / "b.html").read_bytes()


def test_page_is_not_saved_over_what_it_is_made_from(folder: Path) -> None:
    before = (folder / "tasks.csv").read_bytes()
    with pytest.raises(OutputError):
        parkmap.open(folder).page("2017-07-02").save(folder / "tasks.csv")
    assert (folder / "tasks.csv").read_bytes() == before


def test_page_of_one_layer_may_be_named_by_a_text(folder: Path) -> None:
    assert parkmap.open(folder).page("2017-07-02", layers="toilets").html


def test_unknown_layer_and_language_are_refused(folder: Path) -> None:
    atlas = parkmap.open(folder)
    with pytest.raises(parkmap.UnknownLayerError, match="did you mean toilets"):
        atlas.page(layers=["toilet"])
    with pytest.raises(ValueError, match="zh, en"):
        atlas.page(lang="de")  # type: ignore[arg-type]


def test_words_stand_under_the_traceback(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARKMAP_LANG", "zh")
    (folder / "toilets.geojson").write_text("<html>", encoding="utf-8")
    (folder / "tasks.csv").unlink()
    with pytest.raises(parkmap.SourceError) as caught:
        parkmap.open(folder).page()
    assert len(caught.value.problems) == 2
    assert [note.split("：")[0] for note in caught.value.__notes__] == [
        "toilets.geojson",
        "tasks.csv",
    ]


def test_notebook_gets_a_frame_without_an_origin(folder: Path) -> None:
    page = parkmap.open(folder).page("2017-07-02")
    frame = page._repr_html_()
    assert frame.startswith("<iframe ")
    assert "allow-same-origin" not in frame
    # Nothing of the page ends the attribute that holds it.
    assert frame.count('"') == 2 * frame.count('="')
    assert frame.count("<") == frame.count(">") == 2
