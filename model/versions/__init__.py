"""Several versions of a scenario: differences, several made one, a baseline that was revised."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
