"""What goes into a file comes out of it; and whatever goes in, what comes out is a scenario or a list of problems."""

from __future__ import annotations

import io
import zipfile
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from virement.baseline.budget import Baseline
from virement.baseline.shipped import load_baseline, read_baseline_table
from virement.engine.ledger import reallocate
from virement.scenario.files import scenario_text
from virement.scenario.reader import examine, read_scenario
from virement.scenario.resolved_move import resolved_moves
from virement.scenario.schema import Limit, Move, Scenario
from virement.values.problems import ModelError, Problem

from tests.support.strategies import baselines, scenarios, texts

COMMENTED = """\
# what the council asked for
title: Streets to parks  # a working title
baseline: toy

moves:
  # the big one
  - name: Streets
    from: Streets
    cut: 10%  # was 12%
    to: {Parks: 80%, Savings: 20%}
  # and the small one
  - name: Library
    from: Library
    cut: $20k
    # nobody minds
    to:
      Parks / Pools: 100%  # heating
limits:
  # the law
  - {division: Streets, floor: 60%}  # of the baseline
# the end
"""
COMMENTS = [line.partition("#")[2] for line in COMMENTED.splitlines() if "#" in line]
PIECES = ["cut: 30", "to:", "{", "}", "[", "- ", ": ", "\n", "\n  ", "\t", "&a ", "*a", "!!int ", "~", "null", '"', "'",
          "30%", "-5%", "$2B", "€", "rest", "All divisions", "New funding", "per year", "limits:", "moves:", "<<: ",
          "---\n", "\x00", "\ufeff", "é", "💶", "name:", "1e400", "9" * 40, "FY9999", "ramp: []", "#"]  # fmt: skip


@given(st.data())
def test_a_scenario_reads_back(data: st.DataObject) -> None:
    """Every scenario is written as text that says the same."""
    scenario = data.draw(scenarios(data.draw(baselines())))
    assert read_scenario(scenario_text(scenario)) == scenario


@given(texts(1).map(str.strip))
def test_any_name_reads_back(name: str) -> None:
    """A name may look like YAML, a number or nothing at all, wherever it stands."""
    move = Move(name=name, from_=(name, "B"), except_=(name,), cut=Fraction(1, 20), to={name: Fraction(1, 2)}, why=name)
    scenario = Scenario(title=name, baseline=name, moves=(move,), limits=(Limit(division=name, locked=True),))
    assert read_scenario(scenario_text(scenario)) == scenario


@pytest.mark.parametrize("name", ["? a", "a,b", "a: b", "[a]", "a #b", "-", "null", "~", "*a", "rest", "<<", "%"])
def test_a_receiver_may_look_like_yaml(name: str) -> None:
    """Receivers stand on one line in braces, where other signs have a meaning than in a line of their own."""
    move = Move(name="A", from_=("B",), cut=Fraction(1, 20), to={name: Fraction(1, 2), "C": Fraction(1, 4)})
    scenario = Scenario(title="T", baseline="toy", moves=(move,))
    assert read_scenario(scenario_text(scenario)) == scenario


def _edit(scenario: Scenario, kind: str, share: Fraction) -> Scenario:
    first, second, *more = scenario.moves
    if kind == "title":
        return scenario.model_copy(update={"title": f"At {share}", "author": "me"})
    if kind == "cut":
        first = first.model_copy(update={"cut": share})
    elif kind == "receivers":
        first = first.model_copy(update={"to": {"Parks": share, "Library": "rest"}})
    elif kind == "costs":
        second = second.model_copy(update={"one_off_cost": share, "why": "because", "enabled": False})
    elif kind == "order":
        first, second = second, first
    elif kind == "limit":
        return scenario.model_copy(update={"limits": (Limit(division="Streets", floor=share), *scenario.limits[1:])})
    elif not more:
        more = [Move(name="New", from_=("All divisions",), except_=("Parks",), cut=share)]
    return scenario.model_copy(update={"moves": (first, second, *more)})


TOY = load_baseline("toy")
KINDS = ("title", "cut", "receivers", "costs", "order", "limit", "another")


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 100)), max_size=4))
@example([("order", 0), ("receivers", 0)])
def test_comments_survive_an_edit(edits: list[tuple[str, int]]) -> None:
    """Edited and saved, a file keeps each comment once, and says what the edited scenario says."""
    scenario = read_scenario(COMMENTED)
    for kind, percent in edits:
        scenario = _edit(scenario, kind, Fraction(percent, 100))
    text = scenario_text(scenario, like=COMMENTED)
    assert read_scenario(text) == scenario
    may_go = {" heating"} if "receivers" in dict(edits) else set()  # with the very receiver it stands behind
    for comment in COMMENTS:
        assert text.count(f"#{comment}") == 1 or comment in may_go
    if not edits:
        assert text == COMMENTED


@st.composite
def mangled(draw: st.DrawFn, original: str) -> str:
    """A text with a few things cut out, put in, doubled or swapped."""
    text = original
    for _ in range(draw(st.integers(1, 4))):
        at, length = draw(st.integers(0, len(text))), draw(st.integers(0, 30))
        piece = draw(st.sampled_from(PIECES) | st.text(max_size=3) | st.just(text[at : at + length] * 2))
        text = text[:at] + piece + text[at + draw(st.sampled_from([0, 0, 1, length])) :]
    return text


def _outcome(text: str, toy: Baseline) -> None:
    """Read and run a text: anything but a scenario, a ledger or a list of problems goes through as a failure."""
    told: tuple[Problem, ...] | None = None
    try:
        reallocate(toy, read_scenario(text))
    except ModelError as error:
        told = error.problems
    assert told is None or told
    assert all(problem.what and "\n" not in problem.what for problem in told or ())
    scenario, problems = examine(text)
    assert scenario is not None or problems
    if scenario is not None:
        resolved_moves(scenario, toy)


@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda raw: raw.decode("latin-1")))
def test_any_text_is_a_scenario_or_problems(text: str) -> None:
    """No text makes reading fail in any other way than with a list of problems."""
    _outcome(text, TOY)


@given(mangled(COMMENTED))
@settings(max_examples=100)
def test_a_mangled_scenario_is_a_scenario_or_problems(text: str) -> None:
    """Nor does a scenario that went wrong somewhere."""
    _outcome(text, TOY)


TABLE = """division,period,measure,amount,status,source,note
Parks / Gardens,FY2026,budget,"$1,200.50",reported,books,
Parks / Pools,FY2026,budget,(0),,,
Parks,FY2026,revenue,12,estimate,,x
"""


def _csv_outcome(content: bytes) -> None:
    told: tuple[Problem, ...] = ()
    try:
        baseline = read_baseline_table(content, "any.csv")
    except ModelError as error:
        told = error.problems
    if told:
        return
    assert baseline.budget.shape == (len(baseline.leaves), len(baseline.periods))
    parents = {leaf.rpartition(" / ")[0] for leaf in baseline.leaves}
    assert not parents & set(baseline.leaves), "a parent is the sum of its leaves and carries no amount itself"


@given(st.binary(max_size=300))
def test_any_bytes_are_a_baseline_or_problems(content: bytes) -> None:
    """No bytes make reading a CSV fail in any other way than with a list of problems."""
    _csv_outcome(content)


@given(mangled(TABLE))
@settings(max_examples=100)
def test_a_mangled_table_is_a_baseline_or_problems(text: str) -> None:
    """Nor does a table that went wrong somewhere, in any of the usual encodings."""
    for encoding in ("utf-8", "utf-16", "cp1252"):
        _csv_outcome(text.encode(encoding, "replace"))


def test_a_zip_by_another_name_is_refused() -> None:
    """A zip is told from a CSV by its bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(ModelError, match="is a damaged spreadsheet"):
        read_baseline_table(file.getvalue(), "budget.csv")
