"""How everything comes about, as compact columns: states as step functions of the day.

Most steps are alike in their state, so a step is its day, a code into a list of distinct states,
and the days late that it begins with. The page looks them up and knows no rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parkmap.model import Scenario
from parkmap.page.pack import Column, pack_numbers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from parkmap.model import Steps


def courses_data(courses: Mapping[Scenario, Steps]) -> dict[str, object]:
    """Return the steps of all courses in every scenario as JSON-ready values.

    Days are counted from ``begin``, the day before the first step that has one, so that they take
    few bytes; 0 is from ever. ``states`` lists stage, condition and lateness, each as its place in
    its enum, and whether the days late grow.
    """
    steps = [courses[scenario] for scenario in Scenario]
    begin = _begin(steps)
    states, codes = _coded(steps)
    columns = []
    for scenario, one, state in zip(Scenario, steps, codes, strict=True):
        columns += [
            Column(f"{scenario}.steps", np.diff(one.first)),
            Column(f"{scenario}.day", np.where(one.day > 0, one.day - begin, 0)),
            Column(f"{scenario}.state", state),
            Column(f"{scenario}.late", one.days_late),
        ]
    return {
        "begin": begin,
        "scenarios": list(Scenario),
        "states": states,
        **pack_numbers(columns),
    }


def _begin(steps: Sequence[Steps]) -> int:
    days = np.concatenate([one.day for one in steps])
    dated = days[days > 0]
    return int(dated.min()) - 1 if len(dated) else 0


def _coded(steps: Sequence[Steps]) -> tuple[list[list[int]], list[NDArray[np.int64]]]:
    """Return the distinct states, and for each scenario the place of each step's state."""
    told = [
        np.stack([one.stage, one.condition, one.lateness, one.grows.astype(np.int8)], axis=1)
        for one in steps
    ]
    states, codes = np.unique(np.concatenate(told), axis=0, return_inverse=True)
    ends = np.cumsum([len(one) for one in told])[:-1]
    return states.tolist(), np.split(codes.reshape(-1).astype(np.int64), ends)
