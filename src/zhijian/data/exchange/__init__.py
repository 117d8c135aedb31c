"""Data moving in and out: tabular files checked row by row."""
