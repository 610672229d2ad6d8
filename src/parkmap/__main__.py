"""``python -m parkmap``."""

from __future__ import annotations

from parkmap.cli import main

if __name__ == "__main__":
    main()
