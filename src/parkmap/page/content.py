"""A scene as the page's own script reads it: JSON-ready values, no markup, no layout."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from parkmap.model import (
    ACTUAL_FINISH,
    ACTUAL_START,
    GROUNDS,
    LANGS,
    NAME,
    NAME_EN,
    NAME_ZH,
    PARK,
    SYMBOL,
    SYMBOLS,
    TASK,
    Role,
    Severity,
)
from parkmap.page.basemaps import basemap_heads
from parkmap.page.courses import courses_data
from parkmap.page.coverage import coverage_data
from parkmap.page.first_look import first_look
from parkmap.page.pack import SMALLEST, Field, as_plain, code_words, deflated, pack
from parkmap.page.pinyin import pinyin_table
from parkmap.page.proposal import proposal_data
from parkmap.page.shapes import shapes_of
from parkmap.page.tasks import tasks_data
from parkmap.texts import sentences, tell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from parkmap.model import Layer, MappedLayer, Scene, Source, Text
    from parkmap.page.shapes import Shapes

SHOWN_PROBLEMS: Final = 300
"""More would be a list that nobody reads; how many there are is said all the same."""

TEXT_ID: Final = "parkmap-text"
TASKS_ID: Final = f"{TEXT_ID}-tasks"
COVERAGE_ID: Final = f"{TEXT_ID}-coverage"

_SECTIONS: Final = ("page", "words")
"""Of the locale files: what every page may say."""
_SPOKEN: Final = {"proposal": "page.sites"}
"""What the scripts call a section, where it is not its own name."""
_NAMES: Final = (NAME, NAME_ZH, NAME_EN)
_GROUND_OF_KIND: Final = {"Polygon": "building", "Line": "road", "Point": "building"}


def scene_data(scene: Scene) -> dict[str, Any]:
    """Return everything that a page shows; under ``look`` the drawing that it begins with."""
    parks = shapes_of(scene.parks.frame.geometry)
    shapes = [shapes_of(mapped.layer.frame.geometry) for mapped in scene.layers]
    return {
        "lang": scene.lang,
        "zone": _text(scene.zone.name),
        "year": scene.zone.year,
        "illustrative": scene.zone.illustrative,
        "asOf": scene.as_of.isoformat(),
        "bounds": list(scene.bounds),
        "look": first_look(scene, parks, shapes),
        "texts": _texts(*_SECTIONS, *(["proposal"] if scene.proposal else [])),
        "parks": _parks(scene, parks),
        "layers": [
            _layer(scene, mapped, where) for mapped, where in zip(scene.layers, shapes, strict=True)
        ],
        "tasks": tasks_data(scene, shapes),
        "courses": courses_data(scene.courses),
        "coverage": coverage_data(scene, shapes),
        "proposal": proposal_data(scene),
        "register": None if scene.register is None else _source(scene.register),
        **problems_data(scene),
        "pinyin": pinyin_table(_searched(scene)),
        "basemaps": basemap_heads(scene.basemaps),
    }


def _searched(scene: Scene) -> Iterator[str]:
    """Yield what the page's search reads; all names of a layer as one text."""
    for layer in (scene.parks, *(mapped.layer for mapped in scene.layers)):
        for name in _NAMES:
            column = layer.frame[name]
            yield "".join(column[column.notna()].astype(str).tolist())
        yield layer.spec.title.zh
    for known in scene.tasks:
        task = known.task
        yield from (task.name, task.content, task.layer, task.park)
        yield from (task.leader, task.department, task.person)


def problems_data(scene: Scene) -> dict[str, object]:
    """Return what was noticed, in both languages, and how much that is."""
    # Warnings first, whatever file they come from: the list may be cut.
    rank = [Severity.ERROR, Severity.WARNING, Severity.NOTE]
    ordered = sorted(scene.problems, key=lambda problem: rank.index(problem.severity))
    told = [
        {
            "severity": str(problem.severity),
            **{lang: tell(lang, problem, show=str) for lang in LANGS},
        }
        for problem in ordered[:SHOWN_PROBLEMS]
    ]
    return {"problems": told, "problemCount": len(scene.problems)}


def detach_texts(data: dict[str, Any]) -> tuple[dict[str, Any], dict[str, object]]:
    """Take the text of all rows, and coverage, out of a scene's data.

    Returns what is left, with ids in place of what is gone, and what is gone by id. A page draws
    its first marks from what is left; the rest may come after it.
    """
    texts: dict[str, object] = {}
    layers = []
    for place, layer in enumerate(data["layers"]):
        block = f"{TEXT_ID}-{place}"
        texts[block] = layer["pack"]["chunks"]
        layers.append({**layer, "pack": {**layer["pack"], "chunks": block}})
    tasks = data["tasks"]
    texts[TASKS_ID] = tasks["pack"]["chunks"]
    tasks = {**tasks, "pack": {**tasks["pack"], "chunks": TASKS_ID}}
    left = {**data, "layers": layers, "tasks": tasks}
    if data["coverage"] is not None:
        texts[COVERAGE_ID] = data["coverage"]
        left["coverage"] = COVERAGE_ID
    return left, texts


def _texts(*sections: str) -> str:
    """Return all sentences of both languages as deflated JSON: two fifths of their size."""
    told = {lang: _texts_in(lang, sections) for lang in LANGS}
    return deflated(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(), SMALLEST)


def _texts_in(lang: str, sections: Sequence[str]) -> dict[str, str]:
    return {
        f"{_SPOKEN.get(section, section)}.{key}": sentence
        for section in sections
        for key, sentence in sentences("zh" if lang == "zh" else "en", section).items()
    }


def _parks(scene: Scene, shapes: Shapes) -> dict[str, object]:
    names = scene.parks.frame[list(_NAMES)].astype(object)
    names = names.where(names.notna(), None)
    return {
        "ids": [str(park) for park in scene.parks.frame.index],
        "names": [[as_plain(name) for name in row] for row in names.itertuples(index=False)],
        "source": _source(scene.parks.source),
        "pack": pack(shapes, {"at": np.arange(len(names))}, _fields(scene.parks)),
    }


def _layer(scene: Scene, mapped: MappedLayer, shapes: Shapes) -> dict[str, object]:
    spec = mapped.layer.spec
    head = {
        "key": spec.key,
        "title": _text(spec.title),
        "source": _source(mapped.layer.source),
    }
    if mapped.role is Role.BASE:
        names = [Field(name, mapped.layer.frame[name]) for name in _NAMES]
        return {**head, "ground": _ground(mapped), "pack": pack(shapes, {}, names)}
    return {
        **head,
        "symbol": spec.symbol,
        "color": spec.color,
        "existing": mapped.existing,
        "pack": pack(shapes, _codes(scene, mapped), _fields(mapped.layer)),
    }


def _ground(mapped: MappedLayer) -> str:
    if mapped.layer.spec.symbol in GROUNDS:
        return mapped.layer.spec.symbol
    kinds = mapped.layer.frame.geometry.geom_type
    common = str(kinds.iloc[0]) if len(kinds) else "Line"
    return next((ground for kind, ground in _GROUND_OF_KIND.items() if kind in common), "building")


def _fields(layer: Layer) -> list[Field]:
    """Return id and names first, as the page expects, then every property of the file."""
    ids = Field("id", layer.frame.index.to_series())
    names = [Field(name, layer.frame[name]) for name in _NAMES]
    properties = [
        Field(str(name), layer.properties.iloc[:, place])
        for place, name in enumerate(layer.properties.columns)
    ]
    return [ids, *names, *properties]


def _codes(scene: Scene, mapped: MappedLayer) -> dict[str, NDArray[np.int64]]:
    states = mapped.states
    tasks = [known.task.task_id for known in scene.tasks]
    codes = {
        "course": mapped.courses,
        "park": _places(states[PARK], scene.parks.frame.index.tolist()),
        "task": _places(states[TASK], tasks),
        "promised": _promised(mapped),
    }
    frame = mapped.layer.frame
    if SYMBOL not in frame.columns:
        return codes
    own = pd.Index(SYMBOLS).get_indexer(pd.Index(frame[SYMBOL].astype(str)))
    usual = SYMBOLS.index(mapped.layer.spec.symbol) if mapped.layer.spec.symbol in SYMBOLS else -1
    return {**codes, "symbol": np.where(own < 0, usual, own).astype(np.int64)}


def _promised(mapped: MappedLayer) -> NDArray[np.int64]:
    """Return 1 for each facility that anything is promised of: by a task, or a date of its own."""
    frame = mapped.layer.frame
    dates = [frame[name] for name in (ACTUAL_START, ACTUAL_FINISH) if name in frame.columns]
    told = np.zeros(len(frame), dtype=np.int64)
    for column in (mapped.states[TASK], *dates):
        told[column.notna().to_numpy()] = 1
    return told


def _places(column: pd.Series, known: list[str]) -> NDArray[np.int64]:
    """Return the 1-based place of each value among ``known``; 0 for one that is not there."""
    places = {value: place for place, value in enumerate(known, start=1)}
    codes, words = code_words(column)
    place_of = np.array([0, *(places.get(word, 0) for word in words)], dtype=np.int64)
    return place_of[codes]


def _source(source: Source) -> dict[str, object]:
    return {
        "file": source.file,
        "encoding": source.encoding,
        "datum": source.datum,
        "count": source.count,
        "leftOut": source.left_out,
    }


def _text(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
