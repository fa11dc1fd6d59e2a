"""The app: page settings and the router. What a page shows is in `app_pages/`, what it means in `model/`."""

import streamlit as st

st.set_page_config(page_title="Virement", layout="wide")

explore = st.Page("app_pages/explore.py", title="Explore", default=True)
st.navigation([explore], position="hidden").run()
