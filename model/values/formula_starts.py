"""By which signs a spreadsheet takes a text for a formula: docs/decisions/formulas.md says why these."""

FORMULA_STARTS = "=+-@\t\r\n＝＋－＠"
