"""Tables as offices keep them: workbooks and text files, read cell by cell with their places, and templates.

``read_book`` makes sheets of a file's bytes, ``read_table`` finds a table's headings in them by name and reads its
rows, ``make_template`` writes the workbook that somebody fills in. Each kind of table says what its columns are.
"""
