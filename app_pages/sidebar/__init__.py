"""The controls beside the picture: moves, limits, ranges."""
