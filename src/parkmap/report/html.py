"""Findings -> a page of its own: printable, without a script, safe to forward.

Jinja escapes every value; the page's policy allows its one style and nothing else.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from parkmap.model import LANGS, Severity
from parkmap.report.findings import count_by_severity
from parkmap.report.text import say_counts
from parkmap.texts import clean, say, tell_fault, tell_place

if TYPE_CHECKING:
    from jinja2 import Template

    from parkmap.model import Problem
    from parkmap.report.findings import FileFindings, Findings


def render_html(findings: Findings) -> str:
    """Return the findings as a page, Chinese first, grouped by file."""
    style = _asset("report.css")
    zone = findings.zone
    return _template().render(
        style=Markup(style),  # noqa: S704 - a constant of the release
        policy=_policy(style),
        zone=_both(clean(zone.name.zh), clean(zone.name.en)) if zone else None,
        is_illustrative=bool(zone and zone.illustrative),
        as_of=findings.as_of.isoformat() if findings.as_of else None,
        workspace=clean(findings.workspace),
        files=[_file(number, one) for number, one in enumerate(findings.files, 1)],
        total=_counts_words(findings.problems),
        words={name: _words(f"report.{name}") for name in _HEADS},
        severities={str(one): _words(f"words.severity.{one}") for one in Severity},
        severity_names=[str(one) for one in Severity],
    )


_HEADS = (
    "title", "as_of", "illustrative", "approval", "about", "head_file", "head_layers",
    "head_records", "head_severity", "head_place", "head_fault", "whole_file",
)  # fmt: skip


def _file(number: int, one: FileFindings) -> dict[str, object]:
    counts = count_by_severity(one.problems)
    return {
        "anchor": f"file-{number}",
        "name": clean(one.file),
        "layers": ", ".join(one.layers),
        "count": one.count,
        "counts": {str(severity): count for severity, count in counts.items()},
        "problems": [_row(problem) for problem in one.problems],
    }


def _row(problem: Problem) -> dict[str, object]:
    return {
        "severity": str(problem.severity),
        "place": _both(*(tell_place(lang, problem) for lang in LANGS)),
        "fault": _both(*(tell_fault(lang, problem) for lang in LANGS)),
    }


def _words(key: str) -> dict[str, str]:
    return _both(*(say(lang, key) for lang in LANGS))


def _counts_words(problems: tuple[Problem, ...]) -> dict[str, str]:
    return _both(*(say_counts(problems, lang) for lang in LANGS))


def _both(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def _policy(style: str) -> str:
    digest = b64encode(sha256(style.encode()).digest()).decode("ascii")
    sources = f"default-src 'none'; style-src 'sha256-{digest}'"
    return f"{sources}; base-uri 'none'; form-action 'none'"


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_asset("report.html.jinja"))


def _asset(name: str) -> str:
    return (files("parkmap.report") / name).read_text(encoding="utf-8")
