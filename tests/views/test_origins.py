"""Where figures come from, and what a headline figure is to the last cent."""

from virement.baseline import load_baseline
from virement.engine import reallocate
from virement.scenario import read_scenario
from virement.views import headline, origins

MOVE = "title: t\nbaseline: toy\nmoves: [{name: A, from: Streets, cut: 33.333%, to: {Parks: 50%}}]\n"


def test_the_sources_of_a_division_are_its_leaves_best_first():
    """By hand, from the table: in FY2026 the gardens are guidance and the pools an estimate, of one document."""
    toy = load_baseline("toy")
    found = origins(toy, ["Parks"], "FY2026")
    assert [one.status for one in found] == ["guidance", "estimate"]
    row = toy.sources[toy.sources["id"] == "town-plan"].iloc[0]
    assert {(one.publisher, one.title, one.date, one.link) for one in found} == {
        (row["publisher"], row["title"], row["date"], row["link"])
    }


def test_a_headline_figure_is_told_to_the_cent_with_whose_it_is():
    """A third of 2.4m, nearly, is 799,992 over two years; 1,600,008 are left, of 3,600,004 of all."""
    figures = {one.label: one for one in headline(reallocate(load_baseline("toy"), read_scenario(MOVE)))}
    assert (figures["Moved"].exact, figures["Moved"].of) == ("$799,992.00", ("Streets",))
    assert figures["Unallocated"].exact == "$399,996.00"
    assert figures["Streets, share of budgets"].of == ("Streets",)
    assert figures["Streets, share of budgets"].exact == "60.0000% → 44.4446%"
