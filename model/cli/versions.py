"""The commands about versions: `virement diff`, `virement stack` and `virement rebase`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import click
import pandas as pd
from virement import versions, views
from virement.baseline import Baseline
from virement.cli.answers import answered, keep, rows_of, say, say_problems, show
from virement.cli.options import OVER, carried_out, over_another, read_over, warnings_of
from virement.cli.output import for_a_csv, write_csv
from virement.cli.saving import beside, may_overwrite, save
from virement.engine import Ledger, overdrafts, post, reallocate
from virement.scenario import Scenario, baseline_of, find_scenario, load_scenario
from virement.tables import Mapping
from virement.values import ModelError, Problem
from virement.views import common_span, told_apart

DIFFS: dict[str, Callable[[Ledger, Ledger, str | None], pd.DataFrame]] = {
    "moves": versions.moves_that_differ,
    "rest": lambda a, b, span: versions.rest_that_differs(a, b),
}
STACKS: dict[str, Callable[[versions.Stack], pd.DataFrame]] = {
    "cells": lambda stacked: views.cells(stacked.ledger),
    "moves": versions.stacked_moves,
    "cut-twice": versions.cut_twice,
}
REBASES: dict[str, Callable[[versions.Rebase], pd.DataFrame]] = {
    "cells": versions.rebased_cells,
    "divisions": versions.rebased_divisions,
    "moves": versions.rebased_moves,
}


@click.command("diff")
@click.argument("a")
@click.argument("b")
@click.option("--span", "-s", help="FY2026, 2026Q1 or FY2026 to FY2027; by default what the moves cover.")
@click.option("--view", "-v", type=click.Choice(list(DIFFS)), help="The table; for a CSV, moves by default.")
@click.option("--csv", "csv", metavar="FILE|-", help="Write the table as CSV, overwriting it; - is standard output.")
@answered("md")
@over_another
def diff_(
    a: str,
    b: str,
    span: str | None,
    view: str | None,
    csv: str | None,
    format_: str,
    **given: Any,
) -> None:
    """Say what differs from scenario A to scenario B: moves field by field and in dollars, limits, texts.

    Both are taken over one baseline. A version that overdraws a division is told all the same, with what it overdraws.

    \b
    virement diff nyt-2b-to-ai rl-30pct-to-ai
    virement diff nyt-2b-to-ai rl-phased-exit --view rest
    virement diff nyt-2b-to-ai rl-30pct-to-ai --csv -
    """
    one, other = carried_out((a, b), post, **given)
    for problem in (*overdrafts(one), *overdrafts(other)):
        say(f"can't be carried out: {problem}", "refused", aside=True)
    if view is not None or csv is not None:
        name = view or "moves"
        _put(name, DIFFS[name](one, other, span), csv, one.baseline, "nothing differs")
        return
    when = span or common_span([one, other])
    if format_ == "md":
        click.echo(versions.diff_markdown(one, other, when))
        return
    say(f"{one.scenario.title} → {other.scenario.title}", "titles")
    say(versions.diff_sentence(one, other, when), "sentence", before="\n")
    moves, limits = versions.moves_that_differ(one, other, when), versions.limits_that_differ(one, other)
    for name, heading, table in (("moves", "Moves", moves), ("limits", "Limits, title and the like", limits)):
        if not table.empty or format_ == "json":
            show(name, table, one.baseline, before=f"\n{heading} that differ\n")
    texts = versions.texts_that_differ(one.scenario, other.scenario)
    if not keep("texts", rows_of(texts), one.baseline):
        for row in texts.itertuples():
            click.echo(f"\n{row.what}\n- {row.before}\n+ {row.after}")


def _put(name: str, table: pd.DataFrame, csv: str | None, baseline: Baseline, empty: str) -> None:
    if csv is not None:
        write_csv(views.to_csv(table), csv)
    else:
        show(name, table, baseline, empty=empty)


@click.command("stack")
@click.argument("scenario", nargs=-1, required=True)
@click.option("--output", "-o", metavar="FILE", help="Write them as one scenario, as YAML.")
@may_overwrite
@click.option("--title", help="What the whole is called; by default all their titles.")
@click.option("--view", "-v", type=click.Choice(list(STACKS)), help="The table; for a CSV, cells by default.")
@click.option("--csv", "csv", metavar="FILE|-", help="Write the view as CSV, overwriting it; - is standard output.")
@answered()
@over_another
def stack_(
    scenario: tuple[str, ...],
    output: str | None,
    overwrite: bool,
    title: str | None,
    view: str | None,
    csv: str | None,
    **given: Any,
) -> None:
    """Stack several scenarios over one baseline into one.

    Names what only the whole shows: a division that several cut, with the amounts of each and together; a limit that
    only the sum breaks; limits that contradict each other; a division that the sum overdraws, with the moves and
    their files.

    \b
    virement stack nyt-2b-to-ai company-10pct-ask
    virement stack nyt-2b-to-ai company-10pct-ask -o both.yaml --title "Both at once"
    virement stack nyt-2b-to-ai company-10pct-ask --view cut-twice --csv -
    """
    files = told_apart([Path(name).stem for name in scenario])
    read = [read_over(name, **given) for name in scenario]
    ledgers = {file: _alone(file, one, over) for file, (one, over) in zip(files, read, strict=True)}
    stacked = versions.stack(ledgers, title)
    saved = ""
    if output is not None:
        kept = beside(stacked.scenario, find_scenario(scenario[0]), Path(output), given["baseline"])
        like = versions.stacked_text(stacked)
        saved = save(kept, output, like=like, overwrite=overwrite, baseline=stacked.ledger.baseline)
    if view is not None or csv is not None:
        _put(view or "cells", STACKS[view or "cells"](stacked), csv, stacked.ledger.baseline, "nothing is cut twice")
    else:
        _print_stack(stacked)
    _tell([*stacked.problems, *warnings_of(stacked.ledger)], saved, aside=csv == "-")


def _alone(file: str, scenario: Scenario, baseline: Baseline) -> Ledger:
    """Carry one of several out; what is wrong with it is told as its own."""
    try:
        return reallocate(baseline, scenario)
    except ModelError as error:
        what = f"can't be carried out even alone: {error.problems[0].what}"
        first = Problem(error.problems[0].where or file, what, error.problems[0].hint)
        raise ModelError([first, *error.problems[1:]]) from None


def _print_stack(stacked: versions.Stack) -> None:
    ledger = stacked.ledger
    say(stacked.scenario.title, "title")
    say(views.sentence(ledger), "sentence", before="\n")
    show("moves", versions.stacked_moves(stacked), ledger.baseline, before="\n", amounts=False)
    if stacked.overlaps:
        heading = "\nCut by several, over the whole plan\n"
        show("cut-twice", versions.cut_twice(stacked), ledger.baseline, before=heading)
    say(views.default_span(ledger), "span", before="\n")
    show("by-division", views.by_division(ledger), ledger.baseline)


def _tell(problems: Sequence[Problem], saved: str, *, aside: bool) -> None:
    """Say what has to be known, and what was saved; end with 1 for a broken limit."""
    say_problems(problems)
    if saved:
        say(saved, "saved", aside=aside)
    sys.exit(int(any(problem.level == "limit" for problem in problems)))


@click.command("rebase")
@click.argument("scenario")
@click.option("--onto", required=True, metavar="BASELINE", help=f"The baseline as it is now. {OVER}.")
@click.option("--from", "old", metavar="BASELINE", help="The one it was made for; by default the scenario's own.")
@click.option("--output", "-o", metavar="FILE", help="Write the scenario over the new baseline, comments kept.")
@may_overwrite
@click.option("--view", "-v", type=click.Choice(list(REBASES)), help="The table; for a CSV, cells by default.")
@click.option("--csv", "csv", metavar="FILE|-", help="Write the view as CSV, overwriting it; - is standard output.")
@click.option("--from-actuals-through", "old_actuals", help="The last actual period of a table given with --from.")
@answered()
@for_a_csv
def rebase_(
    scenario: str,
    onto: str,
    old: str | None,
    output: str | None,
    overwrite: bool,
    view: str | None,
    csv: str | None,
    old_actuals: str | None,
    unit: str | None,
    actuals: str | None,
    currency: str | None,
    mapping: Mapping | None,
) -> None:
    """Rebase a scenario onto a revised baseline, and split the change into the baseline's and yours.

    What its budget changes by is split, to the cent, by division and period: the baseline moved (new baseline less
    old), and your moves (what they do on the new one less what they did on the old one). Where it no longer fits (a
    division or period is gone, a period is actual now, a division is overdrawn), all of that is named.

    \b
    virement rebase nyt-2b-to-ai --onto meta
    virement rebase nyt-2b-to-ai --onto meta -o carried-over.yaml
    virement rebase nyt-2b-to-ai --onto meta --view cells --csv -
    """
    read = load_scenario(scenario)
    before = baseline_of(
        read, old, mapping=mapping, unit=unit if old else None, actuals_through=old_actuals, currency=currency
    )
    after = baseline_of(read, onto, mapping=mapping, unit=unit, actuals_through=actuals, currency=currency)
    source, target = find_scenario(scenario), Path(output) if output else find_scenario(scenario)
    rebased = versions.rebase(read, before, after, beside(read, source, target, onto).baseline)
    saved = ""
    if output is not None:
        like = source.read_text("utf-8-sig")
        saved = save(rebased.scenario, output, like=like, overwrite=overwrite, baseline=after)
    if view is not None or csv is not None:
        _put(view or "cells", REBASES[view or "cells"](rebased), csv, after, "nothing changes")
    else:
        _print_rebase(rebased, [before, after])
    _tell([*rebased.problems, *warnings_of(rebased.new)], saved, aside=csv == "-")


def _print_rebase(rebased: versions.Rebase, sides: Iterable[Baseline]) -> None:
    before, after = sides
    marks = f"{before.name} ({before.fingerprint[:8]}) → {after.name} ({after.fingerprint[:8]})"
    say(rebased.scenario.title, "title")
    say(marks, "baselines")
    say(versions.rebased_sentence(rebased), "sentence", before="\n")
    show("divisions", versions.rebased_divisions(rebased), after, before="\n")
    show("moves", versions.rebased_moves(rebased), after, before="\n")
