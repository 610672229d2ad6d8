from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from parkmap.errors import DataError
from parkmap.join import join, locate
from parkmap.model import LayerSpec, Match, Severity, Task, Text
from parkmap.pipeline.check import check
from parkmap.pipeline.scene import make_scene
from parkmap.workspace import load_workspace
from tests.join_world import PARKS, ZONE, box, layer, named_stops, register

AS_OF = date(2017, 5, 31)


@pytest.mark.parametrize(
    ("x", "park"), [(0.25, "A"), (1.75, "B"), (1.0, "A"), (0.75, "A"), (1.25, "B"), (3.0, None)]
)
def test_first_park_of_the_file_has_borders_and_overlaps(x: float, park: str | None) -> None:
    stops = layer("stops", {"s": shapely.Point(x, 0.5)})
    assert locate(stops, PARKS)["s"] is park or locate(stops, PARKS)["s"] == park


def test_area_belongs_to_the_park_of_its_representative_point() -> None:
    plots = layer("plots", {"p": shapely.box(1.7, 0.2, 2.2, 0.4)})
    assert locate(plots, PARKS)["p"] == "B"


@given(st.lists(st.tuples(st.floats(-1, 3), st.floats(-1, 2)), max_size=30))
def test_no_facility_is_lost_or_doubled(points: list[tuple[float, float]]) -> None:
    stops = layer("stops", {str(at): shapely.Point(*xy) for at, xy in enumerate(points)})
    located = locate(stops, PARKS)
    # The second method asks each park for each point, in the order of the parks file.
    covering = [
        next((str(park) for park, area in PARKS.frame.geometry.items() if area.covers(point)), None)
        for point in stops.frame.geometry
    ]
    assert located.tolist() == covering


def test_task_is_found_by_property_whatever_its_number_form() -> None:
    shapes = {"a": shapely.Point(0, 0), "b": shapely.Point(0, 0), "c": shapely.Point(0, 0)}
    stops = layer("stops", shapes, task=["１", "9", None])
    joined = join([stops], register(Task("1", "站", 2)), PARKS, ZONE)
    assert joined.tasks["stops"].tolist() == ["1", None, None]
    # One of two ids finds nothing: 50 %, which warns and does not stop.
    assert [(one.code, one.severity) for one in joined.problems] == [
        ("join.unmatched_tasks", Severity.WARNING)
    ]


def test_facility_claimed_twice_keeps_its_first_task_and_is_told() -> None:
    stops = layer("stops", {"a": shapely.Point(0, 0)})
    tasks = register(
        Task("1", "站", 2, facilities=("a",)), Task("2", "站", 3, facilities=("a", "z"))
    )
    joined = join([stops], tasks, PARKS, ZONE)
    assert joined.tasks["stops"]["a"] == "1"
    assert [problem.code for problem in joined.problems] == [
        "join.two_tasks", "join.no_facility",
        "join.unmatched_facilities",  # one of three
        "join.unlocated",  # task 2
    ]  # fmt: skip


def test_id_in_two_layers_means_neither_unless_the_row_names_one() -> None:
    stops = layer("stops", {"1": shapely.Point(0, 0)})
    toilets = layer("toilets", {"1": shapely.Point(0, 0)})
    vague = join([stops, toilets], register(Task("T", "站", 2, facilities=("1",))), PARKS, ZONE)
    assert [ids["1"] for ids in vague.tasks.values()] == [None, None]
    assert [problem.code for problem in vague.problems] == ["join.several_facilities"]
    clear = join(
        [stops, toilets],
        register(Task("T", "站", 2, layer="公交站", facilities=("1",))),
        PARKS,
        ZONE,
    )
    assert [ids["1"] for ids in clear.tasks.values()] == ["T", None]


def test_listed_id_is_found_whatever_its_width() -> None:
    stops = layer("stops", {"s1": shapely.Point(0, 0)})
    joined = join([stops], register(Task("T", "站", 2, facilities=("Ｓ1",))), PARKS, ZONE)
    assert joined.tasks["stops"]["s1"] == "T"


def test_where_a_row_names_no_layer_that_is_there_the_facilities_decide() -> None:
    stops = layer("stops", {"a": shapely.Point(0, 0)}, task=["1"])
    joined = join([stops], register(Task("1", "站", 2, layer="公交站点")), PARKS, ZONE)
    assert joined.task_layers == {"1": "stops"}
    assert joined.task_matches == {"1": Match.PROPERTY}


def test_name_that_two_parks_bear_gives_none_and_is_told() -> None:
    parks = layer("parks", {"A": box(0, 1), "B": box(1, 2)}, name=["甲园", "甲园"])
    joined = join([], register(Task("1", "站", 2, park="甲园")), parks, ZONE)
    assert joined.task_parks == {"1": ()}
    assert [problem.code for problem in joined.problems] == ["join.same_park_name"]


def test_layer_of_a_task_is_its_row_or_its_facilities() -> None:
    stops = layer("stops", {"a": shapely.Point(0, 0)}, task=["2"])
    tasks = register(Task("1", "站", 2, layer="公交站"), Task("2", "站", 3), Task("3", "站", 4))
    layers = join([stops], tasks, PARKS, ZONE).task_layers
    assert layers == {"1": "stops", "2": "stops", "3": None}


def test_park_of_a_task_is_found_by_name_and_a_stranger_is_told() -> None:
    tasks = register(
        Task("1", "站", 2, park="安东园"),
        Task("2", "站", 3, park="安东园、时尚园"),
        Task("3", "站", 4, park="全区"),
        Task("4", "站", 5, park="火星园"),
    )
    joined = join([], tasks, PARKS, ZONE)
    assert joined.task_parks == {"1": ("A",), "2": ("A", "B"), "3": (), "4": ()}
    assert [(one.code, one.place) for one in joined.problems] == [
        ("join.unknown_park", "row:5"),
        ("join.unmatched_parks", ""),  # one of five names
    ]


@pytest.mark.parametrize(
    ("cell", "ids"),
    [
        ("永和园（一期、二期）、安东园", ("A", "B")),
        ("永和园（一期、二期）和安东园", ("A", "B")),
        ("安东园及安东园", ("B",)),
        ("安东园和火星园", ()),
        ("食品园", ("A", "C")),
        ("食品园、安东园", ("A", "C", "B")),
        ("安东园、食品园", ("B", "A", "C")),
        ("全区", ()),
        ("和", ()),
        ("", ()),
    ],
)
def test_cell_may_name_several_parks_and_groups(cell: str, ids: tuple[str, ...]) -> None:
    shapes = {"A": box(0, 1), "B": box(1, 2), "C": box(2, 3)}
    parks = layer("parks", shapes, name=["永和园（一期、二期）", "安东园", "食品园南片"])
    groups = pd.Series(["食品园", None, "食品園"], index=parks.frame.index, dtype=object)
    grouped = replace(parks, properties=parks.properties.assign(group=groups))
    joined = join([], register(Task("1", "站", 2, park=cell)), grouped, ZONE)
    assert joined.task_parks["1"] == ids


def test_own_name_of_a_park_comes_before_the_group() -> None:
    parks = layer("parks", {"A": box(0, 1), "B": box(1, 2)}, name=["食品园", "东扩"])
    grouped = replace(parks, properties=parks.properties.assign(group=["食品园", "食品园"]))
    joined = join([], register(Task("1", "站", 2, park="食品园")), grouped, ZONE)
    assert joined.task_parks["1"] == ("A",)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("新塘消防站", ""),
        ("新塘消防站建设", ""),
        ("新塘消防站改扩建工程", ""),
        ("新塘　消防站", ""),
        ("新塘消防站項目", ""),
        ("二号任务", "新塘消防站改造"),
    ],
)
def test_task_finds_the_facility_that_bears_its_name(name: str, content: str) -> None:
    stops = named_stops(("新塘消防站", 0.5), ("安东消防站", 0.5))
    task = Task("1", name, 2, content=content, layer="公交站")
    joined = join([stops], register(task), PARKS, ZONE)
    assert joined.tasks["stops"].tolist() == ["1", None]
    assert joined.matches["stops"].tolist() == [Match.NAME, None]
    assert joined.task_matches == {"1": Match.NAME}
    assert joined.untasked == {"stops": ("s1",)}
    assert joined.problems == ()


@pytest.mark.parametrize(
    "name",
    ["新塘消防站选址", "新塘消防", "新建新塘消防站", "新塘消防站（二期）", "建设", "工程项目"],
)
def test_name_that_is_only_alike_is_no_match(name: str) -> None:
    stops = named_stops(("新塘消防站", 0.5))
    joined = join([stops], register(Task("1", name, 2, layer="stops")), PARKS, ZONE)
    assert joined.task_matches == {"1": Match.UNLOCATED}
    assert [one.code for one in joined.problems] == ["join.most_unlocated"]


def test_whole_name_comes_before_the_name_without_its_action() -> None:
    stops = named_stops(("消防站", 0.5), ("消防站改造", 0.5))
    joined = join([stops], register(Task("1", "消防站改造", 2, layer="stops")), PARKS, ZONE)
    assert joined.tasks["stops"].tolist() == [None, "1"]


def test_park_of_the_task_decides_between_namesakes() -> None:
    stops = named_stops(("公厕", 0.25), ("公厕", 1.75))
    tasks = register(
        Task("1", "公厕", 2, layer="stops", park="时尚园"),
        Task("2", "公厕", 3, layer="stops", park="安东园"),
    )
    assert join([stops], tasks, PARKS, ZONE).tasks["stops"].tolist() == ["2", "1"]


@pytest.mark.parametrize("park", ["", "全区", "安东园、时尚园"])
def test_namesakes_that_the_park_does_not_part_are_ambiguous(park: str) -> None:
    stops = named_stops(("公厕", 0.25), ("公厕", 1.75))
    task = Task("1", "公厕", 2, layer="stops", park=park)
    joined = join([stops], register(task), PARKS, ZONE)
    assert joined.tasks["stops"].tolist() == [None, None]
    assert joined.task_matches == {"1": Match.AMBIGUOUS}
    (told,) = joined.problems
    assert (told.code, told.place) == ("join.ambiguous_name", "row:2")
    assert told.values["facilities"] == "s0, s1"


def test_namesake_in_another_park_is_not_meant_and_is_told() -> None:
    stops = named_stops(("公厕", 0.25))
    task = Task("1", "公厕", 2, layer="stops", park="时尚园")
    joined = join([stops], register(task), PARKS, ZONE)
    assert joined.task_matches == {"1": Match.UNLOCATED}
    assert [one.code for one in joined.problems] == ["join.name_elsewhere", "join.most_unlocated"]


def test_facility_with_a_task_by_id_is_not_taken_again() -> None:
    stops = named_stops(("公厕", 0.25), task=["2"])
    tasks = register(Task("1", "公厕", 2, layer="stops"), Task("2", "别的", 3, layer="stops"))
    joined = join([stops], tasks, PARKS, ZONE)
    assert joined.tasks["stops"].tolist() == ["2"]
    assert joined.task_matches == {"1": Match.UNLOCATED, "2": Match.PROPERTY}
    assert joined.problems[0].code == "join.name_taken"


def test_namesake_of_a_facility_with_a_task_stays_ambiguous() -> None:
    stops = named_stops(("公厕", 0.25), ("公厕", 0.3), task=["2", None])
    tasks = register(Task("1", "公厕", 2, layer="stops"), Task("2", "别的", 3, layer="stops"))
    joined = join([stops], tasks, PARKS, ZONE)
    assert joined.tasks["stops"].tolist() == ["2", None]
    assert joined.task_matches["1"] is Match.AMBIGUOUS


def test_tasks_that_mean_the_same_facility_are_ambiguous() -> None:
    stops = named_stops(("公厕", 0.25))
    tasks = register(Task("1", "公厕", 2, layer="stops"), Task("2", "公厕改造", 3, layer="stops"))
    joined = join([stops], tasks, PARKS, ZONE)
    assert joined.tasks["stops"].tolist() == [None]
    assert set(joined.task_matches.values()) == {Match.AMBIGUOUS}
    assert [(one.code, one.place) for one in joined.problems] == [
        ("join.shared_name", "row:2"), ("join.shared_name", "row:3")
    ]  # fmt: skip


def test_name_is_looked_for_in_the_layer_of_the_row_alone() -> None:
    stops, toilets = named_stops(("公厕", 0.25)), layer("toilets", {"t": shapely.Point(0, 0)})
    tasks = register(Task("1", "公厕", 2, layer="toilets"))
    joined = join([stops, toilets], tasks, PARKS, ZONE)
    assert joined.task_matches == {"1": Match.UNLOCATED}
    assert joined.untasked == {"toilets": ("t",)}


def test_every_task_says_how_it_was_found_or_why_not() -> None:
    stops = named_stops(("一", 0.5), ("二", 0.5), ("三", 0.5), task=["1", None, None])
    toilets = layer("toilets", {"s0": shapely.Point(0, 0)})
    tasks = register(
        Task("1", "甲", 2),
        Task("2", "乙", 3, facilities=("s1",)),
        Task("3", "三", 4, layer="stops"),
        Task("4", "丁", 5, facilities=("s0",)),  # in both layers
        Task("5", "戊", 6, layer="stops"),
        Task("6", "己", 7, layer="火车站"),
        Task("7", "庚", 8),
        Task("8", "辛", 9, facilities=("s9",)),
    )
    joined = join([stops, toilets], tasks, PARKS, ZONE)
    assert list(joined.task_matches.values()) == [
        Match.PROPERTY, Match.LISTED, Match.NAME, Match.AMBIGUOUS, Match.UNLOCATED,
        Match.UNKNOWN_LAYER, Match.NO_LAYER, Match.UNLOCATED,
    ]  # fmt: skip
    assert joined.matches["stops"].tolist() == [Match.PROPERTY, Match.LISTED, Match.NAME]


@pytest.mark.parametrize(
    ("missed", "severity"),
    [(0, None), (1, None), (2, Severity.WARNING), (10, Severity.WARNING), (11, Severity.ERROR)],
)
def test_more_than_a_twentieth_warns_and_more_than_half_stops(
    missed: int, severity: Severity | None
) -> None:
    # Of 20: 1 is 5 % and not more; 10 are 50 % and not more.
    ids: list[str | None] = [*["0"] * missed, *["1"] * (20 - missed)]
    stops = layer("stops", {f"s{at}": shapely.Point(0, 0) for at in range(20)}, task=ids)
    listed = tuple("z" if one == "0" else "s19" for one in ids)
    tasks = register(
        Task("1", "站", 2, facilities=listed),
        *(Task(f"k{at}", "站", 3, layer="火车站") for at in range(missed)),
        *(Task(f"l{at}", "站", 3, layer="stops", park="安东园") for at in range(20 - missed)),
        *(Task(f"m{at}", "站", 3, park="火星园") for at in range(missed)),
    )
    told = {
        one.code: one.severity
        for one in join([stops], tasks, PARKS, ZONE).problems
        if one.code.startswith("join.unmatched_")
    }
    codes = ["tasks", "facilities", "layers", "parks"] if severity else []
    assert told == {f"join.unmatched_{code}": severity for code in codes}


def test_layers_of_the_ground_and_unread_ones_are_no_strangers() -> None:
    known = LayerSpec("roads", Text("道路", "Roads"), Path("roads"))
    task = Task("1", "站", 2, layer="道路", facilities=("r1",))
    on_ground = join([], register(task), PARKS, ZONE, grounds=[known])
    assert on_ground.task_layers == {"1": None}
    assert on_ground.task_matches == {"1": Match.UNLOCATED}
    unread = join([], register(task), PARKS, ZONE, unread=[known])
    assert [one.code for one in unread.problems] == ["join.no_facility"]


NAMES = st.sampled_from(["公厕", "公 厕", "公厕改造", "站", "", "工程"])
IDS = st.sampled_from(["s0", "s1", "s2", "z"])


@given(
    st.lists(st.tuples(NAMES, st.floats(0, 2), st.sampled_from(["0", "1", "9", None]))),
    st.lists(
        st.tuples(NAMES, NAMES, st.sampled_from(["", "stops", "火车站"]),
                  st.sampled_from(["", "安东园", "安东园、时尚园", "?"]), st.lists(IDS, max_size=3))
    ),
)  # fmt: skip
def test_rows_out_equal_rows_in_whatever_is_doubled(
    places: list[tuple[str, float, str | None]],
    rows: list[tuple[str, str, str, str, list[str]]],
) -> None:
    ids_told: list[str | None] = [one[2] for one in places]
    stops = named_stops(*(one[:2] for one in places), task=ids_told)
    tasks = register(
        *(
            Task(str(at), name, at + 2, content=content, layer=key, park=park,
                 facilities=tuple(ids))
            for at, (name, content, key, park, ids) in enumerate(rows)
        )
    )  # fmt: skip
    joined = join([stops], tasks, PARKS, ZONE)
    ids = [task.task_id for task in tasks.tasks]
    for series in (joined.parks["stops"], joined.tasks["stops"], joined.matches["stops"]):
        assert series.index.tolist() == stops.frame.index.tolist()
    for mapping in (joined.task_layers, joined.task_parks, joined.task_matches):
        assert list(mapping) == ids
    has = joined.tasks["stops"].dropna()
    assert set(has) <= set(ids)
    assert (joined.matches["stops"].notna() == joined.tasks["stops"].notna()).all()
    found = {Match.PROPERTY, Match.LISTED, Match.NAME}
    assert {one for one in ids if joined.task_matches[one] in found} == set(has)
    by_name = has[joined.matches["stops"].dropna() == Match.NAME]
    assert by_name.is_unique


@pytest.fixture
def zone(tmp_path: Path) -> Path:
    shutil.copytree(Path(__file__).parents[1] / "geodata", tmp_path / "zone")
    return tmp_path / "zone"


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8-sig")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_sample_task_of_two_parks_is_in_both(zone: Path) -> None:
    scene = make_scene(load_workspace(zone / "parkmap.toml"), as_of=AS_OF, lang="zh")
    told = {one.task.task_id: (one.park_id, one.park_ids, one.match) for one in scene.tasks}
    assert told["8"] == (None, ("food_north", "food_south"), Match.PROPERTY)
    assert told["22"] == ("food_north", ("food_north",), Match.PROPERTY)
    assert told["61"] == (None, (), Match.NO_LAYER)


def test_group_of_parks_may_be_named(zone: Path) -> None:
    change(zone / "tasks.csv", "企业建成投产,食品园·北片、食品园·南片", "企业建成投产,食品园")
    scene = make_scene(load_workspace(zone / "parkmap.toml"), as_of=AS_OF, lang="zh")
    told = {one.task.task_id: (one.park_id, one.park_ids) for one in scene.tasks}
    assert told["8"] == (None, ("food_north", "food_south"))


def test_register_of_another_numbering_stops_the_build_and_the_check(zone: Path) -> None:
    # Three toilets name their tasks; with two of three numbers gone, 67 % find nothing.
    change(zone / "toilets.geojson", '"task": "30"', '"task": "T30"')
    change(zone / "toilets.geojson", '"task": "31"', '"task": "T31"')
    workspace = load_workspace(zone / "parkmap.toml")
    with pytest.raises(DataError) as caught:
        make_scene(workspace, as_of=AS_OF, lang="zh")
    assert [(one.code, one.file) for one in caught.value.problems] == [
        ("join.unmatched_tasks", "toilets.geojson")
    ]
    values = caught.value.problems[0].values
    assert values == {"missed": 2, "given": 3, "share": "66.7%", "text": "T30, T31"}
    assert check(workspace, as_of=AS_OF).exit_code == 65


GATES = {f"g{at}": name for at, name in enumerate(["东门公交站", "西门公交站", "南门公交站"])}


def test_register_without_layers_finds_facilities_by_their_names() -> None:
    stops = named_stops(*[(name, 0.5) for name in GATES.values()])
    toilets = layer("toilets", {"t": shapely.Point(0.5, 0.5)}, name=["公厕"])
    tasks = register(
        Task("1", "东门公交站", 2, park="安东园"),
        Task("2", "西门公交站建设", 3),
        Task("3", "招商", 4, content="公厕"),
        Task("4", "招商", 5),
    )
    joined = join([stops, toilets], tasks, PARKS, ZONE)
    assert joined.tasks["stops"].tolist() == ["1", "2", None]
    assert joined.tasks["toilets"].tolist() == ["3"]
    assert joined.task_layers == {"1": "stops", "2": "stops", "3": "toilets", "4": None}
    assert list(joined.task_matches.values()) == [Match.NAME] * 3 + [Match.NO_LAYER]
    assert joined.untasked == {"stops": ("s2",), "toilets": ()}
    # One of four finds nothing: not more than half.
    assert [(one.severity, one.code, one.values) for one in joined.problems] == [
        (Severity.NOTE, "join.by_name_alone", {"count": 3, "tasks": "1, 2, 3"})
    ]


@pytest.mark.parametrize(
    ("park", "match"),
    [
        ("", Match.AMBIGUOUS),
        ("安东园", Match.NAME),
        ("时尚园", Match.NAME),
        ("重叠", Match.NO_LAYER),
    ],
)
def test_name_in_two_layers_is_ambiguous_unless_the_park_parts_them(
    park: str, match: Match
) -> None:
    stops = named_stops(("公厕", 0.25))
    toilets = layer("toilets", {"t": shapely.Point(1.75, 0.5)}, name=["公厕"])
    joined = join([stops, toilets], register(Task("1", "公厕", 2, park=park)), PARKS, ZONE)
    assert joined.task_matches == {"1": match}
    given = {"安东园": ["1", None], "时尚园": [None, "1"]}.get(park, [None, None])
    assert [ids.tolist()[0] for ids in joined.tasks.values()] == given
    told = {"": "join.ambiguous_layer", "重叠": "join.name_elsewhere"}
    assert joined.problems[0].code == told.get(park, "join.by_name_alone")


def test_two_of_a_name_in_one_layer_are_ambiguous_without_a_layer_too() -> None:
    stops = named_stops(("公厕", 0.25), ("公厕", 0.3))
    joined = join([stops], register(Task("1", "公厕", 2)), PARKS, ZONE)
    assert joined.task_matches == {"1": Match.AMBIGUOUS}
    assert [one.code for one in joined.problems] == ["join.ambiguous_name"]


def test_longer_name_without_its_action_decides_over_all_layers() -> None:
    stops = named_stops(("消防站", 0.25))
    other = layer("other", {"o": shapely.Point(0.5, 0.5)}, name=["消防站改造"])
    joined = join([stops, other], register(Task("1", "消防站改造工程", 2)), PARKS, ZONE)
    assert [ids.tolist() for ids in joined.tasks.values()] == [[None], ["1"]]


def test_row_that_names_the_layer_comes_before_one_that_names_none() -> None:
    stops = named_stops(("公厕", 0.25))
    named, bare = Task("2", "公厕改造", 3, layer="stops"), Task("1", "公厕", 2)
    joined = join([stops], register(bare, named), PARKS, ZONE)
    assert joined.tasks["stops"].tolist() == ["2"]
    assert joined.task_matches == {"1": Match.NO_LAYER, "2": Match.NAME}
    assert [one.code for one in joined.problems] == ["join.name_taken"]
    third = Task("3", "公厕", 4, layer="stops")
    shared = join([stops], register(bare, named, third), PARKS, ZONE)
    assert shared.tasks["stops"].tolist() == [None]
    assert set(shared.task_matches.values()) == {Match.AMBIGUOUS}


@pytest.mark.parametrize(
    ("layer_of", "code"),
    [("", "join.most_without_layer"), ("stops", "join.most_unlocated")],
)
@pytest.mark.parametrize(("missed", "severity"), [(2, None), (3, Severity.WARNING)])
def test_more_than_half_that_find_nothing_are_a_warning(
    layer_of: str, code: str, missed: int, severity: Severity | None
) -> None:
    # Of 4 tasks, 2 are half and not more.
    stops = named_stops(*[(str(at), 0.5) for at in range(4)])
    tasks = register(
        *(Task(f"k{at}", "招商", 2 + at, layer=layer_of) for at in range(missed)),
        *(Task(f"l{at}", str(at), 9 + at, layer=layer_of) for at in range(4 - missed)),
    )
    told = {one.code: one for one in join([stops], tasks, PARKS, ZONE).problems}
    if severity is None:
        assert code not in told
        assert ("join.unlocated" in told) == bool(layer_of)
    else:
        assert (told[code].severity, told[code].file) == (severity, "tasks.csv")
        assert told[code].values == {"missed": 3, "given": 4, "tasks": "k0, k1, k2"}
        assert "join.unlocated" not in told


def test_nothing_is_missed_where_a_layer_was_not_read_or_there_is_none() -> None:
    known = LayerSpec("roads", Text("道路", "Roads"), Path("roads"))
    tasks = register(Task("1", "招商", 2), Task("2", "招商", 3))
    assert join([], tasks, PARKS, ZONE).problems == ()
    assert join([named_stops(("站", 0.5))], tasks, PARKS, ZONE, unread=[known]).problems == ()
