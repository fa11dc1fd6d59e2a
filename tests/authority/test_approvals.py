"""Approvals on file: which of them do, which don't and why, and that no edit loses one."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from virement.authority.approval_status import APPROVED, approval_problems, standing
from virement.authority.signers import signing
from virement.edits.moves import with_shifted_move
from virement.exports.brief.brief import brief_of
from virement.exports.brief.html import as_html
from virement.exports.packs.build import files_of, pack
from virement.exports.packs.verify import verify
from virement.exports.register.formats import REGISTER_FORMATS
from virement.scenario.changes import with_move
from virement.scenario.files import scenario_text
from virement.scenario.links import from_link, to_link
from virement.scenario.reader import examine, read_scenario
from virement.workbook.build import workbook_of
from virement.workbook.import_workbook import read_workbook

from tests.authority.rules import borough, carried, registered

MOVE = """\
  - name: m
    from: Leisure
    cut: £30k
    to: {Savings: 100%}
    end: FY2026
    approvals:
"""
DIRECTOR = "      - {role: Director, who: B. Lang, date: 2026-04-01, reference: 'D/7, p. 2', amount: £30k}\n"
MANAGER = "      - {role: Budget manager, date: 2026-03-01, amount: £30k}\n"
OLD = "      - {role: Full council, date: 2026-02-01, amount: £25k}\n"


@pytest.mark.parametrize(
    ("approvals", "level", "says"),
    [
        (DIRECTOR, "", ""),
        (MANAGER + DIRECTOR, "", ""),
        (OLD + DIRECTOR, "", ""),  # what was approved before at another amount is history
        (MANAGER, "approval", "was approved by Budget manager on 2026-03-01, and needs approval by Director (£30k"),
        (OLD, "approval", "was approved at £25,000.00 by Full council on 2026-02-01, and takes £30,000.00"),
        (DIRECTOR.replace("Director", "Directer"), "approval", "'Directer' is not an approver of 'Rules of a borough'"),
        (DIRECTOR.replace("£30k", "$30k"), "approval", "was approved at $30k: $30k is not in GBP"),
    ],
)
def test_an_approval_is_by_whom_it_must_be_and_at_the_amount(approvals: str, level: str, says: str) -> None:
    problems = approval_problems(registered(carried(borough(), MOVE + approvals)))
    assert [problem.level for problem in problems] == [level] * bool(level)
    assert all(says in problem.what and problem.where.startswith("T.yaml:10:9 move 'm'") for problem in problems)


def test_a_changed_cut_is_no_longer_approved() -> None:
    """The approval stays on file when the cut is changed, and says then that it was for another amount."""
    ledger = carried(borough(), MOVE + DIRECTOR)
    changed = with_move(ledger.scenario, 0, cut="£31k")
    assert changed.moves[0].approvals == ledger.scenario.moves[0].approvals
    register = registered(carried(borough(), MOVE.replace("£30k", "£31k") + DIRECTOR))
    assert standing(register, register.entries[0]) == "approved at another amount"
    same = registered(carried(borough(), MOVE + DIRECTOR))
    assert standing(same, same.entries[0]) == APPROVED


def test_approvals_are_kept_by_whatever_carries_a_scenario() -> None:
    """File, edited file, link, workbook and pack give back the approvals that went in."""
    ledger = carried(borough(), MOVE + DIRECTOR + MANAGER)
    scenario, said = ledger.scenario, ledger.scenario.moves[0].approvals
    assert [one.role for one in said] == ["Director", "Budget manager"]
    text = scenario_text(scenario)
    assert read_scenario(text) == scenario
    renamed = with_move(with_shifted_move(scenario, 0, 1), 0, name="n", cut="£1k")
    assert read_scenario(scenario_text(renamed, like=text)).moves[0].approvals == said
    opened = from_link(to_link(scenario, ledger.baseline), ledger.baseline).scenario
    assert opened is not None
    assert opened.moves[0].approvals == said
    assert read_workbook(workbook_of(ledger), "w.xlsx")[0].moves[0].approvals == said
    assert verify(pack([ledger]), "p.zip").scenarios[0].title == "T"


def test_every_format_of_the_register_is_the_same_each_time() -> None:
    register = registered(carried(borough(), MOVE + DIRECTOR))
    for name, made in REGISTER_FORMATS.items():
        content = made(register)
        assert content == made(register), name
        assert b"B. Lang" in (content if name != "xlsx" else _strings(content)), name


def _strings(book: bytes) -> bytes:
    import zipfile

    return zipfile.ZipFile(io.BytesIO(book)).read("xl/sharedStrings.xml")


def test_words_of_others_stay_words() -> None:
    """What a person writes is no markup on the page and no cell of the Markdown table."""
    move = MOVE.replace("name: m", 'name: "<script>|x</script>"') + DIRECTOR
    register = registered(carried(borough(), move))
    assert b"<script>" not in REGISTER_FORMATS["html"](register)
    assert b"\\<script\\>\\|x" in REGISTER_FORMATS["md"](register)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("approvals: Cabinet", "x.yaml:6:16: approvals: should be a list"),
        ("approvals: [Cabinet]", "x.yaml:6:17: approval: should be a mapping of keys and values"),
        ("approvals: [{role: A, amount: £1k}]", "x.yaml:6:17: approval 1 of move 1 has no 'date'"),
        ("approvals: [{role: A, date: 2026-02-30, amount: £1k}]", "x.yaml:6:33: date: '2026-02-30' is not a date"),
        ("approvals: [{role: A, date: 2026-02-03, amount: 5%}]", "x.yaml:6:53: amount: '5%' is not an amount"),
        ("approvals: [{role: A, date: 2026-02-03, amount: £5 per year}]", "x.yaml:6:53: amount: '£5 per year' recurs"),
        ("approvals: [{role: A, date: 2026-02-03, amount: £5, by: B}]", "x.yaml:6:57: unknown key 'by'"),
    ],
)
def test_an_approval_that_cant_be_read_is_named_by_line(said: str, problem: str) -> None:
    text = f"title: T\nbaseline: b\nmoves:\n  - name: m\n    {{}}\n    {said}\n"
    text = text.replace("    {}\n", "    from: Leisure\n").replace(f"    {said}\n", f"    {said}\n    cut: £5\n")
    scenario, problems = examine(text, "x.yaml")
    assert scenario is not None
    assert [str(one).startswith(problem) for one in problems] == [True], problems


def test_a_baseline_keeps_its_rules_and_what_is_capital() -> None:
    from virement.baseline.folder import baseline_from_zip, baseline_zip

    again = baseline_from_zip(baseline_zip(borough()))
    assert (again.authority, again.capital) == (borough().authority, ("New depot",))
    assert again.fingerprint == replace(again, authority="", capital=()).fingerprint


def test_who_must_sign_is_said_in_a_sentence() -> None:
    """One move is said why; several by role, the most authority first, and how many of them are approved."""
    one = registered(carried(borough(), MOVE + MANAGER))
    assert signing(one) == "Director must approve it: £30k from Leisure in FY2026. Needs more authority."
    rest = "  - {name: n, from: Housing, cut: 1%, to: {Savings: 100%}}\n"
    both = registered(carried(borough(), MOVE + DIRECTOR + rest))
    assert signing(both) == "Full council must approve 'n'; Director must approve 'm'. 1 of 2 moves are approved."


def test_brief_and_pack_say_who_must_approve() -> None:
    ledger = carried(borough(), MOVE + MANAGER)
    brief = brief_of(ledger)
    said = [(one.about, one.text) for one in brief.approvals]
    assert said == [("m", "Director must approve it: £30k from Leisure in FY2026. Needs more authority.")]
    assert "Who must approve it" in as_html(brief, {})
    files = files_of(ledger)
    assert files["register.csv"] == REGISTER_FORMATS["csv"](registered(ledger))
    without = carried(replace(borough(), authority=""), MOVE + MANAGER)
    assert not brief_of(without).approvals
    assert not [name for name in files_of(without) if "register" in name]
