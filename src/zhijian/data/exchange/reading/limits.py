"""How large what is read may become, whatever the size of the file."""

MOST_COLUMNS = 200
MOST_ROWS = 1_000_000
MOST_CELLS = 10_000_000
"""Rows × columns of the used area: what the reader holds in memory, about 32 bytes each."""
MOST_MEMBERS = 1_000
MOST_EXPANDED = 1024 * 1024 * 1024
MOST_RATIO = 200
RATIO_COUNTS_FROM = 10 * 1024 * 1024
"""Members smaller than this when expanded may be as compressible as they like."""
