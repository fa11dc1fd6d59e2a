"""Reading an authority.yaml: what it says, and everything wrong with one by its line."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from virement.authority.reader import authority_of, read_authority
from virement.authority.rules import authority_schema
from virement.baseline.shipped import load_baseline
from virement.values.files import SEEDS
from virement.values.problems import ModelError

from tests.authority.rules import COUNCIL, borough


def _refused(text: str) -> list[str]:
    with pytest.raises(ModelError) as raised:
        read_authority(text, "a.yaml")
    return [str(problem) for problem in raised.value.problems]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("title:", "titel:", "a.yaml:1:1: unknown key 'titel'. Did you mean 'title'?"),
        ("currency: GBP", "currency: ZZQ", "a.yaml:2:11: currency: 'ZZQ' is not a currency"),
        ("days: 1}", "days: soon}", "a.yaml:4:34: days: should be a whole number"),
        ("{role: Budget manager, days: 1}", "{role: Director}", "a.yaml:5:5: names 'Director' twice"),
        ("  permanent", "  endless", "a.yaml:12:3: 'endless' is not a kind of move"),
        ("Director: £40k, Executive: £90k, Full council: any amount}\n  capital", "Directer: £40k, Full council: any amount}\n  capital",
         "a.yaml:10:23: 'Directer' is not an approver. Did you mean 'Director'?"),
        ("Director: £40k, Executive: £90k, Full council: any amount}\n  between", "Director: £9k, Full council: any amount}\n  between",
         "a.yaml:9:48: 'Director' may approve no more than 'Budget manager', who has less authority"),
        ("  permanent: {Full council: any amount}", "  permanent: {Full council: £1M}", "nobody may approve more than £1M of 'permanent'"),
        ("Director: £40k", "Director: 40", "a.yaml:9:48: Director: '40' has no unit"),
        ("Director: £40k", "Director: €40k", "a.yaml:9:48: €40k is not in GBP"),
        ("Director: £40k", "Director: £40k per year", "a.yaml:9:48: Director: '£40k per year' is per year, and every band is"),
        ("  every move: {Budget manager: £10k, Director: £40k, Executive: £90k, Full council: any amount}\n", "", "has no 'every move'"),
        ("  permanent: {Full council: any amount}", "  permanent: {}", "a.yaml:12:14: says of nobody who may approve 'permanent'"),
        ("  permanent: {Full council: any amount}", "  permanent: {Full council: }", "Write an amount, as $50k, or any amount"),
        ("  permanent: {Full council: any amount}", "  permanent: Full council", "a.yaml:12:14: permanent: should be a mapping of roles and amounts"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_by_line(old: str, new: str, says: str) -> None:
    assert old in COUNCIL
    assert any(says in problem for problem in _refused(COUNCIL.replace(old, new, 1))), _refused(
        COUNCIL.replace(old, new, 1)
    )


def test_everything_wrong_is_named_at_once() -> None:
    wrong = COUNCIL.replace("GBP", "ZZQ").replace("days: 1}", "days: -1}").replace("Director: £40k", "Director: x", 1)
    assert len(_refused(wrong)) == 3
    assert "does not say who may approve what" in _refused("")[0]


def test_rules_are_in_the_currency_of_the_baseline() -> None:
    with pytest.raises(ModelError, match="bands are in GBP, and the amounts of 'generated' in EUR"):
        authority_of(replace(borough(), currency="EUR"))


@pytest.mark.parametrize("name", ["toy", "meta"])
def test_the_shipped_rules_are_assumptions_with_sources(name: str) -> None:
    baseline = load_baseline(name)
    rules = authority_of(baseline)
    assert rules is not None
    assert rules.status == "assumption"
    assert set(rules.source.split("; ")) <= set(baseline.sources["id"])
    assert baseline.authority.startswith("# yaml-language-server: $schema=../authority.schema.json\n")


def test_the_schema_beside_the_rules_is_the_readers() -> None:
    """Editors complete by what the reader takes: `virement schema authority > seeds/authority.schema.json`."""
    assert json.loads((SEEDS / "authority.schema.json").read_text()) == authority_schema()
