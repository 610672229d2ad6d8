"""Tiles of an MBTiles file, a SQLite database that a stranger made.

The database is opened so that nothing is written and nothing but plain reading is allowed: a
view in it may be a program.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Final

from parkmap.errors import DataError
from parkmap.model import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from parkmap.intake.tile_grid import Grid

SIGNATURE: Final = b"SQLite format 3\0"
MAX_VALUE_BYTES: Final = 4_000_000
"""Most that one value of the database may take."""
MAX_STEPS: Final = 2_000
"""A query is given up after so many times ``_STEP`` instructions: some seconds."""
_STEP: Final = 100_000
_ALLOWED: Final = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ})
_ATTRIBUTION: Final = "SELECT value FROM metadata WHERE name = 'attribution' LIMIT 1"
_TILES: Final = (
    "SELECT tile_column, tile_row, tile_data FROM tiles WHERE zoom_level = ?"
    " AND tile_column BETWEEN ? AND ? AND tile_row BETWEEN ? AND ?"
)


class MBTiles:
    """An MBTiles file, open for reading."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def attribution(self) -> str:
        """Return what the file says of its makers; empty where it says nothing."""
        try:
            with closing(self._open()) as database:
                row = database.execute(_ATTRIBUTION).fetchone()
        except sqlite3.Error:
            return ""
        return row[0] if row and isinstance(row[0], str) else ""

    def tiles(self, grid: Grid) -> Iterator[tuple[int, int, bytes]]:
        """Yield column, row (from the north) and bytes of each tile in a grid.

        Raises
        ------
        DataError
            If the file is no MBTiles, or damaged.
        """
        # Rows count from the south in this format.
        top = 2**grid.zoom - 1
        span = (grid.west, grid.east, top - grid.south, top - grid.north)
        try:
            with closing(self._open()) as database:
                for column, row, data in database.execute(_TILES, (grid.zoom, *span)):
                    if isinstance(column, int) and isinstance(row, int) and isinstance(data, bytes):
                        yield column, top - row, data
        except sqlite3.Error as error:
            values = {"detail": str(error)}
            problem = Problem(Severity.ERROR, "tiles.broken", self.path.name, values=values)
            raise DataError([problem]) from error

    def _open(self) -> sqlite3.Connection:
        # ``immutable``: no journal is looked for, and none is made beside the file.
        uri = f"{self.path.resolve().as_uri()}?mode=ro&immutable=1"
        database = sqlite3.connect(uri, uri=True)
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute("PRAGMA cell_size_check = ON")
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES)
        database.set_authorizer(_authorize)
        steps = iter(range(MAX_STEPS))
        database.set_progress_handler(lambda: next(steps, None) is None, _STEP)
        return database


def _authorize(action: int, *_details: str | None) -> int:
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY
