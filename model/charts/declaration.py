"""What is declared of a picture, once: what it shows, in a sentence, its data, and how they are drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
from virement.charts.spec import Spec
from virement.charts.theme import Theme


@dataclass(frozen=True)
class Chart:
    """A picture: a `sentence` that says what it is, for those who don't see it, whatever the scenario.

    `data` makes the rows that are drawn, empty where there is nothing to draw; `chart` declares the picture in a theme.
    """

    sentence: str
    data: Callable[..., pd.DataFrame]
    chart: Callable[[Theme], Spec]
