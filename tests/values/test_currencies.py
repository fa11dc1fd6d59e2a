"""The currencies of ISO 4217: their codes and minor units, and what is none of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from virement.baseline import load_folder, read_baseline_table
from virement.tables.mapping import parse_map
from virement.tables.vocabulary import FILE as VOCABULARY
from virement.values import ModelError, Unreadable, from_minor, read_amount, to_minor
from virement.values.currencies import SIGNS, is_currency, minor_places

NOT_ONE = "'(ZZQ|zzq)' is not a currency"
TABLE = "division,period,amount\nStreets,FY2026,{}\n"


@pytest.mark.parametrize(
    ("code", "places"),
    [("USD", 2), ("JPY", 0), ("UGX", 0), ("BHD", 3), ("IQD", 3), ("CLF", 4), ("UYW", 4), ("HUF", 2), ("XDR", 2)],
)
def test_minor_units_are_those_of_the_standard(code: str, places: int) -> None:
    """Also where a country counts in fewer decimals than the standard, as Hungary does."""
    assert minor_places(code) == places


def test_four_decimals_are_whole_minor_units_where_there_are_four() -> None:
    assert to_minor(read_amount("CLF 12.3456"), "CLF") == 123_456
    assert str(from_minor(123_456, "CLF")) == "CLF 12.3456"
    with pytest.raises(Unreadable, match="more decimals than the currency"):
        to_minor(read_amount("USD 12.3456"), "USD")


@pytest.mark.parametrize("code", ["BGN", "HRK", "ANG"])
def test_a_budget_from_before_a_currency_was_withdrawn_is_still_in_it(code: str) -> None:
    assert read_amount(f"{code} 2M").currency == code


def test_every_sign_and_every_word_means_a_currency_of_the_standard() -> None:
    said = {line.split(",")[0] for line in VOCABULARY.read_text("utf-8").splitlines() if line.startswith("currency.")}
    codes = {role.removeprefix("currency.") for role in said} | {code for codes in SIGNS.values() for code in codes}
    assert [code for code in sorted(codes) if not is_currency(code)] == []


def _folder(place: Path, currency: str) -> Path:
    (place / "baseline.yaml").write_text(f"title: T\ncurrency: {currency}\ndivisions: [Streets]\n")
    (place / "budgets.csv").write_text(
        "division,period,measure,amount,status,source,note\nStreets,FY2026,budget,1.2345,assumption,,\n"
    )
    return place


def test_a_baseline_is_in_a_currency_of_the_standard(tmp_path: Path) -> None:
    assert load_folder(_folder(tmp_path, "CLF")).budget.tolist() == [[12_345]]
    with pytest.raises(ModelError, match=rf"baseline\.yaml:2.*{NOT_ONE}"):
        load_folder(_folder(tmp_path, "ZZQ"))


@pytest.mark.parametrize(
    "read",
    [
        lambda: read_amount("ZZQ 40k"),
        lambda: read_amount("40k zzq per year"),
        lambda: read_baseline_table(TABLE.format("100").encode(), "t.csv", currency="ZZQ"),
        lambda: parse_map(["currency=zzq"]),
    ],
)
def test_what_is_no_currency_is_refused_wherever_it_is_said(read: object) -> None:
    with pytest.raises((ModelError, Unreadable), match=NOT_ONE):
        read()  # type: ignore[operator]


def test_a_word_beside_a_number_is_not_taken_for_a_currency() -> None:
    """`FTE 12` is no amount of money."""
    with pytest.raises(Unreadable, match="'FTE' is not a currency"):
        read_amount("FTE 12")
