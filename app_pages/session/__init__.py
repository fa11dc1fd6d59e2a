"""What a session holds, and how things are opened."""
