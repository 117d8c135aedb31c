"""Figures of speed of tasks, papers and draws (``zhijian bench``)."""
