"""The brief: one page that says what a scenario does, as HTML and as Markdown."""
