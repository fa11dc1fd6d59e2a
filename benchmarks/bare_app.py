"""What `app_step.py` measures against: a stock Streamlit app with one slider and one chart of six bars."""

import altair as alt
import pandas as pd
import streamlit as st

size = st.slider("Size", 0, 1000, 200)
bars = pd.DataFrame({"name": list("abcdef"), "amount": [size, 100, 200, 300, 400, 500]})
st.altair_chart(alt.Chart(bars).mark_bar().encode(x="amount:Q", y="name:N"))
