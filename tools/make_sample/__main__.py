"""Write the sample zone into a folder, ``geodata/`` by default."""

from __future__ import annotations

import sys
from pathlib import Path

from tools.make_sample.zone import make_files


def main() -> None:
    """Write every generated file; parkmap.toml and README.md are kept by hand."""
    default = Path(__file__).resolve().parents[2] / "geodata"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in make_files().items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
        sys.stderr.write(f"{folder / name}\n")


if __name__ == "__main__":
    main()
