"""How large a table may be: more is no list of centers, and may be meant to fill the memory."""

LARGEST_FILE = 20_000_000
"""Bytes of the file."""
LARGEST_CONTENT = 100_000_000
"""Bytes of a workbook's parts, expanded."""
MOST_PARTS = 2_000
"""Files within a workbook."""
MOST_SHEETS = 50
MOST_ROWS = 20_000
"""Of a sheet, from the first to the last in which something stands."""
MOST_COLUMNS = 256
MOST_CELLS = 1_000_000
"""Of a sheet, empty ones between them counted."""
LONGEST_CELL = 32_767
"""Characters, as Excel has it."""
MOST_SHARED_TEXT = 20_000_000
"""Characters of a workbook's texts that cells share: the file has each once, whoever reads it has it for each cell."""
