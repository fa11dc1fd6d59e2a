"""From a presentation that fails to the fewest traits that still fail in the same way."""

from __future__ import annotations

from collections.abc import Callable

from .drawing import simpler
from .judging import judge
from .presentations import Presentation, presented
from .traits import Traits

Fails = Callable[[Presentation], bool]


def fails_as(answer: str) -> Fails:
    """Tell whether a presentation is answered so: wrong, crashed, refused; asked only where nothing is in doubt."""

    def fails(presentation: Presentation) -> bool:
        if presentation.may_ask and answer in ("asked", "refused"):
            return False
        return judge(presentation).answer == answer

    return fails


def shrunk(traits: Traits, seed: int, fails: Fails, most: int = 300) -> Traits:
    """Take traits away one at a time as long as the presentation still fails, in at most so many readings."""
    tried = 0
    again = True
    while again and tried < most:
        again = False
        for smaller in simpler(traits):
            tried += 1
            if len(smaller.told()) < len(traits.told()) and fails(presented(smaller, seed)):
                traits, again = smaller, True
                break
    return traits
