"""Forty strings that break out of careless pages, and a scene made of nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import shapely

from parkmap.model import Condition, Lateness, Problem, Severity, Stage, State, Task, Text
from parkmap.model import TaskOnDate as OnDate
from tests.page import world

if TYPE_CHECKING:
    from parkmap.model import Scene

FLAG: Final = "window.flag=1"

HOSTILE: Final = (
    f"<script>{FLAG}</script>",
    f"</script><script>{FLAG}</script>",
    f"</SCRIPT ><svg onload={FLAG}>",
    f"<!--<script>{FLAG}",
    f"--><img src=x onerror={FLAG}>",
    f'<img src="x" onerror="{FLAG}">',
    f"<svg/onload={FLAG}>",
    f'<iframe srcdoc="<script>parent.{FLAG}</script>">',
    f"<a href='javascript:{FLAG}'>点我</a>",
    f"javascript:{FLAG}",
    f"<details open ontoggle={FLAG}>",
    "<base href='//x.invalid/'>",
    "<meta http-equiv=refresh content='0;url=//x.invalid'>",
    "<link rel=stylesheet href=//x.invalid/a.css>",
    "</style><style>*{background:url(//x.invalid/b)}",
    "x{width:expression(alert(1))}",
    f"</title><script>{FLAG}</script>",
    f"</noscript><script>{FLAG}</script>",
    f"</textarea></template><script>{FLAG}</script>",
    f"<![CDATA[<script>{FLAG}</script>]]>",
    "{{ 7*7 }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{% for x in range(9) %}9{% endfor %}",
    "{%- include '/etc/passwd' -%}",
    "{# comment #}",
    "{{ this.get_root().title }}{{ kwargs }}",
    "{0.__class__}{name!r}%s%(a)s",
    f"${{{FLAG}}}",
    f"`+({FLAG})+`",
    f"';{FLAG};//",
    f'";{FLAG};//',
    f"\\';{FLAG};//\\",
    f"\u2028{FLAG}\u2029//",
    "\u202egnp.txt\u202c\u202e反向",
    "&lt;b&gt;&amp;&#39;&quot;&#x3c;",
    "\\u003cscript\\u003e\\x3c\\74",
    "__proto__",
    "控制\u0007符\u001b[31m\u007f\u0085",
    "  <b>空 格</b>\t制表  ",
    "长" * 3000 + f"<script>{FLAG}</script>",
)


def hostile_scene(*, lang: str = "zh") -> Scene:
    """Return a scene whose every text is hostile: names, ids, keys, values, titles, files."""
    count = len(HOSTILE)
    points = [
        shapely.Point(world.WEST + at % 8 * 0.002 + 0.001, world.SOUTH + at // 8 * 0.0018 + 0.0005)
        for at in range(count)
    ]
    properties = {text: [HOSTILE[(at + place) % count] for at in range(count)]
                  for place, text in enumerate(HOSTILE)}  # fmt: skip
    known = world.layer(
        "points", points, ids=HOSTILE, names=HOSTILE, names_en=HOSTILE[::-1],
        properties=properties, title=Text(HOSTILE[0], HOSTILE[5]), file=HOSTILE[1],
    )  # fmt: skip
    row = (HOSTILE[3], HOSTILE[4], Stage.IN_SERVICE, Condition.ACTIVE, Lateness.ON_TIME, 0)
    parks = world.layer(
        "parks",
        [shapely.box(world.WEST, world.SOUTH, world.WEST + 0.016, world.SOUTH + 0.01)],
        ids=[HOSTILE[3]], names=[HOSTILE[20]], names_en=[HOSTILE[6]],
        properties={HOSTILE[7]: [HOSTILE[8]]}, file=HOSTILE[21],
    )  # fmt: skip
    return world.scene(
        lang=lang,
        layers=[world.mapped(known, [row] * count)],
        parks=parks,
        tasks=[_task(at) for at in range(count)],
        zone=Text(HOSTILE[16], HOSTILE[20]),
        problems=[
            Problem(Severity.WARNING, "ids.missing", text, f"feature:{at}", {"key": text})
            for at, text in enumerate(HOSTILE)
        ],
    )


def _task(at: int) -> OnDate:
    text = [HOSTILE[(at + shift) % len(HOSTILE)] for shift in range(12)]
    task = Task(
        text[0], text[1], at + 1, content=text[2], layer=text[3], park=text[4], unit=text[5],
        quantity=1.0, progress=text[6], after=(text[7],), leader=text[8], department=text[9],
        person=text[10], note=text[11], evidence=text[0], delay_reason=text[1], support=(text[2],),
    )  # fmt: skip
    state = State(Stage.IN_SERVICE, Condition.ACTIVE, Lateness.ON_TIME)
    return OnDate(task, state, "points", HOSTILE[3], (HOSTILE[at],), 0, (HOSTILE[3],))
