from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from parkmap.errors import DataError, ParkmapError
from parkmap.intake.vector import read_layer
from parkmap.model import LayerSpec, Problem, Severity, Text
from parkmap.texts import tell
from tests.corpus.vector_cases import ACCEPT, MEND, REJECT, Case, cases

if TYPE_CHECKING:
    from collections.abc import Iterable

SHARED = Path(__file__).parents[3] / "shared/data"
CASES = cases()
HINT = sorted((SHARED / "geojsonhint").glob("*/*.geojson"))
SUITE = sorted((SHARED / "JSONTestSuite/test_parsing").glob("*.json"))
# geojsonhint disagrees with RFC 7946 on these: docs/intake.md says why.
HINT_ACCEPTED = {
    "bad-polygon-interiorring-rhr",
    "excessive_precision_truncated",
    "polygon_winding_order",
}
HINT_REJECTED = {"issue82"}


def verdict_of(path: Path, **spec: Any) -> tuple[str, tuple[Problem, ...]]:
    try:
        intake = read_layer(LayerSpec("a", Text("a", "a"), path, **spec), year=2017)
    except ParkmapError as error:
        return REJECT, error.problems
    warned = any(one.severity is Severity.WARNING for one in intake.problems)
    return MEND if warned else ACCEPT, intake.problems


def sentences(problems: Iterable[Problem]) -> str:
    for problem in problems:
        tell("zh", problem)
    return "\n".join(tell("en", problem) for problem in problems)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_case_has_its_verdict_and_its_word(case: Case, tmp_path: Path) -> None:
    for name, data in case.files.items():
        (tmp_path / name).write_bytes(data)
    verdict, problems = verdict_of(tmp_path / case.file, **case.spec)
    told = sentences(problems)
    assert verdict == case.verdict, told
    assert case.word.lower() in told.lower()


def test_corpus_is_large_and_its_names_are_unique() -> None:
    counts = Counter(case.name for case in CASES)
    assert set(counts.values()) == {1}
    assert sum(case.verdict != ACCEPT for case in CASES) >= 150


@pytest.mark.skipif(not HINT, reason="the shared test data are not here")
@pytest.mark.parametrize("path", HINT, ids=lambda path: path.stem)
def test_geojsonhint_files_are_judged_by_the_principles(path: Path) -> None:
    verdict, problems = verdict_of(path)
    told = sentences(problems)
    if path.stem in HINT_REJECTED:
        assert verdict == REJECT, told
    elif path.parent.name == "good" or path.stem in HINT_ACCEPTED:
        assert verdict in {ACCEPT, MEND}, told
    else:
        assert verdict in {REJECT, MEND}, told


@pytest.mark.skipif(not SUITE, reason="the shared test data are not here")
@pytest.mark.parametrize("path", SUITE, ids=lambda path: path.stem)
def test_json_test_suite_is_refused_as_geojson_and_quickly(path: Path, tmp_path: Path) -> None:
    # None of these is GeoJSON; those that are no JSON must be told so, not for lack of a type.
    named = tmp_path / f"{path.stem}.geojson"
    named.write_bytes(path.read_bytes())
    started = time.process_time()
    verdict, problems = verdict_of(named)
    assert time.process_time() - started < 10
    assert verdict == REJECT
    sentences(problems)
    rooms = {problem.code.partition(".")[0] for problem in problems}
    if path.name.startswith("n_"):
        assert rooms <= {"json", "source"}
    if path.name.startswith("y_") and "duplicate" not in path.name and "null_esc" not in path.name:
        assert rooms == {"geojson"} or "null" in path.name


@pytest.mark.skipif(not SUITE, reason="the shared test data are not here")
def test_shared_points_of_every_place_are_accepted() -> None:
    paths = [
        *SHARED.glob("helsinki_centre/*.geojson"),
        *SHARED.glob("mecklenburg/*.geojson"),
        *SHARED.glob("arua/*.geojson"),
        *SHARED.glob("ijebu_ode/*.geojson"),
    ]
    refused = [path.name for path in paths if verdict_of(path)[0] == REJECT]
    assert refused == []


def test_problems_of_one_kind_are_counted_beyond_twenty(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    feature = '{"type": "Feature", "id": %d, "properties": {}, "geometry": {"type": "Point"}}'
    features = ", ".join(feature % number for number in range(50))
    path.write_text('{"type": "FeatureCollection", "features": [' + features + "]}")
    with pytest.raises(DataError) as caught:
        read_layer(LayerSpec("a", Text("a", "a"), path), year=2017)
    assert len(caught.value.problems) == 21
    assert tell("en", caught.value.problems[-1]) == "a.geojson: and 30 more of the same kind"


def test_place_is_told_with_path_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "stops.geojson"
    path.write_text(
        '{"type": "FeatureCollection", "features": [\n'
        '{"type": "Feature", "id": "站", "properties": {"name": "车:站,{"}, "geometry":\n'
        '  {"type": "LineString", "coordinates": [[118.6, 24.7], [118.6, "x"]]}}]}',
        encoding="utf-8",
    )
    _, problems = verdict_of(path)
    assert tell("en", problems[0]).startswith(
        "stops.geojson: feature 1 "
        "(features[0].geometry.coordinates[1][1], line 3, column 65): the coordinate 'x'"
    )


@pytest.mark.skipif(not SUITE, reason="the shared test data are not here")
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux's /proc")
def test_json_test_suite_needs_little_memory() -> None:
    # VmHWM is the program's own peak; ru_maxrss would start at that of the process it was
    # forked from, which is this whole test run.
    program = (
        "from pathlib import Path\n"
        "from parkmap.errors import ParkmapError; from parkmap.intake.vector import read_layer\n"
        "from parkmap.model import LayerSpec, Text\n"
        f"for path in sorted(Path({str(SUITE[0].parent)!r}).glob('n_*.json')):\n"
        "    try: read_layer(LayerSpec('a', Text('a', 'a'), path), year=2017)\n"
        "    except ParkmapError: pass\n"
        "status = Path('/proc/self/status').read_text().splitlines()\n"
        "print(next(line.split()[1] for line in status if line.startswith('VmHWM:')))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert int(done.stdout) * 1024 < 512e6
