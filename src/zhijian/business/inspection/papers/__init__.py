"""Definitions of the papers that inspections give."""
