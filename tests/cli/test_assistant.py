"""`virement mcp` and a client that speaks to it over standard input and output, as an assistant does."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

from mcp import Client, StdioServerParameters

PROPOSAL = """title: Parks first
baseline: toy
moves:
  - {name: Streets, from: Streets, cut: 60%, to: {Parks: 100%}}
  - {name: Again, from: Streets, cut: SECOND, to: {Savings: 100%}}
"""
SHOWS_STATUS = {"by-division", "by-scenario", "figure-sources", "cells"}


def session(place: Path, talk: Callable[[Client], Awaitable[None]]) -> None:
    """Start the server in a folder, and talk to it."""
    words = StdioServerParameters(
        command=sys.executable, args=["-m", "virement", "mcp"], cwd=place, env={**os.environ, "VIREMENT_FOLDER": "."}
    )

    async def within() -> None:
        async with Client(words) as client:
            await talk(client)

    with ThreadPoolExecutor(1) as aside:  # a browser of other tests may have a loop of its own in this thread
        aside.submit(asyncio.run, within()).result()


async def answer(client: Client, tool: str, **given: Any) -> dict[str, Any]:
    told = await client.call_tool(tool, given)
    assert not told.is_error, told.content
    return told.structured_content


async def refusal(client: Client, tool: str, **given: Any) -> str:
    told = await client.call_tool(tool, given)
    assert told.is_error
    return told.content[0].text


def test_a_proposal_opens_no_table_outside_the_folder(tmp_path: Path) -> None:
    """What an assistant was talked into writing: a table elsewhere, by its path or by a link, is not read."""
    town, place = tmp_path / "town.csv", tmp_path / "work"
    town.write_text("division,FY2026\nStreets,1000\nParks,500\n")
    place.mkdir()
    (place / "mine.csv").write_text(town.read_text())
    (place / "link.csv").symlink_to(town)

    async def talk(client: Client) -> None:
        text = PROPOSAL.replace("SECOND", "10%")
        for outside in (str(town), "../../town.csv", "../link.csv", "../mine.csv/../../town.csv"):
            told = await refusal(client, "propose", name="out", yaml=text.replace("toy", outside))
            assert "is not a baseline in the folder one works in" in told
            assert "Streets'" not in told
        assert not (place / "scenarios").exists()
        told = await answer(client, "propose", name="in", yaml=text.replace("toy", "../mine.csv"))
        assert [move["name"] for move in told["moves"]] == ["Streets", "Again"]

    session(place, talk)


def test_a_proposal_that_overdraws_is_refused_then_mended_and_read_back(tmp_path: Path) -> None:
    async def talk(client: Client) -> None:
        overdrawn = PROPOSAL.replace("SECOND", "50%")
        told = await refusal(client, "propose", name="parks-first", yaml=overdrawn, target="share of Parks >= 40%")
        assert "'Streets'" in told
        assert "'Again'" in told
        assert "take $240k more than 'Streets' has" in told
        assert not (tmp_path / "scenarios").exists()

        mended = PROPOSAL.replace("SECOND", "10%")
        told = await answer(
            client, "propose", name="parks-first", yaml=mended, target="share of Parks in FY2026 >= 40%"
        )
        assert Path(told["file"]).read_text() == mended
        assert [(move["name"], move["cut"]) for move in told["moves"]] == [("Streets", "60%"), ("Again", "10%")]
        assert told["target"]["wanted"] == "share of Parks in FY2026 >= 40%"
        assert told["target"]["met"] is True
        assert told["target"]["status"] == "estimate"  # the weakest of all departments
        rows = {row["division"]: row for row in told["result"]["tables"]["by-division"]}
        assert Decimal(rows["Streets"]["variance"]) == Decimal("-0.7") * Decimal(rows["Streets"]["baseline"])
        parks = [Decimal(row["share_after_pct"]) for name, row in rows.items() if name.startswith("Parks")]
        assert told["target"]["found"] == f"{round(sum(parks), 1)}%"

        assert "never written over" in await refusal(client, "propose", name="parks-first", yaml=mended)
        assert "never written over" in await refusal(client, "propose", name="nyt-2b-to-ai", yaml=mended)
        assert "no name for a scenario" in await refusal(client, "propose", name="../out", yaml=mended)
        assert [path.name for path in tmp_path.rglob("*")] == ["scenarios", "parks-first.yaml"]

    session(tmp_path, talk)


def test_every_tool_answers_with_status_and_source(tmp_path: Path) -> None:
    """And says of itself that it only reads, what it takes, and what it returns."""
    toy = "toy-streets-to-parks"
    asked: dict[str, dict[str, Any]] = {
        "run": {"scenario": toy},
        "compare": {"scenarios": [toy, toy]},
        "seek": {"scenario": toy, "measure": "share of Parks in FY2026", "target": "30%"},
        "plan": {"scenario": toy, "to": "Savings", "amount": "$100k"},
        "explain": {"scenario": toy},
    }

    async def talk(client: Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {"list", "read_scenario", "read_baseline", "check", "propose", *asked}
        for name, tool in tools.items():
            assert tool.annotations.read_only_hint is (name != "propose")
            assert tool.description
            assert tool.output_schema["properties"]
        assert toy in {row["name"] for row in (await answer(client, "list"))["tables"]["list"]}
        assert "from: Streets" in (await answer(client, "read_scenario", name=toy))["yaml"]
        budget = await answer(client, "read_baseline", name="toy")
        assert all(row["status"] for row in budget["divisions"])
        for name, given in asked.items():
            found = await answer(client, name, **given)
            assert found["exit_code"] == 0
            assert found["says"]["trust"]
            assert all(row["status"] for row in found["tables"]["figure-sources"])
            shown = SHOWS_STATUS & set(found["tables"])
            assert all(
                row["status"] for table in shown for row in found["tables"][table] if row["division"] != "Savings"
            )
        (problem,) = (await answer(client, "check", scenario=toy))["problems"]
        assert problem["level"] == "warning"
        assert "nobody has approved it yet" in problem["what"]
        assert "is not a scenario" in await refusal(client, "check", scenario="/etc/passwd")
        assert "--help" in await refusal(client, "run", scenario="--help")

    session(tmp_path, talk)


def test_without_the_sdk_it_says_what_to_install(monkeypatch) -> None:
    from click.testing import CliRunner
    from virement.cli import virement

    monkeypatch.setattr("virement.cli.assistant.find_spec", lambda name: None)
    done = CliRunner().invoke(virement, ["mcp"])
    assert 'pip install "virement[mcp]"' in str(done.exception)
