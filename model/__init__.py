"""Virement: what a cut to one budget means for the others, exact to the cent and with its sources."""
