"""Write the corpus of faulty files to a folder: ``python -m tests.corpus.make_vector_corpus DIR``.

Each case has a folder of its own; ``expected.json`` in the top says what is to become of each.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.corpus.vector_cases import cases


def main(folder: str) -> None:
    """Write every case."""
    root = Path(folder)
    expected = {}
    for case in cases():
        place = root / case.name
        place.mkdir(parents=True, exist_ok=True)
        for name, data in case.files.items():
            (place / name).write_bytes(data)
        expected[case.name] = {
            "file": case.file,
            "verdict": case.verdict,
            "word": case.word,
            "spec": dict(case.spec),
        }
    text = json.dumps(expected, ensure_ascii=False, indent=1)
    (root / "expected.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
