"""Enforcement: clues and, later, cases."""
