"""Layers, parks and register -> who belongs to what, without losing or doubling a row.

Rules
-----
Park of a facility
    The park whose area covers its representative point (for a point the point itself); the border
    counts as inside. Where parks touch or overlap, the park that comes first in the parks file has
    it. A facility outside every park belongs to none.
Task of a facility
    The first that applies; a facility has one task at the most.

    1. By property: the task whose id its ``task`` property holds.
    2. Listed: the task whose ``facilities`` column names it. An id that stands in several layers
       means none of them unless the row names its layer.
    3. By name, for tasks that have no facility by 1 or 2: see ``naming``.

    Ids are compared as names.NameIndex does, names as names.key_of does.
Layer of a task
    The layer that its row names by key or title; else the one layer in which it has facilities.
Parks of a task
    The parks that its row names, in its order; see ``parks``. The whole zone, and a name that two
    parks bear, give none.
What is given and finds nothing
    Counted for each kind of reference by itself, told, and above a share an error: see ``tally``.
    Tasks that have nothing on the map are told too: see ``unfound``.
Promise against fact
    See ``promises``.
"""

from __future__ import annotations

from parkmap.join.joined import Joined, join
from parkmap.join.parks import locate
from parkmap.join.promises import promises_of, sums_of, tell_differences

__all__ = ["Joined", "join", "locate", "promises_of", "sums_of", "tell_differences"]
