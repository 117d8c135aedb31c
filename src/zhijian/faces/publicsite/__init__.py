"""What everybody may see: draws, results, papers checked by code."""
