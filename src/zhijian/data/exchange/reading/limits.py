"""How large what is read may become, whatever the size of the file (SECURITY S-FI-02)."""

MOST_COLUMNS = 200
MOST_ROWS = 1_000_000
MOST_MEMBERS = 1_000
MOST_EXPANDED = 1024 * 1024 * 1024
MOST_RATIO = 100
RATIO_COUNTS_FROM = 10 * 1024 * 1024
"""Members smaller than this when expanded may be as compressible as they like."""
LOCAL_HEADER = 30
"""Bytes before the name of a member in a zip archive."""
CHUNK = 1024 * 1024
"""Bytes of XML read at a time."""
LONGEST_ROW = 4 * CHUNK
ROWS_AT_ONCE = 10_000
"""Rows held in memory together; with 200 columns they take about 64 MB."""
ROWS_AT_ONCE_WITH_STRINGS = 50_000
"""The same for a workbook with many shared texts, which are read again for every part."""
MANY_STRINGS = 4 * CHUNK
"""From this size the shared texts count as many."""
