"""What a reader without scripts sees of a page: a mail preview, a locked-down browser."""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import TYPE_CHECKING

from parkmap.model import LANGS, Role
from parkmap.texts import say

if TYPE_CHECKING:
    from parkmap.model import Lang, Scene


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
    stages = Counter(str(known.state.stage) for known in scene.tasks)
    told = [
        say(lang, "page.summary.as_of", date=scene.as_of.isoformat()),
        *([say(lang, "page.illustrative")] if scene.zone.illustrative else []),
        say(lang, "page.summary.scripts"),
    ]
    rows = [
        (say(lang, "page.summary.parks"), len(scene.parks.frame)),
        *counts,
        (say(lang, "page.summary.tasks"), len(scene.tasks)),
        *((say(lang, f"words.stage.{stage}"), count) for stage, count in sorted(stages.items())),
    ]
    return (
        f'<section lang="{html_lang(lang)}">'
        f"<h1>{escape(getattr(scene.zone.name, lang))}</h1>"
        f"{''.join(f'<p>{escape(line)}</p>' for line in told)}"
        f"<ul>{''.join(f'<li>{escape(name)}: {count}</li>' for name, count in rows)}</ul>"
        f"<p>{escape(say(lang, 'page.approval'))}</p>"
        "</section>"
    )
