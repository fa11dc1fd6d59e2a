"""One Altair chart a file, each drawn from the table of the same name."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
