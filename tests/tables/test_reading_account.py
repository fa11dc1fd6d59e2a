"""Every number of a table goes somewhere: the account adds up to the coin, whatever the table holds."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from virement.tables import mapping_of, parse_map, read_table, table_report

AMOUNTS = st.integers(-(10**7), 10**9) | st.none()
LABELS = st.sampled_from(
    ["Health", "Roads", "  Parks", "Total", "Total Health", "Net", "Revenue", "Subtotal", "", "Baths"]
)
ROWS = st.lists(st.tuples(LABELS, AMOUNTS, AMOUNTS, AMOUNTS), min_size=1, max_size=14)


def text_of(rows: list[tuple[str, int | None, int | None, int | None]]) -> bytes:
    lines = [",".join([name, *("" if n is None else f"{n / 100:.2f}" for n in amounts)]) for name, *amounts in rows]
    return ("Unit,2026 Actual,2027 Budget,Change\n" + "\n".join(lines) + "\n").encode()


@given(ROWS)
@settings(max_examples=150, deadline=None)
def test_the_account_adds_up_to_all_numbers(rows: list[tuple[str, int | None, int | None, int | None]]) -> None:
    """In each period the entries sum to the numbers of the columns of that period."""
    reading = read_table(("table.csv", text_of(rows)))
    if reading.status == "refused":
        return
    for at, period in ((1, "FY2026"), (2, "FY2027")):
        everything = sum((Decimal(row[at] or 0) for row in rows), Decimal(0)) / 100
        assert reading.all_numbers.get(period, Decimal(0)) == everything
        budget = sum(
            (
                entry.amounts.get(period, Decimal(0))
                for entry in reading.account
                if entry.what in ("read as budget", "credits")
            ),
            Decimal(0),
        )
        if "minus" not in " ".join(map(str, reading.problems)):
            assert budget == Decimal(reading.totals["budget"].get(period, 0))


def test_a_mapping_reads_next_year_without_a_question() -> None:
    first = read_table(("table.csv", b"Programme,AE 2027,CP 2027\nPolice,61,55\nJustice,44,39\n"))
    mapping = mapping_of(first.mapping.answered("amount", first.questions[0].choices[1].answer).to_dict())
    later = read_table(("table.csv", b"Programme,AE 2028,CP 2028\nPolice,71,65\nJustice,54,49\n"), mapping)
    assert later.status == "understood"
    assert later.totals == {"budget": {"FY2028": "114.00"}}


def test_a_mapping_that_no_longer_fits_names_the_part() -> None:
    mapping = parse_map(["division=Department,Programme", "amount=Adopted 2027"])
    reading = read_table(("table.csv", b"Department,Program,Adopted 2028\nPolice,Patrol,5\n"), mapping)
    assert any("'Programme'" in problem.what for problem in reading.problems)


def test_levels_and_amounts_can_be_said() -> None:
    text = b"Unit,Team,Adopted 2027,Proposed 2027\nHealth,A,5,6\nHealth,B,7,8\n"
    reading = read_table(("table.csv", text), parse_map(["division=Unit", "amount=Proposed 2027"]))
    assert (reading.status, reading.leaves, reading.totals) == ("understood", 1, {"budget": {"FY2027": "14.00"}})


def test_the_report_is_plain_data() -> None:
    report = table_report(read_table(("table.csv", b"Unit,2027\nHealth,5\nRoads,7\n")))
    assert report["status"] == "understood"
    assert report["totals"] == {"budget": {"FY2027": "12.00"}}
    assert report["account"][0]["what"] == "read as budget"
