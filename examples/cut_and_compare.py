"""A notebook for marimo: `marimo edit examples/cut_and_compare.py`, or `marimo run` it as an app."""

import marimo

app = marimo.App(width="medium")


@app.cell
def _():
    import marimo as mo
    import virement as vm

    return mo, vm


@app.cell
def _(mo):
    share = mo.ui.slider(5, 50, 5, value=30, label="Cut Reality Labs by, %")
    share
    return (share,)


@app.cell
def _(share, vm):
    plan = vm.open("meta").cut("Reality Labs", f"{share.value}%", end="FY2026").to("AI division")
    plan
    return (plan,)


@app.cell
def _(plan):
    plan.table()
    return


if __name__ == "__main__":
    app.run()
