"""The way in from Python: open a budget, cut, give, and see what it does, in a notebook or a script."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
