"""The page: everything known, as one HTML text that works offline.

The only room that knows folium and branca.
"""

from parkmap.page.facility_layer import FacilityLayer
from parkmap.page.map import render_page, render_within

__all__ = ["FacilityLayer", "render_page", "render_within"]
