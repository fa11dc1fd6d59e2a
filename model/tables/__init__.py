"""From the bytes of a CSV or a workbook to figures, each with the cell it came from."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
