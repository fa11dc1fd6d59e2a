"""The register as files: a table, a workbook, and the schedule on paper as Markdown or as a page."""
