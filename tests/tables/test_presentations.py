"""Any presentation of a budget reads back as the budget, or asks; never as another. Some hundreds, always the same."""

from __future__ import annotations

import pytest

from .judging import as_decimals, judge, read
from .presentations import Presentation, present

SEEDS = range(400)
ONCE_MORE = range(60)
FORMS = [pytest.param(SEEDS[start::20], id=f"seeds {start}, {start + 20}, …") for start in range(20)]


def told(presentation: Presentation, why: str) -> str:
    return f"seed {presentation.seed} ({presentation.traits}): {why}"


@pytest.mark.parametrize("seeds", FORMS)
def test_no_presentation_is_read_as_another_budget(seeds: range) -> None:
    """Totals of every measure and period to the coin, the leaves, and an account of every number under a period."""
    found = [(presentation, judge(presentation)) for presentation in map(present, seeds)]
    assert not [told(p, verdict.why) for p, verdict in found if verdict.answer in ("wrong", "crashed")]


def test_nearly_all_are_understood_without_a_question() -> None:
    """At least 97 % of those that a careful person reads without asking; none of them is refused."""
    clear = [presentation for presentation in map(present, SEEDS) if not presentation.may_ask]
    found = [(presentation, judge(presentation)) for presentation in clear]
    assert not [told(p, verdict.why) for p, verdict in found if verdict.answer == "refused"]
    asked = [told(p, verdict.why) for p, verdict in found if verdict.answer != "understood"]
    assert len(asked) <= len(clear) * 3 // 100, "\n".join(asked)


def test_its_own_mapping_reads_a_table_again() -> None:
    """What was understood is a mapping, and with it the same file gives the same."""
    for presentation in map(present, ONCE_MORE):
        first = judge(presentation)
        if first.answer == "understood":
            again = judge(presentation, first.reading.mapping)
            assert again.answer == "understood", told(presentation, again.why)
            assert again.reading.mapping == first.reading.mapping, told(presentation, "the mapping has changed")


def test_next_years_file_asks_nothing() -> None:
    """The same shape a period on, with other numbers, is understood by this year's mapping, and rightly."""
    for seed in ONCE_MORE:
        first = judge(present(seed))
        if first.answer == "understood":
            following = present(seed, later=1)
            verdict = judge(following, first.reading.mapping)
            assert verdict.answer == "understood", told(following, f"{verdict.answer}: {verdict.why}")


def test_a_total_that_does_not_agree_is_asked_about() -> None:
    """The table's own total is evidence: where its rows add up to something else, that is a question."""
    off = [one for one in map(present, range(2000)) if one.traits.total == "off"][:15]
    found = [(presentation, judge(presentation)) for presentation in off]
    assert not [told(p, verdict.why) for p, verdict in found if verdict.answer not in ("asked", "refused")]


def test_a_question_offers_the_truth() -> None:
    """Where it asks, one of the choices gives the totals that are right, unless the figures can't be told yet."""
    for presentation in map(present, SEEDS):
        if presentation.may_ask != "1.234 may be a thousand or a fraction":
            continue
        reading = read(presentation)
        if str(reading.status) != "unsure":
            continue
        offered = [choice.totals for question in reading.questions for choice in question.choices]
        right = {measure: dict(amounts) for measure, amounts in presentation.truth.totals.items()}
        assert any(_same(totals, right) for totals in offered), told(presentation, str(offered))


def _same(totals, right) -> bool:  # type: ignore[no-untyped-def]
    return all(as_decimals(totals.get(measure, {})) == amounts for measure, amounts in right.items())
