"""Issued papers: numbered, immutable, checkable by anybody."""
