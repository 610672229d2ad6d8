"""A map that follows its files: build on change, and show it on 127.0.0.1.

``watch`` waits for changes, ``preview`` serves the map in an outer frame that reloads it.
"""

from parkmap.serve.preview import Preview, TakenPortError
from parkmap.serve.watch import keep

__all__ = ["Preview", "TakenPortError", "keep"]
