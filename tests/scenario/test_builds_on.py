"""Scenarios that build on others: the same as written out whole, short in their files, and true when those change."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
import virement as vm
from click.testing import CliRunner
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from virement import edits, exports, versions, views
from virement.check import find_problems
from virement.cli import virement
from virement.engine import reallocate
from virement.exports.packs.verify import unpack
from virement.scenario import (
    Scenario,
    changed,
    flattened,
    from_link,
    load_scenario,
    read_scenario,
    save_scenario,
    scenario_text,
    to_link,
    variant_of,
    with_move,
)
from virement.values import ModelError
from virement.workbook import read_workbook, workbook_of

from tests.support.strategies import baselines, carried_out, scenarios

FREEZE = """\
title: A hiring freeze
baseline: toy
moves:
  - name: Streets freeze
    from: Streets
    cut: {low: 5%, likely: 10%, high: 15%}
    to: {Parks: 50%, Savings: 50%}
  - {name: Library freeze, from: Library, cut: 5%, to: {Savings: 100%}}
limits:
  - {division: Streets, floor: 50%}
  - {division: Parks, cap: 200%}
assumptions:
  - {division: Library, low: 90%, high: 110%}
"""
POOL = """\
title: The freeze, and a pool
baseline: toy
builds_on: freeze
moves:
  # the library is spared
  - {name: Library freeze, enabled: false}
  - {name: Pool, from: New funding, cut: $50k, to: {Parks / Pools: 100%}}
limits:
  - {division: Streets, locked: false}
  - {division: Library, cap: 150%}
"""

LATER = """\
title: Later
baseline: toy
builds_on: pool
moves:
  - {name: Later, from: New funding, cut: $10k, to: {Library: 100%}}
"""

THAW = FREEZE.replace("cut: 5%", "cut: 6%")
BOTH = LATER.replace("on: pool", "on: [freeze, thaw]")

Plans = Callable[..., Path]


@pytest.fixture
def plans(tmp_path: Path) -> Plans:
    """Write scenario files beside each other; the path of the last one."""

    def write(**texts: str) -> Path:
        for name, text in texts.items():
            path = tmp_path / f"{name}.yaml"
            path.write_text(text)
        return path

    return write


@st.composite
def split(draw: st.DrawFn) -> tuple[Scenario, Scenario]:
    """A scenario, and another that says a part of it and some of it otherwise."""
    baseline = draw(baselines())
    whole = draw(scenarios(baseline, 1))
    carried_out(baseline, whole)
    assume(len({limit.division for limit in whole.limits}) == len(whole.limits))
    kept = [move for move in whole.moves if draw(st.booleans())]
    held = [limit for limit in whole.limits if draw(st.booleans())]
    turned = [move.model_copy(update={"enabled": not move.enabled}) if draw(st.booleans()) else move for move in kept]
    other = [move.model_copy(update={"why": "otherwise"}) if draw(st.booleans()) else move for move in turned]
    return whole, whole.model_copy(update={"moves": tuple(other), "limits": tuple(held), "title": "Base"})


def said(scenario: Scenario) -> dict[str, list[object]]:
    """What a scenario says, in no order."""
    return {key: sorted(map(str, getattr(scenario, key))) for key in ("moves", "limits", "assumptions")}


@settings(max_examples=40)
@given(pair=split())
def test_any_scenario_can_build_on_any_part_of_it_and_comes_back(pair: tuple[Scenario, Scenario]) -> None:
    """Whatever of it stands in the base, changed or switched there or not, the file says the scenario again."""
    whole, base = pair
    variant = variant_of(whole, {"base": base})
    text = scenario_text(variant)
    again = read_scenario(text, base_of={"base": base}.__getitem__)
    assert said(again) == said(variant) == said(whole)
    assert scenario_text(again) == text
    assert text.count("- name:") == sum(move not in base.moves for move in whole.moves)
    assert said(read_scenario(scenario_text(flattened(again)))) == said(whole)


def test_built_on_is_flattened_byte_for_byte_in_every_view_file_and_picture(plans: Plans, toy) -> None:
    built = load_scenario(plans(freeze=FREEZE, pool=POOL))
    whole = read_scenario(scenario_text(flattened(built)))
    assert "builds_on" not in scenario_text(whole)
    one, other = reallocate(toy, built), reallocate(toy, whole)
    for view in views.VIEWS.values():
        assert views.to_csv(view(one, None)) == views.to_csv(view(other, None))
    assert views.sentence(one) == views.sentence(other)
    for name in ("hledger", "csv", "embed"):
        assert exports.FORMATS[name].made_of(one) == exports.FORMATS[name].made_of(other)
    assert versions.moves_that_differ(one, other).empty


def test_it_takes_moves_limits_and_ranges_and_its_own_come_after(plans: Plans) -> None:
    built = load_scenario(plans(freeze=FREEZE, pool=POOL))
    assert [(move.name, move.enabled) for move in built.moves] == [
        ("Streets freeze", True),
        ("Library freeze", False),
        ("Pool", True),
    ]
    assert built.moves[0].ranges[("cut",)].high == Fraction(15, 100)
    assert [limit.division for limit in built.limits] == ["Parks", "Library"]
    assert [one.division for one in built.assumptions] == ["Library"]
    assert views.built_on(built) == ["2 moves from freeze (A hiring freeze), 1 of them switched on or off here"]
    places = [built.places.at(("moves", index, "cut")).rsplit("/", 1)[-1] for index in range(3)]
    assert places == ["freeze.yaml:6:10", "pool.yaml:6:5", "pool.yaml:7:42"]


def test_a_change_of_the_base_changes_all_that_build_on_it_and_is_named(plans: Plans, toy) -> None:
    file = plans(freeze=FREEZE, pool=POOL, later=LATER)
    pool = file.with_name("pool.yaml")
    save_scenario(load_scenario(pool), pool, overwrite=True, baseline=toy)
    assert "# the library is spared" in pool.read_text()
    assert [one.level for one in find_problems(pool)] == []
    file.with_name("freeze.yaml").write_text(FREEZE.replace("likely: 10%", "likely: 12%"))
    for path in (pool, file):
        assert load_scenario(path).moves[0].cut == Fraction(12, 100)
    (warning,) = find_problems(pool)
    assert warning.level == "warning"
    assert "'freeze', which it builds on, has changed since this was saved" in warning.what
    assert warning.where.endswith("pool.yaml:6:11")
    file.with_name("freeze.yaml").write_text(FREEZE.replace("A hiring freeze", "Other words  # and a note"))
    assert find_problems(pool) == []


def test_edits_of_what_is_taken_stay_small_in_the_file_and_read_back(plans: Plans, toy) -> None:
    """A move of the base is switched off instead of taken out or renamed, and stays where it stands."""
    path = plans(freeze=FREEZE, pool=POOL)
    built = load_scenario(path)
    after = with_move(built, 0, baseline=toy, cut="20%")
    after = edits.without_move(after, 1)
    after = edits.with_limit(edits.with_limit(after, "Parks", cap=None), "Streets", floor="70%")
    save_scenario(after, path, overwrite=True)
    again = load_scenario(path)
    assert again == after
    assert [move.name for move in again.moves] == ["Streets freeze", "Library freeze", "Pool"]
    assert "division: Parks, locked: false" in path.read_text()
    assert "cap: 200%" not in path.read_text()
    renamed = with_move(again, 0, name="Streets rest")
    assert [(one.name, one.enabled) for one in renamed.moves if "Streets" in one.name] == [
        ("Streets freeze", False),
        ("Streets rest", True),
    ]
    shifted = edits.with_shifted_move(again, 2, -2)
    assert shifted == again
    with pytest.raises(ModelError, match="is that of a scenario that this one builds on"):
        changed(again, assumptions=())


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ({"pool": POOL}, "pool.yaml:3:12: builds on 'freeze', which is no scenario beside it"),
        ({"frieze": FREEZE, "pool": POOL}, "Did you mean 'frieze'"),
        ({"freeze": POOL.replace("on: freeze", "on: pool"), "pool": POOL}, "builds on itself: pool → freeze → pool"),
        ({"pool": POOL.replace("on: freeze", "on: pool")}, "builds on itself: pool → pool"),
        ({"freeze": FREEZE.replace("baseline: toy", "baseline: meta"), "pool": POOL}, "which is over 'meta', and not"),
        ({"freeze": FREEZE.replace("5%, to", "5, to"), "pool": POOL}, "freeze.yaml:8:48: cut: "),
        (
            {"freeze": FREEZE, "pool": POOL.replace("Library freeze", "Libary freeze")},
            "'Libary freeze' is not a move of",
        ),
        ({"freeze": FREEZE, "pool": POOL.replace("on: freeze", "on: ../freeze")}, "is not the name of a scenario"),
        ({"freeze": FREEZE, "pool": POOL.replace("on: freeze", "on: [freeze, freeze]")}, "names a scenario twice"),
        ({"freeze": FREEZE, "thaw": THAW, "pool": BOTH}, "'Library freeze' is one thing in 'freeze' and another in"),
        ({"freeze": FREEZE, "pool": POOL.replace("Streets, locked: false", "Parks / Pools, locked: false")}, "sets no"),
    ],
)  # fmt: skip
def test_what_can_not_be_built_on_is_named_with_its_place(plans: Plans, texts: dict[str, str], message: str) -> None:
    problems = "\n".join(map(str, find_problems(plans(**texts))))
    assert message in problems, problems


def test_where_two_sides_differ_the_scenario_itself_may_say_which_holds(plans: Plans) -> None:
    own = "{name: Library freeze, from: Library, cut: 7%, to: {Savings: 100%}}"
    text = POOL.replace("on: freeze", "on: [freeze, thaw]").replace("{name: Library freeze, enabled: false}", own)
    built = load_scenario(plans(freeze=FREEZE, thaw=THAW, pool=text))
    assert [move.cut for move in built.moves][1] == Fraction(7, 100)
    for side in ("5%", "6%"):  # also where it holds as one side has it, it stays said in the file
        path = plans(pool=text.replace("7%", side))
        settled = load_scenario(path)
        save_scenario(settled, path, overwrite=True)
        assert load_scenario(path) == settled


def test_where_two_sides_grow_otherwise_the_scenario_itself_says_which_holds(plans: Plans, tmp_path: Path) -> None:
    slow, fast = (f"growth: {{until: FY2030, rates: {{All divisions: {rate}}}}}\n" for rate in ("1%", "2%"))
    text = POOL.replace("on: freeze", "on: [freeze, other]")
    other = FREEZE.replace("A hiring freeze", "Another")
    path = plans(freeze=FREEZE + slow, other=other + fast, pool=text + slow)
    built = load_scenario(path)
    save_scenario(built, path, overwrite=True)
    assert load_scenario(path) == built
    assert built.growth == load_scenario(tmp_path / "freeze.yaml").growth


def test_a_long_line_of_bases_is_refused_and_does_not_recurse(plans: Plans) -> None:
    texts = {f"p{n}": POOL.replace("on: freeze", f"on: p{n + 1}") for n in range(30)}
    (problem,) = find_problems(plans(freeze=FREEZE, **dict(reversed(texts.items()))))
    assert "more than 20 scenarios build one on the other" in str(problem)


def test_it_is_not_saved_where_it_would_say_something_else(plans: Plans, tmp_path: Path, toy) -> None:
    built = load_scenario(plans(freeze=FREEZE, pool=POOL))
    (tmp_path / "elsewhere").mkdir()
    for taken in ("", FREEZE.replace("cut: 5%", "cut: 9%")):
        if taken:
            (tmp_path / "elsewhere" / "freeze.yaml").write_text(taken)
        with pytest.raises(ModelError, match="Save it beside what it builds on"):
            save_scenario(built, tmp_path / "elsewhere" / "pool.yaml", baseline=toy)
        assert not (tmp_path / "elsewhere" / "pool.yaml").exists()
    with pytest.raises(ModelError, match="Save it beside"):
        save_scenario(built, tmp_path / "freeze.yaml", overwrite=True)
    assert (tmp_path / "freeze.yaml").read_text() == FREEZE


def test_a_stack_counts_what_two_share_once_as_the_one_has_it_that_changes_it(plans: Plans, toy) -> None:
    other = LATER.replace("on: pool", "on: freeze").replace("Later, from: New funding", "Crew, from: Streets")
    file = plans(freeze=FREEZE, pool=POOL, other=other)
    ledgers = {
        name: reallocate(toy, load_scenario(file.with_name(f"{name}.yaml"))) for name in ("freeze", "pool", "other")
    }
    stacked = versions.stack({name: ledgers[name] for name in ("other", "pool")})
    assert [move.name for move in stacked.scenario.moves] == ["Streets freeze", "Crew", "Library freeze", "Pool"]
    assert stacked.origins == ("freeze", "other", "freeze", "pool")
    assert not stacked.scenario.builds_on
    both = stacked.ledger.variance - ledgers["other"].variance - ledgers["pool"].variance
    streets = reallocate(toy, changed(ledgers["freeze"].scenario, moves=ledgers["freeze"].scenario.moves[:1]))
    library = reallocate(toy, changed(ledgers["freeze"].scenario, moves=ledgers["freeze"].scenario.moves[1:]))
    assert (both == -streets.variance - library.variance).all()
    assert (
        versions.stack({n: ledgers[n] for n in ("freeze", "other")}).ledger.variance == ledgers["other"].variance
    ).all()
    file.write_text(other.replace("moves:\n", "moves:\n  - {name: Library freeze, from: Library, cut: 1%}\n"))
    with pytest.raises(
        ModelError, match="'Library freeze', which they share, is one thing in pool and another in other"
    ):
        versions.stack({"pool": ledgers["pool"], "other": reallocate(toy, load_scenario(file))})


def test_a_link_a_workbook_and_a_pack_carry_it_whole_and_know_what_it_builds_on(
    plans: Plans, toy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each opens as the same; it builds on the others again where these are here and say the same."""
    monkeypatch.setenv("VIREMENT_FOLDER", str(tmp_path.parent / "nowhere"))
    built = load_scenario(plans(freeze=FREEZE, pool=POOL))
    link, book = to_link(built, toy), workbook_of(reallocate(toy, built))
    packed = exports.pack([reallocate(toy, built)])
    opened, (read, lost) = from_link(link), read_workbook(book, "pool.xlsx")
    for scenario, told in ((opened.scenario, opened.problems), (read, lost)):
        assert said(scenario) == said(built)
        assert not scenario.builds_on
        assert "builds on 'freeze', which is no scenario" in str(told[0])
    unpack(packed, "pool.zip", tmp_path / "pack")
    again = load_scenario(tmp_path / "pack" / "scenario.yaml")
    assert (again.builds_on, said(again)) == (("freeze",), said(built))
    assert "2 moves from freeze" in (tmp_path / "pack" / "brief.md").read_text()
    plans_here = tmp_path / "work" / "scenarios"
    plans_here.mkdir(parents=True)
    (plans_here / "freeze.yaml").write_text(FREEZE)
    monkeypatch.setenv("VIREMENT_FOLDER", str(tmp_path / "work"))
    opened, (read, lost) = from_link(link), read_workbook(book, "pool.xlsx")
    assert (opened.scenario, opened.problems, read, lost) == (built, (), built, [])
    (plans_here / "freeze.yaml").write_text(FREEZE.replace("cut: 5%", "cut: 6%"))
    opened = from_link(link)
    assert said(opened.scenario) == said(built)
    assert "says something else here" in opened.problems[0].what


def test_the_commands_know_it(plans: Plans, tmp_path: Path) -> None:
    path = plans(freeze=FREEZE, pool=POOL)

    def run(*words: str) -> str:
        done = CliRunner().invoke(virement, [*words], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output

    assert "2 moves from freeze (A hiring freeze)" in run("run", str(path))
    assert "2 moves from freeze" in run("compare", str(path), str(path.with_name("freeze.yaml")))
    assert "base" in run("diff", str(path.with_name("freeze.yaml")), str(path), "--view", "rest")
    run("flatten", str(path), "-o", str(tmp_path / "whole.yaml"))
    assert run("flatten", str(path)) == (tmp_path / "whole.yaml").read_text()
    assert run("run", str(path), "--csv", "-") == run("run", str(tmp_path / "whole.yaml"), "--csv", "-")
    over = run("rebase", str(path), "--onto", "toy", "-o", str(tmp_path / "moved.yaml"))
    assert "written out" not in over
    assert "builds_on: freeze" in (tmp_path / "moved.yaml").read_text()


def test_rebasing_onto_a_baseline_of_another_name_writes_it_out_and_says_so(plans: Plans, toy) -> None:
    built = load_scenario(plans(freeze=FREEZE, pool=POOL))
    rebased = versions.rebase(built, toy, toy, "town.csv")
    assert not rebased.scenario.builds_on
    assert "is written out whole: freeze is over the old baseline" in rebased.problems[-1].what
    assert versions.rebase(built, toy, toy).scenario.builds_on == ("freeze",)


def test_in_python_a_variant_keeps_only_what_differs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIREMENT_FOLDER", str(tmp_path))
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "freeze.yaml").write_text(FREEZE)
    variant = vm.open("freeze").variant("And streets").cut("Streets", "1%", to="Savings")
    text = variant.save("more").read_text()
    assert "builds_on: freeze" in text
    assert text.count("name:") == 1
    assert vm.open("more").sentence == variant.sentence
    with pytest.raises(ModelError, match="no scenario file to build on"):
        vm.open("toy").variant("Nothing")
