"""`streamlit run app.py` opens the app from a clone, as `virement app` does from anywhere."""

from virement.app_pages.app import draw

if __name__ == "__main__":  # a process that works for the app reads this file and draws nothing
    draw()
