"""What is told of a task that both versions have.

Rules
-----
Texts (name, content, layer, park, unit) differ where names.key_of does: another way to type the
    same is no change. Who answers for a task is compared department by department and person by
    person, as names.parts_of parts a cell; another order is a change, for the first one leads.
Dates differ where their interval does. "6月30日" for "6月底" is a change of no days: the latest day
    counts, and it stayed.
Slippage of a milestone is the latest day of the new current date minus the latest day of the old
    current date, in days: later is positive. Where either is missing there is a change, and no
    number.
Against the baseline: the latest day of the new current date minus the latest day of the baseline.
    The baseline is the old version's, if it has one, for a table whose promised date was
    overwritten would else have kept every promise; that it was overwritten is a change of its own,
    and told.
Stage and condition are those on one day, by the rules of schedule, for both versions.
Progress, notes, evidence, reasons, predecessors and lists of facilities are not compared.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Final

from parkmap.diff.keys import Keys
from parkmap.diff.match import match
from parkmap.diff.slippage import by_department, in_total
from parkmap.model import Problem, Severity
from parkmap.model.diff import Change, Diff, Field, Match, Pair, Slip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parkmap.model import Interval, Milestone, State, Task
    from parkmap.model.diff import Version

_PEOPLE: Final = frozenset({Field.LEADER, Field.DEPARTMENT, Field.PERSON})
_WORDS: Final = (
    Field.NAME, Field.CONTENT, Field.LAYER, Field.PARK, Field.QUANTITY, Field.UNIT, Field.LEADER,
    Field.DEPARTMENT, Field.PERSON,
)  # fmt: skip
_words_of: Final = attrgetter(*_WORDS)
_STILL: Final = Slip(0, 0)


def compare(old: Version, new: Version) -> Diff:
    """Return what differs between two versions of a register.

    Parameters
    ----------
    old, new
        Ids are unique within each; ``states`` holds every task, on one day for both.

    Returns
    -------
    Diff
        Every task of either version is in one pair, or new, or gone. ``places`` is empty.
    """
    keys = Keys()
    matching = match(old, new, keys)
    pairs = tuple(
        _pair(old, new, old.tasks[before], new.tasks[after], how, keys)
        for before, after, how in matching.pairs
    )
    come = tuple(new.tasks[at] for at in matching.new)
    gone = tuple(old.tasks[at] for at in matching.gone)
    return Diff(
        pairs,
        come,
        gone,
        in_total(pairs, come, gone),
        by_department(pairs, come, gone),
        (*matching.problems, *_overwritten(pairs, new.file)),
    )


def _pair(old: Version, new: Version, was: Task, now: Task, how: Match, keys: Keys) -> Pair:
    start, finish = _slip(was.start, now.start), _slip(was.finish, now.finish)
    changes = [
        *_changed_dates(was, now, start, finish),
        *_changed_state(old.states[was.task_id], new.states[now.task_id]),
    ]
    if how is Match.NAME:
        changes.append(Change(Field.TASK_ID, was.task_id, now.task_id))
    # Most rows say what they said, to the letter; only the others need a closer look.
    if _words_of(was) != _words_of(now):
        changes += _changed_words(was, now, keys)
    return Pair(was, now, how, tuple(changes), start, finish)


def _changed_words(old: Task, new: Task, keys: Keys) -> Iterator[Change]:
    for field in _WORDS:
        before, after = getattr(old, field), getattr(new, field)
        if field is Field.QUANTITY:
            is_other = before != after
        elif field in _PEOPLE:
            is_other = keys.people_differ(before, after)
        else:
            is_other = keys.differ(before, after)
        if is_other and not (field is Field.NAME and _are_ids(old, new)):
            yield Change(field, before, after)


def _are_ids(old: Task, new: Task) -> bool:
    """Tell whether neither has a name of its own: "7" and "007" are no names that differ."""
    return old.name == old.task_id and new.name == new.task_id


def _changed_dates(old: Task, new: Task, start: Slip, finish: Slip) -> Iterator[Change]:
    was, now = old.start, new.start
    if _differ(was.current, now.current):
        yield Change(Field.START, was.current, now.current, start.days)
    yield from _changed_facts(was, now, Field.BASELINE_START, Field.ACTUAL_START)
    was, now = old.finish, new.finish
    if _differ(was.current, now.current):
        yield Change(Field.FINISH, was.current, now.current, finish.days)
    yield from _changed_facts(was, now, Field.BASELINE_FINISH, Field.ACTUAL_FINISH)


def _changed_facts(
    was: Milestone, now: Milestone, baseline: Field, actual: Field
) -> Iterator[Change]:
    for field, before, after in (
        (baseline, was.baseline, now.baseline),
        (actual, was.actual, now.actual),
    ):
        if _differ(before, after):
            yield Change(field, before, after)


def _changed_state(old: State, new: State) -> Iterator[Change]:
    if old.stage is not new.stage:
        yield Change(Field.STAGE, old.stage, new.stage)
    if old.condition is not new.condition:
        yield Change(Field.CONDITION, old.condition, new.condition)


def _slip(old: Milestone, new: Milestone) -> Slip:
    days = _days(old.current, new.current)
    baseline_days = _days(old.baseline or new.baseline, new.current)
    return _STILL if days == baseline_days == 0 else Slip(days, baseline_days)


def _days(old: Interval | None, new: Interval | None) -> int | None:
    return (new.latest - old.latest).days if old and new else None


def _differ(one: Interval | None, other: Interval | None) -> bool:
    if one is None or other is None:
        return one is not other
    return one.latest != other.latest or one.earliest != other.earliest


def _overwritten(pairs: tuple[Pair, ...], file: str) -> list[Problem]:
    """Tell of promised dates that were replaced by others: the reader looks for a slip in vain."""
    baselines = {Field.BASELINE_START, Field.BASELINE_FINISH}
    count = sum(
        any(change.field in baselines and change.old is not None for change in pair.changes)
        for pair in pairs
    )
    values = {"count": count}
    return [Problem(Severity.WARNING, "diff.overwritten", file, values=values)] if count else []
