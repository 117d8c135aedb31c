"""Official numbers without gaps or doubles."""
