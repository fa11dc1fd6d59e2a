"""The app: page settings and the router. What a page shows is in `app_pages/`, what it means in `model/`."""

import streamlit as st

from app_pages import bar, session
from app_pages.parts.tour import tour

st.set_page_config(page_title="Virement", layout="wide", initial_sidebar_state="auto")

page = st.navigation(
    [
        st.Page("app_pages/explore.py", title="Explore", default=True),
        st.Page("app_pages/compare.py", title="Compare"),
        st.Page("app_pages/uncertainty.py", title="Uncertainty"),
        st.Page("app_pages/goals.py", title="Goals"),
        st.Page("app_pages/actuals.py", title="Actuals"),
        st.Page("app_pages/baseline.py", title="Baseline"),
        st.Page("app_pages/scenario_file.py", title="Scenario file"),
        st.Page("app_pages/hand_over.py", title="Hand over"),
    ],
    position="top",
)
session.begin()
session.enter(page.url_path)
bar.draw()
tour()
page.run()
