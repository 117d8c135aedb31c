"""Requests that act exactly once, by the id their client gave them."""
