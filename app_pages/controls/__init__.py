"""Controls that Streamlit doesn't have: each is a small page of HTML, CSS and JavaScript, served with the app."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st


def part(name: str) -> Any:
    """Register the control whose files beside this one are called `name`; return what mounts it."""
    here = Path(__file__).parent
    html, css, js = ((here / f"{name}.{kind}").read_text("utf-8") for kind in ("html", "css", "js"))
    return st.components.v2.component(f"virement_{name}", html=html, css=css, js=js)
