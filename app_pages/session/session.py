"""What a session holds: the baseline, the scenario on screen, the file it came from, and every step back and forth."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from itertools import count
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import streamlit as st
from virement import check, edits, engine, values, views
from virement.baseline import Baseline, baseline_names, grown, load_baseline, shipped_with
from virement.scenario import (
    ChangedSince,
    Scenario,
    baseline_inside,
    baseline_of,
    bases_beside,
    find_scenario,
    fingerprinted,
    from_link,
    load_scenario,
    other_figures,
    read_scenario,
    read_text,
    save_beside,
    save_scenario,
    scenario_names,
    scenario_text,
    to_link,
    variant_of,
)
from virement.values import one_of
from virement.versions import on_top

FIRST_BASELINE, FIRST_SCENARIO = "meta", "nyt-2b-to-ai"
NEW = "New scenario"
Option = TypeVar("Option", bound=str)
LINK, OPENED = "s", "opened"
PUBLIC = "VIREMENT_PUBLIC_ADDRESS"  # the environment variable that says at which address others open the app
MOST_STEPS = 500


@dataclass(frozen=True)
class Moment:
    """What is on screen: all that undo brings back.

    `file` is the text of the file it was opened from and `saved` what that says; both are None for a scenario without a
    file. `text` is the YAML whose comments and layout are kept. `figures` is the fingerprint of the table that a link
    was made with, which no link carries, while that table isn't there.
    """

    baseline_name: str
    baseline: Baseline | None = None
    opened: str = NEW
    file: str | None = None
    saved: Scenario | None = None
    text: str | None = None
    scenario: Scenario | None = None
    problems: tuple[values.Problem, ...] = field(default=())
    figures: str | None = None


@cache
def shipped_baseline(name: str) -> Baseline:
    """Load a shipped baseline, once a process."""
    return load_baseline(name)


def begin() -> None:
    """Set up a session that has just been opened."""
    if "now" not in st.session_state:
        st.session_state.update(counter=count(1), own_tables={}, view={}, screen={})
        st.session_state.update(past=[], future=[], gesture=None, told=())
        st.session_state.update(draft_session=uuid4().hex, before_restoring=None, resumed=False)
        put(_opened(Moment(FIRST_BASELINE, shipped_baseline(FIRST_BASELINE)), FIRST_SCENARIO))
        draw_afresh()
        if link := st.query_params.get(LINK):
            _open_link(link)


def put(moment: Moment) -> None:
    """Put a moment on screen, without a step to undo.

    Its baseline grows as its scenario says. What is downloaded is made of `screen` on the click, which no script run
    goes with.
    """
    if moment.baseline is not None and moment.scenario is not None:
        with suppress(values.ModelError):  # told where it is carried out
            moment = replace(moment, baseline=grown(moment.baseline, moment.scenario.growth))
    st.session_state.now = st.session_state.screen["now"] = moment


def now() -> Moment:
    """Return what is on screen."""
    moment: Moment = st.session_state.now
    return moment


def enter(page: str) -> None:
    """Take note of the page that is shown: messages of the previous page are cleared."""
    if st.session_state.setdefault("page", page) != page:
        st.session_state.update(page=page, told=())


def baseline() -> Baseline | None:
    """Return the baseline on screen, or none where the person's own isn't there yet."""
    return now().baseline


def scenario() -> Scenario | None:
    """Return the scenario on screen, or none where its file can't be read."""
    return now().scenario


def on_screen() -> tuple[Baseline, Scenario]:
    """Return the baseline and the scenario on screen, for what is only drawn where there are both."""
    moment = now()
    assert moment.baseline is not None
    assert moment.scenario is not None
    return moment.baseline, moment.scenario


def carried_out() -> tuple[engine.Ledger | None, tuple[values.Problem, ...]]:
    """Return the ledger of what is on screen, or why there is none; computed once for each thing on screen."""
    moment, known = now(), st.session_state.get("carried_out")
    if known is None or known[0] is not moment:
        st.session_state.carried_out = known = (moment, *_carried_out(moment))
    return known[1:]


def _carried_out(moment: Moment) -> tuple[engine.Ledger | None, tuple[values.Problem, ...]]:
    if moment.baseline is None or moment.scenario is None:
        return None, moment.problems
    try:
        return engine.reallocate(moment.baseline, moment.scenario), ()
    except values.ModelError as error:
        return None, error.problems


def last_carried_out() -> engine.Ledger | None:
    """Return the ledger of what is on screen, or, where there is none, of the step before that had one.

    Another baseline has nothing of the one before.
    """
    ledger, _ = carried_out()
    moment = now()
    if ledger is not None:
        st.session_state.last_ledger = (moment.baseline_name, ledger)
    name, last = st.session_state.get("last_ledger", ("", None))
    return last if name == moment.baseline_name and moment.baseline is not None else None


def limit_fixes() -> list[edits.LimitFix]:
    """Return what would fix each limit that is broken on screen; looked for once for each thing on screen."""
    moment, known = now(), st.session_state.get("limit_fixes")
    ledger, _ = carried_out()
    if ledger is None:
        return []
    if known is None or known[0] is not moment:
        st.session_state.limit_fixes = known = (moment, edits.limit_fixes(ledger))
    return known[1]


def go(moment: Moment, gesture: object = None) -> None:
    """Put something else on screen: the one door. What one gesture does, such as a drag, is one step to undo."""
    if moment == now():
        st.session_state.told = ()
        return
    if gesture is None or gesture != st.session_state.gesture:
        st.session_state.past = [*st.session_state.past, now()][-MOST_STEPS:]
    st.session_state.update(future=[], gesture=gesture, told=(), before_restoring=None)
    st.query_params.clear()
    put(moment)


def show(changed: Scenario, gesture: object = None) -> None:
    """Put a changed scenario on screen, under a title that is true of it."""
    go(replace(now(), scenario=_titled(changed)), gesture)


def _titled(changed: Scenario) -> Scenario:
    """Return a changed scenario under its own title, or, where its moves are others, under one made from them.

    The file's title returns with the file's moves. A title that changes with the moves is the person's own.
    """
    moment = now()
    before, saved = moment.scenario, moment.saved
    if before is None or changed.title != before.title or changed.moves == before.moves:
        return changed
    as_saved = saved is not None and saved.moves == changed.moves
    return edits.with_title(changed, saved.title if saved and as_saved else views.title_of(changed))


def tried(
    change: Callable[..., Scenario | None], *said: object, gesture: object = None, **named: object
) -> tuple[values.Problem, ...]:
    """Change the scenario that is on screen now, which a quick hand may have changed since a control was drawn.

    A change that can't be leaves it as it is; its problems are returned.
    """
    held = scenario()
    if held is None:
        return ()
    try:
        changed = change(held, *said, **named)
    except values.ModelError as error:
        return tuple(map(without_file, error.problems))
    if changed is not None:
        show(changed, gesture)
    return ()


def without_file(problem: values.Problem) -> values.Problem:
    """Return a problem of the scenario on screen without its file and line, which nobody typed here."""
    held = scenario()
    return problem if held is None else replace(problem, where=held.places.within(problem.where))


def edit(change: Callable[..., Scenario | None], *said: object, **named: object) -> None:
    """Change the scenario on screen; where that can't be, say why on top and let the control show what holds."""
    if problems := tried(change, *said, **named):
        st.session_state.told = problems
        draw_afresh()


def can_undo() -> bool:
    """Tell whether there is a step to undo."""
    return bool(st.session_state.past)


def undo() -> None:
    """Go one step back."""
    _step(st.session_state.past, st.session_state.future)


def redo() -> None:
    """Go one step forward again."""
    _step(st.session_state.future, st.session_state.past)


def _step(out_of: list[Moment], into: list[Moment]) -> None:
    if out_of:
        into.append(now())
        st.session_state.update(gesture=None, told=())
        st.query_params.clear()
        put(out_of.pop())
        draw_afresh()


def written() -> str | None:
    """Return what is on screen as the text of a file; one that can't be read as it is."""
    moment = now()
    if moment.scenario is None:
        return moment.text
    return scenario_text(moment.scenario, like=moment.text)


def examined(text: str) -> tuple[Scenario | None, list[values.Problem]]:
    """Read a text as a scenario; return it, or none where it can't be carried out, and all that is wrong with it."""
    moment = now()
    file = f"{moment.opened}.yaml" if moment.opened != NEW else ""
    return check.problems_in(text, file, _over)


def _over(scenario: Scenario) -> Baseline:
    """Return the baseline on screen where a scenario names it, else the one that it names.

    That is a shipped one, or stands beside the scenarios: whoever writes a text here may not read the server's files.
    """
    moment, name = now(), scenario.baseline
    if name == moment.baseline_name and moment.baseline is not None:
        return moment.baseline
    own: Baseline | None = st.session_state.own_tables.get(name)
    if own is not None:
        return own
    if name in baseline_names():
        return shipped_baseline(name)
    folder = values.own_scenarios()
    if (beside := baseline_inside(name, folder, folder)) is not None:
        try:
            return baseline_of(scenario, beside)
        except values.ModelError as error:  # whoever reads it here need not know where the server keeps its files
            above = f"{folder.parent}{os.sep}"
            raise values.ModelError(
                replace(one, where=one.where.replace(above, ""), what=one.what.replace(above, ""))
                for one in error.problems
            ) from None
    where, known = scenario.places.at(("baseline",)), [*baseline_names(), "or a table beside the scenarios"]
    raise values.ModelError(
        [values.Problem(where, f"'{name}' is not a baseline that can be opened here", one_of(known))]
    )


def apply_text(text: str) -> None:
    """Put what a text says on screen, with the baseline that it names."""
    found, _ = examined(text)
    if found is None:
        return
    found = _titled(found)
    go(replace(now(), text=text, scenario=found, problems=(), baseline_name=found.baseline, baseline=_over(found)))
    st.session_state.draft = None
    draw_afresh()


def open_read(read: Scenario) -> None:
    """Put a scenario that came back from elsewhere on screen, with the baseline that it names.

    Where that isn't here, one with the same figures is taken. Where it is the scenario on screen, as its title tells,
    that one's file and comments are kept.
    """
    moment = now()
    try:
        over = _over(read)
    except values.ModelError as error:
        if known := _known_by(read.baseline_fingerprint):
            open_read(_named(read, known))
            what = f"'{read.baseline}' is not a baseline here; '{known}' holds the same figures and is taken instead"
            st.session_state.told = (values.Problem(read.title, what, level="warning"),)
            return
        st.session_state.told = error.problems
        return
    same = moment.scenario is not None and moment.scenario.title == read.title
    same = same and moment.baseline_name == read.baseline
    go(replace(moment if same else Moment(read.baseline, over), baseline=over, scenario=read, problems=()))
    draw_afresh()


def _known_by(fingerprint: str) -> str | None:
    """Return the name of the baseline that holds the figures of a fingerprint: on screen, brought in, or shipped."""
    tables = {now().baseline_name: now().baseline, **st.session_state.own_tables}
    mine = (name for name, table in tables.items() if table is not None and table.has_fingerprint(fingerprint))
    return next(mine, None) or shipped_with(fingerprint)


def draw_afresh() -> None:
    """Let every control begin anew: what was said through the old ones is of another scenario."""
    version = (
        f"{st.session_state.draft_session}-{next(st.session_state.counter)}"  # no other session's controls have it
    )
    st.session_state.update(version=version, entries={}, quantities={})


def of_now(heard: Callable[[], object]) -> Callable[[], None]:
    """Return what hears a control of what is on screen now, and nothing when something else is.

    A control that is gone can be heard once more: what the browser sent before it knew says a value of it, which counts
    as changed since the server has forgotten it.
    """
    version = st.session_state.version

    def hear() -> None:
        if st.session_state.version == version:
            heard()

    return hear


def key_of(name: str, *parts: object) -> str:
    """Return the key of a control of what is on screen."""
    return "_".join(map(str, (name, st.session_state.version, *parts)))


def open_baseline(name: str) -> None:
    """Open a baseline, shipped or brought in this session, with its first scenario that builds on no other."""
    own = st.session_state.own_tables.get(name)
    go(_opened(Moment(name, own or shipped_baseline(name)), _first(name)))
    draw_afresh()


def _first(name: str) -> str:
    """Return the scenario that a baseline opens with: one that builds on no other where there is one."""
    here = read_over(name)
    whole = (one for one, read in here.items() if read is not None and not read.builds_on)
    return FIRST_SCENARIO if FIRST_SCENARIO in here else next(whole, next(iter(here), NEW))


def open_table(own: Baseline, file: str) -> None:
    """Put a baseline of the person's own on screen, under the name of its file, with a scenario to begin with.

    A scenario that came by a link over a table, which no link carries, is that scenario; if the table holds other
    figures than the link was made with, that is told.
    """
    st.session_state.own_tables[file] = own
    moment = now()
    if moment.baseline is None and moment.scenario is not None:
        named = _named(moment.scenario, file)
        go(replace(moment, baseline_name=file, baseline=own, scenario=named, problems=(), figures=None))
        if moment.figures is not None:
            st.session_state.told = tuple(other_figures(file, moment.figures, own))
    else:
        go(_opened(Moment(file, own), NEW))
    draw_afresh()


def open_scenario(name: str) -> None:
    """Open a scenario over the baseline on screen by its name; where it can't be read, keep its problems instead."""
    go(_opened(now(), name))
    draw_afresh()


def _opened(moment: Moment, name: str) -> Moment:
    fresh = Moment(moment.baseline_name, moment.baseline, opened=name)
    if name == NEW:
        return replace(fresh, scenario=_begun(moment.baseline, moment.baseline_name) if moment.baseline else None)
    try:
        path = find_scenario(name)
        text = read_text(path)
        fresh = replace(fresh, file=text, text=text)
        read = read_scenario(text, values.path_from_here(path), base_of=bases_beside(path))
        return replace(fresh, saved=read, scenario=read)
    except values.ModelError as error:
        return replace(fresh, problems=error.problems)


def _begun(baseline: Baseline, name: str) -> Scenario:
    """Return a scenario to begin with; over a table of the person's own nothing moves that nobody asked for."""
    if name in st.session_state.own_tables:
        return Scenario(title="New scenario", baseline=name)
    return edits.new_scenario(baseline, name)


def link() -> str:
    """Put all that is on screen into the address; return the address, or a `ModelError` that says why there is none."""
    moment = now()
    if moment.scenario is None or moment.baseline is None:
        raise values.ModelError(
            [values.Problem("link", "has nothing to carry", "Open a baseline and a scenario first")]
        )
    named = replace(moment.baseline, name=moment.baseline_name)  # a table called meta.csv is not the baseline meta
    view = {**st.session_state.view, **({OPENED: moment.opened} if moment.file is not None else {})}
    st.query_params[LINK] = text = to_link(moment.scenario, named, view)
    page = urlsplit(st.context.url or "")
    public = urlsplit(os.environ.get(PUBLIC, ""))
    if public.netloc:
        page = public._replace(path=f"{public.path.rstrip('/')}{page.path}")
    return urlunsplit(page._replace(path=page.path or "/", query=f"{LINK}={text}", fragment=""))


def is_of_this_machine(address: str) -> bool:
    """Tell whether an address opens nowhere but here."""
    return urlsplit(address).hostname in (None, "localhost", "127.0.0.1", "::1")


def _open_link(text: str) -> None:
    """Open what can be opened of a link, and say what can't be."""
    found = from_link(text)
    st.session_state.told, st.session_state.view = found.problems, dict(found.view)
    if not found.text:
        return
    name = found.baseline_name
    held = shipped_baseline(name) if name in baseline_names() else None
    opened, fresh = st.session_state.view.pop(OPENED, NEW), Moment(name, held)
    if held is not None and opened in scenarios_over(name):
        fresh = _opened(fresh, opened)
    text = fresh.file if fresh.saved == found.scenario and fresh.file is not None else found.text
    named = _named(found.scenario, name) if found.scenario else None
    figures = found.fingerprint if held is None else None
    put(replace(fresh, scenario=named, text=text, problems=found.problems, figures=figures))


def _named(scenario: Scenario, baseline: str) -> Scenario:
    return scenario.model_copy(update={"baseline": baseline})


def may_save() -> bool:
    """Tell whether what is on screen may be saved into the folder; where others only look, nothing may."""
    return not os.environ.get(values.READ_ONLY)


def save(name: str, *, overwrite: bool, build_on: bool = False) -> None:
    """Save what is on screen in scenarios/ under a name, and say how it went.

    With `build_on` as a scenario that builds on the file that it was opened from. A file that somebody else has changed
    since it was opened is left alone, and the person is asked.
    """
    moment = now()
    said = moment.scenario
    if said is None or not may_save():
        return
    try:
        if build_on and moment.saved is not None:
            said = variant_of(said, {moment.opened: load_scenario(moment.opened)})
            moment = replace(moment, scenario=said, text=None)
        path = edits.file_for(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        seen = moment.file if overwrite else None
        like, over = moment.text, moment.baseline
        text = save_scenario(said, path, like=like, overwrite=overwrite, seen=seen, baseline=over)
    except ChangedSince as error:
        st.session_state.update(told=(), conflict=(moment, error))
        return
    except values.ModelError as error:
        st.session_state.told = error.problems
        return
    put(moment)
    _was_saved(name, text)


def conflict() -> ChangedSince | None:
    """Return what stands against saving what is on screen: somebody else has saved its file since it was opened."""
    asked: tuple[Moment, ChangedSince] | None = st.session_state.get("conflict")
    return asked[1] if asked is not None and asked[0] is now() else None


def keep_both() -> None:
    """Save what is on screen beside the file that somebody else has saved."""
    moment, against = now(), conflict()
    if against is None or moment.scenario is None or not may_save():
        return
    try:
        path, text = save_beside(moment.scenario, against.path, like=moment.text, baseline=moment.baseline)
    except values.ModelError as error:
        st.session_state.told = error.problems
        return
    _was_saved(path.stem, text)


def take_theirs() -> None:
    """Open the file as somebody else has saved it; a step back brings back what was on screen."""
    if conflict() is not None:
        open_scenario(now().opened)


def put_mine_on_top() -> None:
    """Put what was changed here on top of what somebody else has saved, and save that, if it can be carried out."""
    moment, against = now(), conflict()
    if against is None or moment.scenario is None or not may_save():
        return
    try:
        seen, theirs = against.both()
        merged = on_top(seen, theirs, moment.scenario)
        go(replace(moment, scenario=merged, text=against.theirs, file=against.theirs, saved=theirs))
        draw_afresh()
        if moment.baseline is not None:
            engine.reallocate(moment.baseline, merged)
    except values.ModelError as error:
        st.session_state.told = error.problems
        return
    save(moment.opened, overwrite=True)


def _was_saved(name: str, text: str) -> None:
    """Take note that what is on screen now stands in a file: the steps around it are changes of that file now."""
    before = now()

    def told(moment: Moment) -> Moment:
        same = (moment.opened, moment.baseline_name) == (before.opened, before.baseline_name)
        return replace(_over_these(moment), opened=name, file=text, saved=before.scenario) if same else moment

    put(told(before))
    st.session_state.update(
        past=[*map(told, st.session_state.past)], future=[*map(told, st.session_state.future)], told=()
    )
    draw_afresh()
    st.toast(f"Saved as scenarios/{name}.yaml", icon=":material/save:")
    if before.baseline_name in st.session_state.own_tables:
        what = f"is saved without its baseline: '{before.baseline_name}' is kept in this browser only"
        hint = f"Put {before.baseline_name} beside it, so that others can open it"
        st.session_state.told = (values.Problem(f"scenarios/{name}.yaml", what, hint, "warning"),)


def _over_these(moment: Moment) -> Moment:
    """Return the moment with a scenario that knows which figures it is over, as the file that was saved does."""
    if moment.scenario is None or moment.baseline is None:
        return moment
    return replace(moment, scenario=fingerprinted(moment.scenario, moment.baseline))


def is_changed() -> bool:
    """Tell whether the scenario on screen differs from its file, or has none."""
    return now().saved is None or now().saved != now().scenario


@lru_cache(maxsize=1_000)
def _read(name: str, stamps: tuple[int, ...]) -> Scenario | None:
    """Read a scenario file, once as long as none is changed, which `stamps` tell; None where it can't be read."""
    try:
        return load_scenario(name)
    except values.ModelError:
        return None


def read_over(baseline_name: str) -> dict[str, Scenario | None]:
    """Return the scenarios over a baseline by name, and None for those that can't be read, so that they are mended."""
    names = scenario_names()
    stamps = tuple(find_scenario(name).stat().st_mtime_ns for name in names)
    read = {name: _read(name, stamps) for name in names}
    return {name: one for name, one in read.items() if one is None or one.baseline == baseline_name}


def scenarios_over(baseline_name: str) -> list[str]:
    """Return the names of the scenarios over a baseline, and of those that can't be read."""
    return list(read_over(baseline_name))


def file_stem() -> str:
    """Return how files made of what is on screen begin; what was changed isn't called as the file that it was."""
    name = now().opened.replace(" ", "-").lower()
    return f"{name}-changed" if now().file is not None and is_changed() else name


def chosen(name: str, options: Iterable[Option], otherwise: Option) -> Option:
    """Return what a person has chosen to look at, as long as it is one of the options."""
    said: Option = st.session_state.view.get(name, otherwise)
    return said if said in options else otherwise


def see(name: str, option: str) -> None:
    """Take note of what a person has chosen to look at; a link in the address is of something else now."""
    st.session_state.view[name] = option
    st.query_params.clear()


def _spoken(option: str) -> str:
    return f"level {option}" if option.isdigit() else option.removeprefix("actuals-").replace("_", " ")


def choice(
    label: str,
    name: str,
    options: Sequence[Option],
    otherwise: Option,
    *,
    many: bool = False,
    shown: Callable[[Option], str] = str,
) -> Option:
    """Let a person choose what to look at; it is kept from page to page, and goes along in a link.

    `shown` says by which words one of `many` options is offered.
    """
    key = f"view_{name}"
    if st.session_state.get(key) != chosen(name, options, otherwise):
        st.session_state[key] = chosen(name, options, otherwise)

    def keep() -> None:
        see(name, st.session_state[key])

    if many:
        st.selectbox(label, options, key=key, on_change=keep, format_func=shown)
    else:
        st.segmented_control(
            label, options, key=key, on_change=keep, required=True, format_func=_spoken, label_visibility="collapsed"
        )
    return chosen(name, options, otherwise)


def card(label: str, key: str, *, opened: bool = False) -> Any:
    """Draw a card that stays open, or closed, when its label changes."""
    if key in st.session_state:
        st.session_state[key] = st.session_state[key]
    return st.expander(label, expanded=opened, key=key, on_change="rerun")
