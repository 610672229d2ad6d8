"""The least that a parkmap.toml says."""

from __future__ import annotations

LEAST = """
[zone]
name = "开发区"
year = 2017
[parks]
path = "parks.geojson"
"""
