"""Who is served: parks, facilities and demand -> coverage."""
