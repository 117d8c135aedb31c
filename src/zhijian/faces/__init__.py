"""User layer: pages put together from the queries of the floors below."""
