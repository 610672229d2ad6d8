"""``parkmap suggest`` on the sample zone, and on copies of it that are edited."""

from __future__ import annotations

import json
import re
import shutil
import zlib
from base64 import b64decode
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from click.testing import CliRunner, Result
from python_calamine import CalamineWorkbook

import parkmap
from parkmap.cli import cli
from parkmap.cli.console import LANG
from parkmap.metric import local_crs
from parkmap.model import Denominator, SiteKind, SitingModel
from parkmap.pipeline.propose import with_proposal
from parkmap.pipeline.scene import make_scene
from parkmap.pipeline.suggest import suggest
from parkmap.pipeline.wish import Wish
from parkmap.report.grid import word_of
from parkmap.report.siting import report_of
from parkmap.report.table import cells_of, render_table
from tests.test_network_command import helsinki_zone
from tools import make_siting_tables

if TYPE_CHECKING:
    from parkmap.model import Lang

SAMPLE = Path(__file__).parents[1] / "geodata"
HELSINKI = SAMPLE.parent.parent / "shared/data/helsinki_centre"
TOILETS = ("--layer", "toilets", "--sites", "3")


def run(*words: str | Path, folder: Path = SAMPLE) -> Result:
    return CliRunner().invoke(cli, ["suggest", "-w", str(folder), *map(str, words)])


def report(*words: str | Path, folder: Path = SAMPLE) -> dict[str, Any]:
    done = run(*words, "--format", "json", folder=folder)
    assert done.exit_code == 0, done.output
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def zone_share(told: dict[str, Any], when: str, what: str = "employees") -> float:
    (zone,) = [row for row in told["parks"]["rows"] if row["park_id"] is None]
    share: float = zone[what][when]
    return share


@pytest.fixture
def zone(tmp_path: Path) -> Path:
    shutil.copytree(SAMPLE, tmp_path / "zone")
    return tmp_path / "zone"


def test_three_toilets_serve_what_a_plain_way_counts() -> None:
    """Every plot against what stands, what is planned, and the sites."""
    told = report(*TOILETS)
    layers = parkmap.sample().layers("2017-05-31")
    west, south, east, north = layers["parks"].total_bounds.tolist()
    crs = local_crs((west, south, east, north))
    plots, toilets = (layers[key].to_crs(crs) for key in ("enterprises", "toilets"))
    sites = gpd.GeoSeries(
        gpd.points_from_xy(
            [row["lon"] for row in told["sites"]["rows"]],
            [row["lat"] for row in told["sites"]["rows"]],
        ),
        crs="EPSG:4326",
    ).to_crs(crs)
    middles = shapely.point_on_surface(plots.geometry.to_numpy())
    people = plots["employees"].astype(float).fillna(0).to_numpy()

    def share(places: Any) -> float:
        near = shapely.distance(middles[:, None], np.asarray(places)[None, :]).min(axis=1) <= 300
        return float(people[near].sum() / people.sum())

    stands = toilets.geometry.to_numpy()  # one in service, two that the plan finishes
    assert len(stands) == told["standing"] + told["planned"] == 3
    assert zone_share(told, "before") == pytest.approx(share(stands), abs=1e-6)
    assert zone_share(told, "after") == pytest.approx(share([*stands, *sites]), abs=1e-6)
    assert told["value"] == pytest.approx(zone_share(told, "after"), abs=1e-6)
    assert (told["gap"], told["bound"]) == (0, told["value"])


def test_sites_tell_what_they_add_and_what_is_lost_without_them() -> None:
    told = report(*TOILETS)
    rows = told["sites"]["rows"]
    assert [row["site"] for row in rows] == [1, 2, 3]
    # No two circles meet here: each adds what would be lost, and all together what the zone gains.
    assert all(row["adds"] == row["lost"] for row in rows)
    people = sum(row["adds"]["employees"] for row in rows)
    rise = zone_share(told, "after") - zone_share(told, "before")
    plots = parkmap.sample().layers("2017-05-31")["enterprises"]
    assert people == pytest.approx(rise * plots["employees"].astype(float).sum(), rel=1e-4)


def test_alternatives_are_near_and_no_better() -> None:
    told = report(*TOILETS)
    rows = told["alternatives"]["rows"]
    assert {row["site"] for row in rows} == {1, 2, 3}
    assert all(0 < row["away_m"] <= 300 and row["value"] <= told["value"] for row in rows)


def test_planned_facilities_count_unless_they_are_not_to() -> None:
    with_plan, without = report(*TOILETS), report(*TOILETS, "--no-count-planned")
    assert (with_plan["standing"], with_plan["planned"]) == (1, 2)
    assert zone_share(without, "before") < zone_share(with_plan, "before")


def test_same_question_has_the_same_answer() -> None:
    assert run(*TOILETS).stdout == run(*TOILETS).stdout


def test_area_is_sampled_and_the_error_is_told() -> None:
    told = report(*TOILETS, "--by", "area", "--candidates", "grid", "--step", "150")
    # A twelfth of 300 m.
    assert (told["by"], told["sample_m"], told["step_m"]) == ("area", 25, 150)
    assert told["served"] == pytest.approx(zone_share(told, "after", "area"), abs=0.005)


@pytest.mark.parametrize("model", ["median", "center"])
def test_ways_get_shorter_with_more_sites(model: str) -> None:
    words = ("--layer", "toilets", "--model", model, "--step", "200")
    few, many = report(*words, "--sites", "1"), report(*words, "--sites", "3")
    assert many["value"] < few["value"]
    assert many["gap"] == few["gap"] == 0


def test_all_are_served_with_the_fewest_sites() -> None:
    told = report("--layer", "busstops", "--model", "cover-all", "--by", "plots")
    assert told["value"] == len(told["sites"]["rows"]) == told["bound"]
    assert zone_share(told, "after", "plots") == 1


def test_too_few_sites_say_what_would_do() -> None:
    done = run("--layer", "toilets", "--model", "cover-all", "--sites", "3", "--step", "200")
    assert done.exit_code == 65
    needed = report("--layer", "toilets", "--model", "cover-all", "--step", "200")["value"]
    assert f"{needed} " in done.stderr
    (radius_m,) = [
        float(word)
        for word in done.stderr.replace(" m", "m").split()
        for word in [word.removesuffix("m")]
        if word.count(".") == 1 and word.replace(".", "").isdigit()
    ]
    words = ("--layer", "toilets", "--model", "cover-all", "--sites", "3", "--step", "200")
    assert report(*words, "--radius", str(radius_m))["value"] <= 3


def test_within_a_park_all_sites_are_in_it() -> None:
    told = report(*TOILETS, "--within", "安东园")
    assert {row["park_id"] for row in told["sites"]["rows"]} == {"andong"}
    assert told["within"] == "andong"


def test_who_lies_in_no_park_is_nobody_to_be_served(tmp_path: Path) -> None:
    """A site by the ten inside is the best, and not the one by the thousand outside."""
    inside, outside = shapely.box(0.001, 0.001, 0.002, 0.002), shapely.box(0.0101, 0, 0.0111, 0.001)
    for name, shapes, columns in (
        ("parks", [shapely.box(0, 0, 0.01, 0.01)], {"id": ["P"], "name": ["P"]}),
        ("plots", [inside, outside], {"id": ["in", "out"], "people": [10, 1000]}),
        ("toilets", [shapely.Point(0.009, 0.009)], {"id": ["T"]}),
    ):
        frame = gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326")
        frame.to_file(tmp_path / f"{name}.geojson", driver="GeoJSON")
    (tmp_path / "sites.csv").write_text("id,lon,lat\nA,0.0099,0.0005\nB,0.0015,0.0015\n")
    (tmp_path / "parkmap.toml").write_text(
        '[zone]\nname = "Z"\nyear = 2017\n[parks]\npath = "parks.geojson"\n'
        '[layers.toilets]\npath = "toilets.geojson"\nsymbol = "toilet"\nradius_m = 300\n'
        '[demand]\npath = "plots.geojson"\nweight = "people"\n'
    )
    words = ("--layer", "toilets", "--sites", "1", "--candidates", tmp_path / "sites.csv")
    told = report(*words, "--by", "employees", folder=tmp_path)
    (site,) = told["sites"]["rows"]
    assert (site["place"], site["adds"]["employees"], told["demand"]) == ("B", 10, 1)
    assert told["value"] == zone_share(told, "after") == 1


@pytest.mark.skipif(not HELSINKI.exists(), reason="the shared test data are not here")
def test_demand_of_helsinki_is_what_coverage_counts(tmp_path: Path) -> None:
    """The grid of the whole city around nineteen parks: what is won is what coverage counts."""
    folder = helsinki_zone(tmp_path)
    shutil.copy(HELSINKI / "population_grid_2020.geojson", tmp_path)
    file = folder / "parkmap.toml"
    head, tail = file.read_text(encoding="utf-8").split("[demand]")
    demand = tail.replace("cells.geojson", "population_grid_2020.geojson", 1)
    demand = demand.replace("[network]", 'weight = "population"\n[network]')
    file.write_text(f"{head}[demand]{demand}", encoding="utf-8")
    counted = CliRunner().invoke(
        cli, ["coverage", "-w", str(folder), "--layer", "toilets", "--format", "json"]
    )
    (row,) = [
        row
        for row in json.loads(counted.stdout)["coverage"]["rows"]
        if row["park_id"] is None and row["radius_m"]
    ]
    told = report(*TOILETS, folder=folder)
    assert told["demand"] == row["plots"] == 19
    assert zone_share(told, "before", told["by"]) == row[f"{told['by']}_share"] < 1
    assert told["served"] == pytest.approx(zone_share(told, "after", told["by"]), abs=1e-6) == 1
    assert all(site["lost"]["plots"] for site in told["sites"]["rows"])


def test_sites_of_a_file_are_the_only_ones(tmp_path: Path) -> None:
    file = tmp_path / "sites.csv"
    file.write_text("id,lon,lat\nA,118.5882,24.7178\nB,118.6007,24.7295\n", encoding="utf-8")
    told = report("--layer", "toilets", "--sites", "2", "--candidates", file)
    assert [row["place"] for row in told["sites"]["rows"]] == ["A", "B"]
    assert told["file"] == 2


def test_detour_is_labelled_and_serves_less() -> None:
    told = report(*TOILETS, "--distance", "detour", "--detour", "1.3")
    assert (told["distance"], told["detour"]) == ("detour", 1.3)
    assert zone_share(told, "after") < zone_share(report(*TOILETS), "after")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--layer", "toilets"), "--sites"),
        (("--layer", "toilet", "--sites", "1"), "toilets"),
        ((*TOILETS, "--rule", "toilet_30"), "toilet_300"),
        ((*TOILETS, "--within", "xyz"), "andong"),
        ((*TOILETS, "--distance", "detour"), "--detour"),
        ((*TOILETS, "--candidates", "grid", "--candidates", "x.csv"), "grid"),
        ((*TOILETS, "--format", "html"), "-o"),
        ((*TOILETS, "--lang", "en"), "--format html"),
        ((*TOILETS, "--rule", "toilet_30", "-o", "x.html"), "toilet_300"),
    ],
)
def test_what_cannot_be_meant_is_refused(words: tuple[str, ...], said: str) -> None:
    done = run(*words)
    assert done.exit_code == 2
    assert said in done.stderr


def test_missing_file_of_sites_is_told(tmp_path: Path) -> None:
    done = run(*TOILETS, "--candidates", tmp_path / "none.geojson")
    assert done.exit_code == 66


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_table_fits_a_hundred_columns_and_says_how_it_was_measured(lang: Lang) -> None:
    day = date(2017, 5, 31)
    wish = Wish("busstops", 2, day, day, by=Denominator.AREA, detour=1.2, within=("andong",))
    study, _ = suggest(parkmap.sample().workspace, wish)
    text = render_table(report_of(study), lang)
    assert max(map(cells_of, text.splitlines())) <= 100
    told = {
        "zh": ("截至 2017-05-31", "估算", "+proj=tmerc", "示意"),
        "en": ("As of 2017-05-31", "an estimate", "+proj=tmerc", "Sample data"),
    }
    assert all(words in text for words in told[lang])


def test_geojson_has_sites_and_alternatives(tmp_path: Path) -> None:
    file = tmp_path / "sites.geojson"
    assert run(*TOILETS, "-o", file).exit_code == 0
    document = json.loads(file.read_text(encoding="utf-8"))
    kinds = [feature["properties"]["kind"] for feature in document["features"]]
    assert (document["report"], kinds.count("site")) == ("siting", 3)
    assert set(kinds) == {"site", "alternative"}
    rows = report(*TOILETS)["sites"]["rows"]
    lon, lat = document["features"][0]["geometry"]["coordinates"]
    assert (f"{lon:.6f}", f"{lat:.6f}") == (rows[0]["lon"], rows[0]["lat"])


def test_csv_and_workbook_hold_every_site(tmp_path: Path) -> None:
    text = run(*TOILETS, "--format", "csv").stdout_bytes.decode("utf-8-sig")
    assert len(text.splitlines()) == 4
    file = tmp_path / "s.xlsx"
    assert run(*TOILETS, "-o", file).exit_code == 0
    assert len(CalamineWorkbook.from_path(str(file)).sheet_names) >= 4


def test_api_gives_the_sites_of_the_command() -> None:
    frame = parkmap.sample().suggest("toilets", 3)
    rows = report(*TOILETS)["sites"]["rows"]
    assert frame["adds_employees"].tolist() == [row["adds"]["employees"] for row in rows]
    assert [f"{x:.6f}" for x in frame.geometry.x] == [row["lon"] for row in rows]
    with pytest.raises(ValueError, match="how many"):
        parkmap.sample().suggest("toilets")


def test_api_makes_the_map_of_the_command(zone: Path) -> None:
    assert run(*TOILETS, "--lang", "en", "-o", zone / "sites.html", folder=zone).exit_code == 0
    sites = parkmap.open(zone).suggest("toilets", 3)
    assert isinstance(sites, parkmap.Sites)
    # Rows that are left out, or moved to another projection, are still rows of that answer.
    page = sites[sites["adds_plots"] > 0].to_crs(3857).page(lang="en")
    assert page.save(zone / "own.html").read_bytes() == (zone / "sites.html").read_bytes()
    assert "<iframe" in page._repr_html_()
    with pytest.raises(ValueError, match="lang"):
        sites.page(lang="fr")  # type: ignore[arg-type]


def test_withheld_people_are_not_counted(zone: Path) -> None:
    file = zone / "parkmap.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text + '\n[page]\nomit = ["employees"]\n', encoding="utf-8")
    told = report(*TOILETS, folder=zone)
    assert told["by"] == "plots"
    assert told["sites"]["rows"][0]["adds"]["employees"] is None


def test_walks_along_streets_serve_no_more_than_circles() -> None:
    walked, straight = report(*TOILETS, "--distance", "network"), report(*TOILETS)
    assert (walked["distance"], straight["distance"]) == ("network", "euclid")
    # No walk is shorter than the straight line, so the best that walks reach is no better.
    assert 0 < walked["value"] <= straight["value"]
    # What the model counts is what is measured once the sites stand.
    assert walked["served"] == walked["value"]


def test_words_of_two_vocabularies_do_not_mix() -> None:
    assert word_of(Denominator.PLOTS).en == "plots"
    assert word_of(SiteKind.PLOTS).en == "plot edges"
    assert word_of(SitingModel.MEDIAN).en.startswith("shortest")


def test_what_is_not_proven_is_told_with_its_bound() -> None:
    study = replace(make_siting_tables.study_of("toilets", 3, None), value=0.25, bound=0.3, gap=0.2)
    text = render_table(report_of(study), "en")
    assert "25.0% of the demand served; not proven, the bound is 30.0%" in text.replace("\n", " ")
    assert "(gap 20.00%)" in text


def test_docs_tables_and_maps_are_what_the_tool_says() -> None:
    text = make_siting_tables.PAGE.read_text(encoding="utf-8")
    told = text.split(make_siting_tables.BEGIN)[1].split(make_siting_tables.END)[0]
    assert told == make_siting_tables.tables()
    for layer, count, _, by in make_siting_tables.WISHES:
        file = make_siting_tables.IMAGES / f"siting-{layer}.svg"
        assert file.read_text(encoding="utf-8") == make_siting_tables.drawn(layer, count, by)


def test_docs_name_every_member_of_the_json() -> None:
    text = make_siting_tables.PAGE.read_text(encoding="utf-8")
    told = report_of(make_siting_tables.study_of("toilets", 3, None))
    members = {fact.key for fact in told.facts} | {grid.key for grid in told.grids}
    members |= {column.key for grid in told.grids for column in grid.columns}
    assert {name for name in members if f"`{name}`" not in text} == set()


def test_map_is_the_whole_page_with_the_proposal(zone: Path) -> None:
    file = zone / "maps/sites.html"
    done = run(*TOILETS, "--lang", "en", "-o", file, folder=zone)
    assert done.exit_code == 0, done.output
    assert f"map: {file}" in done.stderr
    assert "parks: 7 from parks.geojson" in done.stderr
    told = page_data(file.read_text(encoding="utf-8"))
    assert (told["lang"], len(told["layers"]), told["proposal"]["opens"]) == (
        "en",
        11,
        "toilets:toilet_300",
    )


def test_form_may_be_named_and_a_folder_takes_the_file(zone: Path) -> None:
    done = run(*TOILETS, "--format", "html", "-o", zone / "maps", folder=zone)
    assert done.exit_code == 0, done.output
    assert page_data((zone / "maps/sites.html").read_text(encoding="utf-8"))["lang"] == "zh"


def test_map_goes_to_standard_output_when_asked(zone: Path) -> None:
    file = zone / "sites.html"
    assert run(*TOILETS, "-o", file, folder=zone).exit_code == 0
    done = run(*TOILETS, "--format", "html", "-o", "-", folder=zone)
    assert done.stdout_bytes == file.read_bytes()


def test_map_has_figures_sites_and_files_of_the_other_forms() -> None:
    told = page_data(parkmap.sample().suggest("toilets", 3).page().html)["proposal"]
    known = report(*TOILETS)
    sites = inflated(told["sites"])
    assert [[f"{lon:.6f}", f"{lat:.6f}"] for lon, lat, *_ in sites] == [
        [row["lon"], row["lat"]] for row in known["sites"]["rows"]
    ]
    for (*_, adds, lost, _), row in zip(sites, known["sites"]["rows"], strict=True):
        assert adds == list(row["adds"].values())
        assert lost == list(row["lost"].values())
    others = [
        [number, away, worth]
        for number, site in enumerate(sites, start=1)
        for *_, away, worth in site[-1]
    ]
    rows = known["alternatives"]["rows"]
    assert others == [[row["site"], row["away_m"], row["value"]] for row in rows]
    for form, words in (("geojson", ("geojson",)), ("csv", ("csv",))):
        data = zlib.decompress(b64decode(told["files"][form if form == "geojson" else LANG]))
        assert data == run(*TOILETS, "--format", *words).stdout_bytes
    # The share of the zone as served over whole, area, plots and employees, before and after.
    for at, when in enumerate(("before", "after")):
        _, figures = inflated(told["parks"])[0][at]
        for place, what in enumerate(("area", "plots", "employees")):
            share = figures[2 * place + 1] / figures[2 * place]
            assert share == pytest.approx(zone_share(known, when, what), abs=1e-6)


@pytest.mark.parametrize("day", ["2017-05-31", "2017-12-31"])
def test_map_is_but_for_the_proposal_the_one_that_build_makes(day: str) -> None:
    atlas = parkmap.sample()
    proposed = page_data(atlas.suggest("toilets", 3, as_of=day).page().html)
    plain = page_data(atlas.page(day).html)
    assert plain.pop("proposal") is None
    told = proposed.pop("proposal")
    differ = {key for key in plain if plain[key] != proposed[key]}
    assert differ == {"texts"}  # what only a proposal says
    figures = [inflated(told["parks"])[0][at][1] for at in (0, 1)]
    known = report(*TOILETS, "--as-of", day)
    for cells, when in zip(figures, ("before", "after"), strict=True):
        assert cells[5] / cells[4] == pytest.approx(zone_share(known, when), abs=1e-6)


def test_map_that_cannot_be_made_leaves_the_old_one(zone: Path) -> None:
    file = zone / "sites.html"
    file.write_text("old", encoding="utf-8")
    words = ("--layer", "toilets", "--model", "cover-all", "--sites", "1", "-o", file)
    assert run(*words, folder=zone).exit_code == 65
    assert file.read_text(encoding="utf-8") == "old"
    parks = zone / "parks.geojson"
    parks.write_text("{", encoding="utf-8")
    assert run(*TOILETS, "-o", file, folder=zone).exit_code == 65
    assert file.read_text(encoding="utf-8") == "old"


def test_map_never_takes_the_place_of_what_it_is_made_from(zone: Path) -> None:
    before = (zone / "parks.geojson").read_bytes()
    done = run(*TOILETS, "--format", "html", "-o", zone / "parks.geojson", folder=zone)
    assert done.exit_code != 0
    assert (zone / "parks.geojson").read_bytes() == before


def test_map_over_its_budget_says_so(zone: Path) -> None:
    file = zone / "parkmap.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text + "\n[page]\nbudget_mb = 0.1\n", encoding="utf-8")
    done = run(*TOILETS, "-o", zone / "sites.html", folder=zone)
    assert done.exit_code == 0
    assert "0.1 MB" in done.stderr


@pytest.mark.parametrize("how", [{}, {"detour": 1.3}, {"on_network": True}], ids=str)
def test_land_is_what_is_measured_and_nothing_twice(how: dict[str, Any]) -> None:
    """The polygons cover the parks, and their areas are the figures but for segments of arcs."""
    workspace = parkmap.sample().workspace
    day = date(2017, 5, 31)
    scene = make_scene(workspace, as_of=day, lang="zh")
    proposal = with_proposal(workspace, scene, Wish("toilets", 3, day, day, **how)).proposal
    assert proposal is not None
    west, south, east, north = scene.bounds
    metres = proposal.land.to_crs(local_crs((west, south, east, north)))
    area_m2 = metres.area.groupby(metres["land"]).sum()
    before, after = proposal.study.before.zone, proposal.study.after.zone
    served, gained = before.area_served_m2 or 0, (after.area_served_m2 or 0)
    assert area_m2["served"] == pytest.approx(served, rel=5e-4)
    assert area_m2["served"] + area_m2["gained"] == pytest.approx(gained, rel=5e-4)
    assert area_m2.sum() == pytest.approx(after.area_m2, rel=1e-6)
    assert shapely.area(shapely.union_all(metres.geometry.to_numpy())) == pytest.approx(
        area_m2.sum(), rel=1e-6
    )


def page_data(html: str) -> dict[str, Any]:
    found = re.search(r'id="parkmap-data">(.*?)</script>', html)
    assert found is not None
    told: dict[str, Any] = json.loads(found[1])
    return told


def inflated(text: str) -> Any:
    return json.loads(zlib.decompress(b64decode(text)))
