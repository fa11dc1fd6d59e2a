"""The laws of whole-number arithmetic and of amounts and shares as text."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from virement.baseline.budget import Baseline
from virement.engine.ledger import reallocate
from virement.engine.limits import broken_limits
from virement.scenario.reader import read_scenario
from virement.values.amounts import Amount, from_minor, read_amount, read_share, to_minor, write_share
from virement.values.currencies import minor_places
from virement.values.number_format import in_unit, show, show_share
from virement.values.rounding import running_round, split, times_over, whole

from tests.support.reference_model import half_up, running
from tests.support.strategies import shares

MOST = 2**53 - 1
CURRENCIES = ("USD", "JPY", "KWD", "CHF", "EUR", "CAD")


@st.composite
def factors(draw: st.DrawFn) -> tuple[int, int, int]:
    """Three figures up to 2**53 - 1 whose a * b / c stays there too."""
    a, b, c = draw(st.integers(0, MOST)), draw(st.integers(0, MOST)), draw(st.integers(1, MOST))
    return a, min(b, MOST * c // max(a, 1)), c


def test_a_single_amount_is_split_among_many() -> None:
    """As an across-the-board cut of a budget of a hundred departments is, without draws."""
    assert split(np.array(1_000), np.arange(100)).tolist() == running([Fraction(1_000 * n, 4_950) for n in range(100)])


@given(factors())
@example((MOST, MOST, MOST))
@example((MOST, 1, 2))
@example((MOST, MOST - 1, MOST))
@example((1, 1, 2))
def test_times_over_is_exact(figures: tuple[int, int, int]) -> None:
    """a * b / c is rounded half up, whatever the size, and comes back as int64."""
    a, b, c = figures
    found = times_over(np.array([a]), np.array([b]), np.array([c]))
    assert found.dtype == np.int64
    assert found.tolist() == [half_up(Fraction(a * b, c))]


@st.composite
def many_factors(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray | int]:
    """Figures of any size that vary by leaf, period or draw, or not at all, many of them at their ends or halfway."""
    most = draw(st.sampled_from([9, 10**6, 10**12, 2**47, MOST]))
    shape = draw(st.sampled_from([(3, 4, 9), (5, 1, 1), (5, 40), (64,)]))
    alike = st.tuples(*(st.sampled_from([1, size]) for size in shape))
    dice = np.random.default_rng(draw(st.integers(0, 2**32)))
    c = dice.integers(1, draw(st.sampled_from([2, 10, most])), draw(alike), endpoint=True)
    b = dice.integers(0, c, np.broadcast_shapes(c.shape, draw(alike)), endpoint=True)  # so that a * b / c is below a
    a = dice.choice([0, 1, most - 1, most, *dice.integers(0, most, 9)], draw(alike))
    return (b, a, c) if draw(st.booleans()) else (a, b, int(c.flat[0]) if c.size == 1 else c)


@given(many_factors())
@settings(max_examples=500)
def test_times_over_is_exact_for_many(figures: tuple[np.ndarray, np.ndarray, np.ndarray | int]) -> None:
    """However many figures there are and whichever of them vary, each is what it is by itself."""
    a, b, c = figures
    with patch("virement.values.rounding._SOME", 0):
        found = times_over(a, b, c)
    assert found.dtype == np.int64
    exact = [half_up(Fraction(int(x) * int(y), int(z))) for x, y, z in np.broadcast(a, b, c)]
    assert found.ravel().tolist() == exact


@given(st.integers(1, MOST), st.integers(3, MOST), st.integers(-1, 1))
@settings(max_examples=500)
@example(2**47 - 1, 2**53 - 1, 0)
def test_a_half_is_rounded_up_however_near(a: int, c: int, off: int) -> None:
    """What is just a half over a whole number goes up, and a hair less goes down, where no estimate can tell."""
    assume(math.gcd(a, c) == 1)
    b = (c // 2 + off) * pow(a, -1, c) % c  # so that c goes into a * b with a remainder of about its half
    with patch("virement.values.rounding._SOME", 0):
        found = times_over(np.array([a]), np.array([b]), np.array([c]))
    assert found.tolist() == [half_up(Fraction(a * b, c))]


@given(st.integers(0, 2**70), st.integers(0, 2**70), st.integers(1, 2**70))
def test_a_single_figure_is_exact_at_any_size(a: int, b: int, c: int) -> None:
    """A limit of so many percent of a year can be more than any budget is."""
    assert int(times_over(whole(a), whole(b), whole(c))) == half_up(Fraction(a * b, c))


def test_a_divisor_beyond_int64_is_exact() -> None:
    """Shares of shares can have denominators that no machine word holds."""
    with patch("virement.values.rounding._SOME", 0):
        assert times_over(np.array([5]), np.array([10**17]), 10**18).tolist() == [1]
        assert times_over(np.array([5, 4]), np.array([10**17]), 10**26).tolist() == [0, 0]


@st.composite
def to_split(draw: st.DrawFn) -> tuple[int, list[int]]:
    """A total, and weights which sum to 2**53 - 1 at most, some of them zero."""
    most = draw(st.sampled_from([9, 10**6, MOST // 8]))
    return draw(st.integers(0, MOST)), draw(st.lists(st.integers(0, most) | st.just(0), min_size=1, max_size=8))


@given(to_split())
@example((1000, [1] * 300))
def test_a_split_loses_nothing(case: tuple[int, list[int]]) -> None:
    """The parts sum to the whole, none is negative, none is a whole unit off, and a weight of zero gets zero."""
    total, weights = case
    parts = split(np.array(total), np.array(weights)).tolist()
    assert sum(parts) == (total if any(weights) else 0)
    for part, weight in zip(parts, weights, strict=True):
        assert part >= 0
        assert weight or not part
        assert abs(part - Fraction(total * weight, sum(weights) or 1)) < 1


@given(st.lists(st.tuples(shares(), st.integers(0, MOST // 16)), min_size=1, max_size=16))
def test_running_totals_are_exact(cells: list[tuple[Fraction, int]]) -> None:
    """Rule 25: every running total of rounded parts is the exact one, rounded half up."""
    denominator = int(np.lcm.reduce([share.denominator for share, _ in cells]))
    numerators = np.array([int(share * denominator) for share, _ in cells])
    found = running_round(numerators, np.array([amount for _, amount in cells]), denominator)
    assert found.tolist() == running([share * amount for share, amount in cells])


@given(st.integers(0, 10**18), st.sampled_from(CURRENCIES), st.booleans())
def test_an_amount_reads_back(minor: int, currency: str, per_year: bool) -> None:
    """What is written is read as the same amount, in the same currency, and is the same number of minor units."""
    amount = from_minor(minor, currency, per_year=per_year)
    assert read_amount(str(amount)) == amount
    assert to_minor(read_amount(str(amount)), currency) == minor


@given(st.decimals(0, 10**12, places=6, allow_nan=False), st.sampled_from(["k", "m", "bn", "billion", " thousand"]))
def test_a_suffix_scales(value: Decimal, suffix: str) -> None:
    """`1.5m` is a million and a half, exactly."""
    power = {"k": 3, "thousand": 3, "m": 6, "bn": 9, "billion": 9}[suffix.strip()]
    assert read_amount(f"{value:f}{suffix}") == Amount(value.scaleb(power))


@given(st.integers(-(10**15), 10**15), st.sampled_from(CURRENCIES), st.booleans())
@example(-1, "KWD", False)
@example(-4, "KWD", True)
def test_nothing_is_shown_as_minus_zero(minor: int, currency: str, signed: bool) -> None:
    """A figure too small to be seen is zero, without a sign."""
    shown = show(minor, currency, signed=signed)
    assert any(digit in "123456789" for digit in shown) or not any(mark in shown for mark in "−-+")
    assert not show_share(Fraction(minor, 10**15), signed=signed).startswith(("−0.0", "+0.0"))


@given(st.integers(-(10**15), 10**15), st.sampled_from(["USD", "JPY", "EUR"]))
def test_what_is_shown_is_near(minor: int, currency: str) -> None:
    """What a reader sees is the amount to half a hundredth of its suffix."""
    shown = show(minor, currency).replace("−", "")
    value = read_amount(shown).value
    power = {"k": 3, "M": 6, "B": 9}.get(shown[-1], 0)
    assert abs(value - abs(Decimal(minor)).scaleb(-minor_places(currency))) <= Decimal(5).scaleb(power - 3)


@given(st.integers(0, 10**22), st.integers(0, 21))
@example(12345678901234567891, 18)
@example(1, 21)
def test_a_share_reads_back(digits: int, places: int) -> None:
    """Rule 24: shares are exact, so a share that could be read is written as itself."""
    text = f"{Decimal(digits).scaleb(-places):f}%"
    assume(len(text) <= 24 and digits <= 100 * 10**places)
    share = read_share(text)
    assert share == Fraction(digits, 100 * 10**places)
    assert read_share(write_share(share)) == share


@pytest.mark.parametrize("decimals", [2, 9, 13, 14, 15, 16, 17, 18, 19, 20, 21])
def test_a_share_of_any_length_is_exact(toy: Baseline, decimals: int) -> None:
    """Rule 24: a share with many decimals cuts, costs, gives and limits as exactly as a short one."""
    text = "1." + "3" * (decimals - 1) + "1%"
    share = read_share(text)
    scenario = read_scenario(f"""
title: Many decimals
baseline: toy
moves:
  - {{name: A, from: Streets, cut: {text}, start: FY2027}}
  - {{name: B, from: Library, cut: 50%, one_off_cost: {text}, start: FY2027}}
  - {{name: C, from: Parks, cut: 50%, to: {{Savings: {text}}}, start: FY2027}}
limits:
  - {{division: Library, cap: {text}}}
""")
    ledger = reallocate(toy, scenario)
    change = dict(zip(ledger.accounts, ledger.variance[:, 2, 0].tolist(), strict=True))
    assert change["Streets"] == -half_up(share * 1_200_000_00)
    assert change["One-off costs"] == half_up(share * 200_000_00)
    assert change["Savings"] == half_up(share * 200_000_00)
    assert {broken.bound for broken in broken_limits(ledger)} == {half_up(share * 400_000_00)}


@given(st.integers(-(10**15), 10**15), st.sampled_from(CURRENCIES), st.sampled_from(["one", "thousand", "million"]))
def test_a_table_counts_exactly(minor: int, currency: str, unit: str) -> None:
    """A figure in a table's unit is the exact amount, to the last decimal."""
    power = {"one": 0, "thousand": 3, "million": 6}[unit] + minor_places(currency)
    assert Fraction(in_unit(minor, currency, unit)) == Fraction(minor, 10**power)
