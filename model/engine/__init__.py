"""The only arithmetic of reallocation: `reallocate` turns a baseline and a scenario into a ledger."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
