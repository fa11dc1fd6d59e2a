"""Draws the rooms of the package from the code, between two marks of CONTRIBUTING.md: `python tools/draw_rooms.py`."""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path

import grimp

CONTRIBUTING = Path(__file__).resolve().parent.parent / "CONTRIBUTING.md"
BETWEEN = re.compile("(<!-- rooms -->\n).*?(<!-- /rooms -->)", re.DOTALL)


def imports(graph: grimp.ImportGraph, rooms: set[str]) -> dict[str, set[str]]:
    """Return the rooms that each room imports."""
    return {
        room: {
            other
            for other in rooms - {room}
            if graph.direct_import_exists(importer=room, imported=other, as_packages=True)
        }
        for room in rooms
    }


def without_shortcuts(below: dict[str, set[str]]) -> dict[str, set[str]]:
    """Return the arrows without those that a longer way replaces."""

    def reached(room: str) -> set[str]:
        return below[room].union(*map(reached, below[room]))

    return {room: under - set().union(*map(reached, under)) for room, under in below.items()}


def table(rooms: list[str]) -> list[str]:
    """Return a row a room: its name and the first sentence of its docstring."""
    lines = ["| room | what is in it |", "|---|---|"]
    for room in rooms:
        text = " ".join((importlib.import_module(f"virement.{room}").__doc__ or "").split())
        path = f"model/{room}" if (CONTRIBUTING.parent / "model" / room).is_dir() else f"model/{room}.py"
        lines.append(f"| [`{room}`]({path}) | {text} |")
    return lines


def depth(below: dict[str, set[str]], room: str) -> int:
    """Return the length of the longest way down from a room."""
    return 1 + max((depth(below, under) for under in below[room]), default=0)


def picture() -> str:
    """Return the rooms from the top down: a diagram of their imports, and a table of what they hold."""
    graph = grimp.build_graph("virement", cache_dir=None)
    rooms = {name for name in graph.find_children("virement") if "__" not in name} - {"virement.app_pages"}
    below = imports(graph, rooms)
    short = {room.removeprefix("virement."): room for room in rooms}
    order = sorted(short, key=lambda name: (-depth(below, short[name]), name))
    arrows = without_shortcuts(below)
    lines = [
        f"  {name} --> {under.removeprefix('virement.')}" for name in order for under in sorted(arrows[short[name]])
    ]
    return "\n".join(["```mermaid", "graph TD", *lines, "```", "", *table(order), ""])


def main() -> None:
    """Write the picture, or with `--check` say whether it is the one that stands there."""
    text = CONTRIBUTING.read_text("utf-8")
    drawn = BETWEEN.sub(lambda found: found[1] + picture() + found[2], text)
    if "--check" not in sys.argv:
        CONTRIBUTING.write_text(drawn, "utf-8")
    elif drawn != text:
        sys.exit("CONTRIBUTING.md draws other rooms than the code has: python tools/draw_rooms.py")


if __name__ == "__main__":
    main()
