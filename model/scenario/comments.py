"""Changes to the text of a scenario file that keep its comments and layout."""

from __future__ import annotations

from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq
from virement.scenario.reader import known_bases, read_scenario
from virement.scenario.schema import Scenario
from virement.scenario.yaml_writer import (
    dumped,
    quoted_where_needed,
    says_the_same,
    scenario_fields,
    with_comments,
    yaml_handler,
)
from virement.values import (
    ModelError,
    read_tree,
)

_BY = {"moves": "name", "limits": "division"}


def edited_text(like: str, said: dict[str, Any], scenario: Scenario) -> str | None:
    """Return `like` with what changed written into it, or None where it can't be kept."""
    try:
        for key, by in _BY.items():
            like = _rearranged(like, key, by, said.get(key, []))
        like = _with_fingerprint(like, said.get("baseline_fingerprint", ""))
        tree = yaml_handler().load(like)
        _update(tree, scenario_fields(read_scenario(like, base_of=known_bases(scenario))), said, 0)
        text = _with_lost_comments(like, dumped(tree))
        return text if says_the_same(text, scenario) else None
    except ModelError:
        return None


def _with_fingerprint(text: str, fingerprint: str) -> str:
    """Put a first fingerprint on the line under the baseline's, above the comments that follow there."""
    tree, places, _ = read_tree(text, "")
    if not fingerprint or not isinstance(tree, dict) or "baseline_fingerprint" in tree or "baseline" not in tree:
        return text
    lines, (line, column) = text.splitlines(keepends=True), places.keys[("baseline",)]
    value = places.values[("baseline",)]
    if column > 1 or value[0] != line or not lines[line - 1].startswith("baseline:"):
        return text
    lines[line - 1] = lines[line - 1].rstrip("\n") + "\n"
    lines.insert(line, dumped(CommentedMap({"baseline_fingerprint": fingerprint})))
    return "".join(lines)


def _rearranged(text: str, key: str, by: str, after: list[dict[str, Any]]) -> str:
    """Bring the items of a list into the order of `after`, by whole lines, so that comments go with their item.

    Comments right above an item are its own. Items that are gone are left out, new ones written. A list that isn't
    written an item a line is left as it is.
    """
    tree, places, _ = read_tree(text, "")
    items = tree.get(key) if isinstance(tree, dict) else None
    names = [str(item[by]) for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    wanted = [item[by] for item in after]
    if not names or names == wanted or len(set(names)) < len(names) or len(set(wanted)) < len(wanted):
        return text
    lines = text.splitlines(keepends=True)
    lines[-1] = lines[-1].rstrip("\n") + "\n"
    starts = [places.values[key, index][0] - 1 for index in range(len(names))]
    if not wanted or not all(lines[start].lstrip().startswith("- ") for start in starts):
        return text
    below = [spot[0] - 1 for path, spot in places.keys.items() if len(path) == 1 and spot[0] - 1 > starts[-1]]
    edges = [_above(lines, start) for start in [*starts, min(below, default=len(lines))]]
    blocks = {name: lines[edges[n] : edges[n + 1]] for n, name in enumerate(names)}
    indent = " " * (len(lines[starts[0]]) - len(lines[starts[0]].lstrip()))
    for item in after:
        if item[by] not in blocks:
            fresh = dumped(with_comments({key: [item]})).splitlines(keepends=True)[1:]
            blocks[item[by]] = [indent + line[2:] for line in fresh]
    return "".join([*lines[: edges[0]], *(line for name in wanted for line in blocks[name]), *lines[edges[-1] :]])


def _above(lines: list[str], start: int) -> int:
    """Return the first of the comment and blank lines right above line `start`."""
    while start > 0 and (not lines[start - 1].strip() or lines[start - 1].lstrip().startswith("#")):
        start -= 1
    return start


def _with_lost_comments(before: str, after: str) -> str:
    """Put comments that went with a line back above the line that they stood above."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    kept = [line.strip() for line in new]
    for start in reversed(range(len(old))):
        comment = old[start].strip()
        if not comment.startswith("#") or kept.count(comment) >= [line.strip() for line in old].count(comment):
            continue
        below = next((line.strip() for line in old[start + 1 :] if line.strip() in kept), None)
        place = kept.index(below) if below else len(new)
        new.insert(place, old[start].rstrip("\n") + "\n")
        kept.insert(place, comment)
    return "".join(new)


def _update(tree: Any, before: dict[str, Any], after: dict[str, Any], depth: int) -> None:
    """Write into `tree`, which says `before`, what `after` says otherwise."""
    for key in [key for key in tree if str(key) not in after]:
        del tree[key]
    for position, (key, value) in enumerate(after.items()):
        if key in before and before[key] == value and key in tree:
            continue
        if isinstance(value, dict) and isinstance(before.get(key), dict) and isinstance(tree.get(key), CommentedMap):
            _update(tree[key], before[key], value, depth + 1)
        elif key in _BY and isinstance(tree.get(key), CommentedSeq) and len(tree[key]) == len(before[key]):
            _update_list(tree[key], before[key], value, _BY[key])
        elif key in tree:
            tree[key] = with_comments(value, depth + 1)
        else:
            tree.insert(
                min(position, _before_comments(tree)), quoted_where_needed(key), with_comments(value, depth + 1)
            )


def _before_comments(tree: CommentedMap) -> int:
    """Return where a new key can stand without parting what follows a mapping from the comments above it."""
    last = tree.ca.items.get(next(reversed(tree), None))
    return len(tree) - 1 if last and last[2] and "\n" in last[2].value.rstrip("\n") else len(tree)


def _update_list(row: CommentedSeq, before: list[Any], after: list[Any], by: str) -> None:
    """Keep the items that stay, in their new order; write the new ones."""
    items = list(row)
    old = {item[by]: (tree, item) for tree, item in zip(items, before, strict=True)}
    new = []
    for item in after:
        if item[by] in old:
            tree, was = old[item[by]]
            _update(tree, was, item, 2)
            new.append(tree)
        else:
            new.append(with_comments(item, 2))
    if len(new) != len(items) or any(a is not b for a, b in zip(new, items, strict=False)):
        row[:] = new
