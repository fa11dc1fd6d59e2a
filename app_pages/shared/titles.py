"""Titles in place of file names, wherever something is chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st
from virement import values
from virement.app_pages.session import session


def titled(kind: str, names: Sequence[str], title_of: Callable[[str], str]) -> Callable[[str], str]:
    """Return what gives a name its title, with the name beside a title that isn't one of a kind.

    A title stays while its control stands, also where the file gets another one: a control that is offered other words
    would count as used.
    """
    titles: dict[str, str] = st.session_state.setdefault(session.key_of("titles", kind), {})
    for name in names:
        if name not in titles:
            try:
                title = title_of(name)
            except values.ModelError:
                title = name
            titles[name] = title if title not in titles.values() else f"{title} ({name})"
    return titles.__getitem__
