"""Amounts, shares, periods, rounding, files and problems: what everything else counts and speaks in."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
