"""Tables and sentences made from a ledger. They read it and compute no cut."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
