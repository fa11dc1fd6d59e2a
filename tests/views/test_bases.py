"""A percentage is said of what it was taken of: the givers less those that are spared, with that base's own status."""

from __future__ import annotations

import pytest
from virement.baseline import Baseline, read_baseline_table
from virement.engine import Ledger, reallocate
from virement.exports.brief.brief import brief_of
from virement.scenario import Case, read_scenario
from virement.views import cut_meaning, cut_words, sentence

TOWN = b"""division,period,amount,status
Fire,FY2026,200,reported
Police,FY2026,300,reported
Parks / Gardens,FY2026,400,estimate
Parks / Pools,FY2026,100,assumption
"""


@pytest.fixture
def town() -> Baseline:
    return read_baseline_table(TOWN, "town.csv", currency="USD")


def moved(town: Baseline, *moves: str) -> Ledger:
    said = "".join(f"  - {{name: m{n}, {move}, to: {{Savings: 100%}}}}\n" for n, move in enumerate(moves))
    return reallocate(town, read_scenario(f"title: T\nbaseline: town.csv\nmoves:\n{said}"))


def words(ledger: Ledger, index: int = 0) -> str:
    return cut_words(ledger.case, index)


def test_the_base_is_without_who_is_excepted(town: Baseline) -> None:
    """10 % of what Fire and Police have, $50 of $500 that was published, and not of the town's $1,000."""
    ledger = moved(town, "from: All divisions, except: [Parks], cut: 10%")
    assert words(ledger) == "$50 = 10% of All divisions less Parks, FY2026 ($500, reported)"
    table = cut_meaning(Case(town, ledger.scenario), 0).set_index("base")
    assert [*table.index[:2]] == ["All divisions less Parks", "All divisions"]
    assert table["cut_pct"].tolist()[:2] == [10, 5]
    assert table["status"].tolist()[:2] == ["reported", "assumption"]
    assert words(ledger) in brief_of(ledger).moves[0].text


def test_an_amount_is_a_share_of_what_is_left_too(town: Baseline) -> None:
    """$40 is a tenth of what the Parks have besides the Pools."""
    ledger = moved(town, "from: Parks, except: [Parks / Pools], cut: $40")
    assert words(ledger) == "$40 = 10% of Parks less Parks / Pools, FY2026 ($400, estimate)"


def test_a_percentage_of_another_base_is_of_all_of_it(town: Baseline) -> None:
    """`except` says who gives nothing; it does not shrink the base that `of` names."""
    ledger = moved(town, "from: Parks, except: [Parks / Pools], of: All divisions, cut: 10%")
    assert words(ledger) == "$100 = 10% of All divisions, FY2026 ($1k, assumption)"


def test_the_base_is_without_what_is_locked(town: Baseline) -> None:
    """A lock is named beside who is excepted, and the base is what is left, with its own status."""
    text = "title: T\nbaseline: town.csv\nmoves: [{name: m, from: All divisions, except: [Fire], cut: 10%}]\n"
    scenario = read_scenario(f"{text}limits: [{{division: Parks / Pools, locked: true}}]")
    ledger = reallocate(town, scenario)
    assert words(ledger) == "$70 = 10% of All divisions less Fire and Parks / Pools (locked), FY2026 ($700, estimate)"
    assert "Parks gives up $40 (10% of the $400 of it that is not locked)" in sentence(ledger)
    table = cut_meaning(Case(town, scenario), 0)
    assert table["base_amount"].tolist() == [700, 1000]


def test_of_many_exceptions_a_few_are_named() -> None:
    """Three of six, and how many more."""
    names = "ABCDEFG"
    table = "division,FY2026\n" + "".join(f"{name},100\n" for name in names)
    town = read_baseline_table(table.encode(), "town.csv", currency="USD")
    ledger = moved(town, f"from: All divisions, except: [{', '.join(names[1:])}], cut: 10%")
    assert words(ledger) == "$10 = 10% of All divisions less B, C, D and 3 more, FY2026 ($100, assumption)"


@pytest.mark.parametrize(
    ("moves", "said"),
    [
        (["from: Parks, cut: 10%"], "Parks gives up $50 (10% of its $500): "),
        (
            ["from: Parks, except: [Parks / Pools], cut: 10%"],
            "Parks gives up $40 (10% of the $400 of it that is not excepted): ",
        ),
        (
            ["from: Parks, except: [Parks / Pools], cut: 10%", "from: Parks, cut: 10%"],
            "Parks gives up $90 (18% of its $500): ",
        ),
        (
            ["from: [Parks / Pools, Parks], cut: 10%"],
            "Parks gives up $40 (10% of the $400 of it that is not named apart) and "
            "Parks / Pools gives up $10 (10% of its $100): ",
        ),
    ],
)
def test_the_sentence_says_of_what_a_giver_gives(town: Baseline, moves: list[str], said: str) -> None:
    """The leaves behind the money, and all of them where together the moves reach all."""
    ledger = moved(town, *moves)
    assert f"In FY2026, {said}" in sentence(ledger)
    assert sentence(ledger) == brief_of(ledger).lead
