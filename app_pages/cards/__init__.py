"""The cards in which a scenario is edited: its moves, their terms, its limits, its ranges."""
