"""Claims: what was said and answered stands in a file, what it comes to and what became of it is computed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from virement import views
from virement.actuals import claims_table, load_actuals, load_claims
from virement.baseline import Baseline
from virement.cli import virement
from virement.engine import reallocate
from virement.scenario import Case, load_scenario
from virement.values import ModelError

HEAD = "scenario,said,by,date,source,answer,answered,answer_source,division\n"


def test_the_two_billion_was_denied_and_does_not_show(meta: Baseline) -> None:
    """By hand: 9,522 planned for the half year, less 9,522/21,400 of 2,000; 9,480 were spent."""
    table = claims_table(meta, load_claims(meta)).set_index("scenario")
    row = table.loc["nyt-2b-to-ai"]
    assert (row["by"], row["date"], row["answer"]) == ("New York Times", "2025-12-10", "denied")
    assert row["comes_to"].startswith("$2B = 9.3% of Reality Labs, FY2026 ($21.4B")
    assert row["periods"] == "2026Q1 to 2026Q2"
    assert row["actual"] == 4430 + 5050
    assert abs(row["plan"] - (9522 - Decimal(2000) * 9522 / 21400)) < Decimal("0.01")
    assert row["difference"] == row["actual"] - row["plan"]
    assert row["became"] == (
        "In 2026Q1 to 2026Q2, Reality Labs cost $9.48B: $847.91M (9.8%) above this plan, "
        "$42M (0.4%) below the budget without it."
    )


def test_what_stays_within_the_division_can_not_be_told(meta: Baseline) -> None:
    """A move from the metaverse to wearables leaves Reality Labs as a whole where it was."""
    claims = [claim for claim in load_claims(meta) if claim.scenario == "metaverse-30pct-to-wearables"]
    for became in claims_table(meta, claims)["became"]:
        assert became.endswith("$42M (0.4%) below this plan. The plan moves nothing in its total, so it can't tell.")


def test_each_claim_is_computed_from_its_scenario_and_can_be_opened(meta: Baseline) -> None:
    """What it comes to is what the scenario says of its cuts; each has addresses of who said it and of the answer."""
    claims = load_claims(meta)
    for claim, row in zip(claims, claims_table(meta, claims).to_dict("records"), strict=True):
        scenario = load_scenario(claim.scenario)
        assert scenario.baseline == "meta"
        assert row["comes_to"] == views.cut_words(Case(meta, scenario), 0)
        assert row["link"].startswith("https://")
        assert row["answer_link"].startswith("https://") or claim.answer == "not answered"


def test_without_actuals_that_is_said(meta: Baseline) -> None:
    """Of a division that no actuals name nothing became yet; with one quarter, only that is told."""
    first = load_claims(meta)[0]
    quarter = load_actuals("actuals-2026Q1", meta)
    assert claims_table(meta, [first], quarter)["periods"].tolist() == ["2026Q1"]
    (row,) = claims_table(meta, [first.__class__(**{**vars(first), "division": "Family of Apps"})], quarter).to_dict(
        "records"
    )
    assert row["became"] == "No actuals tell of Family of Apps yet."
    assert row["plan"] is None


def test_1500_jobs_are_a_tenth_of_the_pay(meta: Baseline) -> None:
    """10,759 million of pay, 1,500 of about 15,000 jobs: 1,075.9 million a year, a little over half of the $2B."""
    ledger = reallocate(meta, load_scenario("rl-1500-jobs"))
    sources = views.sources_and_uses(ledger, "FY2026").set_index("account")["amount"]
    assert sources["Reality Labs / Metaverse"] == Decimal(10_759) * 1_500 / 15_000
    said = meta.sources.set_index("id")["said"]
    assert "10,759 million" in said["meta-10k-2025"]
    assert "about 15,000 people" in said["nyt-2026-01-12"]


def test_what_a_claim_does_not_know_is_named(meta: Baseline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every scenario, source, answer and division that there isn't, with its row."""
    (tmp_path / "meta").mkdir()
    (tmp_path / "meta" / "claims.csv").write_text(
        f"{HEAD}nyt-2b-to-a,x,NYT,2025-12-10,nyt-2025-12-1,deny,x,,Realty Labs\n"
        "nyt-2b-to-ai,x,NYT,2025-12-10,,denied,x,,Reality Labs\n"
    )
    monkeypatch.setattr("virement.actuals.claims.SEEDS", tmp_path)
    with pytest.raises(ModelError) as refused:
        load_claims(meta)
    told = str(refused.value)
    for text in (
        "nyt-2b-to-ai'?",
        "nyt-2025-12-10'?",
        "denied'?",
        "Reality Labs'?",
        "claims.csv:3: '' is not a known source",
    ):
        assert text in told


def test_who_has_no_claims_has_none(toy: Baseline) -> None:
    """A made-up town, of which nobody says anything."""
    assert load_claims(toy) == ()
    assert claims_table(toy, ()).empty
    assert CliRunner().invoke(virement, ["claims", "toy"]).output == "Nothing is claimed of toy.\n"


def test_the_command_gives_the_table(meta: Baseline) -> None:
    """The CSV is that of the package, and the words name each claim with its answer."""
    run = CliRunner()
    table = claims_table(meta, load_claims(meta))
    assert run.invoke(virement, ["claims", "--csv", "-"]).output == views.to_csv(table)
    said = run.invoke(virement, ["claims"]).output
    for row in table.to_dict("records"):
        assert f"{row['by']}, {row['date']}: {row['said']}\n  {row['answer']}: {row['answered']}\n" in said
