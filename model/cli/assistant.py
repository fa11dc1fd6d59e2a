"""The command `virement mcp`: the tools of an assistant, each what a command answers with `--json`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, cast

import click
from typing_extensions import TypedDict  # of which pydantic makes a schema before Python 3.12
from virement.cli.answers import rows_of
from virement.cli.commands import answer_of
from virement.values import VERSION, ModelError, Problem, baseline_names, own_scenarios, scenario_names

if TYPE_CHECKING:
    from mcp.server import MCPServer

INSTRUCTIONS = """Virement moves money between the divisions of a budget, exact to the cent.
Amounts are digits in a text, in the unit that `baseline.counted_in` names; each row has its status, best first:
reported, derived, guidance, estimate, assumption. Say it with a figure, and its source, which is in `figure-sources`.
A percentage is of the baseline. Start with `list`, then `read` what you need; `propose` writes a new scenario, and says
what is wrong with it as a list of where, what and hint: mend that, and propose again."""


class Trouble(TypedDict):
    """What is wrong or worth knowing, by its `level`: where, what, and how to fix it."""

    level: str
    where: str
    what: str
    hint: str


class Answer(TypedDict):
    """What a command answers: sentences and tables by name; `exit_code` as in the command's help."""

    answer: str
    exit_code: int
    baseline: dict[str, str] | None
    says: dict[str, str]
    tables: dict[str, list[dict[str, Any]]]
    problems: list[Trouble]


class Text(TypedDict):
    """A scenario's file, word for word, and its name."""

    name: str
    yaml: str


class Budget(TypedDict):
    """A baseline: its tables count in `counted_in`."""

    baseline: dict[str, str]
    divisions: list[dict[str, Any]]
    sources: list[dict[str, Any]]


class Reached(TypedDict):
    """A target as it is wanted, what the scenario comes to, how good that is, and whether it is met."""

    wanted: str
    found: str
    status: str
    met: bool


class Written(TypedDict):
    """A proposal as it was read back from its file: its moves, what it does, its target, and what is wrong."""

    file: str
    moves: list[dict[str, Any]]
    target: Reached | None
    result: Answer


def list_() -> Answer:
    """List the baselines and the scenarios by name and title."""
    return _answer("list")


def read_scenario(name: str) -> Text:
    """Read a scenario's file as it stands, YAML: its moves, limits, reference, and what it does not cover."""
    from virement.scenario import find_scenario, read_text

    return {"name": name, "yaml": read_text(find_scenario(_known(name)))}


def read_baseline(name: str) -> Budget:
    """Read a baseline: each division by fiscal year with its status, and where every figure comes from."""
    from virement.baseline import load_baseline
    from virement.cli.answers import baseline_data
    from virement.views import baseline_figures, figure_sources

    if name not in baseline_names():
        raise ModelError([Problem(name, "is not a baseline", f"One of: {', '.join(baseline_names())}")])
    over = load_baseline(name)
    sources = rows_of(figure_sources(over))
    return {"baseline": baseline_data(over), "divisions": rows_of(baseline_figures(over)), "sources": sources}


def run(scenario: str, view: str | None = None, span: str | None = None) -> Answer:
    """Run a scenario: what each division gives and gets; `span` as FY2026, 2026Q1 or FY2026 to FY2027.

    `view` names another table, as by-period, by-move, flows, bridge, operating-income, isolated.
    """
    return _sourced(_answer("run", _known(scenario), view=view, span=span), scenario, span)


def compare(scenarios: list[str], span: str | None = None) -> Answer:
    """Set scenarios side by side; of two, also which moves and limits differ."""
    return _sourced(_answer("compare", *map(_known, scenarios), span=span), scenarios[0], span)


def seek(scenario: str, measure: str, target: str, varied: str | None = None) -> Answer:
    """Find the value of one input at which a measure reaches a target: "share of AI division in FY2026", "15%".

    `varied` is the input, as "MOVE: cut"; by default the first move's cut. exit_code 1 says that it can't be reached.
    """
    options = {"measure": measure, "target": target, "input": varied}
    return _sourced(_answer("seek", _known(scenario), **options), scenario, None)


def plan(scenario: str, to: str, amount: str, most: str | None = None, end: str | None = None) -> Answer:
    """Find who could give an amount together, on top of a scenario: a few plans, or which rules conflict.

    `most` is the largest share that any giver loses, as 15%; `end` the last period.
    """
    options = {"to": to, "amount": amount, "most": most, "end": end}
    return _sourced(_answer("plan", _known(scenario), **options), scenario, None)


def check(scenario: str) -> Answer:
    """Check a scenario: errors, broken limits, warnings, each with where, what, and how to fix it."""
    return _answer("check", _known(scenario))


def explain(scenario: str, span: str | None = None) -> Answer:
    """Explain a scenario: who gives and gets, what each cut is a percentage of, what that rests on, and its sources."""
    found = _answer("run", _known(scenario), span=span)
    for view in ("isolated", "money-by-status"):
        found["tables"] |= _answer("run", scenario, view=view, span=span)["tables"]
    return _sourced(found, scenario, span)


def propose(name: str, yaml: str, target: str | None = None) -> Written:
    """Write a new scenario, never over one, then read it back and run it.

    `yaml` is the file, as `read_scenario` shows one; `target` what it is to reach, as "fundable in FY2026 >= $1B". One
    that can't be carried out is refused with everything that is wrong with it, and nothing is written.
    """
    from virement.cli.proposals import write_proposal

    return cast(Written, {**write_proposal(name, yaml, target), "result": run(name)})


READ = (list_, read_scenario, read_baseline, run, compare, seek, plan, check, explain)


def _answer(command: str, *names: str, **options: str | None) -> Answer:
    return cast(Answer, {"baseline": None, **answer_of(command, *names, **options)})


def _known(name: str) -> str:
    """Return a name that `list` names: an assistant reads no other files."""
    if name not in scenario_names():
        raise ModelError([Problem(name, "is not a scenario", "`list` names them")])
    return name


def _sourced(answer: Answer, scenario: str, span: str | None) -> Answer:
    """Add where the figures of the baseline come from, and on what the money that a scenario moves rests."""
    if answer["exit_code"] != 2:
        answer["tables"] |= _answer("run", scenario, view="figure-sources", span=span)["tables"]
        if "trust" not in answer["says"]:
            answer["says"]["trust"] = _answer("run", scenario, span=span)["says"]["trust"]
    return answer


def _as_tool(work: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that tells what is wrong in its own words, as the assistant reads it."""
    from mcp.server.mcpserver.exceptions import ToolError

    @wraps(work)
    def tool(*args: Any, **given: Any) -> Any:
        try:
            return work(*args, **given)
        except ModelError as error:
            raise ToolError(str(error)) from None

    return tool


def server() -> MCPServer[Any]:
    """Return the server with its tools: all but `propose` only read."""
    from mcp.server import MCPServer
    from mcp.types import ToolAnnotations

    made: MCPServer[Any] = MCPServer("virement", instructions=INSTRUCTIONS, version=VERSION, log_level="WARNING")
    for tool in READ:
        reads = ToolAnnotations(read_only_hint=True, open_world_hint=False)
        made.add_tool(_as_tool(tool), name=tool.__name__.rstrip("_"), annotations=reads, structured_output=True)
    adds = ToolAnnotations(read_only_hint=False, destructive_hint=False, idempotent_hint=False, open_world_hint=False)
    made.add_tool(_as_tool(propose), annotations=adds, structured_output=True)
    return made


@click.command("mcp")
def mcp_() -> None:
    """Serve an assistant by the Model Context Protocol, over standard input and output.

    It lists, reads, runs, compares, seeks, plans, checks and explains; what it proposes becomes a new file in
    scenarios/ of the folder that it is started in.

    \b
    virement mcp
    """
    if find_spec("mcp") is None:
        raise ModelError([Problem("virement mcp", "needs the package mcp", 'pip install "virement[mcp]"')])
    click.echo(f"proposals are written to {own_scenarios()}", err=True)
    server().run("stdio")
