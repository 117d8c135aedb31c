"""The one door to inspection's rows, by subject."""
