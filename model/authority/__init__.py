"""Who may approve a move: the rules of a baseline, the register that goes to a committee, and what is not approved."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
