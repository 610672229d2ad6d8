"""Write the hashes of every inline script and style of a page to csp.json.

Run it after a change of a script or style, or after another folium, branca or Leaflet was pinned:
``python tools/pin_csp.py``. Read the diff: a pin that changed without a reason is a finding.
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

from parkmap.page.map import page_map
from parkmap.page.offline import OfflineFigure
from parkmap.page.policy import PINS_FILE, Block, Pins, pinned


def current_pins() -> Pins:
    """Return the pins that pages made now need, with a proposal and without."""
    blocks: dict[Block, None] = {}
    for has_proposal in (False, True):
        figure = OfflineFigure(lang="en", title="")
        page_map(has_proposal=has_proposal).add_to(figure)
        blocks |= dict.fromkeys(figure.constant_parts()[0])
    return pinned(blocks)


def main() -> None:
    """Write the pins beside the module that reads them."""
    path = Path(str(files("parkmap.page") / PINS_FILE))
    path.write_text(json.dumps(current_pins(), indent=2) + "\n", encoding="utf-8", newline="\n")
    print(path.name, "written")


if __name__ == "__main__":
    main()
