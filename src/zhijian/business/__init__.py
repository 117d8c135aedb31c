"""Application layer: the six capabilities, none imports another."""
