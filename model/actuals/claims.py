"""Claims about a budget: who said what, what was answered, what it comes to here, and what became of it so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

import pandas as pd
from virement.actuals.actuals_table import Actuals, actuals_names, load_actuals
from virement.actuals.tracking import NOTHING_MOVES, track
from virement.baseline import Baseline, is_file
from virement.engine import Ledger, reallocate
from virement.scenario import load_scenario, scenario_names
from virement.tables import read_csv_table
from virement.values import SEEDS, ModelError, Problem, did_you_mean, one_of, runs_of
from virement.views import cut_words, percent, shown, shown_pct

ANSWERS = ("denied", "contradicted", "confirmed in part", "confirmed", "not answered", "an estimate")
COLUMNS = ["said", "by", "date", "link", "answer", "answered", "answer_link", "scenario", "comes_to", "division"]
COLUMNS += ["periods", "plan", "actual", "difference", "difference_pct", "became"]


@dataclass(frozen=True)
class Claim:
    """What was said, by whom and when; what was answered; the scenario that shows it, and whose actuals tell of it.

    `source` and `answer_source` are ids of the baseline's sources, several parted by `; `.
    """

    scenario: str
    said: str
    by: str
    date: str
    source: str
    answer: str
    answered: str
    answer_source: str
    division: str


def load_claims(baseline: Baseline) -> tuple[Claim, ...]:
    """Return the claims about a shipped baseline, in the order of its `claims.csv`; none where it has no such file.

    Raises `ModelError` with every row that names an unknown scenario, source, answer or division.
    """
    path = SEEDS / baseline.name / "claims.csv"
    if not baseline.name or not is_file(path):
        return ()
    table = read_csv_table(path.read_bytes(), f"{baseline.name}/claims.csv")
    names = [one.name for one in fields(Claim)]
    found = [(where, Claim(**{name: row.get(name, "").strip() for name in names})) for where, row in table.rows]
    if problems := [problem for where, claim in found for problem in _problems(where, claim, baseline)]:
        raise ModelError(problems)
    return tuple(claim for _, claim in found)


def _problems(where: str, claim: Claim, baseline: Baseline) -> list[Problem]:
    """Return what of a claim is unknown."""
    sources = baseline.sources["id"].tolist()
    named = [name for text in (claim.source, claim.answer_source) for name in text.split("; ") if name]
    asked = [
        ("scenario", claim.scenario, scenario_names()),
        ("answer", claim.answer, ANSWERS),
        ("division", claim.division, baseline.divisions),
        *(("source", name, sources) for name in named or [""]),
    ]
    return [
        Problem(where, f"'{name}' is not a known {kind}", did_you_mean(name, known) or one_of(known))
        for kind, name, known in asked
        if name not in known
    ]


def claims_table(baseline: Baseline, claims: Sequence[Claim], actuals: Actuals | None = None) -> pd.DataFrame:
    """Return a row for each claim: what was said and answered, what it comes to, and what actuals say of it.

    Columns said, by, date, link, answer, answered, answer_link, scenario (its name), comes_to (each cut, both ways),
    division, periods, plan, actual, difference (actual − plan), difference_pct, became (that in a sentence). Amounts
    are in the baseline's unit; what no actuals tell is None. `actuals` are by default the last that are shipped.
    """
    names = actuals_names(baseline.name)
    known = actuals or (load_actuals(names[-1], baseline) if names else None)
    return pd.DataFrame([_row(baseline, claim, known) for claim in claims], columns=COLUMNS, dtype=object)


def _row(baseline: Baseline, claim: Claim, actuals: Actuals | None) -> dict[str, Any]:
    scenario = load_scenario(claim.scenario)
    ledger = reallocate(baseline, scenario)
    cuts = [cut_words(ledger.case, place) for place, move in enumerate(scenario.moves) if move.enabled]
    return {
        "said": claim.said,
        "by": claim.by,
        "date": claim.date,
        "link": _links(baseline, claim.source),
        "answer": claim.answer,
        "answered": claim.answered,
        "answer_link": _links(baseline, claim.answer_source),
        "scenario": claim.scenario,
        "comes_to": "; ".join(cuts),
        "division": claim.division,
        **became(ledger, claim.division, actuals),
    }


def _links(baseline: Baseline, ids: str) -> str:
    known = baseline.sources.set_index("id")["link"]
    return "; ".join(dict.fromkeys(known[name] for name in ids.split("; ") if name))


def became(ledger: Ledger, division: str, actuals: Actuals | None) -> dict[str, Any]:
    """Return what was spent of what the scenario and the baseline had, over the periods that have actuals.

    The last six columns of `claims_table`.
    """
    figures = [one for one in actuals.figures if one.name == division] if actuals else []
    if not actuals or not figures:
        return {**dict.fromkeys(COLUMNS[-6:]), "became": f"No actuals tell of {division} yet."}
    found = track([ledger], actuals).by_division
    mine = found[found["division"] == division]
    before, after = (mine[(mine["scenario"] == NOTHING_MOVES) == nothing] for nothing in (True, False))
    sums = (sum(part, Decimal(0)) for part in (after["plan"], after["actual"], before["plan"]))
    plan, actual, unmoved = sums
    when = runs_of(ledger.baseline.period_names, (column for one in figures for column in one.columns))
    said = f"In {when}, {division} cost {shown(actual, ledger.baseline)}: {_off(ledger, actual, plan)} this plan"
    said += "." if plan == unmoved else f", {_off(ledger, actual, unmoved)} the budget without it."
    if plan == unmoved:
        said += " The plan moves nothing in its total, so it can't tell."
    return {
        "periods": when,
        "plan": plan,
        "actual": actual,
        "difference": actual - plan,
        "difference_pct": percent(actual - plan, plan),
        "became": said,
    }


def _off(ledger: Ledger, actual: Decimal, plan: Decimal) -> str:
    """Say how far actual spending is from a plan: `$848.15M (9.8%) above`."""
    if actual == plan:
        return "as much as"
    size = shown(abs(actual - plan), ledger.baseline)
    part = percent(abs(actual - plan), plan)
    share = f" ({shown_pct(part)})" if part is not None else ""
    return f"{size}{share} {'above' if actual > plan else 'below'}"
