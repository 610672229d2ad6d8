"""Tell the status of 100,000 tasks: ``python -m benchmarks.status [--repeat N] [--count N]``.

The sample zone's files are read once; its tasks, with names, dates and stages of their own, are
repeated. What is measured is the CPU time of all that ``parkmap status`` does between reading and
printing: the join, the schedule, the counts and the table.
"""

from __future__ import annotations

import argparse
import gc
import random
import time
from dataclasses import replace
from datetime import date, timedelta
from statistics import median
from typing import TYPE_CHECKING

from parkmap.model import Grouping, Interval, Lang, Milestone, Scenario, Stage, Task
from parkmap.pipeline.reading import Reading, read_files
from parkmap.pipeline.scene import When, assemble
from parkmap.report.forms import Form, render
from parkmap.report.status import report_of
from parkmap.status import status_of
from parkmap.workspace import load_workspace, sample_folder

if TYPE_CHECKING:
    from parkmap.model import Workspace

AS_OF = date(2017, 5, 31)
LANG: Lang = "en"


def main() -> None:
    """Measure and print the median."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--count", type=int, default=100_000)
    asked = parser.parse_args()
    workspace, reading = world(asked.count)
    taken = [tell(workspace, reading) for _ in range(asked.repeat)]
    print(f"{asked.count:,} tasks: {median(taken):.2f} CPU s, median of {asked.repeat}")


def world(count: int) -> tuple[Workspace, Reading]:
    """Return the sample's workspace, and its reading with so many tasks."""
    workspace = load_workspace(sample_folder() / "parkmap.toml")
    return workspace, grown(read_files(workspace, (), lambda _name: None), count)


def tell(workspace: Workspace, reading: Reading) -> float:
    """Return the CPU seconds from what was read to what is printed."""
    # As the command line has it.
    gc.set_threshold(2_000_000, 20, 20)
    if reading.parks is None:
        raise reading.failures[0]
    when = When(AS_OF, Scenario.ACTUAL, AS_OF, (Scenario.ACTUAL,))
    begin = time.process_time()
    scene = assemble(workspace, reading, reading.parks, when=when, lang=LANG)
    found = status_of(scene, scenario=Scenario.ACTUAL, by=Grouping.DEPARTMENT)
    render(report_of(found), Form.TABLE, LANG)
    # The command ends here, and never takes apart what it made.
    return time.process_time() - begin


def grown(reading: Reading, count: int) -> Reading:
    """Return the reading with so many tasks in its register."""
    if reading.register is None:
        return reading
    known = reading.register.tasks
    roll = random.Random(1)
    tasks = tuple(_task(known[at % len(known)], at, roll) for at in range(count))
    return replace(reading, register=replace(reading.register, tasks=tasks))


def _task(known: Task, at: int, roll: random.Random) -> Task:
    first = date(2017, 1, 1) + timedelta(days=roll.randrange(365))
    last = first + timedelta(days=60)
    return replace(
        known,
        task_id=str(at + 1),
        row=at + 2,
        name=f"{known.name}{at}",
        start=Milestone("start", _month(first)),
        finish=Milestone("finish", _month(last), None, _month(first) if at % 3 else None),
        stage=roll.choice([None, *Stage]),
        after=(),
    )


def _month(day: date) -> Interval:
    return Interval(day, day + timedelta(days=29), "", "month")


if __name__ == "__main__":
    main()
