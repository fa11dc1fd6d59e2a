"""Virement: what a cut to one budget means for the others, exact to the cent and with its sources.

>>> import virement as vm
>>> plan = vm.open("meta").cut("Reality Labs", "30%", start="FY2026", end="FY2026").to("AI division")
>>> print(plan.sentence.split(":")[0])
In FY2026, Reality Labs gives up $6.42B (30% of its $21.4B)
>>> plan.table("by-move")["gross"].to_list()  # floats, in the baseline's unit: here USD million
[6420.0]
>>> vm.open("meta").cut("Reality Labs", "$2B").to({"AI division": "80%", "Savings": "rest"})
<Proposal over 'meta': $2B from Reality Labs to AI division and Savings>

`open` takes a baseline, a scenario, a CSV, an XLSX or a DataFrame, and returns a proposal: `help(virement.open)`. A
proposal has `cut`, `to`, `limit`, `title`, `run`, `table`, `chart`, `sentence`, `problems` and `save`, and shows
itself in a notebook. What is wrong is a `ModelError`: where, what, and a hint. The rooms below hold all else.
"""

from typing import Any

import lazy_loader

if __name__ != "virement":
    raise ImportError(
        f"This package is called virement, not {__name__}: write `import virement`. "
        "In a clone, install it first: pip install -e ."
    )

_named, __dir__, _ = lazy_loader.attach_stub(__name__, __file__)


def __getattr__(name: str) -> Any:
    """Import a room, or a name of the front, when it is asked for."""
    if name == "__version__":
        from virement.values import VERSION

        return VERSION
    return _named(name)
