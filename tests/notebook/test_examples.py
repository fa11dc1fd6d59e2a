"""The example notebooks run from top to bottom, and tables go in and out as Arrow streams."""

from __future__ import annotations

import ast
import json
import sys
import types
from decimal import Decimal
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
import virement as vm

from tests.support.paths import ROOT

EXAMPLES = ROOT / "examples"


class Streamed:
    """A table of a library that Virement doesn't know."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._table.__arrow_c_stream__(requested_schema)


def run_cell(source: str, names: dict[str, Any]) -> Any:
    """Run a cell as a notebook does: what its last line is worth is shown."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last else None


def test_the_notebook_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    cells = json.loads((EXAMPLES / "what_a_cut_means.ipynb").read_text("utf-8"))["cells"]
    shown = [run_cell("".join(one["source"]), names) for one in cells if one["cell_type"] == "code"]
    assert "gives up $6.42B (30% of its $21.4B)" in shown[0]._repr_html_()
    assert "$2B → $6.42B (+$4.42B)" in shown[1]
    assert shown[2].query("division == 'Family of Apps'")["variance"].to_list() == [Decimal(0)]
    assert shown[3].set_index("division")["variance"].to_dict() == {"Streets": -120_000.0, "Parks": 72_000.0}
    assert "below its floor in FY2026" in shown[4][0]
    assert (shown[5]["p5"] <= shown[5]["p95"]).all()
    assert len(shown[5])


def test_the_marimo_notebook_runs(monkeypatch):
    """With a stand-in for marimo, which is no dependency: its cells are functions of each other's names."""
    cells: list[Any] = []
    slider = types.SimpleNamespace(value=30)
    stand_in = types.ModuleType("marimo")
    stand_in.App = lambda **_: types.SimpleNamespace(cell=cells.append, run=None)
    stand_in.ui = types.SimpleNamespace(slider=lambda *_, **__: slider)
    monkeypatch.setitem(sys.modules, "marimo", stand_in)
    exec((EXAMPLES / "cut_and_compare.py").read_text("utf-8"), {"__name__": "notebook"})
    known: dict[str, Any] = {}
    for cell in cells:
        arguments = cell.__code__.co_varnames[: cell.__code__.co_argcount]
        made = cell(*(known[name] for name in arguments))
        names = [name for name in cell.__code__.co_varnames if name not in arguments]
        known |= dict(zip(names, made or (), strict=False))
    assert "30% of its $21.4B" in known["plan"].sentence


@pytest.mark.parametrize("as_table", [pa.table, Streamed, lambda table: pa.table(table).to_pandas()])
def test_a_table_of_any_library_is_a_budget(as_table):
    """Exact decimals and missing figures too."""
    amounts = pa.array([Decimal("1200.10"), Decimal("400.05"), None], pa.decimal128(12, 2))
    table = pa.table(
        {"division": ["Streets", "Parks", "Library"], "FY2026": amounts, "FY2027": pa.array([1200, 400, 7])}
    )
    baseline = vm.open(as_table(table), currency="USD").baseline
    assert baseline.budget.tolist() == [[120_010, 120_000], [40_005, 40_000], [0, 700]]


def test_a_result_is_read_by_any_library():
    """By the Arrow stream of its table, exact to the cent."""
    table = vm.open("nyt-2b-to-ai").table("cells", exact=True)
    streamed = pa.table(Streamed(pa.table(table)))
    assert isinstance(table, pd.DataFrame)
    assert sum(streamed["variance"].to_pylist()) == 0
    assert pa.types.is_decimal(streamed["variance"].type)
