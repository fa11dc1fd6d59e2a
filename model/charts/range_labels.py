"""What the pictures of ranges say in words: what was drawn, what a measure rests on, how its numbers read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from textwrap import wrap

from virement.baseline import Baseline
from virement.charts.spec import in_currency, words_above
from virement.engine import Ledger
from virement.measures import KINDS, Measure
from virement.uncertainty import Simulation, ranges
from virement.values import OUTSIDE_ACCOUNTS, ROOT, Unreadable, read_amount, show, to_minor
from virement.views import columns_of, division_table, shown, shown_pct, weakest

Tell = Callable[[Decimal | None], str]

_TITLE_LETTERS, _TITLE_LINES = 46, 3  # that fit a narrow picture
_MOST_RANGES, _MOST_NAMES = 3, 20


def words_of_ranges(
    subject: str, ledger: Ledger, note: str, measured: str, status: str, key: str
) -> list[dict[str, str]]:
    """Return the rows of words above a picture, a long title in several lines."""
    words = words_above(subject, ledger.scenario.title, note, measured, status, key)
    lines = wrap(words[0]["label"], _TITLE_LETTERS, max_lines=_TITLE_LINES, placeholder=" …")
    return [{**words[0], "label": "\n".join(lines)}, *words[1:]]


def teller(measure: Measure, baseline: Baseline) -> Tell:
    """Return how a measure's numbers, as tables have them, read: `$6.42B`, `9.3%`."""
    if measure.is_jobs:
        return lambda value: "–" if value is None else f"{value.normalize():,f} jobs"
    return shown_pct if measure.is_share else lambda value: shown(value, baseline)


def unit_of(measure: Measure, baseline: Baseline) -> str:
    """Say what a measure's numbers are in."""
    if measure.is_jobs:
        return "jobs"
    return "share of all spending" if measure.is_share else in_currency(baseline)


def status_of(ledger: Ledger, measure: Measure) -> str:
    """Return the weakest status behind a measure in the plain run: of its division, or of the money moved."""
    columns = columns_of(ledger.baseline, measure.span)
    if KINDS[measure.kind].of == "division":
        return status_of_row(ledger, measure.name or ROOT, columns)
    return _of_the_moved(ledger, columns, measure.span)


def status_of_row(ledger: Ledger, row: str, columns: Sequence[int]) -> str:
    """Return the weakest status behind a division's budget, or an outside account's, in the plain run."""
    if row in OUTSIDE_ACCOUNTS:
        return _of_the_moved(ledger, columns)
    return str(division_table(ledger, [row], list(columns))["status"].iloc[0])


def _of_the_moved(ledger: Ledger, columns: Sequence[int], span: str | None = None) -> str:
    """Return the weakest status behind the money moved; behind all there is where the plain run moves nothing."""
    found = weakest(ledger, span)
    return status_of_row(ledger, ROOT, columns) if found == "–" else found


def short(end: str, baseline: Baseline) -> str:
    """Return a value of an input, as a scenario says it, so short that it fits a mark: `$1.33B/yr`, `12.5%`."""
    try:
        amount = read_amount(end)
        minor = to_minor(amount, baseline.currency)
    except Unreadable:
        return end
    return f"{show(minor, baseline.currency)}{'/yr' if amount.per_year else ''}"


def drawn_words(simulation: Simulation) -> list[str]:
    """Say what was drawn, how often, and how many draws are left out; the first ranges by their ends."""
    job = simulation.job
    table = ranges(job)
    ends = [f"{row['input']} {row['low']} to {row['high']}" for _, row in table.iterrows()]
    more = [f"{len(ends) - _MOST_RANGES} more"] if len(ends) > _MOST_RANGES else []
    times = f"{job.draws:,} draw{'s' if job.draws != 1 else ''}, seed {job.seed}"
    found = [f"{times}, of: {'; '.join([*ends[:_MOST_RANGES], *more])}." if ends else f"{times}: nothing has a range."]
    if pairs := len(job.scenario.correlations):
        found.append(f"{pairs} pair{'s are' if pairs != 1 else ' is'} correlated.")
    if simulation.refused:
        found.append(f"Left out: {simulation.refused:,} draws that can't be carried out.")
    return found


def listed(names: Iterable[str]) -> str:
    """Return names one after another, and how many more there are after a good many."""
    held = list(names)
    more = [f"{len(held) - _MOST_NAMES} more"] if len(held) > _MOST_NAMES else []
    return ", ".join([*held[:_MOST_NAMES], *more])
