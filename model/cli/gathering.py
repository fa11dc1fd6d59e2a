"""The command that makes one answer of many: `virement gather`."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import click
from virement import versions, views
from virement.baseline import is_file
from virement.cli.answers import say_problems
from virement.cli.authority import each_of
from virement.cli.options import over_another, over_given, read_over
from virement.cli.output import as_text, write_csv, write_result
from virement.engine import Ledger, reallocate
from virement.exports import gathered_page
from virement.values import ModelError, Problem


@click.command("gather")
@click.argument("answer", nargs=-1, required=True, metavar="FILE|LINK...")
@click.option("--span", "-s", help="FY2026, 2026Q1 or FY2026 to FY2027; by default what the answers cover.")
@click.option("--html", metavar="FILE|-", help="Write the page, overwriting it; - is standard output.")
@click.option("--csv", metavar="FILE|-", help="Write the table by division as CSV; - is standard output.")
@over_another
def gather_(answer: tuple[str, ...], span: str | None, html: str | None, csv: str | None, **given: Any) -> None:
    """Make one answer of many people's scenarios: who cut what how often, the spread, who agrees.

    An answer is a scenario file, a folder of them, or a link as the app makes it. What can't be carried out is named
    and left out. In whatever order the answers come, the result is the same.

    \b
    virement gather nyt-2b-to-ai rl-30pct-to-ai company-10pct-ask
    virement gather nyt-2b-to-ai rl-30pct-to-ai --csv -
    """
    found = versions.gather(_carried_out(answer, given), span)
    if html is not None:
        write_result(html, gathered_page(found))
    if csv is not None:
        write_csv(views.to_csv(versions.gathered_divisions(found)), csv)
    if html is None and csv is None:
        click.echo(f"{versions.gathered_sentence(found)}\n")
        click.echo("\n".join(f"{label}: {words}" for label, words in versions.framing(found.ledgers)))
        click.echo(f"\n{as_text(versions.gathered_divisions(found), found.baseline)}")
        click.echo(f"\n{as_text(versions.gathered_groups(found), found.baseline)}")


def _carried_out(answers: tuple[str, ...], given: dict[str, Any]) -> list[Ledger]:
    """Return the ledgers of the answers; what can't be carried out is said, and left out."""
    links = [link for one in answers if (link := _link_of(one))]
    found: list[Ledger] = []
    wrong: list[Problem] = []
    over = (lambda scenario: over_given(scenario, **given)) if given["baseline"] else None
    for number, link in enumerate(links, start=1):
        versions.carry_out(partial(versions.ledger_of_link, link, over), f"link {number}", found, wrong)
    for name in each_of(one for one in answers if not _link_of(one)):
        versions.carry_out(partial(_of_file, name, given), name, found, wrong)
    if not found:
        raise ModelError(wrong)
    say_problems(wrong)
    return found


def _of_file(name: str, given: dict[str, Any]) -> Ledger:
    scenario, baseline = read_over(name, **given)
    return reallocate(baseline, scenario)


def _link_of(text: str) -> str:
    return "" if is_file(Path(text)) else versions.link_in(text)
