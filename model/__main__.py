"""`python -m virement` is `virement`."""

from virement.cli import main

main()
