"""One strategy a noun. A drawn scenario is sized so that its baseline can bear it, all but for odd cents."""

from __future__ import annotations

import functools
import math
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
from hypothesis import assume, reject
from hypothesis import strategies as st
from virement.baseline.budget import Baseline
from virement.engine.ledger import Ledger, reallocate
from virement.scenario import case as scenario_case
from virement.scenario.ranges import SHAPES, Range
from virement.scenario.schema import Limit, Move, Scenario
from virement.uncertainty.inputs import inputs_of
from virement.values.amounts import Amount, from_minor
from virement.values.names import OUTSIDE_ACCOUNTS, ROOT
from virement.values.periods import Period
from virement.values.problems import ModelError

from tests.support.reference_model import Case, under
from tests.support.towns import town_of

LEAVES = (
    "Streets", "NO", "Vehicle Lease/Purchases", "IT: Data #1", "Parks / Gardens", "Parks / Pools",
    "Health / Clinics / East", "Health / Clinics / West", "Health / Admin", "Été",
)  # fmt: skip
PLACES = {"USD": 2, "JPY": 0, "KWD": 3}
UNITS = {"one": 0, "thousand": 3, "million": 6, "billion": 9}
ODD = [Fraction(text) / 100 for text in ("33.333333333333", "66.6666667", "14.2857142857", "0.001", "0.0000007")]
KINDS = ("rate", "ramped", "of", "amount", "phased", "yearly", "ramped yearly",
         "funding", "phased funding", "yearly funding")  # fmt: skip


# a strategy that was made before is not looked through again by Hypothesis
@functools.cache
def texts(least: int = 0) -> st.SearchStrategy[str]:
    """What people type into a title or a description."""
    odd = ["~", "null", "30%", "a: b", "# no", "- x", "'", '"', "two\nlines", "1e5", "NO", "é–…", "tab\there", "{", "%"]
    free = st.text(st.characters(exclude_categories=["Cs"]), min_size=least, max_size=30)
    return st.sampled_from(odd) | free.filter(lambda text: least == 0 or text.strip())


@functools.cache
@st.composite
def shares(draw: st.DrawFn, most: Fraction = Fraction(1)) -> Fraction:
    """Shares on the grid of the sliders, hundredths of a percent, and odd ones with many decimals."""
    if (form := draw(st.sampled_from("ggggfo"))) == "g" and most * 10_000 >= 1:
        ends = math.floor(most * 10_000)  # by two small draws, since large ones come out mostly tiny
        return Fraction(min(ends, ends * draw(st.integers(0, 100)) // 100 + draw(st.integers(0, 99))), 10_000)
    odd = [share for share in ODD if share <= most]
    if form == "o" and odd:
        return draw(st.sampled_from(odd))
    return Fraction(draw(st.integers(0, math.floor(most * 10**12))), 10**12)


@st.composite
def amounts(draw: st.DrawFn, most: int, currency: str = "USD", *, per_year: bool = False) -> Amount:
    """Amounts up to so many minor units, whole and odd ones, mostly large."""
    minor = draw(st.integers(0, most)) if draw(st.booleans()) else math.floor(draw(shares()) * most)
    return from_minor(minor, currency, per_year=per_year)


@functools.cache
def figures() -> st.SearchStrategy[int]:
    """A budget in minor units: nothing, odd cents, a town's, a giant's."""
    sizes = st.integers(30, 9_999), st.integers(10**4, 10**9), st.integers(10**9, 10**13)
    return st.one_of(*sizes * 5, st.just(0))


@functools.cache
@st.composite
def periods(draw: st.DrawFn) -> list[Period]:
    """A run of fiscal years, quarters or months that may begin within a year."""
    kind, most = draw(st.sampled_from([("year", 4), ("quarter", 9), ("month", 15)]))
    first = 1 if kind == "year" else draw(st.integers(1, 4))
    run = [Period(2025, first, kind)]
    for _ in range(draw(st.sampled_from(range(most)))):
        run.append(run[-1].next)
    return run


@st.composite
def baselines(draw: st.DrawFn) -> Baseline:
    """A budget as somebody's CSV says it: one to seven leaves on one to three levels, in any order."""
    leaves = draw(st.permutations(LEAVES))[: draw(st.sampled_from(range(1, 8)))]
    run = draw(periods())
    currency, unit = draw(st.sampled_from(sorted(PLACES))), draw(st.sampled_from(sorted(UNITS)))
    actuals = draw(st.sampled_from(range((len(run) + 1) // 2)))
    lines = [";".join(["division", *map(str, run)])]
    for leaf in leaves:
        row = [Decimal(draw(figures())).scaleb(-PLACES[currency] - UNITS[unit]) for _ in run]
        lines.append(";".join([leaf, *(f"{value:f}" for value in row)]))
    through = str(run[actuals - 1]) if actuals else ""
    return town_of("\n".join(lines), currency=currency, unit=unit, actuals_through=through)


@st.composite
def parting(draw: st.DrawFn, count: int) -> tuple[Fraction, ...]:
    """So many shares that sum to 100 %."""
    parts = [draw(shares(Fraction(1, count))) for _ in range(count - 1)]
    return (*parts, 1 - sum(parts, Fraction(0)))


@st.composite
def receivers(draw: st.DrawFn, case: Case) -> dict[str, Fraction | Amount | str]:
    """Who gets a move's money: nobody, shares, or amounts, which need to know what there is."""
    names = [*case.baseline.divisions, "All divisions"]
    able = [name for name in names if set(under(case.baseline, name)) - {*case.givers, *case.locked}]
    able += ["Savings", "Unallocated"]
    chosen = draw(st.permutations(able))[: draw(st.sampled_from(range(5)))]
    if not chosen:
        return {}
    whole = draw(st.booleans())
    room = math.floor(sum(case.fundable())) - 9  # less what rounding may take from it
    if room > 0 and draw(st.integers(0, 2)) == 0:
        each = amounts(room // len(chosen), case.baseline.currency)
        parts: list[Fraction | Amount | str] = [draw(each) for _ in chosen]
        return dict(zip(chosen, [*parts[:-1], "rest"] if whole else parts, strict=True))
    if whole:
        return dict(zip(chosen, draw(parting(len(chosen))), strict=True))
    return {name: draw(shares(Fraction(1, len(chosen)))) for name in chosen}


def _bearable(case: Case, kind: str, phasing: tuple[Fraction, ...] | None) -> Fraction:
    """The most that a move of this kind can take, a rate as a share and an amount in minor units."""
    held = case.budget(case.givers)
    if kind == "of":
        base = case.budget(under(case.baseline, *case.move.of))
        return min([Fraction(1), *(own / other for own, other in zip(held, base, strict=True) if other)])
    if phasing:
        return min(own / share for own, share in zip(held, phasing, strict=False) if share)
    if "yearly" in kind:
        by_year = [sum(own for own, y in zip(held, case.years, strict=True) if y == year) for year in case.years]
        return Fraction(min(by_year))
    return sum(held, Fraction(0)) if kind == "amount" else Fraction(1)


def givers(names: list[str]) -> st.SearchStrategy[list[str]]:
    """Who gives: one division, several, some of them twice, or all."""
    several = st.lists(st.sampled_from(names), min_size=2, max_size=3)
    return st.just(["All divisions"]) | several | several | st.sampled_from(names).map(lambda name: [name])


@st.composite
def moves(
    draw: st.DrawFn, baseline: Baseline, name: str = "move", strength: Fraction = Fraction(1), enabled: bool = True,
    limits: tuple[Limit, ...] = (),
) -> Move:  # fmt: skip
    """A move of any kind that takes no more than `strength` of what its givers have, and names nothing locked."""
    kind = draw(st.sampled_from(KINDS))
    names = [*baseline.divisions, "All divisions"]
    locked = [set(under(baseline, limit.division)) for limit in limits if limit.locked]
    free = [one for one in names if set(under(baseline, one)) - set().union(*locked)]
    kind = kind if free or "funding" in kind else "funding"
    funded = "funding" in kind
    sources = ("New funding",) if funded else tuple(draw(givers(free)))
    giving = set(under(baseline, *sources)) - set().union(*locked)
    spared = [d for d in baseline.divisions if set(under(baseline, d)) <= set(under(baseline, *sources))
              and giving - set(under(baseline, d))]  # fmt: skip
    spare = spared and not funded and draw(st.integers(0, 2)) == 0
    window = draw(st.tuples(st.sampled_from(baseline.plan), st.sampled_from(baseline.plan)).map(sorted))
    open_ended = draw(st.booleans())
    said = {
        "name": name, "from_": sources, "cut": Fraction(0), "enabled": enabled,
        "except_": (draw(st.sampled_from(spared)),) if spare else (),
        "start": None if open_ended else str(baseline.periods[window[0]]),
        "end": None if open_ended else str(baseline.periods[window[1]]),
        "of": (draw(st.sampled_from(names)),) if kind == "of" else (),
        "why": draw(texts()) if draw(st.integers(0, 5)) == 0 else "",
    }  # fmt: skip
    case = Case(baseline, Move(**said), limits)
    length = draw(st.integers(1, len(case.window)))
    phasing = draw(parting(length)) if "phased" in kind else None
    if "ramped" in kind:
        said["ramp"] = tuple(draw(st.lists(shares(), min_size=length, max_size=length)))
    most = Fraction(10**12) if funded else strength * _bearable(case, kind, phasing)
    if kind in ("rate", "ramped", "of"):
        said["cut"] = draw(shares(most))
    else:
        cut = draw(amounts(math.floor(most), baseline.currency, per_year="yearly" in kind))
        said |= {"cut": cut, "phasing": phasing}
    if not funded:
        said |= draw(costs(Case(baseline, Move(**said), limits)))
    said["to"] = draw(receivers(Case(baseline, Move(**said), limits)))
    return Move(**said)


@st.composite
def costs(draw: st.DrawFn, case: Case) -> dict[str, Fraction | Amount]:
    """A move's stranded and one-off costs, as much as it releases at most."""
    stranded = draw(shares(Fraction(1, 2))) if draw(st.booleans()) else Fraction(0)
    released = math.floor(sum(case.gross()) * (1 - stranded)) - 9
    form = draw(st.sampled_from(["none", "share", "amount"])) if released > 0 else "none"
    if form == "none":
        return {"stranded_cost": stranded}
    cost = draw(shares(Fraction(2, 5)) if form == "share" else amounts(released, case.baseline.currency))
    return {"stranded_cost": stranded, "one_off_cost": cost}


@st.composite
def limits(draw: st.DrawFn, baseline: Baseline) -> Limit:
    """A floor, a cap or a lock, often one that something breaks."""
    said = {"division": draw(st.sampled_from([*baseline.divisions, "All divisions"]))}
    level = shares() | amounts(10**12, baseline.currency)
    said |= {key: draw(level) for key in ("floor", "cap") if draw(st.booleans())}
    return Limit(**said, locked=len(said) == 1 or draw(st.integers(0, 3)) == 0)


@st.composite
def scenarios(draw: st.DrawFn, baseline: Baseline, least: int = 0, most: int = 4) -> Scenario:
    """Up to four moves, some switched off, that together take at most nine tenths of anything."""
    count = draw(st.integers(least, most))
    strength = Fraction(9, 10 * max(count, 1))
    held = tuple(draw(st.lists(limits(baseline), max_size=3)))
    drawn = [
        draw(moves(baseline, f"move {n}", strength, draw(st.integers(0, 5)) > 0, held)) for n in range(1, count + 1)
    ]
    return Scenario(
        title=draw(texts(1)), baseline="generated.csv", author=draw(texts()), description=draw(texts()),
        moves=tuple(drawn), limits=held,
    )  # fmt: skip


def scenario_of(*moves: Move, **said: object) -> Scenario:
    return Scenario(title="Drawn", baseline="generated.csv", moves=moves, **said)


def carried_out(baseline: Baseline, scenario: Scenario) -> Ledger:
    """The ledger; an example whose odd cents overdraw a division is thrown away."""
    try:
        return reallocate(baseline, scenario)
    except ModelError as error:
        assume(not all("can go below zero" in str(problem) for problem in error.problems))
        assume(not any("nothing but credits" in str(problem) for problem in error.problems))
        raise


@st.composite
def credited(draw: st.DrawFn, baseline: Baseline) -> Baseline:
    """The same budget with some of its figures below zero."""
    size = baseline.budget.size
    signs = draw(st.lists(st.sampled_from([1, 1, 1, -1]), min_size=size, max_size=size))
    return replace(baseline, budget=baseline.budget * np.array(signs).reshape(baseline.budget.shape))


@st.composite
def carried(draw: st.DrawFn) -> tuple[Case, Ledger]:
    """A single move of any kind, up to all there is, carried out beside limits; some budgets have credits."""
    baseline = draw(baselines())
    baseline = draw(credited(baseline)) if draw(st.integers(0, 2)) == 0 else baseline
    held = tuple(draw(st.lists(limits(baseline), max_size=2)))
    case = Case(baseline, draw(moves(baseline, limits=held)), held)
    return case, carried_out(baseline, scenario_of(case.move, limits=held))


@st.composite
def run(draw: st.DrawFn, least: int = 1) -> Ledger:
    """Several moves, carried out together; some budgets have credits."""
    baseline = draw(baselines())
    baseline = draw(credited(baseline)) if draw(st.integers(0, 3)) == 0 else baseline
    return carried_out(baseline, draw(scenarios(baseline, least)))


@st.composite
def ranges(draw: st.DrawFn, high: Fraction | Amount) -> Range:
    """A range that ends at a value, of any shape."""
    shape = draw(st.sampled_from(SHAPES))
    low, middle = sorted(Fraction(draw(st.integers(0, 20)), 20) for _ in range(2))
    if shape == "normal":
        low = 2 * middle - 1 if middle > Fraction(1, 2) else Fraction(0)
        middle = (low + 1) / 2
    if isinstance(high, Fraction):
        return Range(high * low, high * middle, high, shape)
    ends = [
        replace(high, value=Decimal(round(float(high.value * 1000) * float(part)) // 10 * 10) / 1000)
        for part in (low, middle)
    ]
    return Range(
        min(ends[0], ends[1], key=lambda end: end.value), ends[1], high, "triangular" if shape == "normal" else shape
    )


@st.composite
def ranged(draw: st.DrawFn) -> tuple[Baseline, Scenario]:
    """A scenario with ranges, which can be carried out at every end of each."""
    baseline = draw(baselines())
    scenario = draw(scenarios(baseline, 1, 2))
    moves = []
    for move in scenario.moves:
        said: dict[str, object] = {}
        if draw(st.booleans()):
            said["cut"] = draw(ranges(move.cut))
        if move.stranded_cost and draw(st.booleans()):
            said["stranded_cost"] = draw(ranges(move.stranded_cost))
        shares = [name for name, part in move.to.items() if isinstance(part, Fraction) and part]
        if shares and draw(st.booleans()):
            said["to"] = {**move.to, shares[0]: draw(ranges(move.to[shares[0]]))}
        moves.append(Move(**{**dict(move), **said}))
    scenario = scenario.model_copy(update={"moves": tuple(moves), "limits": ()})
    try:
        inputs_of(scenario_case.Case(baseline, scenario))
        reallocate(baseline, scenario)
    except ModelError:
        reject()
    return baseline, scenario


HOSTILE = (
    "=1+1", "-A", "@x", "NA", "null", "a:b", "a::b", "two  spaces", " edge", "IT: Data", "x ; y", "; x", '"q"', "'q'",
    "(virtual)", "[x]", "* x", "! x", "50%", "%25", "%", "X---x", "--2f-", "a-b", "a b", "été", "Été", "財務", "ß",
    "ǅ", "a\\b", "Lease/Purchases", "/", "a\u00a0b", "x\u0301", "💶", "9 lives", "{a}", "#tag", "^link", "a,b",
    "type:X", "date:x", "Baseline", "Expenses", "Savings", "a  =  5 USD", "1,000.00", "x\u2028y", "\u202e", "a\x07b",
)  # fmt: skip


def part_names() -> st.SearchStrategy[str]:
    """What a part of a division's path can be called: what a journal or a spreadsheet reads otherwise, and any text."""
    free = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
    return st.sampled_from(HOSTILE) | free.map(lambda text: text.replace(" / ", "/"))


@st.composite
def hostile_names(draw: st.DrawFn, count: int) -> tuple[str, ...]:
    """So many names of leaves, none of which is above another."""
    paths = st.lists(part_names(), min_size=1, max_size=3).map(" / ".join)
    found: list[str] = []
    for _ in range(count):
        taken = [*found, *OUTSIDE_ACCOUNTS, ROOT]
        free = paths.filter(
            lambda name, taken=taken: (
                not any(one == name or one.startswith(f"{name} / ") or name.startswith(f"{one} / ") for one in taken)
            )
        )
        found.append(draw(free))
    return tuple(found)


@st.composite
def renamed(draw: st.DrawFn, least: int = 1) -> Ledger:
    """Several moves carried out, and then all called by names that somebody might choose to do harm."""
    ledger = draw(run(least))
    baseline = replace(ledger.baseline, leaves=draw(hostile_names(len(ledger.baseline.leaves))))
    moves = tuple(move.model_copy(update={"name": draw(texts(1))}) for move in ledger.scenario.moves)
    return replace(ledger, baseline=baseline, scenario=ledger.scenario.model_copy(update={"moves": moves}))
