"""``parkmap diff``: two registers or workspaces read, compared and told."""

from __future__ import annotations

import csv
import io
import json
import shutil
import zipfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

import parkmap
from parkmap.cli import cli
from parkmap.report.table import cells_of

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]
Rows = list[list[str]]


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, ["diff", *map(str, words)])


def report(*words: str | Path) -> dict[str, Any]:
    done = run(*words, "--format", "json")
    assert done.exit_code == 0, done.output
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def rows_of(file: Path) -> Rows:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def write(file: Path, rows: Rows) -> Path:
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return file


def edit(file: Path, change: Callable[[dict[str, dict[str, str]]], None]) -> Path:
    """Change the rows of a register, by 序号; one that becomes empty is deleted."""
    head, *rows = rows_of(file)
    by_id = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
    change(by_id)
    return write(file, [head, *([row.get(n, "") for n in head] for row in by_id.values() if row)])


@pytest.fixture
def zones(tmp_path: Path) -> tuple[Path, Path]:
    """Two copies of the sample zone."""
    for name in ("old", "new"):
        shutil.copytree(ROOT / "geodata", tmp_path / name)
    return tmp_path / "old", tmp_path / "new"


def small(
    folder: Path, name: str, *rows: str, head: str = "序号,项目名称,完成时间,责任科室"
) -> Path:
    file = folder / name
    file.write_text("\n".join((head, *rows)), encoding="utf-8")
    return file


# ---- the sample zone and an edited copy


def sample_edits(rows: dict[str, dict[str, str]]) -> None:
    rows["8"]["完成时间"] = "9月底"  # 上半年: 30 June; overwritten
    rows["9"]["调整完成时间"] = "8月15日"  # beside the promise, which stays
    rows["10"]["责任科室"] = "经济发展科、国土所"
    rows["14"]["完成时间"] = "11月底"  # 下半年: 31 December
    rows["5"].clear()
    rows["99"] = {"序号": "99", "项目名称": "新消防站", "项目内容": "新建", "完成时间": "12月底"}


def test_sample_zone_against_an_edited_copy(zones: tuple[Path, Path]) -> None:
    old, new = zones
    before = {row[0]: row for row in rows_of(old / "tasks.csv")[1:]}
    assert [before[number][7] for number in ("8", "9", "14")] == ["上半年", "上半年", "下半年"]
    edit(new / "tasks.csv", sample_edits)
    told = report(old, new)
    slips = {
        row["id"]: (row["days"], row["baseline_days"], row["new_date"])
        for row in told["tasks"]["rows"]
        if row["field"] == "finish" and row["what"] == "changed"
    }
    assert slips == {
        # 30 June to 30 September: July 31, August 31, September 30.
        "8": (92, 92, "2017-09-30"),
        # 30 June to 15 August: July 31, and 15.
        "9": (46, 46, "2017-08-15"),
        # 31 December back to 30 November.
        "14": (-31, -31, "2017-11-30"),
    }
    assert told["finish_days"] == 92 + 46 - 31
    kinds = [(row["what"], row["id"]) for row in told["tasks"]["rows"] if row["what"] != "changed"]
    assert kinds == [("new", "99"), ("gone", "5")]
    # 63 tasks, of which one is gone and four have changed.
    assert (told["changed"], told["same"]) == (4, 63 - 1 - 4)


def test_departments_of_the_sample_add_up(zones: tuple[Path, Path]) -> None:
    old, new = zones
    edit(new / "tasks.csv", sample_edits)
    told = report(old / "tasks.csv", new / "tasks.csv")["departments"]
    assert sum(row[9].count("、") for row in rows_of(old / "tasks.csv")) == 8
    rows = {row["department"]: row for row in told["rows"]}
    # 8, 9 and 14 are all 经济发展科's. 8 tasks of the sample are shared by two, and now task 10.
    assert rows["经济发展科"]["finish_days"] == told["total"]["finish_days"] == 92 + 46 - 31
    assert rows["国土所"]["tasks"] == 1
    assert sum(row["tasks"] for row in told["rows"]) == 62 + 8 + 1
    assert told["total"]["tasks"] == 62


def test_facilities_of_two_workspaces(zones: tuple[Path, Path]) -> None:
    old, new = zones
    file = new / "busstops.geojson"
    stops = json.loads(file.read_text(encoding="utf-8"))
    first, second, *_ = stops["features"]
    first["geometry"]["coordinates"][1] += 0.001
    second["properties"] |= {"stage": "under_construction", "actual_finish": None}
    del stops["features"][2]
    file.write_text(json.dumps(stops, ensure_ascii=False), encoding="utf-8")
    rows = {(row["what"], row["id"]): row for row in report(old, new)["places"]["rows"]}
    assert set(rows) == {("moved", "stop-01"), ("gone", "stop-03"), ("stage", "stop-02")}
    # A thousandth of a degree along a meridian of 10,002 km for 90 degrees is 111.1 m; at this
    # latitude 0.3 % less.
    assert rows["moved", "stop-01"]["distance_m"] == pytest.approx(110.8, abs=0.2)
    assert rows["stage", "stop-02"]["old"] == "in_service"
    assert rows["stage", "stop-02"]["new"] == "under_construction"
    assert report(old, new, "--tolerance", "120")["places"]["rows"][0]["id"] == "stop-03"


def test_same_workspace_does_not_differ(zones: tuple[Path, Path]) -> None:
    done = run(*zones, "--exit-code")
    assert done.exit_code == 0
    told = report(*zones)
    assert (told["tasks"]["rows"], told["places"]["rows"]) == ([], [])
    assert told["departments"]["total"]["tasks"] == 63


def test_table_and_workspace_of_the_same_register_do_not_differ(zones: tuple[Path, Path]) -> None:
    old, new = zones
    assert run(old / "tasks.csv", new, "--exit-code").exit_code == 0
    assert run(old, new / "tasks.csv", "--exit-code").exit_code == 0


def test_stages_are_those_of_the_day(zones: tuple[Path, Path]) -> None:
    old, new = zones

    def finish(rows: dict[str, dict[str, str]]) -> None:
        rows["8"]["实际完成"] = "2017-05-20"

    edit(new / "tasks.csv", finish)

    def fields(day: str) -> set[str]:
        rows = report(old, new, "--as-of", day)["tasks"]["rows"]
        return {row["field"] for row in rows}

    assert fields("2017-05-19") == {"actual_finish", "stage"}
    assert report(old, new)["as_of"] == "2017-05-31"
    [stage] = [row for row in report(old, new)["tasks"]["rows"] if row["field"] == "stage"]
    assert (stage["old"], stage["new"]) == ("unknown", "in_service")


# ---- tables alone


def test_table_is_read_in_the_year_that_is_named(tmp_path: Path) -> None:
    old = small(tmp_path, "a.csv", "1,公交站,6月底,规划科")
    new = small(tmp_path, "b.csv", "1,公交站,6月底,规划科")
    [row] = [
        row
        for row in report(old, new, "--year", "2018", "--old-year", "2017")["tasks"]["rows"]
        if row["field"] == "finish"
    ]
    # A year of 365 days lies between the two ends of June.
    assert (row["old_date"], row["new_date"], row["days"]) == ("2017-06-30", "2018-06-30", 365)


def test_table_without_a_workspace_or_a_year_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    old = small(tmp_path, "a.csv", "1,公交站,6月底,规划科")
    done = run(old, old)
    assert done.exit_code == 78
    assert "--year" in done.stderr


def test_year_that_was_taken_from_a_workspace_is_told(zones: tuple[Path, Path]) -> None:
    old, new = zones
    done = run(old / "tasks.csv", new / "tasks.csv")
    assert "2017" in done.stderr
    assert "parkmap.toml" in done.stderr


def test_headers_of_the_workspace_are_known_in_a_table_alone(zones: tuple[Path, Path]) -> None:
    old, _ = zones
    toml = old / "parkmap.toml"
    text = toml.read_text(encoding="utf-8")
    text = text.replace('path = "tasks.csv"', 'path = "tasks.csv"\ncolumns = { name = "啥" }')
    toml.write_text(text, encoding="utf-8")
    head = "序号,啥,完成时间,责任科室"
    one = small(old, "one.csv", "1,公交站,6月底,规划科", head=head)
    two = small(old, "two.csv", "2,公交站,6月底,规划科", head=head)
    [row] = report(one, two)["tasks"]["rows"]
    assert (row["field"], row["old"], row["new"]) == ("task_id", "1", "2")


def test_register_that_is_missing_and_one_that_is_broken_are_both_told(tmp_path: Path) -> None:
    broken = small(tmp_path, "b.csv", "1,公交站,6月底,规划科", "1,厕所,6月底,规划科")
    done = run(tmp_path / "a.csv", broken, "--year", "2017")
    assert done.exit_code == 66
    assert f"{tmp_path / 'a.csv'}" in done.stderr
    assert f"{tmp_path / 'b.csv'}" in done.stderr


def test_workspace_without_a_register_is_told(zones: tuple[Path, Path]) -> None:
    old, new = zones
    toml = old / "parkmap.toml"
    text = toml.read_text(encoding="utf-8")
    start, end = text.index("[register]"), text.index("[demand]")
    toml.write_text(text[:start] + text[end:], encoding="utf-8")
    done = run(old, new)
    assert done.exit_code == 0, done.output
    assert "[register]" in done.stderr
    assert run(old, new / "tasks.csv").exit_code == 78


# ---- forms, codes, files


def test_differences_are_an_exit_code_only_where_asked(tmp_path: Path) -> None:
    old = small(tmp_path, "a.csv", "1,公交站,6月底,规划科")
    new = small(tmp_path, "b.csv", "1,公交站,7月底,规划科")
    assert run(old, new, "--year", "2017").exit_code == 0
    assert run(old, new, "--year", "2017", "--exit-code").exit_code == 1


HOSTILE = ("=cmd|' /C calc'!A0", "+1", "@SUM(1)", "\x1b[2J", "{0.__class__}", "</script>", "＝1")


def test_hostile_cells_stay_texts_in_every_form(tmp_path: Path) -> None:
    def table(name: str, texts: tuple[str, ...]) -> Path:
        head = ["序号", "项目名称", "完成时间", "责任科室", "责任人"]
        rows = [[str(at), f"第{at}项", "6月底", "科", text] for at, text in enumerate(texts, 1)]
        return write(tmp_path / name, [head, *rows])

    old, new = table("a.csv", ("",) * len(HOSTILE)), table("b.csv", HOSTILE)
    year = ("--year", "2017")
    shown = run(old, new, *year).stdout
    assert "\x1b" not in shown
    texts = [row["new"] for row in report(old, new, *year)["tasks"]["rows"]]
    assert texts == [text.replace("\x1b", "\ufffd") for text in HOSTILE]
    cells = list(csv.reader(io.StringIO(run(old, new, *year, "--format", "csv").stdout)))
    assert not any(
        cell.lstrip("\ufeff ").startswith(("=", "+", "@", "＝")) for row in cells for cell in row
    )
    book = tmp_path / "out.xlsx"
    assert run(old, new, *year, "-o", book).exit_code == 0
    with zipfile.ZipFile(book) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if "worksheets/" in name]
    assert len(sheets) == 2
    assert not any("<f>" in sheet for sheet in sheets)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_table_fits_a_hundred_columns(
    zones: tuple[Path, Path], lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from parkmap.cli import diff as command

    monkeypatch.setattr(command, "LANG", lang)
    old, new = zones

    def long(rows: dict[str, dict[str, str]]) -> None:
        sample_edits(rows)
        rows["11"] |= {"项目名称": "好仁佳" * 30, "责任科室": "经济发展科、" * 20}

    edit(new / "tasks.csv", long)
    lines = run(old, new).stdout.splitlines()
    assert max(map(cells_of, lines)) <= 100


def test_form_follows_the_ending_of_the_file(tmp_path: Path) -> None:
    old = small(tmp_path, "a.csv", "1,公交站,6月底,规划科")
    for name in ("out.json", "out.csv", "out.xlsx", "out.txt"):
        assert run(old, old, "--year", "2017", "-o", tmp_path / name).exit_code == 0
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["report"] == "diff"
    assert run(old, old, "--year", "2017", "-o", tmp_path / "out.doc").exit_code == 2
    assert run(old, old, "--year", "2017", "--format", "xlsx").exit_code == 2


def test_what_was_compared_is_not_written_over(tmp_path: Path) -> None:
    old = small(tmp_path, "a.csv", "1,公交站,6月底,规划科")
    text = old.read_bytes()
    assert run(old, old, "--year", "2017", "-o", old).exit_code == 73
    assert old.read_bytes() == text


def test_column_that_either_workspace_withholds_is_in_no_report(
    zones: tuple[Path, Path],
) -> None:
    old, new = zones

    def person(rows: dict[str, dict[str, str]]) -> None:
        rows["8"]["责任人"] = "某某某"

    edit(new / "tasks.csv", person)
    assert "某某某" in run(old, new).stdout
    toml = old / "parkmap.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(f'{text}\n[page]\nomit = ["责任人"]\n', encoding="utf-8")
    table = new / "tasks.csv"
    for words in ((old, new), (new, old), (old, table), (old / "tasks.csv", table, "-w", old)):
        told = run(*words, "--format", "json")
        assert told.exit_code == 0, told.output
        assert "某某某" not in told.stdout
        assert "经办人" not in told.stdout


def test_notebook_gets_frames(zones: tuple[Path, Path]) -> None:
    old, new = zones
    edit(new / "tasks.csv", sample_edits)
    told = parkmap.compare(old, new)
    late = told.tasks[told.tasks["field"] == "finish"].set_index("id")
    assert late.loc["8", "days"] == 92
    assert late.loc["8", "new_date"] == date(2017, 9, 30)
    assert told.departments["tasks"].sum() == 62 + 8 + 1
    assert told.places.empty
    assert not told.is_empty
    assert [problem.code for problem in told.problems if problem.code.startswith("diff.")] == [
        "diff.overwritten"
    ]


def test_report_is_the_same_bytes_for_the_same_versions(zones: tuple[Path, Path]) -> None:
    old, new = zones
    edit(new / "tasks.csv", sample_edits)
    books = [old.parent / name for name in ("one.xlsx", "two.xlsx")]
    for book in books:
        assert run(old, new, "-o", book).exit_code == 0
    assert books[0].read_bytes() == books[1].read_bytes()


def test_json_has_the_members_that_the_docs_name(zones: tuple[Path, Path]) -> None:
    old, new = zones
    edit(new / "tasks.csv", sample_edits)
    told = report(old, new)
    docs = (ROOT / "docs/diff.md").read_text(encoding="utf-8")
    assert (told["report"], told["version"]) == ("diff", 1)
    members = {*told, *told["tasks"]["rows"][0]}
    members |= {row["field"] for row in told["tasks"]["rows"] if row["field"]}
    assert {name for name in members - {"version"} if name not in docs} == set()
    sums = {key for key in told["departments"]["total"] if key.startswith("finish_")}
    assert {key for key in sums if f"`{key.removeprefix('finish_')}`" not in docs} == set()
