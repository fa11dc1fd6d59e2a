"""What goes out to others: the workbook with live formulas, the brief, the books, and the pack that holds them all."""
