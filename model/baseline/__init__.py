"""The budget before anything moves: loaded from a folder, imported from a table, built from figures."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
