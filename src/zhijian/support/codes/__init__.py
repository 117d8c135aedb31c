"""Dated, hierarchical code tables."""
