"""A scenario as a workbook whose formulas follow its drivers to the cent, and reading it back."""
