"""The law and the arithmetic of inspection: pure functions and enums."""
