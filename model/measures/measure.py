"""One number out of a ledger, by its name in words: `share of AI division in FY2027`, `fundable of Reality Labs cut`.

A measure is an amount in minor units, a number of jobs in hundredths, or a share of all spending, kept as its two
whole numbers so that it can be held against a target exactly. It is figured for every draw at once, from the rows and
periods that it is about. The tables of `views` say the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Literal

import numpy as np
from virement.baseline import Baseline
from virement.engine import Ledger
from virement.measures.sums import (
    Draws,
    beyond_limit,
    budget,
    fundable,
    gross,
    income,
    jobs,
    levels,
    limited_years,
    one_off,
    savings,
    stranded,
    unallocated,
)
from virement.scenario import LIMIT_KINDS, Case, division_hint, resolved_moves
from virement.values import (
    PARTS_OF_A_JOB,
    ROOT,
    ModelError,
    Problem,
    did_you_mean,
    in_unit,
    one_of,
    show,
    show_jobs,
    show_share,
)
from virement.views import columns_of, percent, shortest_span, spans


@dataclass(frozen=True)
class Kind:
    """A kind of measure: what it is of, how it is figured, and whether it needs a name."""

    of: Literal["division", "move", "nothing"]
    figure: Callable[[Ledger, str, slice], Draws]
    named: bool = False


KINDS = {
    "budget": Kind("division", budget),
    "share": Kind("division", budget, named=True),
    "operating income": Kind("division", income),
    "jobs": Kind("division", jobs),
    "gross": Kind("move", gross),
    "stranded": Kind("move", stranded),
    "one-off": Kind("move", one_off),
    "fundable": Kind("move", fundable),
    "savings": Kind("nothing", savings),
    "unallocated": Kind("nothing", unallocated),
    **{f"broken {name}": Kind("division", partial(beyond_limit, name), named=True) for name in LIMIT_KINDS},
}
SPOKEN = {
    **{kind.replace("-", " "): kind for kind in KINDS},
    **dict.fromkeys(("gross cut",), "gross"),
    **dict.fromkeys(("stranded cost", "stranded costs"), "stranded"),
    **dict.fromkeys(("one off cost", "one off costs"), "one-off"),
}
_WORDS = "|".join(word.replace(" ", r"[\s_-]+") for word in sorted(SPOKEN, key=len, reverse=True))
_KIND = re.compile(rf"({_WORDS})(?:\s+(of|in)\s+(.*))?", re.IGNORECASE | re.DOTALL)
_NAME_IN_SPAN = re.compile(r"(.*)\sin\s(.+)", re.IGNORECASE | re.DOTALL)
_BEGUN = re.compile(rf"({_WORDS})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Measure:
    """What is measured: a kind of `KINDS`, the division or move that it is of, and the span.

    `name` is empty for all divisions or all moves. As text it reads back (`read_measure`).
    """

    kind: str
    name: str
    span: str

    def __str__(self) -> str:
        """As it is written: `budget of AI division in FY2027`, `fundable in FY2026`."""
        return f"{self.kind}{f' of {self.name}' if self.name else ''} in {self.span}"

    @property
    def is_share(self) -> bool:
        """Tell whether it is a share of all spending, not an amount."""
        return self.kind == "share"

    @property
    def is_jobs(self) -> bool:
        """Tell whether it is a number of jobs, in hundredths, not an amount."""
        return self.kind == "jobs"


@dataclass(frozen=True, eq=False)
class Measured:
    """A measure of a ledger by draw: minor units, hundredths of jobs, or `numerators` of `denominators` for a share."""

    numerators: Draws
    denominators: Draws | None = None
    is_jobs: bool = False

    def exact(self, draw: int = 0) -> Fraction | None:
        """Return one draw's minor units, or share of one; None where all spending is nothing."""
        part = int(self.numerators[draw])
        whole = 1 if self.denominators is None else int(self.denominators[draw])
        return Fraction(part, whole) if whole else None

    def value(self, baseline: Baseline, draw: int = 0) -> Decimal | None:
        """Return one draw as tables have it: in the baseline's unit, in jobs, or in percent with four places."""
        part = int(self.numerators[draw])
        if self.is_jobs:
            return Decimal(part) / PARTS_OF_A_JOB
        if self.denominators is None:
            return in_unit(part, baseline.currency, baseline.unit)
        return percent(part, int(self.denominators[draw]))

    def words(self, baseline: Baseline, draw: int = 0) -> str:
        """Return one draw as a reader sees it: `$6.42B`, `1,500 jobs`, `9.3%`; a dash where nothing is spent."""
        if self.is_jobs:
            return f"{show_jobs(int(self.numerators[draw]))} jobs"
        if self.denominators is None:
            return show(int(self.numerators[draw]), baseline.currency)
        value = self.value(baseline, draw)
        return show_share(None if value is None else Fraction(value) / 100)


def measured(ledger: Ledger, measure: Measure) -> Measured:
    """Return a measure of a ledger, by draw.

    Agrees with `by_division`, `by_move`, `operating_income` and `broken_limits`. A move that is not in the ledger, or
    switched off, takes nothing.
    """
    found = columns_of(ledger.baseline, measure.span)
    columns = slice(found[0], found[-1] + 1)
    figure = KINDS[measure.kind].figure(ledger, measure.name, columns)
    numerators = np.broadcast_to(figure, ledger.budget.shape[-1:])
    return Measured(numerators, budget(ledger, "", columns) if measure.is_share else None, measure.is_jobs)


def read_measure(text: str, case: Case) -> Measure:
    """Read `KIND [of NAME] [in SPAN]`; without a span it is the shortest that holds what the moves do.

    Names and spans go by what there is, whatever the capitals: a name may itself hold "of" or "in". Raises `ModelError`
    with all that is wrong: an unknown kind, name or span; a name where none belongs, or none where one does; a move
    that is switched off; an operating income without a revenue; a limit that is not there.
    """
    return _Reader(text, case).measure()


class _Reader:
    """Reads one measure, collecting what doesn't fit."""

    def __init__(self, text: str, case: Case) -> None:
        self.text = " ".join(text.split())[:80]
        self.said = text.strip()
        self.baseline, self.scenario = case
        self.problems: list[Problem] = []

    def measure(self) -> Measure:
        """Return the measure; raise `ModelError` with everything that is wrong with the text."""
        found = _KIND.fullmatch(self.said)
        if found is None:
            self._say("is not a measure", self._form())
            raise ModelError(self.problems)
        kind = SPOKEN[re.sub(r"[\s_-]+", " ", found[1]).casefold()]
        name, span = self._name_and_span(kind, (found[2] or "").casefold(), (found[3] or "").strip())
        measure = Measure(kind, name, span)
        if not self.problems:
            self._check(measure)
        if self.problems:
            raise ModelError(self.problems)
        return measure

    def _form(self) -> str:
        """Return how the measure that may be meant is written."""
        if begun := _BEGUN.match(self.said):
            return f"Write {begun[1]} of a name, in a span, as {begun[1]} of Parks in FY2026"
        return did_you_mean(re.split(r"\s(?:of|in)\s", self.said)[0], KINDS) or one_of(KINDS, len(KINDS))

    def _say(self, what: str, hint: str) -> None:
        self.problems.append(Problem(f"measure '{self.text}'", what, hint))

    def _name_and_span(self, kind: str, word: str, rest: str) -> tuple[str, str]:
        """Return the name and the span that stand behind the kind; the last "in" goes before a span, if one follows."""
        if word != "of":
            return "", self._span(rest) if word else self._default_span()
        split, names = _NAME_IN_SPAN.fullmatch(rest), self._names(kind)
        parted = split and self._same(split[1].strip(), names) and self._same(split[2].strip(), self._spans())
        if split is None or (not parted and self._same(rest, names)):
            return self._name(kind, rest), self._default_span()
        return self._name(kind, split[1].strip()), self._span(split[2].strip())

    @staticmethod
    def _same(text: str, names: Iterable[str]) -> str | None:
        """Return the name that a text means: written just so, else but for its capitals."""
        listed = list(names)
        folded = {name.casefold(): name for name in reversed(listed)}
        return text if text in listed else folded.get(text.casefold())

    def _names(self, kind: str) -> list[str]:
        if KINDS[kind].of == "move":
            return [move.name for move in self.scenario.moves]
        return [ROOT, *self.baseline.divisions] if KINDS[kind].of == "division" else []

    def _name(self, kind: str, text: str) -> str:
        names = self._names(kind)
        if not names and KINDS[kind].of == "nothing":
            self._say(f"'{kind}' is of no division or move", f"Write {kind} in {self._default_span()}")
            return ""
        name = self._same(text, names)
        if name is None and KINDS[kind].of == "move":
            hint = did_you_mean(text, names) or (one_of(names) if names else "It has none yet")
            self._say(f"'{text}' is not a move of the scenario", hint)
        elif name is None:
            self._say(f"'{text}' is not a division of this baseline", division_hint(text, self.baseline))
        return "" if name is None or (name == ROOT and not KINDS[kind].named) else name

    def _spans(self) -> list[str]:
        return list(dict.fromkeys([*spans(self.baseline), *self.baseline.fiscal_years, *self.baseline.period_names]))

    def _span(self, text: str) -> str:
        span = self._same(text, self._spans()) or text
        try:
            columns_of(self.baseline, span)
        except ModelError as error:
            hint = did_you_mean(text, self._spans()) or error.problems[0].hint
            self._say(f"'{text}' {error.problems[0].what}", hint)
        return span

    def _default_span(self) -> str:
        """Return the span of the moves that are switched on, as far as they fit the baseline."""
        terms, _ = resolved_moves(self.scenario, self.baseline)
        return shortest_span(self.baseline, (one.window for one in terms if one.move.enabled))

    def _check(self, measure: Measure) -> None:
        """Find what is wrong with a measure of which every part is known."""
        kind, name = measure.kind, measure.name
        if KINDS[kind].named and not name:
            self._say(f"'{kind}' needs a division", f"Write {kind} of {self.baseline.divisions[0]} in {measure.span}")
        elif kind == "share" and name == ROOT:
            self._say("all divisions are always 100% of all spending", "Name one of them")
        elif kind == "operating income":
            self._check_revenue(measure)
        elif kind == "jobs":
            self._check_jobs(measure)
        elif kind.startswith("broken"):
            self._check_limit(measure, kind.removeprefix("broken "))
        elif KINDS[kind].of == "move" and name and not self._move_is_on(name):
            self._say(f"move '{name}' is switched off", "Switch it on: enabled: true")

    def _move_is_on(self, name: str) -> bool:
        return any(move.name == name and move.enabled for move in self.scenario.moves)

    def _check_jobs(self, measure: Measure) -> None:
        figures, last = self.baseline.jobs, columns_of(self.baseline, measure.span)[-1]
        known = [] if figures is None else self._with_jobs(figures.known[:, last])
        if figures is None or (measure.name or ROOT) not in known:
            hint = one_of(known) if known else "Give the baseline a jobs.csv"
            self._say(f"the jobs of {measure.name or ROOT} in {measure.span} aren't known", hint)

    def _with_jobs(self, known: np.ndarray) -> list[str]:
        """Return the divisions of which all leaves' jobs are known."""
        return [name for name in (ROOT, *self.baseline.divisions) if known[self.baseline.rows_of(name)].all()]

    def _check_revenue(self, measure: Measure) -> None:
        columns = columns_of(self.baseline, measure.span)
        known = [name for name in self.baseline.divisions if self.baseline.revenue_of(name, columns) is not None]
        if self.baseline.revenue_of(measure.name or ROOT, columns) is None:
            hint = one_of(known) if known else "Give the baseline rows of revenue"
            self._say(f"the revenue of {measure.name or ROOT} in {measure.span} isn't known", hint)

    def _check_limit(self, measure: Measure, limit: str) -> None:
        found = columns_of(self.baseline, measure.span)
        columns = slice(found[0], found[-1] + 1)
        if not levels(self.scenario, measure.name, limit):
            held = [one.division for one in self.scenario.limits if limit in one.levels]
            self._say(f"'{measure.name}' has no {limit}", one_of(held) if held else f"Write a {limit} under limits")
        if not limited_years(self.baseline, columns):
            self._say(f"a {limit} holds for a whole fiscal year of the plan", one_of(spans(self.baseline)))
