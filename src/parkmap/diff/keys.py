"""The keys of one comparison, each made once: a name stands in both versions, a park in many."""

from __future__ import annotations

from functools import cache

from parkmap.names import key_of, parts_of


class Keys:
    """What texts say, and whom cells name, however they are typed."""

    def __init__(self) -> None:
        self.of = cache(key_of)
        self._people = cache(_people)

    def differ(self, old: str, new: str) -> bool:
        """Tell whether two texts say something else."""
        return old != new and self.of(old) != self.of(new)

    def people_differ(self, old: str, new: str) -> bool:
        """Tell whether two cells name others, or in another order."""
        return old != new and self._people(old) != self._people(new)


def _people(cell: str) -> tuple[str, ...]:
    return tuple(key_of(part) for part in parts_of(cell))
