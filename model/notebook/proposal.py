"""A proposal: a budget and what is to move in it, said step by step. Each step returns a new proposal."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from virement.baseline import Baseline
from virement.check import find_problems
from virement.edits import file_for, with_title
from virement.engine import reallocate
from virement.notebook.pages import listed, paragraph
from virement.notebook.picture import Picture
from virement.notebook.result import Result
from virement.scenario import REST, Move, Scenario, changed, save_scenario, with_move
from virement.values import ROOT, Amount, ModelError, Places, Problem, on_one_line, write_amount, write_share

Size = str | Fraction | Amount
MOST_NAMED = 3  # moves in a title that nobody has written


@dataclass(frozen=True, eq=False, repr=False)
class Proposal:
    """A baseline and a scenario over it, from `virement.open`; never changed.

    `cut` says who gives up how much, `to` who gets it. `run` gives the result, and `table`, `chart` and `sentence`
    are that result's. `place` is the file or folder of the baseline where it isn't a shipped one, `text` that of the
    scenario's file, whose comments are kept on saving.
    """

    baseline: Baseline
    scenario: Scenario
    place: Path | None = None
    text: str | None = None
    titled: Literal["by us", "by its file", "by you"] = "by us"

    def cut(
        self,
        division: str | Iterable[str],
        size: Size,
        *,
        to: str | Mapping[str, Size] | None = None,
        less: str | Iterable[str] = (),
        of: str | Iterable[str] = (),
        start: str | None = None,
        end: str | None = None,
        ramp: Iterable[Size] | None = None,
        phasing: Iterable[Size] | None = None,
        one_off_cost: Size | None = None,
        stranded_cost: Size = "0%",
        why: str = "",
        name: str | None = None,
    ) -> Proposal:
        """Cut one division or several, as `"30%"`, `"$2B"` or `"$2B per year"`; `to` says where it goes.

        `less` names those under them that give nothing (`except` in a scenario's file); the other words are those of
        the file too, in scenarios/README.md; `start` and `end` may be a fiscal year. `New funding` gives money that no division has. Raises `ModelError` where
        the cut can't be meant, or doesn't fit the baseline.
        """
        givers = _names(division)
        said: dict[str, Any] = {"from_": givers, "cut": size, "except_": _names(less), "of": _names(of)}
        said |= {
            "start": self._period(start, 0),
            "end": self._period(end, -1),
            "one_off_cost": one_off_cost,
            "stranded_cost": stranded_cost,
            "why": why,
        }
        said |= {"ramp": ramp and list(ramp), "phasing": phasing and list(phasing)}
        index = len(self.scenario.moves)
        with _as_typed(f"cut({division!r}, {size!r})"):
            _refuse_numbers({"cut": size, "one_off_cost": one_off_cost, "stranded_cost": stranded_cost})
            blank = Move(name=_free(name or f"Cut {', '.join(givers)}", self.scenario), from_=(ROOT,), cut=Fraction(0))
            longer = changed(self.scenario, moves=(*self.scenario.moves, blank))
            after = self._with(with_move(longer, index, baseline=self.baseline, **said))
        return after if to is None else after.to(to)

    def to(self, receiver: str | Mapping[str, Size], part: Size | None = None) -> Proposal:
        """Give what the last cut frees to one division, all of it or a `part`, or to several: `{name: part}`.

        A part is a share, an amount, or `rest`. After another `to` it gets its part beside that one, by default what
        is left.
        """
        typed = f"to({receiver!r})" if part is None else f"to({receiver!r}, {part!r})"
        if not self.scenario.moves:
            raise ModelError([Problem(typed, "there is no cut yet", "Say first who gives: .cut(division, size)")])
        index = len(self.scenario.moves) - 1
        before = self.scenario.moves[index].to
        new = {receiver: part or (REST if before else "100%")} if isinstance(receiver, str) else dict(receiver)
        with _as_typed(typed):
            _refuse_numbers(new)
            return self._with(with_move(self.scenario, index, baseline=self.baseline, to={**before, **new}))

    def title(self, words: str) -> Proposal:
        """Give it a title of your own; without one, it is made from the cuts."""
        return replace(self, scenario=with_title(self.scenario, words), titled="by you")

    def run(self) -> Result:
        """Run it; raise `ModelError` with everything for which it can't be."""
        return self._result

    @cached_property
    def _result(self) -> Result:
        return Result(reallocate(self.baseline, self.scenario))

    def table(self, view: str = "by-division", *, span: str | None = None, exact: bool = False) -> pd.DataFrame:
        """Return a table of the result, as `Result.table` does."""
        return self.run().table(view, span=span, exact=exact)

    def chart(self, picture: str = "by-division", *, span: str | None = None) -> Picture:
        """Return a picture of the result: `by-division`, `flows` or `bridge`."""
        return self.run().chart(picture, span=span)

    @property
    def sentence(self) -> str:
        """Who gives up how much of what, and who gets it, in words."""
        return self.run().sentence

    @property
    def problems(self) -> list[Problem]:
        """Everything that is wrong: errors first, then broken limits, then warnings. Never raises."""
        return find_problems(self.scenario, self.baseline)

    def save(self, name: str, *, overwrite: bool = False) -> Path:
        """Save it under a name in `scenarios/` of the folder you work in; return the file.

        Raises `ModelError` where one is there already, or its budget is in no file.
        """
        target = file_for(name)
        scenario = changed(self.scenario, draft=True, baseline=self._baseline_from(target.parent))
        target.parent.mkdir(parents=True, exist_ok=True)
        save_scenario(scenario, target, like=self.text, overwrite=overwrite, baseline=self.baseline)
        return target

    def _period(self, name: str | None, end: Literal[0, -1]) -> str | None:
        """Return a period by its name, of a fiscal year the first or the last one."""
        columns = self.baseline.fiscal_years.get(name or "")
        return self.baseline.period_names[columns[end]] if columns else name

    def _baseline_from(self, folder: Path) -> str:
        """Return how the baseline is called from a folder."""
        if self.place is not None:
            return Path(os.path.relpath(self.place.resolve(), folder)).as_posix()
        if not self.scenario.baseline.strip("?"):
            hint = "Write it to a CSV, and open that: virement.open('budget.csv')"
            raise ModelError([Problem("save", "the budget is in no file that a scenario could name", hint)])
        return self.scenario.baseline

    def _with(self, scenario: Scenario) -> Proposal:
        """Return the proposal with other moves, and a title that doesn't say what isn't so any more."""
        title, titled = self.scenario.title, self.titled
        if titled == "by us":
            title = _title_of(scenario)
        elif titled == "by its file" and not title.endswith(" (changed)"):
            title = f"{title} (changed)"
        after = with_title(scenario, title)
        after._places = Places()
        return replace(self, scenario=after)

    def __repr__(self) -> str:
        """Say what it proposes, in a line."""
        return on_one_line(f"<Proposal over '{self.baseline.name}': {self.scenario.title}>")

    def _repr_html_(self) -> str:
        """Show the result, or for what it can't be run."""
        try:
            return self.run()._repr_html_()
        except ModelError as error:
            return paragraph(self.scenario.title, strong=True) + listed(error.problems)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        """Show itself as HTML where that can be, else in a line."""
        return {"text/plain": repr(self), "text/html": self._repr_html_()}


@contextmanager
def _as_typed(call: str) -> Iterator[None]:
    """Say problems of what was typed in its own words."""
    try:
        yield
    except ModelError as error:
        raise ModelError(replace(problem, where=call) for problem in error.problems) from None


def _names(names: str | Iterable[str]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)


def _refuse_numbers(said: Mapping[str, object]) -> None:
    """Refuse bare numbers, which could be an amount or a share."""
    bare = {name: value for name, value in said.items() if isinstance(value, int | float)}
    if bare:
        hint = "A bare number could be a share or an amount: write '30%' or '$2B'"
        raise ModelError(Problem("", f"{name}: {value!r} has no unit", hint) for name, value in bare.items())


def _free(name: str, scenario: Scenario) -> str:
    """Return a name that no move has yet: itself, else with a number behind it."""
    taken = {move.name for move in scenario.moves}
    numbered = (name if number == 1 else f"{name} ({number})" for number in range(1, len(taken) + 2))
    return next(one for one in numbered if one not in taken)


def _title_of(scenario: Scenario) -> str:
    """Return a title that says the moves: `30% of Reality Labs to AI division`."""
    said = [_words_of(move) for move in scenario.moves]
    more = f" and {len(said) - MOST_NAMED} more" if len(said) > MOST_NAMED else ""
    return "; ".join(said[:MOST_NAMED]) + more


def _words_of(move: Move) -> str:
    cut = write_amount(move.cut) if isinstance(move.cut, Amount) else write_share(move.cut)
    giver = f"{cut} of {', '.join(move.of or move.from_)}" + (f" from {', '.join(move.from_)}" if move.of else "")
    return f"{giver} to {' and '.join(move.to)}" if move.to else f"{giver}, to nobody yet"
