"""A register without a column of layers, from the files to what is told and counted."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import parkmap
from parkmap.model import Severity
from parkmap.pipeline.check import check
from parkmap.workspace import load_workspace

if TYPE_CHECKING:
    from pathlib import Path

AS_OF = date(2017, 5, 31)
HEADER = "序号,项目名称,所属园区,数量,单位,完成时限,责任单位,进展情况\n"


def collection(*features: tuple[str, str, object]) -> str:
    listed = [
        {
            "type": "Feature",
            "properties": {"name": name},
            "geometry": {"type": kind, "coordinates": coordinates},
        }
        for name, kind, coordinates in features
    ]
    return json.dumps({"type": "FeatureCollection", "features": listed})


def workspace_with(folder: Path, rows: str) -> Path:
    ring = [[118.54, 24.64], [118.56, 24.64], [118.56, 24.66], [118.54, 24.66], [118.54, 24.64]]
    gates = [
        (f"{gate}门公交站", "Point", [118.55 + at / 500, 24.65]) for at, gate in enumerate("东西南")
    ]
    (folder / "parks.geojson").write_text(collection(("一园", "Polygon", [ring])), encoding="utf-8")
    (folder / "stops.geojson").write_text(collection(*gates), encoding="utf-8")
    (folder / "t.csv").write_text(HEADER + rows, encoding="utf-8")
    toml = """
    [zone]
    name = { zh = "区", en = "Zone" }
    year = 2017
    [parks]
    path = "parks.geojson"
    [layers.busstops]
    path = "stops.geojson"
    title = { zh = "公交站", en = "Bus stops" }
    [register]
    path = "t.csv"
    """
    (folder / "parkmap.toml").write_text(toml, encoding="utf-8")
    return folder / "parkmap.toml"


def test_facilities_take_the_stage_of_tasks_that_name_no_layer(tmp_path: Path) -> None:
    rows = "1,东门公交站,,1,座,3月底,商务局,未启动\n2,西门公交站建设,,1,座,6月底,商务局,在建\n"
    stops = parkmap.open(workspace_with(tmp_path, rows)).layers(AS_OF)["busstops"]
    # What no task is about is unknown once tasks are about its layer, as with a column 图层.
    assert stops["stage"].tolist() == ["proposed", "under_construction", "unknown"]


def test_names_that_nothing_bears_are_a_warning_of_the_check(tmp_path: Path) -> None:
    rows = "1,东大门站台,一园,1,座,3月底,商务局,未启动\n2,西大门站台,一园,1,座,6月底,商务局,在建\n"
    report = check(load_workspace(workspace_with(tmp_path, rows)), as_of=AS_OF)
    (told,) = (
        one for file in report.findings.files for one in file.problems if one.file == "t.csv"
    )
    assert (told.severity, told.code) == (Severity.WARNING, "join.most_without_layer")
    assert told.values == {"missed": 2, "given": 2, "tasks": "1, 2"}
