"""What a reader without scripts sees of a page: a mail preview, a locked-down browser."""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import TYPE_CHECKING, Final

from parkmap.model import LANGS, Condition, Lateness, Role, Stage, late_first
from parkmap.texts import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parkmap.model import Lang, Scene, TaskOnDate

SHOWN: Final = 10
"""Late tasks that are named; the rest is counted."""


def summary(scene: Scene) -> str:
    """Return a short account of the scene in both languages, as HTML without styles."""
    first = [scene.lang, *(lang for lang in LANGS if lang != scene.lang)]
    return "\n".join(_summary_in(lang, scene) for lang in first)


def title(scene: Scene) -> str:
    """Return the title of the document, plain text."""
    return f"{getattr(scene.zone.name, scene.lang)} · {say(scene.lang, 'page.product')}"


def html_lang(lang: Lang) -> str:
    """Return a language as HTML spells it."""
    return "zh-CN" if lang == "zh" else "en"


def old_browser() -> str:
    """Return the sentence, in both languages, that a browser below the floor shows."""
    told = "".join(
        f'<p lang="{html_lang(lang)}">{escape(say(lang, "page.old_browser"))}</p>' for lang in LANGS
    )
    return f'<div id="pm-old">{told}</div>'


def broken_file() -> str:
    """Return the sentence, in both languages, that a page shows whose data cannot be read."""
    told = "".join(
        f'<p lang="{html_lang(lang)}">{escape(say(lang, "page.broken"))}</p>' for lang in LANGS
    )
    return f'<div id="pm-broken" role="alert" hidden>{told}</div>'


def _summary_in(lang: Lang, scene: Scene) -> str:
    counts = [
        (getattr(mapped.layer.spec.title, lang), len(mapped.layer.frame))
        for mapped in scene.layers
        if mapped.role is Role.FACILITY
    ]
    told = [
        say(lang, "page.summary.as_of", date=scene.as_of.isoformat()),
        *([say(lang, "page.illustrative")] if scene.zone.illustrative else []),
        say(lang, "page.summary.scripts"),
    ]
    rows = [(say(lang, "page.summary.parks"), len(scene.parks.frame)), *counts]
    return (
        f'<section lang="{html_lang(lang)}">'
        f"<h1>{escape(getattr(scene.zone.name, lang))}</h1>"
        f"{''.join(f'<p>{escape(line)}</p>' for line in told)}"
        f"<ul>{''.join(_item(name, count) for name, count in rows)}{_tasks(lang, scene)}</ul>"
        f"<p>{escape(say(lang, 'page.approval'))}</p>"
        "</section>"
    )


def _tasks(lang: Lang, scene: Scene) -> str:
    """Return how many tasks there are by stage, how many are late or suspended, and the latest."""
    states = [known.state for known in scene.tasks]
    stages = Counter(state.stage for state in states)
    late = late_first(scene.tasks)
    kinds = Counter(known.state.lateness for known in late)
    suspended = sum(state.condition is Condition.SUSPENDED for state in states)
    by_stage = [_item(say(lang, f"words.stage.{one}"), stages[one]) for one in Stage if stages[one]]
    by_kind = [
        _item(say(lang, f"words.lateness.{one}"), kinds[one]) for one in Lateness if kinds[one]
    ]
    named = [f"<li>{escape(_late(lang, known))}</li>" for known in late[:SHOWN]]
    more = len(late) - len(named)
    if more:
        named.append(f"<li>{escape(say(lang, 'page.summary.more', count=more))}</li>")
    items = [_item(say(lang, "page.summary.tasks"), len(states), by_stage)]
    if states:
        items += [
            _item(say(lang, "page.summary.late"), len(late), by_kind),
            _item(say(lang, "words.condition.suspended"), suspended),
        ]
    if named:
        heading = escape(say(lang, "page.summary.latest"))
        items.append(f"<li>{heading}<ul>{''.join(named)}</ul></li>")
    return "".join(items)


def _item(name: str, count: int, inner: Iterable[str] = ()) -> str:
    nested = "".join(inner)
    return f"<li>{escape(name)}: {count}{f'<ul>{nested}</ul>' if nested else ''}</li>"


def _late(lang: Lang, known: TaskOnDate) -> str:
    """Return a late task in one line: id, name, days late, department."""
    task, state = known.task, known.state
    word = say(lang, f"words.lateness.{state.lateness}")
    parts = [
        f"{task.task_id} {task.name}",
        say(lang, "page.late_by", word=word, days=state.days_late),
        task.department,
    ]
    return say(lang, "page.comma").join(filter(None, parts))
