"""``zhijian bench``: every promised figure of speed with its reference, on a database of its own.

To add a bench: write a function that yields ``Figure`` rows next to what it measures and name it in ``catalogue.py``.
"""
