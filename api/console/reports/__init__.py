"""A season's annual reports from one workbook."""
