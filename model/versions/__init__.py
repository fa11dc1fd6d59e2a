"""Several versions of one thing: what differs, several in one, a baseline that has moved, and what became of a plan."""
