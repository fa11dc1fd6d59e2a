"""What a scenario says: its fields, how a file is read and saved, and how it fits a baseline."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
