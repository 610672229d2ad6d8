"""Weights and entrances as files tell them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
import shapely

from parkmap.intake.datum import wgs84_to_gcj02
from parkmap.intake.people import read_entrances, read_weights
from tests.metric_world import LAT, LON, layer

if TYPE_CHECKING:
    from parkmap.model import Layer


def told(*cells: Any, datum: str = "wgs84") -> Layer:
    """Return plots with one column of cells."""
    made = layer("plots", [shapely.Point(at, 0) for at in range(len(cells))], datum=datum)
    properties = pd.DataFrame({"cell": pd.Series(list(cells), dtype=object)})
    properties.index = made.frame.index
    spec = replace(made.spec, entrance_column="cell")
    return replace(made, spec=spec, properties=properties)


def test_numbers_are_read_however_they_are_typed() -> None:
    weights, problems = read_weights(told(120, "1,200", 3.5, " 7 ", "0"), "cell")
    assert weights.tolist() == [120, 1200, 3.5, 7, 0]
    assert problems == ()


def test_what_is_no_number_is_not_told_and_is_a_warning() -> None:
    weights, problems = read_weights(told("约50", -3, "inf", None, ""), "cell")
    assert np.isnan(weights).all()
    (problem,) = problems
    # Empty cells are no fault.
    assert (problem.code, problem.values["count"]) == ("people.no_number", 3)


def test_column_that_is_not_there_is_a_warning() -> None:
    weights, problems = read_weights(told(1, 2), "staff")
    assert np.isnan(weights).all()
    assert [problem.code for problem in problems] == ["people.no_column"]
    assert read_weights(told(1, 2), None)[1] == ()


def test_entrances_are_read_and_several_stand_side_by_side() -> None:
    found, problems = read_entrances(told("118.6,24.7", "[118.6, 24.7]; 118.7，24.8;", None))
    assert problems == ()
    assert [len(one.geoms) if one else 0 for one in found] == [1, 2, 0]
    assert shapely.get_coordinates(found[1]).tolist() == [[118.6, 24.7], [118.7, 24.8]]


@pytest.mark.parametrize("cell", ["gate", "118.6", "118.6,24.7;?", "118.6,24.7,3", "1e9,0"])
def test_what_is_no_entrance_is_a_warning(cell: str) -> None:
    found, (problem,) = read_entrances(told(cell))
    assert found.tolist() == [None]
    assert problem.code == "people.no_place"


def test_entrances_are_in_the_datum_of_their_file() -> None:
    lon, lat = wgs84_to_gcj02(np.array([LON]), np.array([LAT]))
    cell = f"{lon[0]:.8f},{lat[0]:.8f}"
    found, _ = read_entrances(told(cell, datum="gcj02"))
    assert shapely.get_coordinates(found[0])[0] == pytest.approx([LON, LAT], abs=1e-7)


def test_layer_without_a_column_of_entrances_has_none() -> None:
    made = told("118.6,24.7")
    plain = replace(made, spec=replace(made.spec, entrance_column=None))
    found, problems = read_entrances(plain)
    assert (found.tolist(), problems) == ([None], ())
