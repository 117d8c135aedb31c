"""What hostile people and broken programs send."""
