"""What leaves inspection, by subject."""
