"""What a person changes: moves, limits, ranges, typed values, and the fixes that are offered."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
