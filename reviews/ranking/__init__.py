"""The ranking of a period, its fairness, and what is decided from it."""
