"""`streamlit run app.py` opens the app from a clone, as `virement app` does from anywhere."""

from virement.app_pages.app import draw

draw()
