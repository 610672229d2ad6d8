from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from parkmap.model import Condition, Lateness, Stage, State, Task, TaskOnDate
from parkmap.page import render_page
from parkmap.page.content import scene_data
from parkmap.page.summary import summary
from tests.page import world
from tests.page.hostile import HOSTILE, hostile_scene
from tests.page.unpacked import words

ROOT = Path(__file__).parents[2]
RENDER = (
    "import sys; from tests.page.hostile import hostile_scene;"
    "from parkmap.page import render_page;"
    "sys.stdout.buffer.write(render_page(hostile_scene()).encode())"
)


def data_of(html: str) -> Any:
    block = re.search(r'<script type="application/json" id="parkmap-data">(.*?)</script>', html)
    assert block
    return json.loads(block[1])


def test_page_carries_the_scene() -> None:
    data = data_of(render_page(world.scene()))
    assert data["zone"] == {"zh": "小园区", "en": "Little Zone"}
    assert data["asOf"] == "2017-05-31"
    assert [(head["key"], head["pack"]["size"]) for head in data["layers"]] == [
        ("stops", 6),
        ("plots", 2),
        ("roads", 1),
    ]


def test_page_is_in_the_language_of_the_scene() -> None:
    html = render_page(world.scene(lang="en"))
    assert '<html lang="en">' in html
    assert "<title>Little Zone · Facilities map</title>" in html
    assert '<html lang="zh-CN">' in render_page(world.scene())


def test_reader_without_scripts_gets_a_summary() -> None:
    html = render_page(world.scene())
    told = re.search(r"<noscript>(.*?)</noscript>", html, re.DOTALL)
    assert told
    for line in ("小园区", "截至 2017-05-31。", "公交站: 6", "企业: 2", "任务: 3", "Little Zone"):
        assert line in told[1]


def test_summary_tells_stages_in_their_order_and_what_is_late() -> None:
    # Of the three tasks one is proposed, one in permitting and late to start, one overdue.
    html = summary(world.scene(lang="en"))
    english = html[: html.index("</section>")]
    told = re.sub(r"<[^>]+>", "|", english)
    lines = [line for line in told.split("|") if line]
    at = lines.index("Tasks: 3")
    assert lines[at + 1 : at + 4] == ["Proposed: 1", "Permitting: 1", "Under construction: 1"]
    assert lines[at + 4 : at + 8] == ["Late: 2", "Late start: 1", "Overdue: 1", "Suspended: 0"]
    assert lines[at + 8 : at + 11] == [
        "The longest late",
        "T1 新建公交站, Overdue, 40 days, 规划建设科",
        "T2 改造公交站, Late start, 12 days, 公用事业科",
    ]


def test_summary_names_ten_late_tasks_and_counts_the_others() -> None:
    late = [
        TaskOnDate(
            Task(f"L{days}", f"站{days}", days),
            State(Stage.BUILT, Condition.SUSPENDED, Lateness.OVERDUE, days),
            None, None, (), 0,
        )
        for days in range(13)
    ]  # fmt: skip
    html = summary(world.scene(tasks=late))
    chinese = html[: html.index("</section>")]
    # 0 days is not late: 12 are, of which the ten longest are 12 to 3 days late.
    assert "<li>逾期任务: 12<ul><li>逾期: 12</li></ul></li><li>停工: 13</li>" in chinese
    assert re.findall(r">L(\d+) 站", chinese) == [str(days) for days in range(12, 2, -1)]
    assert "<li>另有 2 项</li>" in chinese
    assert "逾期任务" not in summary(world.scene(tasks=[]))


def test_summary_escapes_what_late_tasks_say() -> None:
    told = TaskOnDate(
        Task("<i>", "<script>alert(1)</script>", 1, department="</noscript><b>&"),
        State(Stage.BUILT, Condition.ACTIVE, Lateness.OVERDUE, 1),
        None, None, (), 0,
    )  # fmt: skip
    html = summary(world.scene(tasks=[told]))
    assert (
        "&lt;i&gt; &lt;script&gt;alert(1)&lt;/script&gt;，逾期 1 天，"
        "&lt;/noscript&gt;&lt;b&gt;&amp;" in html
    )


def test_summary_escapes_what_it_tells() -> None:
    html = render_page(hostile_scene())
    told = html[html.index("<noscript>") : html.index("</noscript>")]
    assert "<script" not in told
    assert "&lt;/title&gt;&lt;script&gt;" in told


def test_hostile_text_stays_out_of_templates_and_markup() -> None:
    html = render_page(hostile_scene())
    shell = re.sub(r'<script type="application/json".*?</script>', "", html, flags=re.DOTALL)
    assert "49" not in re.findall(r"<h1>(.*?)</h1>", shell)
    assert "{{ 7*7 }}" in shell  # the zone's English name, in the summary, as text
    assert not re.search(r"<script>window\.flag", html)


def test_hostile_text_travels_unchanged() -> None:
    packed = scene_data(hostile_scene())["tasks"]["pack"]
    assert words(packed, "id") == list(HOSTILE)
    assert all(chunk in render_page(hostile_scene()) for chunk in packed["chunks"])


def test_scene_without_parks_layers_and_tasks_renders() -> None:
    html = render_page(world.scene(layers=[], tasks=[], parks=world.layer("parks", [])))
    assert data_of(html)["layers"] == []


def test_page_depends_on_nothing_but_the_scene() -> None:
    def rendered(seed: str) -> bytes:
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": f"UTC{seed}", "LC_ALL": "C"}
        env["PYTHONPATH"] = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
        run = subprocess.run(
            [sys.executable, "-c", RENDER], env=env, capture_output=True, check=True
        )
        return run.stdout

    assert rendered("1") == rendered("2") == render_page(hostile_scene()).encode()


def test_empty_page_is_small() -> None:
    html = render_page(world.scene(layers=[], tasks=[], parks=world.layer("parks", [])))
    assert len(html.encode()) < 250_000
