"""The shipped baselines: they load, foot, and say of every figure where it comes from."""

from __future__ import annotations

import csv
import re
from fractions import Fraction
from pathlib import Path

import pytest
from virement.baseline.budget import Baseline
from virement.baseline.shipped import baseline_names, load_baseline
from virement.values.addresses import addresses_in
from virement.values.files import SEEDS
from virement.values.statuses import STATUSES

MILLION = 100_000_000  # in cents
CSVS = sorted(SEEDS.glob("*/*.csv"))
FIGURES = [path for path in CSVS if path.name != "sources.csv"]
SEGMENT = ["AI division", "Family of Apps"]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


@pytest.mark.parametrize("name", baseline_names())
def test_a_shipped_baseline_loads_without_a_warning(name: str) -> None:
    """Nothing is blank, missing or doubtful enough to warn of."""
    baseline = load_baseline(name)
    assert baseline.warnings == ()
    assert baseline.controls


def test_the_plan_for_2026_is_the_middle_of_the_guidance(meta: Baseline) -> None:
    """162,000 to 169,000 million makes 165,500 million, to the cent."""
    assert meta.total("All divisions", meta.fiscal_years["FY2026"]) == 165_500 * MILLION


def test_revenue_of_2026_is_reported_guided_and_estimated(meta: Baseline) -> None:
    """The half that came out, the middle of 61 to 64 billion, and what analysts' 254,183 million leaves."""
    quarters = [meta.revenue_of("All divisions", [column]) for column in meta.fiscal_years["FY2026"]]
    assert quarters == [56_311 * MILLION, 60_801 * MILLION, 62_500 * MILLION, 74_571 * MILLION]
    whole = meta.published("All divisions", meta.fiscal_years["FY2026"], "revenue")
    assert whole is not None
    assert (whole.amount, whole.tolerance) == (254_183 * MILLION, 1_500 * MILLION)
    statuses = [meta.status_of("All divisions", [column], "revenue") for column in meta.fiscal_years["FY2026"]]
    assert [STATUSES[status] for status in statuses] == ["reported", "reported", "guidance", "assumption"]


def test_no_revenue_is_taken_from_another_year(meta: Baseline) -> None:
    """Of 2027 nobody has said anything."""
    assert meta.revenue_of("All divisions", meta.fiscal_years["FY2027"]) is None


def test_reality_labs_plan_repeats_2025(meta: Baseline) -> None:
    """Quarter by quarter the plan is what 2025 came to."""
    columns = {name: meta.fiscal_years[name] for name in ("FY2025", "FY2026", "FY2027")}
    quarters = {name: [meta.total("Reality Labs", [column]) for column in at] for name, at in columns.items()}
    assert quarters["FY2025"] == [4_622 * MILLION, 4_900 * MILLION, 4_902 * MILLION, 6_976 * MILLION]
    assert quarters["FY2026"] == quarters["FY2027"] == quarters["FY2025"]


def test_the_segment_plan_has_the_quarters_of_2025(meta: Baseline) -> None:
    """Each quarter's part of the Family of Apps segment's 144,100 million is that of 2025, to a million."""
    before = [meta.total(SEGMENT, [column]) for column in meta.fiscal_years["FY2025"]]
    plan = [meta.total(SEGMENT, [column]) for column in meta.fiscal_years["FY2026"]]
    assert sum(plan) == 144_100 * MILLION
    for quarter, earlier in zip(plan, before, strict=True):
        assert abs(quarter - Fraction(earlier, sum(before)) * sum(plan)) <= MILLION


def test_the_splits_are_what_they_say(meta: Baseline) -> None:
    """The metaverse group is 55 % of Reality Labs, AI 10 % of its segment, in two halves that differ by no cent."""
    for column in range(len(meta.periods)):
        metaverse = meta.total("Reality Labs / Metaverse", [column])
        assert metaverse * 100 == meta.total("Reality Labs", [column]) * 55
        assert meta.total("AI division", [column]) * 10 == meta.total(SEGMENT, [column])
        halves = meta.total("AI division / Frontier models", [column]), meta.total("AI division / Product AI", [column])
        assert halves[0] == halves[1]


def test_after_six_quarters_the_plan_is_what_is_guided_since() -> None:
    """165,000 to 169,000 million makes 167,000; six quarters are as they came out, and nothing may move in them."""
    july = load_baseline("meta_2026_07")
    assert july.total("All divisions", july.fiscal_years["FY2026"]) == 167_000 * MILLION
    assert july.period_names[july.actuals] == "2026Q3"
    out = [july.total("Reality Labs", [column]) for column in range(july.actuals)]
    assert out == [amount * MILLION for amount in (4_622, 4_900, 4_902, 6_976, 4_430, 5_050)]
    assert july.total("Reality Labs", july.fiscal_years["FY2026"]) == 21_400 * MILLION


def test_reality_labs_is_split_as_the_company_does_from_2026_on() -> None:
    """30 and 70 % are the company's own for 2026, the 55 % of 2025 an analyst's; for 2027 nobody has said anything."""
    july = load_baseline("meta_2026_07")
    for year, share, status in (("FY2025", 55, "estimate"), ("FY2026", 30, "guidance"), ("FY2027", 30, "assumption")):
        columns = july.fiscal_years[year]
        whole = july.total("Reality Labs", columns)
        assert july.total("Reality Labs / Metaverse", columns) * 100 == whole * share, year
        assert STATUSES[july.status_of("Reality Labs / Metaverse", columns)] == status, year


def test_a_source_says_the_same_of_both_baselines_of_meta() -> None:
    """What a source says stands in two files, and alike."""
    known = {row["id"]: row for row in rows(SEEDS / "meta" / "sources.csv")}
    for row in rows(SEEDS / "meta_2026_07" / "sources.csv"):
        assert row == known[row["id"]]


@pytest.mark.parametrize("path", FIGURES, ids=name_of)
def test_every_source_is_listed(path: Path) -> None:
    """Each figure, split and total names sources of its own folder."""
    known = {row["id"] for row in rows(path.parent / "sources.csv")}
    for row in rows(path):
        named = [name.strip() for name in row["source"].split(";")]
        assert set(named) <= known, row


@pytest.mark.parametrize("path", [path for path in FIGURES if path.name != "claims.csv"], ids=name_of)
def test_every_assumption_says_what_it_assumes(path: Path) -> None:
    """A status is one of five, and an assumption has a note."""
    for row in rows(path):
        assert row["status"] in STATUSES, row
        assert row["note"].strip() or row["status"] != "assumption", row


@pytest.mark.parametrize("path", [path for path in CSVS if path.name == "sources.csv"], ids=name_of)
def test_every_source_is_told_apart_and_described(path: Path) -> None:
    """No two have one id; each has a publisher, a title and what it said."""
    listed = rows(path)
    assert len({row["id"] for row in listed}) == len(listed)
    assert all(row["id"] and row["publisher"] and row["title"] and row["said"] for row in listed)


def test_every_source_opens() -> None:
    """Each source of Meta's figures, but our own assumptions, has date, address and the day when it was read."""
    for row in rows(SEEDS / "meta" / "sources.csv"):
        if row["id"] != "virement":
            assert addresses_in(row["link"]) == (row["link"],), row
            assert "; ".join(addresses_in(row["also"])) == row["also"], row
            assert re.fullmatch(r"20\d\d(-\d\d){0,2}", row["date"]), row
            assert re.fullmatch(r"20\d\d-\d\d-\d\d", row["read"]), row
            assert row["standing"], row


@pytest.mark.parametrize("path", CSVS, ids=name_of)
def test_nothing_rests_on_memory(path: Path) -> None:
    """What nobody can open again is no source."""
    assert "memory" not in path.read_text("utf-8").lower()


def test_every_source_of_a_loaded_figure_is_listed(meta: Baseline, toy: Baseline) -> None:
    """Also after the splits, which add their own."""
    for baseline in (meta, toy):
        known = set(baseline.sources["id"])
        assert {name for cell in baseline.source.flat for name in cell.split("; ")} <= known


def test_history_foots() -> None:
    """The segments sum to the company, and revenue less costs is operating income, in every year."""
    figures = {
        (row["division"], row["period"], row["measure"]): int(row["amount"])
        for row in rows(SEEDS / "meta" / "history.csv")
    }
    years = {period for _, period, _ in figures}
    assert years == {f"FY{year}" for year in range(2019, 2026)}
    for year in years:
        for measure in ("revenue", "costs", "operating_income"):
            parts = figures["Reality Labs", year, measure] + figures["Family of Apps segment", year, measure]
            assert parts == figures["Consolidated", year, measure], (year, measure)
        for division in ("Reality Labs", "Family of Apps segment", "Consolidated"):
            revenue, costs, income = (figures[division, year, m] for m in ("revenue", "costs", "operating_income"))
            assert revenue - costs == income, (division, year)


def test_history_ends_where_the_baseline_begins(meta: Baseline) -> None:
    """The costs of 2025 are the same in both, but for the million by which the published quarters miss the year."""
    published = {
        row["division"]: int(row["amount"]) * MILLION
        for row in rows(SEEDS / "meta" / "history.csv")
        if (row["period"], row["measure"]) == ("FY2025", "costs")
    }
    year = meta.fiscal_years["FY2025"]
    assert meta.total("Reality Labs", year) == published["Reality Labs"]
    assert abs(meta.total(SEGMENT, year) - published["Family of Apps segment"]) <= MILLION
    assert abs(meta.total("All divisions", year) - published["Consolidated"]) <= MILLION
