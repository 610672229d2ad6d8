"""Write the hashes of every inline script and style of a page to csp.json.

Run it after a change of a script or style, or after another folium, branca or Leaflet was pinned:
``python tools/pin_csp.py``. Read the diff: a pin that changed without a reason is a finding.
"""

from __future__ import annotations

import json
from importlib.resources import files
from itertools import combinations
from pathlib import Path

from parkmap.page.map import page_map
from parkmap.page.offline import OfflineFigure
from parkmap.page.policy import PINS_FILE, Block, Pins, pinned
from parkmap.page.resources import EXTRA_SCRIPTS


def current_pins() -> Pins:
    """Return the pins that pages made now need, whatever they can show."""
    blocks: dict[Block, None] = {}
    for extras in every_extras():
        figure = OfflineFigure(lang="en", title="")
        page_map(extras).add_to(figure)
        blocks |= dict.fromkeys(figure.constant_parts()[0])
    return pinned(blocks)


def every_extras() -> list[frozenset[str]]:
    """Return every choice of what a page can show beyond what all can."""
    known = list(EXTRA_SCRIPTS)
    sizes = range(len(known) + 1)
    return [frozenset(some) for size in sizes for some in combinations(known, size)]


def main() -> None:
    """Write the pins beside the module that reads them."""
    path = Path(str(files("parkmap.page") / PINS_FILE))
    path.write_text(json.dumps(current_pins(), indent=2) + "\n", encoding="utf-8", newline="\n")
    print(path.name, "written")


if __name__ == "__main__":
    main()
