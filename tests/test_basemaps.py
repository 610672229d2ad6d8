"""``[[basemaps]]``: what a workspace may say of base maps, and what becomes of it."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from parkmap.errors import WorkspaceError
from parkmap.model import Severity
from parkmap.pipeline.basemaps import read_basemaps
from parkmap.texts import tell
from parkmap.workspace import load_workspace
from parkmap.workspace.providers import provider_named, provider_names
from tests.intake.tiles_world import tiles_of, write_mbtiles
from tests.workspace_world import LEAST

if TYPE_CHECKING:
    from pathlib import Path

    from parkmap.model import BasemapSpec

ZONE = (118.55, 24.78, 118.57, 24.79)


def load(folder: Path, text: str) -> tuple[BasemapSpec, ...]:
    file = folder / "parkmap.toml"
    file.write_text(LEAST + text, encoding="utf-8")
    return load_workspace(file).basemaps


def base(folder: Path, *lines: str) -> BasemapSpec:
    (spec,) = load(folder, "\n".join(["[[basemaps]]", *lines]))
    return spec


def faults(folder: Path, *lines: str, text: str = "[[basemaps]]\n") -> set[str]:
    with pytest.raises(WorkspaceError) as caught:
        load(folder, text + "\n".join(lines))
    for problem in caught.value.problems:
        assert tell("zh", problem)
        assert tell("en", problem)
    return {f"{one.place.removeprefix('key:')} {one.code}" for one in caught.value.problems}


def test_workspace_without_base_maps_has_none(tmp_path: Path) -> None:
    assert load(tmp_path, "") == ()


def test_url_is_a_base_map_that_one_host_is_asked_for(tmp_path: Path) -> None:
    spec = base(
        tmp_path, 'url = "https://Tiles.Example.org:8443/A/{z}/{x}/{y}.png"', 'title = "底"'
    )
    assert spec.urls == ("https://tiles.example.org:8443/A/{z}/{x}/{y}.png",)
    assert spec.hosts == ("https://tiles.example.org:8443",)
    assert (spec.key, spec.title.zh, spec.crs) == ("tiles.example.org", "底", "wgs84")
    assert (spec.is_default, spec.shows_key) == (False, False)


def test_subdomains_are_the_hosts_that_are_asked(tmp_path: Path) -> None:
    spec = base(tmp_path, 'url = "https://{s}.a.org/{z}/{x}/{-y}.png"', 'subdomains = "ab"')
    assert spec.hosts == ("https://a.a.org", "https://b.a.org")
    assert spec.subdomains == ("a", "b")
    listed = base(tmp_path, 'url = "https://t{s}.a.org/{z}/{x}/{y}"', 'subdomains = ["01", "2"]')
    assert listed.hosts == ("https://t01.a.org", "https://t2.a.org")


def test_gaode_is_shifted_and_needs_no_key(tmp_path: Path) -> None:
    spec = base(tmp_path, 'provider = "Gaode.Normal"')
    assert spec.crs == "gcj02"
    assert spec.title.zh == "高德地图"
    assert spec.hosts == tuple(f"https://webrd0{n}.is.autonavi.com" for n in (1, 2, 3, 4))
    assert base(tmp_path, 'provider = "gaode.satellite"', 'crs = "wgs84"').crs == "wgs84"


def test_tianditu_takes_the_users_key_and_lays_its_names_over_its_map(tmp_path: Path) -> None:
    spec = base(tmp_path, 'provider = "TianDitu.Vec"', 'key = "a&b c"')
    assert [url.partition("LAYER=")[2][:3] for url in spec.urls] == ["vec", "cva"]
    assert all(url.endswith("&tk=a%26b%20c") for url in spec.urls)
    assert len(spec.hosts) == 8
    assert spec.shows_key


def test_key_may_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ('provider = "TianDitu.Img"', 'key_env = "MAP_KEY"')
    monkeypatch.delenv("MAP_KEY", raising=False)
    assert faults(tmp_path, *lines) == {"basemaps.0.provider basemap.key_env"}
    monkeypatch.setenv("MAP_KEY", "k1")
    assert base(tmp_path, *lines).urls[0].endswith("&tk=k1")


def test_providers_of_xyzservices_are_known_with_their_own_values(tmp_path: Path) -> None:
    spec = base(tmp_path, 'provider = "OpenStreetMap.Mapnik"')
    assert spec.urls == ("https://tile.openstreetmap.org/{z}/{x}/{y}.png",)
    assert spec.attribution == "© OpenStreetMap contributors"
    assert spec.max_zoom == 19
    imagery = base(tmp_path, 'provider = "Esri.WorldImagery"')
    assert "/World_Imagery/MapServer/tile/{z}/{y}/{x}" in imagery.urls[0]
    keyed = base(tmp_path, 'provider = "Thunderforest.Outdoors"', 'key = "k"')
    assert keyed.urls[0].endswith("?apikey=k")


def test_every_provider_that_can_be_chosen_gives_a_page_its_hosts(tmp_path: Path) -> None:
    refused = set()
    for name in provider_names():
        key = any("{key}" in url for url in getattr(provider_named(name), "urls", ()))
        try:
            spec = base(tmp_path, f'provider = "{name}"', 'key = "k"' if key else "")
        except WorkspaceError as error:
            refused |= {problem.code for problem in error.problems}
            continue
        assert spec.hosts
        assert all(host.startswith("https://") for host in spec.hosts)
        assert "<" not in "".join(spec.urls) + spec.attribution
    assert refused <= {"basemap.not_web_mercator", "basemap.url_gaps"}


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ((), "basemaps.0 basemap.one_of"),
        (('url = "https://a.org/{z}/{x}/{y}"', 'path = "a.mbtiles"'), "basemaps.0 basemap.one_of"),
        (('provider = "Gaode.Norml"',), "basemaps.0.provider basemap.provider_meant"),
        (('provider = "qqqqqqqq"',), "basemaps.0.provider basemap.provider"),
        (('provider = "Baidu.Map"',), "basemaps.0.provider basemap.bd09"),
        (('provider = "TianDitu.Vec"',), "basemaps.0.provider basemap.key_missing"),
        (('provider = "Gaode.Normal"', 'key = "k"'), "basemaps.0.provider basemap.key_unused"),
        (('url = "https://a.org/{z}/{x}/{y}?k={key}"', 'key = "k"', 'key_env = "K"'),
         "basemaps.0.url basemap.two_keys"),
        (('url = "https://a.org/{z}/{x}/{y}?k={key}"',), "basemaps.0.url basemap.key_missing"),
        (('path = "a.mbtiles"', 'key = "k"'), "basemaps.0.key basemap.stray_key"),
        (('url = "https://a.org/{z}/{x}/{y}"', "budget_mb = 3"),
         "basemaps.0.budget_mb basemap.stray_key"),
        (('path = "a.mbtiles"', "min_zoom = 9", "max_zoom = 8"),
         "basemaps.0.min_zoom basemap.zooms"),
        (('path = "../a.mbtiles"',), "basemaps.0.path workspace.path_outside"),
        (('url = "https://a.org/{x}/{y}"',), "basemaps.0.url basemap.url_zxy"),
        (('url = "https://a.org/{z}/{x}/{y}/{time}"',), "basemaps.0.url basemap.url_gaps"),
        (('url = "https://{s}.a.org/{z}/{x}/{y}"',), "basemaps.0.url basemap.subdomains"),
        (('url = "https://a.org/{z}/{x}/{y}"', 'crs = "BD-09"'),
         "basemaps.0.crs workspace.expected.web_mercator"),
        (('url = "https://a.org/{z}/{x}/{y}"', 'crs = "xian80"'),
         "basemaps.0.crs workspace.expected.one_of"),
        (('url = "https://a.org/{z}/{x}/{y}"', 'subdomain = "a"'),
         "basemaps.0.subdomain workspace.unknown_key_meant"),
        (('path = "a.mbtiles"', "max_zoom = 99"),
         "basemaps.0.max_zoom workspace.expected.number_in_range"),
        (('path = "a.mbtiles"', f'attribution = "{"a" * 301}"'),
         "basemaps.0.attribution workspace.expected.short"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told(tmp_path: Path, lines: tuple[str, ...], wanted: str) -> None:
    assert faults(tmp_path, *lines) == {wanted}


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.org/{z}/{x}/{y}",
        "//a.org/{z}/{x}/{y}",
        "https://user:secret@a.org/{z}/{x}/{y}",
        "https://*.a.org/{z}/{x}/{y}",
        "https://a.org;script-src*/{z}/{x}/{y}",
        "https://a.org'/{z}/{x}/{y}",
        "https://a.org /{z}/{x}/{y}",
        "https://a.org\\n/{z}/{x}/{y}",
        "https://a.org/{z}/{x}/{y}?<script>",
        "https://中文.org/{z}/{x}/{y}",
        "https://[::1]/{z}/{x}/{y}",
        "https://{x}.a.org/{z}/{y}/{x}/../@",
        "https://-a.org/{z}/{x}/{y}",
        "https://a..org/{z}/{x}/{y}",
        "https://a.org:99999999/{z}/{x}/{y}",
        "https://a.org?{z}/{x}/{y}",
        "javascript:alert(1)/{z}/{x}/{y}",
        "data:image/png;base64,{z}{x}{y}",
    ],
)
def test_address_that_could_change_the_policy_is_refused(tmp_path: Path, url: str) -> None:
    told = faults(tmp_path, f'url = "{url}"')
    assert told <= {"basemaps.0.url basemap.url_form", "basemaps.0.url basemap.url_host"}


def test_hostile_subdomain_is_refused(tmp_path: Path) -> None:
    told = faults(tmp_path, 'url = "https://{s}.a.org/{z}/{x}/{y}"', 'subdomains = ["a.evil.org/"]')
    assert told == {"basemaps.0.subdomains.0 workspace.expected.subdomain"}


def test_all_faults_of_all_base_maps_are_told_at_once(tmp_path: Path) -> None:
    text = """
[[basemaps]]
provider = "TianDitu.Vec"
[[basemaps]]
path = "../a.mbtiles"
default = true
[[basemaps]]
url = "https://a.org/"
default = true
"""
    assert faults(tmp_path, text=text) == {
        "basemaps.0.provider basemap.key_missing",
        "basemaps.1.path workspace.path_outside",
        "basemaps.2.url basemap.url_zxy",
        "basemaps.2.default basemap.defaults",
    }


def test_base_maps_of_one_name_keep_apart(tmp_path: Path) -> None:
    text = '[[basemaps]]\npath = "a/t.mbtiles"\n[[basemaps]]\npath = "b/t.pmtiles"\n'
    assert [spec.key for spec in load(tmp_path, text)] == ["t", "t-2"]


def test_what_a_server_learns_and_a_reader_sees_is_noted(tmp_path: Path) -> None:
    text = """
[[basemaps]]
url = "http://10.1.2.3/{z}/{x}/{y}.png?k={key}"
key = "k"
title = "局网"
"""
    reading = read_basemaps(load(tmp_path, text), ZONE, file="parkmap.toml", on_step=print)
    assert [(one.code, one.severity) for one in reading.problems] == [
        ("basemap.asks", Severity.NOTE),
        ("basemap.shows_key", Severity.NOTE),
        ("basemap.plain_http", Severity.WARNING),
    ]
    assert "http://10.1.2.3" in tell("en", reading.problems[0])
    assert "局网" in tell("zh", reading.problems[1])


def test_archive_that_cannot_be_used_is_a_failure_beside_the_others(tmp_path: Path) -> None:
    write_mbtiles(tmp_path / "good.mbtiles", tiles_of([(8, 212, 109)]))
    (tmp_path / "bad.mbtiles").write_bytes(b"no tiles")
    text = "".join(f'[[basemaps]]\npath = "{name}.mbtiles"\n' for name in ("bad", "none", "good"))
    seen: list[str] = []
    specs = load(tmp_path, text)
    reading = read_basemaps(specs, ZONE, file="parkmap.toml", on_step=seen.append)
    codes = [problem.code for failure in reading.failures for problem in failure.problems]
    assert codes == ["tiles.format", "source.missing"]
    assert [one.spec.key for one in reading.basemaps] == ["good"]
    assert seen == ["bad.mbtiles", "none.mbtiles", "good.mbtiles"]
    (note,) = reading.problems
    assert (note.code, note.place) == ("tiles.embedded", "key:basemaps.2")


def test_list_of_providers_waits_until_one_is_named() -> None:
    code = "import sys, parkmap.workspace; sys.exit('xyzservices' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
