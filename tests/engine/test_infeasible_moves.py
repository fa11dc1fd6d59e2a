"""A move that can't be carried out, and exactly what a person is told: where, what, and how to fix it."""

from __future__ import annotations

from pathlib import Path

import pytest
from virement.check import find_problems

# what a move says beside its name, and the problems that it has; it stands on line 4, from column 5
MOVES: dict[str, tuple[str, ...]] = {
    "unknown giver": (
        "from: Stretes, cut: 10%",
        "x.yaml:4:21 move 'A': unknown division 'Stretes'. Did you mean 'Streets'?",
    ),
    "no giver": (
        "from: [], cut: $10k",
        "x.yaml:4:21: from: names nobody. Name a division, several, All divisions or New funding",
    ),
    "unknown receiver": (
        "from: Streets, cut: 10%, to: {Libary: 50%}",
        "x.yaml:4:53 move 'A': gives to unknown division 'Libary'. Did you mean 'Library'?",
    ),
    "unknown key": (
        "from: Streets, cut: 10%, too: {Library: 50%}",
        "x.yaml:4:40: unknown key 'too'. Did you mean 'to'?",
    ),
    "repeated key": (
        "from: Streets, cut: 10%, cut: 20%",
        "x.yaml:4:40: the key 'cut' stands here again, first on line 4. Keep one",
    ),
    "missing key": (
        "from: Streets",
        "x.yaml:4:5: move 1 has no 'cut'. Add it; see scenarios/README.md",
    ),
    "over 100 %": (
        "from: Streets, cut: 130%",
        "x.yaml:4:35: cut: 130% is more than all there is. A share goes up to 100%",
    ),
    "negative share": (
        "from: Streets, cut: -10%",
        "x.yaml:4:35: cut: '-10%' has a sign. Write it without: a cut takes, a receiver gets",
    ),
    "negative amount": (
        "from: Streets, cut: -$10k",
        "x.yaml:4:35: cut: '-$10k' has a sign. Write it without: a cut takes, a receiver gets",
    ),
    "not a number": (
        "from: Streets, cut: .nan",
        "x.yaml:4:35: cut: '.nan' is not an amount. Write it as $2B, 750 million or USD 40k",
    ),
    "not a share": (
        "from: Streets, cut: NaN%",
        "x.yaml:4:35: cut: 'NaN%' is not a share. Write it as 30%",
    ),
    "bare number": (
        "from: Streets, cut: 30",
        "x.yaml:4:35: cut: '30' has no unit. A bare number could be an amount or a share: write 30% or $30",
    ),
    "bare receiver": (
        "from: Streets, cut: 30%, to: {Library: 2000000}",
        "x.yaml:4:44: to: '2000000' has no unit. A bare number could be an amount or a share: write 30% or $2000000",
    ),
    "foreign cut": (
        "from: Streets, cut: €2k",
        "x.yaml:4:35 move 'A': €2k is not in USD. The baseline's amounts are in $",
    ),
    "foreign cost": (
        "from: Streets, cut: 5%, one_off_cost: £2k",
        "x.yaml:4:53 move 'A': £2k is not in USD. The baseline's amounts are in $",
    ),
    "finer than a cent": (
        "from: Streets, cut: $10.005",
        "x.yaml:4:35 move 'A': $10.005 has more decimals than the currency. Round it to 2 decimals",
    ),
    "beyond counting": (
        "from: Streets, cut: $999999B",
        "x.yaml:4:35 move 'A': $999,999B is more than can be counted exactly. Is it a typing error?",
    ),
    "unknown period": (
        "from: Streets, cut: 30%, start: FY2028",
        "x.yaml:4:47 move 'A': 'FY2028' is not a period of the baseline. The plan goes from FY2026 to FY2027",
    ),
    "no period": (
        "from: Streets, cut: 30%, start: soon",
        "x.yaml:4:47: start: 'soon' is not a period. Write a year as FY2026, a quarter as 2026Q1, a month as 2026-01",
    ),
    "actual period": (
        "from: Streets, cut: 30%, start: FY2025",
        "x.yaml:4:47 move 'A': FY2025 is actual, and nothing may move in it. The plan goes from FY2026 to FY2027",
    ),
    "ends before it starts": (
        "from: Streets, cut: 30%, start: FY2027, end: FY2026",
        "x.yaml:4:60 move 'A': ends in FY2026 before it starts in FY2027. Swap start and end",
    ),
    "ramp of an amount": (
        "from: Streets, cut: $2k, ramp: [50%, 100%]",
        "x.yaml:4:46 move 'A': `ramp` goes with a percentage or an amount per year. "
        "For a plain amount write `phasing`, shares that sum to 100%",
    ),
    "ramp too long": (
        "from: Streets, cut: 5%, ramp: [10%, 20%, 30%]",
        "x.yaml:4:45 move 'A': has 3 shares for the 2 periods of the move. Shorten it, or end later",
    ),
    "phasing of a rate": (
        "from: Streets, cut: 20%, phasing: [50%, 50%]",
        "x.yaml:4:49 move 'A': `phasing` goes with a plain amount. For a rate write `ramp`, the share in force",
    ),
    "phasing short of 100 %": (
        "from: Streets, cut: $20k, phasing: [50%, 40%]",
        "x.yaml:4:50 move 'A': phasing sums to 90%, not 100%. Fix a share",
    ),
    "`of` with an amount": (
        "from: Streets, cut: $5, of: Library",
        "x.yaml:4:43 move 'A': `of` is the base of a percentage, and the cut is an amount. Leave `of` out",
    ),
    "gives over 100 %": (
        "from: Streets, cut: 30%, to: {Library: 80%, Parks: 30%}",
        "x.yaml:4:44 move 'A': shares sum to 110%. Give at most 100% away",
    ),
    "gives more than is fundable": (
        "from: Streets, cut: $6k, to: {Library: $4k, Parks: $3k}",
        "x.yaml:4:5 move 'A': gives away $1k more than the $6k that is fundable. "
        "Give less, or let one receiver have the `rest`",
    ),
    "shares and amounts": (
        "from: Streets, cut: $5k, to: {Library: 50%, Parks: $2k}",
        "x.yaml:4:44 move 'A': mixes shares and amounts. Write all as shares, or amounts with one `rest`",
    ),
    "the rest twice": (
        "from: Streets, cut: $5k, to: {Library: rest, Parks: rest}",
        "x.yaml:4:44 move 'A': gives the rest twice. One receiver can have the rest",
    ),
    "gives to New funding": (
        "from: Streets, cut: $6k, to: {New funding: 50%}",
        "x.yaml:4:58 move 'A': New funding gives and never receives. Money that nobody gets is Unallocated",
    ),
    "gives to Stranded costs": (
        "from: Streets, cut: $6k, to: {Stranded costs: 10%}",
        "x.yaml:4:61 move 'A': 'Stranded costs' is computed, not given to. Write `stranded_cost:`",
    ),
    "gives to itself": (
        "from: Streets, cut: $5k, to: {Streets: 50%}",
        "x.yaml:4:54 move 'A': all of 'Streets' gives in this move, so none of it can receive. Name another",
    ),
    "from Savings": (
        "from: Savings, cut: $6k",
        "x.yaml:4:21 move 'A': 'Savings' is not a division. Only New funding gives from outside, alone in `from`",
    ),
    "New funding with a division": (
        "from: [New funding, Streets], cut: $6k",
        "x.yaml:4:21 move 'A': New funding stands with divisions. Make two moves of it",
    ),
    "New funding by percentage": (
        "from: New funding, cut: 5%",
        "x.yaml:4:39 move 'A': New funding is an amount, not a percentage. Write it as $500M",
    ),
    "New funding with a cost": (
        "from: New funding, cut: $5, stranded_cost: 5%",
        "x.yaml:4:21 move 'A': New funding cuts nothing, so it has no stranded_cost. Leave it out",
    ),
    "spares who does not give": (
        "from: Parks, cut: $6k, except: [Library]",
        "x.yaml:4:46 move 'A': 'Library' does not give anyway. Leave it out, or fix `from`",
    ),
    "spares all": (
        "from: Parks, cut: $6k, except: [Parks]",
        "x.yaml:4:46 move 'A': leaves nobody to give. Except fewer divisions",
    ),
    "one-off that can't be paid": (
        "from: Streets, cut: 6%, one_off_cost: $2m",
        "x.yaml:4:5 move 'A': the one-off cost is $1.86M more than the whole window can pay. "
        "Lower it, cut more, or end later",
    ),
    "neither true nor false": (
        "from: Streets, cut: 5%, enabled: yes",
        "x.yaml:4:48: enabled: 'yes' is neither true nor false. Write true or false",
    ),
}


def problems_of(text: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What `check` would say of a file x.yaml with this text."""
    monkeypatch.chdir(folder)
    Path("x.yaml").write_text(text, "utf-8")
    return [str(problem) for problem in find_problems("x.yaml")]


@pytest.mark.parametrize("name", MOVES)
def test_a_bad_move(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is refused with its place and a way out, and with nothing else."""
    said, *expected = MOVES[name]
    text = f"title: T\nbaseline: toy\nmoves:\n  - {{name: A, {said}}}\n"
    assert problems_of(text, tmp_path, monkeypatch) == expected
