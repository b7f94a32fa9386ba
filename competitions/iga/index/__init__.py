"""The city's index as pure reckoning: constants of an edition, the formula, marginal rules, what lifts it most."""
