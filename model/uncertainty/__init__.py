"""Ranges in place of values: Monte Carlo simulation, sensitivity, break-even; and what each move contributes."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
