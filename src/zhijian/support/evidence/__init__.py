"""The evidence store: content-addressed, write-once, with custody."""
