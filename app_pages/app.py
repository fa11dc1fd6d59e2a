"""The app: page settings and the router. What a page shows is in its file here, what it means in the package."""

from __future__ import annotations

import os
from pathlib import Path

import streamlit as st
from virement.app_pages import top_bar
from virement.app_pages.controls.tour import tour
from virement.app_pages.session import session, whole_presses
from virement.values import SIGN_IN

# the file of each page, and its title; an address ends in the file's name
PAGES = {
    "explore": "Explore",
    "compare": "Compare",
    "uncertainty": "Uncertainty",
    "goals": "Goals",
    "claims": "Claims",
    "actuals": "Actuals",
    "approvals": "Approvals",
    "gather": "Gather",
    "baseline": "Baseline",
    "scenario_file": "Scenario file",
    "export": "Export",
}


def draw() -> None:
    """Draw the page that is asked for."""
    whole_presses.keep()
    here = Path(__file__).parent
    pages = [st.Page(here / f"{file}.py", title=title, default=file == "explore") for file, title in PAGES.items()]
    page = st.navigation(pages, position="hidden")
    st.set_page_config(page_title=f"{page.title} · Virement", layout="wide")
    if os.environ.get(SIGN_IN) and not st.user.is_logged_in:
        st.title("Virement")
        st.button("Sign in", on_click=st.login, type="primary")
        return
    session.begin()
    session.enter(page.url_path)
    top_bar.draw(page, pages)
    tour()
    page.run()
    if page.url_path:  # Explore lets it be kept itself, in the part that follows the hand
        with st.container(key="unseen_drafts"):
            top_bar.keep()


if __name__ == "__main__":
    draw()
