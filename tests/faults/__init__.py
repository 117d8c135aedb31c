"""Processes are killed while people work: what was acknowledged stays, and stays once."""
