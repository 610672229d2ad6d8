"""Streets as a graph: what lies along them within a walk, and by which way."""

from parkmap.coverage.network.doors import Doors, doors_of, places_of_doors
from parkmap.coverage.network.graph import Network, build_network, component_lengths_m
from parkmap.coverage.network.route import Route, route_to_nearest
from parkmap.coverage.network.streets import Streets, served_streets, service_area
from parkmap.coverage.network.walk import nearest_door, walks_within

__all__ = [
    "Doors",
    "Network",
    "Route",
    "Streets",
    "build_network",
    "component_lengths_m",
    "doors_of",
    "nearest_door",
    "places_of_doors",
    "route_to_nearest",
    "served_streets",
    "service_area",
    "walks_within",
]
