"""Regulatory elements: one dossier per entity."""
