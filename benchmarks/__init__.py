"""parkmap and three ways of showing points with folium, side by side.

``python -m benchmarks`` builds the same points with each, opens what they built in a browser, and
compares the medians. Nothing here is a test: machines differ, so ratios are published, not
asserted.
"""
