"""What the join says of what does not match: where, and with which values."""

from __future__ import annotations

import pytest
import shapely

from parkmap.join import join
from parkmap.model import Match, Problem, Severity, Task
from tests.join_world import PARKS, ZONE, box, layer, named_stops, register


def warning(code: str, row: int | None, **values: object) -> Problem:
    """Return a warning of a row of the register, or of a layer where there is no row."""
    file, place = ("a.geojson", "") if row is None else ("tasks.csv", f"row:{row}")
    return Problem(Severity.WARNING, code, file, place, values)


def test_ambiguous_name_says_what_it_may_mean() -> None:
    stops = named_stops(("公厕", 0.25), ("公厕", 1.75))
    told = join([stops], register(Task("1", "公厕", 2, layer="stops")), PARKS, ZONE).problems
    assert told == (
        warning("join.ambiguous_name", 2, text="公厕", facilities="s0, s1", layer="stops"),
    )


@pytest.mark.parametrize("park", ["", "安东园", "安东园、时尚园"])
@pytest.mark.parametrize(
    ("count", "said"), [(5, "s0, s1, s2, s3, s4"), (6, "s0, s1, s2, s3, s4 ...")]
)
def test_message_names_five_and_says_if_there_are_more(count: int, said: str, park: str) -> None:
    stops = named_stops(*[("公厕", 0.25)] * count)
    task = Task("1", "公厕", 2, layer="stops", park=park)
    (told,) = join([stops], register(task), PARKS, ZONE).problems
    assert told.values["facilities"] == said


def test_namesakes_in_several_layers_are_named() -> None:
    stops = named_stops(("公厕", 0.25))
    toilets = layer("toilets", {"t": shapely.Point(0, 0)}, name=["公厕"])
    told = join([stops, toilets], register(Task("1", "公厕", 2)), PARKS, ZONE).problems
    assert told == (
        warning("join.ambiguous_layer", 2, text="公厕", facilities="s0, t", layer="stops, toilets"),
    )


def test_namesake_in_another_park_is_named() -> None:
    stops = named_stops(("站", 1.75), ("公厕", 0.25))
    task = Task("1", "公厕", 2, layer="stops", park="时尚园")
    told = join([stops], register(task), PARKS, ZONE).problems
    assert told[0] == warning("join.name_elsewhere", 2, text="公厕", facility="s1", layer="stops")
    values = {"missed": 1, "given": 1, "tasks": "1"}
    assert told[1] == Problem(Severity.WARNING, "join.most_unlocated", "tasks.csv", values=values)


def test_task_of_more_parks_than_bear_the_name_finds_it_in_any_of_them_and_in_no_other() -> None:
    stops = named_stops(("公厕", 0.25))
    found, missed = (
        join([stops], register(Task("1", "公厕", 2, layer="stops", park=park)), PARKS, ZONE)
        for park in ("时尚园、安东园", "时尚园、重叠")
    )
    assert found.tasks["stops"].tolist() == ["1"]
    assert missed.tasks["stops"].tolist() == [None]


def test_tasks_that_share_a_facility_are_told_of_each_other() -> None:
    stops = named_stops(("公厕", 0.25))
    tasks = register(Task("1", "公厕", 2, layer="stops"), Task("2", "公厕改造", 3, layer="stops"))
    shared = {"facility": "s0", "layer": "stops", "others": "1, 2"}
    assert join([stops], tasks, PARKS, ZONE).problems == (
        warning("join.shared_name", 2, text="公厕", **shared),
        warning("join.shared_name", 3, text="公厕改造", **shared),
    )


def test_facility_that_is_taken_says_by_whom() -> None:
    stops = named_stops(("公厕", 0.25), task=["2"])
    tasks = register(Task("1", "公厕", 2, layer="stops"), Task("2", "别的", 3, layer="stops"))
    assert join([stops], tasks, PARKS, ZONE).problems[0] == warning(
        "join.name_taken", 2, text="公厕", facility="s0", layer="stops", others="2"
    )


def test_listed_id_says_what_is_wrong_with_it() -> None:
    stops = layer("stops", {"a": shapely.Point(0, 0), "b": shapely.Point(0, 0)})
    toilets = layer("toilets", {"b": shapely.Point(0, 0)})
    tasks = register(
        Task("1", "站", 2, facilities=("a",)), Task("2", "站", 3, facilities=("a", "b", "z"))
    )
    assert join([stops, toilets], tasks, PARKS, ZONE).problems[:3] == (
        warning("join.two_tasks", 3, facility="a", task="2", layer="stops", other="1"),
        warning("join.several_facilities", 3, facility="b", task="2", layers="stops, toilets"),
        warning("join.no_facility", 3, facility="z", task="2"),
    )


def test_task_that_lists_a_facility_twice_is_no_second_task() -> None:
    stops = layer("stops", {"a": shapely.Point(0, 0)})
    joined = join([stops], register(Task("1", "站", 2, facilities=("a", "a"))), PARKS, ZONE)
    assert (joined.tasks["stops"].tolist(), joined.problems) == (["1"], ())


def test_facilities_that_name_tasks_without_a_register_are_counted() -> None:
    stops = named_stops(("甲", 0.25), ("乙", 0.25), ("丙", 0.25), task=["1", None, "2"])
    plain = named_stops(("甲", 0.25))
    joined = join([plain, stops], None, PARKS, ZONE)
    assert joined.problems == (warning("join.no_register", None, count=2),)
    assert joined.parks["stops"].tolist() == ["A", "A", "A"]
    assert joined.tasks["stops"].tolist() == [None, None, None]


def test_few_unknown_tasks_of_facilities_are_a_warning_of_their_own() -> None:
    # 1 of 20 is 5 %, and not more.
    ids: list[str | None] = [*["1"] * 19, "9"]
    stops = named_stops(*[("站", 0.25)] * 20, task=ids)
    told = join([stops], register(Task("1", "车", 2)), PARKS, ZONE).problems
    assert told == (warning("join.unknown_task", None, count=1, tasks="9"),)


def test_layer_without_ids_of_tasks_does_not_hide_the_next_one() -> None:
    plain, stops = layer("toilets", {}), named_stops(("站", 0.25), task=["1"])
    joined = join([plain, stops], register(Task("1", "车", 2)), PARKS, ZONE)
    assert joined.tasks["stops"].tolist() == ["1"]


def test_facility_without_an_id_of_a_task_does_not_hide_the_next_one() -> None:
    stops = named_stops(("站", 0.25), ("站", 0.25), task=[None, "1"])
    joined = join([stops], register(Task("1", "车", 2)), PARKS, ZONE)
    assert joined.tasks["stops"].tolist() == [None, "1"]


def test_facilities_in_another_layer_than_the_row_names_are_told() -> None:
    stops = named_stops(("站", 0.25), task=["1"])
    toilets = layer("toilets", {"t": shapely.Point(0, 0)})
    joined = join([stops, toilets], register(Task("1", "车", 2, layer="toilets")), PARKS, ZONE)
    assert joined.task_layers == {"1": "toilets"}
    assert joined.problems == (
        warning("join.other_layer", 2, task="1", layer="toilets", others="stops"),
    )


def test_task_with_facilities_in_two_layers_is_of_none() -> None:
    stops = named_stops(("站", 0.25), task=["1"])
    toilets = layer("toilets", {"t": shapely.Point(0, 0)}, task=["1"])
    joined = join([stops, toilets], register(Task("1", "车", 2)), PARKS, ZONE)
    assert joined.task_layers == {"1": None}
    assert joined.task_matches == {"1": Match.PROPERTY}


def test_parks_that_are_not_known_or_not_one_are_named() -> None:
    parks = layer("parks", {"A": box(0, 1), "B": box(1, 2)}, name=["甲园", "甲园"])
    told = join([], register(Task("1", "站", 2, park="甲园、火星园")), parks, ZONE).problems
    assert told[:2] == (
        warning("join.same_park_name", 2, park="甲园", ids="A, B"),
        warning("join.unknown_park", 2, park="火星园"),
    )


@pytest.mark.parametrize(("words", "ids"), [(20, ("A",)), (21, ())])
def test_names_are_joined_twenty_times_at_most(words: int, ids: tuple[str, ...]) -> None:
    cell = "安东园" + "和安东园" * words
    joined = join([], register(Task("1", "站", 2, park=cell)), PARKS, ZONE)
    assert joined.task_parks == {"1": ids}
