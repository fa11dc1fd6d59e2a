"""Finds what a sheet's rows and columns are: where the heading stands, and what each column holds below it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cached_property

from virement.tables.amounts import NUMBER, PERCENT, TEXT, read_word
from virement.tables.grid import Grid, letter_of
from virement.tables.headings import Heading, joined, read_heading, unit_of
from virement.tables.profiles import Profile, profiles_of

MOST_ABOVE = 60  # rows among which the heading is looked for
MOST_HEADINGS = 3
MOST_VERSIONS = 12
LABELS = ("level", "name", "code", "label")
OTHER_NUMBERS = ("change", "percent", "count", "number")


@dataclass(frozen=True)
class Part:
    """A column as it was understood: its role, its heading, and what its cells look like."""

    at: int
    role: str
    heading: Heading
    profile: Profile
    name: str
    is_sum: bool = False  # a column that says it is the total of the others
    is_across: bool = False  # its heading names a division


@dataclass(frozen=True)
class Layout:
    """One way to read a sheet: rows of headings from `first` to before `start`, rows of data to before `stop`."""

    grid: Grid
    first: int
    start: int
    stop: int
    parts: tuple[Part, ...]
    titles: tuple[str, ...] = ()
    score: float = 0.0
    lost: int = 0
    why: tuple[str, ...] = field(default=())

    def having(self, *roles: str) -> list[Part]:
        """Return the columns of some roles, in order."""
        return [part for part in self.parts if part.role in roles]

    @property
    def amounts(self) -> list[Part]:
        """The columns of amounts, of whatever stage."""
        return self.having("amount")

    @cached_property
    def numeric(self) -> list[Part]:
        """Every column with numbers that the account has to cover."""
        return self.having("amount", *OTHER_NUMBERS)


def find_layouts(grid: Grid) -> list[Layout]:
    """Return the ways in which a sheet can be read, the likeliest first; they are looked for once."""
    if not grid.layouts:
        grid.layouts.extend(_layouts(grid))
    return list(grid.layouts)


def _layouts(grid: Grid) -> list[Layout]:
    stop = _last_row(grid)
    top = min(stop, MOST_ABOVE)
    rows = [grid.row(row) for row in range(top)]
    found = [_layout(grid, rows, first, start, stop) for first, start in _heading_places(rows, top)]
    found.append(_layout(grid, rows, 0, 0, stop))
    return sorted(found, key=lambda layout: -layout.score)


def layout_at(grid: Grid, first: int, count: int) -> Layout:
    """Return the reading with the heading in given rows."""
    stop = _last_row(grid)
    rows = [grid.row(row) for row in range(min(stop, max(MOST_ABOVE, first + count + 1)))]
    return _layout(grid, rows, first, first + count, stop)


def _last_row(grid: Grid) -> int:
    """Return the row behind the last one that is more than a note below the table."""
    if grid.width < 3:
        return grid.height
    row = grid.height
    while row > max(1, grid.height - 40) and grid.filled[row - 1] <= 1:
        texts = [text for text in grid.row(row - 1) if text]
        if texts and is_plain_number(texts[0]):
            break
        row -= 1
    return row if row > 1 else grid.height


def _heading_places(rows: list[list[str]], top: int) -> list[tuple[int, int]]:
    """Return the first and last rows that a heading could have: rows with a known word, at most three."""
    known = [_known(row) for row in rows]
    found = []
    for last in range(top):
        if not known[last]:
            continue
        for count in range(1, MOST_HEADINGS + 1):
            first = last - count + 1
            if (
                first >= 0
                and all(_in_heading(rows, row) for row in range(first, last + 1))
                and (count == 1 or any(rows[first][1:]))
            ):
                found.append((first, last + 1))
    found.sort(key=lambda place: (-sum(known[row] for row in range(*place)) / (place[1] - place[0]), place))
    single = [place for place in found if place[1] - place[0] == 1][:5]
    return single + [place for place in found if place not in single][:7]


def _known(row: list[str]) -> int:
    """Return how many cells of a row say something that headings say."""
    return sum(read_heading(cell).is_known or bool(read_heading(cell).unit) for cell in row if cell)


def _in_heading(rows: list[list[str]], at: int) -> bool:
    """Tell whether a row can be one of a heading's: it has no plain numbers and isn't blank."""
    filled = [cell for cell in rows[at] if cell]
    plain = [cell for place, cell in enumerate(rows[at]) if cell and _is_amount(cell, rows, at, place)]
    return bool(filled) and len(plain) <= len(filled) // 4


def _is_amount(cell: str, rows: list[list[str]], at: int, place: int) -> bool:
    """Tell whether a cell is an amount. `$1000` is a unit or one: one beside a name, or over amounts with a sign."""
    if is_plain_number(cell):
        return True
    if not _ROUND.fullmatch(cell.strip()):
        return False
    label = next(one for one in rows[at] if one)
    below = next((row[place] for row in rows[at + 1 :] if row[place]), "")
    named = label != cell and not read_heading(label).is_known and not unit_of(label)
    return named or bool(re.search(r"[$€£¥₹]|\d ?[a-z]{2}", below.casefold()))


_ROUND = re.compile(r"(?:[$€£¥₹] ?)?1[.,' ]?000(?: ?(?:kr|fr|[$€£]|[A-Za-z]{3}))?")  # one thousand of a currency
_UNIT_NUMBER = re.compile(r"\D*(?:0+s?|1[.,' ]?0{3}(?:[.,' ]?0{3})*)\D*")  # the number of `$000` or `in 1,000`


def is_plain_number(cell: str) -> bool:
    """Tell whether a cell is an amount, and can be no heading: neither a year nor a unit."""
    if not any(map(str.isdigit, cell)) or read_heading(cell).names_time:
        return False
    if unit_of(cell) and _UNIT_NUMBER.fullmatch(cell):
        return False
    return read_word(cell, ".")[0] in (NUMBER, PERCENT) or read_word(cell, ",")[0] in (NUMBER, PERCENT)


def _layout(grid: Grid, rows: list[list[str]], first: int, start: int, stop: int) -> Layout:
    texts = _spread(grid, rows, first, start)
    headings = [joined(parts) for parts in texts]
    profiles = profiles_of(grid, first, start, stop)
    parts = tuple(
        Part(at, "", headings[at], profiles[at], headings[at].text or letter_of(at)) for at in range(grid.width)
    )
    titles = tuple(" ".join(filter(None, dict.fromkeys(row))) for row in rows[:first] if any(row))
    layout = Layout(grid, first, start, stop, _roles(parts), titles)
    return _scored(layout, rows)


def _spread(grid: Grid, rows: list[list[str]], first: int, start: int) -> list[tuple[str, ...]]:
    """Return the cells of the heading above each column; merged and blank ones repeat what stands left of them."""
    lines = [list(rows[row]) for row in range(first, start)]
    last = len(lines) - 1
    for number, line in enumerate(lines):
        for top, left, low, right in grid.merged:
            if top <= first + number <= low:
                text = rows[top][left] if top < len(rows) and left < grid.width else ""
                right = min(right, grid.width - 1)
                line[left : right + 1] = [text] * (right + 1 - left)
    for number, line in enumerate(lines[:-1]):
        if sum(bool(cell) for cell in line) == 1 and line[0] and len(line) > 2:
            continue  # a title over it all
        merged = any(top <= first + number <= low and right > left for top, left, low, right in grid.merged)
        _fill(line, lines[last], merged)
    return [tuple(line[at] for line in lines) for at in range(grid.width)]


def _fill(line: list[str], below: list[str], merged: bool) -> None:
    """Repeat a heading over the blanks right of it, where something stands below them."""
    if merged or any(cell and cell == line[at - 1] for at, cell in enumerate(line) if at):
        return
    held = ""
    for at, cell in enumerate(line):
        if cell:
            held = (
                cell
                if read_heading(cell).names_time
                or read_heading(cell).has("stage", "measure", "scope", "authority", "amount", "currency", "unit")
                else ""
            )
        elif held and below[at] and not _closes(below[at]):
            line[at] = held


def _closes(cell: str) -> bool:
    """Tell whether a heading stands apart from what is left above it, as a note or a change does."""
    heading = read_heading(cell)
    apart = heading.has("note", "change", "percent", "count", "level", "name", "total")
    return apart and not heading.names_time and not heading.has("measure")


def _roles(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    found = _without_one_side([replace(part, role=_role(part)) for part in parts])
    wide = [part for part in found if part.role == "amount" and part.heading.names_time]
    amounts = [part for part in found if part.role == "amount"]
    if not any(part.role in ("period", "year") for part in found):
        found = _times_by_cells(found, bool(wide))
    if any(part.role in ("period", "year", "month") for part in found) and wide and _is_tidy_beside(found):
        found = [
            replace(part, role="level") if part.role in ("period",) and not part.heading.has("period") else part
            for part in found
        ]
    if not amounts:
        found = _amounts_by_cells(found)
    return tuple(_codes(_sum_columns(_across(found))))


def _without_one_side(found: list[Part]) -> list[Part]:
    """Take debits for numbers that nothing is known of, where no credits stand beside them, and credits as well."""
    sides = [part for part in found if part.role == "amount" and part.heading.has("side")]
    if all(any(part.heading.has(f"side.{side}") for part in sides) for side in ("debit", "credit")):
        return found
    alone = [
        part for part in sides if not part.heading.has("stage", "amount", "measure", "authority", "scope", "total")
    ]
    return [replace(part, role="number") if part in alone and not part.heading.names_time else part for part in found]


def _across(found: list[Part]) -> list[Part]:
    """Take the headings for divisions, where rows name periods and nothing else, and headings name no stage."""
    timed = any(part.role in ("period", "month", "quarter") for part in found)
    named = any(part.role in (*LABELS, "type", "stage") and not part.profile.is_numeric for part in found)
    beside = [part for part in found if _names_division(part)]
    said = ("stage", "amount", "measure", "authority", "scope")
    if not timed or named or len(beside) < 2 or all(part.heading.has(*said) for part in beside):
        return found
    return [replace(part, role="amount", is_across=True) if part in beside else part for part in found]


def _names_division(part: Part) -> bool:
    """Tell whether a column of numbers has a heading that could be a division's name."""
    heading = part.heading
    if not heading.text or not part.profile.is_numeric or heading.names_time or part.role == "percent":
        return False
    return not heading.has("total", "subtotal", "change", "percent", "count", "period", "code", "note")


def _sum_columns(found: list[Part]) -> list[Part]:
    """Mark the columns called a total that stand beside two or more columns of periods."""
    timed = [part for part in found if part.role == "amount" and part.heading.names_time]
    if len(timed) < 2:
        return found
    return [
        replace(
            part, is_sum=part.role == "amount" and part.heading.has("total", "subtotal") and not part.heading.names_time
        )
        for part in found
    ]


def _is_tidy_beside(found: list[Part]) -> bool:
    return True


def _role(part: Part) -> str:
    """Return what a column is by its heading and its cells."""
    heading, cells = part.heading, part.profile
    if not cells.filled:
        return "amount" if heading.period and not heading.has("change", "percent", "note") else "blank"
    timed = max(cells.share(cells.times), cells.share(cells.names_of_months))
    if heading.has("percent") or "%" in heading.text or cells.share(cells.percent) > 0.6:
        return "percent" if cells.is_numeric or cells.share(cells.percent) > 0.5 else _text_role(part)
    if heading.has("period") and not heading.names_time and (role := _time_role(part, timed)):
        return role
    if cells.is_numeric or cells.is_empty:
        return _number_role(part)
    if not heading.names_time and _says_types(part):
        return "type"
    if heading.has("version") and 1 < cells.distinct <= MOST_VERSIONS:
        return "stage"
    if cells.share(cells.stages) >= 0.9 and not heading.names_time and not heading.has("level"):
        return "stage"
    failed = any(word[0] in "=#" for word in cells.words)  # formulas without a result, and errors
    if heading.period and (cells.numbers or failed) and not heading.has("note", "level"):
        return "amount"
    return _text_role(part)


def _says_types(part: Part) -> bool:
    """Tell whether a column tells revenue from spending, by words or by letters."""
    heading, cells = part.heading, part.profile
    if heading.has("type") and {word.casefold() for word in cells.words} <= {"budget", "revenue"}:
        return True
    if heading.has("type") and (cells.share(cells.measures) >= 0.3 or (cells.share(cells.letters) >= 0.3)):
        return True
    return cells.share(cells.measures) >= 0.75 and (not heading.has("level") or cells.distinct > 1)


def _time_role(part: Part, timed: float) -> str:
    heading, cells = part.heading, part.profile
    small = cells.share(cells.small) >= 0.9
    if heading.has("period.month") and (small or cells.share(cells.names_of_months) >= 0.8):
        return "month"
    if heading.has("period.quarter") and (small or timed >= 0.8):
        return "period" if cells.share(cells.times) >= 0.8 else "quarter"
    if timed >= 0.8 or cells.share(cells.years) >= 0.8:
        if cells.share(cells.names_of_months) >= 0.8:
            return "month"
        return "period"
    if small and heading.has("period.any", "period.month"):
        return "month"
    return ""


def _number_role(part: Part) -> str:
    heading, cells = part.heading, part.profile
    if heading.names_time and not heading.has("change", "count"):
        return "amount"
    if heading.has("change"):
        return "change"
    if heading.has("count") and not heading.has("amount"):
        return "count"
    if heading.has("code"):
        return "code"
    if heading.has("level", "name") and not heading.has(
        "amount", "measure", "stage.budget", "stage.adopted", "stage.actual", "stage.proposed", "stage.revised"
    ):
        whole = cells.whole >= 0.9 * cells.numbers  # a total's word may stand among them
        return "code" if whole else "number"
    if heading.has("stage", "amount", "measure", "authority", "scope", "total", "side") and not heading.has("type"):
        return "amount"
    if heading.has("note", "detail", "source", "status"):
        return "detail"
    if heading.unit or heading.currency:
        return "amount"
    return "blank" if cells.is_empty else "number"


def _text_role(part: Part) -> str:
    heading, cells = part.heading, part.profile
    if heading.has("currency") and not heading.has("level", "name"):
        return "currency"
    for role in ("note", "detail"):
        if heading.has(role) and not heading.has("level"):
            return role
    if heading.has("level"):
        return "level"
    if heading.has("name"):
        return "name"
    if heading.has("code"):
        return "code"
    if heading.has("status", "source", "unit"):
        return "detail"
    return "label" if cells.length <= 60 else "note"


def _times_by_cells(found: list[Part], wide: bool) -> list[Part]:
    """Take a column all of whose cells are times for the periods, where no heading says so."""
    if wide:
        return found
    for part in found:
        cells = part.profile
        unsaid = part.role in ("label", "number", "blank", "name") or (
            part.role == "code" and not part.heading.has("code", "level")
        )
        timed = cells.share(cells.times) >= 0.95 or cells.share(cells.years) >= 0.95
        if unsaid and timed and cells.filled >= 2 and not part.heading.has("change", "count", "level"):
            return [replace(one, role="period") if one is part else one for one in found]
    return found


def _amounts_by_cells(found: list[Part]) -> list[Part]:
    """Take the numbers for the amounts, where no heading says which are."""
    numbers = [part for part in found if part.role == "number" and part.profile.numbers]
    said = [part for part in found if part.role == "code" and part.heading.has("stage", "amount", "measure")]
    return [replace(part, role="amount") if part in (said or numbers) else part for part in found]


def _codes(found: list[Part]) -> list[Part]:
    """Take whole numbers left of the amounts, under a heading that says nothing, for codes."""
    first = min((part.at for part in found if part.role == "amount" and part.heading.is_known), default=len(found))
    return [
        replace(part, role="code")
        if part.role == "number"
        and part.at < first
        and (_starts_with_zeros(part) or (part.profile.whole >= 0.95 * part.profile.numbers and _reads_as_codes(part)))
        and first < len(found)
        else part
        for part in found
    ]


def _starts_with_zeros(part: Part) -> bool:
    """Tell whether most cells are codes such as `01.2`, as no amount is written."""
    coded = [word for word in part.profile.words if word[0] == "0" and word[1:2].isdigit()]
    return 2 * len(coded) > len(part.profile.words)


def _reads_as_codes(part: Part) -> bool:
    """Tell whether whole numbers are codes rather than amounts: they count up, or are about as long as each other."""
    words = [word for word in part.profile.words if word.isascii() and word.isdigit()]
    numbers = sorted(map(int, words))
    if not part.heading.text or len(numbers) < 2:
        return True
    counts_up = numbers[-1] - numbers[0] < 3 * len(numbers)
    return (
        counts_up
        or len({len(word) for word in part.profile.words}) == 1
        or any(word.startswith("0") for word in part.profile.words)
    )


# ---- how likely a reading is


def _scored(layout: Layout, rows: list[list[str]]) -> Layout:
    score = 0.0
    for part in layout.parts:
        score += _part_score(part)
    amounts = layout.amounts
    has_time = bool(layout.having("period", "month", "quarter")) or any(part.heading.names_time for part in amounts)
    score += 4.0 if has_time else 0.0
    score -= 20.0 if not amounts else 0.0
    score -= 8.0 if not layout.having(*LABELS) and not any(part.is_across for part in layout.parts) else 0.0
    score -= 7.0 * _data_in_heading(layout, rows)
    score -= 0.8 * (layout.start - layout.first)
    score -= 3.0 * _alike(layout)
    score -= 8.0 * _is_lone_year(layout)
    lost = _lost_above(layout, rows)
    score -= 4.0 * min(lost, 12)
    score -= 3.0 * _heading_in_data(layout, rows)
    score -= 5.0 * (layout.start == layout.first and _has_words_above(layout, rows))
    score -= 3.0 * _ends_in_caption(layout, rows)
    return replace(layout, score=score, lost=lost)


def _ends_in_caption(layout: Layout, rows: list[list[str]]) -> bool:
    """Tell whether the last of several heading rows names no column: a caption of what is below, or a note."""
    if layout.start - layout.first < 2:
        return False
    said = [(at, read_heading(cell)) for at, cell in enumerate(rows[layout.start - 1]) if cell]
    over = {part.at for part in layout.amounts}
    return not any(at in over or one.has("level", "name", "code", "period", "note") for at, one in said)


def _alike(layout: Layout) -> int:
    """Count the columns of amounts whose headings say the same as another's: something above may tell them apart."""
    said = [
        (h.period, h.month, h.quarter, h.back, h.column_stage, h.measure)
        for h in (part.heading for part in layout.amounts)
        if h.names_time
    ]
    return len(said) - len(set(said))


def _has_words_above(layout: Layout, rows: list[list[str]]) -> bool:
    """Tell whether a column of amounts that has no heading begins with words."""
    first = [
        rows[row][part.at] for part in layout.amounts for row in range(min(layout.start + 4, len(rows), layout.stop))
    ]
    return any(cell and not any(map(str.isdigit, cell)) and read_word(cell, ".")[0] == TEXT for cell in first)


def _is_lone_year(layout: Layout) -> bool:
    """Tell whether all that speaks for a heading is one number that could be a year."""
    known = [part for part in layout.parts if part.heading.is_known]
    return layout.start > layout.first and len(known) == 1 and known[0].heading.bare_year


def _part_score(part: Part) -> float:
    known = part.heading.is_known
    if part.role == "amount":
        if part.heading.names_time and part.heading.bare_year and not part.profile.filled:
            return 0.5
        told = 0.5 * bool(part.heading.stage or part.heading.measure) + 0.5 * bool(part.heading.unit)
        return 4.0 + told if part.heading.names_time else 3.0 + told if known else 0.0
    if part.role in ("period", "month", "quarter", "type", "stage"):
        return 4.0 if known else 1.5
    if part.role in ("level", "name", "code", *OTHER_NUMBERS):
        return (2.0 if known else -0.5) - (2.0 if part.heading.names_time else 0.0)
    if part.role == "blank":
        return -0.5 if part.heading.text else 0.0
    return 1.0 if known else 0.3 if part.heading.text else -0.2


def _data_in_heading(layout: Layout, rows: list[list[str]]) -> int:
    """Count the cells of the heading that are data: plain numbers, and bare years that stand below them as well."""
    found = 0
    for row in range(layout.first, layout.start):
        for part in layout.parts:
            cell = rows[row][part.at]
            if not cell:
                continue
            if is_plain_number(cell):
                found += 1
            elif read_heading(cell).bare_year and part.profile.share(part.profile.years) > 0.8:
                found += 2
            elif (
                cell in part.profile.words
                and part.role in ("period", "type", "stage", "currency", *LABELS)
                and len(cell) > 1
            ):
                found += not read_heading(cell).has(
                    "level", "name", "code", "period", "type", "stage.column", "currency"
                )
    return found


def _lost_above(layout: Layout, rows: list[list[str]]) -> int:
    """Count the rows above the heading that look like data of this layout."""
    at = [part.at for part in layout.amounts]
    return sum(
        any(is_plain_number(rows[row][column]) for column in at) and sum(map(bool, rows[row])) >= 2
        for row in range(layout.first)
    )


def _heading_in_data(layout: Layout, rows: list[list[str]]) -> int:
    """Count the first rows below the heading that are headings themselves."""
    found = 0
    for row in range(layout.start, min(layout.start + 2, len(rows))):
        cells = [rows[row][part.at] for part in layout.amounts if rows[row][part.at]]
        said = [read_heading(cell) for cell in cells]
        if (
            cells
            and all(one.names_time or one.has("stage", "measure") or one.unit for one in said)
            and not all(is_plain_number(cell) for cell in cells)
        ):
            found += not all(one.bare_year for one in said) or len(set(cells)) > 1
    return found
