"""Data layer: statistics over registry over exchange."""
