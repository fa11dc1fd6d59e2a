"""What goes out to others: the brief, the books, and the pack that holds everything."""
