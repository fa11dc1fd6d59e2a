"""`python -m model` is `virement`."""

from model.cli import main

main()
