from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared/data"


def run(
    *words: str, cwd: Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    import os

    known = {**os.environ, "PARKMAP_LANG": "en", "PYTHONWARNINGS": "error", **(env or {})}
    return subprocess.run(
        [sys.executable, "-m", "parkmap", *words],
        cwd=cwd,
        env=known,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def zone(tmp_path: Path) -> Path:
    folder = tmp_path / "zone"
    shutil.copytree(ROOT / "geodata", folder)
    return folder


def test_build_writes_the_map_and_keeps_stdout_for_data(zone: Path) -> None:
    done = run("build", cwd=zone)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert (zone / "maps/index.html").stat().st_size < 600_000
    assert "busstops: 28 from busstops.geojson" in done.stderr
    assert "facilities whose status is not reported: 20" in done.stderr


def test_named_layers_are_joined_in_the_order_of_the_workspace(zone: Path) -> None:
    done = run("build", "--layer", "公共厕所", "--layer", "bus-stops", cwd=zone)
    assert done.returncode == 0, done.stderr
    assert (zone / "maps/busstops-toilets.html").exists()
    assert "schools:" not in done.stderr


def test_layer_that_is_not_shown_may_be_missing_and_is_told(zone: Path) -> None:
    (zone / "schools.geojson").unlink()
    done = run("build", "--layer", "busstops", cwd=zone)
    assert done.returncode == 0, done.stderr
    assert "schools.geojson: layer schools could not be read" in done.stderr


def test_out_takes_a_file_a_folder_and_stdout(zone: Path) -> None:
    assert run("build", "-o", "a.html", cwd=zone).returncode == 0
    assert run("build", "-o", "out", cwd=zone).returncode == 0
    assert (zone / "a.html").read_bytes() == (zone / "out/index.html").read_bytes()
    page = run("build", "-o", "-", cwd=zone).stdout
    assert page == (zone / "a.html").read_text(encoding="utf-8")


def test_same_bytes_over_hash_seeds_time_zones_and_locales(zone: Path) -> None:
    run("build", "-o", "a.html", cwd=zone, env={"PYTHONHASHSEED": "1", "TZ": "UTC", "LANG": "C"})
    env = {"PYTHONHASHSEED": "2", "TZ": "Asia/Shanghai", "LANG": "C.UTF-8"}
    run("build", "-o", "b.html", cwd=zone, env=env)
    assert (zone / "a.html").read_bytes() == (zone / "b.html").read_bytes()


def test_layers_lists_counts_and_sources(zone: Path) -> None:
    rows = json.loads(run("layers", "--json", cwd=zone).stdout)
    counts = {row["key"]: row["count"] for row in rows}
    assert (counts["parks"], counts["busstops"], counts["toilets"]) == (7, 28, 3)
    roles = {row["key"]: row["role"] for row in rows}
    assert (roles["roads"], roles["busstops"]) == ("base", "facility")


def test_sample_workspace_builds(tmp_path: Path) -> None:
    assert run("init", "demo", "--sample", cwd=tmp_path).returncode == 0
    done = run("build", cwd=tmp_path / "demo")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "demo/maps/index.html").exists()


def test_usage_errors_are_2_and_suggest(zone: Path) -> None:
    unknown = run("build", "--layer", "busstop", cwd=zone)
    assert unknown.returncode == 2
    assert "did you mean busstops" in unknown.stderr
    day = run("build", "--as-of", "2017-02-30", cwd=zone)
    assert day.returncode == 2
    assert "'2017-02-30' is not a date" in day.stderr
    for other in ("20170531", "2017-W22-3"):
        assert run("build", "--as-of", other, cwd=zone).returncode == 2


def test_exact_key_wins_over_one_that_is_spelt_alike(zone: Path) -> None:
    shutil.copy(zone / "toilets.geojson", zone / "bus_stops.geojson")
    file = zone / "parkmap.toml"
    text = file.read_text(encoding="utf-8")
    stanza = '[layers.bus_stops]\npath = "bus_stops.geojson"\n\n[layers.busstops]'
    file.write_text(text.replace("[layers.busstops]", stanza), encoding="utf-8")
    assert run("build", "--layer", "busstops", cwd=zone).returncode == 0
    assert (zone / "maps/busstops.html").exists()


def test_missing_file_is_66_and_leaves_the_old_map(zone: Path) -> None:
    run("build", cwd=zone)
    before = (zone / "maps/index.html").read_bytes()
    (zone / "toilets.geojson").unlink()
    done = run("build", cwd=zone)
    assert done.returncode == 66
    assert done.stderr == (
        "Error: toilets.geojson: there is no such file; "
        "put it into the folder of parkmap.toml, or correct its path\n"
    )
    assert (zone / "maps/index.html").read_bytes() == before


def test_bad_data_is_65_with_every_file_told(zone: Path) -> None:
    (zone / "toilets.geojson").write_text("<html>", encoding="utf-8")
    (zone / "schools.geojson").write_text("", encoding="utf-8")
    done = run("build", cwd=zone)
    assert done.returncode == 65
    assert "toilets.geojson: is a web page" in done.stderr
    assert "schools.geojson: is empty" in done.stderr
    assert "Traceback" not in done.stderr


def test_bad_workspace_is_78_in_the_readers_language(zone: Path) -> None:
    file = zone / "parkmap.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("year", "yaer"), encoding="utf-8")
    done = run("build", cwd=zone, env={"PARKMAP_LANG": "zh"})
    assert done.returncode == 78
    assert "zone.yaer：没有此项，是否指 year？" in done.stderr


def test_folder_that_cannot_be_written_is_73(zone: Path) -> None:
    (zone / "maps").write_text("a file", encoding="utf-8")
    done = run("build", cwd=zone)
    assert done.returncode == 73
    assert "maps: cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


def add_copies(file: Path, count: int) -> None:
    """Add copies of a file's first feature, each with an id of its own."""
    document = json.loads(file.read_text(encoding="utf-8"))
    first = document["features"][0]
    document["features"] += [{**first, "id": f"copy-{number}"} for number in range(count)]
    file.write_text(json.dumps(document), encoding="utf-8")


def test_check_of_the_sample_is_clean(zone: Path) -> None:
    done = run("check", cwd=zone)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "busstops.geojson: 28 records, nothing wrong\n" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("13 files, 9 of them clean; 4 notes")


def test_check_tells_everything_at_once_by_file(zone: Path) -> None:
    add_copies(zone / "busstops.geojson", 1)
    (zone / "toilets.geojson").write_text("<html>", encoding="utf-8")
    done = run("check", "--json", cwd=zone)
    assert done.returncode == 65
    document = json.loads(done.stdout)
    files = {one["file"]: one for one in document["files"]}
    assert [one["code"] for one in files["toilets.geojson"]["problems"]] == ["json.html"]
    assert files["busstops.geojson"]["problems"][0]["code"] == "duplicate.same"
    assert files["busstops.geojson"]["problems"][0]["place"] == "feature:29"
    # The copy belongs to task 22, which promises five stops: a fourth note says that there are six.
    assert [one["code"] for one in files["tasks.csv"]["problems"]] == ["promise.more"]
    assert document["counts"] == {"errors": 1, "warnings": 1, "notes": 5}


def test_check_is_strict_about_warnings_not_about_notes(zone: Path) -> None:
    assert run("check", "--strict", cwd=zone).returncode == 0
    add_copies(zone / "busstops.geojson", 1)
    assert run("check", cwd=zone).returncode == 0
    done = run("check", "--strict", cwd=zone)
    assert done.returncode == 65
    assert "Error: feature 29" in done.stdout


def test_check_with_a_missing_file_is_66_and_still_tells_the_rest(zone: Path) -> None:
    (zone / "toilets.geojson").unlink()
    add_copies(zone / "busstops.geojson", 1)
    done = run("check", cwd=zone)
    assert done.returncode == 66
    assert "there is no such file" in done.stdout
    assert "feature 1 once more" in done.stdout


def test_check_without_a_register_file_does_not_blame_the_layers(zone: Path) -> None:
    (zone / "tasks.csv").unlink()
    done = run("check", "--json", cwd=zone)
    assert done.returncode == 66
    codes = {one["code"] for file in json.loads(done.stdout)["files"] for one in file["problems"]}
    assert codes == {"source.missing", "zone.outside_parks", "network.parts"}


def test_check_of_a_bad_workspace_is_78_and_its_json_says_so(zone: Path) -> None:
    file = zone / "parkmap.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("year", "yaer"), encoding="utf-8")
    done = run("check", "--json", cwd=zone)
    assert done.returncode == 78
    document = json.loads(done.stdout)
    assert document["zone"] is None
    assert [one["place"] for one in document["files"][0]["problems"]] == [
        "key:zone.year",
        "key:zone.yaer",
    ]


def test_check_of_a_misspelt_column_is_78(zone: Path) -> None:
    file = zone / "parkmap.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text + '\n[page]\nomit = ["persn"]\n', encoding="utf-8")
    done = run("check", cwd=zone)
    assert done.returncode == 78
    assert "'persn'" in done.stdout


@pytest.mark.parametrize(
    ("name", "start"), [("r.html", b"<!DOC"), ("r.xlsx", b"PK"), ("r.json", b"{")]
)
def test_check_writes_a_report(zone: Path, name: str, start: bytes) -> None:
    done = run("check", "-o", name, cwd=zone)
    assert done.returncode == 0, done.stderr
    assert (zone / name).read_bytes().startswith(start)
    assert done.stderr == f"wrote {name}\n"
    assert not list(zone.glob(".parkmap*"))


def test_check_refuses_a_report_of_another_kind(zone: Path) -> None:
    done = run("check", "-o", "report.pdf", cwd=zone)
    assert done.returncode == 2
    assert "ends in none of .html, .xlsx, .json" in done.stderr


def test_check_reports_the_same_bytes_whatever_the_hash_seed(zone: Path) -> None:
    add_copies(zone / "busstops.geojson", 3)
    for seed in ("1", "2"):
        run("check", "-o", f"{seed}.xlsx", cwd=zone, env={"PYTHONHASHSEED": seed})
    assert (zone / "1.xlsx").read_bytes() == (zone / "2.xlsx").read_bytes()


def test_build_counts_what_it_tells_and_puts_it_on_the_page(zone: Path) -> None:
    add_copies(zone / "busstops.geojson", 40)
    done = run("build", cwd=zone)
    assert done.returncode == 0, done.stderr
    lines = done.stderr.splitlines()
    assert sum("feature 1 once more" in line for line in lines) == 10
    assert "... and 30 more: parkmap check" in lines
    # Of the sample the network's length is a note; of its copy also the 45 stops of a task that
    # promises five.
    assert "40 warnings, 5 notes" in lines
    assert "once more, at the same place" in (zone / "maps/index.html").read_text(encoding="utf-8")


def test_add_shows_the_stanza_and_says_why(zone: Path) -> None:
    shutil.copy(zone / "toilets.geojson", zone / "wc.geojson")
    done = run("add", "wc", "wc.geojson", "--title", "公厕", "--datum", "GCJ-02", cwd=zone)
    assert done.returncode == 0, done.stderr
    assert done.stdout == (
        '[layers.wc]\npath = "wc.geojson"\ntitle = "公厕"\nsymbol = "toilet"\n'
        'name = "name"\ndatum = "gcj02"\n'
    )
    assert "datum = gcj02: as told" in done.stderr
    rows = json.loads(run("layers", "--json", cwd=zone).stdout)
    assert ("wc", 3) in {(row["key"], row["count"]) for row in rows}


def test_add_with_wrong_words_is_2(zone: Path) -> None:
    taken = run("add", "busstops", "toilets.geojson", cwd=zone)
    assert (taken.returncode, "has a layer 'busstops' already" in taken.stderr) == (2, True)
    datum = run("add", "wc", "toilets.geojson", "--datum", "mars", cwd=zone)
    assert (datum.returncode, "'mars' is no datum" in datum.stderr) == (2, True)


def test_add_of_a_missing_file_is_66(zone: Path) -> None:
    done = run("add", "wc", "toilet.geojson", cwd=zone)
    assert done.returncode == 66
    assert "did you mean toilets.geojson?" in done.stderr


def test_withheld_column_reaches_no_page(zone: Path) -> None:
    file = zone / "parkmap.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text + '\n[page]\nomit = ["责任人"]\n', encoding="utf-8")
    assert run("build", "-o", "a.html", cwd=zone).returncode == 0
    page = (zone / "a.html").read_text(encoding="utf-8")
    assert "规划建设科" in page
    assert "经办人" not in page


def test_map_is_not_written_over_what_it_is_made_from(zone: Path) -> None:
    for name in ("parkmap.toml", "busstops.geojson", "tasks.csv"):
        before = (zone / name).read_bytes()
        done = run("build", "-o", name, cwd=zone)
        assert done.returncode == 73, done.stderr
        assert (zone / name).read_bytes() == before


def test_withheld_column_that_is_misspelt_is_78(zone: Path) -> None:
    file = zone / "parkmap.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text + '\n[page]\nomit = ["persn"]\n', encoding="utf-8")
    done = run("build", cwd=zone)
    assert done.returncode == 78
    assert "'persn'" in done.stderr


def test_console_that_knows_no_chinese_does_not_crash(zone: Path) -> None:
    env = {"PYTHONIOENCODING": "ascii", "PARKMAP_LANG": "zh"}
    assert run("build", cwd=zone, env=env).returncode == 0


def test_help_loads_no_heavy_library(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom parkmap.cli import cli\n"
        "cli(['--help'], standalone_mode=False)\n"
        "print(sorted({'geopandas', 'folium', 'numpy', 'pydantic', 'shapely'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.skipif(not SHARED.exists(), reason="the shared test data are not here")
@pytest.mark.parametrize(
    ("name", "parks", "layers"),
    [
        (
            "helsinki_centre",
            "parks.geojson",
            {
                "bus_stops": 92, "toilets": 18, "schools": 9, "health": 6, "fire_stations": 1,
                "walk_ways": 2379,
            },
        ),
        (
            "arua",
            "Mun_Arua_Boundary.geojson",
            {"public_toilets": 41, "Primary_Prep": 85, "Health_facility": 26, "utilities": 645},
        ),
    ],
)  # fmt: skip
def test_open_data_build(tmp_path: Path, name: str, parks: str, layers: dict[str, int]) -> None:
    shutil.copytree(SHARED / name, tmp_path / "data")
    stanzas = [f'[layers.{key.lower()}]\npath = "{key}.geojson"' for key in layers]
    head = f'[zone]\nname = "{name}"\nyear = 2020\n[parks]\npath = "{parks}"\n'
    (tmp_path / "data/parkmap.toml").write_text(head + "\n".join(stanzas), encoding="utf-8")
    done = run("build", cwd=tmp_path / "data")
    assert done.returncode == 0, done.stderr
    rows = json.loads(run("layers", "--json", cwd=tmp_path / "data").stdout)
    assert {row["source"].split(".")[0]: row["count"] for row in rows[1:]} == layers


def test_killed_build_leaves_a_whole_map_or_none(zone: Path) -> None:
    # CPU time is the only clock that does not depend on what else the machine does.
    run("build", cwd=zone)
    whole = (zone / "maps/index.html").read_bytes()
    for seconds in (1, 2):
        subprocess.run(
            [sys.executable, "-m", "parkmap", "build"],
            cwd=zone,
            capture_output=True,
            check=False,
            preexec_fn=lambda limit=seconds: resource.setrlimit(  # type: ignore[misc]
                resource.RLIMIT_CPU, (limit, limit)
            ),
        )
        assert (zone / "maps/index.html").read_bytes() == whole
    assert run("build", cwd=zone).returncode == 0
    assert not list((zone / "maps").glob("*.tmp"))
