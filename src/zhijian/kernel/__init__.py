"""Errors, clock, calendar, identifiers, canonical JSON, hashes, http: no tables."""
