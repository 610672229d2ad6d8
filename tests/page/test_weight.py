from __future__ import annotations

from dataclasses import replace

from parkmap.page import render_page, render_within
from parkmap.texts import tell
from tests.page import world


def test_page_within_its_budget_is_the_plain_one() -> None:
    scene = world.scene()
    assert render_within(scene, budget_bytes=10**7) == (render_page(scene), ())


def test_page_over_its_budget_is_built_and_says_so() -> None:
    scene = world.scene()
    html, (problem,) = render_within(scene, budget_bytes=1000)
    told = tell("en", problem)
    size_mb = len(render_page(scene).encode()) / 1e6
    assert f"the page takes {size_mb:.1f} MB, more than 0.0 MB" in told
    assert told in html.replace("\\u003c", "<")


def test_warning_names_the_heaviest_layer_and_its_longest_columns() -> None:
    heavy = world.layer(
        "plots", world.plots().layer.frame.geometry.tolist(),
        properties={"short": ["a", "b"], "long": ["c" * 90, "d" * 90]},
    )  # fmt: skip
    plots = replace(world.plots(), layer=heavy)
    scene = world.scene(layers=[world.road(), plots], tasks=[])
    _, (problem,) = render_within(scene, budget_bytes=1)
    assert str(problem.values["largest"]).startswith("plots 0.0 MB (long, short); roads 0.0 MB")
