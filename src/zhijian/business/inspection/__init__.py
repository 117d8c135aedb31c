"""Inspection: plans, draws, visits and what follows from them."""
