"""What can be done in inspection, by subject."""
