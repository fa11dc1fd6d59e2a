"""One number of a result by its name, such as "share of AI division in FY2026"."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
