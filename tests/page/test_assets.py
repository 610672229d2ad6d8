from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest

from parkmap.model import SYMBOLS
from parkmap.page import resources
from parkmap.texts import sentences
from tools.pin_csp import every_extras

ASSETS = {
    path.name: path.read_text(encoding="utf-8")
    for path in (files("parkmap.page") / "assets").iterdir()
}
SCRIPTS = {name: text for name, text in ASSETS.items() if name.endswith(".js")}
DANGEROUS = (
    r"\.innerHTML", r"\.outerHTML", r"insertAdjacentHTML", r"document\.write", r"\beval\(",
    r"new Function", r"setTimeout\(['\"]", r"DOMParser", r"createContextualFragment",
    r"\.href\s*=", r"\.src\s*=", r"\bfetch\(", r"XMLHttpRequest", r"localStorage", r"cookie",
)  # fmt: skip


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_script_never_makes_markup_or_code_of_text(name: str) -> None:
    for pattern in DANGEROUS:
        assert not re.search(pattern, SCRIPTS[name]), pattern


def test_attributes_that_can_run_or_load_are_not_allowed() -> None:
    listed = re.search(r"ALLOWED_ATTRIBUTES = new Set\(\[(.*?)\]\)", ASSETS["dom.js"], re.DOTALL)
    assert listed
    names = set(re.findall(r"'([^']+)'", listed[1]))
    assert not {"style", "href", "src", "srcdoc", "action", "formaction"} & names
    assert not [name for name in names if name.startswith("on")]


def test_every_script_is_in_the_bundle() -> None:
    extra = [name for names in resources.EXTRA_SCRIPTS.values() for name in names]
    bundled = {f"{name}.js" for name in (*resources.PAGE_SCRIPTS, *extra)}
    assert bundled | {"load.js"} == set(SCRIPTS)


def test_bundle_makes_one_global_name() -> None:
    for bundle in (*map(resources.page_script, every_extras()), resources.layer_script()):
        assert re.findall(r"^var (\w+)", bundle, re.MULTILINE) == ["parkmap"]
        assert not re.search(r"window\.\w+ =", bundle)


def test_no_two_scripts_of_the_bundle_define_the_same_name() -> None:
    defined = [
        name
        for script, text in SCRIPTS.items()
        if script != "load.js"
        for name in re.findall(
            r"^(?:async )?(?:function|class|const|let) (\w+)", text, re.MULTILINE
        )
    ]
    assert sorted(defined) == sorted(set(defined))


def test_every_symbol_has_a_drawing() -> None:
    assert list(json.loads(ASSETS["symbols.json"])) == list(SYMBOLS)


def test_shell_holds_no_words() -> None:
    text = re.sub(r"<[^>]+>", "", resources.shell())
    assert set(text.split()) <= {"+", "−"}


@pytest.mark.parametrize("section", ["page", "proposal"])
def test_both_languages_say_everything_with_the_same_gaps(section: str) -> None:
    zh, en = sentences("zh", section), sentences("en", section)
    assert zh.keys() == en.keys()
    for key in zh:
        # In any order: a date begins with its year in one, with its day in the other.
        gaps = [sorted(re.findall(r"\{(\w+)\}", texts[key])) for texts in (zh, en)]
        assert gaps[0] == gaps[1], key


def test_every_sentence_is_used_and_every_used_one_is_there() -> None:
    code = "\n".join(SCRIPTS.values())
    used = set(re.findall(r"(?:language|this)\.t\(\s*'([\w.]+)'", code))
    python = (files("parkmap.page") / "summary.py").read_text(encoding="utf-8")
    used |= set(re.findall(r"['\"]page\.([\w.]+)['\"]", python))
    proposal = {f"sites.{key}" for key in sentences("zh", "proposal")}
    assert used == set(sentences("zh", "page")) | proposal


def test_words_that_scripts_name_are_there() -> None:
    named = re.findall(r"\.word\('(\w+)', '(\w+)'\)", "\n".join(SCRIPTS.values()))
    assert {f"{section}.{code}" for section, code in named} <= sentences("zh", "words").keys()


def test_chinese_is_not_letter_spaced() -> None:
    assert not [name for name, text in ASSETS.items() if "letter-spacing" in text]
