"""The shift: what every division had, what left and what came, all on one scale."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any, Literal

import altair as alt
import pandas as pd
from virement.charts.spec import TIP, Spec, between, coloured, declared, frame, of_kind, words_of
from virement.charts.theme import INK, Theme
from virement.engine import Ledger
from virement.scenario import lock_on, locks_of
from virement.values import OUTSIDE_ACCOUNTS, show_exactly
from virement.views import default_span, minor_of, shift_lines, shown, shown_pct, touched

COLUMNS = ["kind", "order", "label", "detail", "x0", "x1", "role", "tip"]
Lines = list[dict[str, Any]]
KEY = "grey: stays · blue, outlined: leaves · orange: comes"

_STEP, _WIDE, _SLIM = 22, 58, 16  # pixels of a step of rows, of the bar of a row of four steps, and of one of two
_MOST = 8  # rows that are drawn one by one; of more, those that change least are drawn as one
_FEW = 4  # rows with room for a wide bar
_RIGHT = 118  # pixels beside the longest bar, for what changed


def shift_data(ledger: Ledger, span: str | None = None, lines: Lines | None = None) -> pd.DataFrame:
    """Return a line and its bars for each division, those that a move names large, and for all others one or a few.

    A bar is what stays and beside it what left or came. Kinds title, note, key, line,
    kept, left and came with their size in front (`wide kept`), change, untouched, small, beyond (a small bar that is
    longer than the picture) and space. The scale holds all that the receivers can get of the largest division, so that
    it stays while a cut is dragged. `lines` are those of the view `shift`, where they are known already.
    """
    when = span or default_span(ledger)
    lines, locks = lines or shift_lines(ledger, when), locks_of(ledger.scenario, ledger.baseline)
    lines = [{**line, "still": "locked" if lock_on(line["division"], locks) else "unchanged"} for line in lines]
    large, small = _fewer(lines)
    top, low = _scale(ledger, [line for line in lines if line["touched"]] if large else lines)
    statuses = [line["status"] for line in lines]
    rows: list[dict[str, Any]] = [*words_of(ledger, "Before and after", when, statuses, KEY)]
    order = 0
    size: Literal["wide", "slim"] = "wide" if len(large) <= _FEW else "slim"
    for line in large:
        rows += [{**row, "order": order + row["order"]} for row in _large(line, ledger, size, low, top)]
        order += 4 if size == "wide" else 2
    for line in small:
        order += 1
        rows += [{**row, "order": order} for row in _small(line, ledger, low, top)]
    return frame(rows, COLUMNS)


def _fewer(lines: Lines) -> tuple[Lines, Lines]:
    """Return the lines that are drawn large and small; of too many, those that change least together as one."""
    large, small = [line for line in lines if line["touched"]], [line for line in lines if not line["touched"]]
    if len(large) > _MOST:
        kept = {line["division"] for line in sorted(large, key=lambda line: -abs(line["variance"]))[: _MOST - 1]}
        rest = [line for line in large if line["division"] not in kept]
        large, small = [line for line in large if line["division"] in kept], [_together(rest, "others"), *small]
    room = max(_MOST - len(large), 3)
    if len(small) > room:
        small = [*small[: room - 1], _together(small[room - 1 :], "others, untouched")]
    return large, small


def _together(lines: Lines, named: str) -> dict[str, Any]:
    total = {name: sum((line[name] for line in lines), Decimal(0)) for name in ("baseline", "budget", "variance")}
    still = "locked" if all(line["still"] == "locked" for line in lines) else "unchanged"
    return {"division": f"{len(lines):,} {named}", "still": still, **total}


def _scale(ledger: Ledger, lines: Lines) -> tuple[Decimal, Decimal]:
    """Return the greatest and the least amount that the picture holds."""
    before, after = ([line[name] for line in lines] for name in ("baseline", "budget"))
    largest = max(before, default=Decimal(0))
    givers, receivers, _ = touched(ledger.baseline, ledger.scenario)
    given = sum((line["baseline"] for line in lines if line["division"] in givers), Decimal(0))
    gets = [line["baseline"] for line in lines if line["division"] in receivers]
    reach = max(gets, default=Decimal(0)) + min(given, largest)
    return max(largest, reach, *after, Decimal(0)) or Decimal(1), min([Decimal(0), *before, *after])


def _large(line: dict[str, Any], ledger: Ledger, size: str, low: Decimal, top: Decimal) -> Iterator[dict[str, Any]]:
    before, after, change = line["baseline"], line["budget"], line["variance"]
    name, tell = str(line["division"]), f"{shown(before, ledger.baseline)} → {shown(after, ledger.baseline)}"
    exact = f"{_exact(before, ledger)} → {_exact(after, ledger)}"
    share = shown_pct(line.get("variance_pct"), signed=True)
    moved = shown(change, ledger.baseline, signed=True) + ("" if share == "–" or not change else f" ({share})")
    role, step = ("gives", "left") if change < 0 else ("gets", "came")
    if name in OUTSIDE_ACCOUNTS:
        role, tell, exact = "quiet", "", _exact(after, ledger)
    tip = f"{name}, {exact}, {moved if change else line['still']}"
    yield {"kind": "line", "order": 1, "label": name, "detail": tell, "tip": tip}
    if size == "wide":
        yield {"kind": "space", "order": 2}
        yield {"kind": "space", "order": 4}
    at = {"order": 3 if size == "wide" else 2, "tip": tip}

    def place(amount: Decimal) -> float:
        return float((amount - low) / (top - low))

    kept = min(before, after, key=abs) if before * after > 0 else Decimal(0)
    for kind, ink, ends in (("kept", "before", (Decimal(0), kept)), (step, role, (before, after))):
        start, end = sorted(ends)
        if start != end:
            yield {"kind": f"{size} {kind}", "role": ink, "x0": place(start), "x1": place(end), **at}
    label = moved if change else line["still"]
    ink = role if change else "quiet"
    yield {"kind": "change", "role": ink, "label": label, "x0": place(max(before, after, Decimal(0))), **at}


def _exact(amount: Decimal, ledger: Ledger) -> str:
    """Return an amount of a view to the last cent."""
    return show_exactly(minor_of(amount, ledger.baseline), ledger.baseline.currency)


def _small(line: dict[str, Any], ledger: Ledger, low: Decimal, top: Decimal) -> Iterator[dict[str, Any]]:
    amount, name = line["baseline"], str(line["division"])
    after = line["budget"]
    said = shown(amount, ledger.baseline) + (
        f" → {shown(after, ledger.baseline)}" if after != amount else f", {line['still']}"
    )
    ends = sorted(max(min(end, top), low) for end in (Decimal(0), amount))
    tip = f"{name}, {_exact(amount, ledger)}{said[len(shown(amount, ledger.baseline)) :]}"
    start, end = (float((place - low) / (top - low)) for place in ends)
    yield {"kind": "untouched", "label": name, "detail": said, "tip": tip}
    yield {"kind": "beyond" if amount > top else "small", "role": "before", "x0": start, "x1": end, "tip": tip}


@cache
def shift_chart(theme: Theme) -> Spec:
    """Declare a bar a division: what stays, and beside it what left or came; thin bars for who isn't touched."""
    ink = INK[theme]
    across, across_to = between(0, _RIGHT)
    across_to_end, _ = between(0, _RIGHT, "x1:Q")
    y = alt.Y("order:O", axis=None, scale=alt.Scale(padding=0))

    def words(kind: str, field: str, align: Literal["left", "right"], **style: Any) -> alt.Chart:
        style = {"color": ink["text"], "fontSize": 13, "baseline": "middle", **style}
        x = alt.value(0 if align == "left" else "width")
        said: alt.Chart = of_kind(kind).mark_text(align=align, **style).encode(y, x=x, text=alt.Text(f"{field}:N"))
        return said

    def bars(kind: str, height: int, **style: Any) -> alt.Chart:
        mark = of_kind(kind).mark_bar(height=height, **style)
        drawn: alt.Chart = mark.encode(across, y, across_to, coloured(theme), **TIP)
        return drawn

    outline = alt.Stroke("role:N", legend=None, scale=alt.Scale(domain=list(ink), range=list(ink.values())))
    moved: list[alt.Chart] = []
    for size, height in (("wide", _WIDE), ("slim", _SLIM)):
        left = bars(f"{size} left", height, fillOpacity=0.3, strokeWidth=2).encode(stroke=outline)
        moved += [bars(f"{size} kept", height), left, bars(f"{size} came", height)]
    change = of_kind("change").mark_text(align="left", baseline="middle", dx=6, fontSize=13, fontWeight=600)
    arrow = of_kind("beyond").mark_point(shape="triangle-right", filled=True, size=60, opacity=1, yOffset=7)
    layers = [
        of_kind("space").mark_text(text="").encode(y),
        *moved,
        change.encode(across, y, coloured(theme), text=alt.Text("label:N")),
        bars("small", 4, yOffset=7),
        bars("beyond", 4, yOffset=7),
        arrow.encode(across_to_end, y, coloured(theme), **TIP),
        words("line", "label", "left", fontWeight=600, limit=alt.expr("width - 150")),
        words("line", "detail", "right"),
        words("untouched", "label", "left", fontSize=12, yOffset=-3, color=ink["quiet"], limit=alt.expr("width - 130")),
        words("untouched", "detail", "right", fontSize=12, yOffset=-3, color=ink["quiet"]),
    ]
    return declared(theme, layers, alt.Step(_STEP))
