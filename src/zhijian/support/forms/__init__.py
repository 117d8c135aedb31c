"""Versioned form definitions of inspections."""
